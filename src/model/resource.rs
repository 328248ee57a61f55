use std::sync::Arc;

use crate::span::Place;

/// A resource that managed identities of clusters need, as its source describes it. What the rules
/// look at differs by kind and API version, so the JSON is kept whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceRecord {
    /// Which kind of resource.
    pub kind: ResourceKind,
    /// The record, as JSON.
    pub json: Arc<str>,
    /// Where it was read.
    pub place: Place,
}

/// The kinds of resource that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceKind {
    /// `Microsoft.NetworkCloud/clusters`
    Cluster,
    /// `Microsoft.Storage/storageAccounts`
    StorageAccount,
    /// `Microsoft.Storage/storageAccounts/blobServices/containers`
    Container,
    /// `Microsoft.KeyVault/vaults`
    Vault,
    /// `Microsoft.OperationalInsights/workspaces`
    Workspace,
    /// `Microsoft.ManagedIdentity/userAssignedIdentities`
    Identity,
}

impl ResourceKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Cluster,
        Self::StorageAccount,
        Self::Container,
        Self::Vault,
        Self::Workspace,
        Self::Identity,
    ];

    /// The type of the resource in Azure Resource Manager.
    pub fn resource_type(self) -> &'static str {
        match self {
            Self::Cluster => "Microsoft.NetworkCloud/clusters",
            Self::StorageAccount => "Microsoft.Storage/storageAccounts",
            Self::Container => "Microsoft.Storage/storageAccounts/blobServices/containers",
            Self::Vault => "Microsoft.KeyVault/vaults",
            Self::Workspace => "Microsoft.OperationalInsights/workspaces",
            Self::Identity => "Microsoft.ManagedIdentity/userAssignedIdentities",
        }
    }
}
