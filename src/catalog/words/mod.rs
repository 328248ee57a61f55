//! Operations, tasks and what must not be granted, from words: `restart VMs and read metrics but not
//! delete`.
//!
//! A sentence is taken apart into clauses (`sentence`) by the words of the field (`vocabulary`), each
//! compared by its stem (`stem`). Every operation of the catalogue is held against each clause
//! (`ranking`): all that is said must be found in its name, or in its description, and what fits best
//! is what says least besides. What must not be possible has rules of its own (`bans`).

mod bans;
mod ranking;
mod sentence;
mod stem;
mod vocabulary;

use super::{Catalog, Task};
use crate::ids::OperationIx;
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::text;
use bans::{all_of_types, everything};
use ranking::{Fit, Named, camel_words, fit};
pub(crate) use sentence::leaves_out_what_follows;
use sentence::{Clause, Need, Qualifier};

/// What a sentence asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordsFound {
    /// Its clauses, in order.
    pub(crate) clauses: Vec<ClauseFound>,
}

/// What a clause asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClauseFound {
    /// The words that it was found by, as they were said.
    pub(crate) said: String,
    /// Whether it must not be possible.
    pub(crate) is_banned: bool,
    /// The operations, or patterns, that it means.
    pub(crate) actions: Vec<FoundAction>,
    /// The task that it means in place of single operations.
    pub(crate) task: Option<Task>,
    /// Other operations that fit it less.
    pub(crate) others: Vec<OperationIx>,
    /// Tasks that require what was found, with more besides.
    pub(crate) tasks: Vec<Task>,
    /// What was taken for where it is.
    pub(crate) places: Vec<String>,
    /// The service that it belongs to, where no role of Azure grants it.
    pub(crate) elsewhere: Option<&'static str>,
    /// Words without regard to which it was understood: nobody knows them, and they stand before what is.
    pub(crate) passed_over: Vec<String>,
    /// Whether it says nothing but which place is left out, which no assignment does.
    pub(crate) leaves_out_place: bool,
    /// Whether it may mean to have access, or to give it to others.
    pub(crate) may_give_or_have: bool,
}

/// An operation that words mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundAction {
    /// The operation, or a pattern.
    pub(crate) action: ActionPattern,
    /// Its plane; none for what must not be granted in either.
    pub(crate) plane: Option<Plane>,
}

impl ClauseFound {
    /// Whether nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.task.is_none()
    }
}

impl WordsFound {
    /// What of it must be granted.
    pub(crate) fn required(&self) -> impl Iterator<Item = &ClauseFound> {
        self.clauses.iter().filter(|clause| !clause.is_banned)
    }

    /// What must not be granted.
    pub(crate) fn banned(&self) -> impl Iterator<Item = &ActionPattern> {
        let banned = self.clauses.iter().filter(|clause| clause.is_banned);
        banned.flat_map(|clause| clause.actions.iter().map(|found| &found.action))
    }
}

/// How many other operations are named.
const OTHERS: usize = 5;

/// How many tasks are named.
const TASKS: usize = 3;

/// What else a single word of the field may be written as in names.
#[derive(Debug, Default)]
pub(super) struct OtherNames {
    /// Resource types.
    pub(super) types: &'static [String],
    /// The last parts of operations, without `/action`.
    pub(super) verbs: Vec<String>,
}

impl OtherNames {
    /// The names that a word of a search stands for.
    pub(super) fn of(word: &str) -> Self {
        let types = vocabulary::vocabulary().types_of(word);
        let verb = vocabulary::vocabulary().verb_of(word);
        let verbs = verb.map_or_else(Vec::new, |verb| {
            verb.ends.iter().cloned().chain(verb.actions()).collect()
        });
        Self { types, verbs }
    }

    /// Whether an operation, by its name, has one of them.
    pub(super) fn fit(&self, name: &str) -> bool {
        Named::of(name).is_some_and(|named| {
            let kind = named.resource_type;
            self.types.iter().any(|own| text::same(own, kind))
                || self.verbs.iter().any(|verb| text::same(verb, named.verb))
        })
    }

