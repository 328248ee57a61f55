//! Roles and operations by words: a whole word counts more than the beginning of one, that more
//! than a part, and a name more than what the role grants.

use super::Catalog;
use super::words::OtherNames;
use crate::bits::OperationSet;
use crate::ids::{OperationIx, RoleIx};
use crate::model::Plane;
use crate::text;

/// A role that the words fit.
#[derive(Clone, Debug)]
pub struct RoleHit {
    /// The role.
    pub role: RoleIx,
    /// How well; the higher the better.
    pub score: u32,
    /// Where each word was found, in the order of the words; one entry for all of them when an
    /// operation holds them.
    pub found: Vec<WordFound>,
}

/// An operation that the words fit.
#[derive(Clone, Debug)]
pub struct OperationHit {
    /// The operation.
    pub operation: OperationIx,
    /// How well; the higher the better.
    pub score: u32,
    /// Where each word was found, in the order of the words.
    pub found: Vec<WordFound>,
}

/// Where a word was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordFound {
    /// The word, or all of them.
    pub word: String,
    /// What the word was found in.
    pub place: WordPlace,
    /// The text that holds it.
    pub text: String,
}

/// In what a word was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordPlace {
    /// In the name.
    Name,
    /// In another name that documentation uses.
    Alias,
    /// In a pattern of the role.
    Pattern,
    /// In an operation that the role grants.
    Operation,
    /// In the name, by another word for the same.
    Synonym,
    /// In what the operation does.
    Description,
}

impl WordPlace {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Pattern => "pattern",
            Self::Operation => "operation",
            Self::Synonym => "synonym",
            Self::Description => "description",
        }
    }
}

/// How much a word of a name counts more than one of a pattern.
const NAME_WEIGHT: u32 = 4;

impl Catalog {
    /// The roles that all the words fit, best first; of equal ones those that grant fewer
    /// operations first, then by name.
    pub fn search_roles(&self, query: &str) -> Vec<RoleHit> {
        let words = words(query);
        if words.is_empty() {
            return Vec::new();
        }
        let operations = self.search_operations(query);
        let matching = OperationSet::of(
            self.operation_count(),
            operations.iter().map(|hit| hit.operation),
        );
        let mut hits: Vec<(RoleHit, usize)> = Vec::new();
        for role in self.roles() {
            let granted = Plane::BOTH.map(|plane| {
                let (free, bound) = self.granted_by_condition(role, plane);
                free.union(&bound)
            });
            let held = operations
                .iter()
                .find(|hit| granted.iter().any(|set| set.contains(hit.operation)));
            let held = held.map(|hit| self.operation(hit.operation).name);
            let found = self.in_role(role, &words, held.as_deref());
            let Some((score, found)) = found else {
                continue;
            };
            // What a role can do with the words counts beside its name.
            let fits = granted.iter().any(|set| !set.is_disjoint(&matching));
            let size = granted[0].len() + granted[1].len();
            let score = score * 2 + u32::from(fits);
            hits.push((RoleHit { role, score, found }, size));
        }
        hits.sort_by(|(a, size_a), (b, size_b)| {
            b.score
                .cmp(&a.score)
                .then(size_a.cmp(size_b))
                .then_with(|| a.role.cmp(&b.role))
        });
        hits.into_iter().map(|(hit, _)| hit).collect()
    }

    /// The operations that all the words fit, best first, then shortest, then by name: by the name, by
    /// another word of the field for what is in it, or by what the operation does.
    pub fn search_operations(&self, query: &str) -> Vec<OperationHit> {
        let words = words(query);
        let others: Vec<OtherNames> = words.iter().map(|word| OtherNames::of(word)).collect();
        let mut hits: Vec<(OperationHit, usize)> = Vec::new();
        if words.is_empty() {
            return Vec::new();
        }
        self.for_each_operation(|operation, name, _| {
            let folded = text::fold(name);
            let description = self.description(operation);
            let (mut score, mut found) = (0, Vec::new());
            for (word, others) in words.iter().zip(&others) {
                let by_name = fit(name, &folded, word).map(|fit| (fit, WordPlace::Name, name));
                let by_synonym = || others.fit(name).then_some((3, WordPlace::Synonym, name));
                let by_description = || {
                    let text = description.as_deref()?;
                    fit(text, &text::fold(text), word)?;
                    Some((1, WordPlace::Description, text))
                };
                let whole = by_name.filter(|(fit, ..)| *fit >= 3);
                let best = whole
                    .or_else(by_synonym)
                    .or(by_name)
                    .or_else(by_description);
                let Some((fit, place, text)) = best else {
                    return;
                };
                score += fit;
                found.push(WordFound {
                    word: word.clone(),
                    place,
                    text: text.to_owned(),
                });
            }
            let hit = OperationHit {
                operation,
                score,
                found,
            };
            hits.push((hit, name.len()));
        });
        hits.sort_by(|(a, length_a), (b, length_b)| {
            b.score
                .cmp(&a.score)
                .then(length_a.cmp(length_b))
                .then_with(|| a.operation.cmp(&b.operation))
        });
        hits.into_iter().map(|(hit, _)| hit).collect()
    }

