//! S1 to S9: the shape of the settings.

use super::context::Context;
use super::result::ClusterCheck;
use crate::nexus::address::{Cloud, shown};
use crate::nexus::api_version::ApiVersion;
use crate::nexus::cluster::Deployment;
use crate::nexus::commands::settings_flag;
use crate::nexus::identity_choice::{ChoiceRule, IDENTITY_TYPE};
use crate::nexus::identity_set::IdentityType;
use crate::nexus::resource_id::ResourceId;
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::{
    AssociatedIdentity, COMMAND_OUTPUT_TYPES, SettingIdentityType, SettingKind, SettingSlot,
};
use crate::text;

/// Judges the choice of every slot that the rule is about.
fn each_slot(
    rule: ClusterRule,
    context: &Context<'_>,
    good: fn(&AssociatedIdentity) -> String,
) -> Vec<ClusterCheck> {
    let Some(choice) = ChoiceRule::of(rule) else {
        return Vec::new();
    };
    let slots = context.cluster.slots();
    let judged = slots.iter().filter(|slot| (choice.applies)(slot.identity));
    judged
        .map(|slot| match (choice.fault)(slot) {
            None => ClusterCheck::pass(rule, slot.path(), good(slot.identity)),
            Some(message) => {
                let check = ClusterCheck::fail(rule, slot.path(), message)
                    .consequence(slot.kind.consequence());
                match corrected(slot, context) {
                    Some(flag) => check.fix(context.name().command("update", &flag)),
                    None => check,
                }
            }
        })
        .collect()
}

/// The block as it is probably meant; a fix has to repeat the target (S6).
fn corrected(slot: &SettingSlot<'_>, context: &Context<'_>) -> Option<String> {
    if slot.override_at.is_some() {
        return None;
    }
    let id = slot.identity.resource_id.clone();
    let word = slot.identity.identity_type.as_deref();
    let system = slot.identity.kind() == Some(SettingIdentityType::System)
        || word.is_some_and(|word| text::same(word, IdentityType::SystemAssigned.as_str()));
    let identity = match id {
        _ if system => AssociatedIdentity::system(),
        Some(id) if id.is_of_type(IDENTITY_TYPE) => AssociatedIdentity::user(id),
        _ => AssociatedIdentity::user(ResourceId::new("<identity id>")),
    };
    let placeholder = || Cloud::of(Some(context.cluster)).placeholder(slot.kind);
    let target = slot.target.map_or_else(placeholder, str::to_owned);
    Some(settings_flag(slot.kind, &target, &identity))
}

fn word_of(identity: &AssociatedIdentity) -> String {
    let word = identity.identity_type.as_deref().unwrap_or_default();
    format!("identityType is `{word}`")
}

pub(super) fn known_words(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    each_slot(rule, context, word_of)
}

pub(super) fn user_with_id(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    each_slot(rule, context, |_| {
        "`UserAssignedIdentity` comes with an id".to_owned()
    })
}

pub(super) fn system_without_id(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    each_slot(rule, context, |_| {
        "`SystemAssignedIdentity` comes without an id".to_owned()
    })
}

pub(super) fn id_with_type(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    each_slot(rule, context, |_| {
        "the id comes with an identityType".to_owned()
    })
}

pub(super) fn id_of_identity(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    each_slot(rule, context, |_| {
        "the id is that of a user-assigned identity".to_owned()
    })
}

pub(super) fn target_named(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let mut checks = Vec::new();
    for kind in SettingKind::ALL {
        let (name, target) = (kind.json_name(), kind.target_name());
        if context.cluster.disputed.contains(&name) {
            checks.push(context.disputed(rule, name));
        }
        match context.cluster.setting(kind) {
            Some(setting) if setting.target.is_some() => {
                checks.push(ClusterCheck::pass(
                    rule,
                    name,
                    format!("`{target}` is given"),
                ));
            }
            Some(setting) => {
                let check = ClusterCheck::fail(rule, name, format!("the block has no `{target}`"))
                    .consequence(kind.consequence());
                let slot = setting.slots(kind).next();
                checks.push(match slot.and_then(|slot| corrected(&slot, context)) {
                    Some(flag) => check.fix(context.name().command("update", &flag)),
                    None => check,
                });
            }
            None if context.cluster.legacy(kind).is_some() => {}
            None => checks.push(absent(rule, context, kind)),
        }
    }
    checks
}

