use std::sync::Arc;

use super::role_definition::{Owner, is_cut, permission};
use super::{condition, incomplete, scope, updated};
use crate::import::fragment::Fragment;
use crate::import::record::{Presence, Record, child, flag, list, text};
use crate::model::{
    DenyAssignment, DenyEffect, DenyReach, DenySubject, InputKind, Permission, Principal,
    PrincipalKind, PrincipalSource, Protection,
};
use crate::pattern::{ActionPattern, PatternSet};
use crate::span::{Diagnostic, Place};
use crate::text as names;
use crate::time::Timestamp;

/// Takes a deny assignment of REST, `az` or PowerShell (§4.9).
pub(crate) fn deny_assignment(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::DenyAssignments);
    let id = record.text(text::Id);
    let Some(scope) = scope(fragment, record, id, &place) else {
        return fragment.note(incomplete("a deny assignment", "a scope", place).records_lost());
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
    // That these were cut off was noted before.
    let mut truncated = is_cut(record, &["permissions"]);
    let mut permissions: Vec<_> = record
        .children(child::Permissions)
        .iter()
        .map(|entry| permission(fragment, entry, owner, &mut truncated))
        .collect();
    // PowerShell and `az` put what is denied on the record itself.
    if permissions.is_empty() && record.listed(child::Permissions).is_none() {
        let is_given = |list| record.list(list).present == Presence::Present;
        truncated |= !is_given(list::Actions) && !is_given(list::DataActions);
        permissions.push(permission(fragment, record, owner, &mut truncated));
    }
    if truncated {
        permissions = vec![everything()];
        fragment.note(
            Diagnostic::error(
                "truncated-by-depth",
                "what a deny assignment denies is cut off, or missing",
            )
            .at(place.clone())
            .may_change_answer()
            .help("export again with `ConvertTo-Json -Depth 10`"),
        );
    }
    let effect = match record.text(text::DenyEffect) {
        Some(effect) if names::same(effect, "audit") => DenyEffect::Audit,
        _ => DenyEffect::Enforced,
    };
    let unheard = record.text(text::DenyEffect).filter(|effect| {
        let mut known = ["enforced", "audit"].into_iter();
        known.all(|known| !names::same(known, effect))
    });
    if let Some(effect) = unheard {
        let message = format!("the effect of {label}, `{effect}`, is not known: it may block");
        let diagnostic = Diagnostic::warning("unknown-effect", message);
        fragment.note(diagnostic.at(place.clone()).may_change_answer());
    }
    let is_effect_open = unheard.is_some() || record.odd.contains(&"denyAssignmentEffect");
    let reach = match record.flag(flag::NotChildren) {
        Some(true) => DenyReach::SelfOnly,
        _ => DenyReach::SelfAndChildren,
    };
    let protection = match record.flag(flag::SystemProtected) {
        Some(true) => Protection::System,
        _ => Protection::User,
    };
    let condition = condition(fragment, record, &place);
    let is_telling_lost = note_unknown_fields(fragment, record, &label, &place);
    let principals = subjects(fragment, record.children(child::Principals), &place);
    let excluded = subjects(fragment, record.children(child::ExcludePrincipals), &place);
    let is_anyone = record.listed(child::Principals).is_none();
    if is_anyone {
        let message = format!("{label} does not say whom it denies: that may be anyone");
        let diagnostic = Diagnostic::warning("incomplete-record", message);
        fragment.note(diagnostic.at(place.clone()).may_change_answer());
    }
    let principals_cut = is_anyone
        || principals.len() < record.children(child::Principals).len()
        || excluded.len() < record.children(child::ExcludePrincipals).len()
        || is_cut(record, &["principals", "excludePrincipals"]);
    let date = |text: Option<&str>| text.and_then(|text| Timestamp::parse(text).ok());
    let deny = DenyAssignment {
        id: Arc::from(id.unwrap_or(name)),
        name: Arc::from(name),
        scope,
        reach,
        principals,
        exclude_principals: excluded,
        permissions,
        condition,
        effect,
        protection,
        contradicted: false,
        cut_off: truncated || principals_cut || is_effect_open || is_telling_lost,
        created_on: date(record.text(text::CreatedOn)),
        updated_on: date(updated(record)),
        place,
    };
    fragment.updates.deny_assignments.push(updated(record));
    fragment.tenant.deny_assignments.push(deny);
}

/// What the names of the fields that decide what a deny assignment blocks, and for whom, have in common.
const TELLING: [&str; 6] = [
    "action",
    "permission",
    "principal",
    "exclude",
    "child",
    "effect",
];

/// Says which fields no deny assignment has and may stand for one that decides what it blocks; whether
/// there are any.
fn note_unknown_fields(
    fragment: &mut Fragment,
    record: &Record<'_>,
    label: &str,
    place: &Place,
) -> bool {
    let is_telling = |field: &str| {
        let folded = names::fold(field);
        TELLING.iter().any(|word| folded.contains(word))
    };
    let entries = record.children(child::Permissions).iter();
    let telling = std::iter::once(record).chain(entries).flat_map(|record| {
        let unknown = record.unknown.iter();
        unknown.filter(|field| is_telling(field) || record.like_condition.contains(field))
    });
    let mut is_any = false;
    for field in telling {
        is_any = true;
        let message =
            format!("`{field}` of {label} is not a field of deny assignments; it was left out");
        let diagnostic = Diagnostic::warning("unknown-field", message).help(
            "the fields are `permissions`, `principals`, `excludePrincipals`, `doNotApplyToChildScopes`, `condition` and `denyAssignmentEffect`",
        );
        fragment.note(diagnostic.at(place.clone()).may_change_answer());
    }
    is_any
}

/// A permission for whatever one that was cut off may deny.
fn everything() -> Permission {
    let all = || PatternSet::new(vec![ActionPattern::literal("*")], Vec::new());
    Permission {
        control: all(),
        data: all(),
        condition: None,
    }
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
                fragment.note(incomplete(what, "an id", place.clone()).may_change_answer());
                return None;
            };
            let kind = record
                .text(text::Type)
                .or_else(|| record.text(text::ObjectType))
                .map_or(PrincipalKind::Unknown, PrincipalKind::parse);
            let id = fragment.principal_id(id);
            if !id.is_all_principals() {
                let source = PrincipalSource::DenyAssignment;
                let mut who = Principal::reported_by(source, id.clone(), kind);
                let name = record.text(text::DisplayName);
                who.display_name = name.map(|name| fragment.pool(name));
                fragment.tenant.learn(who);
            }
            Some(DenySubject { id, kind })
        })
        .collect()
}
