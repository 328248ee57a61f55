//! The resource that a setting names: a container URL, a vault URI, a workspace id; and its
//! resource id, from the resource list or from the scopes of role assignments (nexus.md §2.2).

use super::address::{Address, Service, is_of_azure, shown};
use super::resource_id::ResourceId;
use super::resources::{BlobContainer, ClusterResources};
use super::setting::SettingKind;
use crate::access::AccessIndex;
use crate::scope::Scope;
use crate::text;

/// What the target of a setting says; names of accounts, containers and vaults in lower case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// A blob container.
    Container {
        /// The storage account's name.
        account: String,
        /// The container's name.
        container: String,
        /// The host of its address.
        host: String,
    },
    /// A workspace.
    Workspace(ResourceId),
    /// A key vault.
    Vault {
        /// Its name.
        name: String,
        /// The host of its address.
        host: String,
    },
}

impl Target {
    /// Reads a target; `Err` says what is wrong with it.
    pub(super) fn parse(kind: SettingKind, input: &str) -> Result<Self, String> {
        match kind {
            SettingKind::CommandOutput => container(input),
            SettingKind::Analytics => {
                let id = ResourceId::new(input);
                if id.is_of_type("Microsoft.OperationalInsights/workspaces") {
                    Ok(Self::Workspace(id))
                } else {
                    Err(format!(
                        "`{}` is not the resource id of a workspace: `/subscriptions/…/\
                         resourceGroups/…/providers/Microsoft.OperationalInsights/workspaces/…`",
                        shown(input)
                    ))
                }
            }
            SettingKind::SecretArchive => vault(input),
        }
    }

    /// The name to show.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Container {
                account, container, ..
            } => format!("{account}/{container}"),
            Self::Workspace(id) => id.name().to_owned(),
            Self::Vault { name, .. } => name.clone(),
        }
    }

    /// The account or vault name and the segment of ids before it.
    pub(super) fn by_name(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Container { account, .. } => Some(("storageAccounts", account)),
            Self::Vault { name, .. } => Some(("vaults", name)),
            Self::Workspace(_) => None,
        }
    }

    /// The id of the account, workspace or vault, if the inputs name one and no other.
    pub(super) fn resource_id(
        &self,
        resources: &ClusterResources,
        access: Option<&AccessIndex<'_>>,
    ) -> Option<ResourceId> {
        match self.resource_ids(resources, access).as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }

    /// The ids that the inputs give for the account, workspace or vault. Its name is unique in the cloud:
    /// of several, one is where it was before.
    pub(super) fn resource_ids(
        &self,
        resources: &ClusterResources,
        access: Option<&AccessIndex<'_>>,
    ) -> Vec<ResourceId> {
        if let Self::Workspace(id) = self {
            return vec![id.clone()];
        }
        match self.addressed(resources) {
            Some(Ok(described)) => return described,
            Some(Err(_)) => return Vec::new(),
            None => {}
        }
        let Some((segment, name)) = self.by_name().filter(|_| self.is_of_azure()) else {
            return Vec::new();
        };
        let account_of = |container: &BlobContainer| container.account.clone();
        let of_containers = resources.containers.iter().filter_map(account_of);
        let is_account = segment == "storageAccounts";
        let mut found: Vec<ResourceId> = of_containers
            .filter(|id| is_account && text::same(id.name(), name))
            .collect();
        if found.is_empty() {
            let grants = access.into_iter().flat_map(AccessIndex::grants_ever);
            found.extend(grants.filter_map(|grant| holder_of(grant.scope, segment, name)));
        }
        found.sort();
        found.dedup();
        found
    }

    /// The described accounts or vaults of this name: `Ok` those whose address it is as far as their
    /// descriptions say, else `Err` with the address that is.
    pub(super) fn addressed(
        &self,
        resources: &ClusterResources,
    ) -> Option<Result<Vec<ResourceId>, String>> {
        let (host, described): (&str, Vec<(&ResourceId, Option<&str>)>) = match self {
            Self::Workspace(_) => return None,
            Self::Container { account, host, .. } => {
                let accounts = resources.storage_accounts.iter();
                let named = accounts.filter(|known| text::same(known.id.name(), account));
                (
                    host,
                    named.map(|known| (&known.id, known.address())).collect(),
                )
            }
            Self::Vault { name, host } => {
                let named = resources
                    .vaults
                    .iter()
                    .filter(|known| text::same(known.id.name(), name));
                (
                    host,
                    named.map(|known| (&known.id, known.address())).collect(),
                )
            }
        };
        let mut other = None;
        let mut own = Vec::new();
        for (id, address) in described {
            let known = address.and_then(|address| Some((address, Address::parse(address).ok()?)));
            match known {
                Some((_, address)) if address.host == host => own.push(id.clone()),
                Some((address, _)) => other = Some(Err(address.to_owned())),
                None if self.is_of_azure() => own.push(id.clone()),
                None => {}
            }
        }
        if own.is_empty() { other } else { Some(Ok(own)) }
    }

    /// Whether the host ends as those of a cloud of Azure do.
    pub(super) fn is_of_azure(&self) -> bool {
        match self {
            Self::Workspace(_) => true,
            Self::Container { host, .. } => is_of_azure(host, Service::Blob),
            Self::Vault { host, .. } => is_of_azure(host, Service::Vault),
        }
    }

    /// The scope that the identity must reach: the container, the workspace, the vault.
    pub(super) fn scope(&self, id: &ResourceId) -> Option<Scope> {
        match self {
            Self::Container { container, .. } => {
                Scope::parse(&format!("{id}/blobServices/default/containers/{container}")).ok()
            }
            Self::Workspace(_) | Self::Vault { .. } => id.scope(),
        }
    }
}