/// A block that isn't there: what it would name isn't used, which is as bad as a missing role. Where an
/// older API version may have left it out of the export, that is open. Before the deployment a workspace
/// has to be shown.
fn absent(rule: ClusterRule, context: &Context<'_>, kind: SettingKind) -> ClusterCheck {
    let name = kind.json_name();
    let is_pending = context.cluster.deployment == Deployment::Pending;
    let check = if kind == SettingKind::Analytics && is_pending {
        let message = format!(
            "the cluster has no `{name}`: no workspace is set, and the cluster is not deployed yet"
        );
        ClusterCheck::fail(rule, name, message)
    } else if context.cluster.lacks(kind) {
        let message = format!("the cluster has no `{name}`: no {} is set", kind.resource());
        ClusterCheck::fail(rule, name, message)
    } else {
        let release = match kind {
            SettingKind::CommandOutput => ApiVersion::STORAGE_IDENTITY,
            SettingKind::Analytics | SettingKind::SecretArchive => ApiVersion::WORKSPACE_AND_VAULT,
        };
        let message = format!(
            "no `{name}` is shown: an export in an API version before {release} may leave it out, so \
             that it is not known whether a {} is set",
            kind.resource()
        );
        ClusterCheck::unknown(rule, name, message).fix(context.name().command("show", "-o json"))
    };
    check.consequence(kind.consequence())
}

pub(super) fn overrides(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let Some(setting) = &context.cluster.command_output else {
        return Vec::new();
    };
    let types: Vec<&str> = setting
        .overrides()
        .iter()
        .filter_map(|entry| entry.command_type.as_deref())
        .collect();
    let slots = setting.slots(SettingKind::CommandOutput).skip(1);
    slots
        .zip(setting.overrides())
        .map(|(slot, entry)| {
            let mut faults = Vec::new();
            match entry.command_type.as_deref() {
                None => faults.push("no commandOutputType".to_owned()),
                Some(word) => {
                    if types.iter().filter(|other| text::same(other, word)).count() > 1 {
                        faults.push(format!("`{word}` has more than one override"));
                    }
                    if !COMMAND_OUTPUT_TYPES
                        .iter()
                        .any(|known| text::same(known, word))
                    {
                        faults.push(format!("`{word}` is not a known commandOutputType"));
                    }
                }
            }
            if entry.target.is_none() {
                faults.push("no containerUrl".to_owned());
            }
            if entry.identity.is_empty() {
                faults.push("no identity".to_owned());
            }
            if faults.is_empty() {
                let word = entry.command_type.as_deref().unwrap_or_default();
                let message = format!("the override for `{word}` is complete");
                return ClusterCheck::pass(rule, slot.path(), message);
            }
            ClusterCheck::fail(rule, slot.path(), faults.join("; ")).consequence(
                "the command's output is not written where the override means it to be",
            )
        })
        .collect()
}

pub(super) fn old_and_new(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    with_legacy(context)
        .filter(|(kind, ..)| context.cluster.setting(*kind).is_some())
        .map(|(kind, field, _)| {
            let name = kind.json_name();
            let check =
                ClusterCheck::fail(rule, name, format!("both `{name}` and `{field}` are set"));
            match kind {
                SettingKind::SecretArchive => check.consequence(
                    "the cluster manager's identity is ignored for rotation once \
                     secretArchiveSettings is set",
                ),
                _ => check.consequence("the deprecated field misleads whoever reads it"),
            }
        })
        .chain(none_of(rule, context))
        .collect()
}

pub(super) fn only_old(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let only = |kind: &SettingKind| Some((*kind, context.cluster.only_legacy(*kind)?));
    SettingKind::ALL
        .iter()
        .filter_map(only)
        .map(|(kind, (field, value))| {
            let target = match kind {
                SettingKind::SecretArchive => {
                    let id = ResourceId::new(&shown(value));
                    let known = context.input.resources.vault(id.name());
                    let built = || Cloud::of(Some(context.cluster)).vault(id.name());
                    known
                        .and_then(|vault| vault.uri.clone())
                        .unwrap_or_else(built)
                }
                _ => value.to_owned(),
            };
            let identity = AssociatedIdentity::user(ResourceId::new("<identity id>"));
            let flag = settings_flag(kind, &target, &identity);
            ClusterCheck::fail(
                rule,
                kind.json_name(),
                format!("only the deprecated `{field}` is set (`{value}`)"),
            )
            .consequence("the field is deprecated: an update can move it to the new block")
            .fix(context.name().command("update", &flag))
        })
        .chain(none_of(rule, context))
        .collect()
}

fn with_legacy<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (SettingKind, &'static str, &'a str)> {
    SettingKind::ALL.into_iter().filter_map(|kind| {
        let (field, value) = context.cluster.legacy(kind)?;
        Some((kind, field, value))
    })
}

fn none_of(rule: ClusterRule, context: &Context<'_>) -> Option<ClusterCheck> {
    let none = with_legacy(context).next().is_none();
    none.then(|| ClusterCheck::pass(rule, context.cluster.label(), "no deprecated field is set"))
}
