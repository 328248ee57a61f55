//! How people say what operations are about: `roles/words.json`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::stem::stem;
use crate::text;

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: String,
    things: Vec<Thing>,
    verbs: Vec<Verb>,
    phrases: Vec<Phrase>,
    contexts: Vec<Context>,
    elsewhere: Vec<Elsewhere>,
    means: Vec<String>,
    products: Vec<String>,
    namespaces: Vec<String>,
    joins: Vec<String>,
    negations: Vec<String>,
    prepositions: Vec<String>,
    environments: Vec<String>,
    weak: Vec<String>,
    fillers: Vec<String>,
}

/// Words for resource types.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thing {
    words: Vec<String>,
    /// The types; of several, all are meant.
    pub(super) types: Vec<String>,
}

/// Words for what is done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verb {
    words: Vec<String>,
    /// The last parts of operations that do it.
    #[serde(default)]
    pub(super) ends: Vec<String>,
    /// The first words of actions that do it.
    #[serde(default)]
    does: Vec<String>,
    /// The last words of actions that do it: `privateEndpointConnectionsApproval`.
    #[serde(default)]
    pub(super) nouns: Vec<String>,
    /// Whether all of that is meant, not the first that there is.
    #[serde(default, rename = "all")]
    pub(super) means_all: bool,
    /// Those of its words that mean the same in a phrase.
    #[serde(default)]
    alike: Vec<Vec<String>>,
    /// Operations that do it under another name: to process a message of a queue deletes it.
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(skip)]
    pub(super) stems: Vec<Vec<String>>,
}

/// Words for operations of their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Phrase {
    words: Vec<String>,
    #[serde(default)]
    pub(super) actions: Vec<String>,
    #[serde(default)]
    pub(super) data_actions: Vec<String>,
    /// Which of them it only needs besides: a ban of it leaves them.
    #[serde(default)]
    with: Vec<String>,
    /// Whether it may be done to whatever there is, with what else that needs there: the ends of operations.
    #[serde(default)]
    pub(super) on_any: Option<Vec<String>>,
}

/// Words that narrow down the namespaces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Context {
    words: Vec<String>,
    pub(super) namespaces: Vec<String>,
}

/// Words for what no operation of Azure does: it belongs to another service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Elsewhere {
    words: Vec<String>,
    pub(super) service: String,
}

