//! Outcomes in bulk: the plain case decided on integers, everything else by [`super::decide`].
//!
//! A request is plain when no deny assignment, no condition and no schedule instance bears on it, and
//! nothing is missing that could: then it is allowed exactly if a role assigned at an ancestor scope
//! to the principal or one of its groups grants the operation. Time for one outcome: the ancestors of the scope times the
//! logarithm of the principal's assignments, whatever the size of the tenant.

use std::sync::{Arc, OnceLock};

use super::{AccessIndex, Authorizer, Circumstances, Outcome, Target, grants};
use crate::bits::OperationSet;
use crate::directory::Placement;
use crate::ids::{IdKey, OperationIx, PrincipalId};
use crate::model::{Grant, GrantIx, Moment, Permission, Plane, RoleReference, Standing, Window};
use crate::pattern::ActionPattern;
use crate::scope::{Scope, ScopeKind};
use crate::text::{NameMap, NameSet, fold};

/// A principal of a [`BulkIndex`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PrincipalIx(u32);

/// The scopes from which assignments reach a request's scope, looked up once.
#[derive(Clone, Debug)]
pub struct ScopeChain {
    /// Numbers of those ancestors at which anything is assigned, unordered.
    assigned: Vec<u32>,
    /// The same of management groups that may hold the scope (SCP-3).
    uncertain: Vec<u32>,
    /// The deny assignments that are made at any of them, or may be.
    denies: Vec<u32>,
    /// Whether no more may be granted than the inputs say.
    is_complete: bool,
}

/// What a principal or one of its groups holds at a scope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    scope: u32,
    grant: GrantIx,
}

/// A grant that counts at the moment, or might.
#[derive(Clone, Copy)]
struct Given {
    scope: u32,
    /// None where it takes the whole decision to say what it gives: a schedule instance, an unresolved role.
    role: Option<u32>,
    /// Whether the assignment itself has a condition.
    is_conditional: bool,
}

/// What a role grants of the catalogue's operations.
struct RoleSets {
    free: OperationSet,
    conditional: OperationSet,
}

/// What a principal holds, its groups' grants among it, by scope.
type Holdings = Vec<Held>;

/// A principal at a scope, for outcomes alone: what is held elsewhere is left out.
pub(crate) struct OutcomesAt<'a, 't>(Authorizer<'a, 't>);

impl OutcomesAt<'_, '_> {
    /// The outcome of [`super::decide`].
    pub(crate) fn outcome(&self, target: &Target) -> Outcome {
        self.0.outcome(target)
    }
}

/// A tenant made ready for outcomes in bulk. Building takes time linear in the assignments; what a
/// principal holds is gathered when it is first asked about.
pub struct BulkIndex<'a, 't> {
    index: &'a AccessIndex<'t>,
    moment: Moment,
    principals: NameMap<IdKey, PrincipalIx>,
    ids: Vec<PrincipalId>,
    holdings: Vec<OnceLock<Holdings>>,
    /// By the number of the grant; none for those that are over, or yet to come.
    given: Vec<Option<Given>>,
    scopes: NameMap<Arc<str>, u32>,
    denied_scopes: NameMap<Arc<str>, Vec<u32>>,
    /// The operations that each deny assignment is about.
    denied: Vec<OperationSet>,
    /// Management groups at which something is assigned or denied.
    group_scopes: Vec<Scope>,
    /// Scopes at which groups hold something whose members are not all listed.
    open_scopes: NameSet<Arc<str>>,
    roles: NameMap<RoleReference, u32>,
    sets: Vec<RoleSets>,
    operations: OnceLock<NameMap<Box<str>, [Option<OperationIx>; 2]>>,
}

impl std::fmt::Debug for BulkIndex<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BulkIndex of {} principals", self.ids.len())
    }
}

