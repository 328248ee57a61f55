//! The decision loop: every assignment and every deny is looked at once, sorted into buckets, and
//! kept, so that the explanation is complete (EV-1).

use std::sync::Arc;

use super::conditions::{Circumstances, Judge};
use super::denial::{Denial, denial};
use super::derivation::{
    ConditionOwner, Derivation, Doubt, Reason, Step, WhyNot, open_needs, open_residual,
};
use super::grant::{Grant, grant, role_step};
use super::{AccessIndex, Outcome, Request, Target};
use crate::condition::Verdict;
use crate::directory::{AncestorSource, Ancestors, MembershipHop};
use crate::ids::PrincipalId;
use crate::model::{
    ConditionText, DenyAssignment, DenyEffect, DenyReach, PrincipalKind, RoleAssignment,
    RoleDefinition, Schedule, ScheduleKind, Timestamp,
};
use crate::pattern::{ActionPattern, Wildcards};
use crate::scope::{Scope, ScopeKind};

/// The answer to one request, with every path that leads to it.
///
/// Made only by [`decide`]: a decision without its derivations can't be had.
#[derive(Clone, Debug)]
pub struct Decision {
    outcome: Outcome,
    derivations: Vec<Derivation>,
    why_not: Vec<WhyNot>,
    doubts: Vec<Doubt>,
}

impl Decision {
    /// The answer.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Every path that grants or denies, denies first.
    pub fn derivations(&self) -> &[Derivation] {
        &self.derivations
    }

    /// For each assignment looked at that does not allow: what stopped it.
    pub fn why_not(&self) -> &[WhyNot] {
        &self.why_not
    }

    /// What conditions ask for that the request doesn't say, sorted.
    pub fn needs(&self) -> Vec<&str> {
        open_needs(self.outcome, &self.derivations)
    }

    /// What is left of the conditions on which the answer hangs: any of them, where several paths
    /// are open.
    pub fn residual(&self) -> Option<String> {
        open_residual(self.outcome, &self.derivations)
    }

    /// What the inputs don't say and could change the answer.
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }
}

/// Decides a request about one concrete operation.
pub fn decide(index: &AccessIndex<'_>, request: &Request) -> Decision {
    Standing::of(index, request).decide(&request.target)
}

/// A principal at a scope: what is looked up once for any number of operations.
#[derive(Debug)]
pub struct Standing<'a, 't> {
    pub(super) index: &'a AccessIndex<'t>,
    principal: PrincipalId,
    pub(super) scope: Scope,
    pub(super) time: Option<Timestamp>,
    pub(super) wildcards: Wildcards,
    circumstances: Circumstances,
    ancestors: Ancestors,
    closure: Vec<(PrincipalId, Vec<MembershipHop>)>,
}

impl<'a, 't> Standing<'a, 't> {
    /// The principal, scope, time and circumstances of a request.
    pub fn of(index: &'a AccessIndex<'t>, request: &Request) -> Self {
        let circumstances = request.circumstances.clone();
        Self::new(
            index,
            &request.principal,
            &request.scope,
            request.time,
            circumstances,
        )
    }

    /// Looks up the groups of the principal and the ancestors of the scope.
    pub fn new(
        index: &'a AccessIndex<'t>,
        principal: &PrincipalId,
        scope: &Scope,
        time: Option<Timestamp>,
        circumstances: Circumstances,
    ) -> Self {
        Self {
            index,
            principal: principal.clone(),
            scope: scope.clone(),
            time,
            wildcards: index.catalog().wildcards(),
            circumstances,
            ancestors: index.hierarchy().ancestors(scope),
            closure: index.groups().closure(principal),
        }
    }

    /// The same under either reading of WC-5.
    #[must_use]
    pub fn under(mut self, wildcards: Wildcards) -> Self {
        self.wildcards = wildcards;
        self
    }

    /// Decides one operation.
    pub fn decide(&self, target: &Target) -> Decision {
        let mut buckets = Buckets::new(self, target);
        for deny in &self.index.tenant().deny_assignments {
            buckets.deny(deny);
        }
        for (principal, hops) in &self.closure {
            for &at in self.index.assignments_of(principal) {
                buckets.assignment(&self.index.tenant().role_assignments[at], hops);
            }
            for &at in self.index.schedules_of(principal) {
                buckets.schedule(&self.index.tenant().schedules[at], hops);
            }
        }
        buckets.strangers();
        buckets.settle()
    }

    /// Whether a management group may hold the scope for all that the inputs say (SCP-3).
    pub(super) fn may_reach(&self, scope: &Scope) -> bool {
        self.ancestors.source == AncestorSource::Unknown
            && scope.kind() == ScopeKind::ManagementGroup
            && self.scope.kind() != ScopeKind::Root
    }

