//! The resource that a setting names: a container URL, a vault URI, a workspace id; and its
//! resource id, from the resource list or from the scopes of role assignments (nexus.md §2.2).

use super::resource_id::ResourceId;
use super::resources::ClusterResources;
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
    },
    /// A workspace.
    Workspace(ResourceId),
    /// A key vault, by name.
    Vault(String),
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
                        "`{input}` is not the resource id of a workspace: `/subscriptions/…/\
                         resourceGroups/…/providers/Microsoft.OperationalInsights/workspaces/…`"
                    ))
                }
            }
            SettingKind::SecretArchive => vault(input),
        }
    }

    /// The name to show.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Container { account, container } => format!("{account}/{container}"),
            Self::Workspace(id) => id.name().to_owned(),
            Self::Vault(name) => name.clone(),
        }
    }

    /// The account or vault name and the segment of ids before it.
    pub(super) fn by_name(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Container { account, .. } => Some(("storageAccounts", account)),
            Self::Vault(name) => Some(("vaults", name)),
            Self::Workspace(_) => None,
        }
    }

    /// The id of the account, workspace or vault, if it can be found.
    pub(super) fn resource_id(
        &self,
        resources: &ClusterResources,
        access: Option<&AccessIndex<'_>>,
    ) -> Option<ResourceId> {
        let listed = match self {
            Self::Workspace(id) => return Some(id.clone()),
            Self::Container { account, .. } => {
                resources.account(account).map(|account| &account.id)
            }
            Self::Vault(name) => resources.vault(name).map(|vault| &vault.id),
        };
        if let Some(id) = listed {
            return Some(id.clone());
        }
        let (segment, name) = self.by_name()?;
        access?
            .grants_ever()
            .filter_map(|grant| holder_of(grant.scope, segment, name))
            .min()
    }

    /// The scope that the identity must reach: the container, the workspace, the vault.
    pub(super) fn scope(&self, id: &ResourceId) -> Option<Scope> {
        match self {
            Self::Container { container, .. } => {
                Scope::parse(&format!("{id}/blobServices/default/containers/{container}")).ok()
            }
            Self::Workspace(_) | Self::Vault(_) => id.scope(),
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

fn host_and_path(input: &str) -> Option<(&str, &str)> {
    let trimmed = input.trim();
    let rest = ["https://", "http://"]
        .iter()
        .find(|scheme| text::starts_with(trimmed, scheme))
        .map(|scheme| &trimmed[scheme.len()..])?;
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = &rest[..end];
    Some(rest.split_once('/').unwrap_or((rest, "")))
}

fn labelled<'a>(host: &'a str, service: &str) -> Option<&'a str> {
    let (name, suffix) = host.split_once('.')?;
    let served = suffix.split('.').any(|label| text::same(label, service));
    (!name.is_empty() && served).then_some(name)
}

fn container(input: &str) -> Result<Target, String> {
    let read = || {
        let (host, path) = host_and_path(input)?;
        let account = labelled(host, "blob")?;
        let container = path.trim_end_matches('/');
        (!container.is_empty() && !container.contains('/')).then(|| Target::Container {
            account: text::fold(account).into_owned(),
            container: text::fold(container).into_owned(),
        })
    };
    read().ok_or_else(|| {
        format!(
            "`{input}` is not the URL of a container: \
             `https://<account>.blob.core.windows.net/<container>`"
        )
    })
}

fn vault(input: &str) -> Result<Target, String> {
    let read = || {
        let (host, path) = host_and_path(input)?;
        let name = labelled(host, "vault")?;
        path.trim_end_matches('/')
            .is_empty()
            .then(|| Target::Vault(text::fold(name).into_owned()))
    };
    read().ok_or_else(|| {
        format!("`{input}` is not the URI of a vault: `https://<vault>.vault.azure.net/`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn container_urls() {
        let expected = Target::Container {
            account: "acct".to_owned(),
            container: "out".to_owned(),
        };
        for url in [
            "https://acct.blob.core.windows.net/out",
            "https://acct.blob.core.windows.net/out/",
            "HTTPS://acct.BLOB.core.usgovcloudapi.net/out?restype=container",
            "https://acct.z12.blob.storage.azure.net/out",
        ] {
            assert_eq!(
                Target::parse(SettingKind::CommandOutput, url).as_ref(),
                Ok(&expected),
                "{url}"
            );
        }
        for url in [
            "https://acct.blob.core.windows.net/",
            "https://acct.file.core.windows.net/out",
            "https://acct.blob.core.windows.net/out/dir",
            "acct.blob.core.windows.net/out",
            "https://.blob.core.windows.net/out",
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
            assert_eq!(
                Target::parse(SettingKind::SecretArchive, uri),
                Ok(Target::Vault("kv".to_owned())),
                "{uri}"
            );
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
