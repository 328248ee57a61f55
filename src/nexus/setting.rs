//! The settings blocks of a cluster that name a user-provided resource and the identity that
//! reaches it (nexus.md §2.1).

use super::resource_id::ResourceId;
use crate::text;

/// The three settings blocks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum SettingKind {
    /// Where the output of run-* commands goes: a storage container.
    CommandOutput,
    /// Where metrics and logs go: a Log Analytics workspace.
    Analytics,
    /// Where credentials are rotated to: a key vault.
    SecretArchive,
}

impl SettingKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::CommandOutput, Self::Analytics, Self::SecretArchive];

    /// The block's field in the cluster's JSON.
    pub fn json_name(self) -> &'static str {
        match self {
            Self::CommandOutput => "commandOutputSettings",
            Self::Analytics => "analyticsOutputSettings",
            Self::SecretArchive => "secretArchiveSettings",
        }
    }

    /// The block's flag of `az networkcloud cluster create|update`.
    pub fn flag(self) -> &'static str {
        match self {
            Self::CommandOutput => "--command-output-settings",
            Self::Analytics => "--analytics-output-settings",
            Self::SecretArchive => "--secret-archive-settings",
        }
    }

    /// The field of the block that names the resource (S6).
    pub fn target_name(self) -> &'static str {
        match self {
            Self::CommandOutput => "containerUrl",
            Self::Analytics => "analyticsWorkspaceId",
            Self::SecretArchive => "vaultUri",
        }
    }

    /// The same as a key of the command line.
    pub fn target_key(self) -> &'static str {
        match self {
            Self::CommandOutput => "container-url",
            Self::Analytics => "analytics-workspace-id",
            Self::SecretArchive => "vault-uri",
        }
    }

    /// What comes of a block that the platform can't use.
    pub(crate) fn consequence(self) -> &'static str {
        match self {
            Self::CommandOutput => "the output of run-* commands is not written",
            Self::Analytics => {
                "the cluster deployment fails, since its extensions need the workspace"
            }
            Self::SecretArchive => {
                "credential rotation fails, since write access to the vault is checked first"
            }
        }
    }

    /// What the resource is, for people.
    pub fn resource(self) -> &'static str {
        match self {
            Self::CommandOutput => "storage container",
            Self::Analytics => "workspace",
            Self::SecretArchive => "key vault",
        }
    }
}

/// `identityType` of a setting. The cluster's `identity.type` has other words for the same thing:
/// [`IdentityType`](super::IdentityType).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettingIdentityType {
    /// `SystemAssignedIdentity`
    System,
    /// `UserAssignedIdentity`
    User,
}

impl SettingIdentityType {
    /// Reads the word, in any case.
    pub fn parse(input: &str) -> Option<Self> {
        [Self::System, Self::User]
            .into_iter()
            .find(|kind| text::same(kind.as_str(), input.trim()))
    }

    /// The word as the service writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "SystemAssignedIdentity",
            Self::User => "UserAssignedIdentity",
        }
    }
}

/// `associatedIdentity` of a setting, as written: rules S1 to S5 judge it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AssociatedIdentity {
    /// `identityType`, as written; empty text counts as absent.
    pub identity_type: Option<String>,
    /// `userAssignedIdentityResourceId`; empty text counts as absent.
    pub resource_id: Option<ResourceId>,
}

impl AssociatedIdentity {
    /// A system-assigned identity.
    pub fn system() -> Self {
        Self {
            identity_type: Some(SettingIdentityType::System.as_str().to_owned()),
            resource_id: None,
        }
    }

    /// A user-assigned identity.
    pub fn user(id: ResourceId) -> Self {
        Self {
            identity_type: Some(SettingIdentityType::User.as_str().to_owned()),
            resource_id: Some(id),
        }
    }

    /// The type, when it is one of the two words.
    pub fn kind(&self) -> Option<SettingIdentityType> {
        self.identity_type
            .as_deref()
            .and_then(SettingIdentityType::parse)
    }

