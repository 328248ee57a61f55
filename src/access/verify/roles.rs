//! Answers about roles, without a tenant.

use super::checker::{from_verdict, judged};
use super::matching::{entry, follows_from, pattern_grants, permits};
use super::{
    Checked, Claim, ClaimedCoverage, Rejection, names_under, of_pattern, reject, together,
};
use crate::access::derivation::{ConditionOwner, Derivation, Step};
use crate::access::{Circumstances, Decision, Outcome, Target};
use crate::catalog::Catalog;
use crate::ids::RoleIx;
use crate::model::RoleDefinition;

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
    answer: &Decision,
) -> Result<(), Rejection> {
    let coverage = answer.coverage().map(|coverage| ClaimedCoverage {
        operations: coverage.operations.len(),
        granted: coverage.granted.len(),
        missing: coverage
            .missing()
            .iter()
            .map(|at| catalog.operation(at).name)
            .collect(),
    });
    let claim = Claim {
        outcome: answer.outcome(),
        derivations: answer.derivations().to_vec(),
        coverage,
    };
    verify_roles_claim(catalog, roles, target, circumstances, &claim).map(|_| ())
}

/// The same for an answer wherever it comes from.
///
/// # Errors
///
/// The first thing that does not hold.
pub(crate) fn verify_roles_claim(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    circumstances: &Circumstances,
    claim: &Claim,
) -> Result<Checked, Rejection> {
    let mut definitions: Vec<RoleDefinition> =
        roles.iter().map(|&role| catalog.role(role)).collect();
    definitions.retain(|role| role.gap.is_none());
    let is_open = definitions.len() < roles.len();
    let union = Union {
        catalog,
        circumstances,
        definitions,
    };
    let known = |outcome| {
        if is_open && outcome != Outcome::Allowed {
            Outcome::Undetermined
        } else {
            outcome
        }
    };
    if !target.action.is_concrete() {
        let names = names_under(catalog, target);
        return of_pattern(
            claim,
            &names,
            |name| union.outcome(name),
            |outcomes| known(together(outcomes)),
            |name, derivation| union.derivation(name, derivation),
        );
    }
    for derivation in &claim.derivations {
        union.derivation(target, derivation)?;
    }
    let best = known(union.outcome(target));
    if best == claim.outcome {
        Ok(Checked::Wholly)
    } else {
        reject(format!(
            "the outcome is `{}`, a plain evaluation gives `{}`",
            claim.outcome.as_str(),
            best.as_str()
        ))
    }
}

/// Some roles together.
struct Union<'a> {
    catalog: &'a Catalog,
    circumstances: &'a Circumstances,
    definitions: Vec<RoleDefinition>,
}

impl Union<'_> {
    fn outcome(&self, target: &Target) -> Outcome {
        let wildcards = self.catalog.wildcards();
        self.definitions
            .iter()
            .flat_map(|role| &role.permissions)
            .filter(|entry| permits(entry, target, wildcards))
            .filter_map(|entry| {
                let own = [entry.condition.as_ref(), None];
                from_verdict(judged(own, target, self.circumstances, wildcards))
            })
            .min()
            .unwrap_or(Outcome::NotGranted)
    }

    fn derivation(&self, target: &Target, derivation: &Derivation) -> Result<(), Rejection> {
        let wildcards = self.catalog.wildcards();
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
        let Some(role) = self.definitions.iter().find(|role| role.name == *name) else {
            return reject(format!("`{name}` was not asked about"));
        };
        let entry = entry(role, *permission)?;
        pattern_grants(entry, target, pattern, wildcards)?;
        follows_from(*rule, pattern, target)?;
        let own = entry.condition.as_ref();
        let verdict = judged([own, None], target, self.circumstances, wildcards);
        let is_right = match (own, rest) {
            (None, []) => true,
            (
                Some(own),
                [
                    Step::Condition {
                        condition,
                        on: ConditionOwner::Permission,
                        verdict: said,
                        ..
                    },
                ],
            ) => own.text == condition.text && *said == verdict,
            _ => false,
        };
        if !is_right || Some(derivation.outcome) != from_verdict(verdict) {
            return reject("the condition of the permission is not accounted for");
        }
        Ok(())
    }
}
