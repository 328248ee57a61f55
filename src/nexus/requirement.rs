//! Which identity needs which role where (A1 to A4).

use super::cluster::Cluster;
use super::resource_id::ResourceId;
use super::resources::ClusterResources;
use super::rule::ClusterRule;
use super::setting::{SettingIdentityType, SettingKind, SettingSlot};
use super::target::Target;
use crate::ids::{PrincipalId, RoleId};

/// The platform's application that uses a vault's user-assigned identity (A4).
pub const PLATFORM_APPLICATION: &str = "3365d4ea-bb16-4bc9-86dd-f2c8cf6f1f56";
/// Its display name.
pub const PLATFORM_NAME: &str = "AFOI-NC-MGMT-PME-PROD";

/// A role that the platform asks for, with the operations it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NeededRole {
    id: u128,
    /// Its name.
    pub name: &'static str,
    /// What is needed of it in the control plane (nexus.md §1.3).
    pub control: &'static [&'static str],
    /// What is needed of it in the data plane.
    pub data: &'static [&'static str],
    /// A control operation of those who administer the resource: who has it and lacks the data
    /// actions has been given the wrong kind of role (A7).
    pub administer: &'static str,
}

impl NeededRole {
    /// Its GUID.
    pub(crate) fn id(&self) -> RoleId {
        RoleId::from_u128(self.id)
    }

    /// The role that a resource of a setting asks for.
    pub(crate) fn for_setting(kind: SettingKind) -> &'static Self {
        match kind {
            SettingKind::CommandOutput => &STORAGE,
            SettingKind::Analytics => &WORKSPACE,
            SettingKind::SecretArchive => &VAULT,
        }
    }

    /// The role that the platform needs on the vault's user-assigned identity.
    pub(crate) fn for_platform() -> &'static Self {
        &IDENTITY
    }
}

static STORAGE: NeededRole = NeededRole {
    id: 0xba92f5b4_2d11_453d_a403_e96b0029c9fe,
    name: "Storage Blob Data Contributor",
    control: &[
        "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
        "Microsoft.Storage/storageAccounts/blobServices/containers/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/write",
        "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
    ],
    data: &[
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
    ],
    administer: "Microsoft.Storage/storageAccounts/write",
};

