//! I1 to I7: the identities attached to the cluster.

use super::context::Context;
use super::result::ClusterCheck;
use crate::nexus::attachment::{BrokenSetting, fault};
use crate::nexus::cluster::IDENTITY;
use crate::nexus::commands::{self, identity_flags};
use crate::nexus::grant::contradicted;
use crate::nexus::identity_set::IdentityType;
use crate::nexus::requirement::{NeededBy, principals_of};
use crate::nexus::resource_id::ResourceId;
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::{SettingIdentityType, SettingSlot};
use crate::rule::Severity;

/// The update that gives the cluster one more identity and keeps those it has.
fn attach(context: &Context<'_>, add: Option<&ResourceId>, system: bool) -> String {
    let set = context.cluster.identity.as_set();
    let mut user = set.user_assigned().to_vec();
    user.extend(add.cloned());
    let system = system || set.has_system();
    context
        .name()
        .command("update", &identity_flags(&user, system))
}

fn slots_with<'a>(context: &Context<'a>, kind: SettingIdentityType) -> Vec<SettingSlot<'a>> {
    let mut slots = context.cluster.slots();
    slots.retain(|slot| slot.identity.kind() == Some(kind));
    slots
}

pub(super) fn user_attached(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let set = context.cluster.identity.as_set();
    slots_with(context, SettingIdentityType::User)
        .iter()
        .filter_map(|slot| {
            let id = slot.identity.resource_id.as_ref()?;
            Some(match fault(&set, slot) {
                None => {
                    let message = format!("`{}` is attached to the cluster", id.name());
                    ClusterCheck::pass(rule, slot.path(), message)
                }
                Some(BrokenSetting { message, .. }) => {
                    ClusterCheck::fail(rule, slot.path(), message)
                        .consequence(slot.kind.consequence())
                        .fix(attach(context, Some(id), false))
                }
            })
        })
        .collect()
}

pub(super) fn system_present(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let set = context.cluster.identity.as_set();
    slots_with(context, SettingIdentityType::System)
        .iter()
        .map(|slot| {
            if let Some(BrokenSetting { message, .. }) = fault(&set, slot) {
                return ClusterCheck::fail(rule, slot.path(), message)
                    .consequence(slot.kind.consequence())
                    .fix(attach(context, None, true));
            }
            match &context.cluster.identity.principal {
                Some(id) => {
                    let message = format!("the system-assigned identity is `{id}`");
                    ClusterCheck::pass(rule, slot.path(), message)
                }
                None if context.cluster.identity.is_new_system => ClusterCheck::pass(
                    rule,
                    slot.path(),
                    "the system-assigned identity is made; its principal id is known only \
                     afterwards",
                ),
                None => ClusterCheck::fail(
                    rule,
                    slot.path(),
                    "the cluster has a system-assigned identity, but `identity.principalId` is \
                     missing",
                )
                .consequence("nothing can be granted to an identity without a principal id")
                .fix(context.name().command("show", "--query identity")),
            }
        })
        .collect()
}

pub(super) fn type_agrees(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let mut checks = vec![type_and_entries(rule, context)];
    if context.cluster.disputed.contains(&IDENTITY) {
        checks.push(context.disputed(rule, IDENTITY));
    }
    checks
}

fn type_and_entries(rule: ClusterRule, context: &Context<'_>) -> ClusterCheck {
    let identity = &context.cluster.identity;
    let subject = IDENTITY;
    let count = identity.attached.len();
    let kind = match identity.kind() {
        Ok(kind) => kind,
        Err(word) => {
            let message = crate::nexus::json::not_a_type(word);
            return ClusterCheck::fail(rule, subject, format!("identity.type: {message}"));
        }
    };
    let name = kind.as_str();
    let message = match (kind.has_user(), count) {
        (true, 0) => format!("the type is `{name}`, but userAssignedIdentities is empty"),
        (false, 1..) => format!(
            "the type is `{name}`, but userAssignedIdentities holds {count} {}",
            if count == 1 { "identity" } else { "identities" }
        ),
        _ => {
            let message = format!("the type `{name}` agrees with {count} user-assigned");
            return ClusterCheck::pass(rule, subject, message);
        }
    };
    ClusterCheck::fail(rule, subject, message)
        .consequence("the cluster does not have the identities it seems to have")
        .fix(context.name().command("show", "--query identity"))
}

