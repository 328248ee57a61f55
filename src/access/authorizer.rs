//! The decision loop: every grant and every deny is looked at once, sorted into buckets, and kept,
//! so that the explanation is complete (EV-1).

use std::cell::OnceCell;
use std::sync::Arc;

use super::binding::{Binding, Bound};
use super::buckets::Buckets;
use super::conditions::{Circumstances, Judge};
use super::coverage::decide_pattern;
use super::denial::denial;
use super::derivation::{ConditionOwner, Derivation, Doubt, Reason, Step, membership};
use super::grant::{RoleGrant, grant, role_step};
use super::{AccessIndex, Decision, Outcome, Request, Target};
use crate::condition::Verdict;
use crate::directory::{Ancestors, Closure, Placement};
use crate::ids::PrincipalId;
use crate::model::{
    DenyEffect, DenyReach, Grant, GrantIx, Moment, Origin, RoleDefinition, Standing, Timing,
};
use crate::pattern::Wildcards;
use crate::scope::Scope;

/// A principal at a scope and a moment: what is looked up once for any number of operations.
#[derive(Debug)]
pub struct Authorizer<'a, 't> {
    pub(super) index: &'a AccessIndex<'t>,
    principal: PrincipalId,
    scope: Scope,
    moment: Moment,
    wildcards: Wildcards,
    circumstances: Circumstances,
    ancestors: Ancestors,
    closure: Closure<'a>,
    held: Vec<Held<'a>>,
    bound: Vec<Bound<'a>>,
    strangers: OnceCell<Vec<Held<'a>>>,
}

/// A grant of the principal or of a group that it is in, or may be in.
#[derive(Debug)]
pub(super) struct Held<'a> {
    pub(super) grant: Grant<'a>,
    /// The position of its holder in the closure; `None` where the principal may be in the group.
    pub(super) through: Option<usize>,
    pub(super) reach: Placement,
    pub(super) timing: Timing,
}

impl<'a, 't> Authorizer<'a, 't> {
    /// The principal, scope, moment and circumstances of a request.
    pub fn of(index: &'a AccessIndex<'t>, request: &Request) -> Self {
        Self::new(
            index,
            &request.principal,
            &request.scope,
            request.moment,
            request.circumstances.clone(),
        )
    }

    /// Looks up the groups of the principal, the ancestors of the scope, and what is held and denied
    /// between them.
    pub fn new(
        index: &'a AccessIndex<'t>,
        principal: &PrincipalId,
        scope: &Scope,
        moment: Moment,
        circumstances: Circumstances,
    ) -> Self {
        let closure = index.groups().closure(principal);
        let mut grants = Vec::new();
        for (at, holder) in closure.ids().enumerate() {
            grants.extend(index.grants_ever_of(holder).map(|grant| (at, grant)));
        }
        Self::holding(index, scope, (moment, circumstances), (closure, grants))
    }

    /// The same with nothing given, and with what reaches the scope, or may, alone: the outcome and the ways to it are
    /// the same, and what is held elsewhere is not among what stopped.
    pub(crate) fn reaching(
        index: &'a AccessIndex<'t>,
        principal: &PrincipalId,
        scope: &Scope,
        moment: Moment,
    ) -> Self {
        let numbers = index.grants_reaching(scope, moment).into_iter();
        let numbers = numbers.map(|(grant, _)| grant.number);
        Self::with_grants(index, (principal, scope), moment, numbers)
    }

    /// The same of these grants, as far as the principal or one of its groups holds them.
    pub(super) fn with_grants(
        index: &'a AccessIndex<'t>,
        (principal, scope): (&PrincipalId, &Scope),
        moment: Moment,
        grants: impl Iterator<Item = GrantIx>,
    ) -> Self {
        let closure = index.groups().closure(principal);
        let grants = grants.map(|number| index.grant(number));
        let grants = grants.filter_map(|grant| Some((closure.position(grant.holder)?, grant)));
        let grants = grants.collect();
        let nothing_given = Circumstances::default();
        Self::holding(index, scope, (moment, nothing_given), (closure, grants))
    }

