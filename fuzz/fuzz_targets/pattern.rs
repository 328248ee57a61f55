//! A pattern on the first line, a name on the second. Matching agrees with the definition spelt out
//! as a table, under both readings of WC-5, by whatever part of the library matches; a pattern
//! reads back from its print; an error points into the text.
#![cfg_attr(not(test), no_main)]

use rolecall::pattern::{ActionPattern, PatternLanguage, Wildcards};

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

pub(crate) fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (pattern, name) = text.split_once('\n').unwrap_or((&text, ""));
    if pattern.len() > 400 || name.len() > 400 {
        return;
    }
    let pattern = match ActionPattern::parse(pattern) {
        Ok(pattern) => pattern,
        Err(error) => {
            assert!(error.input.get(error.span.start..error.span.end).is_some());
            return;
        }
    };
    let again = ActionPattern::parse(&pattern.to_string()).expect("a print is a pattern");
    assert!(again == pattern && again.as_str() == pattern.as_str());
    for wildcards in [Wildcards::Azure, Wildcards::Strict] {
        let expected = matches(&pattern, name, wildcards);
        assert_eq!(
            pattern.matches(name, wildcards),
            expected,
            "{pattern} on {name}"
        );
        let folded = name.to_ascii_uppercase();
        assert_eq!(pattern.matches(&folded, wildcards), expected);
        // The language holds well-formed names alone.
        let language = PatternLanguage::of(&pattern, wildcards);
        assert!(!language.contains(name) || expected, "{pattern} on {name}");
        let well_formed =
            PatternLanguage::of(&ActionPattern::parse("*").expect("a star"), wildcards);
        let plain = PatternLanguage::of(
            &ActionPattern::parse("a.b/read").expect("a name"),
            wildcards,
        );
        if expected && well_formed.contains(name) && is_plain(&pattern) {
            assert!(language.contains(name), "{pattern} on {name}");
        }
        assert!(plain.contains("A.B/read"));
    }
}

/// Whether the pattern keeps to the letters of names, so that it has a language.
fn is_plain(pattern: &ActionPattern) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b".-_:{}$/*".contains(&b);
    pattern.as_str().bytes().all(letter) && !pattern.as_str().ends_with('/')
}

/// `table[p][n]`: whether the pattern from `p` on matches the name from `n` on.
fn matches(pattern: &ActionPattern, name: &str, wildcards: Wildcards) -> bool {
    let mut p = pattern.as_str().to_ascii_lowercase().into_bytes();
    p.dedup_by(|a, b| *a == b'*' && *b == b'*');
    if !p.contains(&b'*') && p.ends_with(b"/") {
        return false;
    }
    let n = name.trim().to_ascii_lowercase().into_bytes();
    let mut table = vec![vec![false; n.len() + 1]; p.len() + 1];
    table[p.len()][n.len()] = true;
    for at in (0..p.len()).rev() {
        for of in (0..=n.len()).rev() {
            let next = n.get(of);
            let star = p[at] == b'*' && (table[at + 1][of] || next.is_some() && table[at][of + 1]);
            let same = next == Some(&p[at]) && table[at + 1][of + 1];
            let vanishes = wildcards == Wildcards::Azure && p[at..].starts_with(b"/*/");
            table[at][of] = star || same || vanishes && table[at + 2][of];
        }
    }
    table[0][0]
}
