use std::sync::Arc;

use super::role_definition::{Owner, permission};
use super::{condition, incomplete, scope, updated};
use crate::import::fragment::Fragment;
use crate::import::record::{Flag, Record, child, flag, list, text};
use crate::model::{
    DenyAssignment, DenyEffect, DenyReach, DenySubject, InputKind, Principal, PrincipalKind,
    PrincipalSource, Protection,
};
use crate::span::{Diagnostic, Place};
use crate::text as names;

/// Takes a deny assignment of REST, `az` or PowerShell (§4.9).
pub(crate) fn deny_assignment(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::DenyAssignments);
    let id = record.text(text::Id);
    let Some(scope) = scope(fragment, record, id, &place) else {
        return incomplete(fragment, "a deny assignment", "a scope", place);
    };
    let name = record
        .text(text::DenyName)
        .or_else(|| record.text(text::DisplayName))
        .or_else(|| record.text(text::Name))
        .unwrap_or("unnamed");
    let label = format!("deny assignment `{name}`");
    let owner = Owner {
        label: &label,
        place: &place,
    };
    let mut truncated = false;
    let mut permissions: Vec<_> = record
        .children(child::Permissions)
        .iter()
        .map(|entry| permission(fragment, entry, owner, &mut truncated))
        .collect();
    if permissions.is_empty() && !record.list(list::Actions).items.is_empty() {
        permissions.push(permission(fragment, record, owner, &mut truncated));
    }
    if truncated {
        fragment.note(
            Diagnostic::error(
                "truncated-by-depth",
                "the lists of a deny assignment are cut off",
            )
            .at(place.clone())
            .help("export again with `ConvertTo-Json -Depth 5`"),
        );
    }
    let effect = match record.text(text::DenyEffect) {
        Some(effect) if names::same(effect, "audit") => DenyEffect::Audit,
        _ => DenyEffect::Enforced,
    };
    let reach = match record.flag(flag::NotChildren) {
        Some(Flag::Yes) => DenyReach::SelfOnly,
        _ => DenyReach::SelfAndChildren,
    };
    let protection = match record.flag(flag::SystemProtected) {
        Some(Flag::Yes) => Protection::System,
        _ => Protection::User,
    };
    let condition = condition(fragment, record);
    let deny = DenyAssignment {
        id: Arc::from(id.unwrap_or(name)),
        name: Arc::from(name),
        scope,
        reach,
        principals: subjects(fragment, record.children(child::Principals), &place),
        exclude_principals: subjects(fragment, record.children(child::ExcludePrincipals), &place),
        permissions,
        condition,
        effect,
        protection,
        contradicted: false,
        place,
    };
    fragment.updates.deny_assignments.push(updated(record));
    fragment.tenant.deny_assignments.push(deny);
}

fn subjects(fragment: &mut Fragment, records: &[Record<'_>], place: &Place) -> Vec<DenySubject> {
    records
        .iter()
        .filter_map(|record| {
            let id = record
                .text(text::Id)
                .or_else(|| record.text(text::ObjectId));
            let Some(id) = id else {
                let what = "a principal of a deny assignment";
                incomplete(fragment, what, "an id", place.clone());
                return None;
            };
            let kind = record
                .text(text::Type)
                .or_else(|| record.text(text::ObjectType))
                .map_or(PrincipalKind::Unknown, PrincipalKind::parse);
            let id = fragment.principal_id(id);
            if !id.is_all_principals() {
                let source = PrincipalSource::DenyAssignment;
                let mut who = Principal::told_by(source, id.clone(), kind);
                let name = record.text(text::DisplayName);
                who.display_name = name.map(|name| fragment.pool(name));
                fragment.tenant.learn(who);
            }
            Some(DenySubject { id, kind })
        })
        .collect()
}