impl<'a, 't> BulkIndex<'a, 't> {
    /// Prepares a tenant for questions about one moment.
    pub fn new(index: &'a AccessIndex<'t>, moment: Moment) -> Self {
        let tenant = index.tenant();
        let mut bulk = Self {
            index,
            moment,
            principals: NameMap::default(),
            ids: Vec::new(),
            holdings: Vec::new(),
            given: Vec::new(),
            scopes: NameMap::default(),
            denied_scopes: NameMap::default(),
            denied: Vec::new(),
            group_scopes: Vec::new(),
            open_scopes: NameSet::default(),
            roles: NameMap::default(),
            sets: Vec::new(),
            operations: OnceLock::new(),
        };
        for grant in index.grants_ever() {
            bulk.learn(&grant);
        }
        for number in index.open_groups().all() {
            bulk.open_scopes.insert(index.grant(number).scope.shared());
        }
        for (number, deny) in (0..).zip(&tenant.deny_assignments) {
            let at_scope = bulk.denied_scopes.entry(deny.scope.shared()).or_default();
            at_scope.push(number);
            let RoleSets {
                mut free,
                conditional,
            } = bulk.sets_of(&deny.permissions);
            free.union_with(&conditional);
            bulk.denied.push(free);
            if deny.scope.kind() == ScopeKind::ManagementGroup {
                bulk.group_scopes.push(deny.scope.clone());
            }
        }
        bulk.group_scopes.sort();
        bulk.group_scopes.dedup();
        for principal in tenant.principals.values() {
            let number = PrincipalIx(u32::try_from(bulk.ids.len()).unwrap_or(u32::MAX));
            let key = IdKey::of_principal(principal.id.as_str());
            bulk.principals.insert(key, number);
            bulk.ids.push(principal.id.clone());
        }
        bulk.holdings.resize_with(bulk.ids.len(), OnceLock::new);
        bulk
    }

    fn learn(&mut self, grant: &Grant<'_>) {
        let next = u32::try_from(self.scopes.len()).unwrap_or(u32::MAX);
        let scope = *self.scopes.entry(grant.scope.shared()).or_insert(next);
        if grant.scope.kind() == ScopeKind::ManagementGroup {
            self.group_scopes.push(grant.scope.clone());
        }
        let role = match (self.roles.get(grant.reference), grant.role) {
            (Some(known), _) => Some(*known),
            (None, Some(role)) => {
                let number = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
                self.sets.push(self.sets_of(&role.permissions));
                self.roles.insert(grant.reference.clone(), number);
                Some(number)
            }
            (None, None) => None,
        };
        let is_plain = grant.standing == Standing::Active
            && !grant.is_contradicted()
            && matches!(grant.window, Window::Open);
        let GrantIx(at) = grant.number;
        let at = at as usize;
        if self.given.len() <= at {
            self.given.resize(at + 1, None);
        }
        self.given[at] = grants::counts(grant, self.moment).then_some(Given {
            scope,
            role: role.filter(|_| is_plain),
            is_conditional: grant.condition.is_some(),
        });
    }

    fn sets_of(&self, permissions: &[Permission]) -> RoleSets {
        let catalog = self.index.catalog();
        let mut free = OperationSet::new(catalog.operation_count());
        let mut conditional = OperationSet::new(catalog.operation_count());
        for permission in permissions {
            for plane in Plane::BOTH {
                let set = catalog.expand_set(permission.plane(plane), plane);
                match permission.condition {
                    None => free.union_with(&set),
                    Some(_) => conditional.union_with(&set),
                }
            }
        }
        RoleSets { free, conditional }
    }

    /// The principals of the tenant, in the order of the inputs.
    pub fn principals(&self) -> impl Iterator<Item = PrincipalIx> + use<> {
        (0..u32::try_from(self.ids.len()).unwrap_or(u32::MAX)).map(PrincipalIx)
    }

    /// The principal with this id, if the inputs name it.
    pub fn principal(&self, id: &str) -> Option<PrincipalIx> {
        self.principals.get(&IdKey::of_principal(id)).copied()
    }

    /// The operation with this name in this plane, in any case.
    pub fn operation(&self, name: &str, plane: Plane) -> Option<OperationIx> {
        let operations = self.operations.get_or_init(|| {
            let mut operations: NameMap<Box<str>, [Option<OperationIx>; 2]> = NameMap::default();
            self.index.catalog().for_each_operation(|at, name, plane| {
                operations.entry(fold(name).into()).or_default()[plane as usize] = Some(at);
            });
            operations
        });
        operations.get(fold(name).as_ref())?[plane as usize]
    }

    /// Looks up the ancestors of a scope.
    pub fn chain(&self, scope: &Scope) -> ScopeChain {
        let mut chain = ScopeChain {
            assigned: Vec::with_capacity(8),
            uncertain: Vec::new(),
            denies: Vec::new(),
            is_complete: true,
        };
        self.index.hierarchy().for_each_ancestor(scope, |ancestor| {
            chain.assigned.extend(self.scopes.get(ancestor));
            chain.denies.extend(self.denies_at(ancestor));
            chain.is_complete &= !self.open_scopes.contains(ancestor);
        });
        if !self.group_scopes.is_empty() {
            self.add_unknown(scope, &mut chain);
        }
        chain
    }

