"""The types of `rolecall/diff/1`, made of `docs/schemas/diff-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

from .shared import (
    AssignmentType,
    Catalogue,
    ClassCounts,
    Code,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Guid,
    Id,
    Input,
    InputKind,
    ListedPrincipal,
    OperationClass,
    Outcome,
    Plane,
    PrincipalType,
    RoleKind,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "AccessRow",
    "ActionList",
    "AssignedRole",
    "Assignment",
    "AssignmentChanges",
    "AssignmentType",
    "Catalogue",
    "Cause",
    "CauseKind",
    "ChangedAssignment",
    "ChangedDenyAssignment",
    "ChangedField",
    "ChangedScheduleInstance",
    "ClassCounts",
    "Code",
    "ComparedPlane",
    "ComparedPlanes",
    "ComparedSide",
    "Day",
    "Definition",
    "DenyAssignment",
    "DenyAssignmentChanges",
    "Diagnostic",
    "DiagnosticSeverity",
    "DiffResult",
    "EffectiveAccess",
    "Envelope",
    "FromInputs",
    "Guid",
    "Id",
    "Input",
    "InputKind",
    "ListedPattern",
    "ListedPrincipal",
    "Membership",
    "Memberships",
    "Move",
    "OperationClass",
    "Outcome",
    "PatternChanges",
    "Plane",
    "PrincipalType",
    "Relation",
    "RoleKind",
    "ScheduleInstance",
    "ScheduleInstanceChanges",
    "ScopePath",
    "Sentence",
    "Sha256",
    "Source",
    "TextChanges",
    "Wildcards",
]


class DiffResult(TypedDict):
    """The `result` of `rolecall/diff/1`; a part that `--only` leaves out is null."""

    old: str
    """The path of the old snapshot."""

    new: str
    """The path of the new one."""

    scope: NotRequired[ScopePath]
    """The scope that the answer is of alone: what is at it, below it, or reaches it from above. Role definitions, memberships and moves are of the whole tenant."""

    elsewhere: NotRequired[int]
    """How many changes of access and of records with a scope are elsewhere and left out."""

    definitions: Union[list[Definition], None]
    """Role definitions."""

    assignments: Union[AssignmentChanges, None]
    """Role assignments."""

    denyAssignments: Union[DenyAssignmentChanges, None]
    """Deny assignments."""

    scheduleInstances: Union[ScheduleInstanceChanges, None]
    """Schedule instances of privileged identity management."""

    memberships: Union[Memberships, None]
    """Direct members of groups."""

    moves: Union[list[Move], None]
    """Management groups and subscriptions that are elsewhere in the tree."""

    effective: EffectiveAccess
    """Whose access changed."""


Definition: TypeAlias = "Union[Definition1, Definition2, Definition3]"
"""A role definition that is new, gone or different."""


class PatternChanges(TypedDict):
    """Entries of permissions that came and went."""

    added: list[ListedPattern]
    """Entries that only the newer definition has."""

    removed: list[ListedPattern]
    """Entries that are gone."""


class ListedPattern(TypedDict):
    """An entry of a permission."""

    list: ActionList
    """The list that the pattern is in."""

    pattern: str
    """The pattern."""

    condition: Union[str, None]
    """The condition of its permission."""


ActionList = Literal["actions", "notActions", "dataActions", "notDataActions"]
"""One of the lists of a permission."""


class TextChanges(TypedDict):
    """Texts that came and went."""

    added: list[str]
    """Only in the new definition."""

    removed: list[str]
    """Only in the old one."""


Relation = Literal["equal", "subset", "superset", "overlapping", "disjoint"]
"""How what A grants compares to what B grants; `subset`: A within B."""


class ComparedPlanes(TypedDict):
    """The comparison in both planes."""

    control: ComparedPlane
    """The control plane."""

    data: ComparedPlane
    """The data plane."""


class ComparedPlane(TypedDict):
    """The comparison in a plane."""

    relation: Relation
    """About every operation that there could ever be."""

    today: Relation
    """About those of the catalogue."""

    onlyInA: ComparedSide
    """What only the first grants."""

    onlyInB: ComparedSide
    """What only the second grants."""


class ComparedSide(TypedDict):
    """What only one side grants."""

    witness: Union[str, None]
    """An action that only this side grants, now or one day; null if there is none."""

    operations: list[str]
    """Operations of the catalogue."""


class AssignmentChanges(TypedDict):
    """Records that are new, gone or different."""

    added: list[Assignment]
    """Only in the new snapshot."""

    removed: list[Assignment]
    """Only in the old one."""

    changed: list[ChangedAssignment]
    """In both, with other content."""


class Assignment(TypedDict):
    """A role assignment."""

    id: Id
    """Its id."""

    principal: ListedPrincipal
    """The principal that holds the role."""

    role: AssignedRole
    """The role."""

    scope: ScopePath
    """Where: a full scope."""

    condition: Union[str, None]
    """Its condition."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


class AssignedRole(TypedDict):
    """The role of an assignment."""

    id: str
    """Its GUID, or its name where the source names it so."""

    name: str
    """Its name."""


class ChangedAssignment(TypedDict):
    """A record before and after."""

    fields: list[ChangedField]
    """The fields in which the two records differ."""

    before: Assignment
    """In the old snapshot."""

    after: Assignment
    """In the new one."""


ChangedField = Literal["principal", "role", "scope", "condition", "window", "kind", "permissions", "principals", "excludePrincipals", "effect", "name"]
"""What differs between two versions of a record."""


