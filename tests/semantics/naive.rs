//! Patterns matched the slow way, easy to believe, and generators of small ones.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolecall::pattern::{ActionPattern, PatternSet, Wildcards};

/// Whether the pattern matches, by its definition: WC-5 is a rewriting of the pattern.
pub(crate) fn matches(pattern: &str, action: &str, wildcards: Wildcards) -> bool {
    if !pattern.contains('*') && pattern.ends_with('/') {
        return false;
    }
    let mut variants = BTreeSet::from([pattern.replace("**", "*").replace("**", "*")]);
    if wildcards == Wildcards::Azure {
        loop {
            let more: Vec<String> = variants
                .iter()
                .flat_map(|variant| {
                    let holes = (0..variant.len()).filter(|&at| variant[at..].starts_with("/*/"));
                    holes.map(move |at| format!("{}{}", &variant[..at], &variant[at + 2..]))
                })
                .collect();
            let before = variants.len();
            variants.extend(more);
            if variants.len() == before {
                break;
            }
        }
    }
    variants
        .iter()
        .any(|variant| glob(variant.as_bytes(), action.as_bytes()))
}

fn glob(pattern: &[u8], action: &[u8]) -> bool {
    match pattern.split_first() {
        None => action.is_empty(),
        Some((b'*', rest)) => (0..=action.len()).any(|at| glob(rest, &action[at..])),
        Some((byte, rest)) => action.first() == Some(byte) && glob(rest, &action[1..]),
    }
}

/// Whether a union of pattern sets grants the action.
pub(crate) fn grants(sets: &[PatternSet], action: &str, wildcards: Wildcards) -> bool {
    let any = |patterns: &[ActionPattern]| {
        patterns
            .iter()
            .any(|p| matches(p.folded(), action, wildcards))
    };
    sets.iter()
        .any(|set| any(set.granted()) && !any(set.excluded()))
}

/// Every operation name of at most `length` characters of `abc/`, shortest first, then by the
/// order of the characters given here.
pub(crate) fn names(length: usize) -> Vec<String> {
    let mut level = vec![String::new()];
    let mut names = Vec::new();
    for _ in 0..length {
        level = level
            .iter()
            .flat_map(|word| ["a", "b", "c", "/"].map(|c| format!("{word}{c}")))
            .collect();
        names.extend(level.iter().filter(|word| is_name(word)).cloned());
    }
    names
}

fn is_name(word: &str) -> bool {
    word.contains('/') && word.split('/').all(|segment| !segment.is_empty())
}

/// Patterns over a small alphabet, most of them likely to match something.
pub(crate) fn pattern() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::collection::vec(prop::sample::select(vec!["a", "b", "*", "ab", "a*"]), 1..4)
            .prop_map(|segments| segments.join("/")),
        1 => prop::string::string_regex("[ab/*]{1,6}").unwrap(),
    ]
}

/// One to two small pattern sets.
pub(crate) fn sets() -> impl Strategy<Value = Vec<PatternSet>> {
    let list = |range| {
        prop::collection::vec(pattern(), range).prop_map(|texts| {
            texts
                .iter()
                .map(|text| ActionPattern::parse(text).unwrap())
                .collect::<Vec<_>>()
        })
    };
    let set =
        (list(0..4), list(0..3)).prop_map(|(granted, excluded)| PatternSet::new(granted, excluded));
    prop::collection::vec(set, 1..3)
}

/// Either meaning of `X/*/Y`.
pub(crate) fn wildcards() -> impl Strategy<Value = Wildcards> {
    prop::sample::select(vec![Wildcards::Azure, Wildcards::Strict])
}