    /// The last parts of the types as words: `virtual machine`.
    pub(super) fn spoken(&self) -> impl Iterator<Item = String> {
        let last = self.types.iter().filter_map(|kind| kind.rsplit('/').next());
        last.map(|name| {
            let mut words = String::new();
            for letter in name.chars() {
                if letter.is_uppercase() {
                    words.push(' ');
                }
                words.extend(letter.to_lowercase());
            }
            words.strip_suffix('s').unwrap_or(&words).to_owned()
        })
    }
}

/// A ban with something that the sentence is about, and what fits both.
struct Within {
    clause: Clause,
    hits: Vec<Hit>,
}

struct Hit {
    operation: OperationIx,
    name: String,
    plane: Plane,
    fit: Fit,
}

impl Hit {
    /// Whether it lies in a namespace that people seldom mean, has words in its name that nobody said, and
    /// none of the types that were.
    fn is_far_fetched(&self, clause: &Clause) -> bool {
        let is_of = |kind: &str| text::starts_with(&self.name, &format!("{kind}/"));
        self.fit.is_seldom
            && self.fit.unsaid > 0
            && clause.contexts.is_empty()
            && !clause.types().any(is_of)
    }

    /// Whether so much of its name is said by nobody that it is something else: `cosmos data` and the jobs that
    /// transfer data.
    fn is_something_else(&self) -> bool {
        let is_vague = self.fit.is_loose || !self.fit.is_typed;
        self.fit.unsaid >= 2 || self.fit.is_others || (is_vague && self.fit.unsaid > 0)
    }
}

