"""The types of `rolecall/conditions/lint/1`, made of `docs/schemas/conditions-lint-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

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

__all__ = [
    "CarriedCondition",
    "Catalogue",
    "Code",
    "ConditionFinding",
    "ConditionOwner",
    "ConditionSeverity",
    "ConditionsLintResult",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "Input",
    "InputKind",
    "Sentence",
    "Sha256",
    "Source",
    "Wildcards",
]


class ConditionsLintResult(TypedDict):
    """The `result` of `rolecall/conditions/lint/1`."""

    findings: list[ConditionFinding]
    """The gravest first, condition by condition."""

    conditions: list[CarriedCondition]
    """The conditions."""


class ConditionFinding(TypedDict):
    """A finding about a condition."""

    condition: int
    """Which of the conditions, from 0."""

    rule: Code
    """The rule."""

    clause: str
    """The clause of docs/semantics.md that it rests on."""

    severity: ConditionSeverity
    """How bad it is."""

    message: str
    """What is wrong."""

    help: Union[str, None]
    """What to do."""

    line: int
    """Its line in the text, from 1."""

    column: int
    """Its column, from 1."""

    text: str
    """The part of the condition."""


ConditionSeverity = Literal["high", "warning", "info"]
"""How bad a finding about a condition is, on a scale of three."""


class CarriedCondition(TypedDict):
    """A condition and what carries it."""

    on: Union[ConditionOwner, None]
    """What carries it; null for a text of its own."""

    of: Union[str, None]
    """The record that carries it, for people."""

    source: Union[str, None]
    """Where it was read: a file and, after `#`, a JSON pointer into it."""

    condition: str
    """Its text, in canonical form."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/conditions/lint/1"]
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

    result: ConditionsLintResult
    """The answer."""
