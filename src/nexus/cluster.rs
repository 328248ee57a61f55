//! A cluster as plain data: its identities, and the settings that use them.

use std::collections::BTreeMap;

use super::api_version::ApiVersion;
use super::identity_set::{IdentitySet, IdentityType};
use super::resource_id::ResourceId;
use super::setting::{ClusterSetting, SettingKind, SettingSlot};
use crate::ids::PrincipalId;
use crate::time::Timestamp;

/// What `az networkcloud cluster show` says of a cluster, as far as identities go.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cluster {
    /// The resource id.
    pub id: Option<ResourceId>,
    /// The name.
    pub name: Option<String>,
    /// The region.
    pub location: Option<String>,
    /// Whether it is deployed.
    pub deployment: Deployment,
    /// The `identity` block.
    pub identity: ClusterIdentity,
    /// `commandOutputSettings`.
    pub command_output: Option<ClusterSetting>,
    /// `analyticsOutputSettings`.
    pub analytics: Option<ClusterSetting>,
    /// `secretArchiveSettings`.
    pub secret_archive: Option<ClusterSetting>,
    /// `analyticsWorkspaceId`: deprecated (S9).
    pub legacy_workspace: Option<String>,
    /// `secretArchive.keyVaultId`: deprecated (S9).
    pub legacy_vault: Option<String>,
    /// The settings blocks that the input names, be it as `null`.
    pub(super) named: Vec<SettingKind>,
    /// When it was last changed, where the input says.
    pub(super) changed: Option<Timestamp>,
    /// Whether an input of it doesn't say when: that may be newer than any.
    pub(super) has_undated: bool,
    /// The fields that descriptions of it give differently, where no date says which of them is right.
    pub(super) disputed: Vec<&'static str>,
    /// Those descriptions, but for this one.
    pub(super) otherwise: Vec<Self>,
    /// The settings that simulated changes set, with the API versions that they name: no export shows that the
    /// service took them. `None` where nothing was simulated.
    pub simulated: Option<BTreeMap<SettingKind, Option<ApiVersion>>>,
}

/// Whether a cluster is deployed: by `detailedStatus`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Deployment {
    /// Created, not deployed yet (`PendingDeployment`).
    Pending,
    /// Deployed, or being deployed.
    Deployed,
    /// The input doesn't say.
    #[default]
    Unknown,
}

/// The `identity` block of a cluster, as written: rules I1 to I7 judge it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ClusterIdentity {
    /// `type`, as written.
    pub type_text: Option<String>,
    /// `principalId` of the system-assigned identity.
    pub principal: Option<PrincipalId>,
    /// Whether the system-assigned identity is one that a simulated change makes: nobody knows its
    /// principal id yet, and nothing is granted to it.
    pub is_new_system: bool,
    /// `userAssignedIdentities`, in the order written.
    pub attached: Vec<AttachedIdentity>,
}

/// An entry of `userAssignedIdentities`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachedIdentity {
    /// Its key.
    pub id: ResourceId,
    /// `clientId`: never the key of a role assignment (A8).
    pub client: Option<String>,
    /// `principalId`.
    pub principal: Option<PrincipalId>,
}

/// The field of the identities.
pub(super) const IDENTITY: &str = "identity";

impl ClusterIdentity {
    /// The type; an absent block is `None`. `Err` holds a text that is no type.
    ///
    /// # Errors
    ///
    /// When the text is none of the four types.
    pub fn kind(&self) -> Result<IdentityType, &str> {
        match self.type_text.as_deref() {
            None => Ok(IdentityType::None),
            Some(text) => IdentityType::parse(text).ok_or(text),
        }
    }

    /// Whether the type names the system-assigned identity.
    pub fn has_system(&self) -> bool {
        self.kind().is_ok_and(IdentityType::has_system)
    }

    /// The entry of an identity.
    pub fn find(&self, id: &ResourceId) -> Option<&AttachedIdentity> {
        self.attached.iter().find(|entry| entry.id == *id)
    }

