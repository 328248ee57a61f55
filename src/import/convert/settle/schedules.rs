use std::cmp::Ordering;

use super::versions::{RecordKey, Versioned, agreed};
use crate::ids::{IdKey, PrincipalId};
use crate::model::{
    ConditionText, PrincipalKind, RoleReference, Schedule, ScheduleKind, Timestamp,
};
use crate::scope::Scope;
use crate::span::Place;
use crate::text;

type Window = (Option<Timestamp>, Option<Timestamp>, bool);

impl Versioned for Schedule {
    type Content = (
        (ScheduleKind, PrincipalId, RoleReference, Scope),
        Window,
        Option<IdKey>,
        Option<ConditionText>,
    );

    fn key(&self) -> RecordKey {
        if self.id.is_empty() {
            return RecordKey::Unnamed;
        }
        RecordKey::Named(IdKey::of_assignment(&self.id))
    }

    fn order_of_namesakes(&self, other: &Self) -> Ordering {
        let eligible = |of: &Self| of.kind == ScheduleKind::Eligible;
        (eligible(self), &self.scope).cmp(&(eligible(other), &other.scope))
    }

    fn content(&self) -> Self::Content {
        let role = match &self.role {
            RoleReference::Name(name) => RoleReference::Name(text::fold(name).into()),
            id @ RoleReference::Id(_) => id.clone(),
        };
        let origin = self.origin_assignment.as_deref();
        (
            (self.kind, self.principal.clone(), role, self.scope.clone()),
            (self.start, self.end, self.window_unknown),
            origin.map(IdKey::of_assignment),
            self.condition.clone(),
        )
    }

    fn order_of_versions(&self, other: &Self) -> Ordering {
        let rest = |of: &Self| {
            let texts = (of.id.clone(), of.scope.as_str().to_owned());
            let more = (of.origin_assignment.clone(), of.role.clone());
            (texts, more, of.place.clone())
        };
        rest(self).cmp(&rest(other))
    }

    fn complete_from(&mut self, others: Vec<Self>) {
        let kinds = others.iter().map(|other| other.principal_kind);
        let kinds = kinds.chain([self.principal_kind]);
        self.principal_kind = agreed(kinds, PrincipalKind::Unknown);
    }

    fn label(&self) -> String {
        format!("schedule instance `{}`", self.id)
    }

    fn place(&self) -> Option<&Place> {
        Some(&self.place)
    }
}
