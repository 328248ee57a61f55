use std::sync::Arc;

use super::{
    ConditionText, PrincipalKind, RoleAssignment, RoleDefinition, RoleReference, Schedule,
    ScheduleKind, Timestamp,
};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;

/// A role that a record gives a principal at a scope: the one shape of role assignments and of the
/// schedule instances of Privileged Identity Management.
///
/// An active instance that only shows a role assignment a second time is no grant of its own; it is
/// the [`Window`] of that assignment (PI-2).
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    /// Its number in the index it comes from, from 0: assignments first, in the order of the inputs.
    pub number: GrantIx,
    /// Who holds it: a user, service principal or group.
    pub holder: &'a PrincipalId,
    /// The role as the record names it.
    pub reference: &'a RoleReference,
    /// The role's definition; `None` where it isn't known what the role grants.
    pub role: Option<&'a RoleDefinition>,
    /// The name that its definition carries, also where it isn't known what the role grants.
    pub role_name: Option<&'a Arc<str>>,
    /// Where: this scope and everything below (EV-3).
    pub scope: &'a Scope,
    /// The condition that narrows it (EV-7); that of a permission comes on top (EV-8).
    pub condition: Option<&'a ConditionText>,
    /// Whether it must be activated first.
    pub standing: Standing,
    /// When it counts.
    pub window: Window<'a>,
    /// The record that gives it.
    pub origin: Origin<'a>,
}

/// The number of a [`Grant`] in its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GrantIx(pub u32);

/// Whether a role is held, or has to be activated first (PI-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// The role is held.
    Active,
    /// The role has to be activated first.
    Eligible,
}

impl Standing {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Eligible => "eligible",
        }
    }
}

/// The record behind a grant.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// A role assignment.
    Assignment(&'a RoleAssignment),
    /// A schedule instance.
    Schedule(&'a Schedule),
}

/// The time about which a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Moment {
    /// The moment of the exports, when every schedule instance in them is current (PI-6).
    #[default]
    AsExported,
    /// An instant.
    At(Timestamp),
}

impl Moment {
    /// The instant, if one was named.
    pub fn time(self) -> Option<Timestamp> {
        match self {
            Self::AsExported => None,
            Self::At(time) => Some(time),
        }
    }
}

impl From<Option<Timestamp>> for Moment {
    fn from(time: Option<Timestamp>) -> Self {
        time.map_or(Self::AsExported, Self::At)
    }
}

/// When a grant counts.
#[derive(Clone, Copy, Debug)]
pub enum Window<'a> {
    /// No instance gives it an end: always, as far as the inputs say (PI-3).
    Open,
    /// While its own instance runs.
    Own(&'a Schedule),
    /// While one of the active instances that show it runs (PI-2).
    Shown(&'a [&'a Schedule]),
}

/// How a window lies to a moment (PI-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Timing {
    /// The moment is within it.
    Current,
    /// Its start or end can't be read.
    Unknown,
    /// It begins later.
    NotYet,
    /// It is over.
    Over,
}

/// How long a window lasts; of several the last counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lasting {
    Until(Timestamp),
    /// An activation ends, and its end isn't said; or a time can't be read.
    Unknown,
    Forever,
}

impl<'a> Window<'a> {
    fn instances(self) -> impl Iterator<Item = &'a Schedule> {
        let (own, shown): (Option<&'a Schedule>, &'a [&'a Schedule]) = match self {
            Self::Open => (None, &[]),
            Self::Own(instance) => (Some(instance), &[]),
            Self::Shown(instances) => (None, instances),
        };
        own.into_iter().chain(shown.iter().copied())
    }

    /// How it lies to a moment: where several instances show a grant, the best of them.
    pub fn timing(self, moment: Moment) -> Timing {
        let own = match self {
            Self::Own(schedule) => schedule.at_export,
            Self::Open | Self::Shown(_) => Timing::Current,
        };
        let Moment::At(time) = moment else {
            return own;
        };
        let each = self.instances().map(|instance| instance.timing(time));
        each.min().unwrap_or(Timing::Current)
    }

    /// Whether it ends no earlier than another: what counts for a while replaces nothing that stays.
    pub fn outlasts(self, other: Window<'_>) -> bool {
        match (self.lasts(), other.lasts()) {
            (Lasting::Forever, _) => true,
            (Lasting::Until(own), Lasting::Until(other)) => other <= own,
            _ => false,
        }
    }

    fn lasts(self) -> Lasting {
        let each = self.instances().map(|instance| match instance.end {
            _ if instance.window_unknown => Lasting::Unknown,
            Some(end) => Lasting::Until(end),
            None if instance.kind == ScheduleKind::Activated => Lasting::Unknown,
            None => Lasting::Forever,
        });
        each.max().unwrap_or(Lasting::Forever)
    }

    /// Whether an instance activates it or gives it an end (PI-2, PI-6).
    pub fn is_bounded(self) -> bool {
        self.instances()
            .any(|instance| instance.kind == ScheduleKind::Activated || instance.end.is_some())
    }
}

impl<'a> Grant<'a> {
    /// Whether it is known to count at a moment.
    pub fn is_current(&self, moment: Moment) -> bool {
        self.window.timing(moment) == Timing::Current
    }

    /// The full id of its record.
    pub fn id(&self) -> &'a Arc<str> {
        match self.origin {
            Origin::Assignment(assignment) => &assignment.id,
            Origin::Schedule(schedule) => &schedule.id,
        }
    }

    /// Where its record was read.
    pub fn place(&self) -> &'a Place {
        match self.origin {
            Origin::Assignment(assignment) => &assignment.place,
            Origin::Schedule(schedule) => &schedule.place,
        }
    }

    /// Whether exports contradict each other about its record.
    pub fn is_contradicted(&self) -> bool {
        match self.origin {
            Origin::Assignment(assignment) => assignment.contradicted,
            Origin::Schedule(schedule) => schedule.contradicted,
        }
    }

    /// The name to show for its role: that of the definition, else what the record prints.
    pub fn role_label(&self) -> Arc<str> {
        let printed = match self.origin {
            Origin::Assignment(assignment) => assignment.role_name.clone(),
            Origin::Schedule(_) => None,
        };
        let name = self.role_name.map(Arc::clone).or(printed);
        name.unwrap_or_else(|| Arc::from(self.reference.to_string()))
    }

    /// What kind its record says the holder is (PR-2).
    pub fn principal_kind(&self) -> PrincipalKind {
        match self.origin {
            Origin::Assignment(assignment) => assignment.principal_kind,
            Origin::Schedule(schedule) => schedule.principal_kind,
        }
    }

    /// Whether it is the row of a classic administrator (CL-1).
    pub fn is_classic(&self) -> bool {
        self.assignment().is_some_and(|record| record.is_classic)
    }

    /// The role assignment behind it, unless it is a schedule instance.
    pub fn assignment(&self) -> Option<&'a RoleAssignment> {
        match self.origin {
            Origin::Assignment(assignment) => Some(assignment),
            Origin::Schedule(_) => None,
        }
    }
}
