"""The types of `rolecall/usage/1`, made of `docs/schemas/usage-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired

__all__ = [
    "CallOutcome",
    "Caller",
    "Catalogue",
    "Code",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "Input",
    "InputKind",
    "LogKind",
    "Plane",
    "PrincipalType",
    "Reading",
    "Sentence",
    "Sha256",
    "Source",
    "UsageResult",
    "UsageRow",
    "UsageTable",
    "Wildcards",
]


class Catalogue(TypedDict):
    """A catalogue of roles and operations."""

    source: Source
    """Inside the program, or imported."""

    date: Day
    """The day of its facts."""

    roles: int
    """How many roles it holds, with those of the inputs."""

    operations: int
    """How many operations it holds, with those of the inputs."""

    wildcards: Wildcards
    """How patterns with a star between slashes are read: `strict` turns clause WC-5 off."""

    fromInputs: NotRequired[FromInputs]
    """What of it comes from the inputs; left out where nothing does."""


Source = Literal["core", "imported"]
"""Whether a catalogue is inside the program, or imported."""


Day = str
"""A day, as 2026-08-22."""


Wildcards = Literal["azure", "strict"]
"""How patterns with a star between slashes are read: `strict` turns clause WC-5 off."""


class FromInputs(TypedDict):
    """What of a catalogue comes from the inputs."""

    roles: int
    """Role definitions that it didn't hold, or that replace one of its own."""

    operations: int
    """Operations that it didn't hold, or whose plane it only guessed."""

    newest: Union[Day, None]
    """The day on which the last of these role definitions was changed; null where none says it."""


class Input(TypedDict):
    """A document that was read."""

    path: Sentence
    """Its path, as it was found."""

    kind: InputKind
    """What it holds, by its content."""

    records: int
    """How many records."""

    sha256: Sha256
    """The hash of its bytes."""


Sentence = str
"""A text that isn't empty."""


InputKind = Literal["roleAssignments", "roleDefinitions", "denyAssignments", "scheduleInstances", "schedules", "scheduleRequests", "lighthouseDelegations", "deploymentStacks", "locks", "policies", "directoryRoles", "otherRoles", "questions", "answers", "groupMembers", "principals", "managementGroups", "operations", "collectManifest", "activityLog", "clusters", "storageAccounts", "containers", "vaults", "workspaces", "identities", "identityHosts", "mixed", "empty", "unrecognised"]
"""What a document holds, by its content."""


Sha256 = str
"""A hash of a document's bytes."""


class Diagnostic(TypedDict):
    """What is odd about the inputs or limits the answer."""

    code: Code
    """A word to sort by; stable."""

    severity: DiagnosticSeverity
    """How grave it is."""

    message: Sentence
    """What is so, for people."""

    source: Union[str, None]
    """Where it was read: a file and, after `#`, a JSON pointer into it."""

    help: Union[str, None]
    """What to do about it."""


Code = str
"""Words with hyphens: the id of a rule or a task, or the code of a diagnostic."""


DiagnosticSeverity = Literal["info", "warning", "error"]
"""How grave a diagnostic is."""


class UsageResult(TypedDict):
    """The `result` of `rolecall/usage/1`."""

    read: Reading
    """What was read."""

    rows: list[UsageRow]
    """The usage table, sorted by principal, action, plane, scope, assignment, role, outcome and source."""


class Reading(TypedDict):
    """What was read of logs."""

    files: int
    """How many files were read."""

    hoursSkipped: int
    """Files of hours that were read before, so that they were skipped."""

    bytes: int
    """Bytes, as unpacked."""

    records: int
    """How many records were read."""

    notCalls: int
    """Records of them about what nobody called: health, alerts, what policies found."""

    withoutRole: int
    """Records of calls that no role decides: with a key, a signature, or none."""

    notRead: int
    """Records that were not understood; the diagnostics say why."""


class UsageRow(TypedDict):
    """A row of the usage table: how often somebody called an operation somewhere, by what right, and how it ended. Names and ids are in lower case."""

    schema: UsageTable
    """The version of the table."""

    principal: Caller
    """The principal that called."""

    action: str
    """The operation."""

    plane: Plane
    """Its plane."""

    scope: Union[str, None]
    """Where; null where the log doesn't say."""

    roleAssignment: Union[str, None]
    """The role assignment that allowed it, where the log names it: its id, or the last part of that."""

    role: Union[str, None]
    """The id of its role, or the name where the log has only that."""

    outcome: CallOutcome
    """How it ended."""

    source: LogKind
    """Which kind of log says so."""

    count: int
    """How many events."""

    first: str
    """The time of the first."""

    last: str
    """The time of the last."""

    correlationIds: list[str]
    """The least ids of calls, at most three."""


UsageTable = Literal["rolecall/usage/1"]
"""The `schema` of a row."""


class Caller(TypedDict):
    """The principal of a call, as the log names it."""

    id: Union[str, None]
    """The object id; the id or sign-in name that the log has where it has none; null where it has nothing."""

    type: Union[PrincipalType, None]
    """What it is, by the latest event; null where that doesn't say."""

    name: Union[str, None]
    """Its name, by the latest event."""


PrincipalType = Literal["User", "Group", "ServicePrincipal", "ManagedIdentity", "ForeignGroup", "Device", "Unknown"]
"""The kind of a principal."""


Plane = Literal["control", "data"]
"""Control: actions. Data: data actions."""


CallOutcome = Literal["allowed", "denied", "failed"]
"""How a call ended: allowed, not allowed, or allowed and failed for another reason."""


LogKind = Literal["activity", "keyVault", "storage"]
"""A kind of log."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/usage/1"]
    """The command and the version of its result."""

    rolecall: str
    """The version of the program."""

    catalog: Catalogue
    """The catalogue that was used; null where nothing was judged by one."""

    inputs: list[Input]
    """What was read."""

    complete: bool
    """False when something that could change the answer was missing or not understood; the diagnostics say what."""

    diagnostics: list[Diagnostic]
    """What is odd about the inputs or limits the answer, in order."""

    result: UsageResult
    """The answer."""
