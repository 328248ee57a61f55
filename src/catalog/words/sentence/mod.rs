//! A sentence taken apart: what is done to what, and what must not be.

mod exclusions;
mod kinds;
mod left_out;
mod neighbours;
mod qualifiers;
mod spoken;

use super::ranking::{Fit, GENERIC, Named, camel_words, is_within};
use super::stem::stem;
use super::vocabulary::{Context, Elsewhere, Part, Phrase, Thing, Verb, stems, vocabulary};
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::text;
use exclusions::{BREAKS, is_left_out, said_behind};
use kinds::{About, Kind};
pub(crate) use left_out::leaves_out_what_follows;
use neighbours::complete;
pub(super) use qualifiers::Qualifier;
use spoken::words;

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
    /// The service that it is about, where that is not Azure's.
    pub(super) elsewhere: Option<&'static Elsewhere>,
    /// Whether it is about whatever there is: `read everything`.
    pub(super) is_of_all: bool,
    /// Of what must not be possible: what the sentence is about, the nearest first.
    topics: Vec<Topic>,
    /// Whether its verb is that of another clause.
    pub(super) has_others_verb: bool,
    /// Words for where it is: a resource group, a subscription, a management group.
    pub(super) places: Vec<String>,
    /// The types of the things that what it is about lies on: `alerts of AKS`.
    pub(super) is_on: Vec<&'static str>,
    /// The stems of all its words, how many of them say what is done, and the words for what it is about.
    stems: Vec<String>,
    verb_stems: usize,
    object: Vec<String>,
    /// The preposition that stands last, and how many needs there were before it.
    preposition: Option<(String, usize)>,
    /// Whether the verb is done to what was said before, and something else: `assign them to VMs`.
    pub(super) is_of_them: bool,
    /// Its words, and the stems of those that are its phrase, without the verb.
    words: Vec<String>,
    phrase_stems: Vec<String>,
    /// The stems of those of its words that say nothing by themselves.
    weak: Vec<String>,
    /// How many things were said before its phrase, where that was said in one.
    phrase_at: Option<usize>,
    /// Whether it is said behind it that it must not be possible: `deletion excluded`.
    is_excluded: bool,
    /// Whether a word like `and` stands before it.
    is_joined: bool,
    /// What else it may be about, where it must not be possible: that must not be either.
    pub(super) also: Vec<Clause>,
    /// Whether another clause says it already.
    is_told: bool,
    /// Whether it holds one of what the sentence is about.
    pub(super) is_within: bool,
    /// Whether it is only meant for a part of what was said before.
    pub(super) is_near_only: bool,
    /// Whether it has no verb, and begins with a word that may be one.
    pub(super) begins_unknown: bool,
    /// Whether it says nothing but which place is left out.
    pub(super) leaves_out_place: bool,
    /// Other readings, which go first where they find something.
    pub(super) readings: Vec<Clause>,
    /// The words that this reading leaves out, each with the stem of what it stands before.
    pub(super) passed_over: Vec<Qualifier>,
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
        // `AKS logs` are about AKS.
        types.extend(clause.is_on.iter().map(|kind| (*kind).to_owned()));
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

    /// The things near it whose name ends in a noun.
    fn kinds_called(&self, noun: &[String]) -> Vec<Kind> {
        let about = About {
            types: &self.types,
            stems: &self.stems,
        };
        about.kinds_called(noun)
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
        /// Whether a preposition stands before it: `in the resource group`.
        is_where: bool,
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

    /// Whether it is said of where something is.
    fn is_place(&self) -> bool {
        matches!(self, Self::Thing { thing, is_where: true, .. } if is_place(thing))
    }

    /// Whether it lies on other things.
    fn is_on_anything(&self) -> bool {
        matches!(self, Self::Thing { thing, .. } if thing.is_on_anything())
    }

    /// How it was said; of a word its stem.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Thing { said, .. } => said.join(" "),
            Self::Word(stem) => stem.clone(),
        }
    }
}

