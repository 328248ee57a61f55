//! How what two roles grant is related, for operations that don't exist yet too.

use super::alphabet;
use super::automaton::{Goal, Search, StateLimit};
use super::language::{PatternLanguage, Word};
use super::{ActionPattern, Wildcards};
use crate::bits::IndexSet;

/// How two sets are related.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RelationKind {
    /// The same elements, or none in either.
    Equal,
    /// All of the first are in the second, which has more. The first may be empty.
    Subset,
    /// All of the second are in the first, which has more. The second may be empty.
    Superset,
    /// Some elements in both, and some in each only.
    Overlapping,
    /// Elements in each, none in both.
    Disjoint,
}

impl RelationKind {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Subset => "subset",
            Self::Superset => "superset",
            Self::Overlapping => "overlapping",
            Self::Disjoint => "disjoint",
        }
    }

    /// The relation seen from the other side.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Subset => Self::Superset,
            Self::Superset => Self::Subset,
            same => same,
        }
    }

    /// How two sets of indices are related: the operations of a catalogue, say.
    pub fn between<I>(a: &IndexSet<I>, b: &IndexSet<I>) -> Self {
        match (a.is_subset(b), b.is_subset(a)) {
            (true, true) => Self::Equal,
            (true, false) => Self::Subset,
            (false, true) => Self::Superset,
            (false, false) if a.is_disjoint(b) => Self::Disjoint,
            (false, false) => Self::Overlapping,
        }
    }
}

/// How two languages are related, with a witness of each difference.
///
/// A witness is the least operation name in one and not in the other: the shortest, and of those
/// the first by symbols, letters before digits and punctuation. It is spelled as the patterns are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    /// The relation of the first language to the second.
    pub kind: RelationKind,
    /// A name that only the first grants.
    pub only_in_a: Option<String>,
    /// A name that only the second grants.
    pub only_in_b: Option<String>,
}

impl PatternLanguage {
    /// How this language is related to another, decided over every well-formed name.
    ///
    /// # Errors
    ///
    /// When the patterns need more states than the limit of this language.
    pub fn relate(&self, other: &Self) -> Result<Relation, StateLimit> {
        let only_in_a = self.difference(other)?;
        let only_in_b = other.least(self, Goal::Outside, self.limit)?;
        let kind = match (&only_in_a, &only_in_b) {
            (None, None) => RelationKind::Equal,
            (None, Some(_)) => RelationKind::Subset,
            (Some(_), None) => RelationKind::Superset,
            (Some(_), Some(_)) if self.intersection(other)?.is_some() => RelationKind::Overlapping,
            (Some(_), Some(_)) => RelationKind::Disjoint,
        };
        Ok(Relation {
            kind,
            only_in_a,
            only_in_b: only_in_b.map(|word| other.spell(&word, self)),
        })
    }

    /// The least name in this language and not in the other; `None` when the other contains this.
    ///
    /// # Errors
    ///
    /// When the patterns need more states than the limit of this language.
    pub fn difference(&self, other: &Self) -> Result<Option<String>, StateLimit> {
        let word = self.least(other, Goal::Outside, self.limit)?;
        Ok(word.map(|word| self.spell(&word, other)))
    }

    /// The least name in both languages; `None` when they share none.
    ///
    /// # Errors
    ///
    /// When the patterns need more states than the limit of this language.
    pub fn intersection(&self, other: &Self) -> Result<Option<String>, StateLimit> {
        // Either side may lead; the one with fewer stars has less to search.
        let word = if self.stars.len() <= other.stars.len() {
            self.least(other, Goal::Inside, self.limit)?
        } else {
            other.least(self, Goal::Inside, self.limit)?
        };
        Ok(word.map(|word| self.spell(&word, other)))
    }

    /// The least name in the language; `None` when it has none.
    ///
    /// # Errors
    ///
    /// When the patterns need more states than the limit of this language.
    pub fn least_name(&self) -> Result<Option<String>, StateLimit> {
        self.difference(&Self::default())
    }

    /// The least word of this language inside or outside of the other.
    ///
    /// Names that a pattern of either side spells out are tried one by one. For all other names
    /// only the globs count, and most globs are settled by their own least word, or by an end
    /// that plainly covers them; the automaton has the rest.
    fn least(&self, other: &Self, goal: Goal, limit: usize) -> Result<Option<Word>, StateLimit> {
        let mut best = self.least_point(other, goal);
        for star in &self.stars {
            if let Some(least) = &star.least {
                if best
                    .as_ref()
                    .is_some_and(|best| alphabet::radix(best, least).is_le())
                {
                    break;
                }
                if self.holds(least) && other.holds(least) == (goal == Goal::Inside) {
                    return Ok(Some(least.clone()));
                }
            }
            let search = Search::new(&star.glob, goal)
                .without(&self.entries[star.entry].excluded)
                .without_points([&self.points, &other.points])
                .against(&other.entries);
            if search.is_plainly_empty() {
                continue;
            }
            if let Some(word) = search.least(best.as_deref(), limit)? {
                best = Some(word);
            }
        }
        Ok(best)
    }

    /// The least of the names spelled out by a pattern, granting or excluding, of either side.
    fn least_point(&self, other: &Self, goal: Goal) -> Option<Word> {
        let wanted = goal == Goal::Inside;
        let own = self.granted_points(true);
        let others = other.granted_points(wanted);
        let mut best: Option<&Word> = None;
        let candidates = own
            .map(|word| (word, other, wanted))
            .chain(others.map(|word| (word, self, true)));
        for (word, holder, expected) in candidates {
            let below = best.is_none_or(|best| alphabet::radix(word, best).is_lt());
            if below && holder.holds(word) == expected {
                best = Some(word);
            }
        }
        best.cloned()
    }

    /// The points that are granted, or those that are not.
    fn granted_points(&self, granted: bool) -> impl Iterator<Item = &Word> {
        self.points
            .iter()
            .filter(move |point| point.is_granted == granted)
            .map(|point| &point.word)
    }
}

impl ActionPattern {
    /// Whether every well-formed name that matches `other` matches this pattern too.
    ///
    /// # Errors
    ///
    /// When the patterns hold so many stars that the question passes the limit on states.
    pub fn subsumes(&self, other: &Self, wildcards: Wildcards) -> Result<bool, StateLimit> {
        let own = PatternLanguage::of(self, wildcards);
        let others = PatternLanguage::of(other, wildcards);
        Ok(others.difference(&own)?.is_none())
    }
}
