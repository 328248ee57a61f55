//! A second, short implementation that accepts or rejects any derivation. It shares no code with
//! `decide` but the evaluation of a single condition: matching, membership, scopes and buckets are
//! done again, the plain way.

use std::collections::BTreeSet;

use super::derivation::{Derivation, Step};
use super::{Circumstances, Decision, Outcome, Request, RoleAnswer, Target};
use crate::catalog::Catalog;
use crate::condition::{Condition, ConditionContext, Suboperation, Verdict};
use crate::ids::{PrincipalId, RoleIx};
use crate::model::{
    ConditionText, DenyAssignment, DenyEffect, DenyReach, DenySubject, ManagementGroupChild,
    Permission, Plane, RoleDefinition, RoleReference, Schedule, ScheduleKind, Tenant,
};
use crate::pattern::{ActionPattern, MatchRule, Wildcards};
use crate::scope::Scope;

/// Why a derivation or a decision is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Rejection(pub String);

fn reject<T>(reason: impl Into<String>) -> Result<T, Rejection> {
    Err(Rejection(reason.into()))
}

/// Accepts a decision if every derivation holds, step by step, against the tenant, and if its
/// outcome follows from them and from a plain evaluation of the tenant.
///
/// # Errors
///
/// The first thing that does not hold.
pub fn verify(
    tenant: &Tenant,
    catalog: &Catalog,
    request: &Request,
    decision: &Decision,
) -> Result<(), Rejection> {
    let check = Checker {
        tenant,
        catalog,
        request,
    };
    for derivation in decision.derivations() {
        check.derivation(derivation)?;
    }
    let expected = check.outcome();
    if expected != decision.outcome() {
        return reject(format!(
            "the outcome is `{}`, a plain evaluation gives `{}`",
            decision.outcome().as_str(),
            expected.as_str()
        ));
    }
    let supported = match expected {
        Outcome::NotGranted => decision
            .derivations()
            .iter()
            .all(|d| d.outcome != Outcome::Allowed),
        wanted => decision.derivations().iter().any(|d| d.outcome == wanted),
    };
    if supported {
        Ok(())
    } else {
        reject("no derivation supports the outcome")
    }
}

/// Accepts one derivation, wherever it comes from, if every step of it holds against the tenant.
///
/// # Errors
///
/// The first step that does not hold.
pub fn verify_derivation(
    tenant: &Tenant,
    catalog: &Catalog,
    request: &Request,
    derivation: &Derivation,
) -> Result<(), Rejection> {
    Checker {
        tenant,
        catalog,
        request,
    }
    .derivation(derivation)
}

/// Accepts an answer about roles if every derivation holds and the outcome follows.
///
/// # Errors
///
/// The first thing that does not hold.
pub fn verify_roles(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    circumstances: &Circumstances,
    answer: &RoleAnswer,
) -> Result<(), Rejection> {
    let wildcards = catalog.wildcards();
    let definitions: Vec<RoleDefinition> = roles.iter().map(|&role| catalog.role(role)).collect();
    for derivation in &answer.derivations {
        let [
            Step::RoleDefinition {
                name,
                permission,
                pattern,
                rule,
                ..
            },
            rest @ ..,
        ] = &derivation.steps[..]
        else {
            return reject("the derivation does not start at a role");
        };
        let Some(role) = definitions.iter().find(|role| role.name == *name) else {
            return reject(format!("`{name}` was not asked about"));
        };
        let entry = entry(role, *permission)?;
        pattern_grants(entry, target, pattern, wildcards)?;
        follows_from(*rule, pattern, target)?;
        let verdict = judged(
            [entry.condition.as_ref(), None],
            target,
            circumstances,
            wildcards,
        );
        let said = rest
            .iter()
            .any(|step| matches!(step, Step::Condition { .. }));
        let expected = from_verdict(verdict);
        if entry.condition.is_some() != said || Some(derivation.outcome) != expected {
            return reject("the condition of the permission is not accounted for");
        }
    }
    let best = definitions
        .iter()
        .flat_map(|role| &role.permissions)
        .filter(|entry| permits(entry, target, wildcards))
        .filter_map(|entry| {
            from_verdict(judged(
                [entry.condition.as_ref(), None],
                target,
                circumstances,
                wildcards,
            ))
        })
        .min()
        .unwrap_or(Outcome::NotGranted);
    if best == answer.outcome {
        Ok(())
    } else {
        reject(format!("the outcome should be `{}`", best.as_str()))
    }
}

