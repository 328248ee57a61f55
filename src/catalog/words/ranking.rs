//! How well an operation fits a clause.

use super::sentence::{Clause, Need};
use super::stem::stem;
use super::vocabulary::{Verb, vocabulary};
use crate::text;

/// The name of an operation in parts.
pub(super) struct Named<'n> {
    pub(super) namespace: &'n str,
    /// With the namespace.
    pub(super) resource_type: &'n str,
    /// `read`, `write`, `delete`, or the name of an action.
    pub(super) verb: &'n str,
    pub(super) is_action: bool,
}

impl<'n> Named<'n> {
    pub(super) fn of(name: &'n str) -> Option<Self> {
        let namespace = name.split('/').next()?;
        let (rest, last) = name.rsplit_once('/')?;
        let is_action = text::same(last, "action");
        let (resource_type, verb) = match is_action {
            true => rest.rsplit_once('/')?,
            false => (rest, last),
        };
        Some(Self {
            namespace,
            resource_type,
            verb,
            is_action,
        })
    }
}

/// How an operation fits: what comes first fits better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit {
    /// What is not said of it, and how far what is said is from its name.
    pub(super) cost: u32,
    rank: usize,
    /// Which of the ways to do what the verb says.
    pub(super) way: usize,
    /// Whether nothing of its last part is left unsaid.
    pub(super) is_whole: bool,
    /// How many words of its name nothing says.
    pub(super) unsaid: u32,
    /// Whether the verb is only one of what people say for it: to publish is to write, now and then.
    pub(super) is_loose: bool,
    /// Whether all of its type is said.
    pub(super) is_kind_said: bool,
    /// Whether it is of a type that is said, or of a provider.
    pub(super) is_typed: bool,
    /// Whether the last part of its type is wholly said.
    pub(super) is_last_said: bool,
    /// Whether it is of a service of somebody else, which isn't said.
    pub(super) is_others: bool,
    /// Whether its namespace is none of those that come first, and isn't said.
    pub(super) is_seldom: bool,
}

/// What fitting costs: a word found in the description, or by its text alone; a part of the name that
/// nothing says.
const BY_DESCRIPTION: u32 = 5;
const BY_WORDS: u32 = 3;
const UNSAID: u32 = 2;
const OTHER_WAY: u32 = 1;
/// An operation of a whole provider, not of a resource, is seldom meant.
const OF_NO_TYPE: u32 = 4;

/// How an operation fits a clause; `None` where something that is said has nothing to do with it.
pub(super) fn fit(clause: &Clause, named: &Named<'_>, description: &[String]) -> Option<Fit> {
    let narrowed = &clause.contexts;
    // Azure checks the operation of the other provider, whatever this one calls it.
    if named.resource_type.contains("/providers/") {
        return None;
    }
    let within = |space: &String| text::same(space, named.namespace);
    if !narrowed.is_empty() && !narrowed.iter().any(|c| c.namespaces.iter().any(within)) {
        return None;
    }
    let mut kind = Words::of(named.resource_type.split('/').skip(1));
    let (first, rest) = spelled_small(named.verb);
    let mut verb = Words::of([first, rest]);
    let mut space = Words::of(named.namespace.rsplit('.').take(1));
    let (way, mut cost) = match clause.verb {
        Some(said) => way(said, clause.said_verb(), named, &mut verb)?,
        None => (0, 0),
    };
    // Types take their own words first, so that others find what is left.
    let mut left: Vec<(&str, bool)> = Vec::new();
    let mut is_typed = !narrowed.is_empty();
    for need in &clause.needs {
        let own = match need {
            Need::Thing { thing, .. } => thing.types.iter().find(|kind| is_within(named, kind)),
            Need::Word(_) => None,
        };
        match own {
            // Counted as this operation spells it.
            Some(own) => {
                let parts = named.resource_type.split('/').take(own.split('/').count());
                kind.take_first(Words::of(parts.skip(1)).0.len());
                is_typed = true;
            }
            None => {
                let is_thing = matches!(need, Need::Thing { .. });
                if is_thing {
                    cost += BY_WORDS;
                }
                left.extend(need.stems().iter().map(|word| (word.as_str(), is_thing)));
            }
        }
    }
    let is_space_said = clause.names(space.0.iter().map(|(word, _)| word.as_str()));
    for (word, is_thing) in left {
        if kind.take(word) || verb.take(word) {
            continue;
        }
        // A provider is none of the things that it has in its name.
        if !is_thing && space.take(word) {
            cost += 1;
        } else if description.iter().any(|known| known == word) {
            cost += BY_DESCRIPTION;
        } else {
            return None;
        }
    }
    let unsaid = verb.left();
    // Of what is only named, reading comes first.
    if clause.verb.is_none() && !named.is_action && unsaid > 0 {
        if !text::same(named.verb, "read") {
            return None;
        }
    } else {
        cost += UNSAID * unsaid;
    }
    cost += UNSAID * kind.left();
    if kind.0.is_empty() {
        cost += OF_NO_TYPE;
    }
    let is_last_said = || {
        let last = Words::of(named.resource_type.rsplit('/').take(1));
        last.0.iter().all(|(word, _)| clause.says(word))
    };
    // A table of logs is meant by its whole name alone.
    if is_table_of_logs(named) && unsaid + kind.left() > 0 {
        return None;
    }
    Some(Fit {
        cost,
        rank: vocabulary().rank(named.namespace),
        way,
        is_whole: unsaid == 0,
        unsaid: unsaid + kind.left_of_note(),
        is_kind_said: kind.left() == 0,
        is_typed,
        is_last_said: unsaid == 0 && is_last_said(),
        is_loose: clause
            .verb
            .is_some_and(|said| !named.is_action && !said.is_all_that_ends_so()),
        is_seldom: !is_space_said && !vocabulary().is_ranked(named.namespace),
        is_others: !is_space_said && !text::starts_with(named.namespace, "Microsoft."),
    })
}