impl Catalog {
    /// What a sentence asks for, among the operations and tasks of the catalogue.
    pub(crate) fn find_by_words(&self, sentence: &str) -> WordsFound {
        let clauses = sentence::clauses(sentence);
        let within = clauses.iter().map(|clause| {
            let within = clause.within_topics().into_iter();
            within
                .map(|clause| Within {
                    clause,
                    hits: Vec::new(),
                })
                .collect()
        });
        let mut within: Vec<Vec<Within>> = within.collect();
        let readings: Vec<Vec<&Clause>> = clauses.iter().map(Clause::all_readings).collect();
        let none = |readings: &Vec<&Clause>| readings.iter().map(|_| Vec::new()).collect();
        let mut hits: Vec<Vec<Vec<Hit>>> = readings.iter().map(none).collect();
        self.for_each_operation(|operation, name, plane| {
            let Some(named) = Named::of(name) else {
                return;
            };
            let description = self.description(operation);
            let words = description.map_or_else(Vec::new, |text| described(&text));
            let hit = |fit| Hit {
                operation,
                name: name.to_owned(),
                plane,
                fit,
            };
            let heard = readings.iter().flatten().zip(hits.iter_mut().flatten());
            for (clause, hits) in heard {
                if !clause.needs.is_empty() && !clause.spares(&named) {
                    let found = fit(clause, &named, &words);
                    let found =
                        found.filter(|fit| !clause.is_banned || clause.may_ban(&named, fit));
                    hits.extend(found.map(hit));
                }
            }
            for (own, within) in clauses.iter().zip(&mut within) {
                for Within { clause, hits } in within {
                    if clause.is_about_space(named.namespace)
                        && (!clause.needs.is_empty() || own.needs.is_empty())
                        && !clause.spares(&named)
                    {
                        let found = fit(clause, &named, &words);
                        let is_meant = |fit: &Fit| match own.needs.is_empty() {
                            // Of what else there is to read, a phrase says nothing.
                            true if clause.needs.is_empty() && own.only_reads() => false,
                            true => clause.is_about(&named),
                            // A word of the action may be left, but no other type is meant.
                            false => fit.unsaid <= 1 && (fit.is_kind_said || fit.is_last_said),
                        };
                        hits.extend(found.filter(is_meant).map(hit));
                    }
                }
            }
        });
        let tasks = self.tasks();
        let mut found: Vec<Option<ClauseFound>> = clauses.iter().map(|_| None).collect();
        let heard = clauses.iter().zip(within).zip(hits);
        let (banned, wanted): (Vec<_>, Vec<_>) = heard
            .enumerate()
            .partition(|(_, ((clause, _), _))| clause.is_banned);
        let mut asked: Vec<String> = Vec::new();
        let mut roots: Vec<String> = Vec::new();
        for (at, ((clause, _), hits)) in wanted {
            let mut one = ClauseFound::default();
            for (clause, mut hits) in clause.all_readings().into_iter().zip(hits) {
                // `firewall policies and rules` are both of networking.
                if clause.has_others_verb && clause.contexts.is_empty() && clause.is_of_words() {
                    keep_near(&mut hits, &roots, clause.is_near_only);
                }
                one = self.found(clause, hits, &tasks);
                if !one.is_empty() {
                    break;
                }
            }
            if one.is_empty() {
                let lesser = clause.lesser_readings().into_iter();
                let mut lesser = lesser.filter_map(|reading| self.found_by(&reading, &tasks));
                if let Some(found) = lesser.next() {
                    one = ClauseFound {
                        said: std::mem::take(&mut one.said),
                        ..found
                    };
                }
            }
            if let [only] = &one.actions[..] {
                asked.push(only.action.as_str().to_owned());
            }
            // Of `firewall logs and rules`, the rules are the firewall's.
            roots = match &clause.is_on[..] {
                [] => {
                    let names = one.actions.iter().map(|found| found.action.as_str());
                    let kinds =
                        names.filter_map(|name| Named::of(name).map(|named| named.resource_type));
                    kinds.filter_map(root).collect()
                }
                kinds => kinds.iter().filter_map(|kind| root(kind)).collect(),
            };
            found[at] = Some(one);
        }
        for (at, ((clause, mut within), hits)) in banned {
            if clause.leaves_out_place {
                found[at] = Some(ClauseFound {
                    said: clause.said.clone(),
                    is_banned: true,
                    leaves_out_place: true,
                    ..ClauseFound::default()
                });
                continue;
            }
            let mut all = hits;
            // What is asked for by itself is not what must not be possible.
            let is_asked = |hit: &Hit| asked.iter().any(|name| text::same(name, &hit.name));
            all.iter_mut()
                .for_each(|hits| hits.retain(|hit| !is_asked(hit)));
            let hits: Vec<Hit> = all.pop().unwrap_or_default();
            let of_others = all.split_off(all.len() - clause.also.len().min(all.len()));
            for within in &mut within {
                within.hits.retain(|hit| !is_asked(hit));
            }
            let mut one = self.banned(clause, within, hits, &tasks);
            for (other, hits) in clause.also.iter().zip(of_others) {
                let other = self.banned(other, Vec::new(), hits, &tasks);
                one.add(other.actions, self.wildcards());
            }
            found[at] = Some(one);
        }
        let mut found = WordsFound {
            clauses: found.into_iter().flatten().collect(),
        };
        found.tell_apart(self.wildcards());
        found
    }