/// What a few words of a sentence are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Thing(&'static Thing),
    Verb(&'static Verb),
    Phrase(&'static Phrase),
    Context(&'static Context),
    Elsewhere(&'static Elsewhere),
    Join,
    Negation,
    Preposition,
    /// What says where it is: `prod`.
    Environment,
    /// What says nothing by itself, but may be a part of a phrase.
    Weak,
    Filler,
}

/// The vocabulary, looked up by stems.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    file: File,
}

/// Nouns that look like verbs: `but not triggers`.
const NOUNS: [&str; 15] = [
    "backups",
    "builds",
    "commits",
    "copies",
    "exports",
    "files",
    "imports",
    "releases",
    "requests",
    "runs",
    "schedules",
    "shares",
    "tests",
    "triggers",
    "views",
];

/// The longest entry, in words.
const LONGEST: usize = 6;

static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
static ENTRIES: OnceLock<Vec<(Vec<String>, Part)>> = OnceLock::new();

/// The vocabulary inside the binary.
pub(super) fn vocabulary() -> &'static Vocabulary {
    VOCABULARY.get_or_init(|| {
        let json = include_str!("../../../roles/words.json");
        let mut file: File = serde_json::from_str(json).unwrap_or_default();
        for verb in &mut file.verbs {
            verb.stems = verb.does.iter().map(|words| stems(words)).collect();
            verb.nouns = verb.nouns.iter().map(|word| stem(word)).collect();
        }
        Vocabulary { file }
    })
}

/// The stems of the words of a text.
pub(super) fn stems(text: &str) -> Vec<String> {
    text.split([' ', '-'])
        .map(|word| stem(&text::fold(word)))
        .collect()
}

impl Vocabulary {
    /// The longest entry that words in lower case begin with, and how many of them it takes. A verb
    /// counts only where one is wanted: many are nouns as well.
    pub(super) fn longest(
        &'static self,
        words: &[String],
        wants_verb: bool,
        with_phrases: bool,
    ) -> Option<(usize, Part)> {
        let entries = ENTRIES.get_or_init(|| self.entries());
        (1..=words.len().min(LONGEST)).rev().find_map(|count| {
            let spoken: Vec<String> = words[..count].iter().flat_map(|word| stems(word)).collect();
            let is_last = words.get(count).is_none_or(|next| self.ends_noun(next));
            let fits = |(entry, part): &&(Vec<String>, Part)| match part {
                // `recover deleted secrets` deletes none.
                Part::Phrase(_) => {
                    *entry == spoken && with_phrases && (wants_verb || !self.is_verb(&words[0]))
                }
                // `peerings` and `locks` are things, `peering` and `lock` are done.
                Part::Verb(_) => {
                    let is_plural = words[0].ends_with('s')
                        && !words[0].ends_with("ss")
                        && (is_last && NOUNS.contains(&words[0].as_str())
                            || self.is_thing(&words[0]));
                    let is_thing = words[0].ends_with("ings") || is_plural;
                    wants_verb && *entry == spoken && !is_thing
                }
                // `settings` are no `sets`.
                Part::Weak | Part::Filler | Part::Preposition | Part::Environment => {
                    entry.join(" ") == words[..count].join(" ")
                }
                // `networking` is an area, `networks` are things.
                Part::Context(context) => {
                    *entry == spoken && context.words.contains(&words[..count].join(" "))
                }
                // `manage disks` is no `managed disk`.
                Part::Thing(thing) if wants_verb && count > 1 && self.is_verb(&words[0]) => {
                    let mut spelled = thing.words.iter().filter(|own| stems(own) == spoken);
                    spelled.any(|own| own.split(' ').next() == Some(words[0].as_str()))
                }
                _ => *entry == spoken,
            };
            let found = entries.iter().find(fits)?;
            Some((count, found.1))
        })
    }

    /// Whether a word stands after a noun rather than after a verb.
    fn ends_noun(&self, word: &str) -> bool {
        let lists = [
            &self.file.joins,
            &self.file.negations,
            &self.file.prepositions,
        ];
        [",", ";", ".", "but"].contains(&word)
            || lists.iter().any(|list| list.iter().any(|own| own == word))
    }

    fn is_thing(&self, word: &str) -> bool {
        let spoken = stems(word);
        let mut words = self.file.things.iter().flat_map(|thing| &thing.words);
        words.any(|thing| stems(thing) == spoken)
    }

    fn is_verb(&self, word: &str) -> bool {
        let spoken = stems(word);
        let mut words = self.file.verbs.iter().flat_map(|verb| &verb.words);
        words.any(|verb| stems(verb) == spoken)
    }

    fn entries(&'static self) -> Vec<(Vec<String>, Part)> {
        let file = &self.file;
        let mut entries = Vec::new();
        let mut add = |words: &[String], part: Part| {
            entries.extend(words.iter().map(|entry| (stems(entry), part)));
        };
        file.phrases
            .iter()
            .for_each(|phrase| add(&phrase.words, Part::Phrase(phrase)));
        file.verbs
            .iter()
            .for_each(|verb| add(&verb.words, Part::Verb(verb)));
        file.contexts
            .iter()
            .for_each(|context| add(&context.words, Part::Context(context)));
        file.things
            .iter()
            .for_each(|thing| add(&thing.words, Part::Thing(thing)));
        file.elsewhere
            .iter()
            .for_each(|elsewhere| add(&elsewhere.words, Part::Elsewhere(elsewhere)));
        add(&file.joins, Part::Join);
        add(&file.negations, Part::Negation);
        // These are compared as they are spelled.
        let spelled = [
            (&file.prepositions, Part::Preposition),
            (&file.environments, Part::Environment),
            (&file.weak, Part::Weak),
            (&file.fillers, Part::Filler),
        ];
        for (words, part) in spelled {
            let words = words.iter();
            entries.extend(words.map(|word| (vec![word.clone()], part)));
        }
        entries
    }

    /// Whether words say how something is done, after `with` or `using`.
    pub(super) fn is_means(&self, words: &[String]) -> bool {
        self.file.means.contains(&words.join(" "))
    }

    /// Whether a word that is no entry may say which one of a thing is meant, and not what it is: it is no
    /// product of somebody else's, nothing that is done, and no entry has it with the thing's last word.
    pub(super) fn may_narrow(&self, word: &str, head: &str) -> bool {
        let own = stem(word);
        let has_both = |words: &String| {
            let words = stems(words);
            words.contains(&own) && words.iter().any(|other| other == head)
        };
        let things = self.file.things.iter().flat_map(|thing| &thing.words);
        let phrases = self.file.phrases.iter().flat_map(|phrase| &phrase.words);
        // `encrypted disks` may be meant, `disks to encrypt` not.
        let is_done = self.is_verb(word) && !word.ends_with("ed");
        !is_done
            && !self.file.products.iter().any(|product| product == word)
            && !things.chain(phrases).any(has_both)
    }

    /// Where a namespace stands among those that come first; behind them all where it isn't one.
    pub(super) fn rank(&self, namespace: &str) -> usize {
        let known = &self.file.namespaces;
        let found = known.iter().position(|known| text::same(known, namespace));
        found.unwrap_or(known.len())
    }

    /// Whether a namespace is one of those that come first.
    pub(super) fn is_ranked(&self, namespace: &str) -> bool {
        self.rank(namespace) < self.file.namespaces.len()
    }

    /// The area that is called like a thing: networking, of a network. Several networks are things.
    pub(super) fn area_of(&'static self, word: &str) -> Option<&'static Context> {
        let own = stem(word);
        let is_called = |context: &&Context| {
            let mut words = context.words.iter();
            words.any(|area| stems(area) == [own.as_str()])
        };
        let mut contexts = self.file.contexts.iter();
        contexts.find(is_called).filter(|_| !word.ends_with('s'))
    }

    /// The words that narrow down to a namespace, by their stems.
    pub(super) fn narrows_to(&self, namespace: &str) -> Vec<String> {
        let is_to = |context: &&Context| {
            let mut spaces = context.namespaces.iter();
            spaces.any(|space| text::same(space, namespace))
        };
        let contexts = self.file.contexts.iter().filter(is_to);
        contexts.flat_map(Context::stems).collect()
    }

    /// All things that have words.
    pub(super) fn things(&'static self) -> &'static [Thing] {
        &self.file.things
    }

    /// The types that a single word stands for.
    pub(super) fn types_of(&'static self, word: &str) -> &'static [String] {
        match self.longest(&[word.to_owned()], false, true) {
            Some((_, Part::Thing(thing))) => &thing.types,
            _ => &[],
        }
    }

    /// The verb that a single word is.
    pub(super) fn verb_of(&'static self, word: &str) -> Option<&'static Verb> {
        match self.longest(&[word.to_owned()], true, false) {
            Some((_, Part::Verb(verb))) => Some(verb),
            _ => None,
        }
    }

    /// The longest phrase whose words stand in these stems, and that fits: in order, or with its verb first and the
    /// rest in any.
    pub(super) fn phrase_in(
        &'static self,
        said: &[String],
        in_any_order: bool,
        fits: impl Fn(&Phrase, &[String]) -> bool,
    ) -> Option<&'static Phrase> {
        let phrases = self.file.phrases.iter();
        let spoken =
            phrases.flat_map(|phrase| phrase.words.iter().map(move |words| (phrase, words)));
        let found = spoken.filter_map(|(phrase, words)| {
            let words = stems(words);
            let closeness = self.closeness(&words, said, in_any_order)?;
            // Its first word may be one that means the same.
            let heard = [&said[..said.len().min(1)], &words[..]].concat();
            fits(phrase, &heard).then_some(((words.len(), closeness), phrase))
        });
        // Of equally close ones the first.
        let closest = found.reduce(|best, next| if next.0 > best.0 { next } else { best });
        closest.map(|(_, phrase)| phrase)
    }

    /// How closely a phrase stands in what is said; more is closer.
    fn closeness(&self, words: &[String], said: &[String], in_any_order: bool) -> Option<u8> {
        let (verb, objects) = words.split_first()?;
        let (said_verb, said_objects) = said.split_first()?;
        if !self.are_alike(verb, said_verb) {
            return None;
        }
        let is_same = u8::from(verb == said_verb);
        let mut rest = said_objects.iter();
        if objects.iter().all(|word| rest.any(|other| other == word)) {
            return Some(2 + is_same);
        }
        if !in_any_order {
            return None;
        }
        let mut left: Vec<&String> = said_objects.iter().collect();
        let is_said = |word: &String| {
            let at = left.iter().position(|other| *other == word);
            at.map(|at| left.remove(at)).is_some()
        };
        let all = objects.iter().all(is_said);
        all.then_some(is_same)
    }

    /// Whether two stems of verbs mean the same.
    fn are_alike(&self, one: &str, other: &str) -> bool {
        let mut groups = self.file.verbs.iter().flat_map(|verb| &verb.alike);
        let has = |group: &[String], wanted: &str| group.iter().any(|word| stem(word) == wanted);
        one == other || groups.any(|group| has(group, one) && has(group, other))
    }

    /// The thing that words are as a whole.
    pub(super) fn thing_of(&'static self, words: &[String]) -> Option<&'static Thing> {
        match self.longest(words, false, false) {
            Some((count, Part::Thing(thing))) if count == words.len() => Some(thing),
            _ => None,
        }
    }
}

impl Phrase {
    /// What it means, of both planes.
    pub(super) fn operations(&self) -> impl Iterator<Item = &String> {
        self.actions.iter().chain(&self.data_actions)
    }

    /// Whether an operation is only needed besides.
    pub(super) fn only_needs(&self, name: &str) -> bool {
        self.with.iter().any(|with| text::same(with, name))
    }

    /// Whether some of what it means is of the provider of a thing.
    pub(super) fn is_of(&self, thing: &Thing) -> bool {
        let space =
            |name: &str| text::fold(name.split('/').next().unwrap_or_default()).into_owned();
        let mut spaces = thing.types.iter().map(|kind| space(kind));
        spaces.any(|own| self.operations().any(|name| space(name) == own))
    }

    /// Whether it may be done to whatever there is: locks, tags.
    pub(super) fn is_of_anything(&self) -> bool {
        self.words.iter().any(|words| words.ends_with(" resource"))
    }

    /// Whether one of its wordings has all of these stems.
    pub(super) fn says(&self, wanted: &[String]) -> bool {
        let mut spoken = self.words.iter().map(|words| stems(words));
        spoken.any(|said| wanted.iter().all(|stem| said.contains(stem)))
    }

    /// Whether the last word of a thing is in one of its wordings.
    pub(super) fn has_last_of(&self, stems_of_thing: &[String]) -> bool {
        let last = stems_of_thing.last();
        let mut spoken = self.words.iter().flat_map(|words| stems(words));
        spoken.any(|stem| Some(&stem) == last)
    }

    /// Whether all that it means lies within a thing.
    pub(super) fn lies_within(&self, thing: &Thing) -> bool {
        let is_within = |kind: &String, name: &String| text::starts_with(name, &format!("{kind}/"));
        self.operations()
            .all(|name| thing.types.iter().any(|kind| is_within(kind, name)))
    }

    /// Whether it may be done to a thing: it is of the same namespace, or of one that is about all others.
    pub(super) fn is_near(&self, thing: &Thing) -> bool {
        if self.on_any.is_some() {
            return true;
        }
        const OF_ALL: [&str; 8] = [
            "Microsoft.Authorization",
            "Microsoft.Consumption",
            "Microsoft.CostManagement",
            "Microsoft.Insights",
            "Microsoft.OperationalInsights",
            "Microsoft.PolicyInsights",
            "Microsoft.RecoveryServices",
            "Microsoft.Resources",
        ];
        let space = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
        self.operations().any(|name| {
            let own = space(name);
            let of_thing = thing.types.iter().map(|kind| space(kind));
            of_thing
                .chain(OF_ALL.map(str::to_owned))
                .any(|other| text::same(&own, &other))
        })
    }
}

impl Context {
    /// The stems of its words.
    pub(super) fn stems(&self) -> Vec<String> {
        self.words.iter().flat_map(|words| stems(words)).collect()
    }
}

/// What lies on whatever there is.
const ON_ANYTHING: [&str; 13] = [
    "Microsoft.Authorization/denyAssignments",
    "Microsoft.Authorization/locks",
    "Microsoft.Authorization/policyAssignments",
    "Microsoft.Authorization/policyExemptions",
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Consumption/budgets",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Insights/eventtypes/values",
    "Microsoft.Insights/metricAlerts",
    "Microsoft.Insights/metrics",
    "Microsoft.Insights/autoscalesettings",
    "Microsoft.OperationalInsights/workspaces/query",
    "Microsoft.Resources/tags",
];

impl Thing {
    /// How it is called.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// How it is called in phrases.
    pub(super) fn short(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Whether it lies on other things: locks, tags, alerts.
    pub(super) fn is_on_anything(&self) -> bool {
        let mut types = self.types.iter();
        types.all(|kind| ON_ANYTHING.iter().any(|known| text::same(kind, known)))
    }
}

impl Verb {
    /// Whether a word is spelled like the action that does it, where it writes: `add` before `write`.
    pub(super) fn is_own_action(&self, at: usize, said: &[String]) -> bool {
        self.ends.iter().any(|end| end == "write")
            && self.stems.get(at).is_some_and(|own| own == said)
    }

    /// The stems of its first word.
    pub(super) fn said(&self) -> Vec<String> {
        self.words.first().map_or_else(Vec::new, |word| stems(word))
    }

    /// Whether an operation that ends so stays possible where the verb must not be: managing is reading as well, and
    /// reading takes nothing away.
    pub(super) fn spares(&self, end: &str) -> bool {
        self.ends.len() > 1 && text::same(end, "read")
    }

    /// Whether all that ends as it does is it: writing is all that writes, peering is not.
    pub(super) fn is_all_that_ends_so(&self) -> bool {
        !self.ends.is_empty()
            && (self.does.is_empty() || self.words.iter().any(|word| self.ends.contains(word)))
    }

    /// The last parts of operations that must not be possible where it must not be.
    pub(super) fn banned_ends(&self) -> impl Iterator<Item = &str> {
        let ends = self.ends.iter().map(String::as_str);
        ends.filter(|end| !self.spares(end))
    }

    /// The names of actions that do it, in camel case.
    pub(super) fn actions(&self) -> Vec<String> {
        let camel = |words: &String| {
            let mut name = String::new();
            for (at, word) in words.split(' ').enumerate() {
                let mut letters = word.chars();
                let first = letters.next().filter(|_| at > 0);
                name.extend(first.map(|letter| letter.to_ascii_uppercase()));
                name.push_str(if at > 0 { letters.as_str() } else { word });
            }
            name
        };
        self.does.iter().map(camel).collect()
    }
}