/// What the condition of a permission and that of the record around it come to together (EV-8).
fn judged(
    conditions: [Option<&ConditionText>; 2],
    target: &Target,
    circumstances: &Circumstances,
    wildcards: Wildcards,
) -> Verdict {
    conditions
        .into_iter()
        .flatten()
        .fold(Verdict::Met, |verdict, condition| {
            let Ok(parsed) = Condition::parse(&condition.text) else {
                return verdict.and(Verdict::Unknown);
            };
            let named = circumstances.suboperation.as_deref();
            let context = ConditionContext::new()
                .action(target.action.as_str())
                .suboperation(named.map_or(Suboperation::Absent, Suboperation::Named))
                .wildcards(wildcards)
                .attributes(&circumstances.attributes);
            verdict.and(parsed.verdict(&context))
        })
}

/// What a grant gives under a verdict: nothing when its conditions are not met.
fn from_verdict(verdict: Verdict) -> Option<Outcome> {
    match verdict {
        Verdict::Met => Some(Outcome::Allowed),
        Verdict::Unknown => Some(Outcome::Conditional),
        Verdict::NotMet => None,
    }
}

struct Checker<'a> {
    tenant: &'a Tenant,
    catalog: &'a Catalog,
    request: &'a Request,
}

impl Checker<'_> {
    fn derivation(&self, derivation: &Derivation) -> Result<(), Rejection> {
        let mut holder = self.request.principal.clone();
        let mut assignment: Option<(&RoleReference, Option<&ConditionText>, Outcome)> = None;
        let mut ended = false;
        let mut conditions = 0;
        for step in &derivation.steps {
            if ended && !matches!(step, Step::Condition { .. }) {
                return reject("a step after the permission");
            }
            match step {
                Step::GroupMembership { from, to, .. } => {
                    let listed = |list: &crate::model::GroupMembers| {
                        list.group == *to && list.members.contains(from)
                    };
                    if *from != holder || !self.tenant.group_members.iter().any(listed) {
                        return reject(format!("`{from}` is not listed in `{to}`"));
                    }
                    holder = to.clone();
                }
                Step::RoleAssignment { id, scope, .. } => {
                    let found = self.tenant.role_assignments.iter().find(|a| a.id == *id);
                    let Some(found) = found else {
                        return reject(format!("no role assignment `{id}`"));
                    };
                    let applies = found.principal == holder && self.covers(&found.scope);
                    if !applies || found.scope != *scope || !self.is_current(found) {
                        return reject(format!("role assignment `{id}` does not apply"));
                    }
                    assignment = Some((&found.role, found.condition.as_ref(), Outcome::Allowed));
                }
                Step::Schedule {
                    id, kind, scope, ..
                } => {
                    let Some(found) = self.tenant.schedules.iter().find(|s| s.id == *id) else {
                        return reject(format!("no schedule instance `{id}`"));
                    };
                    let applies = found.principal == holder && self.covers(&found.scope);
                    let told = found.scope == *scope && found.kind == *kind;
                    if !applies || !told || !self.is_running(found) {
                        return reject(format!("schedule instance `{id}` does not apply"));
                    }
                    let gives = if found.kind == ScheduleKind::Eligible {
                        Outcome::Eligible
                    } else {
                        Outcome::Allowed
                    };
                    assignment = Some((&found.role, found.condition.as_ref(), gives));
                }
                Step::RoleDefinition {
                    id,
                    name,
                    permission,
                    pattern,
                    rule,
                    ..
                } => {
                    let Some((reference, outer, gives)) = assignment else {
                        return reject("a role without an assignment");
                    };
                    let Some(role) = self.role(reference) else {
                        return reject("the role can't be found");
                    };
                    if role.id != *id || role.name != *name {
                        return reject(format!("the assignment is not of `{name}`"));
                    }
                    let entry = entry(&role, *permission)?;
                    let wildcards = self.catalog.wildcards();
                    pattern_grants(entry, &self.request.target, pattern, wildcards)?;
                    follows_from(*rule, pattern, &self.request.target)?;
                    conditions =
                        usize::from(outer.is_some()) + usize::from(entry.condition.is_some());
                    let verdict = self.judged([entry.condition.as_ref(), outer]);
                    let expected = match gives {
                        Outcome::Allowed => from_verdict(verdict),
                        gives => from_verdict(verdict).map(|_| gives),
                    };
                    if Some(derivation.outcome) != expected {
                        return reject("the derivation claims more than its steps give");
                    }
                    ended = true;
                }
                Step::DenyAssignment {
                    id,
                    scope,
                    permission,
                    pattern,
                    rule,
                    ..
                } => {
                    let Some(deny) = self.tenant.deny_assignments.iter().find(|d| d.id == *id)
                    else {
                        return reject(format!("no deny assignment `{id}`"));
                    };
                    let named = |s: &DenySubject| s.id.is_all_principals() || s.id == holder;
                    let told = deny.scope == *scope && deny.principals.iter().any(named);
                    if !told || !self.deny_binds(deny) {
                        return reject(format!("deny assignment `{id}` does not apply"));
                    }
                    let Some(entry) = deny.permissions.get(*permission) else {
                        return reject("no such permission in the deny assignment");
                    };
                    let wildcards = self.catalog.wildcards();
                    pattern_grants(entry, &self.request.target, pattern, wildcards)?;
                    follows_from(*rule, pattern, &self.request.target)?;
                    conditions = usize::from(deny.condition.is_some())
                        + usize::from(entry.condition.is_some());
                    let own = [entry.condition.as_ref(), deny.condition.as_ref()];
                    let expected = match self.judged(own) {
                        Verdict::Met => Outcome::Denied,
                        Verdict::Unknown => Outcome::Conditional,
                        Verdict::NotMet => return reject("the deny's condition is not met"),
                    };
                    if derivation.outcome != expected {
                        return reject("the deny claims more than its steps give");
                    }
                    ended = true;
                }
                Step::Condition { .. } => {
                    if conditions == 0 {
                        return reject("a condition that is not there");
                    }
                    conditions -= 1;
                }
            }
        }
        match (ended, conditions) {
            (true, 0) => Ok(()),
            (true, _) => reject("a condition is not accounted for"),
            (false, _) => reject("the derivation ends before a permission"),
        }
    }

    /// The outcome by reading every record once.
    fn outcome(&self) -> Outcome {
        let wildcards = self.catalog.wildcards();
        let holders = self.holders();
        let (mut denied, mut maybe_denied) = (false, false);
        for deny in self
            .tenant
            .deny_assignments
            .iter()
            .filter(|d| self.deny_binds(d))
        {
            for entry in &deny.permissions {
                if permits(entry, &self.request.target, wildcards) {
                    match self.judged([entry.condition.as_ref(), deny.condition.as_ref()]) {
                        Verdict::Met => denied = true,
                        Verdict::Unknown => maybe_denied = true,
                        Verdict::NotMet => {}
                    }
                }
            }
        }
        let mut best = Outcome::NotGranted;
        let mut offer = |role: &RoleReference, outer: Option<&ConditionText>, eligible: bool| {
            for entry in self.role(role).iter().flat_map(|role| &role.permissions) {
                if permits(entry, &self.request.target, wildcards) {
                    let given = from_verdict(self.judged([entry.condition.as_ref(), outer]));
                    let given = given.map(|g| if eligible { Outcome::Eligible } else { g });
                    best = best.min(given.unwrap_or(Outcome::NotGranted));
                }
            }
        };
        for a in &self.tenant.role_assignments {
            if holders.contains(&a.principal) && self.covers(&a.scope) && self.is_current(a) {
                offer(&a.role, a.condition.as_ref(), false);
            }
        }
        for s in &self.tenant.schedules {
            let current = self.is_running(s);
            let shown_twice = s.kind != ScheduleKind::Eligible
                && s.origin_assignment.as_deref().is_some_and(|id| {
                    self.tenant
                        .role_assignments
                        .iter()
                        .any(|a| same_tail(&a.id, id))
                });
            if holders.contains(&s.principal) && self.covers(&s.scope) && current && !shown_twice {
                offer(
                    &s.role,
                    s.condition.as_ref(),
                    s.kind == ScheduleKind::Eligible,
                );
            }
        }
        match best {
            _ if denied => Outcome::Denied,
            Outcome::Allowed if maybe_denied => Outcome::Conditional,
            best => best,
        }
    }

    fn judged(&self, conditions: [Option<&ConditionText>; 2]) -> Verdict {
        let Request {
            target,
            circumstances,
            ..
        } = self.request;
        judged(conditions, target, circumstances, self.catalog.wildcards())
    }

    fn is_running(&self, schedule: &Schedule) -> bool {
        let time = self.request.time;
        time.is_none_or(|time| schedule.position(time).is_eq())
    }

    fn is_current(&self, assignment: &crate::model::RoleAssignment) -> bool {
        let Some(time) = self.request.time else {
            return true;
        };
        self.tenant
            .schedules
            .iter()
            .filter(|s| s.kind != ScheduleKind::Eligible && s.principal == assignment.principal)
            .find(|s| {
                s.origin_assignment
                    .as_deref()
                    .is_some_and(|id| same_tail(id, &assignment.id))
            })
            .is_none_or(|s| s.position(time).is_eq())
    }

    fn holders(&self) -> BTreeSet<PrincipalId> {
        let mut holders = BTreeSet::from([self.request.principal.clone()]);
        loop {
            let more: Vec<PrincipalId> = self
                .tenant
                .group_members
                .iter()
                .filter(|list| !holders.contains(&list.group))
                .filter(|list| list.members.iter().any(|member| holders.contains(member)))
                .map(|list| list.group.clone())
                .collect();
            if more.is_empty() {
                return holders;
            }
            holders.extend(more);
        }
    }

    fn deny_binds(&self, deny: &DenyAssignment) -> bool {
        let holders = self.holders();
        let reaches = match deny.reach {
            DenyReach::SelfOnly => deny.scope == self.request.scope,
            DenyReach::SelfAndChildren => self.covers(&deny.scope),
        };
        let named = |s: &DenySubject| s.id.is_all_principals() || holders.contains(&s.id);
        reaches
            && deny.effect == DenyEffect::Enforced
            && deny.principals.iter().any(named)
            && !deny
                .exclude_principals
                .iter()
                .any(|s| holders.contains(&s.id))
    }

    fn covers(&self, scope: &Scope) -> bool {
        let asked = &self.request.scope;
        if scope.contains(asked) {
            return true;
        }
        let mut above = match asked.subscription() {
            Some(subscription) => self.parent(|child| {
                matches!(child, ManagementGroupChild::Subscription(s) if *s == subscription)
            }),
            None => asked
                .self_and_path_ancestors()
                .filter_map(|path| Scope::parse(path).ok())
                .find_map(|s| s.management_group_id().map(str::to_owned)),
        };
        let mut seen = BTreeSet::new();
        while let Some(id) = above {
            let group = Scope::management_group(&id);
            if group == *scope {
                return true;
            }
            if !seen.insert(group.clone()) {
                return false;
            }
            above = self.parent(|child| {
                matches!(child, ManagementGroupChild::Group(c) if Scope::management_group(c) == group)
            });
            let stated = self.tenant.management_groups.iter().find_map(|g| {
                let same = Scope::management_group(&g.id) == group;
                g.parent.as_deref().filter(|_| same).map(str::to_owned)
            });
            above = above.or(stated);
        }
        false
    }

    fn parent(&self, holds: impl Fn(&ManagementGroupChild) -> bool) -> Option<String> {
        let groups = &self.tenant.management_groups;
        groups
            .iter()
            .find(|g| g.children.iter().any(&holds))
            .map(|g| g.id.to_string())
    }

    fn role(&self, reference: &RoleReference) -> Option<RoleDefinition> {
        let found = match reference {
            RoleReference::Id(id) => self.catalog.find_role_id(*id),
            RoleReference::Name(name) => self.catalog.look_up_role(name).ok(),
        };
        found.map(|role| self.catalog.role(role))
    }
}

