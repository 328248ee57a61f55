//! A principal at a site: its outcome by reading every record once.

use std::collections::BTreeSet;

use super::matching::permits;
use super::site::{Gives, Site};
use crate::access::{Circumstances, Outcome, Target};
use crate::condition::{Condition, ConditionContext, Suboperation, Verdict};
use crate::ids::PrincipalId;
use crate::model::{ConditionText, DenyAssignment, DenySubject};
use crate::pattern::Wildcards;

/// What the records come to for one operation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Weighed {
    /// The best that any grant gives.
    pub(super) granted: Outcome,
    /// Whether a deny blocks; unknown where its condition is open.
    denied: Verdict,
}

impl Weighed {
    /// An enforced deny wins; then a grant, which a deny that is open makes conditional.
    pub(super) fn outcome(self) -> Outcome {
        match (self.denied, self.granted) {
            (Verdict::Met, _) => Outcome::Denied,
            (Verdict::Unknown, Outcome::Allowed) => Outcome::Conditional,
            (_, granted) => granted,
        }
    }
}

pub(super) struct Checker<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) principal: PrincipalId,
    circumstances: &'a Circumstances,
    holders: BTreeSet<PrincipalId>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        site: &'a Site<'a>,
        principal: &PrincipalId,
        circumstances: &'a Circumstances,
    ) -> Self {
        Self {
            site,
            principal: principal.clone(),
            circumstances,
            holders: site.holders(principal),
        }
    }

    /// The outcome by reading every record once.
    pub(super) fn weigh(&self, target: &Target) -> Weighed {
        let wildcards = self.site.catalog.wildcards();
        let mut denied = Verdict::NotMet;
        for deny in self
            .site
            .denies
            .iter()
            .filter(|deny| self.is_bound_by(deny))
        {
            for entry in &deny.permissions {
                if permits(entry, target, wildcards) {
                    let own = [entry.condition.as_ref(), deny.condition.as_ref()];
                    denied = match (denied, self.judged(target, own)) {
                        (Verdict::Met, _) | (_, Verdict::Met) => Verdict::Met,
                        (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
                        (Verdict::NotMet, Verdict::NotMet) => Verdict::NotMet,
                    };
                }
            }
        }
        let mut granted = Outcome::NotGranted;
        let held = |holder: &PrincipalId| self.holders.contains(holder);
        for record in self.site.records.iter().filter(|r| held(r.holder)) {
            for entry in record.role.iter().flat_map(|role| &role.permissions) {
                if permits(entry, target, wildcards) {
                    let own = [entry.condition.as_ref(), record.condition];
                    let given =
                        from_verdict(self.judged(target, own)).map(|given| match record.gives {
                            Gives::Access => given,
                            Gives::Eligibility => Outcome::Eligible,
                        });
                    granted = granted.min(given.unwrap_or(Outcome::NotGranted));
                }
            }
        }
        Weighed { granted, denied }
    }

    pub(super) fn is_bound_by(&self, deny: &DenyAssignment) -> bool {
        let named = |s: &DenySubject| s.id.is_all_principals() || self.holders.contains(&s.id);
        deny.principals.iter().any(named)
            && !deny
                .exclude_principals
                .iter()
                .any(|s| self.holders.contains(&s.id))
    }

    pub(super) fn judged(
        &self,
        target: &Target,
        conditions: [Option<&ConditionText>; 2],
    ) -> Verdict {
        judged(
            conditions,
            target,
            self.circumstances,
            self.site.catalog.wildcards(),
        )
    }
}

/// What the condition of a permission and that of the record around it come to together (EV-8).
pub(super) fn judged(
    conditions: [Option<&ConditionText>; 2],
    target: &Target,
    circumstances: &Circumstances,
    wildcards: Wildcards,
) -> Verdict {
    conditions
        .into_iter()
        .flatten()
        .fold(Verdict::Met, |verdict, condition| {
            let Ok(parsed) = Condition::parse(&condition.text) else {
                return verdict.and(Verdict::Unknown);
            };
            let named = circumstances.suboperation.as_deref();
            let context = ConditionContext::new()
                .action(target.action.as_str())
                .suboperation(named.map_or(Suboperation::Absent, Suboperation::Named))
                .wildcards(wildcards)
                .attributes(&circumstances.attributes);
            verdict.and(parsed.verdict(&context))
        })
}

/// What a grant gives under a verdict: nothing when its conditions are not met.
pub(super) fn from_verdict(verdict: Verdict) -> Option<Outcome> {
    match verdict {
        Verdict::Met => Some(Outcome::Allowed),
        Verdict::Unknown => Some(Outcome::Conditional),
        Verdict::NotMet => None,
    }
}
