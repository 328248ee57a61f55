"""The types of `rolecall/tasks-list/1`, made of `docs/schemas/tasks-list-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import Literal, TypedDict

from .shared import (
    Catalogue,
    Code,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    Evidence,
    FromInputs,
    Input,
    InputKind,
    Sentence,
    Sha256,
    Source,
    Task,
    Wildcards,
)

__all__ = [
    "Catalogue",
    "Code",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "Evidence",
    "FromInputs",
    "Input",
    "InputKind",
    "Sentence",
    "Sha256",
    "Source",
    "Task",
    "TasksResult",
    "Wildcards",
]


class TasksResult(TypedDict):
    """The `result` of `rolecall/tasks-list/1`."""

    tasks: list[Task]
    """The tasks, by id."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/tasks-list/1"]
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

    result: TasksResult
    """The answer."""