    /// The principal and its groups.
    pub fn closure(&self) -> &[(PrincipalId, Vec<MembershipHop>)] {
        &self.closure
    }

    /// The scopes from which assignments reach.
    pub fn ancestors(&self) -> &Ancestors {
        &self.ancestors
    }
}

struct Buckets<'a, 't> {
    index: &'a AccessIndex<'t>,
    standing: &'a Standing<'a, 't>,
    target: &'a Target,
    denied: Vec<Derivation>,
    maybe_denied: Vec<Derivation>,
    granted: Vec<Derivation>,
    conditional: Vec<Derivation>,
    eligible: Vec<Derivation>,
    why_not: Vec<WhyNot>,
    doubts: Vec<Doubt>,
}

impl<'a, 't> Buckets<'a, 't> {
    fn new(standing: &'a Standing<'a, 't>, target: &'a Target) -> Self {
        Self {
            index: standing.index,
            standing,
            target,
            denied: Vec::new(),
            maybe_denied: Vec::new(),
            granted: Vec::new(),
            conditional: Vec::new(),
            eligible: Vec::new(),
            why_not: Vec::new(),
            doubts: Vec::new(),
        }
    }

    fn hops(&self, principal: &PrincipalId) -> Option<&'a [MembershipHop]> {
        self.standing
            .closure
            .iter()
            .find(|(id, _)| id == principal)
            .map(|(_, hops)| hops.as_slice())
    }

    /// DN-1 to DN-6.
    fn deny(&mut self, deny: &DenyAssignment) {
        let reaches = match deny.reach {
            DenyReach::SelfOnly => deny.scope == self.standing.scope,
            DenyReach::SelfAndChildren => self.standing.ancestors.reached_from(&deny.scope),
        };
        let beyond =
            !reaches && self.standing.may_reach(&deny.scope) && deny.reach != DenyReach::SelfOnly;
        if !reaches && !beyond {
            return;
        }
        let Some(Denial {
            permission,
            pattern,
            rule,
            judgement,
        }) = denial(deny, self.target, self.judge())
        else {
            return;
        };
        if beyond {
            let scope = deny.scope.clone();
            self.doubts.push(Doubt::UnknownHierarchy {
                scope,
                assignment: Arc::clone(&deny.id),
            });
            return;
        }
        let excluded = deny
            .exclude_principals
            .iter()
            .any(|s| self.hops(&s.id).is_some());
        if excluded {
            return;
        }
        let everyone = deny.principals.iter().any(|s| s.id.is_all_principals());
        let through = deny.principals.iter().find_map(|s| self.hops(&s.id));
        if !everyone && through.is_none() {
            for subject in &deny.principals {
                self.missing_members(&subject.id, subject.kind, &deny.id);
            }
            return;
        }
        for subject in &deny.exclude_principals {
            self.missing_members(&subject.id, subject.kind, &deny.id);
        }
        let mut steps = if everyone {
            Vec::new()
        } else {
            self.steps_of(through.unwrap_or(&[]))
        };
        steps.push(Step::DenyAssignment {
            id: Arc::clone(&deny.id),
            name: Arc::clone(&deny.name),
            scope: deny.scope.clone(),
            permission,
            pattern: pattern.clone(),
            rule,
            place: deny.place.clone(),
        });
        if deny.effect == DenyEffect::Audit {
            self.doubts.push(Doubt::AuditDeny {
                assignment: Arc::clone(&deny.id),
            });
            return;
        }
        steps.extend(judgement.steps);
        if judgement.verdict == Verdict::Met {
            self.denied.push(Derivation {
                outcome: Outcome::Denied,
                steps,
            });
        } else {
            self.maybe_denied.push(Derivation {
                outcome: Outcome::Conditional,
                steps,
            });
        }
    }

    fn assignment(&mut self, assignment: &RoleAssignment, hops: &[MembershipHop]) {
        let name = self.role_name(assignment);
        let blocked = |because, pattern: Option<&ActionPattern>| WhyNot {
            assignment: Some(Arc::clone(&assignment.id)),
            role: Arc::clone(&name),
            scope: Some(assignment.scope.clone()),
            because,
            pattern: pattern.cloned(),
            place: Some(assignment.place.clone()),
        };
        let reaches = self.standing.ancestors.reached_from(&assignment.scope);
        if !reaches && !self.standing.may_reach(&assignment.scope) {
            return self.why_not.push(blocked(Reason::Scope, None));
        }
        let Some(role) = self.index.role(&assignment.role) else {
            self.doubts.push(Doubt::UnresolvedRole {
                role: name.to_string(),
                assignment: Arc::clone(&assignment.id),
            });
            return self.why_not.push(blocked(Reason::UnresolvedRole, None));
        };
        let grant = self.grant(
            role,
            (
                assignment.condition.as_ref(),
                ConditionOwner::RoleAssignment,
            ),
        );
        if !reaches {
            if !matches!(grant, Grant::No { .. }) {
                self.doubts.push(Doubt::UnknownHierarchy {
                    scope: assignment.scope.clone(),
                    assignment: Arc::clone(&assignment.id),
                });
            }
            return self.why_not.push(blocked(Reason::Scope, None));
        }
        if let (Some(time), Some(schedule)) = (self.standing.time, self.index.window(assignment))
            && schedule.position(time).is_ne()
        {
            return self.why_not.push(blocked(Reason::Expired, None));
        }
        let mut steps = self.steps_of(hops);
        steps.push(Step::RoleAssignment {
            id: Arc::clone(&assignment.id),
            scope: assignment.scope.clone(),
            place: assignment.place.clone(),
        });
        match grant {
            Grant::No { because, pattern } => self.why_not.push(blocked(because, pattern)),
            Grant::Yes(found) => {
                steps.push(role_step(role, &found));
                steps.extend(found.of);
                let outcome = Outcome::Allowed;
                self.granted.push(Derivation { outcome, steps });
            }
            Grant::Open(found) => {
                self.why_not
                    .push(blocked(Reason::Condition, Some(found.pattern)));
                steps.push(role_step(role, &found));
                steps.extend(found.of);
                let outcome = Outcome::Conditional;
                self.conditional.push(Derivation { outcome, steps });
            }
        }
    }

    /// PI-1, PI-2: an active instance that only shows an assignment a second time is left to that
    /// assignment.
    fn schedule(&mut self, schedule: &Schedule, hops: &[MembershipHop]) {
        if self.index.repeats_assignment(schedule) {
            return;
        }
        let name: Arc<str> = Arc::from(self.index.role_label(&schedule.role, None));
        let blocked = |because, pattern: Option<&ActionPattern>| WhyNot {
            assignment: Some(Arc::clone(&schedule.id)),
            role: Arc::clone(&name),
            scope: Some(schedule.scope.clone()),
            because,
            pattern: pattern.cloned(),
            place: Some(schedule.place.clone()),
        };
        if !self.standing.ancestors.reached_from(&schedule.scope) {
            if self.standing.may_reach(&schedule.scope) {
                self.doubts.push(Doubt::UnknownHierarchy {
                    scope: schedule.scope.clone(),
                    assignment: Arc::clone(&schedule.id),
                });
            }
            return self.why_not.push(blocked(Reason::Scope, None));
        }
        if self
            .standing
            .time
            .is_some_and(|time| schedule.position(time).is_ne())
        {
            return self.why_not.push(blocked(Reason::Expired, None));
        }
        let Some(role) = self.index.role(&schedule.role) else {
            self.doubts.push(Doubt::UnresolvedRole {
                role: name.to_string(),
                assignment: Arc::clone(&schedule.id),
            });
            return self.why_not.push(blocked(Reason::UnresolvedRole, None));
        };
        let mut steps = self.steps_of(hops);
        steps.push(Step::Schedule {
            id: Arc::clone(&schedule.id),
            kind: schedule.kind,
            scope: schedule.scope.clone(),
            place: schedule.place.clone(),
        });
        let grant = self.grant(
            role,
            (schedule.condition.as_ref(), ConditionOwner::Schedule),
        );
        let (found, outcome, bucket, because) = match (grant, schedule.kind) {
            (Grant::No { because, pattern }, _) => {
                return self.why_not.push(blocked(because, pattern));
            }
            (Grant::Yes(found) | Grant::Open(found), ScheduleKind::Eligible) => {
                let because = Some(Reason::EligibleOnly);
                (found, Outcome::Eligible, &mut self.eligible, because)
            }
            (Grant::Yes(found), _) => (found, Outcome::Allowed, &mut self.granted, None),
            (Grant::Open(found), _) => {
                let because = Some(Reason::Condition);
                (found, Outcome::Conditional, &mut self.conditional, because)
            }
        };
        self.why_not
            .extend(because.map(|because| blocked(because, Some(found.pattern))));
        steps.push(role_step(role, &found));
        steps.extend(found.of);
        bucket.push(Derivation { outcome, steps });
    }

    fn judge(&self) -> Judge<'_> {
        Judge {
            conditions: self.index.conditions(),
            circumstances: &self.standing.circumstances,
            wildcards: self.standing.wildcards,
        }
    }

    fn grant<'r>(
        &self,
        role: &'r RoleDefinition,
        outer: (Option<&ConditionText>, ConditionOwner),
    ) -> Grant<'r> {
        grant(role, self.target, outer, self.judge())
    }

    /// Assignments to groups whose members are not listed: the principal may be one of them.
    fn strangers(&mut self) {
        if !self.granted.is_empty() && self.denied.is_empty() {
            return;
        }
        let index = self.index;
        for (at, group) in index.unlisted() {
            let assignment = &index.tenant().role_assignments[*at];
            if !self.standing.ancestors.reached_from(&assignment.scope)
                || self.hops(&assignment.principal).is_some()
            {
                continue;
            }
            let grants = index.role(&assignment.role).is_none_or(|role| {
                !matches!(
                    self.grant(
                        role,
                        (
                            assignment.condition.as_ref(),
                            ConditionOwner::RoleAssignment
                        )
                    ),
                    Grant::No { .. }
                )
            });
            if grants {
                let (group, assignment) = (group.clone(), Arc::clone(&assignment.id));
                self.doubts
                    .push(Doubt::MissingMembers { group, assignment });
            }
        }
    }

    fn missing_members(&mut self, group: &PrincipalId, kind: PrincipalKind, of: &Arc<str>) {
        let tenant = self.index.tenant();
        let known = tenant.principal(group).map_or(kind, |p| p.kind);
        let group_like = matches!(known, PrincipalKind::Group | PrincipalKind::ForeignGroup)
            || kind == PrincipalKind::Group;
        if !group_like || *group == self.standing.principal {
            return;
        }
        if let Err(unlisted) = self.index.groups().is_complete(group, tenant) {
            self.doubts.push(Doubt::MissingMembers {
                group: unlisted,
                assignment: Arc::clone(of),
            });
        }
    }

    fn role_name(&self, assignment: &RoleAssignment) -> Arc<str> {
        Arc::from(
            self.index
                .role_label(&assignment.role, assignment.role_name.as_deref()),
        )
    }

    fn steps_of(&self, hops: &[MembershipHop]) -> Vec<Step> {
        hops.iter()
            .map(|hop| Step::GroupMembership {
                from: hop.member.clone(),
                to: hop.group.clone(),
                name: self
                    .index
                    .tenant()
                    .principal(&hop.group)
                    .and_then(|p| p.display_name.clone()),
                place: hop.place.clone(),
            })
            .collect()
    }

    /// For one request: an enforced deny wins; then any grant; then conditional; then eligible.
    fn settle(mut self) -> Decision {
        let outcome = if !self.denied.is_empty() {
            Outcome::Denied
        } else if !self.granted.is_empty() {
            if self.maybe_denied.is_empty() {
                Outcome::Allowed
            } else {
                Outcome::Conditional
            }
        } else if !self.conditional.is_empty() {
            Outcome::Conditional
        } else if !self.eligible.is_empty() {
            Outcome::Eligible
        } else {
            Outcome::NotGranted
        };
        if outcome == Outcome::Denied {
            for derivation in self.granted.iter().chain(&self.conditional) {
                self.why_not.extend(denied_row(derivation));
            }
        }
        if outcome == Outcome::Allowed {
            self.doubts.retain(|doubt| self_denies(doubt, self.index));
        }
        self.doubts.sort();
        self.doubts.dedup();
        let derivations = [
            self.denied,
            self.maybe_denied,
            self.granted,
            self.conditional,
            self.eligible,
        ]
        .concat();
        let why_not = if outcome == Outcome::Allowed {
            Vec::new()
        } else {
            self.why_not
        };
        Decision {
            outcome,
            derivations,
            why_not,
            doubts: self.doubts,
        }
    }
}

