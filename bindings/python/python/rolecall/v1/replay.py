"""The types of `rolecall/replay/1`, made of `docs/schemas/replay-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "Accepted",
    "Catalogue",
    "Code",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Disagreement",
    "Envelope",
    "FromInputs",
    "Guid",
    "Id",
    "Input",
    "InputKind",
    "ListedPrincipal",
    "Outcome",
    "Plane",
    "PrincipalType",
    "Repair",
    "ReplayClass",
    "ReplayClasses",
    "ReplayResult",
    "ReplayRow",
    "ScopePath",
    "Sentence",
    "Sha256",
    "Source",
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


class ReplayResult(TypedDict):
    """The `result` of `rolecall/replay/1`. A tuple is a principal, an operation, a plane and a scope."""

    tuples: int
    """How many tuples were decided before and after the change."""

    disagrees: Disagreement
    """Where the log allowed what the exports do not."""

    classes: ReplayClasses
    """How many tuples are of each class."""

    rows: list[ReplayRow]
    """The tuples that the change is about, the gravest first."""


class Disagreement(TypedDict):
    """Where the log allowed what the exports before the change do not."""

    count: int
    """How many tuples."""

    rate: Union[float, None]
    """Of those that the log allowed, from 0 to 1; null where it allowed none."""

    rows: list[ReplayRow]
    """The calls, as principal, operation and scope."""


ReplayRow = TypedDict(
    "ReplayRow",
    {
        "principal": "ListedPrincipal",
        "action": "str",
        "plane": "Plane",
        "scope": "ScopePath",
        "class": "ReplayClass",
        "count": "int",
        "last": "str",
        "logged": "bool",
        "before": "Outcome",
        "after": "Outcome",
        "because": "str",
        "accepted": "Union[Accepted, None]",
        "lost": "list[Id]",
        "repairs": "list[Repair]",
    },
)
"""A call: a principal, an operation and a scope."""


class ListedPrincipal(TypedDict):
    """A principal that the inputs may hold no record of."""

    id: Id
    """Its object id."""

    name: Union[str, None]
    """Its name; null if the inputs have none."""

    type: Union[PrincipalType, None]
    """Its kind; null if the inputs don't say."""


Id = str
"""An object id, or the id of a record, as the inputs write it."""


PrincipalType = Literal["User", "Group", "ServicePrincipal", "ManagedIdentity", "ForeignGroup", "Device", "Unknown"]
"""The kind of a principal."""


Plane = Literal["control", "data"]
"""Control: actions. Data: data actions."""


ScopePath = str
"""A full scope of Azure Resource Manager; `/` is the root."""


ReplayClass = Literal["unchanged", "revoked", "gained", "maybeRevoked", "maybeGained", "unknown"]
"""What a change does to a tuple."""


Outcome = Literal["allowed", "partial", "conditional", "undetermined", "eligible", "notGranted", "denied"]
"""The answer about one principal or role, one operation or pattern, one scope."""


class Accepted(TypedDict):
    """An entry of `[[replay.accept]]` of the configuration."""

    owner: str
    """Who answers for it."""

    reason: str
    """Why the calls may break."""


Repair: TypeAlias = "Union[Repair1, Repair2, Repair3]"
"""A smallest change that would allow it."""


Guid = str
"""A GUID in lower case."""


class ReplayClasses(TypedDict):
    """How many tuples are of each class."""

    unchanged: int
    """The same before and after."""

    revoked: int
    """Allowed before, not after."""

    gained: int
    """Not allowed before, allowed after."""

    maybeRevoked: int
    """Allowed before and open after, or open before and not allowed after."""

    maybeGained: int
    """Not allowed before and open after, or open before and allowed after."""

    unknown: int
    """Open before and after, for other reasons."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/replay/1"]
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

    result: ReplayResult
    """The answer."""


class Repair3(TypedDict):
    """Remove a deny assignment, or exclude the principal from it."""

    kind: Literal["liftDeny"]
    """Which of the kinds it is"""

    denyAssignment: Id
    """The deny assignment."""

    name: str
    """Its name."""

    systemProtected: bool
    """Whether Azure made it: then what made it must change."""


class Repair2(TypedDict):
    """Assign a role."""

    kind: Literal["assignRole"]
    """Which of the kinds it is"""

    role: str
    """The role's name."""

    roleId: Union[Guid, None]
    """The role's GUID; null for a role that has none."""

    scope: Union[ScopePath, None]
    """Where; null when only roles were asked about."""

    excess: int
    """How many operations it grants besides."""

    escalation: int
    """How many of those lead to more rights."""


class Repair1(TypedDict):
    """Activate an eligible assignment."""

    kind: Literal["activateRole"]
    """Which of the kinds it is"""

    role: str
    """The role's name."""

    scope: ScopePath
    """Where: a full scope."""

    scheduleInstance: Id
    """The eligible instance."""
