//! Managed identities, where they lie and what privileged roles they hold.

use std::collections::BTreeMap;

use super::holder::Holding;
use super::privilege::Privilege;
use super::survey::Survey;
use crate::model::{Principal, PrincipalKind};
use crate::scope::Scope;

/// The managed identities that the inputs name with their resource.
pub(super) struct Identities<'s, 'a> {
    /// Those that hold privileged roles, by every scope above them, as folded text.
    privileged_below: BTreeMap<String, Vec<Privileged<'s, 'a>>>,
    /// The resources of all of them.
    resources: BTreeMap<Scope, &'a Principal>,
}

/// A managed identity with the gravest assignment that it or a group of its holds.
type Privileged<'s, 'a> = (&'a Principal, &'s Holding<'a>, Privilege);

impl<'s, 'a> Identities<'s, 'a> {
    pub(super) fn of(survey: &'s Survey<'a>) -> Self {
        let privileged = survey.privileged_by_principal();
        let mut found = Self {
            privileged_below: BTreeMap::new(),
            resources: BTreeMap::new(),
        };
        for identity in survey.tenant().principals.values() {
            let resource = identity.resource_id.as_deref();
            let Some(resource) = resource.and_then(|id| Scope::parse(id).ok()) else {
                continue;
            };
            if identity.kind != PrincipalKind::ManagedIdentity {
                continue;
            }
            let gravest = survey
                .closure(&identity.id)
                .ids()
                .filter_map(|holder| privileged.get(holder))
                .flatten()
                .min_by_key(|(_, why)| *why)
                .copied();
            if let Some((holding, why)) = gravest {
                let ancestors = survey.index().hierarchy().ancestors(&resource);
                for scope in ancestors.iter() {
                    let below = found.privileged_below.entry(scope.to_owned()).or_default();
                    below.push((identity, holding, why));
                }
            }
            found.resources.insert(resource, identity);
        }
        for below in found.privileged_below.values_mut() {
            below.sort_by_key(|(identity, _, why)| (*why, &identity.id));
        }
        found
    }

    /// Whether a scope is the resource of an identity that the inputs name.
    pub(super) fn knows(&self, scope: &Scope) -> bool {
        self.resources.contains_key(scope)
    }

    /// The identities at or below the scope of an assignment whose privileged roles reach further
    /// than the assignment itself, gravest first.
    pub(super) fn stronger(
        &self,
        survey: &Survey<'_>,
        holding: &Holding<'_>,
    ) -> Vec<Privileged<'s, 'a>> {
        let scope = holding.grant.scope;
        let own = holding.privilege(survey);
        let below = self.privileged_below.get(scope.folded());
        let reaches_further = |(identity, theirs, why): &&Privileged<'_, '_>| {
            let there = theirs.grant.scope;
            let within = survey
                .index()
                .hierarchy()
                .ancestors(there)
                .reached_from(scope);
            identity.id != *holding.grant.holder && !(within && own.is_some_and(|own| own <= *why))
        };
        below
            .into_iter()
            .flatten()
            .filter(reaches_further)
            .copied()
            .collect()
    }
}
