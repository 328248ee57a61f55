//! What a clause takes from those beside it: a verb, an object, the rest of a name.

use super::kinds::{Closeness, Kind};
use super::{Clause, Need, Topic};
use crate::catalog::words::stem::stem;
use crate::catalog::words::vocabulary::{Thing, Verb, stems, vocabulary};

/// Gives verbs without an object that of their neighbours, and objects without a verb the verb before.
pub(super) fn complete(clauses: &mut Vec<Clause>) {
    for at in 0..clauses.len() {
        let (before, rest) = clauses.split_at_mut(at);
        let Some((clause, after)) = rest.split_first_mut() else {
            break;
        };
        if let Some(last) = before.last_mut()
            && clause.is_more_to_lie_on(last)
        {
            last.places.extend(clause.needs.iter().map(Need::said));
            clause.is_told = true;
            continue;
        }
        clause.name_in_full(before, after);
        if clause.is_of_them && clause.has_object() {
            clause.take_them(before);
        }
        if clause.is_banned {
            clause.take_topics(before);
        }
        if clause.verb.is_none() && clause.phrase.is_none() && !clause.is_no_access() {
            let has_phrase = (before.last()).is_some_and(|last| clause.take_phrase(last));
            if !has_phrase {
                clause.take_verb(before);
            }
        }
        if !clause.has_object() && clause.verb.is_some() {
            clause.take_object(before, after);
        }
        clause.take_logs(before);
    }
    clauses.retain(|clause| !clause.is_told);
}

/// What is meant by logs that are only named.
const LOG: &str = "log";

impl Clause {
    /// Whether it only names more of what the last is about: `tags of VMs and disks`.
    fn is_more_to_lie_on(&self, last: &Self) -> bool {
        let is_thing = |need: &Need| matches!(need, Need::Thing { .. }) && !need.is_on_anything();
        let lies_on = !last.is_on.is_empty() || last.things_of_phrase().next().is_some();
        lies_on
            && last.preposition.is_some()
            && self.is_banned == last.is_banned
            && self.verb.is_none()
            && self.phrase.is_none()
            && !self.needs.is_empty()
            && self.needs.iter().all(is_thing)
    }

    /// Whether nothing must be possible with what it is about: `no access to secrets`.
    fn is_no_access(&self) -> bool {
        let is_thing = |need: &Need| matches!(need, Need::Thing { .. });
        self.is_banned
            && !self.needs.is_empty()
            && self.needs.iter().all(is_thing)
            && self.weak.iter().any(|word| word == "access")
    }

    /// Names a thing by all of its words where the clause says the last ones alone: `service bus queues and
    /// topics`, `topics in service bus`.
    fn name_in_full(&mut self, before: &[Self], after: &[Self]) {
        if self.phrase.is_some() || self.object.is_empty() {
            return;
        }
        if let Some((of, own)) = self.split_where() {
            let whole = [of, own].concat();
            if let Some(thing) = vocabulary().thing_of(&whole) {
                self.be_about(thing, whole);
                return;
            }
        }
        let has_own_verb = self.verb.is_some();
        if let Some(last) = before.last()
            && !has_own_verb
            && last.phrase.is_none()
        {
            let counts = (1..=last.object.len()).rev();
            let mut whole = counts.map(|count| [&last.object[..count], &self.object[..]].concat());
            let found =
                whole.find_map(|whole| vocabulary().thing_of(&whole).map(|thing| (thing, whole)));
            // `disks and snapshots`: the same thing needs no longer name.
            let own = vocabulary().thing_of(&self.object);
            let is_other = |thing: &Thing| own.is_none_or(|own| !std::ptr::eq(own, thing));
            if let Some((thing, whole)) = found.filter(|(thing, _)| is_other(thing)) {
                self.be_about(thing, whole);
                return;
            }
        }
        // What the next says it is of is of this as well, where that has no verb of its own.
        let is_like = |next: &&Self| {
            next.verb.is_none() && next.phrase.is_none() && next.is_banned == self.is_banned
        };
        let mut like = after.iter().take_while(is_like);
        let Some(next) =
            like.find(|next| next.split_where().is_some() || !next.contexts.is_empty())
        else {
            return;
        };
        if !self.contexts.is_empty() {
            return;
        }
        if let Some((of, _)) = next.split_where() {
            let whole = [&of[..], &self.object[..]].concat();
            if let Some(thing) = vocabulary().thing_of(&whole) {
                self.be_about(thing, whole);
            } else if self.needs.iter().all(|need| matches!(need, Need::Word(_)))
                && let Some(thing) = vocabulary().thing_of(&of)
            {
                let mut reading = self.clone();
                reading.need_thing(thing, &of);
                self.readings.push(reading);
            }
        } else if self.types().next().is_none() {
            self.contexts.clone_from(&next.contexts);
        }
    }