    /// Every word in the name, an alias or a pattern of the role, else in `held`, the best of the
    /// operations with all the words that the role grants.
    fn in_role(
        &self,
        role: RoleIx,
        words: &[String],
        held: Option<&str>,
    ) -> Option<(u32, Vec<WordFound>)> {
        let definition = self.role(role);
        let patterns: Vec<_> = definition
            .permissions
            .iter()
            .flat_map(|permission| Plane::BOTH.map(|plane| permission.plane(plane).granted()))
            .flatten()
            .collect();
        let (mut score, mut found) = (0, Vec::new());
        for word in words {
            let best = |text: &str| fit(text, &text::fold(text), word);
            let mut say = |place, text: &str, fit: u32| {
                score += fit;
                found.push(WordFound {
                    word: word.clone(),
                    place,
                    text: text.to_owned(),
                });
            };
            if let Some(fit) = best(&definition.name) {
                say(WordPlace::Name, &definition.name, fit * NAME_WEIGHT);
                continue;
            }
            let mut synonyms = OtherNames::of(word)
                .spoken()
                .collect::<Vec<_>>()
                .into_iter();
            let spoken = synonyms.find(|other| {
                fit(&definition.name, &text::fold(&definition.name), other)
                    .is_some_and(|fit| fit >= 3)
            });
            if spoken.is_some() {
                say(WordPlace::Synonym, &definition.name, 3 * NAME_WEIGHT);
                continue;
            }
            if let Some((alias, fit)) = definition
                .aliases
                .iter()
                .find_map(|alias| Some((alias, best(alias)?)))
            {
                say(WordPlace::Alias, alias, fit * NAME_WEIGHT);
                continue;
            }
            let mut of_patterns = patterns
                .iter()
                .filter_map(|pattern| {
                    Some((
                        fit(pattern.as_str(), pattern.folded(), word)?,
                        pattern.as_str(),
                    ))
                })
                .collect::<Vec<_>>();
            of_patterns.sort_by_key(|(fit, text)| (std::cmp::Reverse(*fit), text.len()));
            match (of_patterns.first(), held) {
                (Some(&(fit, pattern)), _) => say(WordPlace::Pattern, pattern, fit),
                (None, held) => say(WordPlace::Operation, held?, 1),
            }
        }
        Some((score, found))
    }
}

fn words(query: &str) -> Vec<String> {
    query
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(|word| text::fold(word).into_owned())
        .collect()
}

/// How well a text holds a word: 4 as a whole word, 3 at the beginning of one, 1 inside one; a
/// plural also by its singular, for one less.
fn fit(name: &str, folded: &str, word: &str) -> Option<u32> {
    let exact = fit_exactly(name, folded, word);
    if exact.is_some_and(|fit| fit >= 3) {
        return exact;
    }
    let singular = word.strip_suffix('s').filter(|stem| stem.len() >= 3);
    let loose = singular.and_then(|stem| match fit_exactly(name, folded, stem) {
        Some(fit) if fit >= 3 => Some(fit - 1),
        _ => None,
    });
    exact.max(loose)
}

fn fit_exactly(name: &str, folded: &str, word: &str) -> Option<u32> {
    // Some letters beyond ASCII are longer when they are folded; then nothing is known of capitals.
    let name = if name.len() == folded.len() {
        name
    } else {
        folded
    };
    let bytes = name.as_bytes();
    // A word begins after anything but a letter or digit, and at a capital after a small letter.
    let begins = |at: usize| {
        at == 0
            || !bytes[at - 1].is_ascii_alphanumeric()
            || (bytes[at].is_ascii_uppercase() && !bytes[at - 1].is_ascii_uppercase())
    };
    let ends = |at: usize| at == bytes.len() || !bytes[at].is_ascii_alphanumeric() || begins(at);
    folded
        .match_indices(word)
        .map(|(at, _)| match (begins(at), ends(at + word.len())) {
            (true, true) => 4,
            (true, false) => 3,
            _ => 1,
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, word: &str) -> Option<u32> {
        fit(name, &text::fold(name), word)
    }

    #[test]
    fn whole_words_count_most_and_parts_least() {
        assert_eq!(of("Storage Blob Data Reader", "blob"), Some(4));
        assert_eq!(of("Storage Blob Data Reader", "read"), Some(3));
        assert_eq!(of("Storage Blob Data Reader", "ore"), None);
        assert_eq!(of("Storage Blob Data Reader", "torage"), Some(1));
        assert_eq!(of("a/listKeys/action", "keys"), Some(4));
        assert_eq!(of("a/listKeys/action", "list"), Some(4));
        assert_eq!(of("a/listkeys/action", "keys"), Some(1));
        assert_eq!(of("Key Vault Reader", "keys"), Some(3));
        assert_eq!(of("Clé é", "é"), Some(4));
    }
}
