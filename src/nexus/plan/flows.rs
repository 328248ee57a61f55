//! The plans for user-assigned and system-assigned identities (nexus.md §4.2, §4.3): new
//! clusters, existing ones, and from one kind to the other.

use super::blueprint::{Blueprint, Place, Stage};
use super::removal;
use super::steps;
use super::{PlanStep, Removal};
use crate::nexus::commands::ClusterName;
use crate::nexus::identity_set::IdentitySet;
use crate::nexus::requirement::NeededBy;
use crate::nexus::setting::{SettingIdentityType, SettingKind};
use crate::text::shell_word;

pub(super) fn user_assigned(blueprint: &Blueprint<'_>) -> Vec<PlanStep> {
    let mut plan: Vec<PlanStep> = blueprint
        .user_identities()
        .into_iter()
        .map(|id| steps::identity(blueprint, id))
        .collect();
    for place in &blueprint.places {
        plan.push(steps::resource(blueprint, place));
        plan.push(steps::grant_role(blueprint, place));
        plan.extend(steps::readers(place));
        if let (SettingKind::SecretArchive, NeededBy::User(id)) = (place.kind, &place.holder) {
            plan.push(steps::platform(blueprint, id));
        }
        plan.extend(steps::firewall(blueprint, place));
    }
    if blueprint.stage == Stage::New {
        plan.push(create(blueprint, &blueprint.places));
    } else {
        plan.extend(update(blueprint));
        plan.extend(leftover(blueprint, &Removal::SystemAssigned));
    }
    plan.extend(steps::deploy(blueprint));
    plan.push(steps::show(blueprint));
    plan
}

pub(super) fn system_assigned(
    blueprint: &Blueprint<'_>,
    settings_after_grants: bool,
) -> Vec<PlanStep> {
    let resources = |plan: &mut Vec<PlanStep>| {
        for place in &blueprint.places {
            plan.push(steps::resource(blueprint, place));
        }
    };
    let grants = |plan: &mut Vec<PlanStep>| {
        for place in &blueprint.places {
            plan.push(steps::grant_role(blueprint, place));
            plan.extend(steps::readers(place));
            plan.extend(steps::firewall(blueprint, place));
        }
    };
    let mut plan = Vec::new();
    match (blueprint.stage, settings_after_grants) {
        (Stage::New, false) => {
            resources(&mut plan);
            plan.push(create(blueprint, &blueprint.places).note(
                "pages from June 2025 on have the settings here, since creation may ask for \
                 `commandOutputSettings`",
            ));
            plan.push(principal(blueprint));
            grants(&mut plan);
        }
        (Stage::New, true) => {
            plan.push(create(blueprint, &[]));
            plan.push(principal(blueprint));
            resources(&mut plan);
            grants(&mut plan);
            plan.push(set(blueprint));
        }
        (Stage::Created | Stage::Deployed, _) => {
            resources(&mut plan);
            plan.push(steps::attach(blueprint));
            plan.push(principal(blueprint));
            grants(&mut plan);
            plan.extend(clear_storage(blueprint));
            plan.push(set(blueprint));
            plan.extend(leftover(blueprint, &Removal::UserAssigned));
        }
    }
    plan.extend(steps::deploy(blueprint));
    plan.push(steps::show(blueprint));
    plan
}

fn create(blueprint: &Blueprint<'_>, places: &[Place]) -> PlanStep {
    let settings = steps::settings_flags(places);
    let flags = [
        "<usual parameters>",
        &steps::attach_flags(blueprint),
        &settings,
    ]
    .join(" ");
    PlanStep::new(
        "create the cluster",
        vec![blueprint.name.command("create", flags.trim_end())],
    )
}

/// O4: two updates, or one.
fn update(blueprint: &Blueprint<'_>) -> Vec<PlanStep> {
    if !blueprint.request.one_update {
        return vec![steps::attach(blueprint), set(blueprint)];
    }
    let attach = steps::attach(blueprint);
    let settings = set(blueprint);
    let flags = format!(
        "{} {}",
        steps::attach_flags(blueprint),
        steps::settings_flags(&blueprint.places)
    );
    let done = attach.is_done && settings.is_done;
    let mut step = PlanStep::new(
        "attach the identities and point the settings at them",
        vec![blueprint.name.command("update", &flags)],
    )
    .done_if(done);
    step.notes = attach.notes;
    vec![step]
}