/// Whether a doubt is about a deny assignment: only those can change an "allowed".
fn self_denies(doubt: &Doubt, index: &AccessIndex<'_>) -> bool {
    let (Doubt::MissingMembers { assignment, .. }
    | Doubt::UnknownHierarchy { assignment, .. }
    | Doubt::UnresolvedRole { assignment, .. }
    | Doubt::AuditDeny { assignment }) = doubt;
    index
        .tenant()
        .deny_assignments
        .iter()
        .any(|deny| deny.id == *assignment)
}

fn denied_row(derivation: &Derivation) -> Option<WhyNot> {
    let mut row = None;
    for step in &derivation.steps {
        match step {
            Step::RoleAssignment { id, scope, place }
            | Step::Schedule {
                id, scope, place, ..
            } => {
                row = Some(WhyNot {
                    assignment: Some(Arc::clone(id)),
                    role: Arc::from(""),
                    scope: Some(scope.clone()),
                    because: Reason::DeniedBy,
                    pattern: None,
                    place: Some(place.clone()),
                });
            }
            Step::RoleDefinition { name, pattern, .. } => {
                if let Some(row) = &mut row {
                    row.role = Arc::clone(name);
                    row.pattern = Some(pattern.clone());
                }
            }
            _ => {}
        }
    }
    row
}
