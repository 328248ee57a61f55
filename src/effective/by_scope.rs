use std::collections::BTreeSet;

use crate::access::{
    AccessIndex, Circumstances, Derivation, Doubt, Outcome, Request, Standing, Target,
    decide_pattern,
};
use crate::ids::PrincipalId;
use crate::model::Timestamp;
use crate::scope::Scope;

/// A principal that can, or could.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Who.
    pub principal: PrincipalId,
    /// Allowed, partial, conditional, eligible or denied: never simply not granted.
    pub outcome: Outcome,
    /// Every path.
    pub derivations: Vec<Derivation>,
    /// What the inputs don't say.
    pub doubts: Vec<Doubt>,
}

/// Everyone for whom something grants or denies an operation or pattern at a scope: best outcome
/// first, then by id. Groups are listed as themselves, their members as reached through them.
pub fn who_can(
    index: &AccessIndex<'_>,
    target: &Target,
    scope: &Scope,
    time: Option<Timestamp>,
    circumstances: &Circumstances,
) -> Vec<Holder> {
    let mut holders: Vec<Holder> = candidates(index, scope)
        .into_iter()
        .filter_map(|principal| {
            let holder = if target.action.is_concrete() {
                let standing = Standing::new(index, &principal, scope, time, circumstances.clone());
                let decision = standing.decide(target);
                Holder {
                    outcome: decision.outcome(),
                    derivations: decision.derivations().to_vec(),
                    doubts: decision.doubts().to_vec(),
                    principal,
                }
            } else {
                let request = Request {
                    principal: principal.clone(),
                    target: target.clone(),
                    scope: scope.clone(),
                    time,
                    circumstances: circumstances.clone(),
                };
                let decision = decide_pattern(index, &request);
                Holder {
                    principal,
                    outcome: decision.outcome,
                    derivations: decision.derivations,
                    doubts: decision.doubts,
                }
            };
            let would = holder.derivations.iter().any(Derivation::grants);
            (holder.outcome != Outcome::NotGranted && would).then_some(holder)
        })
        .collect();
    holders.sort_by(|a, b| (a.outcome, &a.principal).cmp(&(b.outcome, &b.principal)));
    holders
}

/// The principals that an assignment reaching the scope could give something: its holders and
/// their members.
fn candidates(index: &AccessIndex<'_>, scope: &Scope) -> BTreeSet<PrincipalId> {
    let ancestors = index.hierarchy().ancestors(scope);
    let tenant = index.tenant();
    let direct: BTreeSet<&PrincipalId> = tenant
        .role_assignments
        .iter()
        .map(|a| (&a.principal, &a.scope))
        .chain(tenant.schedules.iter().map(|s| (&s.principal, &s.scope)))
        .filter(|(_, scope)| ancestors.reached_from(scope))
        .map(|(principal, _)| principal)
        .collect();
    let mut all = BTreeSet::new();
    for principal in direct {
        all.extend(index.groups().members(principal));
        all.insert(principal.clone());
    }
    all
}
