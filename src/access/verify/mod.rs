//! A second, short implementation that accepts or rejects any derivation. It shares no code with
//! `decide` but the evaluation of a single condition: matching, membership, scopes and buckets are
//! done again, the plain way.

mod anywhere;
mod checker;
mod gaps;
mod grants;
mod holders;
mod matching;
mod roles;
mod site;
mod walk;

use std::collections::BTreeSet;

use super::derivation::{Derivation, Step};
use super::{Decision, Outcome, Request, Target};
use crate::catalog::Catalog;
use crate::model::Tenant;
use crate::pattern::ActionPattern;
use checker::Checker;
use matching::plain_match;
use site::Site;

pub(crate) use anywhere::{AnywhereClaim, ClaimedPlace, verify_holders_anywhere};
pub use grants::{GrantClaim, verify_grants};
pub(crate) use grants::{verify_counts, verify_expansion};
pub use holders::{HolderClaim, verify_holders};
pub use roles::verify_roles;
pub(crate) use roles::verify_roles_claim;

/// Why a derivation or a decision is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Rejection(pub String);

fn reject<T>(reason: impl Into<String>) -> Result<T, Rejection> {
    Err(Rejection(reason.into()))
}

/// An answer to a request, wherever it comes from.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What it says the outcome is.
    pub outcome: Outcome,
    /// The paths that it names.
    pub derivations: Vec<Derivation>,
    /// For a pattern: how much of it is said to be granted.
    pub coverage: Option<ClaimedCoverage>,
}

/// How much of a pattern is said to be granted today. Whether a grant outlasts the catalogue is
/// not checked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedCoverage {
    /// Operations of the catalogue under the pattern.
    pub operations: usize,
    /// How many of them are granted.
    pub granted: usize,
    /// Those that are not, in any order.
    pub missing: Vec<String>,
}

/// What came of a check that found nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Everything was checked.
    Wholly,
    /// The catalogue holds no operation under the pattern, so there was nothing to check by.
    NoOperation,
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
    let site = Site::new(tenant, catalog, Some(&request.scope), request.moment.time());
    let checker = Checker::new(&site, &request.principal, &request.circumstances);
    concrete(
        &checker,
        &request.target,
        decision.outcome(),
        decision.derivations(),
    )
}

/// Accepts the answer to a request about an operation or a pattern if every derivation holds and
/// the outcome and the coverage follow from a plain evaluation of the tenant.
///
/// # Errors
///
/// The first thing that does not hold.
pub fn verify_claim(
    tenant: &Tenant,
    catalog: &Catalog,
    request: &Request,
    claim: &Claim,
) -> Result<Checked, Rejection> {
    let site = Site::new(tenant, catalog, Some(&request.scope), request.moment.time());
    let checker = Checker::new(&site, &request.principal, &request.circumstances);
    if request.target.action.is_concrete() {
        let outcome = concrete(&checker, &request.target, claim.outcome, &claim.derivations);
        return outcome.map(|()| Checked::Wholly);
    }
    let names = names_under(catalog, &request.target);
    let checked = of_pattern(
        claim,
        &names,
        |target| checker.weigh(target).outcome(),
        together,
        |target, derivation| checker.derivation(target, derivation),
    )?;
    names_all(&checker, &names, &claim.derivations)?;
    Ok(checked)
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
    let site = Site::new(tenant, catalog, Some(&request.scope), request.moment.time());
    let checker = Checker::new(&site, &request.principal, &request.circumstances);
    checker.derivation(&request.target, derivation)
}

fn concrete(
    checker: &Checker<'_>,
    target: &Target,
    outcome: Outcome,
    derivations: &[Derivation],
) -> Result<(), Rejection> {
    for derivation in derivations {
        checker.derivation(target, derivation)?;
    }
    let expected = checker.weigh(target).outcome();
    if expected != outcome {
        return reject(format!(
            "the outcome is `{}`, a plain evaluation gives `{}`",
            outcome.as_str(),
            expected.as_str()
        ));
    }
    let supported = match expected {
        // What is missing has no derivation.
        Outcome::Undetermined => true,
        Outcome::NotGranted => derivations.iter().all(|d| d.outcome != Outcome::Allowed),
        wanted => derivations.iter().any(|d| d.outcome == wanted),
    };
    if !supported {
        return reject("no derivation supports the outcome");
    }
    names_all(checker, std::slice::from_ref(target), derivations)
}

