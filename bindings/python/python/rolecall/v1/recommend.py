"""The types of `rolecall/recommend/1`, made of `docs/schemas/recommend-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

from .shared import (
    Catalogue,
    Code,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    Evidence,
    FromInputs,
    Guid,
    Id,
    Input,
    InputKind,
    Plane,
    Principal,
    PrincipalType,
    Role,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "Action",
    "Advice",
    "AdviceKind",
    "AllTasks",
    "AssignmentBar",
    "Blocked",
    "Catalogue",
    "Certainty",
    "Certificate",
    "ChosenFrom",
    "Clause",
    "Code",
    "CustomRole",
    "Day",
    "Derived",
    "Diagnostic",
    "DiagnosticSeverity",
    "Emitted",
    "EmittedForm",
    "Envelope",
    "Evidence",
    "Excess",
    "FromInputs",
    "FrontierPoint",
    "GivenAccess",
    "Guid",
    "Held",
    "Id",
    "Input",
    "InputKind",
    "KeptBecause",
    "LeftOut",
    "Meant",
    "NamedGroup",
    "NotAssignable",
    "Objective",
    "Open",
    "Openness",
    "OtherSet",
    "PlacedAction",
    "Plane",
    "Principal",
    "PrincipalType",
    "RecommendResult",
    "Recommendation",
    "Recommended",
    "Redundant",
    "Required",
    "Role",
    "RolesNeeded",
    "Saved",
    "ScopeExcess",
    "ScopePath",
    "Sentence",
    "ServiceRole",
    "SetRole",
    "Sha256",
    "Source",
    "TaskHead",
    "TaskSet",
    "Through",
    "Unconfirmed",
    "Wildcards",
    "Words",
]


RecommendResult: TypeAlias = "Union[Recommended, AllTasks, Unconfirmed]"
"""The `result` of `rolecall/recommend/1`: a role set, with --all-tasks one for each task of the catalogue, or what words found, before it is confirmed."""


class Recommended(TypedDict):
    """A role set."""

    tasks: list[Code]
    """The tasks asked for."""

    words: NotRequired[Words]
    """What the words of the question were taken for."""

    inferred: list[Code]
    """Those whose operations no page states as a list."""

    required: list[Required]
    """What must be granted."""

    derived: list[Derived]
    """What follows from a deployment, required or not."""

    minimize: Objective
    """What is made least first."""

    chosenFrom: ChosenFrom
    """Which roles came into question."""

    advice: Advice
    """What to do."""

    recommendation: Recommendation
    """The set."""

    assignable: Union[OtherSet, None]
    """The set without roles that can't be assigned as they are, where that is another."""

    alsoCovers: Union[OtherSet, None]
    """The set in which roles meant for something else count like any others, where that is better."""

    leftOut: Union[LeftOut, None]
    """The set with roles that are meant for Microsoft services, where that is another."""

    frontier: list[FrontierPoint]
    """For each number of roles the least excess, as long as it falls."""

    customRole: CustomRole
    """The custom role that grants exactly what is required."""

    customRoles: list[CustomRole]
    """The same by scope: one for each set of scopes with a requirement of its own."""

    uncovered: list[PlacedAction]
    """What no role grants without a condition."""

    given: Union[GivenAccess, None]
    """With --for: what the principal holds of it."""

    redundant: list[Redundant]
    """With --for: its assignments that are needless with the set."""

    notAssignable: list[NotAssignable]
    """Roles that were left out as they can't be assigned at a scope."""

    commands: list[str]
    """Commands of `az` that do what is advised: they create the roles and assignments."""

    publishedCommands: NotRequired[list[str]]
    """Where a custom role is advised: those that assign the set."""

    rolesNeeded: NotRequired[RolesNeeded]
    """Where no set has as few roles as --max-roles allows, so that the recommended one is empty."""

    emitted: NotRequired[Emitted]
    """With --emit and a format: the text."""


class Words(TypedDict):
    """A sentence with what it asks for."""

    sentence: str
    """As it was said."""

    understood: bool
    """Whether every part of it found something."""

    clauses: list[Clause]
    """Its parts, in order."""