/// The settings that are not as planned yet; all of them where all are.
fn set(blueprint: &Blueprint<'_>) -> PlanStep {
    let places = blueprint.places.iter();
    let open: Vec<&Place> = places.filter(|place| !blueprint.is_set(place)).collect();
    let done = open.is_empty();
    let flags = if done {
        steps::settings_flags(&blueprint.places)
    } else {
        steps::settings_flags(open.iter().copied())
    };
    let step = PlanStep::new(
        "point the settings at the identities",
        vec![blueprint.name.command("update", &flags)],
    )
    .done_if(done)
    .note("each block repeats its target: the CLI refuses it otherwise");
    if open
        .iter()
        .any(|place| place.kind == SettingKind::Analytics)
    {
        return step.note("a change of the workspace interrupts metrics for a short time");
    }
    step
}

fn principal(blueprint: &Blueprint<'_>) -> PlanStep {
    let ClusterName {
        name,
        resource_group,
        subscription,
    } = &blueprint.name;
    let built = format!(
        "/subscriptions/{}/resourceGroups/{resource_group}/providers/Microsoft.NetworkCloud\
         /clusters/{name}",
        subscription.as_deref().unwrap_or("<subscription>")
    );
    let cluster = blueprint.request.cluster;
    let id = cluster
        .and_then(|cluster| cluster.id.as_ref())
        .map_or(built, ToString::to_string);
    let known = cluster.is_some_and(|cluster| {
        cluster.identity.has_system() && cluster.identity.principal.is_some()
    });
    PlanStep::new(
        "read the principal id of the system-assigned identity",
        vec![format!(
            "az networkcloud cluster show --ids {} --query identity.principalId --output tsv",
            shell_word(&id)
        )],
    )
    .done_if(known)
    .note("the id exists only now: the grants come after it")
}

/// Clears storage settings that name a user-assigned identity (O5).
fn clear_storage(blueprint: &Blueprint<'_>) -> Option<PlanStep> {
    let setting = blueprint.request.cluster?.command_output.as_ref()?;
    setting.identity.resource_id.as_ref()?;
    Some(
        PlanStep::new(
            "clear the storage settings, which name a user-assigned identity",
            vec![
                blueprint
                    .name
                    .patch(r#"{"properties":{"commandOutputSettings":null}}"#),
            ],
        )
        .note("run-* output has nowhere to go until the settings are set again"),
    )
}

/// After a change from one kind to the other: the identities that no setting uses any more.
fn leftover(blueprint: &Blueprint<'_>, removal: &Removal) -> Option<PlanStep> {
    let cluster = blueprint.request.cluster?;
    let identity = &cluster.identity;
    let (any, kind) = match removal {
        Removal::SystemAssigned => (identity.has_system(), SettingIdentityType::System),
        _ => (!identity.attached.is_empty(), SettingIdentityType::User),
    };
    // The plan leaves overrides as they are.
    let overridden = cluster
        .slots()
        .iter()
        .any(|slot| slot.override_at.is_some() && slot.identity.kind() == Some(kind));
    (any && !overridden).then(|| {
        let before = identity.as_set();
        let uses_system = blueprint
            .places
            .iter()
            .any(|place| place.holder == NeededBy::System);
        let system = uses_system || before.has_system();
        let user = before.user_assigned().iter().cloned();
        let planned = blueprint.user_identities().into_iter().cloned();
        let planned = IdentitySet::new(system, user.chain(planned));
        PlanStep::new(
            "remove what no setting uses any more",
            vec![blueprint.name.patch(&removal::body(&planned, removal))],
        )
        .optional()
        .note("only once nothing else uses it; `rolecall nexus simulate --patch` shows the effect")
    })
}
