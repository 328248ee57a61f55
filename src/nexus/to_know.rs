//! What to know about a change of a cluster, beside what it loses and breaks.

use super::api_version::ApiVersion;
use super::cluster::{Cluster, Deployment};
use super::identity_set::{IdentityOutcome, IdentitySet, IdentityType};
use super::patch::ClusterPatch;
use super::resource_id::ResourceId;
use super::setting::{ClusterSetting, SettingChange, SettingIdentityType, SettingKind};
use super::simulate::ClusterChange;
use crate::text;

/// Whether the change is for the cluster that is given, and what its API version can't do.
pub(super) fn about_the_cluster(
    cluster: Option<&Cluster>,
    change: &ClusterChange,
    warnings: &mut Vec<String>,
) {
    if let ClusterChange::Patch(patch) = change {
        about_the_version(patch, warnings);
    }
    let Some(cluster) = cluster else { return };
    let (noun, named) = match change {
        ClusterChange::Command(command) => ("command", command.name.as_deref()),
        ClusterChange::Patch(patch) => ("request", patch.cluster.as_ref().map(ResourceId::name)),
    };
    if let Some(name) = named
        && !name.contains(['$', '<'])
        && (cluster.name.is_some() || cluster.id.is_some())
        && !text::same(name, cluster.label())
    {
        warnings.push(format!(
            "the {noun} is for the cluster `{name}`, the input shows `{}`",
            cluster.label()
        ));
    }
    if change.is_create() && cluster.id.is_some() {
        warnings.push(
            "create replaces a cluster that exists: identities and settings it doesn't name are \
             gone"
                .to_owned(),
        );
    }
}

/// V1 to V3: what the version in the address of a request knows.
fn about_the_version(patch: &ClusterPatch, warnings: &mut Vec<String>) {
    let Some(version) = patch.api_version else {
        return;
    };
    if patch.identity.is_some() && version < ApiVersion::STORAGE_IDENTITY {
        warnings.push(format!(
            "V3: {version} can't remove identities by PATCH: {} or later can",
            ApiVersion::STORAGE_IDENTITY
        ));
    }
    for (kind, _) in &patch.settings {
        let (rule, least) = match kind {
            SettingKind::CommandOutput => ("V1", ApiVersion::STORAGE_IDENTITY_PREVIEW),
            _ => ("V2", ApiVersion::WORKSPACE_AND_VAULT_PREVIEW),
        };
        if version < least {
            warnings.push(format!(
                "{rule}: {version} does not know `{}`: {least} or later does",
                kind.json_name()
            ));
        }
    }
}

pub(super) fn about_identities(
    before: &IdentitySet,
    outcome: &IdentityOutcome,
    change: &ClusterChange,
    warnings: &mut Vec<String>,
) {
    if outcome.lost.system {
        warnings.push(
            "the system-assigned identity goes; one made again has a new principal id, and all \
             its role assignments must be made again"
                .to_owned(),
        );
    }
    if outcome.after.has_system() && !before.has_system() {
        warnings.push(
            "a system-assigned identity is made: its principal id is known only afterwards, and \
             it has no role assignments yet"
                .to_owned(),
        );
    }
    for id in &outcome.lost.user {
        warnings.push(format!(
            "`{id}` is detached; it keeps its principal id and its role assignments"
        ));
    }
    if let Some(alternative) = &outcome.alternative {
        let kept: Vec<String> = alternative
            .after
            .user_assigned()
            .iter()
            .filter(|id| !outcome.after.contains(id))
            .map(|id| format!("`{id}`"))
            .collect();
        warnings.push(format!(
            "the documentation contradicts itself here: the service may keep {}; look with \
             `az networkcloud cluster show --query identity`",
            kept.join(", ")
        ));
    }
    if let ClusterChange::Patch(patch) = change
        && let Some(identity) = &patch.identity
    {
        let unnamed = |id: &&ResourceId| identity.entries.iter().all(|(key, _)| key != *id);
        for id in outcome.after.user_assigned().iter().filter(unnamed) {
            warnings.push(format!(
                "the body does not name `{id}`: it stays, as a PATCH merges; name every identity \
                 to keep to be sure"
            ));
        }
        if identity.kind.is_some_and(|kind| !kind.has_user()) && !identity.entries.is_empty() {
            let kind = identity.kind.map_or("", IdentityType::as_str);
            warnings.push(format!(
                "the type `{kind}` has no user-assigned identities, yet the body lists some; the \
                 service may refuse it"
            ));
        }
    }
}

/// O3: another workspace, or another identity for it. O5: storage settings that go from a
/// user-assigned identity to the system-assigned one.
pub(super) fn about_settings(
    cluster: Option<&Cluster>,
    change: &ClusterChange,
    warnings: &mut Vec<String>,
) {
    let Some(cluster) = cluster.filter(|_| !change.is_create()) else {
        return;
    };
    for (kind, change) in change.settings() {
        let before = cluster.setting(*kind);
        match kind {
            SettingKind::Analytics
                if cluster.deployment != Deployment::Pending
                    && change.apply(before).as_ref() != before =>
            {
                warnings.push(
                    "O3: the workspace settings change: no metrics arrive for a short time, while \
                     the extensions that use the workspace are installed again"
                        .to_owned(),
                );
            }
            SettingKind::CommandOutput if to_system(change) && before.is_some_and(by_user) => {
                warnings.push(
                    "O5: the storage settings go from a user-assigned identity to the \
                     system-assigned one: first clear the block with a PATCH of \
                     `{\"properties\":{\"commandOutputSettings\":null}}`, then set it"
                        .to_owned(),
                );
            }
            _ => {}
        }
    }
}

fn to_system(change: &SettingChange) -> bool {
    matches!(change, SettingChange::Set(setting)
        if setting.identity.kind() == Some(SettingIdentityType::System))
}

fn by_user(setting: &ClusterSetting) -> bool {
    setting.identity.user_assigned().is_some()
}