class Clause(TypedDict):
    """A part of a sentence."""

    said: str
    """The words of the sentence that it is about."""

    without: bool
    """Whether it must not be granted."""

    actions: list[Meant]
    """What it means; none where nothing was found."""

    task: Union[Code, None]
    """The task that it means in place of single operations."""

    others: list[Meant]
    """What it could also mean, the best first."""

    tasks: list[Code]
    """Tasks that require what was found, with more besides."""

    places: list[str]
    """Words that were taken for where it is, which `--at` says."""

    passedOver: list[str]
    """Words without regard to which it was understood: they only say which one is meant, or nobody knows."""


class Meant(TypedDict):
    """An operation, or a pattern, that words mean."""

    action: str
    """The operation or pattern."""

    plane: Union[Plane, None]
    """The plane; null for both."""

    description: Union[str, None]
    """What it does, where that is known."""


class Required(TypedDict):
    """A required operation or pattern."""

    action: str
    """The operation or pattern."""

    plane: Plane
    """The plane."""

    operations: int
    """How many operations of the catalogue it stands for."""

    scope: Union[ScopePath, None]
    """Where, where that is known."""


Derived = TypedDict(
    "Derived",
    {
        "operation": "str",
        "plane": "Plane",
        "from": "str",
        "because": "str",
        "certainty": "Certainty",
        "scope": "Union[ScopePath, None]",
        "source": "str",
    },
)
"""An operation that follows from a deployment."""


Certainty = Literal["certain", "uncertain"]
"""Whether a deployment surely needs an operation."""


Objective = Literal["risk", "roles", "excess"]
"""What is made least first."""


class ChosenFrom(TypedDict):
    """Which roles came into question."""

    among: Union[list[Role], None]
    """With --among: these alone."""

    excluded: list[Role]
    """With --exclude: not these."""

    serviceRoles: bool
    """Whether roles that are meant for Microsoft services did."""

    publishedOnly: bool
    """Whether only roles that can be assigned as they are did."""

    anyRole: bool
    """Whether roles that are meant for something else counted like any others."""

    alsoAt: list[ScopePath]
    """Scopes at which roles may be assigned too."""

    without: list[str]
    """What no role may grant."""

    withheld: int
    """How many roles that cover something required were left out since they grant it."""

    maxRoles: Union[int, None]
    """The most roles that a set may have."""


class Advice(TypedDict):
    """What to do about a requirement."""

    do: AdviceKind
    """What to do."""

    sentence: Union[str, None]
    """The same in a sentence."""


AdviceKind: TypeAlias = "Union[Literal['assign'], Literal['createCustomRole'], Literal['nothing']]"
"""A thing to do."""


class Recommendation(TypedDict):
    """The set with its price and its proof."""

    roles: list[SetRole]
    """The roles."""

    roleCount: int
    """How many roles the set has."""

    excess: Excess
    """What they grant beyond the requirement."""

    excessByScope: list[ScopeExcess]
    """The same by scope."""

    optimal: bool
    """Whether it is proven that no set is better."""

    alternatives: list[list[SetRole]]
    """Other sets that are as good."""

    certificate: Certificate
    """What proves that no set is better, or how far that is open."""


class SetRole(TypedDict):
    """A role of a set."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""

    scope: Union[ScopePath, None]
    """Where it is assigned, where that is known."""

    covers: list[str]
    """The required operations that it grants."""

    published: bool
    """Whether it can be assigned as it is."""

    standIn: Union[CustomRole, None]
    """For one that can't: the custom role to create in its place."""

    foreign: bool
    """Whether it is meant for something other than what is required."""

    home: list[str]
    """The namespaces, or types, that a role is meant for; none for one that is for anything."""


class CustomRole(TypedDict):
    """A role definition as `az role definition create` takes it."""

    Name: str
    """Its name."""

    Id: NotRequired[Guid]
    """Its GUID, where it has one."""

    IsCustom: Literal[True]
    """Always true."""

    Description: str
    """Its description."""

    Actions: list[str]
    """The actions."""

    NotActions: list[str]
    """The not actions."""

    DataActions: list[str]
    """The data actions."""

    NotDataActions: list[str]
    """The not data actions."""

    AssignableScopes: list[ScopePath]
    """Where it may be assigned."""


