//! The product of many globs, built state by state, and the search for its least word.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;

use super::alphabet::{self, Form, Symbol, SymbolSet};
use super::glob::Glob;
use super::language::{Entry, Word};
use super::points::{Cursor, Point};

/// A question about patterns needs more states than it may visit; it is left undecided. A state
/// that holds very many places counts for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("patterns are too entangled to compare: more than {limit} states")]
pub struct StateLimit {
    /// How many states the question was allowed.
    pub limit: usize,
}

/// Where the word looked for lies, as to the entries added by [`Search::against`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    Inside,
    Outside,
}

/// The search for the least well-formed word that matches one glob, none of the exclusions and
/// none of the points, and that lies inside or outside of a union of entries.
pub(super) struct Search<'a> {
    goal: Goal,
    /// The glob to match, then the exclusions, then entry by entry what is granted and excluded.
    globs: Vec<&'a Glob>,
    without: Range<u32>,
    entries: Vec<EntryRange>,
    points: [&'a [Point]; 2],
}

struct EntryRange {
    granted: Range<u32>,
    excluded: Range<u32>,
}

/// A place in one of the globs.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    glob: u32,
    at: u32,
}

/// All that matters about a word read so far.
#[derive(PartialEq, Eq, Hash)]
struct State {
    form: Form,
    /// By glob, then place.
    places: Vec<Place>,
    cursors: [Option<Cursor>; 2],
}

/// How a state was first reached.
struct Step {
    from: usize,
    symbol: Symbol,
}

impl<'a> Search<'a> {
    /// A search among the words of one glob.
    pub(super) fn new(within: &'a Glob, goal: Goal) -> Self {
        Self {
            goal,
            globs: vec![within],
            without: 1..1,
            entries: Vec::new(),
            points: [&[], &[]],
        }
    }

    /// Leaves out the words that match an exclusion. Called once, before [`Search::against`].
    pub(super) fn without(mut self, excluded: &'a [Glob]) -> Self {
        self.without = self.add(excluded);
        self
    }