pub(super) fn all_used(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let identity = &context.cluster.identity;
    let used = |id: &ResourceId| {
        slots_with(context, SettingIdentityType::User)
            .iter()
            .any(|slot| slot.identity.resource_id.as_ref() == Some(id))
    };
    let mut checks: Vec<ClusterCheck> = identity
        .attached
        .iter()
        .filter(|entry| !used(&entry.id))
        .map(|entry| {
            let message = format!("`{}` is attached, but no setting uses it", entry.id.name());
            ClusterCheck::fail(rule, entry.id.as_str(), message)
        })
        .collect();
    if identity.has_system() && slots_with(context, SettingIdentityType::System).is_empty() {
        let message = "the system-assigned identity is there, but no setting uses it";
        checks.push(ClusterCheck::fail(rule, "identity", message));
    }
    let any = identity.has_system() || !identity.attached.is_empty();
    if checks.is_empty() && any {
        checks.push(ClusterCheck::pass(
            rule,
            "identity",
            "every identity is used by a setting",
        ));
    }
    checks
}

pub(super) fn no_twins(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let attached = &context.cluster.identity.attached;
    let mut checks: Vec<ClusterCheck> = Vec::new();
    for (at, entry) in attached.iter().enumerate() {
        let twin = attached[..at].iter().find(|other| other.id == entry.id);
        if let Some(twin) = twin {
            let message = format!("`{}` and `{}` are the same identity", twin.id, entry.id);
            checks.push(
                ClusterCheck::fail(rule, entry.id.as_str(), message)
                    .consequence("scripts that compare ids by letter take them for two"),
            );
        }
    }
    if checks.is_empty() && !attached.is_empty() {
        checks.push(ClusterCheck::pass(
            rule,
            "identity",
            "every identity is listed once",
        ));
    }
    checks
}

pub(super) fn principals_shown(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let attached = context.cluster.identity.attached.iter();
    attached
        .map(|entry| {
            let id = &entry.id;
            let holder = NeededBy::User(id.clone());
            let known = principals_of(context.cluster, context.input.resources, &holder);
            match known.as_slice() {
                [principal] => {
                    let message = format!("`{}` is the principal `{principal}`", id.name());
                    ClusterCheck::pass(rule, id.name(), message)
                }
                [_, _, ..] => {
                    let message = format!(
                        "{}: one of them is of an identity that was deleted and made again, or of \
                         another",
                        contradicted(id, &known)
                    );
                    ClusterCheck::unknown(rule, id.name(), message)
                        .severity(Severity::High)
                        .consequence("the role assignments of the identity cannot be judged")
                        .fix(commands::show_identity(id))
                }
                [] => ClusterCheck::unknown(
                    rule,
                    id.name(),
                    format!(
                        "the cluster does not show the principal id of `{}`",
                        id.name()
                    ),
                )
                .consequence("the role assignments of the identity cannot be judged")
                .fix(commands::show_identity(id)),
            }
        })
        .collect()
}

pub(super) fn mixture(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let identity = &context.cluster.identity;
    let count = identity.attached.len();
    let message = match identity.kind() {
        Err(_) | Ok(IdentityType::None) => return Vec::new(),
        Ok(IdentityType::SystemAndUserAssigned) => format!(
            "the system-assigned identity beside {count} user-assigned: the identities page says \
             one kind or the other, its examples and later pages combine them"
        ),
        Ok(IdentityType::SystemAssigned) => "one system-assigned identity".to_owned(),
        Ok(IdentityType::UserAssigned) => format!("{count} user-assigned"),
    };
    vec![ClusterCheck::pass(rule, "identity", message)]
}