    fn denies_at(&self, scope: &str) -> impl Iterator<Item = u32> {
        let known = !self.denied_scopes.is_empty();
        let denies = known.then(|| self.denied_scopes.get(scope)).flatten();
        denies.into_iter().flatten().copied()
    }

    /// Adds the management groups that may hold a scope to its chain (SCP-3).
    fn add_unknown(&self, scope: &Scope, chain: &mut ScopeChain) {
        let hierarchy = self.index.hierarchy();
        let ancestors = hierarchy.ancestors(scope);
        let may_reach = |from: &&Scope| hierarchy.reach(&ancestors, from) == Placement::Unknown;
        for from in self.group_scopes.iter().filter(may_reach) {
            chain.uncertain.extend(self.scopes.get(from.folded()));
            chain.denies.extend(self.denies_at(from.folded()));
            chain.is_complete = false;
        }
    }

    fn holdings(&self, principal: PrincipalIx) -> &Holdings {
        self.holdings[principal.0 as usize].get_or_init(|| {
            let id = &self.ids[principal.0 as usize];
            let groups = self.index.groups().all_above(id);
            let holders = std::iter::once(id).chain(groups);
            let grants = holders.flat_map(|holder| self.index.grant_numbers_of(holder));
            let mut held: Vec<Held> = grants
                .filter_map(|grant| {
                    let GrantIx(at) = grant;
                    let scope = self.given[at as usize]?.scope;
                    Some(Held { scope, grant })
                })
                .collect();
            held.sort_unstable();
            held
        })
    }

    /// The outcome of a plain request; `None` where it takes the whole decision.
    pub(crate) fn plain_outcome(
        &self,
        principal: PrincipalIx,
        operation: OperationIx,
        chain: &ScopeChain,
    ) -> Option<Outcome> {
        let is_about = |deny: &u32| self.denied[*deny as usize].contains(operation);
        if chain.denies.iter().any(is_about) {
            return None;
        }
        let holdings = self.holdings(principal);
        let mut open = false;
        for &scope in &chain.assigned {
            for held in at_scope(holdings, scope) {
                let GrantIx(grant) = held.grant;
                let Some(Given {
                    role: Some(role),
                    is_conditional,
                    ..
                }) = self.given[grant as usize]
                else {
                    open = true;
                    continue;
                };
                let sets = &self.sets[role as usize];
                let free = sets.free.contains(operation);
                if free && !is_conditional {
                    return Some(Outcome::Allowed);
                }
                open |= free || sets.conditional.contains(operation);
            }
        }
        (chain.is_complete && !open).then_some(Outcome::NotGranted)
    }

    /// The outcome of [`super::decide`] for an operation of the catalogue, without derivations.
    /// The scope is given twice: as its chain, and as itself for requests that are not plain.
    pub fn outcome(
        &self,
        principal: PrincipalIx,
        operation: OperationIx,
        chain: &ScopeChain,
        scope: &Scope,
    ) -> Outcome {
        if let Some(outcome) = self.plain_outcome(principal, operation, chain) {
            return outcome;
        }
        let found = self.index.catalog().operation(operation);
        let target = Target {
            action: ActionPattern::literal(&found.name),
            plane: found.plane,
        };
        self.at(principal, chain, scope).outcome(&target)
    }

    /// Somebody whom the inputs don't name, at a scope.
    pub(crate) fn of_stranger(&self, principal: &PrincipalId, scope: &Scope) -> OutcomesAt<'a, 't> {
        let nothing_given = Circumstances::default();
        let all = Authorizer::new(self.index, principal, scope, self.moment, nothing_given);
        OutcomesAt(all)
    }

    /// The principal at a scope, for requests that are not plain.
    pub(crate) fn at(
        &self,
        principal: PrincipalIx,
        chain: &ScopeChain,
        scope: &Scope,
    ) -> OutcomesAt<'a, 't> {
        let holdings = self.holdings(principal);
        let scopes = chain.assigned.iter().chain(&chain.uncertain);
        let held = scopes.flat_map(|scope| at_scope(holdings, *scope));
        OutcomesAt(Authorizer::with_grants(
            self.index,
            (&self.ids[principal.0 as usize], scope),
            self.moment,
            held.map(|held| held.grant),
        ))
    }
}

/// What is held at a scope.
fn at_scope(holdings: &Holdings, scope: u32) -> impl Iterator<Item = &Held> {
    let from = holdings.partition_point(|held| held.scope < scope);
    let there = holdings[from..].iter();
    there.take_while(move |held| held.scope == scope)
}
