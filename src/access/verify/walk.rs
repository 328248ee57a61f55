//! A derivation, step by step.

use super::checker::{Checker, from_verdict};
use super::matching::{entry, follows_from, pattern_grants};
use super::site::{Gives, role};
use super::{Rejection, reject};
use crate::access::derivation::{ConditionOwner, Derivation, Step};
use crate::access::{Outcome, Target};
use crate::condition::Verdict;
use crate::ids::PrincipalId;
use crate::model::{
    ConditionText, DenySubject, Permission, RoleDefinition, RoleReference, ScheduleKind,
};
use crate::pattern::{ActionPattern, MatchRule};

/// How far the steps have led.
struct Walk<'a> {
    checker: &'a Checker<'a>,
    target: &'a Target,
    claimed: Outcome,
    /// Who holds what comes next: the principal, or a group that it is in.
    holder: PrincipalId,
    held: Option<Held>,
    /// Once a permission is reached: the conditions that are still to be accounted for.
    owed: Option<Vec<(ConditionOwner, ConditionText)>>,
}

/// What an assignment or a schedule instance gives its holder.
struct Held {
    role: Option<RoleDefinition>,
    condition: Option<(ConditionOwner, ConditionText)>,
    gives: Gives,
}

impl Checker<'_> {
    /// Accepts a derivation if each of its steps holds and they give what it claims.
    pub(super) fn derivation(
        &self,
        target: &Target,
        derivation: &Derivation,
    ) -> Result<(), Rejection> {
        let mut walk = Walk {
            checker: self,
            target,
            claimed: derivation.outcome,
            holder: self.principal.clone(),
            held: None,
            owed: None,
        };
        for step in derivation.steps.iter() {
            if walk.owed.is_some() && !matches!(step, Step::Condition { .. }) {
                return reject("a step after the permission");
            }
            if walk.held.is_some() && !matches!(step, Step::RoleDefinition { .. }) {
                return reject("a step between the assignment and its role");
            }
            walk.step(step)?;
        }
        match walk.owed {
            Some(owed) if owed.is_empty() => Ok(()),
            Some(_) => reject("a condition is not accounted for"),
            None => reject("the derivation ends before a permission"),
        }
    }
}