class DenyAssignmentChanges(TypedDict):
    """Records that are new, gone or different."""

    added: list[DenyAssignment]
    """Only in the new snapshot."""

    removed: list[DenyAssignment]
    """Only in the old one."""

    changed: list[ChangedDenyAssignment]
    """In both, with other content."""


class DenyAssignment(TypedDict):
    """A deny assignment."""

    id: Id
    """Its id."""

    name: str
    """Its name."""

    scope: ScopePath
    """Where: a full scope."""

    principals: list[ListedPrincipal]
    """Whom it binds."""

    excludePrincipals: list[ListedPrincipal]
    """Whom it spares."""

    condition: Union[str, None]
    """Its condition."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


class ChangedDenyAssignment(TypedDict):
    """A record before and after."""

    fields: list[ChangedField]
    """The fields in which the two records differ."""

    before: DenyAssignment
    """In the old snapshot."""

    after: DenyAssignment
    """In the new one."""


class ScheduleInstanceChanges(TypedDict):
    """Records that are new, gone or different."""

    added: list[ScheduleInstance]
    """Only in the new snapshot."""

    removed: list[ScheduleInstance]
    """Only in the old one."""

    changed: list[ChangedScheduleInstance]
    """In both, with other content."""


class ScheduleInstance(TypedDict):
    """A schedule instance."""

    id: Id
    """Its id."""

    assignmentType: AssignmentType
    """What it gives."""

    principal: ListedPrincipal
    """The principal that holds the role, or may activate it."""

    role: AssignedRole
    """The role."""

    scope: ScopePath
    """Where: a full scope."""

    start: Union[str, None]
    """Its first moment."""

    end: Union[str, None]
    """The first moment after it."""

    condition: Union[str, None]
    """Its condition."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


class ChangedScheduleInstance(TypedDict):
    """A record before and after."""

    fields: list[ChangedField]
    """The fields in which the two records differ."""

    before: ScheduleInstance
    """In the old snapshot."""

    after: ScheduleInstance
    """In the new one."""


class Memberships(TypedDict):
    """Members that groups got or lost."""

    added: list[Membership]
    """Only in the new snapshot."""

    removed: list[Membership]
    """Only in the old one."""


class Membership(TypedDict):
    """A direct member of a group."""

    group: ListedPrincipal
    """The group."""

    member: ListedPrincipal
    """The member."""


class Move(TypedDict):
    """A management group or subscription with another parent."""

    scope: ScopePath
    """What moved."""

    before: Union[str, None]
    """Its parent in the old snapshot."""

    after: Union[str, None]
    """Its parent in the new one."""


class EffectiveAccess(TypedDict):
    """Whose access changed."""

    gained: Union[list[AccessRow], None]
    """Access that came, gravest first."""

    mayHaveGained: Union[list[AccessRow], None]
    """Access that depends on conditions before and now, on others now: whether they let more through is not known."""

    lost: Union[list[AccessRow], None]
    """Access that went, gravest first."""

    mayHaveLost: Union[list[AccessRow], None]
    """Access that depends on conditions before and now, on others now: whether they let less through is not known."""


AccessRow = TypedDict(
    "AccessRow",
    {
        "principal": "ListedPrincipal",
        "scope": "ScopePath",
        "below": "bool",
        "plane": "Plane",
        "before": "Outcome",
        "after": "Outcome",
        "operations": "int",
        "future": "bool",
        "examples": "list[str]",
        "class": "OperationClass",
        "classes": "ClassCounts",
        "causes": "list[Cause]",
    },
)
"""Operations whose outcome changed alike for a principal at a scope; what a row of a scope above says is left out."""


class Cause(TypedDict):
    """A change of a record."""

    kind: CauseKind
    """What happened."""

    id: Id
    """The record: an assignment, schedule instance or deny assignment, a role's GUID, a group, a scope."""

    name: Union[str, None]
    """Its name, or that of its role."""

    source: Union[str, None]
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


CauseKind = Literal["assignmentAdded", "assignmentRemoved", "assignmentChanged", "scheduleAdded", "scheduleRemoved", "scheduleChanged", "conditionRemoved", "conditionAdded", "conditionChanged", "definitionChanged", "membership", "managementGroupMoved", "denyAdded", "denyLifted", "denyChanged"]
"""What happened to a record."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/diff/1"]
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

    result: DiffResult
    """The answer."""


class Definition3(TypedDict):
    """It is different."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""

    kind: RoleKind
    """Where the role comes from."""

    source: Union[str, None]
    """Where the definition is; null in the catalogue."""

    change: Literal["changed"]
    """Which of the kinds it is"""

    nameBefore: str
    """Its name in the old snapshot."""

    patterns: PatternChanges
    """Entries of its permissions."""

    assignableScopes: TextChanges
    """Where it may be assigned."""

    relation: Union[Relation, None]
    """How what the old one grants compares to what the new one grants, conditions left aside; null if the patterns are too many to tell."""

    free: Union[ComparedPlanes, None]
    """By plane, the old one first: what permissions without a condition grant."""

    conditional: Union[ComparedPlanes, None]
    """By plane: what permissions with a condition name; null if neither has one."""


class Definition2(TypedDict):
    """It is gone."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""

    kind: RoleKind
    """Where the role comes from."""

    source: Union[str, None]
    """Where the definition is; null in the catalogue."""

    change: Literal["removed"]
    """Which of the kinds it is"""


class Definition1(TypedDict):
    """It is new."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""

    kind: RoleKind
    """Where the role comes from."""

    source: Union[str, None]
    """Where the definition is; null in the catalogue."""

    change: Literal["added"]
    """Which of the kinds it is"""
