"""The types of `rolecall/history/1`, made of `docs/schemas/history-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "Catalogue",
    "Code",
    "ContradictionKind",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "HistoryCaller",
    "HistoryChange",
    "HistoryContradiction",
    "HistoryKind",
    "HistoryRecord",
    "HistoryResult",
    "Holder",
    "Id",
    "Input",
    "InputKind",
    "LoggedScope",
    "PrincipalType",
    "RecordState",
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


class HistoryResult(TypedDict):
    """The `result` of `rolecall/history/1`."""

    logs: list[LoggedScope]
    """The subscriptions and management groups that there are logs of."""

    events: list[HistoryChange]
    """The changes, the oldest first."""

    failed: int
    """Changes that were refused or failed."""

    contradictions: list[HistoryContradiction]
    """Where logs and exports contradict each other."""


LoggedScope = TypedDict(
    "LoggedScope",
    {
        "scope": "ScopePath",
        "from": "str",
        "until": "str",
    },
)
"""A subscription or management group, or the root, with the times of its log."""


ScopePath = str
"""A full scope of Azure Resource Manager; `/` is the root."""


class HistoryChange(TypedDict):
    """A change of access."""

    time: str
    """When it was done."""

    kind: HistoryKind
    """What was done."""

    record: Union[HistoryRecord, None]
    """To what kind of record; null for a move or the deletion of a scope."""

    id: Id
    """The id of what was changed."""

    scope: Union[ScopePath, None]
    """Where it counts; null where that can't be told."""

    by: HistoryCaller
    """Who made the change."""

    before: Union[RecordState, None]
    """What it was before; null where it was not there, or where no event has it."""

    after: Union[RecordState, None]
    """What it is after; null where it is gone, or where no event has it."""

    done: bool
    """Whether an event says that it succeeded."""

    sentence: str
    """The change in a sentence."""

    correlationId: Union[str, None]
    """The correlation id of the call."""

    source: str
    """Where the last event of the call was read."""


HistoryKind: TypeAlias = "Union[Literal['created'], Literal['changed'], Literal['written'], Literal['deleted'], Literal['assigned'], Literal['assignmentChanged'], Literal['assignmentRemoved'], Literal['activated'], Literal['deactivated'], Literal['requested'], Literal['policyChanged'], Literal['elevated'], Literal['groupWritten'], Literal['subscriptionMoved'], Literal['resourcesMoved'], Literal['other'], Literal['scopeDeleted']]"
"""What was done."""


HistoryRecord = Literal["roleAssignment", "roleDefinition", "denyAssignment", "eligibleAssignment", "activeAssignment"]
"""What kind of record a change is about."""


Id = str
"""An object id, or the id of a record, as the inputs write it."""


class HistoryCaller(TypedDict):
    """Who made a change."""

    id: Union[Id, None]
    """The object id, or the best that the log has."""

    name: Union[str, None]
    """The name that the log or the exports have; null where there is none."""

    type: PrincipalType
    """What the caller is, by the log."""


PrincipalType = Literal["User", "Group", "ServicePrincipal", "ManagedIdentity", "ForeignGroup", "Device", "Unknown"]
"""The kind of a principal."""


class RecordState(TypedDict):
    """A record as it was."""

    principal: Union[Holder, None]
    """Who holds it; null for a role or a deny assignment."""

    role: Union[str, None]
    """The role that it gives, or its own name."""

    scope: Union[ScopePath, None]
    """The scope of the record."""

    condition: Union[str, None]
    """The condition that narrows it."""

    start: Union[str, None]
    """From when on it counts, where it has a start."""

    end: Union[str, None]
    """Until when it counts, where it has an end."""

    actions: Union[list[str], None]
    """The patterns that it grants, or denies, of both planes; null for an assignment."""


class Holder(TypedDict):
    """Who holds an assignment."""

    id: Id
    """The object id."""

    name: Union[str, None]
    """The name; null if the inputs have none."""


class HistoryContradiction(TypedDict):
    """Where logs and exports contradict each other."""

    assignment: Id
    """The role assignment."""

    kind: ContradictionKind
    """How log and exports contradict each other."""

    sentence: str
    """The same in a sentence."""

    source: str
    """Where what contradicts was read."""


ContradictionKind = Literal["gone", "undeleted", "unlogged", "madeTwice", "lostBetween", "newBetween"]
"""How logs and exports contradict each other."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/history/1"]
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

    result: HistoryResult
    """The answer."""
