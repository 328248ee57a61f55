"""The types of `rolecall/usage/1`, made of `docs/schemas/usage-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

from .shared import (
    Catalogue,
    Code,
    Day,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Input,
    InputKind,
    LogKind,
    Plane,
    PrincipalType,
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

__all__ = [
    "CallOutcome",
    "Caller",
    "Catalogue",
    "Code",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "Input",
    "InputKind",
    "LogKind",
    "Plane",
    "PrincipalType",
    "Reading",
    "Sentence",
    "Sha256",
    "Source",
    "UsageResult",
    "UsageRow",
    "UsageTable",
    "Wildcards",
]


class UsageResult(TypedDict):
    """The `result` of `rolecall/usage/1`."""

    read: Reading
    """What was read."""

    rows: list[UsageRow]
    """The usage table, sorted by principal, action, plane, scope, assignment, role, outcome and source."""


class Reading(TypedDict):
    """What was read of logs."""

    files: int
    """How many files were read."""

    hoursSkipped: int
    """Files of hours that were read before, so that they were skipped."""

    bytes: int
    """Bytes, as unpacked."""

    records: int
    """How many records were read."""

    notCalls: int
    """Records of them about what nobody called: health, alerts, what policies found."""

    withoutRole: int
    """Records of calls that no role decides: with a key, a signature, or none."""

    notRead: int
    """Records that were not understood; the diagnostics say why."""


class UsageRow(TypedDict):
    """A row of the usage table: how often somebody called an operation somewhere, by what right, and how it ended. Names and ids are in lower case."""

    schema: UsageTable
    """The version of the table."""

    principal: Caller
    """The principal that called."""

    action: str
    """The operation."""

    plane: Plane
    """Its plane."""

    scope: Union[str, None]
    """Where; null where the log doesn't say."""

    roleAssignment: Union[str, None]
    """The role assignment that allowed it, where the log names it: its id, or the last part of that."""

    role: Union[str, None]
    """The id of its role, or the name where the log has only that."""

    outcome: CallOutcome
    """How it ended."""

    source: LogKind
    """Which kind of log says so."""

    count: int
    """How many events."""

    first: str
    """The time of the first."""

    last: str
    """The time of the last."""

    correlationIds: list[str]
    """The least ids of calls, at most three."""


UsageTable = Literal["rolecall/usage/1"]
"""The `schema` of a row."""


class Caller(TypedDict):
    """The principal of a call, as the log names it."""

    id: Union[str, None]
    """The object id; the id or sign-in name that the log has where it has none; null where it has nothing."""

    type: Union[PrincipalType, None]
    """What it is, by the latest event; null where that doesn't say."""

    name: Union[str, None]
    """Its name, by the latest event."""


CallOutcome = Literal["allowed", "denied", "failed"]
"""How a call ended: allowed, not allowed, or allowed and failed for another reason."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/usage/1"]
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

    result: UsageResult
    """The answer."""
