"""The types of `rolecall/catalog-info/1`, made of `docs/schemas/catalog-info-1.schema.json` by `cargo xtask docs`."""

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
    Sentence,
    Sha256,
    Source,
    Wildcards,
)

__all__ = [
    "CatalogOperations",
    "CatalogRoles",
    "Catalogue",
    "Code",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "InfoResult",
    "Input",
    "InputKind",
    "Sentence",
    "Sha256",
    "Source",
    "Wildcards",
]


class InfoResult(TypedDict):
    """The `result` of `rolecall/catalog-info/1`."""

    source: Source
    """Inside the program, or imported."""

    path: Union[str, None]
    """The file of an imported one."""

    date: Day
    """The day of its facts."""

    bytes: int
    """The size of its image."""

    roles: CatalogRoles
    """How many roles."""

    operations: CatalogOperations
    """How many operations."""

    tasks: int
    """How many tasks."""

    wildcards: Wildcards
    """How patterns with a star between slashes are read."""

    sharedNamespaces: list[str]
    """The namespaces that tell nothing of what a role is meant for."""

    supportingNamespaces: list[str]
    """The further ones that other services are built on: a role that names others too is for those."""

    commonPatterns: list[str]
    """The patterns that tell nothing of it."""


class CatalogRoles(TypedDict):
    """How many roles a catalogue holds."""

    total: int
    """How many roles the catalogue holds."""

    builtIn: int
    """Published by Azure."""

    custom: int
    """Made by a tenant."""

    documented: int
    """In documentation only."""

    conditional: int
    """With a condition."""


class CatalogOperations(TypedDict):
    """How many operations a catalogue holds."""

    total: int
    """How many operations the catalogue holds."""

    control: int
    """Of the control plane."""

    data: int
    """Of the data plane."""

    uncertainPlane: int
    """No source states the plane."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/catalog-info/1"]
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

    result: InfoResult
    """The answer."""
