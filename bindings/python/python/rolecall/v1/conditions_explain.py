"""The types of `rolecall/conditions/explain/1`, made of `docs/schemas/conditions-explain-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

from .shared import (
    Catalogue,
    Code,
    ConditionOwner,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Input,
    InputKind,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

__all__ = [
    "Block",
    "Catalogue",
    "Code",
    "ConditionOwner",
    "Day",
    "Demand",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "ExplainResult",
    "ExplainedPart",
    "FromInputs",
    "GuardedAction",
    "Input",
    "InputKind",
    "Sentence",
    "Sha256",
    "Source",
    "Wildcards",
]


class ExplainResult(TypedDict):
    """The `result` of `rolecall/conditions/explain/1`."""

    conditions: list[ExplainedPart]
    """Each of them."""


class ExplainedPart(TypedDict):
    """A condition in parts, all of which must be satisfied."""

    on: Union[ConditionOwner, None]
    """What carries it; null for a text of its own."""

    of: Union[str, None]
    """The record that carries it, for people."""

    source: Union[str, None]
    """Where it was read: a file and, after `#`, a JSON pointer into it."""

    condition: str
    """Its text, in canonical form."""

    blocks: list[Block]
    """The parts of the condition, each with the actions that it limits."""


class Block(TypedDict):
    """A part of a condition."""

    appliesTo: list[GuardedAction]
    """The actions that it guards; every action if there are none."""

    demand: Demand
    """What must hold."""

    sentence: str
    """The part in words."""


class GuardedAction(TypedDict):
    """An action that a part of a condition guards."""

    action: str
    """The pattern."""

    suboperations: list[str]
    """The suboperations, if it names any."""


Demand: TypeAlias = "Union[Demand1, Demand2, Demand3, Demand4, Demand5]"
"""What must hold."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/conditions/explain/1"]
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

    result: ExplainResult
    """The answer."""


class Demand5(TypedDict):
    """The opposite of one."""

    kind: Literal["not"]
    """Which of the kinds it is"""

    of: list[Demand]
    """The part that must not hold."""


class Demand4(TypedDict):
    """One of several."""

    kind: Literal["any"]
    """Which of the kinds it is"""

    of: list[Demand]
    """The parts of which one must hold."""


class Demand3(TypedDict):
    """All of several."""

    kind: Literal["all"]
    """Which of the kinds it is"""

    of: list[Demand]
    """The parts of which each must hold."""


class Demand2(TypedDict):
    """A comparison."""

    kind: Literal["holds"]
    """Which of the kinds it is"""

    sentence: str
    """It in words."""


class Demand1(TypedDict):
    """Nothing satisfies it."""

    kind: Literal["forbidden"]
    """Which of the kinds it is"""
