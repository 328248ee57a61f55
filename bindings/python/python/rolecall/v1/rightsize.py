"""The types of `rolecall/rightsize/1`, made of `docs/schemas/rightsize-1.schema.json` by `cargo xtask docs`."""

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
    ListedPrincipal,
    LogKind,
    OperationClass,
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
    "AddedRecord",
    "Catalogue",
    "Code",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "HolderScore",
    "Id",
    "Input",
    "InputKind",
    "ListedPrincipal",
    "LogKind",
    "OperationClass",
    "PastScore",
    "PrincipalType",
    "ProposalKind",
    "ProposalResult",
    "RightsizeResult",
    "ScopePath",
    "Sentence",
    "Sha256",
    "SizedAssignmentResult",
    "Source",
    "UsageEvidence",
    "UsageScore",
    "UsageScorePart",
    "UsageWindow",
    "Used",
    "Wildcards",
]


class RightsizeResult(TypedDict):
    """The `result` of `rolecall/rightsize/1`."""

    window: UsageWindow
    """The time that counts."""

    assignments: list[SizedAssignmentResult]
    """Every assignment that was judged, those with a proposal first."""

    score: UsageScore
    """How much of what is granted was not seen used."""


UsageWindow = TypedDict(
    "UsageWindow",
    {
        "from": "str",
        "to": "str",
        "first": "Union[str, None]",
        "last": "Union[str, None]",
        "sources": "list[LogKind]",
        "complete": "bool",
    },
)
"""The time that counts, and what logs have of it."""


class SizedAssignmentResult(TypedDict):
    """An assignment, with what logs say of it."""

    roleAssignment: Id
    """Its id."""

    principal: ListedPrincipal
    """Who holds it."""

    role: str
    """The name of its role."""

    scope: ScopePath
    """The scope of the assignment."""

    evidence: UsageEvidence
    """How well it is known whether it was used."""

    alsoGrantedBy: list[Id]
    """The other records that allow something that was used through it, or may have been."""

    used: Used
    """What was used through it, or may have been."""

    notShown: list[str]
    """What logs can't show of it."""

    proposal: ProposalResult
    """What to do with it."""


UsageEvidence = Literal["usedByEvidence", "usedByEngine", "maybeUsed", "notSeen", "notObservable"]
"""How well it is known whether an assignment was used: a log names it; a logged call needed it; a logged call may have been allowed by it; logs would show its use and don't; no log that is there would show it."""


class Used(TypedDict):
    """What was used through an assignment."""

    operations: int
    """How many operations, each at each of its scopes."""

    last: Union[str, None]
    """The time of the last; null where none was."""


class ProposalResult(TypedDict):
    """What to do with an assignment."""

    kind: ProposalKind
    """What kind of thing."""

    what: str
    """The same in words."""

    because: str
    """Why it is proposed, in a sentence."""

    commands: list[str]
    """The commands that do it, in their order."""

    undo: list[str]
    """The commands that undo it."""

    adds: list[AddedRecord]
    """The records that it adds: what is assigned or eligible instead, and the definition of the custom role."""


ProposalKind = Literal["keep", "narrow", "replace", "customRole", "eligible", "remove"]
"""What to do with an assignment."""


AddedRecord: TypeAlias = "Union[AddedRecord1, AddedRecord2, AddedRecord3]"
"""A record that a proposal adds."""


class UsageScore(TypedDict):
    """How much of what is granted was not seen used. Of each assignment whose use logs would show, and each class of its role's operations that they would show: weight of the class (escalation 10, data 4, write 3) × weight of the scope (root 5, management group 4, subscription 3, resource group 2, resource 1) × the share not used; 100 × the sum of that, by the sum with every share 1."""

    unused: Union[float, None]
    """0 where everything was used, 100 where nothing was; null where logs show nothing."""

    parts: list[UsageScorePart]
    """By class and kind of scope."""

    principals: list[HolderScore]
    """Of each principal that holds an assignment which counts, most that was not used first."""

    leftOut: int
    """Assignments that it leaves out, since no log would show their use."""

    earlier: list[PastScore]
    """What earlier answers came to, the oldest first."""


UsageScorePart = TypedDict(
    "UsageScorePart",
    {
        "class": "OperationClass",
        "reach": "str",
        "granted": "int",
        "unused": "int",
    },
)
"""What assignments at a kind of scope come to in a class."""


class HolderScore(TypedDict):
    """What the assignments of a principal come to."""

    principal: ListedPrincipal
    """The principal that holds the assignments."""

    unused: float
    """The score of what it holds itself."""

    share: float
    """Its share of all that was not used, of 100."""

    assignments: int
    """How many of its assignments count."""


PastScore = TypedDict(
    "PastScore",
    {
        "from": "str",
        "to": "str",
        "unused": "Union[float, None]",
        "assignments": "int",
        "proposals": "int",
    },
)
"""What an earlier answer came to (`--earlier`)."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/rightsize/1"]
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

    result: RightsizeResult
    """The answer."""


class AddedRecord3(TypedDict):
    """The definition of a custom role."""

    type: Literal["Microsoft.Authorization/roleDefinitions"]
    """Which of the kinds it is"""

    roleName: str
    """Its name."""

    actions: list[str]
    """The actions that it grants."""

    dataActions: list[str]
    """The data actions."""

    assignableScopes: list[str]
    """Where it can be assigned."""


class AddedRecord2(TypedDict):
    """An eligible assignment."""

    type: Literal["Microsoft.Authorization/roleEligibilityScheduleInstances"]
    """Which of the kinds it is"""

    id: str
    """Its id."""

    principalId: Id
    """Who may activate the role."""

    roleDefinitionId: str
    """The role."""

    scope: ScopePath
    """The scope of the eligibility."""


class AddedRecord1(TypedDict):
    """A role assignment."""

    type: Literal["Microsoft.Authorization/roleAssignments"]
    """Which of the kinds it is"""

    id: str
    """Its id."""

    principalId: Id
    """Who gets the role."""

    roleDefinitionId: Union[str, None]
    """The GUID of the role; null for the custom role of the same proposal."""

    roleDefinitionName: Union[str, None]
    """The name of that role."""

    scope: ScopePath
    """The scope to assign at."""
