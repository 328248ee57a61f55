//! Who owns which scope: everything, the assignment of roles included.

use std::collections::{BTreeMap, BTreeSet};

use super::holder::Holding;
use super::privilege::Privilege;
use super::survey::Survey;
use crate::ids::PrincipalId;
use crate::model::PrincipalKind;
use crate::scope::{Scope, ScopeKind};
use crate::span::Place;
use crate::text::first_of;

/// How many owners a sentence names.
const NAMED: usize = 6;

/// The owner-like assignments of a tenant at subscriptions and above, by scope.
pub(super) struct Owners<'s, 'a> {
    survey: &'s Survey<'a>,
    by_scope: BTreeMap<&'s str, (&'s Scope, Vec<&'s Holding<'a>>)>,
    /// Whether some are at management groups.
    at_groups: bool,
}

/// The owners of one scope, those inherited among them.
#[derive(Default)]
pub(super) struct OwnersOfScope<'s, 'a> {
    /// People and applications, those in groups one by one.
    pub(super) people: BTreeSet<PrincipalId>,
    /// The assignments that make them owners.
    pub(super) holdings: Vec<&'s Holding<'a>>,
    /// Whether every group is listed and the scopes above are known, as far as it matters.
    pub(super) is_complete: bool,
}

impl<'s, 'a> Owners<'s, 'a> {
    pub(super) fn of(survey: &'s Survey<'a>) -> Self {
        let mut by_scope: BTreeMap<_, (_, Vec<_>)> = BTreeMap::new();
        for (holding, why) in survey.privileged() {
            if why == Privilege::Owns && holding.is_broad() {
                let scope = holding.grant.scope;
                let at = by_scope.entry(scope.folded());
                at.or_insert_with(|| (scope, Vec::new())).1.push(holding);
            }
        }
        let mut scopes = by_scope.values();
        let is_group = |scope: &Scope| scope.kind() == ScopeKind::ManagementGroup;
        let at_groups = scopes.any(|(scope, _): &(&Scope, _)| is_group(scope));
        Self {
            survey,
            by_scope,
            at_groups,
        }
    }

    /// The scopes at which someone is assigned as owner, with those assignments.
    pub(super) fn scopes(&self) -> impl Iterator<Item = (&'s Scope, &[&'s Holding<'a>])> {
        self.by_scope
            .values()
            .map(|(scope, held)| (*scope, held.as_slice()))
    }

    /// The assignments of owners at a scope itself.
    pub(super) fn assigned_at(&self, scope: &Scope) -> &[&'s Holding<'a>] {
        let held = self.by_scope.get(scope.folded());
        held.map_or(&[], |(_, held)| held.as_slice())
    }

    /// The owners of a scope, where they are fewer than so many.
    pub(super) fn fewer_than(&self, most: usize, scope: &Scope) -> Option<OwnersOfScope<'s, 'a>> {
        self.look_at(scope, most)
    }

    /// The owners of a scope.
    pub(super) fn at(&self, scope: &Scope) -> OwnersOfScope<'s, 'a> {
        self.look_at(scope, usize::MAX).unwrap_or_default()
    }

    /// Looks no further once there are so many.
    fn look_at(&self, scope: &Scope, most: usize) -> Option<OwnersOfScope<'s, 'a>> {
        let mut found = OwnersOfScope::default();
        self.survey
            .index()
            .hierarchy()
            .for_each_ancestor(scope, |text| {
                let held = self.by_scope.get(text).into_iter();
                found.holdings.extend(held.flat_map(|(_, held)| held));
            });
        let knows_above = self.survey.index().hierarchy().knows_above(scope);
        found.is_complete = knows_above || !self.at_groups;
        for holding in &found.holdings {
            let grant = holding.grant;
            let who = grant.holder;
            let kind = self.survey.principal(who, grant.principal_kind()).kind;
            if matches!(kind, PrincipalKind::Group | PrincipalKind::ForeignGroup) {
                let membership = self.survey.membership(who);
                found.is_complete &= membership.is_complete;
                found
                    .people
                    .extend(membership.members.iter().copied().cloned());
            } else {
                found.people.insert(who.clone());
            }
            if found.people.len() >= most {
                return None;
            }
        }
        Some(found)
    }
}

impl OwnersOfScope<'_, '_> {
    /// Their names, as far as a sentence holds them.
    pub(super) fn names(&self, survey: &Survey<'_>) -> String {
        let mut names: Vec<String> = self.people.iter().map(|id| survey.label(id)).collect();
        names.sort();
        first_of(names, NAMED)
    }

    /// Where the assignments stand.
    pub(super) fn evidence(&self) -> Vec<Place> {
        let holdings = self.holdings.iter();
        holdings
            .map(|holding| holding.grant.place().clone())
            .collect()
    }
}
