//! A recommendation from elsewhere, held against what it was made from.
//!
//! What roles grant is read off their patterns, operation by operation, and counted anew; the set is
//! then compared with a minimum whose proof is checked by itself.

mod bench;

use super::candidates::Candidates;
use super::certificate::Proven;
use super::custom_role::CustomRole;
use super::limits::SearchLimits;
use super::problem::{Cost, Excess, Objective};
use super::recommendation::{Advice, recommend, verify_recommendation};
use super::requirement::Requirement;
use crate::access::Rejection;
use crate::catalog::Catalog;
use crate::ids::RoleIx;
use crate::model::Plane;
use crate::scope::Scope;
use bench::Bench;

/// What a recommendation says. Its roles are those of the catalogue, or as they were written.
#[derive(Clone, Debug)]
pub(crate) struct SetClaim<R = RoleIx> {
    pub(crate) objective: Objective,
    pub(crate) advice: Advice,
    pub(crate) roles: Vec<ClaimedRole<R>>,
    pub(crate) excess: Excess,
    /// What is left open, each with its scope.
    pub(crate) uncovered: Vec<(String, Plane, Option<Scope>)>,
    /// Whether it says that no set is better.
    pub(crate) is_optimal: bool,
    pub(crate) lower_bound: Vec<u64>,
    /// The custom roles that are said to fit exactly.
    pub(crate) custom_roles: Vec<CustomRole>,
    /// The least number of roles, where that is said to be more than are allowed.
    pub(crate) needed: Option<usize>,
}

/// A role of the set.
#[derive(Clone, Debug)]
pub(crate) struct ClaimedRole<R = RoleIx> {
    pub(crate) role: R,
    pub(crate) scope: Option<Scope>,
    pub(crate) covers: Vec<String>,
    pub(crate) is_foreign: bool,
}

impl<R> SetClaim<R> {
    /// The same claim about what each of its roles is found to be.
    ///
    /// # Errors
    ///
    /// That of the first role that is not found.
    pub(crate) fn looked_up<S, E>(
        &self,
        look_up: impl Fn(&R) -> Result<S, E>,
    ) -> Result<SetClaim<S>, E> {
        let roles = self.roles.iter().map(|claimed| {
            Ok(ClaimedRole {
                role: look_up(&claimed.role)?,
                scope: claimed.scope.clone(),
                covers: claimed.covers.clone(),
                is_foreign: claimed.is_foreign,
            })
        });
        Ok(SetClaim {
            objective: self.objective,
            advice: self.advice,
            roles: roles.collect::<Result<_, E>>()?,
            excess: self.excess,
            uncovered: self.uncovered.clone(),
            is_optimal: self.is_optimal,
            lower_bound: self.lower_bound.clone(),
            custom_roles: self.custom_roles.clone(),
            needed: self.needed,
        })
    }
}

/// Holds a claim against the requirement and the candidates that it was made for. `Some` says what could
/// not be checked.
///
/// # Errors
///
/// What does not hold.
pub(crate) fn verify_set(
    catalog: &Catalog,
    requirement: &Requirement,
    candidates: &Candidates,
    max_roles: Option<usize>,
    limits: SearchLimits<'_>,
    claim: &SetClaim,
) -> Result<Option<String>, Rejection> {
    let bench = Bench::new(catalog, requirement, candidates);
    if let Some(said) = claim.needed {
        let fewest = recommend(
            catalog,
            requirement,
            candidates,
            Objective::Roles,
            None,
            limits,
        );
        let least = fewest.map_or(said, |found| found.roles.len());
        return match least == said && max_roles.is_some_and(|most| most < least) {
            true => Ok(None),
            false => reject(format!("{least} roles cover it, not {said}")),
        };
    }
    bench.check_candidates(candidates, max_roles, claim)?;
    bench.check_grants(claim)?;
    bench.check_custom_roles(candidates, claim)?;
    let found = recommend(
        catalog,
        requirement,
        candidates,
        claim.objective,
        max_roles,
        limits,
    );
    let Ok(found) = found else {
        return reject("no set of so few roles covers it");
    };
    let proven = verify_recommendation(catalog, requirement, candidates, max_roles, &found);
    let Ok(proven) = proven else {
        return Ok(Some(
            "the proof of the least set is not accepted".to_owned(),
        ));
    };
    if found.advice != claim.advice {
        return reject("what is advised does not follow from the set");
    }
    let foreign = claim.roles.iter().filter(|role| role.is_foreign);
    let cost = Cost {
        count: claim.roles.len() as u64,
        foreign: if candidates.any_role {
            0
        } else {
            foreign.count() as u64
        },
        excess: claim.excess,
    };
    let own = claim.objective.key(&cost);
    let best = claim.objective.key(&found.minimum.best().cost);
    if own > best && claim.is_optimal {
        let names: Vec<&str> = found.roles.iter().map(|role| role.name.as_str()).collect();
        return reject(format!("a better set is {}", names.join(" + ")));
    }
    if claim.lower_bound.len() != own.len() || claim.lower_bound > own {
        return reject("the lower bound lies above the set");
    }
    let is_bound = claim.lower_bound == own;
    if claim.is_optimal && !is_bound {
        return reject("the lower bound does not say that no set is better");
    }
    Ok((claim.is_optimal && proven != Proven::Optimal)
        .then(|| "whether no set is better could not be proven within the limit".to_owned()))
}

fn reject<T>(reason: impl Into<String>) -> Result<T, Rejection> {
    Err(Rejection(reason.into()))
}
