//! What a command or a PATCH does to a cluster: its identities afterwards, what is lost on the
//! way, and the settings that break (nexus.md §3).

use super::attachment::{self, BrokenSetting};
use super::cluster::Cluster;
use super::command_line::{ClusterCommand, ClusterVerb};
use super::identity_set::{
    IdentityChange, IdentityOutcome, IdentitySet, IdentityType, LostIdentities, change_identities,
};
use super::patch::ClusterPatch;
use super::setting::{ClusterSetting, SettingChange, SettingIdentityType, SettingKind};
use crate::text;

/// A change of a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClusterChange {
    /// `az networkcloud cluster create|update`.
    Command(ClusterCommand),
    /// A PATCH.
    Patch(ClusterPatch),
}

impl ClusterChange {
    fn identities(&self) -> IdentityChange {
        match self {
            Self::Command(command) => command.identity_change(),
            Self::Patch(patch) => patch.identity_change(),
        }
    }

    fn settings(&self) -> &[(SettingKind, SettingChange)] {
        match self {
            Self::Command(command) => &command.settings,
            Self::Patch(patch) => &patch.settings,
        }
    }

    fn is_create(&self) -> bool {
        matches!(self, Self::Command(command) if command.verb == ClusterVerb::Create)
    }
}

/// What a change comes to (cli.md §7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Simulation {
    /// The identities before.
    pub before: IdentitySet,
    /// The identities afterwards, as documented; `None` where the change is refused.
    pub after: Option<IdentitySet>,
    /// The identities afterwards under the other reading of the documentation.
    pub alternative: Option<IdentitySet>,
    /// What is gone.
    pub lost: LostIdentities,
    /// Why the service or the CLI refuses the change.
    pub error: Option<String>,
    /// What to know about the change.
    pub warnings: Vec<String>,
    /// The settings that the change breaks.
    pub broken_settings: Vec<BrokenSetting>,
}

impl Simulation {
    /// Whether the change goes through, loses no identity and breaks no setting.
    pub fn is_clean(&self) -> bool {
        self.error.is_none() && self.lost.is_empty() && self.broken_settings.is_empty()
    }
}

/// Works out what a change does to a cluster; `None` for a cluster that does not exist yet.
pub fn simulate_change(cluster: Option<&Cluster>, change: &ClusterChange) -> Simulation {
    let blank = Cluster::default();
    let before = cluster.unwrap_or(&blank);
    let set = before.identity.as_set();
    let mut warnings = about_the_cluster(cluster, change);
    let refusals = match change {
        ClusterChange::Command(command) => command.refusals(),
        ClusterChange::Patch(_) => Vec::new(),
    };
    let result = if refusals.is_empty() {
        change_identities(&set, &change.identities()).map_err(|error| error.to_string())
    } else {
        Err(refusals.join("; "))
    };
    let outcome = match result {
        Ok(outcome) => outcome,
        Err(error) => {
            return Simulation {
                before: set,
                after: None,
                alternative: None,
                lost: LostIdentities::default(),
                error: Some(error),
                warnings,
                broken_settings: Vec::new(),
            };
        }
    };
    about_identities(&set, &outcome, change, &mut warnings);
    about_storage(before, change, &mut warnings);
    let after = with_settings(before, change);
    let broken_before = broken(&set, before);
    let (known, broken_settings): (Vec<_>, Vec<_>) = broken(&outcome.after, &after)
        .into_iter()
        .partition(|fault| {
            let same = |other: &&BrokenSetting| {
                other.setting == fault.setting && other.identity == fault.identity
            };
            broken_before.iter().any(|other| same(&other))
        });
    warnings.extend(known.into_iter().map(|fault| {
        format!(
            "{}: {}, before the change as after it",
            fault.rule, fault.message
        )
    }));
    Simulation {
        before: set,
        alternative: outcome.alternative.map(|alternative| alternative.after),
        lost: outcome.lost,
        after: Some(outcome.after),
        error: None,
        warnings,
        broken_settings,
    }
}

/// The cluster's settings after a change; a create starts from nothing.
fn with_settings(before: &Cluster, change: &ClusterChange) -> Cluster {
    let mut after = before.clone();
    if change.is_create() {
        for kind in SettingKind::ALL {
            *after.setting_mut(kind) = None;
        }
    }
    for (kind, change) in change.settings() {
        let block = after.setting_mut(*kind);
        *block = change.apply(block.as_ref());
    }
    after
}

fn broken(set: &IdentitySet, cluster: &Cluster) -> Vec<BrokenSetting> {
    cluster
        .slots()
        .iter()
        .filter_map(|slot| attachment::fault(set, slot))
        .collect()
}

fn about_the_cluster(cluster: Option<&Cluster>, change: &ClusterChange) -> Vec<String> {
    let (Some(cluster), ClusterChange::Command(command)) = (cluster, change) else {
        return Vec::new();
    };
    let mut warnings = Vec::new();
    if let Some(name) = &command.name
        && !name.contains('$')
        && (cluster.name.is_some() || cluster.id.is_some())
        && !text::same(name, cluster.label())
    {
        warnings.push(format!(
            "the command is for the cluster `{name}`, the input shows `{}`",
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
    warnings
}

fn about_identities(
    before: &IdentitySet,
    outcome: &IdentityOutcome,
    change: &ClusterChange,
    warnings: &mut Vec<String>,
) {
    let lost_system = !LostIdentities {
        user: Vec::new(),
        ..outcome.lost.clone()
    }
    .is_empty();
    if lost_system {
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
        let unnamed = |id: &&super::ResourceId| identity.entries.iter().all(|(key, _)| key != *id);
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

/// O5: storage settings that go from a user-assigned identity to the system-assigned one.
fn about_storage(before: &Cluster, change: &ClusterChange, warnings: &mut Vec<String>) {
    let to_system = change.settings().iter().any(|(kind, change)| {
        *kind == SettingKind::CommandOutput
            && matches!(change, SettingChange::Set(setting)
                if setting.identity.kind() == Some(SettingIdentityType::System))
    });
    let from_user = |setting: &ClusterSetting| setting.identity.user_assigned().is_some();
    if to_system && before.command_output.as_ref().is_some_and(from_user) {
        warnings.push(
            "O5: the storage settings go from a user-assigned identity to the system-assigned \
             one: first clear the block with a PATCH of \
             `{\"properties\":{\"commandOutputSettings\":null}}`, then set it"
                .to_owned(),
        );
    }
}
