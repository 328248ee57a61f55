use std::collections::BTreeSet;

use crate::access::{AccessIndex, Authorizer, Circumstances, Derivation, Doubt, Outcome, Target};
use crate::ids::PrincipalId;
use crate::model::Moment;
use crate::scope::Scope;

/// A principal that can, or could.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The principal that can.
    pub principal: PrincipalId,
    /// Allowed, partial, conditional, undetermined, eligible or denied: never simply not granted.
    pub outcome: Outcome,
    /// Every path.
    pub derivations: Vec<Derivation>,
    /// What the inputs don't say.
    pub doubts: Vec<Doubt>,
}

/// Everyone for whom something grants or denies an operation or pattern at a scope, or may: best
/// outcome first, then by id.
///
/// Groups are listed as themselves, their members as reached through them. Where members are not
/// listed, anyone may be one of them; then the group alone has a row.
pub fn who_can(
    index: &AccessIndex<'_>,
    target: &Target,
    scope: &Scope,
    moment: Moment,
    circumstances: &Circumstances,
) -> Vec<Holder> {
    let candidates = candidates(index, scope, moment).into_iter();
    let holders = candidates.filter_map(|principal| {
        let given = circumstances.clone();
        let authorizer = Authorizer::new(index, &principal, scope, moment, given);
        let decision = authorizer.decide(target);
        decision.is_listed().then(|| Holder {
            outcome: decision.outcome(),
            doubts: decision.doubts().to_vec(),
            derivations: decision.into_derivations(),
            principal,
        })
    });
    let mut holders: Vec<Holder> = holders.collect();
    holders.sort_by(|a, b| (a.outcome, &a.principal).cmp(&(b.outcome, &b.principal)));
    holders
}

/// The principals that a grant reaching the scope could give something: its holders and their
/// members.
fn candidates(index: &AccessIndex<'_>, scope: &Scope, moment: Moment) -> BTreeSet<PrincipalId> {
    let reaching = index.grants_reaching(scope, moment);
    let holders = reaching.iter().map(|(grant, _)| grant.holder);
    let all = index.groups().with_members(holders);
    all.into_iter().collect()
}
