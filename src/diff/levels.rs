//! What one operation comes to in a bearing, and under which conditions, so that two bearings can
//! be compared also where both depend on conditions.

use super::content::{Bearing, Contents};
use crate::access::{Outcome, Target};
use crate::condition::Verdict;
use crate::model::{ConditionText, Standing};

/// Conditions that must all be met. None of them: it is certain.
type Terms<'c> = Vec<&'c ConditionText>;

/// The ways to an operation: standing, and with those that an activation opens (PI-1); and the
/// ways in which it is denied.
pub(super) struct Levels<'c> {
    standing: Vec<Terms<'c>>,
    in_reach: Vec<Terms<'c>>,
    denied: Vec<Terms<'c>>,
}

/// Whether access to an operation grew from one bearing to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Growth {
    /// It didn't, whatever attributes a request has.
    None,
    /// It may have: both depend on conditions, and the one doesn't follow from the other.
    Possible,
    /// It grew for certain.
    Certain,
}

impl<'c> Levels<'c> {
    /// The ways of everything that bears on somebody somewhere.
    pub(super) fn of(contents: &'c Contents<'_, '_>, bearing: &Bearing, target: &Target) -> Self {
        let mut levels = Self {
            standing: Vec::new(),
            in_reach: Vec::new(),
            denied: Vec::new(),
        };
        let judge = contents.judge();
        for grant in &bearing.grants {
            let permissions = &contents.role(*grant).permissions;
            let ways = judge.ways(permissions, contents.condition(*grant), target);
            if grant.standing == Standing::Active {
                levels.standing.extend(ways.iter().cloned());
            }
            levels.in_reach.extend(ways);
        }
        for &number in &bearing.denies {
            let deny = contents.deny(number);
            let ways = judge.ways(&deny.permissions, deny.condition.as_ref(), target);
            levels.denied.extend(ways);
        }
        levels
    }

    /// The outcome, as [`crate::access::decide`] settles it.
    pub(super) fn outcome(&self) -> Outcome {
        if self.is_denied() {
            return Outcome::Denied;
        }
        match self.verdict(&self.standing) {
            Verdict::Met => Outcome::Allowed,
            Verdict::Unknown => Outcome::Conditional,
            Verdict::NotMet if self.in_reach.is_empty() => Outcome::NotGranted,
            Verdict::NotMet => Outcome::Eligible,
        }
    }

    fn is_denied(&self) -> bool {
        self.denied.iter().any(Vec::is_empty)
    }

    fn verdict(&self, ways: &[Terms<'c>]) -> Verdict {
        if self.is_denied() || ways.is_empty() {
            Verdict::NotMet
        } else if self.denied.is_empty() && ways.iter().any(Vec::is_empty) {
            Verdict::Met
        } else {
            Verdict::Unknown
        }
    }

    /// Whether there is access here that there is not in `less`.
    pub(super) fn growth_from(
        &self,
        less: &Self,
        contents: &Contents<'_, '_>,
        action: &str,
    ) -> Growth {
        let of_level = |more_ways: &[Terms<'c>], less_ways: &[Terms<'c>]| {
            let verdicts = (less.verdict(less_ways), self.verdict(more_ways));
            let implied = |some: &Terms<'_>, by: &[Terms<'_>]| {
                by.iter().any(|terms| {
                    terms.iter().all(|wanted| {
                        let meets = |given: &&ConditionText| {
                            contents.judge().implies(given, wanted, action)
                        };
                        some.iter().any(meets)
                    })
                })
            };
            match verdicts {
                (Verdict::NotMet, Verdict::Met | Verdict::Unknown)
                | (Verdict::Unknown, Verdict::Met) => Growth::Certain,
                (Verdict::Unknown, Verdict::Unknown) => {
                    let granted = more_ways.iter().all(|terms| implied(terms, less_ways));
                    let spared = less.denied.iter().all(|terms| implied(terms, &self.denied));
                    if granted && spared {
                        Growth::None
                    } else {
                        Growth::Possible
                    }
                }
                _ => Growth::None,
            }
        };
        of_level(&self.standing, &less.standing).max(of_level(&self.in_reach, &less.in_reach))
    }
}