    /// What it is about in two parts: the thing after its preposition, and what stands before.
    fn split_where(&self) -> Option<(Vec<String>, Vec<String>)> {
        let (_, before) = self.preposition.as_ref()?;
        let [
            own @ ..,
            Need::Thing {
                said,
                is_where: true,
                ..
            },
        ] = &self.needs[..]
        else {
            return None;
        };
        let count = self.object.len().checked_sub(said.len())?;
        let is_split = *before > 0 && own.len() == *before && self.object[count..] == said[..];
        is_split.then(|| (said.clone(), self.object[..count].to_vec()))
    }

    /// Makes it about one thing.
    fn be_about(&mut self, thing: &'static Thing, whole: Vec<String>) {
        let verb = self.said_verb().to_vec();
        let stems: Vec<String> = whole.iter().flat_map(|word| stems(word)).collect();
        self.stems = [verb, stems.clone()].concat();
        self.needs = vec![Need::Thing {
            thing,
            said: whole.clone(),
            stems,
            is_where: false,
        }];
        self.object = whole;
        self.settle();
    }

    /// Takes what was said before for a part of what it is done to.
    fn take_them(&mut self, before: &[Self]) {
        let Some(them) = before
            .iter()
            .rev()
            .find(|other| other.has_object() && !other.is_banned)
        else {
            return;
        };
        self.needs.splice(0..0, them.needs.iter().cloned());
        let own = them.stems.iter().skip(them.verb_stems.max(1));
        self.stems.extend(own.cloned());
        self.settle();
    }
}

impl Clause {
    /// What must not be possible is said of what the sentence is about.
    fn take_topics(&mut self, before: &[Clause]) {
        let has_own_contexts = !self.contexts.is_empty();
        let wanted = before.iter().rev().filter(|other| !other.is_banned);
        let about: Vec<&Clause> = wanted.filter(|other| other.has_object()).collect();
        self.topics = about.iter().filter_map(|about| Topic::of(about)).collect();
        if let Some(nearest) = about.first()
            && !has_own_contexts
            && self.has_object()
        {
            self.contexts.clone_from(&nearest.contexts);
        }
        if !has_own_contexts {
            self.be_of_topics();
            self.be_of_area();
        }
    }

    /// Takes a noun for those of its kind that the sentence is about: the cluster of `manage AKS but not delete the
    /// cluster`, the zones of `manage private DNS zones but not delete zones`. Where it may as well be something else
    /// of the same provider, both must not be possible.
    fn be_of_topics(&mut self) {
        let [own] = &self.needs[..] else {
            return;
        };
        if self.phrase.is_some() || self.topics.is_empty() {
            return;
        }
        let own = own.clone();
        let kinds: Vec<Kind> = self
            .topics
            .iter()
            .flat_map(|topic| topic.kinds_called(own.stems()))
            .collect();
        let is_own = |thing: &Thing| matches!(&own, Need::Thing { thing: other, .. } if std::ptr::eq(*other, thing));
        let is_near = own.types().any(|kind| {
            let space = kind.split('/').next().unwrap_or_default();
            self.is_about_space(space)
        });
        let is_said = kinds
            .iter()
            .any(|kind| kind.closeness == Closeness::Same && is_own(kind.thing));
        let mut others: Vec<Kind> = Vec::new();
        for kind in kinds {
            let is_known = others
                .iter()
                .any(|other| std::ptr::eq(other.thing, kind.thing));
            // What only lies in the same provider is meant where nothing else there is called so.
            let is_meant = kind.closeness != Closeness::Beside || !is_near;
            if !is_own(kind.thing)
                && !is_known
                && is_meant
                && (!is_said || kind.closeness == Closeness::Same)
            {
                others.push(kind);
            }
        }
        others.sort_by_key(|kind| kind.closeness);
        let Some(closest) = others.first().map(|kind| kind.closeness) else {
            return;
        };
        others.retain(|kind| kind.closeness == closest || kind.closeness == Closeness::Named);
        let is_both = is_near || closest == Closeness::Beside;
        let mut all = others.into_iter().map(|kind| {
            let mut one = self.clone();
            one.be_about(kind.thing, kind.words);
            one
        });
        let Some(mut first) = all.next() else {
            return;
        };
        first.also = all.collect();
        if is_both && matches!(own, Need::Thing { .. }) {
            first.also.push(self.clone());
        }
        *self = first;
    }

