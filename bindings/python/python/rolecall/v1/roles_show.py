"""The types of `rolecall/roles-show/1`, made of `docs/schemas/roles-show-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

from .shared import (
    Catalogue,
    ClassCounts,
    Code,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Guid,
    Input,
    InputKind,
    Plane,
    PlaneCounts,
    RoleKind,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

__all__ = [
    "Catalogue",
    "ClassCounts",
    "Code",
    "CountedPattern",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Difference",
    "Envelope",
    "Escalation",
    "EscalationClass",
    "FromInputs",
    "Guid",
    "Input",
    "InputKind",
    "Permission",
    "Plane",
    "PlaneCounts",
    "PlaneOperations",
    "RoleDefinition",
    "RoleKind",
    "RoleResult",
    "Sentence",
    "Sha256",
    "ShownRole",
    "Source",
    "Wildcards",
]


class RoleResult(TypedDict):
    """The `result` of `rolecall/roles-show/1`."""

    role: ShownRole
    """The role."""

    permissions: list[Permission]
    """Its permissions."""

    operations: ClassCounts
    """What it grants without a condition."""

    conditionalOperations: ClassCounts
    """What it grants only under one."""

    escalation: list[Escalation]
    """The operations that lead to more rights."""

    forMicrosoftService: Union[str, None]
    """Why it is not meant for people, if it isn't."""

    plain: bool
    """Whether it is published and for anything, as Owner and Reader are."""

    home: list[str]
    """The namespaces, or types, that a role is meant for."""

    documentedFor: list[str]
    """The namespaces and types that documentation names it for."""

    differences: list[Difference]
    """Against the documented or published role of the same name."""


class ShownRole(TypedDict):
    """A role with what its definition says."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""

    kind: RoleKind
    """Where the role comes from."""

    aliases: list[str]
    """Other names of the role."""

    published: bool
    """Whether Azure publishes it, or a tenant has made it."""

    publishedAs: Union[Guid, None]
    """For a documented role: the published one of its name."""

    description: Union[str, None]
    """Its description."""

    assignableScopes: list[str]
    """Where it may be assigned."""


class Permission(TypedDict):
    """A permission of a role."""

    actions: list[CountedPattern]
    """Its actions."""

    notActions: list[CountedPattern]
    """Its not actions."""

    dataActions: list[CountedPattern]
    """Its data actions."""

    notDataActions: list[CountedPattern]
    """Its not data actions."""

    condition: Union[str, None]
    """Its condition."""

    conditionVersion: Union[str, None]
    """The version of its condition."""

    operations: PlaneCounts
    """How many operations it grants today."""


class CountedPattern(TypedDict):
    """A pattern of a permission."""

    pattern: str
    """The pattern."""

    operations: int
    """How many operations it matches today."""


Escalation = TypedDict(
    "Escalation",
    {
        "operation": "str",
        "plane": "Plane",
        "class": "EscalationClass",
        "why": "str",
        "conditional": "bool",
    },
)
"""An operation that leads to more rights."""


EscalationClass = Literal["grants", "identity", "execution", "secrets", "data", "guard"]
"""To what an operation leads."""


class Difference(TypedDict):
    """How a documented list and the published role of its name differ."""

    role: RoleDefinition
    """The other role."""

    onlyHere: PlaneOperations
    """Operations that only this one grants."""

    onlyThere: PlaneOperations
    """Operations that only the other grants."""


class RoleDefinition(TypedDict):
    """A role definition."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""

    kind: RoleKind
    """Where the role comes from."""


class PlaneOperations(TypedDict):
    """The names of operations in each plane."""

    control: list[str]
    """Of the control plane, in order."""

    data: list[str]
    """Of the data plane, in order."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/roles-show/1"]
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

    result: RoleResult
    """The answer."""