    /// The user-assigned identity that the setting uses: only with the matching type.
    pub fn user_assigned(&self) -> Option<&ResourceId> {
        match self.kind() {
            Some(SettingIdentityType::User) => self.resource_id.as_ref(),
            _ => None,
        }
    }

    /// Whether neither field is given.
    pub fn is_empty(&self) -> bool {
        self.identity_type.is_none() && self.resource_id.is_none()
    }
}

/// One settings block.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ClusterSetting {
    /// `containerUrl`, `analyticsWorkspaceId` or `vaultUri`.
    pub target: Option<String>,
    /// The identity that reaches it.
    pub identity: AssociatedIdentity,
    /// Containers and identities of their own for some commands; only for command output (S7). `None`
    /// where the field is not given.
    pub overrides: Option<Vec<OutputOverride>>,
}

/// An element of `commandOutputSettings.overrides`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OutputOverride {
    /// `commandOutputType`, as written.
    pub command_type: Option<String>,
    /// `containerUrl`.
    pub target: Option<String>,
    /// The identity that reaches it.
    pub identity: AssociatedIdentity,
}

/// The known values of `commandOutputType`, each with the first API version that has it where
/// that is later than the overrides themselves (S7).
pub(crate) const COMMAND_OUTPUT_TYPES: [&str; 6] = [
    "BareMetalMachineRunCommand",
    "BareMetalMachineRunDataExtracts",
    "BareMetalMachineRunReadCommands",
    "StorageRunReadCommands",
    "BareMetalMachineRunDataExtractsRestricted",
    "ClusterSupportAdministrativeActions",
];

/// A place of a cluster that names a target and an identity: a settings block or an override.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SettingSlot<'a> {
    /// The block.
    pub kind: SettingKind,
    /// The position of the override in it; `None` for the block itself.
    pub override_at: Option<usize>,
    /// The target, as written.
    pub target: Option<&'a str>,
    /// The identity.
    pub identity: &'a AssociatedIdentity,
}

impl SettingSlot<'_> {
    /// The path of the slot in the cluster's JSON, for messages.
    pub fn path(&self) -> String {
        match self.override_at {
            None => self.kind.json_name().to_owned(),
            Some(at) => format!("{}.overrides[{at}]", self.kind.json_name()),
        }
    }
}

impl ClusterSetting {
    /// The overrides that there are.
    pub fn overrides(&self) -> &[OutputOverride] {
        self.overrides.as_deref().unwrap_or_default()
    }

    /// The block itself and its overrides.
    pub fn slots(&self, kind: SettingKind) -> impl Iterator<Item = SettingSlot<'_>> {
        let own = SettingSlot {
            kind,
            override_at: None,
            target: self.target.as_deref(),
            identity: &self.identity,
        };
        let overrides = self.overrides().iter().enumerate();
        std::iter::once(own).chain(overrides.map(move |(at, entry)| SettingSlot {
            kind,
            override_at: Some(at),
            target: entry.target.as_deref(),
            identity: &entry.identity,
        }))
    }
}

/// What a change asks of a settings block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingChange {
    /// Take it away (`null`).
    Clear,
    /// Give it these values; what is not given stays.
    Set(ClusterSetting),
}

impl SettingChange {
    /// The block after the change.
    pub fn apply(&self, before: Option<&ClusterSetting>) -> Option<ClusterSetting> {
        let Self::Set(change) = self else {
            return None;
        };
        let mut after = before.cloned().unwrap_or_default();
        if change.target.is_some() {
            after.target.clone_from(&change.target);
        }
        if !change.identity.is_empty() {
            after.identity = change.identity.clone();
        }
        if let Some(overrides) = &change.overrides {
            after.overrides = Some(overrides.clone()).filter(|given| !given.is_empty());
        }
        Some(after)
    }
}
