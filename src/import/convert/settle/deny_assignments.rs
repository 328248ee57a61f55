use std::cmp::Ordering;

use super::permissions::{PermissionContent, contents, spelling};
use super::versions::{RecordKey, Versioned};
use crate::ids::{IdKey, PrincipalId, parse_guid};
use crate::model::{ConditionText, DenyAssignment, DenyEffect, DenyReach, DenySubject, Protection};
use crate::span::Place;

impl Versioned for DenyAssignment {
    type Content = (
        (DenyReach, DenyEffect),
        [Vec<PrincipalId>; 2],
        Vec<PermissionContent>,
        Option<ConditionText>,
    );

    fn key(&self) -> RecordKey {
        // Without an id it goes by a display name, which others may have too.
        if self.id.contains('/') || parse_guid(&self.id).is_some() {
            RecordKey::Named(IdKey::of_assignment(&self.id))
        } else {
            RecordKey::Unnamed
        }
    }

    fn order_of_namesakes(&self, other: &Self) -> Ordering {
        let nameless = self.key() == RecordKey::Unnamed;
        let name = |of: &Self| nameless.then(|| of.name.clone());
        (&self.scope, name(self)).cmp(&(&other.scope, name(other)))
    }

    fn content(&self) -> Self::Content {
        let ids = |subjects: &[DenySubject]| {
            let mut ids: Vec<PrincipalId> = subjects.iter().map(|s| s.id.clone()).collect();
            ids.sort();
            ids.dedup();
            ids
        };
        (
            (self.reach, self.effect),
            [ids(&self.principals), ids(&self.exclude_principals)],
            contents(&self.permissions),
            self.condition.clone(),
        )
    }

    fn order_of_versions(&self, other: &Self) -> Ordering {
        let rest = |of: &Self| {
            let texts = (of.name.clone(), of.id.clone(), of.scope.as_str().to_owned());
            let subjects = |list: &[DenySubject]| -> Vec<_> {
                list.iter().map(|s| (s.id.clone(), s.kind)).collect()
            };
            let subjects = [&of.principals, &of.exclude_principals].map(|list| subjects(list));
            (texts, subjects, spelling(&of.permissions), of.place.clone())
        };
        rest(self).cmp(&rest(other))
    }

    fn complete_from(&mut self, others: Vec<Self>) {
        // An export that leaves the field out says "made by a person" by that.
        if others.iter().any(|o| o.protection == Protection::System) {
            self.protection = Protection::System;
        }
        let created_on = others.iter().filter_map(|other| other.created_on);
        self.created_on = created_on.chain(self.created_on).max();
        let updated_on = others.iter().filter_map(|other| other.updated_on);
        self.updated_on = updated_on.chain(self.updated_on).max();
    }

    fn label(&self) -> String {
        format!("deny assignment `{}`", self.name)
    }

    fn place(&self) -> Option<&Place> {
        Some(&self.place)
    }
}
