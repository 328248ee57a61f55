use std::sync::Arc;

use super::{condition, incomplete, role_reference, scope};
use crate::import::detect::{RecordKind, kind_of};
use crate::import::fragment::Fragment;
use crate::import::record::{Record, child, text};
use crate::model::{InputKind, Principal, PrincipalKind, Schedule, ScheduleKind, Timestamp};
use crate::span::Place;
use crate::text as names;

/// Takes a schedule instance (§4.10). The role is the one in `roleDefinitionId`, whatever
/// `expandedProperties` say.
pub(crate) fn schedule(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::Schedules);
    let id = record.text(text::Id);
    let Some(principal) = record.text(text::PrincipalId) else {
        return incomplete(fragment, "a schedule instance", "a principal", place);
    };
    let Some(role) = role_reference(fragment, record) else {
        return incomplete(fragment, "a schedule instance", "a role", place);
    };
    let Some(scope) = scope(fragment, record, id, &place) else {
        return incomplete(fragment, "a schedule instance", "a scope", place);
    };
    let kind = match kind_of(record) {
        RecordKind::Eligibility => ScheduleKind::Eligible,
        _ if record
            .text(text::AssignmentType)
            .is_some_and(|t| names::same(t, "Activated")) =>
        {
            ScheduleKind::Activated
        }
        _ => ScheduleKind::Assigned,
    };
    let principal = fragment.principal_id(principal);
    let principal_kind = record
        .text(text::PrincipalType)
        .map_or(PrincipalKind::Unknown, PrincipalKind::parse);
    let mut who = Principal::new(principal.clone());
    who.kind = principal_kind;
    let expanded = record.children(child::Expanded).first();
    if let Some(shown) = expanded.and_then(|e| e.children(child::Principals).first()) {
        who.display_name = shown
            .text(text::DisplayName)
            .map(|name| fragment.pool(name));
    }
    fragment.tenant.learn(who);
    let condition = condition(fragment, record);
    let schedule = Schedule {
        id: Arc::from(id.unwrap_or_default()),
        kind,
        principal,
        principal_kind,
        role,
        scope,
        start: record.text(text::Start).and_then(Timestamp::parse),
        end: record.text(text::End).and_then(Timestamp::parse),
        origin_assignment: record.text(text::OriginAssignment).map(Arc::from),
        condition,
        contradicted: false,
        place,
    };
    fragment.tenant.schedules.push(schedule);
}
