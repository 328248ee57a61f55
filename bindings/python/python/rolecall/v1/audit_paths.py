"""The types of `rolecall/audit/paths/2`, made of `docs/schemas/audit-paths-2.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

from .shared import (
    Catalogue,
    Code,
    Confidence,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Id,
    Input,
    InputKind,
    Plane,
    Principal,
    PrincipalType,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "Basis",
    "ByConfidence",
    "Catalogue",
    "Code",
    "Confidence",
    "Cut",
    "CutAssignment",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "EscalationPath",
    "FromInputs",
    "Id",
    "Input",
    "InputKind",
    "OtherStop",
    "Owner",
    "PathAssignment",
    "PathStep",
    "PathStepKind",
    "PathsResult",
    "PathsSummary",
    "Plane",
    "Principal",
    "PrincipalStop",
    "PrincipalType",
    "ScopePath",
    "Sentence",
    "Sha256",
    "Source",
    "Standing",
    "Stop",
    "Wildcards",
]


class PathsResult(TypedDict):
    """The `result` of `rolecall/audit/paths/2`."""

    summary: PathsSummary
    """How many paths there are, and how many principals have one."""

    paths: list[EscalationPath]
    """The paths, from a principal to what it was not given."""

    owners: list[Owner]
    """Principals that need no path, since they hold the goal."""

    cut: Cut
    """The fewest assignments without which no path is left."""


class PathsSummary(TypedDict):
    """How many paths there are."""

    paths: int
    """How many paths."""

    principals: int
    """How many principals have one."""

    byConfidence: ByConfidence
    """Paths by how sure they are."""


class ByConfidence(TypedDict):
    """Paths by how sure they are."""

    high: int
    """Of confidence high."""

    medium: int
    """Of confidence medium."""

    low: int
    """Of confidence low."""


class EscalationPath(TypedDict):
    """An escalation path."""

    principal: Principal
    """Where it begins."""

    members: NotRequired[int]
    """How many principals get there in this way; only where there are so many paths that a group stands for its members."""

    target: Stop
    """Where it leads."""

    length: int
    """How many steps it has."""

    confidence: Confidence
    """How sure it is."""

    because: str
    """The path in words."""

    steps: list[PathStep]
    """The steps."""


Stop: TypeAlias = "Union[Stop1, OtherStop]"
"""What a step leads from or to."""


PrincipalStop = Literal["principal"]
"""The kind of a stop that is a principal."""


OtherStop: TypeAlias = "Union[OtherStop1, OtherStop2, OtherStop3, OtherStop4, OtherStop5, OtherStop6]"
"""A stop that is not a principal."""


PathStep = TypedDict(
    "PathStep",
    {
        "kind": "PathStepKind",
        "from": "Stop",
        "to": "Stop",
        "operation": "Union[str, None]",
        "plane": "Union[Plane, None]",
        "assignment": "Union[PathAssignment, None]",
        "basis": "Basis",
        "confidence": "Confidence",
        "because": "str",
        "evidence": "list[str]",
    },
)
"""A step of a path."""


PathStepKind = Literal["memberOf", "activates", "assignsRole", "owns", "rewritesRole", "liftsDeny", "elevatesAccess", "makesCompute", "assignsIdentity", "federatesIdentity", "runsCode", "actsAs", "listsKeys"]
"""What a step does."""


class PathAssignment(TypedDict):
    """An assignment that a step takes."""

    id: Id
    """The assignment or schedule instance."""

    principal: Id
    """The principal that holds the role."""

    role: str
    """The role's name."""

    scope: ScopePath
    """Where: a full scope."""

    standing: Standing
    """Active, or to be activated."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


Standing = Literal["active", "eligible"]
"""Whether an assignment is active, or to be activated."""


Basis = Literal["shown", "inferred", "conditional", "assumed"]
"""How a step is known."""


class Owner(TypedDict):
    """Somebody who holds the goal."""

    principal: Principal
    """The principal that has the access already."""

    scope: ScopePath
    """Where: a full scope."""


class Cut(TypedDict):
    """The fewest assignments without which no path is left."""

    assignments: list[CutAssignment]
    """What to remove."""

    exact: bool
    """Whether it is proven that no smaller number will do."""

    atLeast: int
    """How many must be removed at least: their number, where that is proven to be the smallest."""

    pathsCut: int
    """How many paths that closes."""


class CutAssignment(TypedDict):
    """An assignment to remove."""

    id: Id
    """The assignment or schedule instance."""

    principal: Principal
    """The principal that holds the role."""

    role: str
    """The role's name."""

    scope: ScopePath
    """Where: a full scope."""

    standing: Standing
    """Active, or to be activated."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""

    paths: int
    """How many paths go by it."""

    pairsCutAlone: Union[int, None]
    """How many pairs of principal and target its removal alone takes apart."""

    command: str
    """The command that removes it."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/audit/paths/2"]
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

    result: PathsResult
    """The answer."""


class OtherStop6(TypedDict):
    """Keys that are handed out."""

    kind: Literal["keys"]
    """Which of the kinds it is"""

    scope: ScopePath
    """Where: a full scope."""


class OtherStop5(TypedDict):
    """The rights of an owner."""

    kind: Literal["owner"]
    """Which of the kinds it is"""

    scope: ScopePath
    """Where: a full scope."""


class OtherStop4(TypedDict):
    """Compute that a principal makes for itself."""

    kind: Literal["ownCompute"]
    """Which of the kinds it is"""

    by: Id
    """The principal that writes it."""


class OtherStop3(TypedDict):
    """A resource."""

    kind: Literal["resource"]
    """Which of the kinds it is"""

    scope: ScopePath
    """Where: a full scope."""


class OtherStop2(TypedDict):
    """A role definition that somebody may change."""

    kind: Literal["roleDefinition"]
    """Which of the kinds it is"""

    name: str
    """The role's name."""

    by: Id
    """Who may change it."""


class OtherStop1(TypedDict):
    """A role held at a scope."""

    kind: Literal["role"]
    """Which of the kinds it is"""

    name: str
    """The role's name."""

    scope: ScopePath
    """Where: a full scope."""


class Stop1(TypedDict):
    """A principal. Its `kind` comes last."""

    id: Id
    """Its object id."""

    name: str
    """Its name, or its id."""

    type: PrincipalType
    """Its kind."""

    kind: PrincipalStop
    """Which of the kinds it is."""
