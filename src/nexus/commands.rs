//! The `az` commands of fixes and plans, complete and quoted for a POSIX shell.

use super::address::shown;
use super::resource_id::ResourceId;
use super::setting::{AssociatedIdentity, SettingIdentityType, SettingKind};
use crate::ids::RoleId;
use crate::text::shell_word;

/// `az role assignment create` for a service principal.
pub(super) fn grant(principal: &str, role: RoleId, scope: &str) -> String {
    format!(
        "az role assignment create --assignee-object-id {} --assignee-principal-type \
         ServicePrincipal --role {role} --scope {}",
        shell_word(principal),
        shell_word(scope)
    )
}

/// The command that prints a user-assigned identity.
pub(super) fn show_identity(id: &ResourceId) -> String {
    format!("az identity show --ids {}", shell_word(id.as_str()))
}

/// The name and the group of a cluster, for every command about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ClusterName {
    pub(super) name: String,
    pub(super) resource_group: String,
    pub(super) subscription: Option<String>,
}

impl ClusterName {
    /// The names of a cluster, with placeholders for what it doesn't say.
    pub(super) fn of(cluster: &super::Cluster) -> Self {
        Self {
            name: match (&cluster.name, &cluster.id) {
                (None, None) => "<cluster>".to_owned(),
                _ => cluster.label().to_owned(),
            },
            resource_group: cluster.resource_group().unwrap_or("<rg>").to_owned(),
            subscription: cluster.subscription().map(str::to_owned),
        }
    }

    fn flags(&self) -> String {
        let mut flags = format!(
            "--name {} --resource-group {}",
            shell_word(&self.name),
            shell_word(&self.resource_group)
        );
        if let Some(subscription) = &self.subscription {
            flags.push_str(&format!(" --subscription {}", shell_word(subscription)));
        }
        flags
    }

    /// `az networkcloud cluster {verb}` with more arguments.
    pub(super) fn command(&self, verb: &str, rest: &str) -> String {
        let gap = if rest.is_empty() { "" } else { " " };
        format!("az networkcloud cluster {verb} {}{gap}{rest}", self.flags())
    }

    /// A PATCH of the cluster.
    pub(super) fn patch(&self, body: &str) -> String {
        let subscription = self.subscription.as_deref().unwrap_or("<subscription>");
        let url = format!(
            "/subscriptions/{subscription}/resourceGroups/{}/providers/Microsoft.NetworkCloud\
             /clusters/{}?api-version={PATCH_VERSION}",
            self.resource_group, self.name
        );
        format!(
            "az rest --method PATCH --url {} --body {}",
            shell_word(&url),
            shell_word(body)
        )
    }
}

/// A version that every rule about identities is content with (V1 to V3).
pub(super) const PATCH_VERSION: &str = "2025-02-01";

/// `--mi-user-assigned` and `--mi-system-assigned`.
pub(super) fn identity_flags(user: &[ResourceId], system: bool) -> String {
    let mut flags = Vec::new();
    if system {
        flags.push("--mi-system-assigned".to_owned());
    }
    if !user.is_empty() {
        let ids: Vec<String> = user.iter().map(|id| shell_word(id.as_str())).collect();
        flags.push(format!("--mi-user-assigned {}", ids.join(" ")));
    }
    flags.join(" ")
}

/// A settings block, always with its target (S6).
pub(super) fn settings_flag(
    kind: SettingKind,
    target: &str,
    identity: &AssociatedIdentity,
) -> String {
    let given = |key: &str, value: &str| format!("{key}={}", shell_word(value));
    let mut words = vec![
        kind.flag().to_owned(),
        given(kind.target_key(), &shown(target)),
    ];
    if let Some(chosen) = identity.kind() {
        words.push(given("identity-type", chosen.as_str()));
        if let (SettingIdentityType::User, Some(id)) = (chosen, &identity.resource_id) {
            words.push(given("identity-resource-id", id.as_str()));
        }
    }
    words.join(" ")
}
