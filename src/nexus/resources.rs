//! Storage accounts, containers, vaults, workspaces and user-assigned identities, as far as the
//! rules look at them.

use serde_json::Value;

use super::address::same_address;
use super::json::{filled, property, text_of};
use super::network::NetworkSettings;
use super::resource_id::ResourceId;
use super::standing::{Description, Standing};
use crate::ids::PrincipalId;
use crate::text;

/// The resources that the inputs describe.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ClusterResources {
    /// Storage accounts.
    pub storage_accounts: Vec<StorageAccount>,
    /// Blob containers.
    pub containers: Vec<BlobContainer>,
    /// Key vaults.
    pub vaults: Vec<KeyVault>,
    /// Log Analytics workspaces.
    pub workspaces: Vec<Workspace>,
    /// User-assigned identities.
    pub identities: Vec<UserIdentity>,
}

/// A storage account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StorageAccount {
    /// The resource id.
    pub id: ResourceId,
    /// `primaryEndpoints.blob`.
    pub endpoint: Option<String>,
    pub(super) network: NetworkSettings,
    pub(super) standing: Standing,
}

/// A blob container.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlobContainer {
    /// The storage account; `az storage container list` doesn't say which.
    pub account: Option<ResourceId>,
    /// The name.
    pub name: String,
    /// Whether it is deleted and only kept for a while; listings show those where asked to.
    pub is_deleted: bool,
}

/// A key vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyVault {
    /// The resource id.
    pub id: ResourceId,
    /// `properties.vaultUri`.
    pub uri: Option<String>,
    /// How it authorises; `None` where the input doesn't say.
    pub authorization: Option<VaultAuthorization>,
    pub(super) network: NetworkSettings,
    pub(super) standing: Standing,
}

/// How a vault authorises access to secrets (R1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VaultAuthorization {
    /// By role assignments.
    Roles,
    /// By the access policies of the vault: role assignments have no effect.
    AccessPolicies,
}

/// A Log Analytics workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workspace {
    /// The resource id.
    pub id: ResourceId,
    pub(super) standing: Standing,
}

/// A user-assigned identity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserIdentity {
    /// The resource id.
    pub id: ResourceId,
    /// `clientId`.
    pub client: Option<String>,
    /// `principalId`; more than one where descriptions contradict each other.
    pub principals: Vec<PrincipalId>,
    pub(super) standing: Standing,
}

/// The field of the address of an account.
pub(super) const ENDPOINTS: &str = "primaryEndpoints";
/// The field of the address of a vault.
pub(super) const URI: &str = "vaultUri";

impl StorageAccount {
    /// Its address, where the inputs agree on one.
    pub(super) fn address(&self) -> Option<&str> {
        let is_known = !self.standing.is_disputed(ENDPOINTS);
        self.endpoint.as_deref().filter(|_| is_known)
    }
}

impl KeyVault {
    /// Its address, where the inputs agree on one.
    pub(super) fn address(&self) -> Option<&str> {
        let is_known = !self.standing.is_disputed(URI);
        self.uri.as_deref().filter(|_| is_known)
    }
}

const CONTAINERS: &str = "/blobServices/default/containers/";

impl ClusterResources {
    /// Takes what a JSON document holds: one resource, a list, or a wrapper with `value` or
    /// `data`, in the form of the CLI or of REST. Gives the number taken; the rest is left alone.
    pub fn take(&mut self, value: &Value) -> usize {
        match value {
            Value::Array(rows) => rows.iter().map(|row| self.take(row)).sum(),
            Value::Object(fields) => {
                if self.take_one(value) {
                    return 1;
                }
                ["value", "data"]
                    .iter()
                    .filter_map(|key| fields.get(*key))
                    .filter(|list| list.is_array())
                    .map(|list| self.take(list))
                    .sum()
            }
            _ => 0,
        }
    }

    fn take_one(&mut self, value: &Value) -> bool {
        let Some(id) = text_of(value, "id").map(ResourceId::new) else {
            return self.take_bare_container(value);
        };
        if id.is_of_type("Microsoft.Storage/storageAccounts") {
            self.take_account(&id, value);
        } else if let Some(vault) = deleted_vault(&id, value) {
            let known = self.vault_entry(&vault);
            Description::new(&mut known.standing, value).is_deleted();
        } else if id.is_of_type("Microsoft.KeyVault/vaults") {
            let known = self.vault_entry(&id);
            let uri = property(value, URI).and_then(filled);
            let mut description = Description::new(&mut known.standing, value);
            let network = &mut known.network;
            // What a query picked out of it shows the address alone.
            let is_whole = (uri.is_some() && property(value, "sku").is_some())
                || value
                    .get("properties")
                    .is_some_and(|own| text_of(own, URI).is_some());
            network.add_description(&mut description, value, &["networkAcls"], is_whole);
            let said = authorization(value);
            description.take(
                "enableRbacAuthorization",
                &mut known.authorization,
                said,
                PartialEq::eq,
            );
            description.take(URI, &mut known.uri, uri.map(str::to_owned), |a, b| {
                same_address(a, b)
            });
        } else if id.is_of_type("Microsoft.OperationalInsights/workspaces") {
            let new = || Workspace {
                id: id.clone(),
                standing: Standing::default(),
            };
            let known = entry(&mut self.workspaces, &id, |w| &w.id, new);
            Description::new(&mut known.standing, value);
        } else if id.is_of_type("Microsoft.ManagedIdentity/userAssignedIdentities") {
            self.take_identity(&id, value);
        } else {
            return self.take_container(&id, value);
        }
        true
    }

