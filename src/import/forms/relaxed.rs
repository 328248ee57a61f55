//! JSON as people and terminals write it: colours, comments, trailing commas. These are blanked out, so
//! that every place stays where it is.

use super::places::Places;
use super::unwrapped::{Part, Unwrapped};

/// A text without the colours of a terminal.
pub(super) fn unwrap(text: &[u8]) -> Unwrapped {
    let json = without_colours(text).unwrap_or_else(|| text.to_vec());
    Unwrapped {
        parts: vec![Part {
            json,
            places: Places::Same,
        }],
        notes: Vec::new(),
    }
}

/// The same; `None` where it has none.
fn without_colours(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain: Option<Vec<u8>> = None;
    let mut from = 0;
    while let Some(at) = memchr::memchr(ESCAPE, &text[from..]).map(|at| at + from) {
        let plain = plain.get_or_insert_with(|| text.to_vec());
        let mut end = at + 1;
        if text.get(end) == Some(&b'[') {
            end += 1;
            // Parameters, then one letter.
            while text
                .get(end)
                .is_some_and(|byte| !byte.is_ascii_alphabetic())
            {
                end += 1;
            }
            end += 1;
        }
        let end = end.min(text.len());
        // Inside of a text, blanks would be part of it.
        plain[at..end].fill(TAKEN);
        from = end;
    }
    let mut plain = plain?;
    let mut is_quoted = false;
    let mut is_escaped = false;
    let mut kept = Vec::with_capacity(plain.len());
    let mut owed = 0usize;
    for byte in plain.drain(..) {
        if byte == TAKEN {
            owed += 1;
            continue;
        }
        // What was taken out inside of a text is given back as blanks behind it.
        if !is_quoted {
            kept.extend(std::iter::repeat_n(b' ', owed));
            owed = 0;
        }
        kept.push(byte);
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            _ => {}
        }
    }
    Some(kept)
}

/// Begins a sequence of a terminal.
pub(super) const ESCAPE: u8 = 0x1b;
/// Stands for a byte that is taken out: it occurs in no UTF-8.
const TAKEN: u8 = 0xff;

/// A text without comments and trailing commas; `None` where it has none.
pub(super) fn without_comments(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = text.to_vec();
    let mut found = false;
    let mut comma: Option<usize> = None;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => {
                comma = None;
                at += 1;
                while let Some(&byte) = text.get(at) {
                    match byte {
                        b'\\' => at += 1,
                        b'"' => break,
                        _ => {}
                    }
                    at += 1;
                }
            }
            b'/' if text[at..].starts_with(b"//") => {
                let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end);
                blank(&mut plain[at..end]);
                found = true;
                at = end;
                continue;
            }
            b'/' if text[at..].starts_with(b"/*") => {
                let end = memchr::memmem::find(&text[at + 2..], b"*/");
                let end = end.map_or(text.len(), |end| at + 2 + end + 2);
                blank(&mut plain[at..end]);
                found = true;
                at = end;
                continue;
            }
            b',' => comma = Some(at),
            b']' | b'}' => {
                if let Some(comma) = comma.take() {
                    plain[comma] = b' ';
                    found = true;
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at += 1;
    }
    found.then_some(plain)
}

/// Blanks out bytes; lines stay lines, so that places stay right.
fn blank(bytes: &mut [u8]) {
    for byte in bytes {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_blanked_out() {
        let text = "[ // one\n {\"a\": \"// no, /* no */ ,]\", /* two\n */ \"b\": 1,},\n]";
        let plain = without_comments(text.as_bytes()).unwrap();
        assert_eq!(plain.len(), text.len());
        let value: serde_json::Value = serde_json::from_slice(&plain).unwrap();
        assert_eq!(
            value,
            serde_json::json!([{"a": "// no, /* no */ ,]", "b": 1}])
        );
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(lines(&plain), lines(text.as_bytes()));
        for plain in [r#"{"a": "\"//", "b": [1, 2]}"#, "", "\"\\", "/"] {
            assert_eq!(without_comments(plain.as_bytes()), None, "{plain}");
        }
    }

    #[test]
    fn colours_leave_texts_and_places_alone() {
        let text = "{\u{1b}[34;01m\"a\"\u{1b}[39;49;00m: \u{1b}[33m\"x\u{1b}[0my\"\u{1b}[39m\u{1b}[37m}\u{1b}[0m";
        let plain = without_colours(text.as_bytes()).unwrap();
        let value: serde_json::Value = serde_json::from_slice(plain.trim_ascii()).unwrap();
        assert_eq!(value, serde_json::json!({"a": "xy"}));
        assert_eq!(without_colours(b"{}"), None);
        assert!(without_colours(b"\x1b[").is_some() && without_colours(b"\x1b").is_some());
    }
}
