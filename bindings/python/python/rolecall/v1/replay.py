"""The types of `rolecall/replay/1`, made of `docs/schemas/replay-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

from .shared import (
    Catalogue,
    Code,
    Day,
    DenyInTheWay,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Guid,
    Id,
    Input,
    InputKind,
    ListedPrincipal,
    Outcome,
    Plane,
    PrincipalType,
    Repair,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

__all__ = [
    "Accepted",
    "Catalogue",
    "Code",
    "Day",
    "DenyInTheWay",
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


ReplayClass = Literal["unchanged", "revoked", "gained", "maybeRevoked", "maybeGained", "unknown"]
"""What a change does to a tuple."""


class Accepted(TypedDict):
    """An entry of `[[replay.accept]]` of the configuration."""

    owner: str
    """Who answers for it."""

    reason: str
    """Why the calls may break."""


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