class Excess(TypedDict):
    """How much a role set grants beyond the requirement, in pairs of operation and plane."""

    total: int
    """All of them."""

    escalation: int
    """Those that lead to more rights."""

    data: int
    """Of the data plane, the rest."""

    write: int
    """Of the control plane, what changes something."""

    read: int
    """Operations that read."""


class ScopeExcess(TypedDict):
    """The excess at a scope."""

    scope: Union[ScopePath, None]
    """Where, where that is known."""

    excess: Excess
    """What is granted there beyond what is required there."""


class Certificate(TypedDict):
    """The proof that no set is better."""

    lowerBound: list[int]
    """What no set can fall below, in the order of the objective."""

    nodes: int
    """How many cases were looked at."""


class OtherSet(TypedDict):
    """The best set among other candidates."""

    roles: list[SetRole]
    """The roles."""

    roleCount: int
    """How many roles the set has."""

    excess: Excess
    """What they grant beyond the requirement."""

    uncovered: list[Action]
    """What they don't grant."""


class Action(TypedDict):
    """An operation or a pattern in its plane."""

    action: str
    """The operation or pattern."""

    plane: Plane
    """The plane."""


class LeftOut(TypedDict):
    """The best set with roles for Microsoft services."""

    roles: list[SetRole]
    """The roles."""

    roleCount: int
    """How many roles the set has."""

    excess: Excess
    """What they grant beyond the requirement."""

    uncovered: list[Action]
    """What they don't grant."""

    serviceRoles: list[ServiceRole]
    """The roles in it that are not meant for people."""

    saved: Saved
    """How much less it grants; below zero: more."""


class ServiceRole(TypedDict):
    """A role for a service."""

    id: Guid
    """Its GUID."""

    name: str
    """Its name."""

    reason: str
    """Why it is not meant for people."""


class Saved(TypedDict):
    """How much less a set grants; below zero: more."""

    total: int
    """How many operations fewer are granted beyond the requirement."""

    escalation: int
    """Of what leads to more rights."""

    data: int
    """Of data operations."""

    write: int
    """Of these, operations that change something."""

    read: int
    """Of these, operations that read."""


class FrontierPoint(TypedDict):
    """The least excess with a number of roles."""

    roleCount: int
    """How many roles."""

    roles: list[str]
    """Their names."""

    scopes: list[Union[ScopePath, None]]
    """Where each is assigned, in the same order."""

    excess: Excess
    """The excess."""


class PlacedAction(TypedDict):
    """An operation in its plane, at a scope."""

    action: str
    """The operation."""

    plane: Plane
    """The plane."""

    scope: Union[ScopePath, None]
    """Where, where that is known."""


class GivenAccess(TypedDict):
    """What a principal holds of the requirement."""

    principal: Principal
    """The principal that gets the roles."""

    when: NotRequired[str]
    """The moment at which what it holds counts, where one was named."""

    held: list[Held]
    """What it holds."""

    blocked: list[Blocked]
    """What deny assignments block: no role helps."""

    open: list[Open]
    """What it perhaps holds, and isn't counted."""


class Held(TypedDict):
    """Held operations at a scope."""

    scope: ScopePath
    """Where: a full scope."""

    operations: list[Action]
    """The operations."""

    through: list[Through]
    """By which assignments."""


class Through(TypedDict):
    """An assignment by which something is held."""

    roleAssignment: Id
    """The assignment."""

    role: Role
    """Its role."""

    scope: ScopePath
    """Where: a full scope."""

    group: Union[NamedGroup, None]
    """The group by which it is held, if one."""


class NamedGroup(TypedDict):
    """A group by id and name."""

    id: Id
    """Its object id."""

    name: str
    """Its name, or its id."""


class Blocked(TypedDict):
    """Blocked operations at a scope."""

    scope: ScopePath
    """Where: a full scope."""

    operations: list[Action]
    """The operations."""

    denyAssignments: list[Id]
    """The deny assignments."""


class Open(TypedDict):
    """Operations at a scope that aren't counted."""

    scope: ScopePath
    """Where: a full scope."""

    operations: list[Action]
    """The operations."""

    because: Openness
    """Why they don't count as held."""

    through: list[Id]
    """The records it depends on."""


Openness = Literal["condition", "eligible", "timeBound", "possibleDeny"]
"""Why operations aren't counted as held."""


