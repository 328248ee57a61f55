"""The types of `rolecall/what/1`, made of `docs/schemas/what-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

from .shared import (
    Catalogue,
    Code,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Given,
    Guid,
    Id,
    Input,
    InputKind,
    Missing,
    Outcome,
    Plane,
    PlaneCounts,
    Principal,
    PrincipalType,
    Role,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Verdict,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "Audience",
    "Beneficiary",
    "Breakout",
    "ByType",
    "Catalogue",
    "Code",
    "Day",
    "DelegatedRole",
    "Delegation",
    "DelegationAt",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "Expanded",
    "FromInputs",
    "Given",
    "Grant",
    "Group",
    "Guid",
    "Id",
    "Input",
    "InputKind",
    "Missing",
    "NamedPrincipal",
    "Outcome",
    "Plane",
    "PlaneCounts",
    "Principal",
    "PrincipalType",
    "Reach",
    "ReachedRole",
    "Role",
    "ScopePath",
    "Sentence",
    "Sha256",
    "Source",
    "Verdict",
    "WhatResult",
    "Wildcards",
]


class WhatResult(TypedDict):
    """The `result` of `rolecall/what/1`: everything that a principal holds."""

    principal: Principal
    """The principal that was asked about."""

    grants: list[Grant]
    """What it holds, in short."""

    operations: PlaneCounts
    """How many operations of the catalogue it holds somewhere, by activation too."""

    delegations: list[DelegationAt]
    """What it may do with role assignments, by scope."""

    at: NotRequired[ScopePath]
    """The scope that was asked about, if one."""

    given: NotRequired[Given]
    """What was known of the request."""

    expanded: NotRequired[list[Expanded]]
    """With --expand: the operations by scope."""


class Grant(TypedDict):
    """What an assignment gives in a plane."""

    scope: ScopePath
    """Where: a full scope."""

    plane: Union[Plane, None]
    """The plane; null where the role is not known."""

    actions: list[str]
    """Patterns that grant."""

    notActions: list[str]
    """Patterns that are taken back."""

    role: Role
    """The role."""

    roleAssignment: Id
    """The assignment or schedule instance."""

    via: list[Group]
    """The groups on the way, the principal's own first."""

    outcome: Outcome
    """What it comes to."""

    condition: Union[str, None]
    """The conditions it depends on, joined by AND."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""

    missing: NotRequired[list[Missing]]
    """What the inputs lack to say that the principal holds it."""


class Group(TypedDict):
    """A group by id and name."""

    id: Id
    """Its object id."""

    name: Union[str, None]
    """Its name; null if the inputs have none."""


class DelegationAt(TypedDict):
    """What may be done with role assignments at a scope, by what is active."""

    assign: Reach
    """Assignments that may be written."""

    remove: Reach
    """Assignments that may be deleted."""

    breaksOut: Verdict
    """Whether it can get to more than it was given."""

    roads: list[Breakout]
    """The ways to more."""

    scope: Union[ScopePath, None]
    """Where; null when only roles were asked about."""

    activated: Union[Delegation, None]
    """The same once everything eligible is activated, where that is more."""


Reach: TypeAlias = "Union[Reach1, Reach2, Reach3, Reach4]"
"""Of which roles assignments may be written or deleted."""


class Audience(TypedDict):
    """To whom a role may be assigned."""

    self: Verdict
    """To the delegate itself."""

    types: ByType
    """To anyone, by type."""

    principals: list[NamedPrincipal]
    """To principals that a condition names."""


class ByType(TypedDict):
    """Whether it may be done, by the type of the principal."""

    User: Verdict
    """To a principal of type User."""

    Group: Verdict
    """To a principal of type Group."""

    ServicePrincipal: Verdict
    """To a principal of type ServicePrincipal."""


class NamedPrincipal(TypedDict):
    """A principal that a condition names."""

    id: Id
    """Its object id."""

    types: ByType
    """Which types of principals may get a role."""


class ReachedRole(TypedDict):
    """A role and to whom it may be assigned."""

    id: Guid
    """The role's GUID."""

    name: Union[str, None]
    """Its name; null if the catalogue doesn't hold it."""

    privilege: Union[str, None]
    """The operation of it that leads to more rights, if any."""

    to: Audience
    """To whom."""