fn same_tail(a: &str, b: &str) -> bool {
    let tail = |id: &str| {
        id.rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    tail(a) == tail(b)
}

fn entry(role: &RoleDefinition, permission: usize) -> Result<&Permission, Rejection> {
    role.permissions
        .get(permission)
        .ok_or_else(|| Rejection(format!("`{}` has no permission {permission}", role.name)))
}

fn pattern_grants(
    entry: &Permission,
    target: &Target,
    pattern: &ActionPattern,
    wildcards: Wildcards,
) -> Result<(), Rejection> {
    let granted = match target.plane {
        Plane::Control => entry.control.granted(),
        Plane::Data => entry.data.granted(),
    };
    if !granted.iter().any(|own| own.as_str() == pattern.as_str()) {
        return reject(format!("the permission does not list `{pattern}`"));
    }
    if !plain_match(pattern.as_str(), target.action.as_str(), wildcards) {
        return reject(format!("`{pattern}` does not match `{}`", target.action));
    }
    if !permits(entry, target, wildcards) {
        return reject("a not action takes the operation back");
    }
    Ok(())
}

/// WC-5 is told exactly where no other clause gives the match.
fn follows_from(
    rule: MatchRule,
    pattern: &ActionPattern,
    target: &Target,
) -> Result<(), Rejection> {
    let plainly = plain_match(pattern.as_str(), target.action.as_str(), Wildcards::Strict);
    if (rule == MatchRule::VanishingMiddle) == plainly {
        return reject(format!("`{pattern}` does not match by {}", rule.clause()));
    }
    Ok(())
}

fn permits(entry: &Permission, target: &Target, wildcards: Wildcards) -> bool {
    let set = match target.plane {
        Plane::Control => &entry.control,
        Plane::Data => &entry.data,
    };
    let any = |patterns: &[ActionPattern]| {
        patterns
            .iter()
            .any(|p| plain_match(p.as_str(), target.action.as_str(), wildcards))
    };
    any(set.granted()) && !any(set.excluded())
}

/// The matching rule of azure-rbac.md §2.1 by trying every way to spend the star.
fn plain_match(pattern: &str, action: &str, wildcards: Wildcards) -> bool {
    fn run(pattern: &[u8], action: &[u8], wildcards: Wildcards) -> bool {
        match pattern.split_first() {
            None => action.is_empty(),
            Some((b'*', rest)) => {
                (0..=action.len()).any(|spent| run(rest, &action[spent..], wildcards))
            }
            Some((first, rest)) => {
                let vanishing = wildcards == Wildcards::Azure
                    && pattern.starts_with(b"/*/")
                    && run(&pattern[2..], action, wildcards);
                vanishing || (action.first() == Some(first) && run(rest, &action[1..], wildcards))
            }
        }
    }
    let (pattern, action) = (
        pattern.trim().to_ascii_lowercase(),
        action.trim().to_ascii_lowercase(),
    );
    if !pattern.contains('*') {
        return pattern == action && !pattern.ends_with('/');
    }
    run(pattern.as_bytes(), action.as_bytes(), wildcards)
}
