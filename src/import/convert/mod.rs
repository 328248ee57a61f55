//! From records to the model: one kind of record a file.

mod application;
mod collect_manifest;
mod deny_assignment;
mod management_group;
mod operations;
mod principal;
mod role_assignment;
mod role_definition;
mod schedule;
mod settle;

pub(super) use application::application;
pub(super) use collect_manifest::{collect_manifest, gone};
pub(super) use deny_assignment::deny_assignment;
pub(super) use management_group::{entity, management_group};
pub(super) use operations::operations;
pub(super) use principal::{group, keyed_members, learn_principal, member_without_id, principal};
pub(super) use role_assignment::{classic_administrator, role_assignment};
pub(super) use role_definition::role_definition;
pub(super) use schedule::schedule;
pub(super) use settle::{Updates, settle};

use std::sync::Arc;

use super::forms::UNKNOWN_CONDITION;
use super::fragment::Fragment;
use super::record::{Record, text};
use crate::ids::{PrincipalId, RoleId};
use crate::model::{ConditionText, Principal, PrincipalKind, PrincipalSource, RoleReference};
use crate::scope::Scope;
use crate::span::{Diagnostic, Place};
use crate::text as names;
use crate::time::{Timestamp, TimestampFault};

/// The condition of a record; an empty one is kept, since Azure has none such (AB-19). Where there is one, or may
/// be, and nobody knows what it says, a symbol stands for it.
fn condition(fragment: &mut Fragment, record: &Record<'_>, place: &Place) -> Option<ConditionText> {
    let unknown = |fragment: &mut Fragment, why: &str| ConditionText {
        text: Arc::from(why),
        version: fragment.pool("2.0"),
    };
    if record.odd.contains(&"condition") {
        return Some(unknown(fragment, "{a value of the wrong type}"));
    }
    let Some(text) = record.raw_text(text::Condition) else {
        if !record.like_condition.is_empty() {
            return Some(unknown(fragment, "{in a field of another name}"));
        }
        if is_of_ansible(record) {
            let message =
                "Ansible leaves conditions out: whether this role assignment has one is not known";
            let note = Diagnostic::warning("unknown-condition", message).at(place.clone());
            let note = note.help("export with `az role assignment list --all`");
            fragment.note(note.may_change_answer());
            return Some(unknown(fragment, UNKNOWN_CONDITION));
        }
        return None;
    };
    // Writers of JSON by hand print what has no value as a word; Azure takes none for a condition.
    if text.trim().eq_ignore_ascii_case("null") {
        let message = "`condition` is the word `null`; it is read as if there were no condition";
        let diagnostic = Diagnostic::warning("condition-null", message);
        fragment.note(diagnostic.at(place.clone()).may_change_answer());
        return None;
    }
    let version = record.text(text::ConditionVersion).unwrap_or("2.0");
    // Tables may hold it as a number.
    if !["1.0", "2.0", "1", "2"].contains(&version) {
        let message = format!(
            "`conditionVersion` is `{version}`, which is not documented; the condition is read as one of version 2.0"
        );
        let diagnostic = Diagnostic::warning("condition-version", message);
        fragment.note(diagnostic.at(place.clone()).may_change_answer());
    }
    Some(ConditionText {
        text: Arc::from(text),
        version: fragment.pool(version),
    })
}

/// Whether a record is of Ansible's `azure_rm_roleassignment_info`, which writes the principal twice and never a condition.
fn is_of_ansible(record: &Record<'_>) -> bool {
    let mut fields = record.unknown.iter();
    fields.any(|field| names::same(field, "assignee_object_id"))
}

/// Says which fields of an assignment were left out and may decide whether it counts.
fn note_like_conditions(fragment: &mut Fragment, record: &Record<'_>, what: &str, place: &Place) {
    for field in &record.like_condition {
        let message = format!(
            "`{field}` of {what} may hold its condition and is not a field that is known: what it says was not read"
        );
        let diagnostic = Diagnostic::warning("unknown-field", message);
        fragment.note(
            diagnostic
                .at(place.clone())
                .may_change_answer()
                .help("the fields are `condition` and `conditionVersion`"),
        );
    }
}

/// When a record was changed last, as its source prints it.
fn updated<'r>(record: &'r Record<'_>) -> Option<&'r str> {
    record.text(text::UpdatedOn)
}

/// The role that a record names, by GUID where it can be read (G6).
fn role_reference(fragment: &mut Fragment, record: &Record<'_>) -> Option<RoleReference> {
    let by_id = record
        .text(text::RoleDefinitionId)
        .and_then(RoleId::parse)
        .map(RoleReference::Id);
    by_id.or_else(|| {
        let name = record
            .text(text::RoleDefinitionName)
            .or_else(|| record.text(text::RoleDefinitionId))
            .or_else(|| record.text(text::RoleName))
            .or_else(|| record.text(text::Role))?;
        Some(RoleReference::Name(fragment.pool(name)))
    })
}

