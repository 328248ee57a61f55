"""The types of `rolecall/nexus-check/1`, made of `docs/schemas/nexus-check-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import Literal, TypedDict

from .shared import (
    Catalogue,
    CheckedCluster,
    ClusterCheck,
    ClusterRule,
    Code,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Input,
    InputKind,
    NexusCheckResult,
    RuleSeverity,
    RuleStatus,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

__all__ = [
    "Catalogue",
    "CheckedCluster",
    "ClusterCheck",
    "ClusterRule",
    "Code",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "Input",
    "InputKind",
    "NexusCheckResult",
    "RuleSeverity",
    "RuleStatus",
    "ScopePath",
    "Sentence",
    "Sha256",
    "Source",
    "Wildcards",
]


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/nexus-check/1"]
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

    result: NexusCheckResult
    """The answer."""