class Redundant(TypedDict):
    """A needless assignment."""

    roleAssignment: Id
    """The assignment."""

    role: Role
    """Its role."""

    scope: ScopePath
    """Where: a full scope."""

    group: Union[NamedGroup, None]
    """The group by which it is held, if one."""

    removable: bool
    """Whether it can go without asking further."""

    because: Union[KeptBecause, None]
    """Why not; null if it can go."""

    already: bool
    """Whether it is needless today, without the set."""

    command: Union[str, None]
    """The command that deletes it, if it can go."""


KeptBecause = Literal["group", "condition", "eligible", "timeBound", "notAnAssignment"]
"""Why a needless assignment can't simply go."""


class NotAssignable(TypedDict):
    """A role that can't be assigned at a scope."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""

    scope: ScopePath
    """Where: a full scope."""

    because: AssignmentBar
    """Why it can't be assigned."""


AssignmentBar = Literal["assignableScopes", "unknownHierarchy", "dataActions"]
"""Why a role can't be assigned at a scope."""


class RolesNeeded(TypedDict):
    """How many roles it takes where --max-roles allows fewer."""

    allowed: int
    """How many were allowed."""

    least: int
    """The size of the smallest set found, which is the first of the frontier."""

    bound: int
    """No set is smaller than this: where it is `least`, that is proven."""


Emitted = TypedDict(
    "Emitted",
    {
        "as": "EmittedForm",
        "text": "str",
    },
)
"""The set as a text that other tools take."""


EmittedForm = Literal["az", "bicep", "terraform", "custom-role"]
"""The form of a text that other tools take."""


class AllTasks(TypedDict):
    """A role set for each task."""

    tasks: list[TaskSet]
    """In the order of the catalogue."""


class TaskSet(TypedDict):
    """The role set of a task."""

    tasks: list[Code]
    """The tasks asked for."""

    words: NotRequired[Words]
    """What the words of the question were taken for."""

    inferred: list[Code]
    """Those whose operations no page states as a list."""

    required: list[Required]
    """What must be granted."""

    derived: list[Derived]
    """What follows from a deployment, required or not."""

    minimize: Objective
    """What is made least first."""

    chosenFrom: ChosenFrom
    """Which roles came into question."""

    advice: Advice
    """What to do."""

    recommendation: Recommendation
    """The set."""

    assignable: Union[OtherSet, None]
    """The set without roles that can't be assigned as they are, where that is another."""

    alsoCovers: Union[OtherSet, None]
    """The set in which roles meant for something else count like any others, where that is better."""

    leftOut: Union[LeftOut, None]
    """The set with roles that are meant for Microsoft services, where that is another."""

    frontier: list[FrontierPoint]
    """For each number of roles the least excess, as long as it falls."""

    customRole: CustomRole
    """The custom role that grants exactly what is required."""

    customRoles: list[CustomRole]
    """The same by scope: one for each set of scopes with a requirement of its own."""

    uncovered: list[PlacedAction]
    """What no role grants without a condition."""

    given: Union[GivenAccess, None]
    """With --for: what the principal holds of it."""

    redundant: list[Redundant]
    """With --for: its assignments that are needless with the set."""

    notAssignable: list[NotAssignable]
    """Roles that were left out as they can't be assigned at a scope."""

    commands: list[str]
    """Commands of `az` that do what is advised: they create the roles and assignments."""

    publishedCommands: NotRequired[list[str]]
    """Where a custom role is advised: those that assign the set."""

    rolesNeeded: NotRequired[RolesNeeded]
    """Where no set has as few roles as --max-roles allows, so that the recommended one is empty."""

    emitted: NotRequired[Emitted]
    """With --emit and a format: the text."""

    task: TaskHead
    """The task."""


class TaskHead(TypedDict):
    """A task in short."""

    id: Code
    """Its id."""

    title: str
    """What is done."""

    evidence: Evidence
    """How the list is known."""

    inferred: bool
    """Whether it was inferred."""

    source: Union[str, None]
    """Where it is documented."""

    notes: Union[str, None]
    """What to know before relying on it."""


class Unconfirmed(TypedDict):
    """What words found, before it is confirmed: exit code 2."""

    words: Words
    """What they found."""

    command: Union[str, None]
    """The command that asks for the same without words; null where not all is understood."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/recommend/1"]
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

    result: RecommendResult
    """The answer."""
