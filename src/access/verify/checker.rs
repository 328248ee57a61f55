//! A principal at a site: its outcome by reading every record once.

use std::collections::BTreeSet;

use super::matching::permits;
use super::site::{Gives, Site};
use crate::access::{Circumstances, Outcome, Target};
use crate::condition::{AttributesOf, Condition, ConditionContext, Suboperation, Verdict};
use crate::ids::PrincipalId;
use crate::model::{ConditionText, DenyAssignment, DenySubject};
use crate::pattern::Wildcards;

/// What the records come to for one operation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Weighed {
    /// The best that any grant gives that is certain.
    pub(super) granted: Outcome,
    /// Whether a grant of the principal or a group it is in would give access, but for what is
    /// missing.
    pub(super) may_grant: bool,
    /// Whether a group does that it may be in.
    may_grant_members: bool,
    /// Whether an eligibility of the principal or a group it is in would count, but for what is
    /// missing.
    pub(super) may_make_eligible: bool,
    /// Whether a deny blocks; unknown where its condition is open.
    denied: Verdict,
    /// Whether a deny would block, but for what is missing.
    pub(super) may_deny: bool,
}

impl Weighed {
    /// The precedence of docs/output.md.
    pub(super) fn outcome(self) -> Outcome {
        let holds = matches!(self.granted, Outcome::Allowed | Outcome::Conditional);
        match (self.denied, self.granted) {
            (Verdict::Met, _) => Outcome::Denied,
            _ if holds && self.may_deny => Outcome::Undetermined,
            (Verdict::Unknown, Outcome::Allowed) => Outcome::Conditional,
            _ if !holds && (self.may_grant || self.may_grant_members) => Outcome::Undetermined,
            (_, granted) => granted,
        }
    }
}

/// Whether a deny assignment binds a principal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Binds {
    Yes,
    Maybe,
    No,
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
        let (mut denied, mut may_deny) = (Verdict::NotMet, false);
        for deny in &self.site.denies {
            let binds = self.binds(deny);
            if binds == Binds::No {
                continue;
            }
            for entry in &deny.permissions {
                if !permits(entry, target, wildcards) {
                    continue;
                }
                let own = [entry.condition.as_ref(), deny.condition.as_ref()];
                let verdict = self.judged(target, own);
                if binds == Binds::Maybe {
                    may_deny |= verdict != Verdict::NotMet;
                    continue;
                }
                denied = match (denied, verdict) {
                    (Verdict::Met, _) | (_, Verdict::Met) => Verdict::Met,
                    (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
                    (Verdict::NotMet, Verdict::NotMet) => Verdict::NotMet,
                };
            }
        }
        let mut weighed = Weighed {
            granted: Outcome::NotGranted,
            may_grant: false,
            may_grant_members: false,
            may_make_eligible: false,
            denied,
            may_deny,
        };
        for record in &self.site.records {
            let holds = self.holders.contains(record.holder);
            if !holds && !self.site.may_be_behind(&self.principal, record.holder) {
                continue;
            }
            let best = match &record.role {
                Some(role) => {
                    let entries = role.permissions.iter();
                    let matching = entries.filter(|entry| permits(entry, target, wildcards));
                    let each = matching.filter_map(|entry| {
                        let own = [entry.condition.as_ref(), record.condition];
                        from_verdict(self.judged(target, own))
                    });
                    each.min()
                }
                None => Some(Outcome::Conditional),
            };
            let Some(best) = best else {
                continue;
            };
            match record.gives {
                Gives::Eligibility if holds && !record.is_open => {
                    weighed.granted = weighed.granted.min(Outcome::Eligible);
                }
                Gives::Eligibility => weighed.may_make_eligible |= holds,
                Gives::Access if !holds => weighed.may_grant_members = true,
                Gives::Access if record.is_open => weighed.may_grant = true,
                Gives::Access => weighed.granted = weighed.granted.min(best),
            }
        }
        weighed
    }

    /// The ids of the records that certainly grant an operation or deny it: each has a derivation.
    pub(super) fn deciding(&self, target: &Target) -> Vec<&'a str> {
        let wildcards = self.site.catalog.wildcards();
        let grants = self.site.records.iter().filter(|record| {
            let Some(role) = record.role.as_ref().filter(|_| !record.is_open) else {
                return false;
            };
            let gives = role.permissions.iter().any(|entry| {
                let own = [entry.condition.as_ref(), record.condition];
                permits(entry, target, wildcards) && self.judged(target, own) != Verdict::NotMet
            });
            gives && self.holders.contains(record.holder)
        });
        let denies = self.site.denies.iter().filter(|deny| {
            let denies = deny.permissions.iter().any(|entry| {
                let own = [entry.condition.as_ref(), deny.condition.as_ref()];
                permits(entry, target, wildcards) && self.judged(target, own) == Verdict::Met
            });
            denies && self.is_bound_by(deny)
        });
        let denies = denies.map(|deny| &*deny.id);
        grants.map(|record| record.id).chain(denies).collect()
    }

    fn binds(&self, deny: &DenyAssignment) -> Binds {
        let is_named = self.names(&deny.principals);
        let is_spared = deny
            .exclude_principals
            .iter()
            .any(|s| self.holders.contains(&s.id));
        let may_be = |subjects: &[DenySubject]| {
            let mut subjects = subjects.iter();
            subjects.any(|s| self.site.may_hold_more(&s.id))
        };
        if is_spared || (!is_named && !may_be(&deny.principals) && !deny.cut_off) {
            Binds::No
        } else if is_named
            && !may_be(&deny.exclude_principals)
            && !deny.contradicted
            && !deny.cut_off
            && !self.site.may_cover(&deny.scope)
        {
            Binds::Yes
        } else {
            Binds::Maybe
        }
    }

    fn names(&self, subjects: &[DenySubject]) -> bool {
        let named = |s: &DenySubject| s.id.is_all_principals() || self.holders.contains(&s.id);
        subjects.iter().any(named)
    }

    pub(super) fn is_bound_by(&self, deny: &DenyAssignment) -> bool {
        self.binds(deny) == Binds::Yes
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
                .attributes(AttributesOf {
                    action: target.action.as_str(),
                    known: &circumstances.attributes,
                });
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