/// The part of a scope up to `/{segment}/{name}`, if it lies there or below.
fn holder_of(scope: &Scope, segment: &str, name: &str) -> Option<ResourceId> {
    let id = ResourceId::new(scope.as_str());
    if !text::same(id.after(segment)?, name) {
        return None;
    }
    let wanted = format!("/{segment}/");
    let from = text::find(scope.as_str(), &wanted)? + wanted.len();
    let rest = &scope.as_str()[from..];
    let end = rest.find('/').map_or(scope.as_str().len(), |at| from + at);
    Some(ResourceId::new(&scope.as_str()[..end]))
}

fn container(input: &str) -> Result<Target, String> {
    let read = || {
        let address = Address::parse(input)?;
        let account = address
            .name(Service::Blob)
            .ok_or("its host is not that of a storage account")?;
        match address.path {
            "" => Err("it names no container"),
            path if path.contains('/') => Err("it names something within a container"),
            path => Ok(Target::Container {
                account: account.to_owned(),
                container: text::fold(path).into_owned(),
                host: address.host.clone(),
            }),
        }
    };
    read().map_err(|why| {
        format!(
            "`{}` is not the URL of a container, `https://<account>.blob.core.windows.net/\
             <container>`: {why}",
            shown(input)
        )
    })
}

fn vault(input: &str) -> Result<Target, String> {
    let read = || {
        let address = Address::parse(input)?;
        let name = address
            .name(Service::Vault)
            .ok_or("its host is not that of a vault")?;
        match address.path {
            "" => Ok(Target::Vault {
                name: name.to_owned(),
                host: address.host.clone(),
            }),
            _ => Err("it names something within a vault"),
        }
    };
    read().map_err(|why| {
        format!(
            "`{}` is not the URI of a vault, `https://<vault>.vault.azure.net/`: {why}",
            shown(input)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn container_urls() {
        for (url, host) in [
            (
                "https://acct.blob.core.windows.net/out",
                "acct.blob.core.windows.net",
            ),
            (
                "https://acct.blob.core.windows.net:443/out/",
                "acct.blob.core.windows.net",
            ),
            (
                "HTTPS://acct.BLOB.core.usgovcloudapi.net/OUT?restype=container",
                "acct.blob.core.usgovcloudapi.net",
            ),
            (
                "https://acct.z12.blob.storage.azure.net/out",
                "acct.z12.blob.storage.azure.net",
            ),
        ] {
            let expected = Target::Container {
                account: "acct".to_owned(),
                container: "out".to_owned(),
                host: host.to_owned(),
            };
            assert_eq!(
                Target::parse(SettingKind::CommandOutput, url),
                Ok(expected),
                "{url}"
            );
        }
        for url in [
            "https://acct.blob.core.windows.net/",
            "https://acct.file.core.windows.net/out",
            "https://acct.blob.core.windows.net/out/dir",
            "acct.blob.core.windows.net/out",
            "https://.blob.core.windows.net/out",
            "http://acct.blob.core.windows.net/out",
            "https://acct.blob.core.windows.net:8443/out",
        ] {
            assert!(
                Target::parse(SettingKind::CommandOutput, url).is_err(),
                "{url}"
            );
        }
    }

    #[test]
    fn vault_uris() {
        for uri in ["https://kv.vault.azure.net", "https://kv.vault.azure.cn/"] {
            let target = Target::parse(SettingKind::SecretArchive, uri).unwrap();
            assert_eq!(target.label(), "kv");
            assert!(target.is_of_azure(), "{uri}");
        }
        for uri in [
            "https://kv.vault.azure.net/secrets/x",
            "kv",
            "https://kv.azure.net/",
        ] {
            assert!(
                Target::parse(SettingKind::SecretArchive, uri).is_err(),
                "{uri}"
            );
        }
    }

    #[test]
    fn the_id_of_an_account_is_read_off_a_scope_at_or_below_it() {
        let account =
            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/Acct";
        for scope in [
            account.to_owned(),
            format!("{account}/blobServices/default/containers/c"),
        ] {
            let scope = Scope::parse(&scope).unwrap();
            assert_eq!(
                holder_of(&scope, "storageAccounts", "acct"),
                Some(ResourceId::new(account))
            );
            assert_eq!(holder_of(&scope, "storageAccounts", "acc"), None);
            assert_eq!(holder_of(&scope, "vaults", "acct"), None);
        }
    }
}
