//! Who owns which scope: everything, the assignment of roles included.

use std::collections::{BTreeMap, BTreeSet};

use super::holder::Holding;
use super::privilege::Privilege;
use super::survey::Survey;
use crate::ids::PrincipalId;
use crate::model::PrincipalKind;
use crate::scope::{Scope, ScopeKind};
use crate::span::Place;

/// How many owners a sentence names.
const NAMED: usize = 6;

/// The owner-like assignments of a tenant at subscriptions and above, by scope.
pub(super) struct Owners<'s, 'a> {
    survey: &'s Survey<'a>,
    by_scope: BTreeMap<&'s str, (&'s Scope, Vec<&'s Holding<'a>>)>,
}

/// The owners of one scope, those inherited among them.
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
        Self { survey, by_scope }
    }

    /// The scopes at which someone is assigned as owner, with those assignments.
    pub(super) fn scopes(&self) -> impl Iterator<Item = (&'s Scope, &[&'s Holding<'a>])> {
        self.by_scope
            .values()
            .map(|(scope, held)| (*scope, held.as_slice()))
    }

    /// The owners of a scope.
    pub(super) fn at(&self, scope: &Scope) -> OwnersOfScope<'s, 'a> {
        let ancestors = self.survey.index().hierarchy().ancestors(scope);
        let holdings: Vec<&Holding<'a>> = ancestors
            .iter()
            .filter_map(|text| self.by_scope.get(text))
            .flat_map(|(_, held)| held.iter().copied())
            .collect();
        let groups_above = || {
            let mut scopes = self.by_scope.values();
            scopes.any(|(scope, _)| scope.kind() == ScopeKind::ManagementGroup)
        };
        let mut found = OwnersOfScope {
            people: BTreeSet::new(),
            is_complete: ancestors.is_complete || !groups_above(),
            holdings,
        };
        for holding in &found.holdings {
            let grant = holding.grant;
            let who = grant.holder;
            let kind = self.survey.principal(who, grant.principal_kind()).kind;
            if !matches!(kind, PrincipalKind::Group | PrincipalKind::ForeignGroup) {
                found.people.insert(who.clone());
                continue;
            }
            let membership = self.survey.membership(who);
            found.is_complete &= membership.is_complete;
            found.people.extend(membership.members.iter().cloned());
        }
        found
    }
}

impl OwnersOfScope<'_, '_> {
    /// Their names, as far as a sentence holds them.
    pub(super) fn names(&self, survey: &Survey<'_>) -> String {
        let mut names: Vec<String> = self.people.iter().map(|id| survey.label(id)).collect();
        names.sort();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let shown = names.join(", ");
        match more {
            0 => shown,
            more => format!("{shown} and {more} more"),
        }
    }

    /// Where the assignments stand.
    pub(super) fn evidence(&self) -> Vec<Place> {
        let holdings = self.holdings.iter();
        holdings
            .map(|holding| holding.grant.place().clone())
            .collect()
    }
}