// Its data action came and went in the published definition (nexus.md §1.3): not looked at.
static WORKSPACE: NeededRole = NeededRole {
    id: 0x92aaf0da_9dab_42b6_94a3_d43ce8d16293,
    name: "Log Analytics Contributor",
    control: &[
        "Microsoft.OperationalInsights/*",
        "*/read",
        "Microsoft.ClassicCompute/virtualMachines/extensions/*",
        "Microsoft.ClassicStorage/storageAccounts/listKeys/action",
        "Microsoft.Compute/virtualMachines/extensions/*",
        "Microsoft.HybridCompute/machines/extensions/write",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Insights/diagnosticSettings/*",
        "Microsoft.OperationsManagement/*",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
        "Microsoft.Storage/storageAccounts/listKeys/action",
        "Microsoft.Support/*",
    ],
    data: &[],
    administer: "Microsoft.OperationalInsights/workspaces/write",
};

static VAULT: NeededRole = NeededRole {
    id: 0x44f0a1a8_6fea_4b35_980a_8ff50c487c97,
    name: "Operator Nexus Key Vault Writer Service Role (Preview)",
    control: &["Microsoft.KeyVault/vaults/read"],
    data: &["Microsoft.KeyVault/vaults/secrets/setSecret/action"],
    administer: "Microsoft.KeyVault/vaults/write",
};

static IDENTITY: NeededRole = NeededRole {
    id: 0xf1a07417_d97a_45cb_824c_7a7467783830,
    name: "Managed Identity Operator",
    // The page asks for this one and names the role as a way to give it.
    control: &["Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"],
    data: &[],
    administer: "Microsoft.ManagedIdentity/userAssignedIdentities/write",
};

/// Who needs a role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NeededBy {
    /// The cluster's system-assigned identity.
    System,
    /// A user-assigned identity.
    User(ResourceId),
    /// The platform's application.
    Platform,
}

impl NeededBy {
    /// The name to show.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::System => "the system-assigned identity".to_owned(),
            Self::User(id) => format!("`{}`", id.name()),
            Self::Platform => format!("the platform ({PLATFORM_NAME})"),
        }
    }
}

/// A role that somebody needs somewhere for the cluster's settings to work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Requirement {
    pub(super) rule: ClusterRule,
    pub(super) kind: SettingKind,
    pub(super) holder: NeededBy,
    pub(super) role: &'static NeededRole,
    pub(super) on: Needed,
    /// The slots that ask for it (A10: one judgement each pair).
    pub(super) slots: Vec<String>,
}

/// Where a role is needed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Needed {
    /// On the resource that a setting names.
    Resource(Target),
    /// On a user-assigned identity.
    Identity(ResourceId),
}

impl Needed {
    pub(super) fn label(&self) -> String {
        match self {
            Self::Resource(target) => target.label(),
            Self::Identity(id) => id.name().to_owned(),
        }
    }
}

/// Everything that the settings of a cluster ask for, each (holder, resource) pair once (A10).
pub(super) fn requirements(cluster: &Cluster) -> Vec<Requirement> {
    let mut found: Vec<Requirement> = Vec::new();
    for slot in cluster.slots() {
        for requirement in of_slot(&slot) {
            match found.iter_mut().find(|known| {
                known.rule == requirement.rule
                    && known.holder == requirement.holder
                    && known.on == requirement.on
            }) {
                Some(known) => known.slots.extend(requirement.slots),
                None => found.push(requirement),
            }
        }
    }
    found
}

fn of_slot(slot: &SettingSlot<'_>) -> Vec<Requirement> {
    let holder = match slot.identity.kind() {
        Some(SettingIdentityType::System) => NeededBy::System,
        Some(SettingIdentityType::User) => match &slot.identity.resource_id {
            Some(id) => NeededBy::User(id.clone()),
            None => return Vec::new(),
        },
        None => return Vec::new(),
    };
    let requirement = |rule, holder, role, on| Requirement {
        rule,
        kind: slot.kind,
        holder,
        role,
        on,
        slots: vec![slot.path()],
    };
    let rule = match slot.kind {
        SettingKind::CommandOutput => ClusterRule::A1,
        SettingKind::Analytics => ClusterRule::A2,
        SettingKind::SecretArchive => ClusterRule::A3,
    };
    let mut found = Vec::new();
    if let Some(Ok(target)) = slot.target.map(|text| Target::parse(slot.kind, text)) {
        let role = NeededRole::for_setting(slot.kind);
        found.push(requirement(
            rule,
            holder.clone(),
            role,
            Needed::Resource(target),
        ));
    }
    if let (SettingKind::SecretArchive, NeededBy::User(id)) = (slot.kind, holder) {
        let on = Needed::Identity(id);
        let role = NeededRole::for_platform();
        found.push(requirement(ClusterRule::A4, NeededBy::Platform, role, on));
    }
    found
}

/// The object id of a cluster's identity, from the cluster or from the identity's own export; none where
/// those contradict each other.
pub(super) fn principal_of(
    cluster: &Cluster,
    resources: &ClusterResources,
    holder: &NeededBy,
) -> Option<PrincipalId> {
    match principals_of(cluster, resources, holder).as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The object ids that the inputs give for a cluster's identity: more than one where they contradict each
/// other, such as of an identity that was deleted and made again.
pub(super) fn principals_of(
    cluster: &Cluster,
    resources: &ClusterResources,
    holder: &NeededBy,
) -> Vec<PrincipalId> {
    let mut found: Vec<PrincipalId> = match holder {
        NeededBy::System => {
            let own = cluster.identity.principal.iter();
            own.filter(|_| cluster.identity.has_system())
                .cloned()
                .collect()
        }
        NeededBy::User(id) => {
            let attached = cluster.identity.attached.iter();
            let entries = attached.filter(|entry| entry.id == *id);
            let entries = entries.filter_map(|entry| entry.principal.as_ref());
            let exported = resources.identity(id).into_iter();
            let exported = exported.flat_map(|identity| &identity.principals);
            entries.chain(exported).cloned().collect()
        }
        NeededBy::Platform => Vec::new(),
    };
    found.sort();
    found.dedup();
    found
}
