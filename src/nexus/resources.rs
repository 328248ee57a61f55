//! Storage accounts, containers, vaults, workspaces and user-assigned identities, as far as the
//! rules look at them.

use serde_json::Value;

use super::json::{filled, property, text_of};
use super::resource_id::ResourceId;
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
    /// Who reaches it over the network; `None` where the input doesn't say.
    pub network: Option<NetworkAccess>,
}

/// A blob container.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlobContainer {
    /// The storage account; `az storage container list` doesn't say which.
    pub account: Option<ResourceId>,
    /// The name.
    pub name: String,
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
    /// Who reaches it over the network; `None` where the input doesn't say.
    pub network: Option<NetworkAccess>,
}

/// How a vault authorises access to secrets (R1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VaultAuthorization {
    /// By role assignments.
    Roles,
    /// By the access policies of the vault: role assignments have no effect.
    AccessPolicies,
}

/// Who reaches a resource over the network (R2, R3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NetworkAccess {
    /// Everyone reaches it over the network.
    Open,
    /// `defaultAction` is Deny, or public access is off.
    Limited {
        /// Whether trusted services of Azure pass: `bypass` holds `AzureServices`.
        trusted: bool,
        /// The addresses and ranges that pass.
        addresses: Vec<String>,
    },
}

/// A Log Analytics workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workspace {
    /// The resource id.
    pub id: ResourceId,
}

/// A user-assigned identity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserIdentity {
    /// The resource id.
    pub id: ResourceId,
    /// `clientId`.
    pub client: Option<String>,
    /// `principalId`.
    pub principal: Option<PrincipalId>,
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
            let network = network(value, &["networkRuleSet", "networkAcls"]);
            let known = entry(
                &mut self.storage_accounts,
                &id,
                |a| &a.id,
                || StorageAccount {
                    id: id.clone(),
                    endpoint: None,
                    network: None,
                },
            );
            let endpoint = property(value, "primaryEndpoints").and_then(|all| text_of(all, "blob"));
            known.endpoint = endpoint.map(str::to_owned).or(known.endpoint.take());
            known.network = network.or(known.network.take());
        } else if id.is_of_type("Microsoft.KeyVault/vaults") {
            let known = entry(
                &mut self.vaults,
                &id,
                |v| &v.id,
                || KeyVault {
                    id: id.clone(),
                    uri: None,
                    authorization: None,
                    network: None,
                },
            );
            let uri = property(value, "vaultUri").and_then(filled);
            known.uri = uri.map(str::to_owned).or(known.uri.take());
            known.authorization = authorization(value).or(known.authorization);
            known.network = network(value, &["networkAcls"]).or(known.network.take());
        } else if id.is_of_type("Microsoft.OperationalInsights/workspaces") {
            entry(
                &mut self.workspaces,
                &id,
                |w| &w.id,
                || Workspace { id: id.clone() },
            );
        } else if id.is_of_type("Microsoft.ManagedIdentity/userAssignedIdentities") {
            let known = entry(
                &mut self.identities,
                &id,
                |i| &i.id,
                || UserIdentity {
                    id: id.clone(),
                    client: None,
                    principal: None,
                },
            );
            let field = |name| property(value, name).and_then(filled);
            known.client = field("clientId").map(str::to_owned).or(known.client.take());
            known.principal = field("principalId")
                .map(PrincipalId::new)
                .or(known.principal.take());
        } else {
            return self.take_container(&id);
        }
        true
    }

    fn take_container(&mut self, id: &ResourceId) -> bool {
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
        });
        true
    }

    fn add_container(&mut self, container: BlobContainer) {
        if !self.containers.contains(&container) {
            self.containers.push(container);
        }
    }

    /// The storage account with this name: names are unique in a cloud.
    pub fn account(&self, name: &str) -> Option<&StorageAccount> {
        let fits = |account: &&StorageAccount| text::same(account.id.name(), name);
        self.storage_accounts.iter().find(fits)
    }

    /// The vault with this name: names are unique in a cloud.
    pub fn vault(&self, name: &str) -> Option<&KeyVault> {
        self.vaults
            .iter()
            .find(|vault| text::same(vault.id.name(), name))
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

fn network(value: &Value, names: &[&str]) -> Option<NetworkAccess> {
    let rules = names.iter().find_map(|name| property(value, name));
    let public = property(value, "publicNetworkAccess").and_then(filled);
    let whole = property(value, "provisioningState").is_some();
    if rules.is_none() && public.is_none() && !whole {
        return None;
    }
    let closed = public.is_some_and(|access| !text::same(access, "Enabled"));
    let denies = rules
        .and_then(|rules| text_of(rules, "defaultAction"))
        .is_some_and(|action| text::same(action, "Deny"));
    if !closed && !denies {
        return Some(NetworkAccess::Open);
    }
    let bypass = rules
        .and_then(|rules| text_of(rules, "bypass"))
        .unwrap_or("");
    let mut bypassing = bypass.split(',');
    let trusted = bypassing.any(|word| text::same(word.trim(), "AzureServices"));
    let addresses = rules
        .and_then(|rules| rules.get("ipRules"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|rule| text_of(rule, "value").or_else(|| text_of(rule, "ipAddressOrRange")))
        .map(str::to_owned)
        .collect();
    Some(NetworkAccess::Limited { trusted, addresses })
}
