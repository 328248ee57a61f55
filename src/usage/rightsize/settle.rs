//! Proposals that can be run together: none removes what another would assign, and none assigns what Azure
//! would refuse, since it keeps one assignment of a role to a principal at a scope.

use std::collections::{BTreeMap, BTreeSet};

use super::{KeepReason, Proposal, SizedAssignment};
use crate::access::{AccessIndex, AssignmentKey};
use crate::model::{Grant, GrantIx, Moment, Standing, Timing};

/// Leaves alone what another proposal would assign, and what can't be replaced as proposed.
pub(super) fn settle(index: &AccessIndex<'_>, moment: Moment, assignments: &mut [SizedAssignment]) {
    let there = There::new(index, moment);
    for sized in assignments.iter_mut() {
        let grant = index.grant(sized.grant);
        if let Proposal::Eligible = sized.proposal {
            match there.eligible.get(&held(index, &grant)) {
                None => {}
                Some(true) => sized.proposal = Proposal::Remove,
                Some(false) => sized.proposal = Proposal::Keep(KeepReason::HeldOtherwise),
            }
        }
        let made = assigns(index, sized);
        let mut known = made.iter().filter_map(|role| there.assigned.get(role));
        if known.any(BTreeSet::is_empty) {
            sized.proposal = Proposal::Keep(KeepReason::HeldOtherwise);
        }
    }
    loop {
        let claims = claims(index, &there, assignments);
        // Whoever claims may itself be left alone by another claim, and then claims nothing.
        let is_sure = |by: &GrantIx| !claims.contains_key(by);
        let sure = claims.iter().filter(|(_, by)| by.iter().any(is_sure));
        let mut stay: BTreeMap<GrantIx, GrantIx> = sure
            .filter_map(|(claimed, by)| Some((*claimed, *by.iter().find(|by| is_sure(by))?)))
            .collect();
        if stay.is_empty() {
            let all = claims.iter();
            stay = all
                .filter_map(|(claimed, by)| Some((*claimed, *by.first()?)))
                .collect();
        }
        if stay.is_empty() {
            return;
        }
        for sized in assignments.iter_mut() {
            if let Some(by) = stay.get(&sized.grant) {
                let id = index.grant(*by).id().clone();
                sized.proposal = Proposal::Keep(KeepReason::StandsIn(id));
            }
        }
    }
}

/// The assignments that would go although another proposal assigns the same, with whose proposals those are.
fn claims(
    index: &AccessIndex<'_>,
    there: &There,
    assignments: &[SizedAssignment],
) -> BTreeMap<GrantIx, BTreeSet<GrantIx>> {
    let changing = assignments
        .iter()
        .filter(|sized| sized.proposal.is_change());
    let going: BTreeSet<GrantIx> = changing.clone().map(|sized| sized.grant).collect();
    let mut claims: BTreeMap<GrantIx, BTreeSet<GrantIx>> = BTreeMap::new();
    for sized in changing {
        for role in assigns(index, sized) {
            let Some(held_by) = there.assigned.get(&role) else {
                continue;
            };
            if let Some(first) = held_by.first().filter(|_| held_by.is_subset(&going)) {
                claims.entry(*first).or_default().insert(sized.grant);
            }
        }
    }
    claims
}

/// What is assigned and eligible now or later.
#[derive(Debug, Default)]
struct There {
    /// With the assignments that give it without a condition and an end: with none, it is there otherwise.
    assigned: BTreeMap<AssignmentKey, BTreeSet<GrantIx>>,
    /// With whether that has neither a condition nor an end.
    eligible: BTreeMap<AssignmentKey, bool>,
}

impl There {
    fn new(index: &AccessIndex<'_>, moment: Moment) -> Self {
        let mut there = Self::default();
        for grant in index.grants_ever() {
            let timing = grant.window.timing(moment);
            if grant.is_classic() || timing == Timing::Over {
                continue;
            }
            let is_plain = timing == Timing::Current
                && grant.condition.is_none()
                && !grant.window.is_bounded()
                && !grant.is_contradicted();
            let role = held(index, &grant);
            match grant.standing {
                Standing::Active => {
                    let by = there.assigned.entry(role).or_default();
                    by.extend(is_plain.then_some(grant.number));
                }
                Standing::Eligible => *there.eligible.entry(role).or_default() |= is_plain,
            }
        }
        there
    }
}

fn held(index: &AccessIndex<'_>, grant: &Grant<'_>) -> AssignmentKey {
    AssignmentKey::new(index.catalog(), grant.holder, grant.reference, grant.scope)
}

fn assigns(index: &AccessIndex<'_>, sized: &SizedAssignment) -> Vec<AssignmentKey> {
    let grant = index.grant(sized.grant);
    let record = grant.assignment();
    record.map_or_else(Vec::new, |record| sized.proposal.assigns(record, index))
}
