//! What a principal holds in one snapshot, and what of it reaches a scope.

use std::sync::Arc;

use super::content::{Bearing, Contents, GrantKey};
use crate::access::AccessIndex;
use crate::ids::{IdKey, PrincipalId};
use crate::model::{
    ConditionText, DenyEffect, DenyReach, GrantIx, Moment, RoleReference, ScheduleKind, Standing,
};
use crate::scope::Scope;
use crate::text::{NameMap, NameSet};

/// A record that grants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Record {
    Assignment(usize),
    Schedule(usize),
}

/// A record of the principal or of one of its groups.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) record: Record,
    pub(super) holder: PrincipalId,
    pub(super) grant: GrantKey,
}

/// One snapshot, with its records by name and content.
pub(super) struct Snapshot<'a, 't> {
    pub(super) index: &'a AccessIndex<'t>,
    roles: NameMap<RoleReference, Option<u32>>,
    denies: Vec<u32>,
    denies_at: NameMap<Arc<str>, Vec<usize>>,
    assignments: NameMap<IdKey, Vec<usize>>,
    schedules: NameMap<IdKey, Vec<usize>>,
}

impl<'a, 't> Snapshot<'a, 't> {
    pub(super) fn new(index: &'a AccessIndex<'t>, contents: &mut Contents<'_, '_>) -> Self {
        let tenant = index.tenant();
        let mut roles: NameMap<RoleReference, Option<u32>> = NameMap::default();
        let assigned = tenant.role_assignments.iter().map(|a| &a.role);
        for role in assigned.chain(tenant.schedules.iter().map(|s| &s.role)) {
            if !roles.contains_key(role) {
                let number = index.role(role).map(|found| contents.role_number(found));
                roles.insert(role.clone(), number);
            }
        }
        let mut assignments: NameMap<IdKey, Vec<usize>> = NameMap::default();
        for (at, assignment) in tenant.role_assignments.iter().enumerate() {
            let key = IdKey::of_assignment(&assignment.id);
            assignments.entry(key).or_default().push(at);
        }
        let mut schedules: NameMap<IdKey, Vec<usize>> = NameMap::default();
        for (at, schedule) in tenant.schedules.iter().enumerate() {
            let key = IdKey::of_assignment(&schedule.id);
            schedules.entry(key).or_default().push(at);
        }
        let mut denies_at: NameMap<Arc<str>, Vec<usize>> = NameMap::default();
        for (at, deny) in tenant.deny_assignments.iter().enumerate() {
            if deny.effect == DenyEffect::Enforced {
                denies_at.entry(deny.scope.shared()).or_default().push(at);
            }
        }
        let denies = tenant.deny_assignments.iter();
        Self {
            index,
            roles,
            denies: denies.map(|deny| contents.deny_number(deny)).collect(),
            denies_at,
            assignments,
            schedules,
        }
    }

    /// The record of this snapshot with the name of one of the other's, at its scope first.
    pub(super) fn counterpart(&self, id: &str, scope: &Scope, record: Record) -> Option<Record> {
        let key = IdKey::of_assignment(id);
        let tenant = self.index.tenant();
        let nearest = |found: &[usize], is_there: &dyn Fn(usize) -> bool| {
            let there = found.iter().copied().find(|at| is_there(*at));
            there.or(found.first().copied())
        };
        match record {
            Record::Assignment(_) => {
                let is_there = |at: usize| tenant.role_assignments[at].scope == *scope;
                nearest(self.assignments.get(&key)?, &is_there).map(Record::Assignment)
            }
            Record::Schedule(_) => {
                let is_there = |at: usize| tenant.schedules[at].scope == *scope;
                nearest(self.schedules.get(&key)?, &is_there).map(Record::Schedule)
            }
        }
    }

    /// The record behind a grant.
    fn record(&self, GrantIx(number): GrantIx) -> Record {
        let at = number as usize;
        match at.checked_sub(self.index.tenant().role_assignments.len()) {
            None => Record::Assignment(at),
            Some(schedule) => Record::Schedule(schedule),
        }
    }

