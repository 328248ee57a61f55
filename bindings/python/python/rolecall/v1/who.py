"""The types of `rolecall/who/1`, made of `docs/schemas/who-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

from .shared import (
    AssignmentType,
    Catalogue,
    Clause,
    Code,
    ConditionOwner,
    Day,
    DecidingPart,
    Derivation,
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
    PrincipalType,
    Role,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Step,
    Truth,
    Verdict,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import NotRequired

__all__ = [
    "AssignmentType",
    "Catalogue",
    "Clause",
    "Code",
    "ConditionOwner",
    "Day",
    "DecidingPart",
    "Derivation",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "Given",
    "Guid",
    "HeldException",
    "HeldScope",
    "Holder",
    "Holders",
    "Id",
    "Input",
    "InputKind",
    "Missing",
    "Outcome",
    "Plane",
    "PrincipalType",
    "Role",
    "ScopePath",
    "Sentence",
    "Sha256",
    "Source",
    "Step",
    "Truth",
    "Verdict",
    "WhoResult",
    "Wildcards",
]


class WhoResult(TypedDict):
    """The `result` of `rolecall/who/1`: everyone who can, in the first plane, at a scope or wherever that is."""

    action: str
    """The operation or pattern, as asked."""

    plane: Union[Plane, None]
    """The plane; null where nobody was found in either."""

    scope: Union[ScopePath, None]
    """Where; null where no scope was asked about."""

    principals: list[Holder]
    """Everyone who can, with the paths by which."""

    given: NotRequired[Given]
    """What was known of the request."""

    answers: NotRequired[list[Holders]]
    """Where there are several planes: the answer for each, the first too."""


class Holder(TypedDict):
    """A principal that can."""

    id: Id
    """Its object id."""

    name: Union[str, None]
    """Its name; null if the inputs have none."""

    type: Union[PrincipalType, None]
    """Its kind; null if the inputs don't say."""

    outcome: Outcome
    """Its answer; without a scope, the best of those at its scopes."""

    scopes: NotRequired[list[HeldScope]]
    """Without a scope: where, the widest first."""

    through: NotRequired[list[Id]]
    """Without a scope: the groups that it stands in and that can, or could, themselves. The paths that aren't its own are theirs."""

    derivations: list[Derivation]
    """The paths by which it can; without a scope, those by what it holds itself."""

    missing: NotRequired[list[Missing]]
    """Where the outcome is undetermined: what the inputs lack."""


HeldScope = TypedDict(
    "HeldScope",
    {
        "scope": "ScopePath",
        "outcome": "Outcome",
        "except": "list[HeldException]",
    },
)
"""A scope where a principal can, and below. At any scope of the inputs the nearest entry or exception at it or above it counts."""


class HeldException(TypedDict):
    """A scope where a principal can do less than above, and below it."""

    scope: ScopePath
    """Where: a full scope."""

    outcome: Outcome
    """What it comes to."""

    onlyHere: bool
    """Whether it is so at the scope itself and not below it."""

    denyAssignments: list[Id]
    """The deny assignments there that take it away, or may."""


class Holders(TypedDict):
    """Everyone who can, in one plane, at a scope or wherever that is."""

    action: str
    """The operation or pattern, as asked."""

    plane: Plane
    """The plane."""

    scope: Union[ScopePath, None]
    """Where; null where no scope was asked about."""

    principals: list[Holder]
    """Everyone who can, with the paths by which."""

    given: NotRequired[Given]
    """What was known of the request."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/who/1"]
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

    result: WhoResult
    """The answer."""
