//! Lists of everything that a principal holds: each grant, and that none is left out.

use std::collections::BTreeSet;

use super::checker::Checker;
use super::matching::plain_match;
use super::site::{Gives, Site};
use super::{Rejection, reject};
use crate::access::{Circumstances, Outcome, Target};
use crate::catalog::Catalog;
use crate::ids::PrincipalId;
use crate::model::{DenyReach, Moment, Plane, Tenant};
use crate::pattern::ActionPattern;
use crate::scope::Scope;

/// What such a list says of one permission of one assignment in one plane.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantClaim {
    /// The assignment or schedule instance, in lower case.
    pub assignment: String,
    /// Where it holds.
    pub scope: Scope,
    /// In which plane; `None` where the role is unknown.
    pub plane: Option<Plane>,
    /// The role's name.
    pub role: String,
    /// Patterns granted.
    pub actions: Vec<String>,
    /// Patterns excluded.
    pub not_actions: Vec<String>,
    /// Allowed, conditional, undetermined, eligible or denied.
    pub outcome: Outcome,
    /// Whether nothing is missing that would make it the principal's.
    pub is_certain: bool,
}

/// Accepts a list of what a principal holds, at a scope or anywhere, if it is the one that a plain
/// reading of the records gives.
///
/// # Errors
///
/// The first grant that is wrong, missing or too many.
pub fn verify_grants(
    tenant: &Tenant,
    catalog: &Catalog,
    principal: &PrincipalId,
    at: Option<&Scope>,
    moment: Moment,
    claims: &[GrantClaim],
) -> Result<(), Rejection> {
    let site = Site::new(tenant, catalog, at, moment.time());
    let holders = site.holders(principal);
    let texts = |patterns: &[ActionPattern]| -> Vec<String> {
        patterns.iter().map(ToString::to_string).collect()
    };
    let mut expected = Vec::new();
    for record in &site.records {
        let holds = holders.contains(record.holder);
        if !holds && !site.may_be_behind(principal, record.holder) {
            continue;
        }
        let mut expect = |plane, role: &str, bound, lists: [&[ActionPattern]; 2]| {
            let is_known = holds && !record.is_open;
            let given = match (record.gives, bound) {
                (Gives::Eligibility, _) => Outcome::Eligible,
                (Gives::Access, _) if !is_known => Outcome::Undetermined,
                (Gives::Access, true) => Outcome::Conditional,
                (Gives::Access, false) => Outcome::Allowed,
            };
            let scope = at.unwrap_or(record.scope);
            let who = (principal, moment);
            let denied = || denied(tenant, catalog, who, scope, plane, lists);
            let outcome = match is_known.then(denied).flatten() {
                Some(Outcome::Undetermined) if given == Outcome::Eligible => given,
                denied => denied.unwrap_or(given),
            };
            let is_certain = is_known && outcome != Outcome::Undetermined;
            expected.push(GrantClaim {
                assignment: record.id.to_ascii_lowercase(),
                scope: record.scope.clone(),
                plane,
                role: role.to_owned(),
                actions: texts(lists[0]),
                not_actions: texts(lists[1]),
                outcome,
                is_certain,
            });
        };
        let Some(role) = &record.role else {
            expect(None, &record.label, false, [&[], &[]]);
            continue;
        };
        for permission in &role.permissions {
            let bound = permission.condition.is_some() || record.condition.is_some();
            for (plane, patterns) in [
                (Plane::Control, &permission.control),
                (Plane::Data, &permission.data),
            ] {
                if !patterns.granted().is_empty() {
                    let lists = [patterns.granted(), patterns.excluded()];
                    expect(Some(plane), &role.name, bound, lists);
                }
            }
        }
    }
    expected.sort();
    let mut claims = claims.to_vec();
    claims.sort();
    for (said, found) in claims.iter().zip(&expected) {
        if said < found {
            return reject(format!(
                "`{}` does not give what the answer says of {} at {}",
                said.assignment, said.role, said.scope
            ));
        }
        if said > found {
            return reject(left_out(found));
        }
    }
    match (claims.get(expected.len()), expected.get(claims.len())) {
        (Some(extra), _) => reject(format!(
            "`{}` does not give what the answer says of {} at {}",
            extra.assignment, extra.role, extra.scope
        )),
        (None, Some(found)) => reject(left_out(found)),
        (None, None) => Ok(()),
    }
}