    /// Leaves out the points, which the caller has looked at.
    pub(super) fn without_points(mut self, points: [&'a [Point]; 2]) -> Self {
        self.points = points;
        self
    }

    /// Adds entries for the word to lie inside or outside of.
    pub(super) fn against(mut self, entries: &'a [Entry]) -> Self {
        for entry in entries {
            let granted = self.add(&entry.granted);
            if granted.is_empty() {
                continue;
            }
            let excluded = self.add(&entry.excluded);
            self.entries.push(EntryRange { granted, excluded });
        }
        self
    }

    fn add(&mut self, globs: &'a [Glob]) -> Range<u32> {
        let start = self.globs.len() as u32;
        let within = self.globs[0];
        self.globs
            .extend(globs.iter().filter(|glob| !glob.is_apart_from(within)));
        start..self.globs.len() as u32
    }

    /// Whether the ends of the globs alone show that there is no such word.
    pub(super) fn is_plainly_empty(&self) -> bool {
        let plain = |range: &Range<u32>| {
            self.globs[range.start as usize..range.end as usize]
                .iter()
                .any(|glob| glob.plainly_covers(self.globs[0]))
        };
        plain(&self.without)
            || match self.goal {
                Goal::Inside => self.entries.is_empty(),
                Goal::Outside => self
                    .entries
                    .iter()
                    .any(|entry| entry.excluded.is_empty() && plain(&entry.granted)),
            }
    }

    /// The least word, of those below `bound`.
    ///
    /// Breadth first, symbols by rank: states come up in the order of their least words.
    pub(super) fn least(
        &self,
        bound: Option<&[Symbol]>,
        limit: usize,
    ) -> Result<Option<Word>, StateLimit> {
        let Some(start) = self.start() else {
            return Ok(None);
        };
        let mut visited = start.weight();
        let start = Rc::new(start);
        let mut seen = HashMap::from([(Rc::clone(&start), ())]);
        let mut steps: Vec<Step> = Vec::new();
        // The state, its length, and the number of its step plus one.
        let mut queue = VecDeque::from([(start, 0, 0)]);
        while let Some((state, length, number)) = queue.pop_front() {
            if self.accepts(&state) {
                let word = trace(&steps, number);
                let below = bound.is_none_or(|bound| alphabet::radix(&word, bound).is_lt());
                return Ok(below.then_some(word));
            }
            if bound.is_some_and(|bound| length == bound.len()) {
                continue;
            }
            for symbol in self.symbols(&state).iter() {
                let Some(next) = self.step(&state, symbol) else {
                    continue;
                };
                if seen.contains_key(&next) {
                    continue;
                }
                visited += next.weight();
                if visited > limit {
                    return Err(StateLimit { limit });
                }
                let next = Rc::new(next);
                seen.insert(Rc::clone(&next), ());
                steps.push(Step {
                    from: number,
                    symbol,
                });
                queue.push_back((next, length + 1, steps.len()));
            }
        }
        Ok(None)
    }

    fn start(&self) -> Option<State> {
        let mut places = Vec::new();
        for (glob, compiled) in (0..).zip(&self.globs) {
            places.extend(compiled.start().into_iter().map(|at| Place { glob, at }));
        }
        let cursors = self.points.map(Cursor::start);
        self.prune(&mut places)?;
        Some(State {
            form: Form::Empty,
            places,
            cursors,
        })
    }

    /// The symbols that tell the successors of the state apart, each standing for all that lead
    /// to the same state.
    fn symbols(&self, state: &State) -> SymbolSet {
        let mut within = SymbolSet::default();
        let mut any = SymbolSet::default();
        let mut forced = true;
        for place in &state.places {
            let Some(symbol) = self.globs[place.glob as usize].expected(place.at) else {
                continue;
            };
            any.insert(symbol);
            if place.glob == 0 {
                within.insert(symbol);
                forced &= symbol != alphabet::STAR;
            }
        }
        if forced {
            return within;
        }
        for (points, cursor) in self.points.iter().zip(&state.cursors) {
            if let Some(cursor) = cursor {
                cursor.symbols(points, &mut any);
            }
        }
        any.insert(alphabet::SLASH);
        any.insert_other();
        any
    }

    fn step(&self, state: &State, symbol: Symbol) -> Option<State> {
        let form = state.form.step(symbol)?;
        let mut places = Vec::with_capacity(state.places.len() + 1);
        let mut reached = Vec::with_capacity(8);
        for run in state.places.chunk_by(|a, b| a.glob == b.glob) {
            let glob = run[0].glob;
            let compiled = self.globs[glob as usize];
            for place in run {
                compiled.step(place.at, symbol, &mut reached);
            }
            compiled.settle(&mut reached);
            places.extend(reached.drain(..).map(|at| Place { glob, at }));
        }
        self.prune(&mut places)?;
        let mut cursors = [None; 2];
        for ((next, cursor), points) in cursors.iter_mut().zip(state.cursors).zip(self.points) {
            *next = cursor.and_then(|cursor| cursor.step(points, symbol));
        }
        Some(State {
            form,
            places,
            cursors,
        })
    }

    /// Drops the places that decide nothing any more; `None` when no word can be found from here.
    fn prune(&self, places: &mut Vec<Place>) -> Option<()> {
        if places.first().is_none_or(|place| place.glob != 0) {
            return None;
        }
        if self.for_ever(part(places, &self.without)) {
            return None;
        }
        let mut idle: Vec<Range<u32>> = Vec::new();
        for entry in &self.entries {
            let granted = part(places, &entry.granted);
            let excluded = part(places, &entry.excluded);
            if granted.is_empty() || self.for_ever(excluded) {
                idle.push(entry.granted.start..entry.excluded.end);
            } else if self.goal == Goal::Outside && excluded.is_empty() && self.for_ever(granted) {
                return None;
            }
        }
        if self.goal == Goal::Inside && idle.len() == self.entries.len() {
            return None;
        }
        for range in idle {
            places.retain(|place| !range.contains(&place.glob));
        }
        Some(())
    }

    fn accepts(&self, state: &State) -> bool {
        let at_point = |(points, cursor): (&&[Point], &Option<Cursor>)| {
            cursor.is_some_and(|cursor| cursor.is_at_point(points))
        };
        let places = &state.places;
        if state.form != Form::Later
            || !self.ends(part(places, &(0..1)))
            || self.ends(part(places, &self.without))
            || self.points.iter().zip(&state.cursors).any(at_point)
        {
            return false;
        }
        let inside = self.entries.iter().any(|entry| {
            self.ends(part(places, &entry.granted)) && !self.ends(part(places, &entry.excluded))
        });
        inside == (self.goal == Goal::Inside)
    }

    fn ends(&self, places: &[Place]) -> bool {
        places
            .iter()
            .any(|place| self.globs[place.glob as usize].is_end(place.at))
    }

    fn for_ever(&self, places: &[Place]) -> bool {
        places
            .iter()
            .any(|place| self.globs[place.glob as usize].is_for_ever(place.at))
    }
}

impl State {
    /// How much the state counts towards the limit: time and memory go by places.
    fn weight(&self) -> usize {
        1 + self.places.len() / 64
    }
}

/// The places in a range of globs.
fn part<'p>(places: &'p [Place], globs: &Range<u32>) -> &'p [Place] {
    let start = places.partition_point(|place| place.glob < globs.start);
    let end = places.partition_point(|place| place.glob < globs.end);
    &places[start..end]
}

fn trace(steps: &[Step], mut number: usize) -> Word {
    let mut word = Vec::new();
    while let Some(step) = number.checked_sub(1).and_then(|at| steps.get(at)) {
        word.push(step.symbol);
        number = step.from;
    }
    word.reverse();
    word.into()
}
