//! What words say must not be possible.

use super::ranking::{Named, is_within};
use super::sentence::{Clause, Need};
use super::vocabulary::Verb;
use super::{ClauseFound, FoundAction, Hit, WordsFound, of_pattern};
use crate::catalog::{Catalog, Task};
use crate::model::Plane;
use crate::pattern::Wildcards;

impl WordsFound {
    /// Takes what must not be possible out of what is asked for where that leaves something of it, as of
    /// `manage VMs but not delete`; else what is asked for is not meant by the ban.
    pub(super) fn tell_apart(&mut self, wildcards: Wildcards) {
        let (bans, mut asks): (Vec<_>, Vec<_>) =
            self.clauses.iter_mut().partition(|clause| clause.is_banned);
        for ban in bans {
            ban.actions.retain(|ban| {
                let is_banned = |found: &FoundAction| {
                    ban.plane.is_none_or(|plane| found.plane == Some(plane))
                        && ban.action.matches(found.action.as_str(), wildcards)
                };
                let is_whole =
                    |ask: &&mut ClauseFound| !ask.is_empty() && ask.actions.iter().all(is_banned);
                if asks.iter().any(|ask| is_whole(&ask)) {
                    return false;
                }
                for ask in &mut asks {
                    ask.actions.retain(|found| !is_banned(found));
                }
                true
            });
        }
    }
}

impl Catalog {
    /// What must not be possible by a clause, among what fits it and what fits it with what the sentence is
    /// about.
    pub(super) fn banned(
        &self,
        clause: &Clause,
        within: Option<Clause>,
        hits: Vec<Hit>,
        closer: Vec<Hit>,
        tasks: &[Task],
    ) -> ClauseFound {
        match within {
            Some(within) if clause.needs.is_empty() => {
                self.everything_and(clause, &within, closer, tasks)
            }
            Some(within)
                if within.phrase.is_some()
                    || !closer.is_empty() && !is_of_own_type(clause, &hits) =>
            {
                self.found(&within, closer, tasks)
            }
            _ => self.found(clause, hits, tasks),
        }
    }

    /// What a verb alone means where it must not be possible: everything that ends so, and all that begins so
    /// of what the sentence is about.
    fn everything_and(
        &self,
        clause: &Clause,
        within: &Clause,
        closer: Vec<Hit>,
        tasks: &[Task],
    ) -> ClauseFound {
        let mut found = self.found(clause, Vec::new(), tasks);
        let own = match within.phrase {
            Some(_) => self.found(within, closer, tasks).actions,
            None => {
                let named = closer.iter();
                named
                    .map(|hit| of_pattern(&hit.name, Some(hit.plane)))
                    .collect()
            }
        };
        let wildcards = self.wildcards();
        for action in own {
            let is_covered =
                |known: &FoundAction| known.action.matches(action.action.as_str(), wildcards);
            if !found.actions.iter().any(is_covered) {
                found.actions.push(action);
            }
        }
        // Of what there is to read, only what the sentence is about is meant.
        if found.actions.len() > 1 {
            found
                .actions
                .retain(|found| found.action.as_str() != "*/read");
        }
        found
    }
}

/// What a verb means that is said of nothing, of everything, or of all of a provider: all that ends so, where
/// that must not be possible or where the sentence asks for it.
pub(super) fn everything(clause: &Clause) -> Vec<FoundAction> {
    let spaces = clause
        .contexts
        .iter()
        .flat_map(|context| &context.namespaces);
    let mut within: Vec<String> = spaces.map(|space| format!("{space}/*")).collect();
    let plane = (!clause.is_banned).then_some(Plane::Control);
    let ends = match clause.verb {
        Some(_) if !clause.is_banned && !clause.is_of_all && within.is_empty() => {
            return Vec::new();
        }
        Some(verb) => ends(verb, clause.is_banned),
        // Of all that is only named, nothing must be possible.
        None if clause.is_banned => {
            return within.iter().map(|all| of_pattern(all, None)).collect();
        }
        None => return Vec::new(),
    };
    if within.is_empty() {
        within.push("*".to_owned());
    }
    let patterns = within
        .iter()
        .flat_map(|all| ends.iter().map(move |end| format!("{all}/{end}")));
    patterns
        .map(|pattern| of_pattern(&pattern, plane))
        .collect()
}

/// The last parts of operations that do what a verb says.
fn ends(verb: &Verb, is_banned: bool) -> Vec<String> {
    match (is_banned, verb.ends.is_empty()) {
        (true, false) => verb.banned_ends().map(str::to_owned).collect(),
        (false, false) => verb.ends.clone(),
        (_, true) => {
            let actions = verb.actions().into_iter();
            actions.map(|action| format!("{action}/action")).collect()
        }
    }
}

/// What must not be possible with types that are only named, and for which what else is said is never done:
/// anything.
pub(super) fn all_of_types(clause: &Clause) -> Vec<FoundAction> {
    let is_thing = |need: &Need| matches!(need, Need::Thing { .. });
    if !(clause.has_others_verb || clause.verb.is_none()) || !clause.needs.iter().all(is_thing) {
        return Vec::new();
    }
    let types = clause.types().map(|kind| format!("{kind}/*"));
    types.map(|pattern| of_pattern(&pattern, None)).collect()
}

/// Whether what fits best is of a type that the clause itself names, in a provider that the sentence is about.
fn is_of_own_type(clause: &Clause, hits: &[Hit]) -> bool {
    let best = hits.iter().min_by_key(|hit| (hit.fit, hit.name.len()));
    let named = best.and_then(|hit| Named::of(&hit.name));
    named.is_some_and(|named| {
        clause.topic.is_of(named.namespace) && clause.types().any(|kind| is_within(&named, kind))
    })
}
