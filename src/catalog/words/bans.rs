//! What words say must not be possible.

use super::ranking::{Named, is_within};
use super::sentence::{Clause, Need};
use super::vocabulary::Verb;
use super::{ClauseFound, FoundAction, Hit, Within, WordsFound, of_pattern};
use crate::catalog::{Catalog, Task};
use crate::model::Plane;
use crate::pattern::Wildcards;
use crate::text;

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
                if asks.iter().any(is_whole) {
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

impl ClauseFound {
    /// Leaves out of a ban the reading of what it is done to: who must not export a disk may see it, and who must not run
    /// something in a pod may list pods.
    fn leave_what_it_is_done_to(&mut self) {
        let is_read = |found: &FoundAction| found.action.as_str().ends_with("/read");
        let does: Vec<Option<Plane>> = self
            .actions
            .iter()
            .filter(|found| !is_read(found))
            .map(|found| found.plane)
            .collect();
        self.actions
            .retain(|found| !is_read(found) || !does.contains(&found.plane));
        let names: Vec<String> = self
            .actions
            .iter()
            .map(|found| found.action.as_str().to_owned())
            .collect();
        self.actions.retain(|found| {
            let name = found.action.as_str();
            let Some(own) = name.strip_suffix("/read") else {
                return true;
            };
            let is_beside = |other: &String| {
                !text::same(other, name) && text::starts_with(other, &format!("{own}/"))
            };
            !names.iter().any(is_beside)
        });
    }
}

impl Catalog {
    /// What must not be possible by a clause, among what fits it and what fits it with what the sentence is
    /// about.
    pub(super) fn banned(
        &self,
        clause: &Clause,
        within: Vec<Within>,
        hits: Vec<Hit>,
        tasks: &[Task],
    ) -> ClauseFound {
        let says_something =
            |within: &Within| within.clause.phrase.is_some() || !within.hits.is_empty();
        let within = within.into_iter().find(says_something);
        let mut found = match within {
            Some(within) if clause.needs.is_empty() => self.everything_and(clause, within, tasks),
            Some(within) if within.clause.phrase.is_some() || !is_of_own_type(clause, &hits) => {
                self.found(&within.clause, within.hits, tasks)
            }
            _ => self.found(clause, hits, tasks),
        };
        found.leave_what_it_is_done_to();
        found
    }

    /// What a verb alone means where it must not be possible: everything that ends so, and all that begins so
    /// of what the sentence is about.
    fn everything_and(&self, clause: &Clause, within: Within, tasks: &[Task]) -> ClauseFound {
        let mut found = self.found(clause, Vec::new(), tasks);
        let own = match within.clause.phrase {
            Some(_) => {
                let mut own = self.found(&within.clause, within.hits, tasks);
                own.leave_what_it_is_done_to();
                own.actions
            }
            None if clause.verb.is_some_and(Verb::is_all_that_ends_so) => Vec::new(),
            None => {
                let named = within.hits.iter();
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
        // What is only named is meant as a whole.
        None => return within.iter().map(|all| of_pattern(all, plane)).collect(),
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
        // Peering writes too, but not all that writes is peering.
        (true, false) if verb.is_all_that_ends_so() => {
            verb.banned_ends().map(str::to_owned).collect()
        }
        (false, false) => verb.ends.clone(),
        _ => {
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

/// How far an operation is from what a ban means: of a type that it names, of what the sentence is about, of the
/// same provider, or elsewhere.
pub(super) fn distance(clause: &Clause, name: &str) -> usize {
    let Some(named) = Named::of(name) else {
        return 3;
    };
    let mut types = clause.types();
    match clause.is_about_space(named.namespace) {
        false => 3,
        true if types.any(|kind| text::same(kind, named.resource_type)) => 0,
        true if clause.is_about(&named) => 1,
        true => 2,
    }
}

/// Whether what fits best is of a type that the clause itself names, in a provider that the sentence is about.
fn is_of_own_type(clause: &Clause, hits: &[Hit]) -> bool {
    let best = hits.iter().min_by_key(|hit| (hit.fit, hit.name.len()));
    let named = best.and_then(|hit| Named::of(&hit.name));
    named.is_some_and(|named| {
        clause.is_about_space(named.namespace) && clause.types().any(|kind| is_within(&named, kind))
    })
}
