//! Lists of everyone who can: each entry, and that nobody is left out.

use std::collections::BTreeMap;

use super::checker::Checker;
use super::site::Site;
use super::{
    Checked, Claim, Rejection, concrete, names_all, names_under, of_pattern, reject, together,
};
use crate::access::{Circumstances, Outcome, Target};
use crate::catalog::Catalog;
use crate::ids::PrincipalId;
use crate::model::{Moment, Tenant};
use crate::scope::Scope;

/// A principal of such a list.
#[derive(Clone, Debug)]
pub struct HolderClaim {
    /// The principal that is said to be able.
    pub principal: PrincipalId,
    /// What the list says of it.
    pub claim: Claim,
}

/// Accepts a list of those who can do something at a scope if every entry holds and no principal
/// is missing that a record would give it, denied or not.
///
/// # Errors
///
/// The first thing that does not hold.
pub fn verify_holders(
    tenant: &Tenant,
    catalog: &Catalog,
    target: &Target,
    scope: &Scope,
    moment: Moment,
    circumstances: &Circumstances,
    claims: &[HolderClaim],
) -> Result<Checked, Rejection> {
    let site = Site::new(tenant, catalog, Some(scope), moment.time());
    let names = if target.action.is_concrete() {
        vec![target.clone()]
    } else {
        names_under(catalog, target)
    };
    let mut listed = BTreeMap::new();
    for HolderClaim { principal, claim } in claims {
        let of = |reason: Rejection| Rejection(format!("`{principal}`: {reason}"));
        if listed.insert(principal.clone(), ()).is_some() {
            return reject(format!("`{principal}` is listed twice"));
        }
        let checker = Checker::new(&site, principal, circumstances);
        if target.action.is_concrete() {
            concrete(&checker, target, claim.outcome, &claim.derivations).map_err(of)?;
        } else {
            let outcome = |name: &Target| checker.weigh(name).outcome();
            let holds = |name: &Target, derivation: &_| checker.derivation(name, derivation);
            of_pattern(claim, &names, outcome, together, holds).map_err(of)?;
            names_all(&checker, &names, &claim.derivations).map_err(of)?;
        }
    }
    if names.is_empty() {
        return Ok(Checked::NoOperation);
    }
    let mut candidates: Vec<PrincipalId> = Vec::new();
    for record in &site.records {
        candidates.extend(site.members(record.holder));
    }
    candidates.sort();
    candidates.dedup();
    for principal in candidates.iter().filter(|id| !listed.contains_key(*id)) {
        let checker = Checker::new(&site, principal, circumstances);
        let weighed: Vec<_> = names.iter().map(|name| checker.weigh(name)).collect();
        let outcomes: Vec<Outcome> = weighed.iter().map(|w| w.outcome()).collect();
        let would = weighed.iter().any(|w| {
            let may = w.may_grant || w.may_make_eligible;
            w.granted != Outcome::NotGranted || may && w.outcome() == Outcome::Undetermined
        });
        if would && together(&outcomes) != Outcome::NotGranted {
            return reject(format!("`{principal}` can, and is not listed"));
        }
    }
    Ok(Checked::Wholly)
}
