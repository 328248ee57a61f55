//! A sentence taken apart: what is done to what, and what must not be.

use super::ranking::{Fit, Named, is_within};
use super::stem::stem;
use super::vocabulary::{Context, Part, Phrase, Thing, Verb, stems, vocabulary};
use crate::text;

/// One thing that is said: `restart VMs`.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    /// The words as they were said.
    pub(super) said: String,
    /// Whether it must not be possible.
    pub(super) is_banned: bool,
    pub(super) verb: Option<&'static Verb>,
    pub(super) phrase: Option<&'static Phrase>,
    /// What an operation must be about.
    pub(super) needs: Vec<Need>,
    pub(super) contexts: Vec<&'static Context>,
    /// Whether it is about whatever there is: `read everything`.
    pub(super) is_of_all: bool,
    /// Of what must not be possible: what the sentence is about, the nearest first.
    topics: Vec<Topic>,
    /// Whether its verb is that of another clause.
    pub(super) has_others_verb: bool,
    /// Words for where it is: a resource group, a subscription, a management group.
    pub(super) places: Vec<String>,
    /// The stems of all its words, how many of them say what is done, and the words for what it is about.
    stems: Vec<String>,
    verb_stems: usize,
    object: Vec<String>,
}

/// What a sentence is about before it says what must not be possible.
#[derive(Clone, Debug, Default)]
pub(super) struct Topic {
    needs: Vec<Need>,
    phrase: Option<&'static Phrase>,
    /// The resource types.
    types: Vec<String>,
    /// The stems of what it is about, and maybe of what is done.
    stems: Vec<String>,
}

impl Topic {
    /// What a clause is about; none where that is no type.
    fn of(clause: &Clause) -> Option<Self> {
        let mut types: Vec<String> = clause.types().map(str::to_owned).collect();
        let phrase = clause.phrase.into_iter();
        let operations = phrase.flat_map(Phrase::operations);
        let of_phrase = operations.filter_map(|name| Named::of(name));
        types.extend(of_phrase.map(|named| named.resource_type.to_owned()));
        (!types.is_empty()).then(|| Self {
            needs: clause.needs.clone(),
            phrase: clause.phrase,
            types,
            stems: clause.stems.iter().skip(1).cloned().collect(),
        })
    }

    /// Whether an operation is of one of its types, or of one below them.
    pub(super) fn holds(&self, named: &Named<'_>) -> bool {
        self.types.iter().any(|kind| is_within(named, kind))
    }

    /// Whether a namespace is that of one of its types.
    pub(super) fn is_of(&self, namespace: &str) -> bool {
        let mut spaces = self.types.iter().filter_map(|kind| kind.split('/').next());
        spaces.any(|space| text::same(space, namespace))
    }
}

/// Something that an operation must be about.
#[derive(Clone, Debug)]
pub(super) enum Need {
    /// A resource type, or what has the same words in its name.
    Thing {
        thing: &'static Thing,
        said: Vec<String>,
        stems: Vec<String>,
    },
    /// A word, by its stem.
    Word(String),
}

impl Need {
    /// The stems of its words.
    pub(super) fn stems(&self) -> &[String] {
        match self {
            Self::Thing { stems, .. } => stems,
            Self::Word(stem) => std::slice::from_ref(stem),
        }
    }

    /// The resource types that it stands for.
    pub(super) fn types(&self) -> impl Iterator<Item = &'static str> + use<> {
        let thing = match self {
            Self::Thing { thing, .. } => Some(*thing),
            Self::Word(_) => None,
        };
        let types = thing.into_iter().flat_map(|thing| &thing.types);
        types.map(String::as_str)
    }

    /// Whether it may be said of where something is.
    fn is_place(&self) -> bool {
        const PLACES: [&str; 3] = [
            "Microsoft.Resources/subscriptions/resourceGroups",
            "Microsoft.Resources/subscriptions",
            "Microsoft.Management/managementGroups",
        ];
        let is_one = |kind: &String| PLACES.contains(&kind.as_str());
        matches!(self, Self::Thing { thing, .. } if thing.types.iter().any(is_one))
    }

    fn said(&self) -> String {
        match self {
            Self::Thing { said, .. } => said.join(" "),
            Self::Word(stem) => stem.clone(),
        }
    }
}

impl Clause {
    fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// Whether it says of what.
    pub(super) fn has_object(&self) -> bool {
        self.phrase.is_some() || !self.needs.is_empty() || self.is_of_all
    }