    pub(super) fn facts(&self, record: Record) -> Facts<'_> {
        let tenant = self.index.tenant();
        match record {
            Record::Assignment(at) => {
                let found = &tenant.role_assignments[at];
                Facts {
                    id: &found.id,
                    principal: &found.principal,
                    role: &found.role,
                    scope: &found.scope,
                    condition: found.condition.as_ref(),
                    standing: Standing::Active,
                    place: &found.place,
                }
            }
            Record::Schedule(at) => {
                let found = &tenant.schedules[at];
                Facts {
                    id: &found.id,
                    principal: &found.principal,
                    role: &found.role,
                    scope: &found.scope,
                    condition: found.condition.as_ref(),
                    standing: match found.kind {
                        ScheduleKind::Eligible => Standing::Eligible,
                        ScheduleKind::Activated | ScheduleKind::Assigned => Standing::Active,
                    },
                    place: &found.place,
                }
            }
        }
    }

    pub(super) fn role_number(&self, role: &RoleReference) -> Option<u32> {
        self.roles.get(role).copied().flatten()
    }

    /// Everything that a principal holds.
    pub(super) fn holding(
        &self,
        principal: &PrincipalId,
        contents: &mut Contents<'_, '_>,
    ) -> Holding {
        let index = self.index;
        let mut holding = Holding::default();
        for holder in index.groups().closure(principal).ids() {
            let own = index.grants_of(holder, Moment::AsExported);
            for grant in own.filter(|grant| grant.is_current(Moment::AsExported)) {
                let record = self.record(grant.number);
                let facts = self.facts(record);
                let Some(role) = self.role_number(facts.role) else {
                    continue;
                };
                let grant = GrantKey {
                    role,
                    condition: facts.condition.map(|c| contents.condition_number(c)),
                    standing: facts.standing,
                };
                let at = holding.held.len();
                let there = holding.by_scope.entry(facts.scope.shared()).or_default();
                there.push(at);
                holding.held.push(Held {
                    record,
                    holder: holder.clone(),
                    grant,
                });
            }
            holding.closure.insert(holder.clone());
        }
        holding
    }

    /// What of a holding reaches a scope.
    pub(super) fn reaching(&self, holding: &Holding, scope: &Scope) -> Reaching {
        let tenant = self.index.tenant();
        let (mut held, mut denies) = (Vec::new(), Vec::new());
        self.index.hierarchy().for_each_ancestor(scope, |ancestor| {
            held.extend(holding.by_scope.get(ancestor).into_iter().flatten());
            let there = self.denies_at.get(ancestor).into_iter().flatten();
            denies.extend(there.copied().filter(|&at| {
                let deny = &tenant.deny_assignments[at];
                let reaches = match deny.reach {
                    DenyReach::SelfOnly => deny.scope == *scope,
                    DenyReach::SelfAndChildren => true,
                };
                reaches && deny.binds(|id| holding.closure.contains(id))
            }));
        });
        let grants = held
            .iter()
            .map(|&at: &usize| holding.held[at].grant)
            .collect();
        let numbers = denies.iter().map(|&at: &usize| self.denies[at]).collect();
        Reaching {
            bearing: Bearing::new(grants, numbers),
            held,
            denies,
        }
    }

    /// Positions of the deny assignments that block.
    pub(super) fn enforced(&self) -> impl Iterator<Item = usize> + '_ {
        let denies = self.index.tenant().deny_assignments.iter().enumerate();
        let enforced = denies.filter(|(_, deny)| deny.effect == DenyEffect::Enforced);
        enforced.map(|(at, _)| at)
    }

    /// Whether a deny assignment for the scope alone binds somebody there.
    pub(super) fn is_hollow(&self, scope: &Scope, closure: &NameSet<PrincipalId>) -> bool {
        let there = self.denies_at.get(scope.folded()).into_iter().flatten();
        let mut denies = there.map(|&at| &self.index.tenant().deny_assignments[at]);
        denies
            .any(|deny| deny.reach == DenyReach::SelfOnly && deny.binds(|id| closure.contains(id)))
    }

    pub(super) fn deny_number(&self, at: usize) -> u32 {
        self.denies[at]
    }
}

/// What assignments and schedule instances have in common.
pub(super) struct Facts<'r> {
    pub(super) id: &'r Arc<str>,
    pub(super) principal: &'r PrincipalId,
    pub(super) role: &'r RoleReference,
    pub(super) scope: &'r Scope,
    pub(super) condition: Option<&'r ConditionText>,
    pub(super) standing: Standing,
    pub(super) place: &'r crate::span::Place,
}

/// What a principal holds in one snapshot, its groups' records among it.
#[derive(Default)]
pub(super) struct Holding {
    pub(super) held: Vec<Held>,
    by_scope: NameMap<Arc<str>, Vec<usize>>,
    /// The principal and its groups.
    pub(super) closure: NameSet<PrincipalId>,
}

/// What reaches a scope.
pub(super) struct Reaching {
    pub(super) bearing: Bearing,
    /// Positions in [`Holding::held`].
    pub(super) held: Vec<usize>,
    /// Positions of deny assignments.
    pub(super) denies: Vec<usize>,
}
