//! What looks like a refusal and no reader understood.

use super::flat::Flat;
use super::{AzureErrorCode, ReadPart};

/// Words that a refusal is written with.
const PHRASES: [&str; 22] = [
    "toperformaction",
    "toperformtheaction",
    "toperformthefollowingaction",
    "notauthorizedto",
    "nothaveauthorization",
    "nothavepermission",
    "nothaverequired",
    "nothavetherequired",
    "nothaveaccess",
    "n'thaveauthorization",
    "n'thavepermission",
    "n'thaveaccess",
    "lackstherequired",
    "missingpermission",
    "claim(s)arerequired",
    "claimsrequiredfor",
    "ofthedenyassignment",
    "accessdenied",
    "accessisdenied",
    "insufficientprivileges",
    "insufficientpermission",
    "arelocked",
];

/// Words that stand beside the sentence of any refusal.
const STATUS: [&str; 4] = ["forbidden", "unauthorized", "permissiondenied", "403"];

/// What stands between a code and its sentence where a template is checked.
const TEMPLATE: &str = "fortemplateresource";
/// How many letters and digits there may be between a code and the sentence after it.
const BEFORE: usize = 30;
/// The same for a status, and between a sentence and what closes it.
const BESIDE: usize = 200;
/// How far from the start of a sentence its codes may be at all: a sentence may hold long lists.
const FARTHEST: usize = 20_000;
/// How many letters and digits may follow a code in its line where the code only closes a message.
const CLOSING: usize = 20;

/// Parts of the text that look like refusals and touch nothing that was read, with what to quote.
pub(super) fn parts(flat: &Flat, read: &[ReadPart]) -> Vec<(usize, String)> {
    let text = flat.squeezed();
    let mut read = read.to_vec();
    read.sort_by_key(|part| (part.start, part.end));
    let read = &read[..];
    let mut signs: Vec<usize> = Vec::new();
    for phrase in PHRASES {
        let found = text.match_indices(phrase).map(|(at, _)| at);
        signs.extend(found.filter(|&at| !is_inside(at, read)));
    }
    for &code in AzureErrorCode::ALL {
        if STATUS.contains(&code.as_str().to_ascii_lowercase().as_str()) {
            continue;
        }
        let word = code.as_str().to_ascii_lowercase();
        signs.extend(codes(flat, &word, read, |part| part.code == code));
    }
    for word in STATUS {
        signs.extend(codes(flat, word, read, |_| true));
    }
    signs.sort_unstable();
    let mut parts: Vec<(usize, String)> = Vec::new();
    let mut floor = 0;
    for at in signs {
        if at < floor {
            continue;
        }
        let (quote, end) = flat.excerpt(at, floor);
        parts.push((at, quote));
        floor = end;
    }
    parts
}

fn is_inside(at: usize, read: &[ReadPart]) -> bool {
    let from = read.partition_point(|part| part.start + FARTHEST < at);
    let parts = read[from..].iter().take_while(|part| part.start <= at);
    parts.into_iter().any(|part| at < part.end)
}

/// Where a code stands that belongs to no sentence that was read.
fn codes(
    flat: &Flat,
    word: &str,
    read: &[ReadPart],
    suits: impl Fn(&ReadPart) -> bool,
) -> Vec<usize> {
    let text = flat.squeezed();
    let stands_alone = |at: usize| {
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let after = text[at + word.len()..].chars().next();
        // Blanks are gone, so that only numbers can be told from parts of longer ones.
        !word.starts_with(|c: char| c.is_ascii_digit())
            || !is_part(after) && text[..at].ends_with([':', '=', '(', '"'])
    };
    let belongs = |at: usize| {
        let from = read.partition_point(|part| part.start + FARTHEST < at);
        let parts = read[from..].iter();
        let mut near = parts
            .take_while(|part| part.start <= at + FARTHEST)
            .filter(|part| suits(part));
        near.any(|part| {
            if at < part.start {
                let between = &text[at + word.len().min(part.start - at)..part.start];
                let is_long = STATUS.contains(&word) || between.starts_with(TEMPLATE);
                said(between) <= if is_long { BESIDE } else { BEFORE }
            } else if at >= part.end {
                letters(&text[part.end..at]) <= BESIDE
                    && said(flat.rest_of_line(at + word.len())) <= CLOSING
            } else {
                true
            }
        })
    };
    let is_part_of_another = |at: usize| {
        let ends = AzureErrorCode::ALL
            .iter()
            .map(|code| code.as_str().to_ascii_lowercase());
        ends.filter(|code| code.len() > word.len() && code.ends_with(word))
            .any(|code| text[..at + word.len()].ends_with(&code))
    };
    let found = text.match_indices(word).map(|(at, _)| at);
    found
        .filter(|&at| stands_alone(at) && !is_part_of_another(at) && !belongs(at))
        .collect()
}

/// How many letters and digits there are beside codes and what stands around them.
fn said(line: &str) -> usize {
    let codes = AzureErrorCode::ALL
        .iter()
        .map(|code| code.as_str().to_ascii_lowercase());
    let mut rest = line.to_owned();
    for word in codes
        .chain(STATUS.map(str::to_owned))
        .chain(["errorcode", "message", "error", "status", "code"].map(str::to_owned))
    {
        rest = rest.replace(&word, "");
    }
    letters(&rest)
}

fn letters(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_alphanumeric).count()
}