    /// Takes a thing for the whole area where the sentence is about nothing there: `no writes to the network`.
    fn be_of_area(&mut self) {
        if let [Need::Thing { said, .. }] = &self.needs[..]
            && let [word] = &said[..]
            && self.phrase.is_none()
            && self.verb.is_some()
            && let Some(area) = vocabulary().area_of(word)
            && !area
                .namespaces
                .iter()
                .any(|space| self.is_about_space(space))
        {
            self.needs.clear();
            self.object.clear();
            self.contexts = vec![area];
        }
    }

    /// What is only named is done like what was said before: `delete VMs or disks`; of what must not
    /// be possible, like what must be, where no other ban stands before: `manage VMs but not disks`.
    fn take_verb(&mut self, before: &[Clause]) {
        let alike = before
            .iter()
            .rev()
            .take_while(|other| self.is_banned || !other.is_banned);
        let Some(verb) = alike
            .filter_map(|other| other.verb.or_else(|| other.verb_of_phrase()))
            .next()
        else {
            if !self.is_banned {
                self.settle_as_read();
            }
            return;
        };
        self.verb = Some(verb);
        self.has_others_verb = true;
        self.verb_stems = verb.said().len();
        self.stems.splice(0..0, verb.said());
        self.settle();
        for reading in self.readings.iter_mut().chain(&mut self.also) {
            reading.take_verb(before);
        }
        // `cosmos databases and containers`: a single word may be of what was said before.
        if let [Need::Thing { said, stems, .. }] = &self.needs[..]
            && let ([_], [word]) = (&said[..], &stems[..])
            && self.phrase.is_none()
            && !self.is_banned
            && !self.needs.iter().any(Need::is_on_anything)
        {
            let mut reading = self.clone();
            reading.needs = vec![Need::Word(word.clone())];
            reading.is_near_only = true;
            self.readings.insert(0, reading);
        }
    }

    /// Takes the phrase of the last clause with what this is about in place of what that was: `read messages from service
    /// bus and event hubs`.
    fn take_phrase(&mut self, last: &Self) -> bool {
        let is_thing = |need: &Need| matches!(need, Need::Thing { .. });
        if last.phrase.is_none()
            || last.preposition.is_none()
            || last.stems.is_empty()
            || self.needs.is_empty()
            || !self.needs.iter().all(is_thing)
        {
            return false;
        }
        let own = self.stems.clone();
        let said = [&last.stems[..], &own].concat();
        let found = vocabulary().phrase_in(&said, true, |phrase, words| {
            let is_shared = |word: &String| !own.contains(word) && last.stems[1..].contains(word);
            let is_other = last.phrase.is_none_or(|known| !std::ptr::eq(known, phrase));
            is_other
                && own.iter().all(|word| words.contains(word))
                && words.iter().skip(1).any(is_shared)
        });
        if let Some(phrase) = found {
            self.phrase = Some(phrase);
            self.has_others_verb = true;
        }
        found.is_some()
    }

    /// Logs alone are those of what was said before, where that has some of its own: `list pods and read logs`.
    fn take_logs(&mut self, before: &[Self]) {
        let Some((verb, [log])) = self.stems.split_first() else {
            return;
        };
        if *log != stem(LOG) || self.preposition.is_some() || self.is_banned {
            return;
        }
        let wanted = before.iter().rev().filter(|other| !other.is_banned);
        let mut things = wanted.flat_map(|other| &other.needs);
        let found = things.find_map(|need| {
            let Need::Thing { thing, stems, .. } = need else {
                return None;
            };
            let said = [&[verb.clone(), log.clone()], &stems[..]].concat();
            vocabulary().phrase_in(&said, true, |phrase, words| {
                words.contains(log)
                    && words[2..].iter().any(|word| stems.contains(word))
                    && phrase.is_of(thing)
            })
        });
        self.phrase = found.or(self.phrase);
    }

    /// The verb that its phrase begins with.
    fn verb_of_phrase(&self) -> Option<&'static Verb> {
        self.phrase?;
        vocabulary().verb_of(self.said.split(' ').next()?)
    }

    fn take_object(&mut self, before: &[Clause], after: &[Clause]) {
        let is_banned = self.is_banned;
        let is_like = |other: &&Clause| other.is_banned == is_banned;
        let before = before.iter().rev().filter(|_| !is_banned);
        let mut others = after.iter().take_while(is_like).chain(before);
        if let Some(object) = others.find(|other| other.has_object()) {
            // `read and write blobs`: what is done may be a phrase with what the other is about.
            let plain = match object.phrase {
                Some(_) => object.without_phrase(),
                None => object.clone(),
            };
            let object = if plain.has_object() { &plain } else { object };
            self.say(&object.object);
            if object.phrase.is_some() {
                self.stems.extend(object.stems.iter().skip(1).cloned());
            }
            self.is_of_all = object.is_of_all;
            self.needs.clone_from(&object.needs);
            self.contexts.extend(&object.contexts);
            self.settle();
        }
    }
}
