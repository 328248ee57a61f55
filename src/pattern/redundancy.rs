//! Patterns of a set that could go without changing what the set grants.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::automaton::StateLimit;
use super::{ActionPattern, PatternLanguage, PatternSet, Wildcards};

/// One of the two lists of a [`PatternSet`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PatternList {
    /// The patterns that grant.
    Granted,
    /// The patterns that take back.
    Excluded,
}

/// A pattern that could go without changing what its set grants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Redundancy {
    /// The list that holds it.
    pub list: PatternList,
    /// Its position there.
    pub position: usize,
    /// Why it could go.
    pub reason: RedundancyReason,
}

/// Why a pattern is redundant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum RedundancyReason {
    /// It matches no well-formed operation name.
    MatchesNothing,
    /// The pattern at this position of the same list does all that it does.
    CoveredBy(usize),
    /// Several patterns of the same list together do all that it does.
    CoveredTogether,
    /// Granted, but the exclusions take back all of it.
    TakenBack,
    /// An exclusion from which nothing was granted in the first place.
    ExcludesNothing,
}

impl PatternSet {
    /// The patterns that could go, all of them together, without changing what the set grants
    /// under any of the given meanings of `X/*/Y`; by list, then position.
    ///
    /// Of patterns that could stand for each other the wider stays, of equal ones the first. Where
    /// names are to stay granted whatever Azure makes of WC-5, give both meanings; the reason is
    /// that of the first.
    ///
    /// # Errors
    ///
    /// When the patterns hold so many stars that a question passes the limit on states.
    pub fn redundancies(&self, wildcards: &[Wildcards]) -> Result<Vec<Redundancy>, StateLimit> {
        let mut surveys: Vec<Survey<'_>> = wildcards
            .iter()
            .map(|&wildcards| Survey::new(self, wildcards))
            .collect();
        let mut found = Vec::new();
        for (list, patterns) in [
            (PatternList::Granted, self.granted()),
            (PatternList::Excluded, self.excluded()),
        ] {
            for position in narrow_first(patterns) {
                if let Some(reason) = reason_everywhere(&surveys, list, position)? {
                    for survey in &mut surveys {
                        survey.members_mut(list)[position].is_present = false;
                    }
                    found.push(Redundancy {
                        list,
                        position,
                        reason,
                    });
                }
            }
        }
        found.sort_by_key(|redundancy| (redundancy.list, redundancy.position));
        name_the_widest(&mut found);
        Ok(found)
    }

    /// The set that grants the same, sorted and without its redundant patterns.
    ///
    /// # Errors
    ///
    /// Those of [`PatternSet::redundancies`].
    pub fn canonical(&self, wildcards: &[Wildcards]) -> Result<Self, StateLimit> {
        let redundancies = self.redundancies(wildcards)?;
        let keep = |list: PatternList, patterns: &[ActionPattern]| {
            let gone = |at: usize| {
                redundancies
                    .iter()
                    .any(|redundancy| (redundancy.list, redundancy.position) == (list, at))
            };
            let mut kept: Vec<ActionPattern> = patterns
                .iter()
                .enumerate()
                .filter(|&(at, _)| !gone(at))
                .map(|(_, pattern)| pattern.clone())
                .collect();
            kept.sort();
            kept
        };
        Ok(Self::new(
            keep(PatternList::Granted, self.granted()),
            keep(PatternList::Excluded, self.excluded()),
        ))
    }
}

/// The positions of a list, what matches least first; of equal patterns the last first.
fn narrow_first(patterns: &[ActionPattern]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..patterns.len()).rev().collect();
    positions.sort_by_key(|&at| {
        let pattern = &patterns[at];
        (!pattern.is_concrete(), Reverse(pattern.folded().len()))
    });
    positions
}

/// Where a covering pattern is itself covered, names the one that covers both.
fn name_the_widest(found: &mut [Redundancy]) {
    let covers: HashMap<(PatternList, usize), usize> = found
        .iter()
        .filter_map(|redundancy| match redundancy.reason {
            RedundancyReason::CoveredBy(by) => Some(((redundancy.list, redundancy.position), by)),
            _ => None,
        })
        .collect();
    for redundancy in found {
        // No circles: a pattern goes only while the one that covers it is there.
        while let RedundancyReason::CoveredBy(by) = redundancy.reason
            && let Some(&wider) = covers.get(&(redundancy.list, by))
        {
            redundancy.reason = RedundancyReason::CoveredBy(wider);
        }
    }
}

/// The reason of the first survey, when every one has a reason.
fn reason_everywhere(
    surveys: &[Survey<'_>],
    list: PatternList,
    position: usize,
) -> Result<Option<RedundancyReason>, StateLimit> {
    let mut first = None;
    for survey in surveys {
        let reason = survey.reason(list, position)?;
        if reason.is_none() {
            return Ok(None);
        }
        first = first.or(reason);
    }
    Ok(first)
}

/// The patterns of a set under one meaning of `X/*/Y`.
struct Survey<'a> {
    granted: Vec<Member<'a>>,
    excluded: Vec<Member<'a>>,
    /// The positions in the two lists by the text before the first star.
    by_prefix: [BTreeMap<&'a str, Vec<usize>>; 2],
    wildcards: Wildcards,
}

struct Member<'a> {
    pattern: &'a ActionPattern,
    language: PatternLanguage,
    is_present: bool,
}

