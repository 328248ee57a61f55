"""The types of `rolecall/nexus-plan/1`, made of `docs/schemas/nexus-plan-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import Literal, TypedDict

from .shared import (
    Catalogue,
    Code,
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
    "Catalogue",
    "Code",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "Input",
    "InputKind",
    "NexusPlanResult",
    "PlanFlow",
    "PlanStep",
    "Sentence",
    "Sha256",
    "Source",
    "Wildcards",
]


class NexusPlanResult(TypedDict):
    """The `result` of `rolecall/nexus-plan/1`."""

    flow: PlanFlow
    """By user-assigned or system-assigned identity."""

    steps: list[PlanStep]
    """The steps, in the order in which to take them."""


PlanFlow = Literal["uami", "sami"]
"""By user-assigned or system-assigned identity."""


class PlanStep(TypedDict):
    """A step of a plan."""

    n: int
    """Its number, from 1."""

    title: str
    """What is done."""

    commands: list[str]
    """The commands that do it."""

    optional: bool
    """Whether it may be left out."""

    done: bool
    """Whether the inputs show that it is done."""

    notes: list[str]
    """What to know."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/nexus-plan/1"]
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

    result: NexusPlanResult
    """The answer."""
