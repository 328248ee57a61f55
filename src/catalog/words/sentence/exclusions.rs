//! The ways to say that something must not be possible, besides `not` before a verb: `anything but secrets`,
//! `deletion excluded`.

use crate::catalog::words::vocabulary::{Part, vocabulary};

/// What ends a clause whatever it says; `but` ends a ban as well.
pub(super) const BREAKS: [&str; 5] = [",", ";", ".", "but", "while"];

/// What is said for whatever there is.
const WHOLE: [&str; 3] = ["all", "anything", "everything"];

/// What stands behind something that must not be possible.
const EXCLUDED: [&str; 18] = [
    "excluded",
    "excepted",
    "forbidden",
    "prohibited",
    "disallowed",
    "disabled",
    "banned",
    "denied",
    "blocked",
    "prevented",
    "ruled out",
    "left out",
    "off limits",
    "off-limits",
    "out of scope",
    "out of bounds",
    "out of question",
    "impossible",
];

/// The same where it says so with no join behind it: `read blocked and failed jobs`.
const ADJECTIVES: [&str; 5] = ["disabled", "denied", "blocked", "prevented", "impossible"];

const NOT: [&str; 9] = [
    "not", "never", "isn't", "aren't", "isnt", "arent", "cannot", "can't", "no",
];

/// What is not so where it must not be possible.
const POSSIBLE: [&str; 19] = [
    "allowed",
    "permitted",
    "included",
    "possible",
    "granted",
    "authorized",
    "authorised",
    "acceptable",
    "accepted",
    "ok",
    "okay",
    "fine",
    "covered",
    "enabled",
    "available",
    "supported",
    "in scope",
    "option",
    "longer allowed",
];

/// Words that say nothing between the parts of these.
const BETWEEN: [&str; 12] = [
    "is", "are", "be", "being", "been", "must", "should", "shall", "will", "to", "an", "strictly",
];

/// Says `everything except` for the other ways to say it: `all but`, `anything but`, `all except`.
pub(super) fn in_one_way(words: &mut Vec<String>) {
    let mut at = 0;
    while at + 1 < words.len() {
        if WHOLE.contains(&words[at].as_str()) {
            let count = match words[at + 1].as_str() {
                "but" => Some(1),
                _ => is_exception(&words[at + 1..]).then_some(0),
            };
            // `anything but not secrets` says it twice.
            let says_more = words
                .get(at + 2)
                .is_some_and(|next| ["also", "only", "just"].contains(&next.as_str()));
            if let Some(count) = count.filter(|_| !says_more) {
                let said = ["everything", "except"].map(str::to_owned);
                words.splice(at..=at + count, said.into_iter().take(1 + count));
            }
        }
        at += 1;
    }
}

/// Whether words begin with what says that something is left out of all.
fn is_exception(words: &[String]) -> bool {
    let found = vocabulary().longest(words, false, false);
    matches!(found, Some((_, Part::Negation))) && !NOT.contains(&words[0].as_str())
}

/// How many words say that what stands before them must not be possible, where these begin so: `not allowed`.
pub(super) fn said_behind(words: &[String]) -> Option<usize> {
    let starts = |at: usize, texts: &[&'static str]| -> Option<(usize, &'static str)> {
        let mut found = texts.iter().filter_map(|text| {
            let parts = text.split(' ');
            let count = parts.clone().count();
            let own = words.get(at..at + count)?;
            parts
                .eq(own.iter().map(String::as_str))
                .then_some((count, *text))
        });
        found.next()
    };
    let skip = |mut at: usize| {
        while words
            .get(at)
            .is_some_and(|word| BETWEEN.contains(&word.as_str()))
        {
            at += 1;
        }
        at
    };
    let first = skip(0);
    let (end, is_adjective) = match starts(first, &EXCLUDED) {
        Some((count, text)) => (first + count, ADJECTIVES.contains(&text)),
        None => {
            let (not, _) = starts(first, &NOT)?;
            let after = skip(first + not);
            let (count, _) = starts(after, &POSSIBLE)?;
            (after + count, false)
        }
    };
    let Some(next) = words.get(end) else {
        return Some(end);
    };
    let is_join = || {
        let found = vocabulary().longest(&words[end..], false, false);
        matches!(found, Some((_, Part::Join))) && !is_adjective
    };
    (BREAKS.contains(&next.as_str()) || is_join()).then_some(end)
}