    /// With these grants, each with the position of its holder in the closure.
    fn holding(
        index: &'a AccessIndex<'t>,
        scope: &Scope,
        (moment, circumstances): (Moment, Circumstances),
        (closure, grants): (Closure<'a>, Vec<(usize, Grant<'a>)>),
    ) -> Self {
        let ancestors = index.hierarchy().ancestors(scope);
        let held = grants.into_iter().map(|(at, grant)| Held {
            through: Some(at),
            reach: index.hierarchy().reach(&ancestors, grant.scope),
            timing: grant.window.timing(moment),
            grant,
        });
        let held = held.collect();
        let denies = &index.tenant().deny_assignments;
        let bound = denies.iter();
        let bound = bound.filter_map(|deny| Bound::of(index, deny, scope, &ancestors, &closure));
        Self {
            bound: bound.collect(),
            index,
            principal: closure.principal().clone(),
            scope: scope.clone(),
            moment,
            wildcards: index.catalog().wildcards(),
            circumstances,
            ancestors,
            closure,
            held,
            strangers: OnceCell::new(),
        }
    }

    /// The grants that the principal or one of its groups holds.
    pub(crate) fn grants(&self) -> impl Iterator<Item = &Grant<'a>> {
        self.held.iter().map(|held| &held.grant)
    }

    /// Decides one operation, or every operation under a pattern.
    pub fn decide(&self, target: &Target) -> Decision {
        self.decide_under(target, self.wildcards)
    }

    /// The same under either reading of WC-5.
    pub fn decide_under(&self, target: &Target, wildcards: Wildcards) -> Decision {
        if !target.action.is_concrete() {
            return decide_pattern(self, target, wildcards);
        }
        let mut buckets = Buckets::default();
        self.sort(&mut buckets, target, wildcards);
        buckets.decision()
    }

    /// The outcome alone of one operation, or of every operation under a pattern.
    pub(crate) fn outcome(&self, target: &Target) -> Outcome {
        if !target.action.is_concrete() {
            return self.decide(target).outcome();
        }
        let mut buckets = Buckets::for_outcome();
        self.sort(&mut buckets, target, self.wildcards);
        buckets.outcome()
    }

    /// Sorts every record by what it comes to for one operation.
    fn sort(&self, buckets: &mut Buckets, target: &Target, wildcards: Wildcards) {
        let judge = self.judge(wildcards);
        for bound in &self.bound {
            self.sort_deny(buckets, bound, target, judge);
        }
        for held in &self.held {
            self.sort_grant(buckets, held, target, judge);
        }
        if buckets.denied.is_empty() && buckets.granted.is_empty() {
            for held in self.strangers() {
                self.sort_grant(buckets, held, target, judge);
            }
        }
    }

    /// Sorts in what a deny assignment takes away (DN-1 to DN-6).
    fn sort_deny(
        &self,
        buckets: &mut Buckets,
        bound: &Bound<'_>,
        target: &Target,
        judge: Judge<'_>,
    ) {
        let Some(found) = denial(bound.deny, target, judge) else {
            return;
        };
        if bound.deny.effect == DenyEffect::Audit {
            let assignment = Arc::clone(&bound.deny.id);
            return buckets.remarks.push(Doubt::AuditDeny { assignment });
        }
        let through = match &bound.binding {
            Binding::Open(doubts) => return buckets.may_deny.extend(doubts.iter().cloned()),
            Binding::Everyone => None,
            Binding::Through(at) => Some(*at),
        };
        let mut steps = through.map_or_else(Vec::new, |at| self.membership(at));
        steps.push(found.step(bound.deny));
        let (bucket, outcome) = match found.judgement.verdict {
            Verdict::Met => (&mut buckets.denied, Outcome::Denied),
            _ => (&mut buckets.maybe_denied, Outcome::Conditional),
        };
        steps.extend(found.judgement.steps);
        bucket.push(Derivation::new(outcome, steps));
    }

    /// EV-3 to EV-9, PI-1 to PI-6.
    fn sort_grant(
        &self,
        buckets: &mut Buckets,
        held: &Held<'_>,
        target: &Target,
        judge: Judge<'_>,
    ) {
        let grant = &held.grant;
        if held.reach == Placement::Outside {
            return buckets.stop(held, Reason::Scope, None);
        }
        if matches!(held.timing, Timing::NotYet | Timing::Over) {
            return buckets.stop(held, Reason::Expired, None);
        }
        let found = match grant
            .role
            .map(|role| role_grant(role, grant, target, judge))
        {
            Some(RoleGrant::No { because, pattern }) => {
                return buckets.stop(held, because, pattern);
            }
            Some(RoleGrant::Yes(found)) => Some((found, Outcome::Allowed)),
            Some(RoleGrant::Open(found)) => Some((found, Outcome::Conditional)),
            None => None,
        };
        let is_holder = held.through.is_some();
        let doubts = self
            .index
            .grant_doubts(grant, held.reach, self.moment, is_holder);
        let Some((found, outcome)) = found.filter(|_| doubts.is_empty()) else {
            if let Some(doubt) = doubts.first() {
                buckets.stop_by_doubt(held, doubt);
            }
            let bucket = match grant.standing {
                Standing::Active => &mut buckets.may_grant,
                Standing::Eligible => &mut buckets.may_make_eligible,
            };
            return bucket.extend(doubts);
        };
        let (bucket, outcome, stopped) = match (grant.standing, outcome) {
            (Standing::Eligible, _) => {
                let stopped = Some(Reason::EligibleOnly);
                (&mut buckets.eligible, Outcome::Eligible, stopped)
            }
            (Standing::Active, Outcome::Allowed) => (&mut buckets.granted, outcome, None),
            (Standing::Active, _) => (&mut buckets.conditional, outcome, Some(Reason::Condition)),
        };
        let mut steps = held.through.map_or_else(Vec::new, |at| self.membership(at));
        steps.push(record_step(grant));
        steps.extend(grant.role.map(|role| role_step(role, &found)));
        let pattern = found.pattern;
        steps.extend(found.of);
        bucket.push(Derivation::new(outcome, steps));
        if let Some(reason) = stopped {
            buckets.stop(held, reason, Some(pattern));
        }
    }

    /// The grants of groups that the principal may be in, for all that the inputs say.
    fn strangers(&self) -> &[Held<'a>] {
        self.strangers.get_or_init(|| {
            let open = self.index.open_groups().reaching(&self.ancestors);
            let open = open.into_iter().map(|number| self.index.grant(number));
            open.filter(|grant| self.index.may_be_behind(grant, &self.closure))
                .map(|grant| Held {
                    through: None,
                    reach: self.reach(grant.scope),
                    timing: grant.window.timing(self.moment),
                    grant,
                })
                .collect()
        })
    }

    fn judge(&self, wildcards: Wildcards) -> Judge<'_> {
        Judge {
            conditions: self.index.conditions(),
            circumstances: &self.circumstances,
            wildcards,
        }
    }

    fn membership(&self, position: usize) -> Vec<Step> {
        membership(&self.closure, position, self.index.tenant())
    }

    /// The principal of the request.
    pub fn principal(&self) -> &PrincipalId {
        &self.principal
    }

    /// The scope of the request.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The principal and its groups.
    pub fn closure(&self) -> &Closure<'a> {
        &self.closure
    }

    /// The scopes from which grants reach.
    pub fn ancestors(&self) -> &Ancestors {
        &self.ancestors
    }

    /// Whether what is assigned at a scope reaches this one (SCP-3).
    pub fn reach(&self, from: &Scope) -> Placement {
        self.index.hierarchy().reach(&self.ancestors, from)
    }

    /// The same for what lies below the scope: without the deny assignments of the scope alone (DN-1).
    pub(crate) fn below(mut self) -> Self {
        self.bound
            .retain(|bound| bound.deny.reach == DenyReach::SelfAndChildren);
        self
    }

    /// The ids of the deny assignments of the scope itself that bind the principal, or may.
    pub(crate) fn denied_here(&self) -> Vec<Arc<str>> {
        let denies = self.bound.iter().map(|bound| bound.deny);
        let here =
            denies.filter(|deny| deny.scope == self.scope && deny.effect == DenyEffect::Enforced);
        here.map(|deny| Arc::clone(&deny.id)).collect()
    }

    /// What the principal and its groups hold, wherever and whenever.
    pub(super) fn held(&self) -> &[Held<'a>] {
        &self.held
    }

    /// The deny assignments that bind the principal here, or may.
    pub(super) fn bound(&self) -> &[Bound<'a>] {
        &self.bound
    }
}

/// The best that a role gives under the condition of its grant.
pub(super) fn role_grant<'r>(
    role: &'r RoleDefinition,
    of: &Grant<'_>,
    target: &Target,
    judge: Judge<'_>,
) -> RoleGrant<'r> {
    let owner = match of.origin {
        Origin::Assignment(_) => ConditionOwner::RoleAssignment,
        Origin::Schedule(_) => ConditionOwner::Schedule,
    };
    grant(role, target, (of.condition, owner), judge)
}

pub(super) fn record_step(grant: &Grant<'_>) -> Step {
    match grant.origin {
        Origin::Assignment(record) => Step::RoleAssignment {
            id: Arc::clone(&record.id),
            scope: record.scope.clone(),
            place: record.place.clone(),
        },
        Origin::Schedule(record) => Step::Schedule {
            id: Arc::clone(&record.id),
            kind: record.kind,
            scope: record.scope.clone(),
            place: record.place.clone(),
        },
    }
}