/// Whom a record gives a role: an object id, or the sign-in name of a user where the record has no id, and whether it is that
/// name (PR-7).
fn holder<'r>(record: &'r Record<'_>) -> Option<(&'r str, bool)> {
    let ids = [text::PrincipalId, text::ObjectId];
    if let Some(id) = ids.into_iter().find_map(|slot| record.text(slot)) {
        return Some((id, false));
    }
    let names = [
        text::PrincipalName,
        text::SignInName,
        text::UserPrincipalName,
    ];
    let mut names = names.into_iter().filter_map(|slot| record.text(slot));
    let is_user = matches!(
        printed_kind(record),
        PrincipalKind::User | PrincipalKind::Unknown
    );
    let name = names.find(|name| is_user && name.contains('@'))?;
    Some((name, true))
}

/// Learns of a user whom a record names by the sign-in name alone.
fn learn_unidentified(fragment: &mut Fragment, id: &PrincipalId) {
    let source = PrincipalSource::Assignment;
    let mut who = Principal::reported_by(source, id.clone(), PrincipalKind::User);
    who.unidentified = true;
    fragment.tenant.learn(who);
}

fn printed_kind(record: &Record<'_>) -> PrincipalKind {
    record
        .text(text::PrincipalType)
        .or_else(|| record.text(text::ObjectType))
        .map_or(PrincipalKind::Unknown, PrincipalKind::parse)
}

/// The scope of a record: its own, else the one in its id (SCP-5).
fn scope(
    fragment: &mut Fragment,
    record: &Record<'_>,
    id: Option<&str>,
    place: &Place,
) -> Option<Scope> {
    let from_id = || id.and_then(Scope::of_assignment_id);
    let Some(written) = record.text(text::Scope) else {
        return from_id();
    };
    match fragment.scope(written) {
        Ok(scope) => {
            note_other_scope(fragment, &scope, id, place);
            Some(scope)
        }
        Err(error) => {
            // What the id says may be wider: that it stands in is reported.
            fragment.note(
                Diagnostic::warning("unknown-scope", error.to_string())
                    .at(place.clone())
                    .may_change_answer()
                    .help(crate::scope::ParseScopeError::FORMS),
            );
            from_id()
        }
    }
}

/// Says that the id of a record stands for another scope than the record gives (SCP-5).
fn note_other_scope(fragment: &mut Fragment, scope: &Scope, id: Option<&str>, place: &Place) {
    const BEHIND: &str = "/providers/Microsoft.Authorization/";
    let id = id.unwrap_or_default();
    let path = scope.as_str().trim_end_matches('/');
    let behind = id
        .get(path.len()..)
        .filter(|_| names::starts_with(id, path));
    if behind.is_some_and(|rest| names::starts_with(rest, BEHIND)) {
        return;
    }
    // Schedule instances call a subscription a resource of its provider.
    let of_subscription = "/providers/Microsoft.Subscription/subscriptions/";
    let id = match names::starts_with(id, of_subscription) {
        true => &id["/providers/Microsoft.Subscription".len()..],
        false => id,
    };
    let Some(of_id) = Scope::of_assignment_id(id).filter(|of_id| of_id != scope) else {
        return;
    };
    let message = format!("the scope is `{scope}`, and the id says `{of_id}`: the scope counts");
    let note = Diagnostic::warning("contradictory-scope", message).at(place.clone());
    fragment.note(note.records_lost());
}

/// A moment that a record gives in a field, for what decides no access. One that stands for "unknown"
/// (G7) is none; one that can't be read is noted, and is none too.
pub(super) fn moment(
    fragment: &mut Fragment,
    (field, written): (&str, Option<&str>),
    place: &Place,
) -> Option<Timestamp> {
    match Timestamp::parse(written?) {
        Ok(time) => Some(time),
        Err(error) if error.fault == TimestampFault::Unknown => None,
        Err(error) => {
            let message = format!(
                "`{field}` {}: it is read as if it were not given",
                error.of_field()
            );
            fragment.note(Diagnostic::warning("invalid-time", message).at(place.clone()));
            None
        }
    }
}

/// That a record was left out, and what it lacks.
pub(crate) fn incomplete(what: &str, lacks: &str, place: Place) -> Diagnostic {
    let message = format!("{what} without {lacks} was left out");
    Diagnostic::warning("incomplete-record", message).at(place)
}