/// Whether what stands behind `but` is left out of what was said before: things, to which nothing is done.
/// `read everything but secrets`, not `read VMs but restart disks`.
pub(super) fn is_left_out(words: &[String]) -> bool {
    let end = words
        .iter()
        .position(|word| BREAKS.contains(&word.as_str()));
    let words = &words[..end.unwrap_or(words.len())];
    let mut at = 0;
    let mut has_thing = false;
    while at < words.len() {
        let (count, part) = match vocabulary().longest(&words[at..], true, false) {
            Some((count, part)) => (count, Some(part)),
            None => (1, None),
        };
        let is_first = at == 0;
        match part {
            Some(Part::Verb(_) | Part::Negation) => return false,
            Some(Part::Filler | Part::Preposition | Part::Environment | Part::Join) if is_first => {
                return words[0] == "for";
            }
            Some(Part::Filler) if words[at] == "only" => return false,
            _ if said_behind(&words[at..]).is_some() => return false,
            _ => has_thing = true,
        }
        at += count;
    }
    has_thing
}

/// Says `manage` for other ways to have everything of something: `full access to`, `own`.
pub(super) fn say_manage(words: &mut Vec<String>) {
    const RIGHTS: [&str; 5] = ["access", "control", "rights", "permissions", "management"];
    const FULL: [&str; 4] = ["full", "complete", "unrestricted", "total"];
    const TO: [&str; 6] = ["to", "on", "over", "of", "for", "in"];
    let is_one_of = |texts: &[&str], word: Option<&String>| {
        word.is_some_and(|word| texts.contains(&word.as_str()))
    };
    let mut at = 0;
    while at < words.len() {
        let is_full = is_one_of(&FULL, words.get(at))
            && is_one_of(&RIGHTS, words.get(at + 1))
            && is_one_of(&TO, words.get(at + 2));
        let begins = at == 0 || begins_clause(&words[at - 1]);
        let is_own = begins && is_one_of(&["own", "owns"], words.get(at));
        let is_ownership =
            is_one_of(&["ownership"], words.get(at)) && is_one_of(&["of"], words.get(at + 1));
        let count = match (is_full, is_ownership, is_own) {
            (true, _, _) => 3,
            (_, true, _) => 2,
            (_, _, true) => 1,
            _ => 0,
        };
        if count > 0 {
            // Who is given it is said by `--for`.
            const GIVES: [&str; 8] = [
                "give", "grant", "giving", "granting", "have", "has", "take", "get",
            ];
            let given = words[..at]
                .iter()
                .rposition(|word| GIVES.contains(&word.as_str()));
            let is_near = |start: &usize| {
                at - start <= 6
                    && !words[*start..at]
                        .iter()
                        .any(|word| BREAKS.contains(&word.as_str()))
            };
            let start = given.filter(|_| count > 1).filter(is_near).unwrap_or(at);
            words.splice(start..at + count, ["manage".to_owned()]);
            at = start;
        }
        at += 1;
    }
}

/// Whether a clause may begin behind a word.
fn begins_clause(word: &str) -> bool {
    const BEFORE: [&str; 9] = [
        "to", "can", "must", "may", "should", "who", "and", "or", "fully",
    ];
    BREAKS.contains(&word) || BEFORE.contains(&word)
}

/// Whether a group of words in parentheses says that something must not be possible.
pub(super) fn says_so(words: &[&str]) -> bool {
    let bare = |word: &&str| {
        word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'')
            .to_owned()
    };
    let words: Vec<String> = words
        .iter()
        .map(bare)
        .filter(|word| !word.is_empty())
        .collect();
    (0..words.len()).any(|at| {
        said_behind(&words[at..]).is_some()
            || matches!(
                vocabulary().longest(&words[at..], false, false),
                Some((_, Part::Negation))
            )
    })
}