    fn found(&self, clause: &Clause, mut hits: Vec<Hit>, tasks: &[Task]) -> ClauseFound {
        hits.sort_by(|a, b| {
            // Of what must not be possible, what the sentence is about comes first.
            let is_ban = clause.is_banned && !clause.is_within;
            let is_elsewhere = |hit: &Hit| is_ban.then(|| bans::distance(clause, &hit.name));
            let key = |hit: &Hit| (is_elsewhere(hit), hit.fit, hit.name.len());
            key(a)
                .cmp(&key(b))
                .then_with(|| a.name.cmp(&b.name))
                .then(a.plane.cmp(&b.plane))
        });
        let mut found = ClauseFound {
            said: clause.said.clone(),
            is_banned: clause.is_banned,
            actions: Vec::new(),
            task: None,
            others: Vec::new(),
            tasks: Vec::new(),
            places: clause.places.clone(),
            elsewhere: clause.elsewhere.map(|other| other.service.as_str()),
            passed_over: Vec::new(),
            leaves_out_place: false,
            may_give_or_have: clause.may_give_or_have(),
        };
        let mut taken: Vec<OperationIx> = Vec::new();
        if clause.elsewhere.is_some()
            || clause.says_more_than_its_phrase()
            || clause.may_give_or_have()
        {
            // Nothing is better than a part of what was said.
        } else if let Some(phrase) = clause.phrase {
            for (list, plane) in [
                (&phrase.actions, Plane::Control),
                (&phrase.data_actions, Plane::Data),
            ] {
                // What this catalogue doesn't hold is asked for all the same.
                let is_left = |name: &&String| clause.is_banned && phrase.only_needs(name);
                let all = list.iter().filter(|name| !is_left(name));
                found
                    .actions
                    .extend(all.map(|name| of_pattern(name, Some(plane))));
            }
            let things = clause.things_of_phrase();
            found.places.extend(things.map(Need::said));
            for end in phrase.on_any.iter().flatten() {
                found.actions.extend(self.done_to_things_of(clause, end));
            }
        } else if clause.begins_unknown || clause.is_done_to_where_it_is() {
            // Who knows whether that is to be read, or what is deployed there.
        } else if clause.needs.is_empty() {
            found.actions = everything(clause);
            if !clause.is_banned && !self.holds_some(&found) {
                found.actions.clear();
            }
        } else if clause.is_banned && (hits.is_empty() || clause.verb.is_none()) {
            found.actions = all_of_types(clause);
        } else if !self.lacks_types(clause) {
            let meant = meant(clause, &hits);
            taken.extend(meant.iter().map(|hit| hit.operation));
            found.actions = meant
                .into_iter()
                .map(|hit| of_pattern(&hit.name, Some(hit.plane)))
                .collect();
            // What can only be read is not what somebody manages.
            let is_read = |found: &FoundAction| text::ends_with(found.action.as_str(), "/read");
            let manages = clause
                .verb
                .is_some_and(|verb| verb.means_all && verb.ends.len() > 1);
            if !clause.is_banned && manages && found.actions.iter().all(is_read) {
                found.actions.clear();
            }
        }
        // A phrase says what it means.
        let others = hits
            .iter()
            .filter(|hit| clause.phrase.is_none() && !taken.contains(&hit.operation));
        found.others = others.map(|hit| hit.operation).take(OTHERS).collect();
        if !clause.is_banned {
            found.add_tasks(clause, tasks);
        }
        found
    }
}

impl Catalog {
    /// What a reading of a clause finds by itself; `None` where that is nothing.
    fn found_by(&self, reading: &Clause, tasks: &[Task]) -> Option<ClauseFound> {
        if !self.may_pass_over(&reading.passed_over) {
            return None;
        }
        let mut hits = Vec::new();
        self.for_each_operation(|operation, name, plane| {
            let Some(named) = Named::of(name).filter(|_| !reading.needs.is_empty()) else {
                return;
            };
            let description = self.description(operation);
            let words = description.map_or_else(Vec::new, |text| described(&text));
            hits.extend(fit(reading, &named, &words).map(|fit| Hit {
                operation,
                name: name.to_owned(),
                plane,
                fit,
            }));
        });
        let words = reading.passed_over.iter();
        let found = ClauseFound {
            passed_over: words.map(|passed| passed.word.clone()).collect(),
            ..self.found(reading, hits, tasks)
        };
        (!found.is_empty()).then_some(found)
    }