    /// The block as an identity set.
    pub fn as_set(&self) -> IdentitySet {
        IdentitySet::new(
            self.has_system(),
            self.attached.iter().map(|entry| entry.id.clone()),
        )
    }
}

impl Cluster {
    /// A settings block.
    pub fn setting(&self, kind: SettingKind) -> Option<&ClusterSetting> {
        match kind {
            SettingKind::CommandOutput => self.command_output.as_ref(),
            SettingKind::Analytics => self.analytics.as_ref(),
            SettingKind::SecretArchive => self.secret_archive.as_ref(),
        }
    }

    /// A settings block, to change it.
    pub fn setting_mut(&mut self, kind: SettingKind) -> &mut Option<ClusterSetting> {
        match kind {
            SettingKind::CommandOutput => &mut self.command_output,
            SettingKind::Analytics => &mut self.analytics,
            SettingKind::SecretArchive => &mut self.secret_archive,
        }
    }

    /// Every place that names a target and an identity: the blocks and their overrides.
    pub fn slots(&self) -> Vec<SettingSlot<'_>> {
        SettingKind::ALL
            .into_iter()
            .filter_map(|kind| Some(self.setting(kind)?.slots(kind)))
            .flatten()
            .collect()
    }

    /// Whether the service wrote these settings: what it prints has an id and a state.
    pub(super) fn is_exported(&self, kind: SettingKind) -> bool {
        self.id.is_some() && self.deployment != Deployment::Unknown && !self.is_simulated(kind)
    }

    /// Whether a simulated change set it.
    pub(super) fn is_simulated(&self, kind: SettingKind) -> bool {
        let mut simulated = self.simulated.iter();
        simulated.any(|set| set.contains_key(&kind))
    }

    /// Whether a block that isn't there isn't set. An export in an older API version leaves out what that
    /// version doesn't know; it knows the others where it names one that came with them or later.
    pub(super) fn lacks(&self, kind: SettingKind) -> bool {
        use SettingKind::{Analytics, CommandOutput, SecretArchive};
        if self.named.contains(&kind) || self.is_simulated(kind) {
            return true;
        }
        let overrides = |setting: &ClusterSetting| setting.overrides.is_some();
        let has_overrides = self.command_output.as_ref().is_some_and(overrides);
        let came_later = self.named.contains(&Analytics) || self.named.contains(&SecretArchive);
        let is_known = match kind {
            CommandOutput => came_later,
            Analytics | SecretArchive => came_later || has_overrides,
        };
        is_known && self.is_exported(kind)
    }

    /// Whether it was changed after what another description of it says.
    pub(crate) fn is_newer_than(&self, other: &Self) -> bool {
        let dated = self.changed.zip(other.changed);
        !other.has_undated && dated.is_some_and(|(own, other)| own > other)
    }

    /// The deprecated field for a kind of setting: its name and value (S9).
    pub(super) fn legacy(&self, kind: SettingKind) -> Option<(&'static str, &str)> {
        match kind {
            SettingKind::CommandOutput => None,
            SettingKind::Analytics => {
                let id = self.legacy_workspace.as_deref()?;
                Some(("analyticsWorkspaceId", id))
            }
            SettingKind::SecretArchive => {
                let id = self.legacy_vault.as_deref()?;
                Some(("secretArchive", id))
            }
        }
    }

    /// The same where the new block isn't set.
    pub(super) fn only_legacy(&self, kind: SettingKind) -> Option<(&'static str, &str)> {
        self.legacy(kind).filter(|_| self.setting(kind).is_none())
    }

    /// The name of the cluster, from its field or its id.
    pub fn label(&self) -> &str {
        self.name
            .as_deref()
            .or(self.id.as_ref().map(ResourceId::name))
            .unwrap_or("cluster")
    }

    /// The subscription, from the id.
    pub fn subscription(&self) -> Option<&str> {
        self.id.as_ref()?.subscription()
    }

    /// The resource group, from the id.
    pub fn resource_group(&self) -> Option<&str> {
        self.id.as_ref()?.resource_group()
    }
}
