"""The types of `rolecall/history/1`, made of `docs/schemas/history-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

from .shared import (
    Catalogue,
    Code,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Id,
    Input,
    InputKind,
    PrincipalType,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

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


class HistoryCaller(TypedDict):
    """Who made a change."""

    id: Union[Id, None]
    """The object id, or the best that the log has."""

    name: Union[str, None]
    """The name that the log or the exports have; null where there is none."""

    type: PrincipalType
    """What the caller is, by the log."""


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