    /// The types of the things that it is about.
    pub(super) fn types(&self) -> impl Iterator<Item = &'static str> {
        self.needs.iter().flat_map(Need::types)
    }

    fn say(&mut self, words: &[String]) {
        for word in words {
            if !self.said.is_empty() {
                self.said.push(' ');
            }
            self.said.push_str(word);
            self.stems.extend(stems(word));
        }
    }

    /// Takes things that are only named for a phrase of reading them: `kv secrets`.
    fn settle_as_read(&mut self) {
        if self.verb.is_none() && !self.needs.is_empty() {
            self.verb = vocabulary().verb_of(READ);
            self.stems.insert(0, stem(READ));
            self.settle();
            self.verb = self.verb.filter(|_| self.phrase.is_some());
        }
    }

    /// Takes words that stand in it, in order and with others between, for a phrase, where what else
    /// it is about is what holds that; then what is a place for one. A phrase that says more goes before one that
    /// was found by the words beside each other: `read secrets in aks`.
    fn settle(&mut self) {
        self.settle_with(&[]);
    }

    /// The same for phrases alone in which all of `own` is said.
    fn settle_with(&mut self, own: &[String]) {
        let may_say_more = match self.phrase {
            Some(_) => !self.needs.is_empty(),
            None => self.verb.is_some(),
        };
        if may_say_more {
            let said = vocabulary().phrase_in(&self.stems, |phrase, words| {
                let has_own = own.iter().all(|stem| words.contains(stem));
                // What is asked for is not what must not be possible.
                let mut topics = self.topics.iter().filter_map(|topic| topic.phrase);
                let is_asked = topics.any(|asked| std::ptr::eq(asked, phrase));
                has_own && !is_asked && self.needs.iter().all(|need| {
                    let is_said = need.stems().iter().all(|stem| words.contains(stem));
                    is_said
                        || matches!(need, Need::Thing { thing, .. } if phrase.lies_within(thing))
                })
            });
            self.phrase = said.or(self.phrase);
        }
        let others =
            self.needs.len() + usize::from(self.phrase.is_some()) + usize::from(self.is_of_all);
        let places = self.needs.iter().filter(|need| need.is_place()).count();
        if places < others {
            let taken = self.needs.extract_if(.., |need| need.is_place());
            self.places.extend(taken.map(|need| need.said()));
        }
    }
}

/// What is meant by things that are only named.
const READ: &str = "read";

/// The clauses of a sentence, in order. One with a verb alone is about what the next says, else the
/// one before (`start and stop VMs`, `read VMs and restart`); where that must not be possible, it
/// is about everything.
pub(super) fn clauses(sentence: &str) -> Vec<Clause> {
    let words = words(sentence);
    let mut clauses: Vec<Clause> = Vec::new();
    let mut clause = Clause::default();
    let mut end = |clause: &mut Clause, is_banned: bool| {
        let next = Clause {
            is_banned,
            ..Clause::default()
        };
        let mut done = std::mem::replace(clause, next);
        done.settle();
        if !done.is_empty()
            && (done.has_object() || done.verb.is_some() || !done.contexts.is_empty())
        {
            clauses.push(done);
        }
    };
    let mut at = 0;
    while at < words.len() {
        if BREAKS.contains(&words[at].as_str()) {
            let stays = words[at] == ",";
            let is_banned = clause.is_banned && stays;
            end(&mut clause, is_banned);
            at += 1;
            continue;
        }
        let wants_verb = clause.verb.is_none() && !clause.has_object();
        let (count, part) = vocabulary()
            .longest(&words[at..], wants_verb)
            .map_or((1, None), |(count, part)| (count, Some(part)));
        let spoken = &words[at..at + count];
        at += count;
        match part {
            Some(Part::Join) => {
                let is_banned = clause.is_banned;
                end(&mut clause, is_banned);
            }
            Some(Part::Negation) => end(&mut clause, true),
            Some(Part::Filler) => clause.is_of_all |= ALL.contains(&spoken[0].as_str()),
            Some(Part::Verb(verb)) => {
                clause.say(spoken);
                clause.verb = Some(verb);
                clause.verb_stems = clause.stems.len();
            }
            Some(Part::Thing(thing)) => {
                clause.say(spoken);
                clause.object.extend(spoken.iter().cloned());
                clause.needs.push(Need::Thing {
                    thing,
                    said: spoken.to_vec(),
                    stems: spoken.iter().map(|word| stem(word)).collect(),
                });
            }
            Some(Part::Phrase(phrase)) => {
                clause.say(spoken);
                clause.phrase = Some(phrase);
            }
            Some(Part::Context(context)) => {
                clause.say(spoken);
                clause.contexts.push(context);
            }
            None => {
                clause.say(spoken);
                clause.object.extend(spoken.iter().cloned());
                clause.needs.push(Need::Word(stem(&spoken[0])));
            }
        }
    }
    end(&mut clause, false);
    complete(&mut clauses);
    clauses
}

/// What is said for whatever there is.
const ALL: [&str; 2] = ["everything", "anything"];

/// What ends a clause whatever it says; `but` ends a ban as well.
const BREAKS: [&str; 5] = [",", ";", ".", "but", "while"];

fn words(sentence: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text::fold(sentence).split_whitespace() {
        let bare = word.trim_matches(|c: char| "\"'`()[]!?:".contains(c));
        let (bare, mark) = match bare.strip_suffix([',', ';', '.']) {
            Some(short) => (short, Some(&bare[short.len()..])),
            None => (bare, None),
        };
        if !bare.is_empty() {
            words.push(bare.replace('\u{2019}', "'"));
        }
        words.extend(mark.map(str::to_owned));
    }
    words
}

