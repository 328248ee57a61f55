//! The words of a sentence, without those that say nothing.

use super::exclusions::{BREAKS, in_one_way, says_so};
use crate::catalog::words::vocabulary::vocabulary;
use crate::text;

/// What is said before a noun and means nothing here; `a` is a record of DNS as well.
const ARTICLES: [&str; 13] = [
    "a", "an", "the", "my", "our", "your", "his", "her", "this", "these", "those", "all", "any",
];

pub(super) fn words(sentence: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let folded = text::fold(sentence);
    let raw: Vec<&str> = folded.split_whitespace().collect();
    let mut ban_ends: Option<usize> = None;
    for (at, word) in raw.iter().enumerate() {
        // `manage VMs (deletion excluded)`
        if word.starts_with('(') {
            let length = raw[at..].iter().position(|word| word.contains(')'));
            ban_ends = length
                .map(|length| at + length)
                .filter(|end| says_so(&raw[at..=*end]));
            words.extend(ban_ends.map(|_| ",".to_owned()));
        }
        let bare = word.trim_matches(|c: char| "\"'`()[]!?:".contains(c));
        let (bare, mark) = match bare.strip_suffix([',', ';', '.']) {
            Some(short) => (short, Some(&bare[short.len()..])),
            None => (bare, None),
        };
        if !bare.is_empty() {
            words.extend(apart(&bare.replace('\u{2019}', "'")));
        }
        let mark = mark.filter(|_| bare != "excl").map(str::to_owned);
        let end = (ban_ends == Some(at)).then(|| ",".to_owned());
        words.extend(mark.or(end));
    }
    in_one_way(&mut words);
    say_manage(&mut words);
    // Who it is for is said by `--for`.
    const TEAMS: [&str; 8] = [
        "team",
        "teams",
        "squad",
        "developers",
        "devs",
        "engineers",
        "admins",
        "operators",
    ];
    while let Some(start) = words.iter().position(|word| word == "for")
        && let Some(length) = words[start..]
            .iter()
            .take(5)
            .position(|word| TEAMS.contains(&word.as_str()))
    {
        words.drain(start..=start + length);
    }
    // `give the team read access to` says to read.
    const GRANTS: [&str; 4] = ["give", "grant", "giving", "granting"];
    const RIGHTS: [&str; 5] = ["access", "permission", "permissions", "rights", "role"];
    let is_right = |at: usize| {
        RIGHTS.contains(&words[at].as_str()) && vocabulary().verb_of(&words[at - 1]).is_some()
    };
    if let Some(start) = words
        .iter()
        .position(|word| GRANTS.contains(&word.as_str()))
        && let Some(right) = (start + 1..words.len().min(start + 7)).find(|&at| is_right(at))
        && words[right - 1] != words[start]
    {
        words.drain(start..right - 1);
    }
    let is_article = |at: usize| {
        let is_record = || {
            words
                .get(at + 1)
                .is_some_and(|next| next.starts_with("record"))
        };
        ARTICLES.contains(&words[at].as_str()) && !(words[at] == "a" && is_record())
    };
    let kept = (0..words.len()).filter(|&at| !is_article(at));
    kept.map(|at| words[at].clone()).collect()
}

/// `start/stop` is `start and stop`; `input/output` stays.
fn apart(word: &str) -> Vec<String> {
    let parts: Vec<&str> = word.split('/').collect();
    let is_verb = |part: &&str| vocabulary().verb_of(part).is_some();
    if parts.len() < 2 || !parts.iter().all(is_verb) {
        return vec![word.to_owned()];
    }
    let mut words: Vec<String> = Vec::new();
    for part in parts {
        if !words.is_empty() {
            words.push("and".to_owned());
        }
        words.push(part.to_owned());
    }
    words
}

/// Says `manage` for other ways to have everything of something: `full access to`, `own`.
fn say_manage(words: &mut Vec<String>) {
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
