//! Schedule instances of Privileged Identity Management with their role resolved.

use super::survey::{HeldRole, Survey};
use crate::model::{Schedule, Timing};
use crate::rule::{FindingBuilder, FindingRole, Rule};

/// A schedule instance with its role.
pub(super) struct Timed<'s, 'a> {
    /// Its position among the schedule instances of the tenant.
    pub(super) at: usize,
    pub(super) schedule: &'a Schedule,
    pub(super) role: &'s HeldRole<'a>,
}

/// The schedule instances whose role is known and that are not over, in the order of the inputs.
pub(super) fn timed<'s, 'a>(survey: &'s Survey<'a>) -> impl Iterator<Item = Timed<'s, 'a>> {
    let moment = survey.moment().time();
    let is_over = move |schedule: &Schedule| {
        moment.is_some_and(|moment| schedule.timing(moment) == Timing::Over)
    };
    timed_ever(survey).filter(move |timed| !is_over(timed.schedule))
}

/// The same with those that are over.
pub(super) fn timed_ever<'s, 'a>(survey: &'s Survey<'a>) -> impl Iterator<Item = Timed<'s, 'a>> {
    let schedules = survey.tenant().schedules.iter().enumerate();
    let certain = schedules.filter(|(_, schedule)| survey.is_certain(&schedule.id));
    certain.filter_map(|(at, schedule)| {
        Some(Timed {
            at,
            schedule,
            role: &survey.roles()[survey.role_at(&schedule.role)?],
        })
    })
}

/// Those of which the inputs say from when and until when they are current.
pub(super) fn with_known_time<'s, 'a>(
    survey: &'s Survey<'a>,
) -> impl Iterator<Item = Timed<'s, 'a>> {
    timed(survey).filter(|timed| !timed.schedule.window_unknown)
}

impl Timed<'_, '_> {
    /// Whether the role writes everything or assigns roles.
    pub(super) fn is_privileged(&self) -> bool {
        self.role.is_everything || self.role.delegates.is_some()
    }

    /// A finding about the schedule, to be completed. Of several for the same principal, role and
    /// scope each has its own.
    pub(super) fn finding(&self, survey: &Survey<'_>, rule: &Rule) -> FindingBuilder {
        let Schedule {
            id,
            principal,
            principal_kind,
            scope,
            place,
            ..
        } = self.schedule;
        FindingBuilder {
            principal: Some(survey.principal(principal, *principal_kind)),
            role: Some(FindingRole::of(self.role.definition)),
            scope: Some(scope.clone()),
            detail: std::sync::Arc::clone(id),
            ..FindingBuilder::new(rule, [place.clone()])
        }
    }
}
