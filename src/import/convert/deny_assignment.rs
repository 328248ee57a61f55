use std::sync::Arc;

use super::role_definition::permission;
use super::{condition, incomplete, scope};
use crate::import::fragment::Fragment;
use crate::import::record::{Flag, Record, child, flag, list, text};
use crate::model::{
    DenyAssignment, DenyEffect, DenyReach, DenySubject, InputKind, PrincipalKind, Protection,
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
    let mut truncated = false;
    let mut permissions: Vec<_> = record
        .children(child::Permissions)
        .iter()
        .map(|entry| permission(fragment, entry, &mut truncated))
        .collect();
    if permissions.is_empty() && !record.list(list::Actions).items.is_empty() {
        permissions.push(permission(fragment, record, &mut truncated));
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
    let name = record
        .text(text::DenyName)
        .or_else(|| record.text(text::DisplayName))
        .or_else(|| record.text(text::Name))
        .unwrap_or("unnamed");
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
        principals: subjects(fragment, record.children(child::Principals)),
        exclude_principals: subjects(fragment, record.children(child::ExcludePrincipals)),
        permissions,
        condition,
        effect,
        protection,
        contradicted: false,
        place,
    };
    fragment.tenant.deny_assignments.push(deny);
}

fn subjects(fragment: &mut Fragment, records: &[Record<'_>]) -> Vec<DenySubject> {
    records
        .iter()
        .filter_map(|record| {
            let id = record
                .text(text::Id)
                .or_else(|| record.text(text::ObjectId))?;
            let kind = record
                .text(text::Type)
                .or_else(|| record.text(text::ObjectType));
            Some(DenySubject {
                id: fragment.principal_id(id),
                kind: kind.map_or(PrincipalKind::Unknown, PrincipalKind::parse),
            })
        })
        .collect()
}
