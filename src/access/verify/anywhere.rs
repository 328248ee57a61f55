//! Lists of everyone who can, wherever that is: each scope that is named and each scope of the inputs.

use std::collections::{BTreeMap, BTreeSet};

use super::checker::{Checker, Weighed};
use super::site::{Site, management_groups_above};
use super::{Checked, Rejection, names_under, reject, together};
use crate::access::{Circumstances, Derivation, Outcome, Step, Target};
use crate::catalog::Catalog;
use crate::ids::PrincipalId;
use crate::model::{DenyReach, ManagementGroupChild, Moment, Tenant};
use crate::scope::Scope;

/// A principal of such a list.
#[derive(Clone, Debug)]
pub(crate) struct AnywhereClaim {
    /// The principal that is said to be able.
    pub principal: PrincipalId,
    /// What the list says is the best of its outcomes.
    pub outcome: Outcome,
    /// Where, and what it comes to there.
    pub places: Vec<ClaimedPlace>,
    /// The paths that it names.
    pub derivations: Vec<Derivation>,
    /// The groups through which it is said to have the rest.
    pub through: Vec<PrincipalId>,
}

/// An entry of a list of scopes, or an exception.
#[derive(Clone, Debug)]
pub(crate) struct ClaimedPlace {
    /// The scope of the entry.
    pub scope: Scope,
    /// What it is said to come to.
    pub outcome: Outcome,
    /// Whether it is an exception from an entry above.
    pub is_exception: bool,
    /// Whether it is said of the scope itself and not of what is below.
    pub only_here: bool,
    /// The deny assignments of the scope that are named.
    pub denied_by: Vec<String>,
}

/// Accepts a list of those who can do something somewhere if at every scope that it names, and at every
/// scope at which a record of the inputs is, it says what a plain evaluation gives, and nobody is
/// missing.
///
/// # Errors
///
/// The first thing that does not hold.
pub(crate) fn verify_holders_anywhere(
    tenant: &Tenant,
    catalog: &Catalog,
    target: &Target,
    moment: Moment,
    circumstances: &Circumstances,
    claims: &[AnywhereClaim],
) -> Result<Checked, Rejection> {
    let names = if target.action.is_concrete() {
        vec![target.clone()]
    } else {
        names_under(catalog, target)
    };
    let mut listed: BTreeMap<&PrincipalId, &AnywhereClaim> = BTreeMap::new();
    for claim in claims {
        if listed.insert(&claim.principal, claim).is_some() {
            return reject(format!("`{}` is listed twice", claim.principal));
        }
    }
    if names.is_empty() {
        return Ok(Checked::NoOperation);
    }
    let whole = Site::new(tenant, catalog, None, moment.time());
    let mut everyone: BTreeSet<PrincipalId> = listed.keys().map(|id| (*id).clone()).collect();
    for record in &whole.records {
        everyone.extend(whole.members(record.holder));
    }
    for claim in claims {
        let of = |Rejection(reason)| Rejection(format!("`{}`: {reason}", claim.principal));
        itself(tenant, claim, &listed).map_err(of)?;
        for derivation in &claim.derivations {
            path(
                tenant,
                catalog,
                (claim, derivation),
                &names,
                moment,
                circumstances,
            )
            .map_err(of)?;
        }
    }
    let depths = depths(tenant);
    for scope in scopes(tenant, claims) {
        let mut site = Site::new(tenant, catalog, Some(&scope), moment.time());
        for below in [false, true] {
            if below {
                site.denies
                    .retain(|deny| deny.reach == DenyReach::SelfAndChildren);
            }
            for principal in &everyone {
                let checker = Checker::new(&site, principal, circumstances);
                let weighed: Vec<_> = names.iter().map(|name| checker.weigh(name)).collect();
                let said = listed.get(principal);
                let said = said.and_then(|claim| nearest(&site, claim, (&scope, below), &depths));
                agrees(said, &weighed).map_err(|reason| {
                    let below = if below { " and below" } else { "" };
                    Rejection(format!("`{principal}` at {scope}{below}: {reason}"))
                })?;
            }
        }
    }
    Ok(Checked::Wholly)
}

