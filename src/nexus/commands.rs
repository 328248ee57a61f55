//! The `az` commands of fixes and plans, complete and quoted for a POSIX shell.

use super::address::shown;
use super::resource_id::ResourceId;
use super::setting::{AssociatedIdentity, SettingIdentityType, SettingKind};
use crate::ids::RoleId;

/// A word as a shell needs it. A placeholder in angle brackets stays as it is: it is to be
/// replaced before the command runs.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,<>".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    if word.contains(['"', '$', '`', '\\']) {
        return format!("'{}'", word.replace('\'', "'\\''"));
    }
    format!("\"{word}\"")
}

/// `az role assignment create` for a service principal.
pub(super) fn grant(principal: &str, role: RoleId, scope: &str) -> String {
    format!(
        "az role assignment create --assignee-object-id {} --assignee-principal-type \
         ServicePrincipal --role {role} --scope {}",
        quoted(principal),
        quoted(scope)
    )
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
            quoted(&self.name),
            quoted(&self.resource_group)
        );
        if let Some(subscription) = &self.subscription {
            flags.push_str(&format!(" --subscription {}", quoted(subscription)));
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
        format!(
            "az rest --method PATCH --url \"/subscriptions/{subscription}/resourceGroups/{}\
             /providers/Microsoft.NetworkCloud/clusters/{}?api-version={}\" --body {}",
            self.resource_group,
            self.name,
            PATCH_VERSION,
            quoted(body)
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
        let ids: Vec<String> = user.iter().map(|id| quoted(id.as_str())).collect();
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
    let mut words = vec![
        kind.flag().to_owned(),
        format!("{}=\"{}\"", kind.target_key(), shown(target)),
    ];
    if let Some(chosen) = identity.kind() {
        words.push(format!("identity-type=\"{}\"", chosen.as_str()));
        if let (SettingIdentityType::User, Some(id)) = (chosen, &identity.resource_id) {
            words.push(format!("identity-resource-id=\"{id}\""));
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_split_them() {
        assert_eq!(quoted("/subscriptions/s/x"), "/subscriptions/s/x");
        assert_eq!(quoted("my rg"), "\"my rg\"");
        assert_eq!(quoted("<principalId>"), "<principalId>");
        assert_eq!(quoted(r#"{"a":"it's"}"#), r#"'{"a":"it'\''s"}'"#);
        assert_eq!(quoted(""), "\"\"");
    }
}
