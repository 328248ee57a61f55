//! The plan that takes identities away (nexus.md §4.4).

use super::blueprint::{cluster_name, places_of_settings};
use super::script::ScriptNames;
use super::{Plan, PlanFlow, PlanRequest, PlanStep, Removal};
use crate::nexus::cluster::Cluster;
use crate::nexus::commands::{ClusterName, settings_flag};
use crate::nexus::identity_set::{EntryChange, IdentityPatch, IdentitySet, IdentityType};
use crate::nexus::setting::{AssociatedIdentity, SettingIdentityType, SettingSlot};

pub(super) fn plan(request: &PlanRequest<'_>, removal: &Removal) -> Plan {
    let name = cluster_name(request);
    let blank = Cluster::default();
    let cluster = request.cluster.unwrap_or(&blank);
    let before = cluster.identity.as_set();
    let after = remaining(&before, removal);
    let mut steps: Vec<PlanStep> = cluster
        .slots()
        .iter()
        .filter(|slot| uses_removed(slot, &after))
        .map(|slot| release(&name, slot, &after))
        .collect();
    let shown = request.cluster.is_some() && before == after;
    let mut remove = PlanStep::new(title(removal), vec![name.patch(&body(&before, removal))])
        .done_if(shown)
        .note("needs API version 2024-07-01 or newer; of an update by the CLI the documentation doesn't say clearly what it detaches");
    if before.has_system() && !after.has_system() {
        remove = remove.note("a system-assigned identity made again gets a new principal id: its role assignments must be made again");
    }
    steps.push(remove);
    steps.push(PlanStep::new(
        "look at the result",
        vec![name.command("show", "--query identity")],
    ));
    Plan {
        flow: match removal {
            Removal::SystemAssigned => PlanFlow::SystemAssigned,
            Removal::UserAssigned | Removal::One(_) => PlanFlow::UserAssigned,
            Removal::All => PlanFlow::of(cluster),
        },
        steps,
        names: ScriptNames {
            location: request.names.location.clone().unwrap_or_default(),
            places: places_of_settings(request, &name),
            cluster: name,
            identities: Vec::new(),
            platform: None,
        },
    }
}

fn title(removal: &Removal) -> String {
    match removal {
        Removal::All => "remove every identity".to_owned(),
        Removal::UserAssigned => "remove the user-assigned identities".to_owned(),
        Removal::SystemAssigned => "remove the system-assigned identity".to_owned(),
        Removal::One(id) => format!("remove the user-assigned identity {}", id.name()),
    }
}

/// What stays.
fn remaining(before: &IdentitySet, removal: &Removal) -> IdentitySet {
    let system = match removal {
        Removal::All | Removal::SystemAssigned => false,
        Removal::UserAssigned | Removal::One(_) if before.has_system() => true,
        Removal::UserAssigned | Removal::One(_) => false,
    };
    let user = before.user_assigned().iter().filter(|id| match removal {
        Removal::All | Removal::UserAssigned => false,
        Removal::SystemAssigned => true,
        Removal::One(removed) => *id != removed,
    });
    IdentitySet::new(system, user.cloned())
}

/// The body of the PATCH: as documented, and with the type that keeps what is to stay.
pub(super) fn body(before: &IdentitySet, removal: &Removal) -> String {
    let after = remaining(before, removal);
    let kind = after.kind();
    let entries = match removal {
        Removal::SystemAssigned => after
            .user_assigned()
            .iter()
            .map(|id| (id.clone(), EntryChange::Attach))
            .collect(),
        Removal::One(id) if kind.has_user() => vec![(id.clone(), EntryChange::Detach)],
        _ => Vec::new(),
    };
    IdentityPatch {
        kind: Some(kind),
        entries,
    }
    .body()
}

fn uses_removed(slot: &SettingSlot<'_>, after: &IdentitySet) -> bool {
    match slot.identity.kind() {
        Some(SettingIdentityType::System) => !after.has_system(),
        Some(SettingIdentityType::User) => slot
            .identity
            .resource_id
            .as_ref()
            .is_some_and(|id| !after.contains(id)),
        None => false,
    }
}

/// O6: before an identity goes, no setting may name it. The setting goes to an identity that
/// stays, or away.
fn release(name: &ClusterName, slot: &SettingSlot<'_>, after: &IdentitySet) -> PlanStep {
    let path = slot.path();
    let identity = match after.kind() {
        IdentityType::None => None,
        _ if after.has_system() => Some(AssociatedIdentity::system()),
        _ => after
            .user_assigned()
            .first()
            .map(|id| AssociatedIdentity::user(id.clone())),
    };
    match (identity, slot.target, slot.override_at) {
        (Some(identity), Some(target), None) => PlanStep::new(
            format!("point `{path}` at an identity that stays"),
            vec![name.command("update", &settings_flag(slot.kind, target, &identity))],
        )
        .note(
            "grant that identity its role first: `rolecall nexus plan` without removal shows how",
        ),
        _ => PlanStep::new(
            format!("clear `{path}`"),
            vec![name.patch(&format!(
                "{{\"properties\":{{\"{}\":null}}}}",
                slot.kind.json_name()
            ))],
        )
        .note("a setting that names an identity that is gone does not work"),
    }
}