pub(super) fn is_table_of_logs(named: &Named<'_>) -> bool {
    [
        "Microsoft.OperationalInsights/workspaces/query/",
        "Microsoft.Insights/Logs/",
    ]
    .iter()
    .any(|start| text::starts_with(named.resource_type, start))
}

/// Whether an operation is of a type, or of one below it.
pub(super) fn is_within(named: &Named<'_>, kind: &str) -> bool {
    let own = named.resource_type;
    text::same(own, kind) || text::starts_with(own, &format!("{kind}/"))
}

/// Which way to do what the verb says an operation is, and what that costs: an action that has the
/// verb's name comes first, then what ends as it says.
fn way(
    said: &Verb,
    spoken: &[String],
    named: &Named<'_>,
    words: &mut Words,
) -> Option<(usize, u32)> {
    if !named.is_action {
        let way = said
            .ends
            .iter()
            .position(|end| text::same(end, named.verb))?;
        words.take_all();
        return Some((way, if said.stems.is_empty() { 0 } else { OTHER_WAY }));
    }
    let begins = |stems: &Vec<String>| words.begin_with(stems);
    let Some(way) = said.stems.iter().position(begins) else {
        let way = said.nouns.iter().position(|noun| words.take_last(noun))?;
        return Some((said.ends.len() + said.stems.len() + way, OTHER_WAY));
    };
    words.take_first(said.stems[way].len());
    let is_other = way > 0 && !said.means_all && !said.is_own_action(way, spoken);
    let other = u32::from(is_other);
    Some((said.ends.len() + way, other))
}

/// Stems of words in names that say nothing of what something is.
pub(super) const GENERIC: [&str; 6] = [
    "account", "namespac", "profil", "server", "service", "resourc",
];

/// The stems of words, and which of them are said.
struct Words(Vec<(String, bool)>);

impl Words {
    /// The words of names in camel case.
    fn of<'t>(names: impl IntoIterator<Item = &'t str>) -> Self {
        let words = names.into_iter().flat_map(camel_words);
        Self(words.map(|word| (word, false)).collect())
    }

    fn begin_with(&self, stems: &[String]) -> bool {
        let own = self.0.iter().map(|(stem, _)| stem);
        self.0.len() >= stems.len() && own.zip(stems).all(|(own, stem)| own == stem)
    }

    /// Takes the last word where it is that one.
    fn take_last(&mut self, stem: &str) -> bool {
        let last = self.0.last_mut().filter(|(own, _)| own == stem);
        last.map(|(_, said)| *said = true).is_some()
    }

    fn take(&mut self, stem: &str) -> bool {
        let free = self.0.iter_mut().find(|(own, said)| !said && own == stem);
        free.map(|(_, said)| *said = true).is_some()
    }

    fn take_first(&mut self, count: usize) {
        self.0
            .iter_mut()
            .take(count)
            .for_each(|(_, said)| *said = true);
    }

    fn take_all(&mut self) {
        self.take_first(self.0.len());
    }

    /// How many words are left but for those that say nothing of what it is.
    fn left_of_note(&self) -> u32 {
        let last = self.0.len().saturating_sub(1);
        let left = self.0.iter().enumerate().filter(|(_, (_, said))| !said);
        let noted = left.filter(|(at, (word, _))| *at == last || !GENERIC.contains(&word.as_str()));
        noted.map(|_| 1).sum()
    }

    fn left(&self) -> u32 {
        self.0.iter().map(|(_, said)| u32::from(!said)).sum()
    }
}

/// The name of an action in two parts where it is spelled without capitals: `listkeys`.
fn spelled_small(name: &str) -> (&str, &str) {
    const BEGINNINGS: [&str; 5] = ["list", "get", "check", "generate", "regenerate"];
    let is_small = name.chars().all(|letter| letter.is_ascii_lowercase());
    let mut beginnings = BEGINNINGS.iter();
    let found = beginnings.find(|start| is_small && name.starts_with(**start));
    found.map_or((name, ""), |start| name.split_at(start.len()))
}

/// The stems of the words of a name: a word begins at a capital after a small letter, at the last
/// capital before a small one, and after what is no letter or digit.
pub(super) fn camel_words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let is_upper_next = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins =
            letter.is_uppercase() && before.is_some_and(|b| !b.is_uppercase() || is_upper_next);
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words.iter().map(|word| stem(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::camel_words;

    #[test]
    fn names_in_camel_case_come_apart() {
        assert_eq!(camel_words("virtualMachines"), ["virtual", "machin"]);
        assert_eq!(
            camel_words("publicIPAddresses"),
            ["public", "ip", "address"]
        );
        assert_eq!(camel_words("listKeys"), ["list", "key"]);
        assert_eq!(camel_words("l2Networks"), ["l2", "network"]);
        assert_eq!(camel_words("Microsoft.Insights"), ["microsoft", "insight"]);
    }
}