    /// Whether words only say which one of what they stand before is meant: neither a provider is called so
    /// nor a part of a resource type that has both in its name.
    fn may_pass_over(&self, qualifiers: &[Qualifier]) -> bool {
        let may_narrow =
            |own: &Qualifier| vocabulary::vocabulary().may_narrow(&own.word, &own.head);
        let mut may = qualifiers.iter().all(may_narrow);
        if qualifiers.is_empty() {
            return true;
        }
        let stems: Vec<(String, &String)> = qualifiers
            .iter()
            .map(|own| (stem::stem(&own.word), &own.head))
            .collect();
        let mut last = String::new();
        self.for_each_operation(|_, name, _| {
            let Some(named) = Named::of(name).filter(|_| may) else {
                return;
            };
            if text::same(named.resource_type, &last) {
                return;
            }
            named.resource_type.clone_into(&mut last);
            let space = camel_words(named.namespace);
            let parts: Vec<Vec<String>> = named
                .resource_type
                .split('/')
                .skip(1)
                .map(camel_words)
                .collect();
            let is_name = |(word, head): &(String, &String)| {
                let is_called_so = |part: &Vec<String>| part.contains(word) && part.contains(head);
                space.contains(word) || parts.iter().any(is_called_so)
            };
            may = !stems.iter().any(is_name);
        });
        may
    }

    /// What else a phrase needs of the things that it is done to, where there is such an operation.
    fn done_to_things_of(&self, clause: &Clause, end: &str) -> Vec<FoundAction> {
        let things = clause.things_of_phrase().flat_map(Need::types);
        let names = things.map(|kind| format!("{kind}/{end}"));
        let known = names.filter_map(|name| {
            let at = self.find_in_plane(&name, Plane::Control)?;
            Some(of_pattern(&self.operation(at).name, Some(Plane::Control)))
        });
        known.collect()
    }

    /// Whether a clause is about a thing of which the catalogue holds nothing: what has the same words in
    /// its name is something else.
    fn lacks_types(&self, clause: &Clause) -> bool {
        let is_missing = |kind: &str| {
            let within = ActionPattern::literal(&format!("{kind}/*"));
            let planes = [Plane::Control, Plane::Data];
            planes
                .iter()
                .all(|plane| self.expand(&within, *plane).is_empty())
        };
        let lacks = |need: &Need| need.types().next().is_some() && need.types().all(is_missing);
        clause.contexts.is_empty() && clause.needs.iter().any(lacks)
    }
}

impl ClauseFound {
    /// The task that has the words of the clause for its id, else those that require all that was found.
    fn add_tasks(&mut self, clause: &Clause, tasks: &[Task]) {
        let requires = |task: &&Task| {
            let lists = |found: &FoundAction| {
                let list = match found.plane {
                    Some(Plane::Data) => &task.data_actions,
                    _ => &task.actions,
                };
                list.iter()
                    .any(|action| text::same(action, found.action.as_str()))
            };
            !self.actions.is_empty() && self.actions.iter().all(lists)
        };
        let mut fitting: Vec<Task> = tasks.iter().filter(requires).cloned().collect();
        let spaces = self
            .actions
            .iter()
            .filter_map(|found| found.action.as_str().split('/').next());
        let narrows: Vec<String> = spaces
            .flat_map(|space| vocabulary::vocabulary().narrows_to(space))
            .chain(clause.contexts.iter().flat_map(|context| context.stems()))
            .collect();
        let told = |mut words: Vec<String>| {
            words.retain(|word| !narrows.contains(word));
            words.sort();
            words
        };
        let words: Vec<String> = clause.said.split(' ').flat_map(vocabulary::stems).collect();
        let mut said = vec![told(words.clone())];
        // `tenant VM` is a `nexus virtual machine`, which a task calls `virtual machine`.
        if let [Need::Thing { thing, stems, .. }] = &clause.needs[..] {
            let names = thing.words().iter().map(|name| vocabulary::stems(name));
            let narrowed = names.filter(|name| name.iter().any(|word| narrows.contains(word)));
            let others: Vec<String> = words
                .into_iter()
                .filter(|word| !stems.contains(word))
                .collect();
            said.extend(narrowed.map(|name| told([others.clone(), name].concat())));
        }
        let is_called = |task: &Task| {
            let words = told(task.id.split('-').map(stem::stem).collect());
            said.contains(&words)
        };
        if let Some(at) = fitting.iter().position(is_called) {
            self.task = Some(fitting.remove(at));
        }
        let size = |task: &Task| task.actions.len() + task.data_actions.len();
        fitting.sort_by(|a, b| size(a).cmp(&size(b)).then_with(|| a.id.cmp(&b.id)));
        fitting.truncate(TASKS);
        self.tasks = fitting;
    }
}