impl Walk<'_> {
    fn step(&mut self, step: &Step) -> Result<(), Rejection> {
        let site = self.checker.site;
        let tenant = site.tenant;
        match step {
            Step::GroupMembership { from, to, .. } => {
                let listed = |list: &crate::model::GroupMembers| {
                    list.group == *to && list.members.contains(from)
                };
                if *from != self.holder || !tenant.group_members.iter().any(listed) {
                    return reject(format!("`{from}` is not listed in `{to}`"));
                }
                self.holder = to.clone();
            }
            Step::RoleAssignment { id, scope, .. } => {
                let found = tenant.role_assignments.iter().find(|a| a.id == *id);
                let Some(found) = found else {
                    return reject(format!("no role assignment `{id}`"));
                };
                let applies = found.principal == self.holder && site.covers(&found.scope);
                if !applies || found.scope != *scope || !site.is_current(found) {
                    return reject(format!("role assignment `{id}` does not apply"));
                }
                let owner = ConditionOwner::RoleAssignment;
                self.hold(&found.role, found.condition.as_ref(), owner, Gives::Access);
            }
            Step::Schedule {
                id, kind, scope, ..
            } => {
                let Some(found) = tenant.schedules.iter().find(|s| s.id == *id) else {
                    return reject(format!("no schedule instance `{id}`"));
                };
                let applies = found.principal == self.holder && site.covers(&found.scope);
                let is_same = found.scope == *scope && found.kind == *kind;
                if !applies || !is_same || !site.is_running(found) {
                    return reject(format!("schedule instance `{id}` does not apply"));
                }
                let gives = match found.kind {
                    ScheduleKind::Eligible => Gives::Eligibility,
                    ScheduleKind::Activated | ScheduleKind::Assigned => Gives::Access,
                };
                let owner = ConditionOwner::Schedule;
                self.hold(&found.role, found.condition.as_ref(), owner, gives);
            }
            Step::RoleDefinition {
                id,
                name,
                permission,
                pattern,
                rule,
                ..
            } => {
                let Some(held) = self.held.take() else {
                    return reject("a role without an assignment");
                };
                let Some(role) = &held.role else {
                    return reject("the role can't be found");
                };
                if role.id != *id || role.name != *name {
                    return reject(format!("the assignment is not of `{name}`"));
                }
                let entry = entry(role, *permission)?;
                let verdict = self.enter(entry, (pattern, *rule), held.condition)?;
                let given = from_verdict(verdict).map(|given| match held.gives {
                    Gives::Access => given,
                    Gives::Eligibility => Outcome::Eligible,
                });
                if Some(self.claimed) != given {
                    return reject("the derivation claims more than its steps give");
                }
            }
            Step::DenyAssignment {
                id,
                scope,
                permission,
                pattern,
                rule,
                ..
            } => {
                let Some(deny) = site.denies.iter().find(|d| d.id == *id) else {
                    return reject(format!("no deny assignment `{id}` applies here"));
                };
                let named = |s: &DenySubject| s.id.is_all_principals() || s.id == self.holder;
                let is_same = deny.scope == *scope && deny.principals.iter().any(named);
                if !is_same || !self.checker.is_bound_by(deny) {
                    return reject(format!("deny assignment `{id}` does not apply"));
                }
                let Some(entry) = deny.permissions.get(*permission) else {
                    return reject("no such permission in the deny assignment");
                };
                let outer = deny.condition.clone();
                let outer = outer.map(|c| (ConditionOwner::DenyAssignment, c));
                let expected = match self.enter(entry, (pattern, *rule), outer)? {
                    Verdict::Met => Outcome::Denied,
                    Verdict::Unknown => Outcome::Conditional,
                    Verdict::NotMet => return reject("the deny's condition is not met"),
                };
                if self.claimed != expected {
                    return reject("the deny claims more than its steps give");
                }
            }
            Step::Condition {
                condition,
                on,
                verdict,
                ..
            } => {
                let paid = self.owed.as_mut().and_then(|owed| {
                    let same = |(owner, own): &(ConditionOwner, ConditionText)| {
                        owner == on && own.text == condition.text
                    };
                    owed.iter().position(same).map(|at| owed.swap_remove(at).1)
                });
                let Some(own) = paid else {
                    return reject("a condition that is not there");
                };
                if self.checker.judged(self.target, [Some(&own), None]) != *verdict {
                    return reject("a condition comes to something else");
                }
            }
        }
        Ok(())
    }

    fn hold(
        &mut self,
        reference: &RoleReference,
        condition: Option<&ConditionText>,
        owner: ConditionOwner,
        gives: Gives,
    ) {
        self.held = Some(Held {
            role: role(self.checker.site.catalog, reference),
            condition: condition.map(|c| (owner, c.clone())),
            gives,
        });
    }

    /// Reaches a permission: what its condition and the outer one come to. From here on only
    /// conditions may follow.
    fn enter(
        &mut self,
        entry: &Permission,
        (pattern, rule): (&ActionPattern, MatchRule),
        outer: Option<(ConditionOwner, ConditionText)>,
    ) -> Result<Verdict, Rejection> {
        let wildcards = self.checker.site.catalog.wildcards();
        pattern_grants(entry, self.target, pattern, wildcards)?;
        follows_from(rule, pattern, self.target)?;
        let own = entry.condition.clone();
        let both = [own.as_ref(), outer.as_ref().map(|(_, c)| c)];
        let verdict = self.checker.judged(self.target, both);
        let own = own.map(|c| (ConditionOwner::Permission, c));
        self.owed = Some(own.into_iter().chain(outer).collect());
        Ok(verdict)
    }
}