/// Whether a thing may be where something is.
fn is_place(thing: &Thing) -> bool {
    const PLACES: [&str; 3] = [
        "Microsoft.Resources/subscriptions/resourceGroups",
        "Microsoft.Resources/subscriptions",
        "Microsoft.Management/managementGroups",
    ];
    let is_one = |kind: &String| PLACES.contains(&kind.as_str());
    thing.types.iter().any(is_one)
}

impl Clause {
    fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// It with its other readings, in the order in which they go, and with what else it may be about.
    pub(super) fn all_readings(&self) -> Vec<&Self> {
        self.readings
            .iter()
            .chain(&self.also)
            .chain([self])
            .collect()
    }

    /// Whether it says of what.
    pub(super) fn has_object(&self) -> bool {
        self.phrase.is_some()
            || !self.needs.is_empty()
            || self.is_of_all
            || self.elsewhere.is_some()
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
        // Words that nobody knows may be what is done: `save queries`.
        self.begins_unknown =
            self.contexts.is_empty() && matches!(self.needs.first(), Some(Need::Word(_)));
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
            // `disks from snapshots` are no snapshots of disks.
            let has_direction = self
                .preposition
                .as_ref()
                .is_some_and(|(word, _)| word == "from");
            let said = vocabulary().phrase_in(&self.stems, !has_direction, |phrase, words| {
                let mut own = own
                    .iter()
                    .filter(|stem| !self.weak.contains(stem))
                    .chain(&self.phrase_stems);
                let has_own = own.all(|stem| words.contains(stem));
                // What is asked for is not what must not be possible.
                let mut topics = self.topics.iter().filter_map(|topic| topic.phrase);
                let is_asked = topics.any(|asked| std::ptr::eq(asked, phrase));
                has_own
                    && !is_asked
                    && self.needs.iter().all(|need| {
                        let is_said = need.stems().iter().all(|stem| words.contains(stem));
                        let is_where = |thing| phrase.on_any.is_some() || phrase.lies_within(thing);
                        is_said || matches!(need, Need::Thing { thing, .. } if is_where(*thing))
                    })
            });
            self.phrase = said.or(self.phrase);
        }
        let others =
            self.needs.len() + usize::from(self.phrase.is_some()) + usize::from(self.is_of_all);
        let places = self.needs.iter().filter(|need| need.is_place()).count();
        // `deploy to a management group` writes no management group.
        let is_done_there = self.preposition.as_ref().is_some_and(|(word, before)| {
            const WHERE: [&str; 7] = ["to", "in", "on", "at", "across", "within", "under"];
            *before == 0 && WHERE.contains(&word.as_str())
        });
        if places < others || (is_done_there && self.verb.is_some()) {
            let taken = self.needs.extract_if(.., |need| need.is_place());
            self.places.extend(taken.map(|need| need.said()));
        }
        if self.phrase.is_none() && !self.is_banned {
            self.settle_on();
        }
    }

    /// Takes things that what is done lies on for places: `alerts of AKS`, `tag disks`.
    fn settle_on(&mut self) {
        let is_thing = |need: &Need| matches!(need, Need::Thing { .. });
        if self.needs.is_empty() || !self.needs.iter().all(is_thing) {
            return;
        }
        if self.needs.iter().any(Need::is_on_anything) {
            if !self.needs.iter().all(Need::is_on_anything) {
                let taken = self.needs.extract_if(.., |need| !need.is_on_anything());
                for need in taken {
                    self.is_on.extend(need.types());
                    self.places.push(need.said());
                }
                self.settle();
            }
            return;
        }
        let of_anything = [self.said_verb(), &[stem("resource")]].concat();
        if let Some(verb) = self.verb
            && verb.ends.is_empty()
            && let Some(phrase) =
                vocabulary().phrase_in(&of_anything, false, |phrase, _| phrase.is_of_anything())
        {
            self.phrase = Some(phrase);
            let taken = self.needs.drain(..);
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
    let mut left_out: Vec<Clause> = Vec::new();
    let mut end = |clause: &mut Clause, is_banned: bool| {
        let next = Clause {
            is_banned,
            ..Clause::default()
        };
        let mut done = std::mem::replace(clause, next);
        if done.is_place_left_out() {
            let words = std::mem::take(&mut done.words);
            done.leave_out(&words);
            left_out.push(done);
            return;
        }
        done.begin_with_verb();
        done.settle();
        ban_joined(&mut clauses, &mut done);
        // What is more than a phrase may be no phrase: `view backup jobs`.
        if done.says_more_than_its_phrase() {
            done = done.without_phrase();
        }
        if !done.is_empty()
            && (done.has_object()
                || done.verb.is_some()
                || !done.contexts.is_empty()
                // Nothing that must not be possible is passed over: `but not resources`.
                || (done.is_banned && !done.weak.is_empty()))
        {
            clauses.push(done);
        }
    };
    let mut at = 0;
    while at < words.len() {
        if THEIR.contains(&words[at].as_str()) {
            clause.is_of_them |= clause.verb.is_some() && !clause.has_object();
            at += 1;
            continue;
        }
        if BREAKS.contains(&words[at].as_str()) {
            let stays = words[at] == "," && !clause.is_excluded;
            // `no VMs but disks` asks for disks.
            let is_left_out =
                words[at] == "but" && !clause.is_banned && is_left_out(&words[at + 1..]);
            let is_banned = (clause.is_banned && stays) || is_left_out;
            end(&mut clause, is_banned);
            at += 1;
            continue;
        }
        if let Some(count) = said_behind(&words[at..]) {
            // Nobody knows what is excluded where nothing stands before.
            if clause.is_empty() {
                clause.need_word(&words[at + count - 1]);
            }
            clause.is_banned = true;
            clause.is_excluded = true;
            at += count;
            continue;
        }
        if let Some(count) = left_out::before_place(&words[at..]) {
            end(&mut clause, true);
            let behind = at + count;
            let past = behind + left_out::length_of_place(&words[behind..]);
            clause.leave_out(&words[at..past]);
            end(&mut clause, true);
            at = past;
            continue;
        }
        match clause.next_part(&words[at..], true) {
            (count, Some(Part::Join)) => {
                // `deleting is forbidden and so is stopping`
                let is_alike = words.get(at + count).is_some_and(|next| next == "so");
                let is_banned = clause.is_banned && (!clause.is_excluded || is_alike);
                end(&mut clause, is_banned);
                clause.is_joined = true;
                at += count;
            }
            (count, Some(Part::Negation)) => {
                end(&mut clause, true);
                at += count;
            }
            _ => {
                let count = clause.hear(&words[at..], true);
                clause.words.extend_from_slice(&words[at..at + count]);
                at += count;
            }
        }
    }
    end(&mut clause, false);
    complete(&mut clauses);
    clauses.extend(left_out);
    clauses
}

/// Takes clauses that were joined to one whose ban is said behind it for banned as well: `deleting and resizing
/// excluded`. Where one of them may stand for itself, nobody knows what is meant.
fn ban_joined(clauses: &mut [Clause], last: &mut Clause) {
    if !last.is_excluded {
        return;
    }
    let mut is_joined = last.is_joined;
    for other in clauses.iter_mut().rev() {
        if !is_joined {
            break;
        }
        is_joined = other.is_joined;
        if other.is_banned {
            continue;
        }
        let stands_alone = other.has_object() && (other.verb.is_some() || other.phrase.is_some());
        if stands_alone {
            last.need_word("excluded");
            break;
        }
        other.is_banned = true;
    }
}

impl Clause {
    /// What the next words are, and how many of them.
    fn next_part(&self, words: &[String], with_phrases: bool) -> (usize, Option<Part>) {
        let wants_verb = self.verb.is_none() && !self.has_object();
        let found = vocabulary().longest(words, wants_verb, with_phrases);
        found.map_or((1, None), |(count, part)| (count, Some(part)))
    }

    /// Takes what the next words are, and says how many.
    fn hear(&mut self, words: &[String], with_phrases: bool) -> usize {
        let (count, part) = self.next_part(words, with_phrases);
        let spoken = &words[..count];
        match part {
            // These end it.
            Some(Part::Join | Part::Negation) => {}
            Some(Part::Preposition) => {
                self.preposition = Some((spoken[0].clone(), self.needs.len()));
            }
            Some(Part::Environment) => {
                let is_adjective = self.verb.is_some() || self.preposition.is_some();
                match is_adjective {
                    true => self.places.push(spoken[0].clone()),
                    false => self.need_word(&spoken[0]),
                }
            }
            Some(Part::Weak) => {
                self.say(spoken);
                self.weak.extend(spoken.iter().flat_map(|word| stems(word)));
            }
            Some(Part::Filler) => {
                self.is_of_all |= ALL.contains(&spoken[0].as_str());
                self.is_of_them |=
                    THEM.contains(&spoken[0].as_str()) && self.verb.is_some() && !self.has_object();
            }
            // `RDP to VMs with Entra ID` says how.
            Some(Part::Elsewhere(_)) if self.has_object() && self.says_how(spoken) => {}
            Some(Part::Elsewhere(elsewhere)) => {
                self.say(spoken);
                self.elsewhere = Some(elsewhere);
            }
            Some(Part::Verb(verb)) => {
                self.say(spoken);
                self.verb = Some(verb);
                self.verb_stems = self.stems.len();
            }
            Some(Part::Thing(thing)) => {
                self.need_thing(thing, spoken);
                if is_place(thing) {
                    return count + self.take_name(words.get(count));
                }
            }
            Some(Part::Phrase(phrase)) => {
                self.say(spoken);
                self.phrase = Some(phrase);
                self.phrase_at = Some(self.needs.len());
                self.phrase_stems = spoken.iter().skip(1).flat_map(|word| stems(word)).collect();
            }
            Some(Part::Context(context)) => {
                self.say(spoken);
                self.contexts.push(context);
            }
            // `in rg-web`, `zone contoso.com`
            None if self.may_be_called(&spoken[0]) => self.places.push(spoken[0].clone()),
            None => self.need_word(&spoken[0]),
        }
        count
    }

    /// Whether the next words say how something is done: after `with` or `using`.
    fn says_how(&self, spoken: &[String]) -> bool {
        const HOW: [&str; 5] = ["with", "using", "via", "by", "through"];
        let is_how = self
            .words
            .last()
            .is_some_and(|word| HOW.contains(&word.as_str()));
        is_how && vocabulary().is_means(spoken)
    }

    /// Whether a word is a name: of a place, or of what was said just before.
    fn may_be_called(&self, word: &str) -> bool {
        let is_name =
            word.contains(['-', '_', '.']) || word.contains(|letter: char| letter.is_ascii_digit());
        let has_letter = word.contains(char::is_alphabetic);
        let follows =
            matches!(self.needs.last(), Some(Need::Thing { .. })) || self.phrase.is_some();
        is_name && has_letter && word.len() > 3 && (self.preposition.is_some() || follows)
    }

    /// The same words, none of which are taken for a phrase at first.
    fn without_phrase(&self) -> Self {
        let other = Self {
            is_banned: self.is_banned,
            is_excluded: self.is_excluded,
            is_joined: self.is_joined,
            words: self.words.clone(),
            ..Self::default()
        };
        other.heard(false)
    }

    /// A clause of which only the words are known, heard.
    fn heard(mut self, with_phrases: bool) -> Self {
        let words = std::mem::take(&mut self.words);
        let mut at = 0;
        while at < words.len() {
            at += self.take(&words[at..], with_phrases);
        }
        self.begin_with_verb();
        self.settle();
        self
    }

    /// Hears what comes next, and keeps its words; how many they are.
    fn take(&mut self, words: &[String], with_phrases: bool) -> usize {
        let count = self.hear(words, with_phrases);
        self.words.extend_from_slice(&words[..count]);
        count
    }
}

impl Clause {
    /// Puts a verb first that stands last: `VM start`.
    fn begin_with_verb(&mut self) {
        if self.verb.is_some() || self.phrase.is_some() || self.preposition.is_some() {
            return;
        }
        let [.., Need::Thing { .. }, Need::Word(_)] = &self.needs[..] else {
            return;
        };
        let Some(verb) = self
            .object
            .last()
            .and_then(|word| vocabulary().verb_of(word))
        else {
            return;
        };
        self.needs.pop();
        let count = self.object.pop().map_or(0, |word| stems(&word).len());
        let verb_at = self.stems.len().saturating_sub(count);
        self.stems.rotate_left(verb_at);
        self.verb_stems = count;
        self.verb = Some(verb);
    }

    fn need_word(&mut self, word: &str) {
        self.say(&[word.to_owned()]);
        self.object.push(word.to_owned());
        self.needs.push(Need::Word(stem(word)));
    }

    fn need_thing(&mut self, thing: &'static Thing, spoken: &[String]) {
        self.say(spoken);
        self.object.extend(spoken.iter().cloned());
        self.needs.push(Need::Thing {
            thing,
            said: spoken.to_vec(),
            stems: spoken.iter().flat_map(|word| stems(word)).collect(),
            is_where: self.preposition.is_some(),
        });
    }

    /// How many words the thing that was said last has.
    fn last_said(&self) -> usize {
        match self.needs.last() {
            Some(Need::Thing { said, .. }) => said.len().min(self.object.len()),
            _ => 0,
        }
    }

    /// Takes the name of a place, which was said last, and says how many words after it that is: `in the hub
    /// subscription`, `in resource group web`.
    fn take_name(&mut self, next: Option<&String>) -> usize {
        let Some((_, before)) = self.preposition.clone() else {
            return 0;
        };
        let is_one = self.object.last().is_some_and(|word| !word.ends_with('s'));
        if !is_one {
            return 0;
        }
        let place = self.needs.len() - 1;
        let is_word = |need: &Need| matches!(need, Need::Word(_));
        let mut name = Vec::new();
        if before < place && self.needs[before..place].iter().all(is_word) {
            let count = self.needs.drain(before..place).count();
            let end = self.object.len() - self.last_said();
            name.extend_from_slice(&self.object[end.saturating_sub(count)..end]);
        }
        let is_end = |word: &String| {
            let part = vocabulary().longest(std::slice::from_ref(word), false, false);
            BREAKS.contains(&word.as_str())
                || matches!(
                    part,
                    Some((
                        _,
                        Part::Join | Part::Negation | Part::Preposition | Part::Filler
                    ))
                )
        };
        let next = next.filter(|word| name.is_empty() && !is_end(word));
        let taken = usize::from(next.is_some());
        name.extend(next.cloned());
        if let Some(Need::Thing { said, .. }) = self.needs.last_mut() {
            said.extend(name);
        }
        taken
    }
}

/// What stands for what was said before.
const THEM: [&str; 2] = ["them", "it"];

/// What stands for that it belongs to what was said before.
const THEIR: [&str; 2] = ["their", "its"];

/// What is said for whatever there is.
const ALL: [&str; 2] = ["everything", "anything"];

impl Clause {
    /// A ban with each thing that the sentence is about before it: `manage storage accounts but not list keys`.
    pub(super) fn within_topics(&self) -> Vec<Self> {
        let has_topic = self.phrase.is_none() && self.verb.is_some();
        let topics = self.topics.iter().filter(|_| has_topic);
        let within = topics.map(|topic| {
            let mut within = self.clone();
            within.topics = vec![topic.clone()];
            within.is_within = true;
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

    /// Whether it is a single word that has a phrase elsewhere, and nothing in a provider that the sentence is about:
    /// `deploy to AKS but not read secrets`.
    pub(super) fn has_phrase_elsewhere(&self) -> bool {
        let is_elsewhere = |phrase: &Phrase| {
            let mut names = phrase.operations().filter_map(|name| Named::of(name));
            names.all(|named| !self.is_about_space(named.namespace))
        };
        let is_word = self.stems.len() == self.verb_stems.max(1) + 1;
        self.has_topics() && is_word && self.phrase.is_some_and(is_elsewhere)
    }

    /// Whether it says all that the sentence is about, and more: alert rules, after alerts.
    pub(super) fn says_its_topics(&self) -> bool {
        let mut stems = self
            .topics
            .iter()
            .flat_map(|topic| topic.needs.iter().flat_map(Need::stems));
        let mut own = self.needs.iter().flat_map(Need::stems);
        let is_thing = matches!(&self.needs[..], [Need::Thing { .. }]);
        is_thing
            && self.has_topics()
            && stems.all(|stem| own.clone().any(|own| own == stem))
            && own.next().is_some()
    }

    /// Whether the last of its words is what a resource type is called.
    pub(super) fn calls(&self, resource_type: &str) -> bool {
        let last = resource_type.rsplit('/').next().unwrap_or_default();
        let own = self.stems.last();
        own.is_some_and(|own| camel_words(last).last() == Some(own))
    }

    /// Whether the sentence is about something of a namespace.
    pub(super) fn is_about_space(&self, namespace: &str) -> bool {
        self.topics.iter().any(|topic| topic.is_of(namespace))
    }

    /// Whether the sentence is about what an operation is done to.
    pub(super) fn is_about(&self, named: &Named<'_>) -> bool {
        self.topics.iter().any(|topic| topic.holds(named))
    }

    /// Whether the sentence is about something of the same resource: of what is in the same hub.
    pub(super) fn is_about_root_of(&self, named: &Named<'_>) -> bool {
        let root = |kind: &str| -> Option<String> {
            let mut parts = kind.split('/');
            Some(format!("{}/{}", parts.next()?, parts.next()?))
        };
        let own = root(named.resource_type);
        let mut kinds = self.topics.iter().flat_map(|topic| &topic.types);
        kinds.any(|kind| match (root(kind), &own) {
            (Some(one), Some(other)) => text::same(&one, other),
            _ => false,
        })
    }

    /// Whether an operation that has the words of a ban is what it means: of a type that is said, of one that
    /// the sentence is about, or with all of its name said, in a provider that it is about. What has the same
    /// words elsewhere is something else.
    pub(super) fn may_ban(&self, named: &Named<'_>, fit: &Fit) -> bool {
        let is_said = |kind: &str| {
            let space = kind.split('/').next().unwrap_or_default();
            text::same(space, named.namespace)
        };
        let is_known = self.topics.is_empty()
            || self.is_about_space(named.namespace)
            || self.types().any(is_said);
        let is_own = fit.unsaid <= 1 && (fit.is_kind_said || fit.is_last_said);
        self.types().any(|kind| is_within(named, kind))
            || (self.is_about(named) && is_own)
            || (is_known && fit.unsaid == 0)
    }

    /// Things that its phrase is done to, without being said in it: `see the cost of VMs`.
    pub(super) fn things_of_phrase(&self) -> impl Iterator<Item = &Need> {
        let phrase = self.phrase.into_iter();
        phrase.flat_map(|phrase| {
            self.needs
                .iter()
                .filter(|need| !phrase.has_last_of(need.stems()))
        })
    }

    /// Whether it only says where something is deployed: `deploy to the container` makes no container.
    pub(super) fn is_done_to_where_it_is(&self) -> bool {
        const DEPLOY: &str = "deploy";
        let is_there = self.preposition.as_ref().is_some_and(|(word, before)| {
            *before == 0 && ["to", "into", "onto"].contains(&word.as_str())
        });
        is_there && !self.needs.is_empty() && !self.is_banned && self.said_verb() == [stem(DEPLOY)]
    }

    /// Whether its verb only reads.
    pub(super) fn only_reads(&self) -> bool {
        self.verb
            .is_some_and(|verb| !verb.ends.is_empty() && verb.ends.iter().all(|end| end == "read"))
    }

    /// Whether the sentence is about something before it.
    pub(super) fn has_topics(&self) -> bool {
        !self.topics.is_empty()
    }

    /// How its verb is said, by stems.
    pub(super) fn said_verb(&self) -> &[String] {
        &self.stems[..self.verb_stems.min(self.stems.len())]
    }

    /// Whether a stem is one of its words, or of what it is about.
    pub(super) fn says(&self, word: &str) -> bool {
        self.stems.iter().any(|own| own == word)
    }

    /// Whether all of these words are said of what it is about.
    pub(super) fn names<'w>(&self, mut words: impl Iterator<Item = &'w str>) -> bool {
        let mut said = self.needs.iter().flat_map(Need::stems);
        words.all(|word| said.clone().any(|own| own == word)) && said.next().is_some()
    }

    /// Whether it is about no thing of Azure that is known: words, and what may be a place as well.
    pub(super) fn is_of_words(&self) -> bool {
        let is_generic = |need: &Need| match need {
            Need::Word(_) => true,
            Need::Thing { thing, .. } => is_place(thing),
        };
        !self.needs.is_empty() && self.needs.iter().all(is_generic)
    }

    /// Whether it names nothing but what many providers have: `restart servers`.
    pub(super) fn is_generic(&self) -> bool {
        let is_generic =
            |need: &Need| matches!(need, Need::Word(stem) if GENERIC.contains(&stem.as_str()));
        self.contexts.is_empty()
            && !self.has_others_verb
            && !self.needs.is_empty()
            && self.needs.iter().all(is_generic)
    }

    /// Whether it says more than the phrase in it, which that doesn't hold: `list storage keys of Cosmos`.
    pub(super) fn says_more_than_its_phrase(&self) -> bool {
        self.phrase.is_some_and(|phrase| {
            let is_heard = |(at, need): (usize, &Need)| {
                // `backup policies` are no backups of policies.
                let may_be_of =
                    |is_where: bool| is_where || self.phrase_at.is_none_or(|phrase| at < phrase);
                phrase.says(need.stems())
                    || match need {
                        Need::Thing {
                            thing, is_where, ..
                        } => may_be_of(*is_where) && phrase.is_near(thing),
                        Need::Word(_) => false,
                    }
            };
            !self.needs.iter().enumerate().all(is_heard)
        })
    }

    /// Whether it may ask for access to something as well as for giving that to others: `give access to blobs`.
    pub(super) fn may_give_or_have(&self) -> bool {
        const ACCESS: &str = "access";
        let gives = self.phrase.is_some_and(|phrase| {
            let mut operations = phrase.operations();
            operations.any(|name| text::same(name, ASSIGNS_ROLES))
        });
        let is_something = !self.contexts.is_empty()
            || self
                .needs
                .iter()
                .any(|need| matches!(need, Need::Thing { thing, .. } if !is_place(thing)));
        let is_access = self.phrase_stems.iter().any(|word| *word == stem(ACCESS));
        gives && is_access && is_something && !self.is_banned
    }

    /// Whether a ban takes an operation for one that stays possible: what manages reads as well.
    pub(super) fn spares(&self, named: &Named<'_>) -> bool {
        self.is_banned && self.verb.is_some_and(|verb| verb.spares(named.verb))
    }
}
