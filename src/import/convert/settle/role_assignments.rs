use std::cmp::Ordering;
use std::sync::Arc;

use super::versions::{RecordKey, Versioned, agreed, first_text};
use crate::ids::{IdKey, PrincipalId};
use crate::model::{
    ConditionText, PrincipalFound, PrincipalKind, RoleAssignment, RoleReference, Timestamp,
};
use crate::span::Place;
use crate::text;

impl Versioned for RoleAssignment {
    type Content = (PrincipalId, RoleReference, Option<ConditionText>);

    /// Classic administrators have no ids that stay: they are known by who they are.
    fn key(&self) -> RecordKey {
        RecordKey::Named(if self.is_classic {
            IdKey::of_principal(self.principal.as_str())
        } else {
            IdKey::of_assignment(&self.id)
        })
    }

    fn order_of_namesakes(&self, other: &Self) -> Ordering {
        (self.is_classic, &self.scope).cmp(&(other.is_classic, &other.scope))
    }

    fn content(&self) -> Self::Content {
        let role = match &self.role {
            RoleReference::Name(name) => RoleReference::Name(text::fold(name).into()),
            id @ RoleReference::Id(_) => id.clone(),
        };
        (self.principal.clone(), role, self.condition.clone())
    }

    fn order_of_versions(&self, other: &Self) -> Ordering {
        let rest = |of: &Self| {
            let texts = (of.id.clone(), of.scope.as_str().to_owned());
            (texts, of.role.clone(), of.place.clone())
        };
        rest(self).cmp(&rest(other))
    }

    /// One export names the role by its GUID, another by name alone: the one that prints both says
    /// that it is one role.
    fn reconcile(versions: &mut [(Self, Option<Timestamp>)]) {
        let named: Vec<(String, RoleReference)> = versions
            .iter()
            .filter_map(|(version, _)| match (&version.role, &version.role_name) {
                (id @ RoleReference::Id(_), Some(name)) => {
                    Some((text::fold(name).into_owned(), id.clone()))
                }
                _ => None,
            })
            .collect();
        for (version, _) in versions {
            let RoleReference::Name(name) = &version.role else {
                continue;
            };
            let mut known = named.iter().filter(|(known, _)| text::same(known, name));
            if let Some((_, id)) = known.next()
                && known.all(|(_, other)| other == id)
            {
                version.role = id.clone();
            }
        }
    }

    fn complete_from(&mut self, others: Vec<Self>) {
        let of = |field: fn(&Self) -> &Option<Arc<str>>| others.iter().map(field).cloned();
        first_text(&mut self.role_name, of(|other| &other.role_name));
        let created_on = others.iter().filter_map(|other| other.created_on);
        self.created_on = created_on.chain(self.created_on).min();
        let updated_on = others.iter().filter_map(|other| other.updated_on);
        self.updated_on = updated_on.chain(self.updated_on).max();
        first_text(&mut self.description, of(|other| &other.description));
        let kinds = others.iter().map(|other| other.principal_kind);
        let kinds = kinds.chain([self.principal_kind]);
        self.principal_kind = agreed(kinds, PrincipalKind::Unknown);
        let found = others.iter().map(|other| other.principal_found);
        let found = found.chain([self.principal_found]);
        self.principal_found = agreed(found, PrincipalFound::NotSaid);
    }

    fn label(&self) -> String {
        format!("role assignment `{}`", self.name())
    }

    fn place(&self) -> Option<&Place> {
        Some(&self.place)
    }
}