impl<'a> Survey<'a> {
    fn new(set: &'a PatternSet, wildcards: Wildcards) -> Self {
        let members = |patterns: &'a [ActionPattern]| {
            patterns
                .iter()
                .map(|pattern| Member {
                    pattern,
                    language: PatternLanguage::of(pattern, wildcards),
                    is_present: true,
                })
                .collect()
        };
        let by_prefix = |patterns: &'a [ActionPattern]| {
            let mut positions: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (at, pattern) in patterns.iter().enumerate() {
                let same = positions.entry(pattern.literal_prefix()).or_default();
                same.push(at);
            }
            positions
        };
        Self {
            granted: members(set.granted()),
            excluded: members(set.excluded()),
            by_prefix: [set.granted(), set.excluded()].map(by_prefix),
            wildcards,
        }
    }

    /// The positions of the patterns of a list that are there and may match a name that a pattern
    /// matches: no other has a part in what becomes of those names.
    fn near(&self, list: PatternList, pattern: &ActionPattern) -> Vec<usize> {
        let by_prefix = &self.by_prefix[list as usize];
        let prefix = pattern.literal_prefix();
        let wider = (0..prefix.len()).filter_map(|end| by_prefix.get(prefix.get(..end)?));
        let narrower = by_prefix.range(prefix..);
        let narrower = narrower.take_while(|(other, _)| other.starts_with(prefix));
        let found = wider.chain(narrower.map(|(_, positions)| positions));
        let members = self.members(list);
        let suffix = pattern.literal_suffix();
        let mut found: Vec<usize> = found
            .flatten()
            .copied()
            .filter(|&at| {
                let other = members[at].pattern.literal_suffix();
                members[at].is_present && (suffix.ends_with(other) || other.ends_with(suffix))
            })
            .collect();
        found.sort_unstable();
        found
    }

    fn members(&self, list: PatternList) -> &[Member<'a>] {
        match list {
            PatternList::Granted => &self.granted,
            PatternList::Excluded => &self.excluded,
        }
    }

    fn members_mut(&mut self, list: PatternList) -> &mut [Member<'a>] {
        match list {
            PatternList::Granted => &mut self.granted,
            PatternList::Excluded => &mut self.excluded,
        }
    }

    fn reason(
        &self,
        list: PatternList,
        position: usize,
    ) -> Result<Option<RedundancyReason>, StateLimit> {
        let Member {
            pattern, language, ..
        } = &self.members(list)[position];
        if language.least_name()?.is_none() {
            return Ok(Some(RedundancyReason::MatchesNothing));
        }
        if let Some(by) = self.covering(list, position)? {
            return Ok(Some(RedundancyReason::CoveredBy(by)));
        }
        let covered = match list {
            PatternList::Granted => {
                let excluded = self.patterns(PatternList::Excluded, pattern, None);
                let left = self.grants(vec![(*pattern).clone()], excluded.clone());
                if left.least_name()?.is_none() {
                    return Ok(Some(RedundancyReason::TakenBack));
                }
                // A name spelled out is granted by one other pattern or by none.
                !pattern.is_concrete() && {
                    let others = self.patterns(list, pattern, Some(position));
                    let rest = self.grants(others, excluded);
                    left.difference(&rest)?.is_none()
                }
            }
            PatternList::Excluded => {
                let granted = self.patterns(PatternList::Granted, pattern, None);
                let all = self.grants(granted.clone(), Vec::new());
                if all.intersection(language)?.is_none() {
                    return Ok(Some(RedundancyReason::ExcludesNothing));
                }
                let rest = self.grants(granted, self.patterns(list, pattern, Some(position)));
                rest.intersection(language)?.is_none()
            }
        };
        Ok(covered.then_some(RedundancyReason::CoveredTogether))
    }

    /// Another pattern of the list that matches all that this one does.
    fn covering(&self, list: PatternList, position: usize) -> Result<Option<usize>, StateLimit> {
        let Member {
            pattern, language, ..
        } = &self.members(list)[position];
        for at in self.near(list, pattern) {
            let other = &self.members(list)[at].language;
            if at != position && language.difference(other)?.is_none() {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    fn grants(&self, granted: Vec<ActionPattern>, excluded: Vec<ActionPattern>) -> PatternLanguage {
        PatternLanguage::new([&PatternSet::new(granted, excluded)], self.wildcards)
    }

    /// The patterns of a list that have a part in what becomes of the names of one, but for the one at
    /// a position.
    fn patterns(
        &self,
        list: PatternList,
        near: &ActionPattern,
        but: Option<usize>,
    ) -> Vec<ActionPattern> {
        let positions = self.near(list, near).into_iter();
        let positions = positions.filter(|&at| Some(at) != but);
        positions
            .map(|at| self.members(list)[at].pattern.clone())
            .collect()
    }
}
