"""The types of `rolecall/audit/1`, made of `docs/schemas/audit-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from .shared import (
    Baseline,
    BySeverity,
    Catalogue,
    Code,
    Confidence,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    Finding,
    FindingId,
    FindingStatus,
    FindingsResult,
    FindingsSummary,
    FromInputs,
    Guid,
    Id,
    Input,
    InputKind,
    JudgedRules,
    PastFinding,
    Principal,
    PrincipalType,
    Remediation,
    Role,
    RuleNotRun,
    ScopePath,
    Sentence,
    Severity,
    Sha256,
    Source,
    Suppression,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import NotRequired

__all__ = [
    "Baseline",
    "BySeverity",
    "Catalogue",
    "Code",
    "Confidence",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "Finding",
    "FindingId",
    "FindingStatus",
    "FindingsResult",
    "FindingsSummary",
    "FromInputs",
    "Guid",
    "Id",
    "Input",
    "InputKind",
    "JudgedRules",
    "PastFinding",
    "Principal",
    "PrincipalType",
    "Remediation",
    "Role",
    "RuleNotRun",
    "ScopePath",
    "Sentence",
    "Severity",
    "Sha256",
    "Source",
    "Suppression",
    "Wildcards",
]


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/audit/1"]
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

    result: FindingsResult
    """The answer."""