/// The stems of a description.
fn described(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .flat_map(camel_words)
        .collect()
}

/// Keeps what fits below the types of what was asked for before, where something does.
fn keep_near(hits: &mut Vec<Hit>, roots: &[String], is_near_only: bool) {
    let is_near = |hit: &Hit| {
        let is_below = |root: &String| text::starts_with(&hit.name, &format!("{root}/"));
        hit.fit.is_last_said && roots.iter().any(is_below)
    };
    if is_near_only || hits.iter().any(is_near) {
        hits.retain(is_near);
        hits.iter_mut().for_each(|hit| hit.fit.unsaid = 0);
    } else {
        // Elsewhere only what is wholly said.
        hits.retain(|hit| hit.fit.unsaid == 0);
    }
}

/// The type of a resource that holds all others of its kind: `Microsoft.Sql/servers`.
fn root(kind: &str) -> Option<String> {
    let mut parts = kind.split('/');
    Some(format!("{}/{}", parts.next()?, parts.next()?))
}

fn of_pattern(pattern: &str, plane: Option<Plane>) -> FoundAction {
    FoundAction {
        action: ActionPattern::literal(pattern),
        plane,
    }
}

/// Whether what fits best is of no type that is said, and fits as well in many namespaces: approving private
/// endpoints.
fn is_of_many(clause: &Clause, hits: &[Hit]) -> bool {
    const MANY: usize = 8;
    let Some(best) = hits.first() else {
        return false;
    };
    let is_said = |name: &str| {
        let mut types = clause.types();
        types.any(|kind| text::starts_with(name, &format!("{kind}/")))
    };
    let alike = hits.iter().take_while(|hit| hit.fit.cost == best.fit.cost);
    let mut spaces: Vec<&str> = alike.filter_map(|hit| hit.name.split('/').next()).collect();
    spaces.sort_unstable();
    spaces.dedup();
    spaces.len() >= MANY && clause.contexts.is_empty() && !is_said(&best.name)
}

/// The operations that a clause means among those that fit, the best first: those of the type that
/// fits best, or of each type that a word stands for; one, or one for each way to do it.
fn meant<'h>(clause: &Clause, hits: &'h [Hit]) -> Vec<&'h Hit> {
    let is_wrong =
        |best: &Hit| best.is_far_fetched(clause) || (!clause.is_banned && best.is_something_else());
    let is_any = !clause.is_banned && clause.is_generic();
    if is_any || hits.first().is_some_and(is_wrong) || is_of_many(clause, hits) {
        return Vec::new();
    }
    let kind = |hit: &'h Hit| Named::of(&hit.name).map(|named| named.resource_type);
    let Some(best) = hits.first().and_then(kind) else {
        return Vec::new();
    };
    let mut kinds: Vec<&str> = vec![best];
    for need in &clause.needs {
        if let Need::Thing { thing, .. } = need
            && thing.types.iter().any(|own| text::same(own, best))
        {
            kinds = thing.types.iter().map(String::as_str).collect();
        }
    }
    let means_all = clause.verb.is_some_and(|verb| verb.means_all);
    let mut meant: Vec<&Hit> = Vec::new();
    for wanted in kinds {
        let of_kind = hits
            .iter()
            .filter(|hit| kind(hit).is_some_and(|own| text::same(own, wanted)));
        let mut ways: Vec<usize> = Vec::new();
        for hit in of_kind {
            // What must not be possible must not be so in any way.
            let is_meant = means_all || (clause.is_banned && !hit.fit.is_loose);
            let is_another = is_meant && hit.fit.is_whole && !ways.contains(&hit.fit.way);
            if ways.is_empty() || is_another {
                ways.push(hit.fit.way);
                meant.push(hit);
            }
        }
    }
    meant
}