    fn take_account(&mut self, id: &ResourceId, value: &Value) {
        let new = || StorageAccount {
            id: id.clone(),
            endpoint: None,
            network: NetworkSettings::default(),
            standing: Standing::default(),
        };
        let known = entry(&mut self.storage_accounts, id, |a| &a.id, new);
        let endpoints = property(value, ENDPOINTS);
        let mut description = Description::new(&mut known.standing, value);
        let network = &mut known.network;
        let names = ["networkRuleSet", "networkAcls"];
        network.add_description(&mut description, value, &names, endpoints.is_some());
        let endpoint = endpoints.and_then(|all| text_of(all, "blob"));
        let endpoint = endpoint.map(str::to_owned);
        description.take(ENDPOINTS, &mut known.endpoint, endpoint, |a, b| {
            same_address(a, b)
        });
    }

    fn vault_entry(&mut self, id: &ResourceId) -> &mut KeyVault {
        let new = || KeyVault {
            id: id.clone(),
            uri: None,
            authorization: None,
            network: NetworkSettings::default(),
            standing: Standing::default(),
        };
        entry(&mut self.vaults, id, |v| &v.id, new)
    }

    fn take_identity(&mut self, id: &ResourceId, value: &Value) {
        let new = || UserIdentity {
            id: id.clone(),
            client: None,
            principals: Vec::new(),
            standing: Standing::default(),
        };
        let known = entry(&mut self.identities, id, |i| &i.id, new);
        let field = |name| property(value, name).and_then(filled);
        let mut description = Description::new(&mut known.standing, value);
        let client = field("clientId").map(str::to_owned);
        description.take("clientId", &mut known.client, client, |a, b| {
            text::same(a, b)
        });
        if description.is_newer && field("principalId").is_some() {
            known.principals.clear();
        }
        let principal = field("principalId").map(PrincipalId::new);
        let is_new = |id: &PrincipalId| !known.principals.contains(id);
        known.principals.extend(principal.filter(is_new));
    }

    fn take_container(&mut self, id: &ResourceId, value: &Value) -> bool {
        let Some(at) = text::find(id.as_str(), CONTAINERS) else {
            return false;
        };
        let name = &id.as_str()[at + CONTAINERS.len()..];
        if name.is_empty() || name.contains('/') {
            return false;
        }
        self.add_container(BlobContainer {
            account: Some(ResourceId::new(&id.as_str()[..at])),
            name: name.to_owned(),
            is_deleted: is_deleted(value),
        });
        true
    }

    /// `az storage container list` gives names and lease states, no ids.
    fn take_bare_container(&mut self, value: &Value) -> bool {
        let has = |name| {
            value
                .get("properties")
                .is_some_and(|p| p.get(name).is_some())
        };
        let Some(name) = text_of(value, "name").filter(|_| has("lease") || has("hasLegalHold"))
        else {
            return false;
        };
        self.add_container(BlobContainer {
            account: None,
            name: name.to_owned(),
            is_deleted: is_deleted(value),
        });
        true
    }

    fn add_container(&mut self, container: BlobContainer) {
        if !self.containers.contains(&container) {
            self.containers.push(container);
        }
    }

    /// The storage account with this name, unless it is deleted: names are unique in a cloud.
    pub fn account(&self, name: &str) -> Option<&StorageAccount> {
        let fits = |account: &&StorageAccount| {
            text::same(account.id.name(), name) && !account.standing.is_gone()
        };
        self.storage_accounts.iter().find(fits)
    }

    /// The vault with this name, unless it is deleted: names are unique in a cloud.
    pub fn vault(&self, name: &str) -> Option<&KeyVault> {
        self.vaults
            .iter()
            .find(|vault| text::same(vault.id.name(), name) && !vault.standing.is_gone())
    }

    /// The workspace with this id.
    pub fn workspace(&self, id: &ResourceId) -> Option<&Workspace> {
        self.workspaces.iter().find(|workspace| workspace.id == *id)
    }

    /// The user-assigned identity with this id.
    pub fn identity(&self, id: &ResourceId) -> Option<&UserIdentity> {
        self.identities.iter().find(|identity| identity.id == *id)
    }
}

fn entry<'a, T>(
    list: &'a mut Vec<T>,
    id: &ResourceId,
    id_of: fn(&T) -> &ResourceId,
    new: impl FnOnce() -> T,
) -> &'a mut T {
    let at = match list.iter().position(|known| id_of(known) == id) {
        Some(at) => at,
        None => {
            list.push(new());
            list.len() - 1
        }
    };
    &mut list[at]
}

/// Absent or null means access policies in older APIs (R1); a listing without properties says
/// nothing.
fn authorization(value: &Value) -> Option<VaultAuthorization> {
    match property(value, "enableRbacAuthorization") {
        Some(Value::Bool(true)) => Some(VaultAuthorization::Roles),
        Some(_) => Some(VaultAuthorization::AccessPolicies),
        None => property(value, "vaultUri").map(|_| VaultAuthorization::AccessPolicies),
    }
}

/// Whether a listing shows what was deleted and is kept for a while.
fn is_deleted(value: &Value) -> bool {
    property(value, "deleted") == Some(&Value::Bool(true))
}

/// The vault that a record of `az keyvault list-deleted` was.
fn deleted_vault(id: &ResourceId, value: &Value) -> Option<ResourceId> {
    text::find(id.as_str(), "/providers/Microsoft.KeyVault/locations/")?;
    text::find(id.as_str(), "/deletedVaults/")?;
    let vault = property(value, "vaultId").and_then(filled);
    vault.map(ResourceId::new)
}
