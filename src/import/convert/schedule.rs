use std::sync::Arc;

use super::{
    condition, holder, incomplete, note_like_conditions, printed_kind, role_reference, scope,
    updated,
};
use crate::import::detect::{RecordKind, kind_of};
use crate::import::fragment::Fragment;
use crate::import::pim_status::PimStatus;
use crate::import::record::{Record, child, text};
use crate::model::{
    InputKind, Principal, PrincipalKind, PrincipalSource, Schedule, ScheduleKind, Timing,
};
use crate::span::{Diagnostic, Place};
use crate::text as names;
use crate::time::{Timestamp, TimestampFault};

/// Takes a schedule or an instance of one (§4.10). The role is the one in `roleDefinitionId`,
/// whatever `expandedProperties` say.
pub(crate) fn schedule(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    let id = record.text(text::Id);
    let declared = record.text(text::Type).unwrap_or_default();
    let is_series = names::ends_with(declared, "Schedules") || id.is_some_and(Schedule::is_series);
    let is_instance = names::ends_with(declared, "ScheduleInstances")
        || id.is_some_and(|id| names::fold(id).contains("scheduleinstances/"));
    // Instances are current by definition; their statuses say nothing (PI-6).
    let status = match (is_series, is_instance) {
        (true, _) => PimStatus::parse(record.text(text::Status)),
        (false, true) => PimStatus::Given,
        (false, false) => PimStatus::of_row(record),
    };
    fragment.count(match is_series {
        true => InputKind::ScheduleSeries,
        false => InputKind::Schedules,
    });
    if !matches!(status, PimStatus::Given | PimStatus::Unknown) {
        return;
    }
    let Some((principal, is_unidentified)) = holder(record) else {
        return fragment.note(incomplete("a schedule instance", "a principal", place).grant_lost());
    };
    let Some(role) = role_reference(fragment, record) else {
        return fragment.note(incomplete("a schedule instance", "a role", place).grant_lost());
    };
    let Some(scope) = scope(fragment, record, id, &place) else {
        return fragment.note(incomplete("a schedule instance", "a scope", place).grant_lost());
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
    let name = Some(principal).filter(|_| is_unidentified);
    let name = name.map(|name| fragment.pool(name));
    let principal = fragment.principal_id(principal);
    let principal_kind = match is_unidentified {
        true => PrincipalKind::User,
        false => printed_kind(record),
    };
    let source = PrincipalSource::Assignment;
    let mut who = Principal::reported_by(source, principal.clone(), principal_kind);
    who.sign_in_name = name;
    who.unidentified = is_unidentified;
    let expanded = record.children(child::Expanded).first();
    if let Some(shown) = expanded.and_then(|e| e.children(child::Principals).first()) {
        who.display_name = shown
            .text(text::DisplayName)
            .map(|name| fragment.pool(name));
    }
    fragment.tenant.learn(who);
    let condition = condition(fragment, record, &place);
    note_like_conditions(fragment, record, "a schedule instance", &place);
    let id: Arc<str> = Arc::from(id.unwrap_or_default());
    let mut window = Window::of(fragment, record, &id, &place);
    if status == PimStatus::Unknown {
        window.unknown = true;
        let written = record.text(text::Status).unwrap_or("none");
        let message = format!(
            "the status of schedule `{id}`, {written}, is not known: whether it gives access is open"
        );
        let diagnostic = Diagnostic::warning("unknown-status", message);
        fragment.note(diagnostic.at(place.clone()).may_change_answer());
    }
    let schedule = Schedule {
        id,
        kind,
        principal,
        principal_kind,
        role,
        scope,
        start: window.start,
        end: window.end,
        window_unknown: window.unknown,
        at_export: Timing::Current,
        origin_assignment: record.text(text::OriginAssignment).map(Arc::from),
        condition,
        contradicted: false,
        created_on: record
            .text(text::CreatedOn)
            .and_then(|text| Timestamp::parse(text).ok()),
        place,
    };
    fragment.updates.schedules.push(updated(record));
    fragment.tenant.schedules.push(schedule);
}

/// From when and until when an instance is current.
struct Window {
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    /// Whether that is not known, since a time can't be read or the two contradict each other.
    unknown: bool,
}

impl Window {
    fn of(fragment: &mut Fragment, record: &Record<'_>, id: &str, place: &Place) -> Self {
        let mut faults = Vec::new();
        let mut instant = |slot, field: &'static str| match Timestamp::parse(record.text(slot)?) {
            Ok(time) => Some(time),
            // The year 1 stands for a time that is not given (G7).
            Err(error) if error.fault == TimestampFault::Unknown => None,
            Err(error) => {
                faults.push(format!("`{field}` {}", error.of_field()));
                None
            }
        };
        let start = instant(text::Start, "startDateTime");
        let end = instant(text::End, "endDateTime");
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            faults.push(format!(
                "`endDateTime` is {end}, which is not after `startDateTime`, {start}"
            ));
        }
        // That these hold values of the wrong type was noted before.
        let odd = (record.odd.iter()).any(|field| ["startDateTime", "endDateTime"].contains(field));
        let unknown = odd || !faults.is_empty();
        if !faults.is_empty() {
            let message = format!(
                "{} of schedule instance `{id}`: when it is current is not known",
                faults.join(" and ")
            );
            fragment.note(
                Diagnostic::warning("unknown-window", message)
                    .at(place.clone())
                    .may_change_answer()
                    .help("times are ISO 8601, as in `2026-03-01T08:00:00Z`"),
            );
        }
        Self {
            start,
            end,
            unknown,
        }
    }
}
