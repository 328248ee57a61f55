"""The types of `rolecall/nexus-simulate/1`, made of `docs/schemas/nexus-simulate-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

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
    "AnalyticsOutputSettings",
    "AssociatedIdentity",
    "BrokenSetting",
    "Catalogue",
    "CheckedCluster",
    "ClusterCheck",
    "ClusterRule",
    "ClusterSettings",
    "Code",
    "CommandOutputSettings",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "IdentityKind",
    "IdentitySet",
    "Input",
    "InputKind",
    "LostIdentities",
    "NexusCheckResult",
    "NexusSimulateResult",
    "OutputOverride",
    "RuleSeverity",
    "RuleStatus",
    "ScopePath",
    "SecretArchiveSettings",
    "Sentence",
    "SettingsChange",
    "Sha256",
    "Source",
    "Wildcards",
]


class NexusSimulateResult(TypedDict):
    """The `result` of `rolecall/nexus-simulate/1`."""

    before: IdentitySet
    """The identities before."""

    after: Union[IdentitySet, None]
    """After; null if the update is refused."""

    alternative: Union[IdentitySet, None]
    """The other reading where the service isn't settled."""

    lost: LostIdentities
    """What is lost without being asked for."""

    error: Union[str, None]
    """Why the update is refused, if it is."""

    warnings: list[str]
    """What else to know."""

    brokenSettings: list[BrokenSetting]
    """Settings that the change breaks: they name an identity which is gone, or no valid choice of one."""

    settings: SettingsChange
    """The settings that name resources and identities."""

    check: Union[NexusCheckResult, None]
    """What `nexus check` says of the cluster as it would be; null without inputs, and where the change is refused."""


class IdentitySet(TypedDict):
    """A set of managed identities."""

    type: IdentityKind
    """As the resource writes it."""

    userAssigned: list[ScopePath]
    """The resource ids of the user-assigned identities."""


IdentityKind = Literal["None", "SystemAssigned", "UserAssigned", "SystemAssigned,UserAssigned"]
"""Which managed identities there are, as the resource writes it."""


class LostIdentities(TypedDict):
    """Identities that are lost without being asked for."""

    systemAssigned: bool
    """Whether the system-assigned identity is."""

    userAssigned: list[ScopePath]
    """The resource ids of the user-assigned identities."""


class BrokenSetting(TypedDict):
    """A setting that names an identity which is gone, or makes no valid choice of one."""

    rule: ClusterRule
    """The rule of docs/nexus.md."""

    setting: str
    """The setting."""

    identity: Union[ScopePath, None]
    """The identity that it names and that is gone."""

    message: str
    """What is so."""


class SettingsChange(TypedDict):
    """Settings before and after a change."""

    before: ClusterSettings
    """The settings before the change."""

    after: Union[ClusterSettings, None]
    """After; null if the update is refused."""


class ClusterSettings(TypedDict):
    """The settings of a cluster, as the cluster writes them; addresses without the signature of a shared access signature."""

    commandOutputSettings: Union[CommandOutputSettings, None]
    """Where the output of commands goes."""

    analyticsOutputSettings: Union[AnalyticsOutputSettings, None]
    """Where metrics and logs go."""

    secretArchiveSettings: Union[SecretArchiveSettings, None]
    """Where credentials are rotated to."""


class CommandOutputSettings(TypedDict):
    """Where the output of commands goes."""

    containerUrl: Union[str, None]
    """The container."""

    associatedIdentity: AssociatedIdentity
    """The identity that reaches it."""

    overrides: list[OutputOverride]
    """Other containers and identities for some commands."""


class AssociatedIdentity(TypedDict):
    """The identity that a setting names."""

    identityType: Union[str, None]
    """As written: `SystemAssignedIdentity` or `UserAssignedIdentity`."""

    userAssignedIdentityResourceId: Union[str, None]
    """Its id as written, if it is user-assigned."""


class OutputOverride(TypedDict):
    """Another container and identity for the output of some commands."""

    commandOutputType: Union[str, None]
    """The command whose output it is about."""

    containerUrl: Union[str, None]
    """The container."""

    associatedIdentity: AssociatedIdentity
    """The identity that reaches it."""


class AnalyticsOutputSettings(TypedDict):
    """Where metrics and logs go."""

    analyticsWorkspaceId: Union[str, None]
    """The workspace."""

    associatedIdentity: AssociatedIdentity
    """The identity that reaches it."""


class SecretArchiveSettings(TypedDict):
    """Where credentials are rotated to."""

    vaultUri: Union[str, None]
    """The vault."""

    associatedIdentity: AssociatedIdentity
    """The identity that reaches it."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/nexus-simulate/1"]
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

    result: NexusSimulateResult
    """The answer."""