/// That deny assignments leave nothing of what a permission gives in a plane, or may, at a scope and below it.
fn denied(
    tenant: &Tenant,
    catalog: &Catalog,
    (principal, moment): (&PrincipalId, Moment),
    scope: &Scope,
    plane: Option<Plane>,
    [granted, excluded]: [&[ActionPattern]; 2],
) -> Option<Outcome> {
    let plane = plane?;
    if tenant.deny_assignments.is_empty() {
        return None;
    }
    let mut site = Site::new(tenant, catalog, Some(scope), moment.time());
    // What is denied at a scope alone may be done below it.
    site.denies
        .retain(|deny| deny.reach == DenyReach::SelfAndChildren);
    if site.denies.is_empty() {
        return None;
    }
    let nothing_given = Circumstances::default();
    let checker = Checker::new(&site, principal, &nothing_given);
    let matches = |patterns: &[ActionPattern], name: &str| {
        let mut patterns = patterns.iter();
        patterns.any(|pattern| plain_match(pattern.as_str(), name, catalog.wildcards()))
    };
    let mut is_known = vec![false; granted.len()];
    let (mut gives_any, mut is_left, mut is_open) = (false, false, false);
    let mut weigh = |name: &str| {
        gives_any = true;
        if is_left {
            return;
        }
        let action = ActionPattern::literal(name);
        let weighed = checker.weigh(&Target { action, plane });
        let may_deny = weighed.may_deny;
        match weighed.outcome() {
            Outcome::Denied => {}
            Outcome::Undetermined if may_deny => is_open = true,
            _ => is_left = true,
        }
    };
    catalog.for_each_operation(|_, name, own| {
        if own != plane {
            return;
        }
        let mut is_granted = false;
        for (pattern, is_known) in granted.iter().zip(&mut is_known) {
            if matches(std::slice::from_ref(pattern), name) {
                (is_granted, *is_known) = (true, true);
            }
        }
        if is_granted && !matches(excluded, name) {
            weigh(name);
        }
    });
    // A name stands for what the catalogue doesn't hold.
    for (pattern, _) in granted.iter().zip(is_known).filter(|(_, known)| !known) {
        let name = pattern.as_str().replace('*', "any");
        if !matches(excluded, &name) {
            weigh(&name);
        }
    }
    match (gives_any && !is_left, is_open) {
        (false, _) => None,
        (true, true) => Some(Outcome::Undetermined),
        (true, false) => Some(Outcome::Denied),
    }
}

/// Accepts the numbers of operations, by plane, that some grants name together.
///
/// # Errors
///
/// When there are more or fewer.
pub(crate) fn verify_counts(
    catalog: &Catalog,
    claims: &[GrantClaim],
    counts: [(Plane, usize); 2],
) -> Result<(), Rejection> {
    let matches = |patterns: &[String], name: &str| {
        let mut patterns = patterns.iter();
        patterns.any(|pattern| plain_match(pattern, name, catalog.wildcards()))
    };
    for (plane, said) in counts {
        let mut sets: Vec<(&[String], &[String])> = claims
            .iter()
            .filter(|claim| claim.plane == Some(plane) && claim.is_certain)
            .filter(|claim| claim.outcome != Outcome::Denied)
            .map(|claim| (&claim.actions[..], &claim.not_actions[..]))
            .collect();
        sets.sort_unstable();
        sets.dedup();
        let mut count = 0;
        catalog.for_each_operation(|_, name, own| {
            let held =
                |(yes, no): &(&[String], &[String])| matches(yes, name) && !matches(no, name);
            count += usize::from(own == plane && sets.iter().any(held));
        });
        if count != said {
            return reject(format!(
                "the grants name {count} {plane} operations, not {said}"
            ));
        }
    }
    Ok(())
}

/// Accepts the list of operations that a principal may do at a scope.
///
/// # Errors
///
/// The first operation that is wrongly there or not there.
pub(crate) fn verify_expansion(
    tenant: &Tenant,
    catalog: &Catalog,
    principal: &PrincipalId,
    scope: &Scope,
    moment: Moment,
    said: &[(Plane, Vec<String>)],
) -> Result<(), Rejection> {
    let site = Site::new(tenant, catalog, Some(scope), moment.time());
    let nothing_given = Circumstances::default();
    let checker = Checker::new(&site, principal, &nothing_given);
    let mut listed: BTreeSet<(Plane, String)> = said
        .iter()
        .flat_map(|(plane, names)| names.iter().map(|name| (*plane, name.to_ascii_lowercase())))
        .collect();
    let mut fault = None;
    catalog.for_each_operation(|_, name, plane| {
        let action = ActionPattern::literal(name);
        let target = Target { action, plane };
        let allowed = checker.weigh(&target).outcome() == Outcome::Allowed;
        if listed.remove(&(plane, name.to_ascii_lowercase())) != allowed && fault.is_none() {
            let is = if allowed { "is" } else { "is not" };
            fault = Some(format!("`{name}` {is} allowed at {scope}"));
        }
    });
    let unknown = listed
        .first()
        .map(|(_, name)| format!("there is no operation `{name}`"));
    fault.or(unknown).map_or(Ok(()), reject)
}

fn left_out(found: &GrantClaim) -> String {
    format!(
        "the answer leaves out what `{}` gives: {} at {}",
        found.assignment, found.role, found.scope
    )
}