/// Gives verbs without an object that of their neighbours, and objects without a verb the verb before.
fn complete(clauses: &mut [Clause]) {
    for at in 0..clauses.len() {
        let (before, rest) = clauses.split_at_mut(at);
        let Some((clause, after)) = rest.split_first_mut() else {
            return;
        };
        if clause.is_banned {
            clause.take_topics(before);
        }
        if clause.verb.is_none() && clause.phrase.is_none() {
            clause.take_verb(before);
        }
        if !clause.has_object() && clause.verb.is_some() {
            clause.take_object(before, after);
        }
    }
}

impl Clause {
    /// A ban with each thing that the sentence is about before it: `manage storage accounts but not list keys`.
    pub(super) fn within_topics(&self) -> Vec<Self> {
        let has_topic = self.phrase.is_none() && self.verb.is_some();
        let topics = self.topics.iter().filter(|_| has_topic);
        let within = topics.map(|topic| {
            let mut within = self.clone();
            within.topics = vec![topic.clone()];
            within.needs.splice(0..0, topic.needs.iter().cloned());
            // There may be a phrase with that: `read secrets but not set`, `read storage accounts but not keys`.
            let (verb, own) = self.stems.split_at(self.verb_stems.min(self.stems.len()));
            let own = match self.needs.is_empty() {
                true => &[],
                false => own,
            };
            within.stems = [verb, &topic.stems, own].concat();
            within.settle_with(&self.stems);
            within
        });
        within.collect()
    }

    /// Whether the sentence is about something of a namespace.
    pub(super) fn is_about_space(&self, namespace: &str) -> bool {
        self.topics.iter().any(|topic| topic.is_of(namespace))
    }

    /// Whether the sentence is about what an operation is done to.
    pub(super) fn is_about(&self, named: &Named<'_>) -> bool {
        self.topics.iter().any(|topic| topic.holds(named))
    }

    /// Whether an operation that has the words of a ban is what it means: of a type that is said, of one that
    /// the sentence is about, or with all of its name said, in a provider that it is about. What has the same
    /// words elsewhere is something else.
    pub(super) fn may_ban(&self, named: &Named<'_>, fit: &Fit) -> bool {
        let is_known = self.topics.is_empty() || self.is_about_space(named.namespace);
        self.types().any(|kind| is_within(named, kind))
            || self.is_about(named)
            || (is_known && fit.unsaid == 0)
    }

    /// Whether it says more than the phrase in it, which that doesn't hold: `list storage keys of Cosmos`.
    pub(super) fn says_more_than_its_phrase(&self) -> bool {
        self.phrase.is_some_and(|phrase| {
            let is_heard = |need: &Need| {
                phrase.says(need.stems())
                    || match need {
                        Need::Thing { thing, .. } => phrase.is_near(thing),
                        Need::Word(_) => false,
                    }
            };
            !self.needs.iter().all(is_heard)
        })
    }

    /// Whether a ban takes an operation for one that stays possible: what manages reads as well.
    pub(super) fn spares(&self, named: &Named<'_>) -> bool {
        self.is_banned && self.verb.is_some_and(|verb| verb.spares(named.verb))
    }

    /// What must not be possible is said of what the sentence is about.
    fn take_topics(&mut self, before: &[Clause]) {
        let wanted = before.iter().rev().filter(|other| !other.is_banned);
        let about: Vec<&Clause> = wanted.filter(|other| other.has_object()).collect();
        self.topics = about.iter().filter_map(|about| Topic::of(about)).collect();
        if let Some(nearest) = about.first()
            && self.contexts.is_empty()
            && self.has_object()
        {
            self.contexts.clone_from(&nearest.contexts);
        }
    }

    /// What is only named is done like what was said before: `delete VMs or disks`; of what must not
    /// be possible, like what must be, where no other ban stands before: `manage VMs but not disks`.
    fn take_verb(&mut self, before: &[Clause]) {
        let alike = before
            .iter()
            .rev()
            .take_while(|other| self.is_banned || !other.is_banned);
        let Some(verb) = alike.filter_map(|other| other.verb).next() else {
            if !self.is_banned {
                self.settle_as_read();
            }
            return;
        };
        let own = self.stems.clone();
        self.verb = Some(verb);
        self.has_others_verb = true;
        self.verb_stems = verb.said().len();
        self.stems.splice(0..0, verb.said());
        self.settle();
        // Words that are no verb of the vocabulary may be what is done all the same.
        let has_word = self.needs.iter().any(|need| matches!(need, Need::Word(_)));
        if self.phrase.is_none() && has_word && !self.is_banned {
            self.verb = None;
            self.stems = own;
        }
    }

    fn take_object(&mut self, before: &[Clause], after: &[Clause]) {
        let is_banned = self.is_banned;
        let is_like = |other: &&Clause| other.is_banned == is_banned;
        let before = before.iter().rev().filter(|_| !is_banned);
        let mut others = after.iter().take_while(is_like).chain(before);
        if let Some(object) = others.find(|other| other.has_object()) {
            self.say(&object.object);
            // `read and write blobs`: what is done may be a phrase with what the other is about.
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
