"""The types of `rolecall/catalog-info/1`, made of `docs/schemas/catalog-info-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired

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


class Catalogue(TypedDict):
    """A catalogue of roles and operations."""

    source: Source
    """Inside the program, or imported."""

    date: Day
    """The day of its facts."""

    roles: int
    """How many roles it holds, with those of the inputs."""

    operations: int
    """How many operations it holds, with those of the inputs."""

    wildcards: Wildcards
    """How patterns with a star between slashes are read: `strict` turns clause WC-5 off."""

    fromInputs: NotRequired[FromInputs]
    """What of it comes from the inputs; left out where nothing does."""


Source = Literal["core", "imported"]
"""Whether a catalogue is inside the program, or imported."""


Day = str
"""A day, as 2026-08-22."""


Wildcards = Literal["azure", "strict"]
"""How patterns with a star between slashes are read: `strict` turns clause WC-5 off."""


class FromInputs(TypedDict):
    """What of a catalogue comes from the inputs."""

    roles: int
    """Role definitions that it didn't hold, or that replace one of its own."""

    operations: int
    """Operations that it didn't hold, or whose plane it only guessed."""

    newest: Union[Day, None]
    """The day on which the last of these role definitions was changed; null where none says it."""


class Input(TypedDict):
    """A document that was read."""

    path: Sentence
    """Its path, as it was found."""

    kind: InputKind
    """What it holds, by its content."""

    records: int
    """How many records."""

    sha256: Sha256
    """The hash of its bytes."""


Sentence = str
"""A text that isn't empty."""


InputKind = Literal["roleAssignments", "roleDefinitions", "denyAssignments", "scheduleInstances", "schedules", "scheduleRequests", "lighthouseDelegations", "deploymentStacks", "locks", "policies", "directoryRoles", "otherRoles", "questions", "answers", "groupMembers", "principals", "managementGroups", "operations", "collectManifest", "activityLog", "clusters", "storageAccounts", "containers", "vaults", "workspaces", "identities", "identityHosts", "mixed", "empty", "unrecognised"]
"""What a document holds, by its content."""


Sha256 = str
"""A hash of a document's bytes."""


class Diagnostic(TypedDict):
    """What is odd about the inputs or limits the answer."""

    code: Code
    """A word to sort by; stable."""

    severity: DiagnosticSeverity
    """How grave it is."""

    message: Sentence
    """What is so, for people."""

    source: Union[str, None]
    """Where it was read: a file and, after `#`, a JSON pointer into it."""

    help: Union[str, None]
    """What to do about it."""


Code = str
"""Words with hyphens: the id of a rule or a task, or the code of a diagnostic."""


DiagnosticSeverity = Literal["info", "warning", "error"]
"""How grave a diagnostic is."""


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
