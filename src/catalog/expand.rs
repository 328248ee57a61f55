//! Which operations of a catalogue a pattern matches.
//!
//! Names are sorted, so `prefix*` is a range. A star inside is the range of its prefix met with
//! the set of names that end as it does; those sets are built once per distinct ending.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::bits::OperationSet;
use crate::ids::OperationIx;
use crate::model::Plane;
use crate::pattern::{ActionPattern, PatternSet, Wildcards};
use crate::text;

/// Sorted operation names, ready for expansion.
#[derive(Debug)]
pub(crate) struct Expander {
    /// Folded names one after the other.
    names: String,
    /// Where each name starts, and the end of the last.
    starts: Vec<u32>,
    data: OperationSet,
    control: OperationSet,
    endings: Mutex<HashMap<Box<str>, OperationSet>>,
}

impl Expander {
    /// Takes operations sorted by folded name.
    pub(crate) fn new<'a>(operations: impl Iterator<Item = (&'a str, Plane)>) -> Self {
        Self::collect(|add| operations.for_each(|(name, plane)| add(name, plane)))
    }

    /// Takes the operations that `visit` gives, sorted by folded name.
    pub(crate) fn collect(visit: impl FnOnce(&mut dyn FnMut(&str, Plane))) -> Self {
        let mut names = String::new();
        let mut starts = vec![0u32];
        let mut planes = Vec::new();
        visit(&mut |name, plane| {
            text::push_folded(&mut names, name);
            starts.push(names.len() as u32);
            planes.push(plane);
        });
        let in_plane = |wanted: Plane| {
            OperationSet::of(
                planes.len(),
                (0..planes.len())
                    .filter(|&at| planes[at] == wanted)
                    .map(OperationIx::new),
            )
        };
        Self {
            data: in_plane(Plane::Data),
            control: in_plane(Plane::Control),
            names,
            starts,
            endings: Mutex::default(),
        }
    }

    /// The number of operations.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The folded name of an operation.
    pub(crate) fn folded(&self, at: usize) -> &str {
        &self.names[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    fn lower_bound(&self, start: usize, below: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (start, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if below(self.folded(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn prefix_range(&self, prefix: &str) -> std::ops::Range<usize> {
        let start = self.lower_bound(0, |name| name < prefix);
        let end = self.lower_bound(start, |name| name.starts_with(prefix));
        start..end
    }

    /// The operations of one plane.
    pub(crate) fn plane(&self, plane: Plane) -> &OperationSet {
        match plane {
            Plane::Control => &self.control,
            Plane::Data => &self.data,
        }
    }

    /// The operations of one plane that the pattern matches.
    pub(crate) fn expand(
        &self,
        pattern: &ActionPattern,
        plane: Plane,
        wildcards: Wildcards,
    ) -> OperationSet {
        let mut set = OperationSet::new(self.len());
        self.add(pattern, wildcards, &mut set);
        set.intersect_with(self.plane(plane));
        set
    }

    /// The operations of one plane that a set grants.
    pub(crate) fn expand_set(
        &self,
        patterns: &PatternSet,
        plane: Plane,
        wildcards: Wildcards,
    ) -> OperationSet {
        let mut set = OperationSet::new(self.len());
        for pattern in patterns.granted() {
            self.add(pattern, wildcards, &mut set);
        }
        if !set.is_empty() && !patterns.excluded().is_empty() {
            let mut excluded = OperationSet::new(self.len());
            for pattern in patterns.excluded() {
                self.add(pattern, wildcards, &mut excluded);
            }
            set.subtract(&excluded);
        }
        set.intersect_with(self.plane(plane));
        set
    }

    fn add(&self, pattern: &ActionPattern, wildcards: Wildcards, set: &mut OperationSet) {
        if pattern.is_concrete() {
            self.add_exact(pattern, wildcards, set);
            return;
        }
        let Some((prefix, suffix)) = pattern.sides() else {
            return self.add_by_parts(pattern, wildcards, set);
        };
        let range = self.prefix_range(prefix);
        if suffix.is_empty() {
            set.insert_range(range);
        } else if range.len() <= 64 {
            for at in range {
                let name = self.folded(at);
                if name.len() >= prefix.len() + suffix.len() && name.ends_with(suffix) {
                    set.insert(OperationIx::new(at));
                }
            }
        } else {
            let mut found = OperationSet::new(self.len());
            found.insert_range(range);
            found.intersect_with(
                self.endings
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .entry(suffix.into())
                    .or_insert_with(|| self.ending(suffix)),
            );
            for at in self.overlapping(prefix, suffix) {
                found.remove(at);
            }
            set.union_with(&found);
        }
        if wildcards == Wildcards::Azure && pattern.has_vanishing_middle() {
            let joined = format!("{prefix}{}", &suffix[1..]);
            self.add_exact(&ActionPattern::literal(&joined), wildcards, set);
        }
    }

    /// The operations that a pattern with several stars matches, among those that hold its literal
    /// parts. A slash that WC-5 lets stand for two belongs to the parts on both sides of it.
    fn add_by_parts(&self, pattern: &ActionPattern, wildcards: Wildcards, set: &mut OperationSet) {
        let mut parts = pattern.folded().split('*');
        let prefix = parts.next().unwrap_or_default();
        let suffix = parts.next_back().unwrap_or_default();
        let middle = parts.max_by_key(|part| part.len()).unwrap_or_default();
        for at in self.prefix_range(prefix) {
            let name = self.folded(at);
            let may_match = name.ends_with(suffix) && name.contains(middle);
            if may_match && pattern.matches(name, wildcards) {
                set.insert(OperationIx::new(at));
            }
        }
    }

    /// The operations that begin with the one and end with the other only because the two overlap
    /// in them: `x/y` for `x/` and `/y`.
    fn overlapping(&self, prefix: &str, suffix: &str) -> Vec<OperationIx> {
        let shared = (1..=suffix.len()).filter(|&length| {
            let start = suffix.get(..length);
            start.is_some_and(|start| prefix.ends_with(start))
        });
        let mut found = Vec::new();
        for length in shared {
            let name = format!("{prefix}{}", &suffix[length..]);
            let start = self.lower_bound(0, |other| other < name.as_str());
            let same = (start..self.len()).take_while(|&at| self.folded(at) == name);
            found.extend(same.map(OperationIx::new));
        }
        found
    }

    fn add_exact(&self, name: &ActionPattern, wildcards: Wildcards, set: &mut OperationSet) {
        let start = self.lower_bound(0, |other| other < name.folded());
        for at in start..self.len() {
            if self.folded(at) != name.folded() {
                break;
            }
            if name.matches(self.folded(at), wildcards) {
                set.insert(OperationIx::new(at));
            }
        }
    }

    fn ending(&self, suffix: &str) -> OperationSet {
        OperationSet::of(
            self.len(),
            (0..self.len())
                .filter(|&at| self.folded(at).ends_with(suffix))
                .map(OperationIx::new),
        )
    }
}
