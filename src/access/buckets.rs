//! What the records come to for one operation, and the outcome that follows.

use std::sync::Arc;

use super::authorizer::Held;
use super::derivation::{Derivation, Doubt, Reason, Step, WhyNot};
use super::weight::Weight;
use super::{Decision, Outcome};
use crate::model::RoleGap;
use crate::pattern::ActionPattern;

/// What the records come to for one operation.
#[derive(Default)]
pub(super) struct Buckets {
    pub(super) denied: Vec<Derivation>,
    /// Denied if a condition is met that is open.
    pub(super) maybe_denied: Vec<Derivation>,
    pub(super) granted: Vec<Derivation>,
    pub(super) conditional: Vec<Derivation>,
    pub(super) eligible: Vec<Derivation>,
    why_not: Vec<WhyNot>,
    /// Whether what stopped grants is of no interest.
    is_outcome_alone: bool,
    /// What is missing that could take a grant away.
    pub(super) may_deny: Vec<Doubt>,
    /// What is missing that could grant.
    pub(super) may_grant: Vec<Doubt>,
    /// What is missing that could make the principal eligible.
    pub(super) may_make_eligible: Vec<Doubt>,
    pub(super) remarks: Vec<Doubt>,
}

impl Buckets {
    /// For the outcome alone.
    pub(super) fn for_outcome() -> Self {
        Self {
            is_outcome_alone: true,
            ..Self::default()
        }
    }

    /// Keeps what stopped a grant of the principal, or of a group that it is known to be in.
    pub(super) fn stop(
        &mut self,
        held: &Held<'_>,
        because: Reason,
        pattern: Option<&ActionPattern>,
    ) {
        if held.through.is_some() && !self.is_outcome_alone {
            self.why_not.push(row(held, because, pattern, None));
        }
    }

    /// Keeps the doubt that stopped a grant, if it is one that does.
    pub(super) fn stop_by_doubt(&mut self, held: &Held<'_>, doubt: &Doubt) {
        let gap = match doubt {
            Doubt::UnresolvedRole { gap, .. } => Some(*gap),
            _ => None,
        };
        let is_kept = held.through.is_some() && !self.is_outcome_alone;
        if let Some(because) = Reason::of_doubt(doubt).filter(|_| is_kept) {
            self.why_not.push(row(held, because, None, gap));
        }
    }

    pub(super) fn outcome(&self) -> Outcome {
        let kinds = [
            (Weight::DENIED, self.denied.is_empty()),
            (Weight::MAYBE_DENIED, self.maybe_denied.is_empty()),
            (Weight::MAY_DENY, self.may_deny.is_empty()),
            (Weight::GRANTED, self.granted.is_empty()),
            (Weight::CONDITIONAL, self.conditional.is_empty()),
            (Weight::ELIGIBLE, self.eligible.is_empty()),
            (Weight::MAY_GRANT, self.may_grant.is_empty()),
        ];
        let each = kinds.map(|(kind, is_empty)| kind.only_if(!is_empty));
        each.into_iter()
            .fold(Weight::default(), Weight::and)
            .outcome()
    }

    /// The decision, with all that was kept.
    pub(super) fn decision(self) -> Decision {
        let outcome = self.outcome();
        let mut why_not = self.why_not;
        if outcome == Outcome::Denied {
            let blocked = self.granted.iter().chain(&self.conditional);
            why_not.extend(blocked.filter_map(denied_row));
        }
        let mut doubts = self.remarks;
        match outcome {
            // A deny that is certain leaves nothing open, and nothing adds to a grant.
            Outcome::Denied => doubts.clear(),
            Outcome::Allowed => why_not.clear(),
            _ => {
                doubts.extend(self.may_deny);
                doubts.extend(self.may_grant);
                doubts.extend(self.may_make_eligible);
            }
        }
        doubts.sort();
        doubts.dedup();
        let derivations = [
            self.denied,
            self.maybe_denied,
            self.granted,
            self.conditional,
            self.eligible,
        ];
        Decision {
            outcome,
            coverage: None,
            derivations: derivations.into_iter().flatten().collect(),
            why_not,
            doubts,
        }
    }
}

fn row(
    held: &Held<'_>,
    because: Reason,
    pattern: Option<&ActionPattern>,
    gap: Option<RoleGap>,
) -> WhyNot {
    WhyNot {
        assignment: Some(Arc::clone(held.grant.id())),
        role: held.grant.role_label(),
        scope: Some(held.grant.scope.clone()),
        because,
        gap,
        pattern: pattern.cloned(),
        place: Some(held.grant.place().clone()),
    }
}

fn denied_row(derivation: &Derivation) -> Option<WhyNot> {
    let mut row = None;
    for step in derivation.steps.iter() {
        match step {
            Step::RoleAssignment { id, scope, place }
            | Step::Schedule {
                id, scope, place, ..
            } => {
                row = Some(WhyNot {
                    assignment: Some(Arc::clone(id)),
                    role: Arc::from(""),
                    scope: Some(scope.clone()),
                    because: Reason::DeniedBy,
                    gap: None,
                    pattern: None,
                    place: Some(place.clone()),
                });
            }
            Step::RoleDefinition { name, pattern, .. } => {
                if let Some(row) = &mut row {
                    row.role = Arc::clone(name);
                    row.pattern = Some(ActionPattern::clone(pattern));
                }
            }
            _ => {}
        }
    }
    row
}
