//! The ways to say that something must not be possible, besides `not` before a verb: `anything but secrets`,
//! `deletion excluded`.

use crate::catalog::words::vocabulary::{Part, vocabulary};

/// What ends a clause whatever it says; `but` ends a ban as well.
pub(super) const BREAKS: [&str; 5] = [",", ";", ".", "but", "while"];

/// What is said for whatever there is.
const WHOLE: [&str; 3] = ["all", "anything", "everything"];

/// What stands behind something that must not be possible, and whether it may be an adjective of what follows:
/// it says so with no join behind it, `read blocked and failed jobs`.
const EXCLUDED: [(&str, bool); 18] = [
    ("excluded", false),
    ("excepted", false),
    ("forbidden", false),
    ("prohibited", false),
    ("disallowed", false),
    ("disabled", true),
    ("banned", false),
    ("denied", true),
    ("blocked", true),
    ("prevented", true),
    ("ruled out", false),
    ("left out", false),
    ("off limits", false),
    ("off-limits", false),
    ("out of scope", false),
    ("out of bounds", false),
    ("out of question", false),
    ("impossible", true),
];

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
    let length = |at: usize, text: &str| -> Option<usize> {
        let parts = text.split(' ');
        let count = parts.clone().count();
        let own = words.get(at..at + count)?;
        parts.eq(own.iter().map(String::as_str)).then_some(count)
    };
    let starts = |at: usize, texts: &[&str]| texts.iter().find_map(|text| length(at, text));
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
    let mut excluded = EXCLUDED.iter();
    let excluded = excluded.find_map(|(text, is_adjective)| {
        let count = length(first, text)?;
        Some((first + count, *is_adjective))
    });
    let (end, is_adjective) = match excluded {
        Some(found) => found,
        None => {
            let after = skip(first + starts(first, &NOT)?);
            (after + starts(after, &POSSIBLE)?, false)
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