/// Accepts derivations among which every record is that certainly grants one of the operations or
/// denies it: a path that is left out would hide a way to the access.
fn names_all(
    checker: &Checker<'_>,
    names: &[Target],
    derivations: &[Derivation],
) -> Result<(), Rejection> {
    let steps = derivations.iter().flat_map(|path| path.steps.iter());
    let named: BTreeSet<&str> = steps.filter_map(Step::record).collect();
    let mut deciding = names.iter().flat_map(|name| checker.deciding(name));
    match deciding.find(|id| !named.contains(id)) {
        Some(id) => reject(format!("no derivation names `{id}`, which decides it too")),
        None => Ok(()),
    }
}

/// The operations of the catalogue that the target's pattern matches.
fn names_under(catalog: &Catalog, target: &Target) -> Vec<Target> {
    let mut names = Vec::new();
    catalog.for_each_operation(|_, name, plane| {
        let matches = plain_match(target.action.as_str(), name, catalog.wildcards());
        if plane == target.plane && matches {
            names.push(Target {
                action: ActionPattern::literal(name),
                plane,
            });
        }
    });
    names
}

/// Checks the answer about a pattern operation by operation; `overall` is what their outcomes come to.
fn of_pattern(
    claim: &Claim,
    names: &[Target],
    outcome_of: impl Fn(&Target) -> Outcome,
    overall: impl Fn(&[Outcome]) -> Outcome,
    holds: impl Fn(&Target, &Derivation) -> Result<(), Rejection>,
) -> Result<Checked, Rejection> {
    if names.is_empty() {
        return match &claim.coverage {
            Some(coverage) if coverage.operations > 0 => {
                reject("the catalogue holds no operation under the pattern")
            }
            _ => Ok(Checked::NoOperation),
        };
    }
    for derivation in &claim.derivations {
        let mut faults = names.iter().map(|target| holds(target, derivation).err());
        let first = faults.next().flatten();
        if let Some(first) = first
            && faults.all(|fault| fault.is_some())
        {
            return Err(first);
        }
    }
    let outcomes: Vec<Outcome> = names.iter().map(outcome_of).collect();
    let expected = overall(&outcomes);
    if expected != claim.outcome {
        return reject(format!(
            "the outcome is `{}`, a plain evaluation gives `{}`",
            claim.outcome.as_str(),
            expected.as_str()
        ));
    }
    let Some(coverage) = &claim.coverage else {
        return Ok(Checked::Wholly);
    };
    let mut missing: Vec<String> = names
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| **outcome != Outcome::Allowed)
        .map(|(target, _)| target.action.folded().to_owned())
        .collect();
    let mut said: Vec<String> = coverage
        .missing
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect();
    missing.sort();
    said.sort();
    if coverage.operations != names.len() || coverage.granted + missing.len() != names.len() {
        return reject(format!(
            "{} of {} operations are granted, not {} of {}",
            names.len() - missing.len(),
            names.len(),
            coverage.granted,
            coverage.operations
        ));
    }
    if missing != said {
        return reject("other operations are missing than those it lists");
    }
    Ok(Checked::Wholly)
}

/// What the outcomes of the operations under a pattern come to.
fn together(outcomes: &[Outcome]) -> Outcome {
    let count = |wanted: Outcome| outcomes.iter().filter(|o| **o == wanted).count();
    let all = outcomes.len();
    let open = count(Outcome::Undetermined);
    let under_condition = count(Outcome::Conditional);
    let granted = count(Outcome::Allowed) + under_condition;
    if count(Outcome::Allowed) == all {
        Outcome::Allowed
    } else if under_condition > 0 && granted + open == all {
        Outcome::Conditional
    } else if granted + open < all && granted > 0 {
        Outcome::Partial
    } else if open > 0 {
        Outcome::Undetermined
    } else if count(Outcome::Eligible) > 0 {
        Outcome::Eligible
    } else if count(Outcome::Denied) == all {
        Outcome::Denied
    } else {
        Outcome::NotGranted
    }
}