/// What a claim says without a look at any scope.
fn itself(
    tenant: &Tenant,
    claim: &AnywhereClaim,
    listed: &BTreeMap<&PrincipalId, &AnywhereClaim>,
) -> Result<(), Rejection> {
    let entries = claim.places.iter().filter(|place| !place.is_exception);
    if entries.map(|place| place.outcome).min() != Some(claim.outcome) {
        return reject("the outcome is not the best of those at its scopes");
    }
    for group in &claim.through {
        let mut lists = tenant.group_members.iter();
        let is_member =
            lists.any(|list| list.group == *group && list.members.contains(&claim.principal));
        if !is_member || !listed.contains_key(group) {
            return reject(format!("it is in no group `{group}` that is listed"));
        }
    }
    for place in &claim.places {
        for id in &place.denied_by {
            let mut denies = tenant.deny_assignments.iter();
            if !denies.any(|deny| deny.id.eq_ignore_ascii_case(id) && deny.scope == place.scope) {
                return reject(format!("no deny assignment `{id}` at {}", place.scope));
            }
        }
    }
    Ok(())
}

/// A path holds where its record is.
fn path(
    tenant: &Tenant,
    catalog: &Catalog,
    (claim, derivation): (&AnywhereClaim, &Derivation),
    names: &[Target],
    moment: Moment,
    circumstances: &Circumstances,
) -> Result<(), Rejection> {
    let at = derivation.steps.iter().find_map(|step| match step {
        Step::RoleAssignment { scope, .. } | Step::Schedule { scope, .. } => Some(scope),
        _ => None,
    });
    let Some(at) = at else {
        return reject("a derivation has no record");
    };
    let site = Site::new(tenant, catalog, Some(at), moment.time());
    let checker = Checker::new(&site, &claim.principal, circumstances);
    let mut fault = Ok(());
    for name in names {
        match checker.derivation(name, derivation) {
            Ok(()) => return Ok(()),
            Err(found) => fault = Err(found),
        }
    }
    fault
}

/// Every scope that a claim names, and every one at which something is in the inputs.
fn scopes(tenant: &Tenant, claims: &[AnywhereClaim]) -> BTreeSet<Scope> {
    let mut found = BTreeSet::from([Scope::root()]);
    found.extend(tenant.role_assignments.iter().map(|a| a.scope.clone()));
    found.extend(tenant.schedules.iter().map(|s| s.scope.clone()));
    found.extend(tenant.deny_assignments.iter().map(|d| d.scope.clone()));
    for group in &tenant.management_groups {
        found.insert(Scope::management_group(&group.id));
        found.extend(group.children.iter().map(|child| match child {
            ManagementGroupChild::Group(id) => Scope::management_group(id),
            ManagementGroupChild::Subscription(scope) => scope.clone(),
        }));
    }
    let places = claims.iter().flat_map(|claim| &claim.places);
    found.extend(places.map(|place| place.scope.clone()));
    found
}

/// How deep management groups lie.
fn depths(tenant: &Tenant) -> BTreeMap<Scope, usize> {
    let groups = tenant.management_groups.iter();
    let children = groups.clone().flat_map(|group| &group.children);
    let nested = children.filter_map(|child| match child {
        ManagementGroupChild::Group(id) => Some(Scope::management_group(id)),
        ManagementGroupChild::Subscription(_) => None,
    });
    let all = groups.map(|group| Scope::management_group(&group.id));
    all.chain(nested)
        .map(|group| (group.clone(), management_groups_above(tenant, &group).len()))
        .collect()
}

/// What is said of a scope, or of what is below it: the entry that is nearest above.
fn nearest(
    site: &Site<'_>,
    claim: &AnywhereClaim,
    (scope, below): (&Scope, bool),
    depths: &BTreeMap<Scope, usize>,
) -> Option<Outcome> {
    let bears = |place: &&ClaimedPlace| {
        site.covers(&place.scope) && (!place.only_here || (place.scope == *scope && !below))
    };
    let places = claim.places.iter().filter(bears);
    let nearest = places.max_by_key(|place| {
        let depth = depths.get(&place.scope).copied().unwrap_or_default();
        let length = place.scope.folded().len();
        (place.scope.kind(), depth, length, place.only_here)
    });
    nearest.map(|place| place.outcome)
}

fn agrees(said: Option<Outcome>, weighed: &[Weighed]) -> Result<(), String> {
    let outcomes: Vec<Outcome> = weighed.iter().map(|w| w.outcome()).collect();
    let expected = match &outcomes[..] {
        [one] => *one,
        several => together(several),
    };
    if let Some(said) = said {
        let (said, expected) = (said.as_str(), expected.as_str());
        return if said == expected {
            Ok(())
        } else {
            Err(format!(
                "it is said to be `{said}`, a plain evaluation gives `{expected}`"
            ))
        };
    }
    let would = weighed.iter().any(|w| {
        let may = w.may_grant || w.may_make_eligible;
        w.granted != Outcome::NotGranted || may && w.outcome() == Outcome::Undetermined
    });
    if would && expected != Outcome::NotGranted {
        return Err("it can, and that is not listed".to_owned());
    }
    Ok(())
}
