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

/// Everyone who can at a scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct HoldersAt {
    /// As [`who_can`] lists them.
    pub holders: Vec<Holder>,
    /// What the inputs don't say of them, of anyone at all, and of those who have no row, but may be eligible.
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
    holders_at(index, target, scope, moment, circumstances).holders
}

/// The same, with what limits the list.
pub(crate) fn holders_at(
    index: &AccessIndex<'_>,
    target: &Target,
    scope: &Scope,
    moment: Moment,
    circumstances: &Circumstances,
) -> HoldersAt {
    let mut found = HoldersAt::default();
    // Of groups whose members are not listed.
    let nobody = PrincipalId::new("");
    let nothing_given = Circumstances::default();
    let anyone = Authorizer::new(index, &nobody, scope, moment, nothing_given);
    found
        .doubts
        .extend_from_slice(anyone.decide(target).doubts());
    for principal in candidates(index, scope, moment) {
        let given = circumstances.clone();
        let authorizer = Authorizer::new(index, &principal, scope, moment, given);
        let decision = authorizer.decide(target);
        if decision.is_listed() || decision.may_be_eligible() {
            found.doubts.extend_from_slice(decision.doubts());
        }
        if decision.is_listed() {
            found.holders.push(Holder {
                outcome: decision.outcome(),
                doubts: decision.doubts().to_vec(),
                derivations: decision.into_derivations(),
                principal,
            });
        }
    }
    (found.holders).sort_by(|a, b| (a.outcome, &a.principal).cmp(&(b.outcome, &b.principal)));
    found
}

/// The principals that a grant reaching the scope could give something: its holders and their
/// members.
fn candidates(index: &AccessIndex<'_>, scope: &Scope, moment: Moment) -> BTreeSet<PrincipalId> {
    let reaching = index.grants_reaching(scope, moment);
    let holders = reaching.iter().map(|(grant, _)| grant.holder);
    let all = index.groups().with_members(holders);
    all.into_iter().collect()
}