class DelegatedRole(TypedDict):
    """A role that a delegate may assign or remove."""

    id: Guid
    """The role's GUID."""

    name: Union[str, None]
    """Its name; null if the catalogue doesn't hold it."""

    privilege: Union[str, None]
    """The operation of it that leads to more rights, if any."""


Breakout: TypeAlias = "Union[Breakout1, Breakout2, Breakout3, Breakout4, Breakout5]"
"""A way to more than was given."""


Beneficiary = Literal["self", "others"]
"""Who gains by a way to more."""


class Delegation(TypedDict):
    """What may be done with role assignments."""

    assign: Reach
    """Assignments that may be written."""

    remove: Reach
    """Assignments that may be deleted."""

    breaksOut: Verdict
    """Whether it can get to more than it was given."""

    roads: list[Breakout]
    """The ways to more."""


class Expanded(TypedDict):
    """The operations at a scope."""

    scope: ScopePath
    """Where: a full scope."""

    control: list[str]
    """Of the control plane."""

    data: list[str]
    """Of the data plane."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/what/1"]
    """The command and the version of its result."""

    rolecall: str
    """The version of the program."""

    catalog: Catalogue
    """The catalogue that was used; null where nothing was judged by one."""

    inputs: list[Input]
    """What was read."""

    asOf: NotRequired[str]
    """The earlier moment to which logs took back what was read; left out where it is as exported."""

    complete: bool
    """False when something that could change the answer was missing or not understood; the diagnostics say what."""

    diagnostics: list[Diagnostic]
    """What is odd about the inputs or limits the answer, in order."""

    result: WhatResult
    """The answer."""


class Breakout5(TypedDict):
    """Assignments of any role may be deleted."""

    kind: Literal["unguardedDelete"]
    """Which of the kinds it is"""

    open: Verdict
    """Whether the way is open."""

    breaksOut: Verdict
    """Whether it leads to more than was given."""

    because: str
    """The way in words."""


class Breakout4(TypedDict):
    """Another operation gets around the condition."""

    kind: Literal["otherOperation"]
    """Which of the kinds it is"""

    open: Verdict
    """Whether the way is open."""

    breaksOut: Verdict
    """Whether it leads to more than was given."""

    because: str
    """The way in words."""

    operation: str
    """The operation."""


class Breakout3(TypedDict):
    """A role that may be assigned lets its holder assign more."""

    kind: Literal["chain"]
    """Which of the kinds it is"""

    open: Verdict
    """Whether the way is open."""

    breaksOut: Verdict
    """Whether it leads to more than was given."""

    because: str
    """The way in words."""

    through: DelegatedRole
    """The role by which it goes on."""

    roles: list[DelegatedRole]
    """The privileged roles on it."""


class Breakout2(TypedDict):
    """A role that no condition names may be assigned."""

    kind: Literal["unlistedRole"]
    """Which of the kinds it is"""

    open: Verdict
    """Whether the way is open."""

    breaksOut: Verdict
    """Whether it leads to more than was given."""

    because: str
    """The way in words."""

    to: Beneficiary
    """The principal that gets more rights."""


class Breakout1(TypedDict):
    """Privileged roles may be assigned."""

    kind: Literal["privilegedRoles"]
    """Which of the kinds it is"""

    open: Verdict
    """Whether the way is open."""

    breaksOut: Verdict
    """Whether it leads to more than was given."""

    because: str
    """The way in words."""

    roles: list[DelegatedRole]
    """The privileged roles on it."""

    to: Beneficiary
    """The principal that gets more rights."""


class Reach4(TypedDict):
    """These roles may be assigned."""

    kind: Literal["roles"]
    """Which of the kinds it is"""

    allowed: list[ReachedRole]
    """Roles that may be."""

    unknown: list[ReachedRole]
    """Roles that perhaps may be."""

    unlisted: Audience
    """To whom a role that no condition names may be assigned."""

    refused: NotRequired[list[DelegatedRole]]
    """Roles that may not be, where others than the named may."""


class Reach3(TypedDict):
    """It is not known of which."""

    kind: Literal["unknown"]
    """Which of the kinds it is"""

    to: Audience
    """To whom."""


class Reach2(TypedDict):
    """Of any role."""

    kind: Literal["any"]
    """Which of the kinds it is"""

    to: Audience
    """To whom."""


class Reach1(TypedDict):
    """No role may be assigned."""

    kind: Literal["none"]
    """Which of the kinds it is"""
