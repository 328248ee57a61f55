//! Names come from outside: what could do more to a terminal, or to the order of a line, than be
//! seen is shown and not sent.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

/// Whether a character could do more to a terminal than be seen, or can't be seen at all. A line
/// break is not one.
pub(crate) fn is_hostile(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            // They change the direction of what follows.
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Nothing is seen of them, so that two names look the same.
            | '\u{00ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
            // Some take them for line breaks.
            | '\u{2028}' | '\u{2029}')
}

/// Whether a text, as nearly all are, is ASCII without hostile characters; `false` says nothing.
fn is_plain(text: &str) -> bool {
    let hostile = |found, byte: u8| found | ((byte < b' ') & (byte != b'\n')) | (byte == 0x7f);
    text.is_ascii() && !text.bytes().fold(false, hostile)
}

/// A text with every hostile character shown as `\u{1b}` is.
pub(crate) fn clean(text: &str) -> String {
    if is_plain(text) || !text.chars().any(is_hostile) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hostile(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A text with every hostile character written as a language of its own writes it.
pub(crate) fn escaped(text: &str, escape: impl Fn(char) -> String) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hostile(c) {
            shown.push_str(&escape(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A JSON text with every hostile character in its strings written as an escape: the same JSON.
pub(crate) fn clean_json(text: &str) -> Cow<'_, str> {
    if is_plain_json(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    // Between strings there is nothing but ASCII, and its control characters are blanks.
    let is_hostile = |c: char| !c.is_ascii_control() && is_hostile(c) || c == '\u{7f}';
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hostile(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Whether a JSON text is ASCII without hostile characters; `false` says nothing.
fn is_plain_json(text: &[u8]) -> bool {
    text.is_ascii()
        && !text
            .iter()
            .fold(false, |found, byte| found | (*byte == 0x7f))
}

/// Cleans a JSON text, as [`clean_json`] does, while it is written by characters or more at a time.
pub(crate) struct CleanJson<'w>(pub(crate) &'w mut dyn io::Write);

impl io::Write for CleanJson<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if is_plain_json(bytes) {
            return self.0.write_all(bytes).map(|()| bytes.len());
        }
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.0.write_all(clean_json(text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hostile_is_shown() {
        let nasty = "a\u{1b}]8;;x\u{7}\u{9b}31m\u{202e}b\u{200b}\u{e0041}";
        assert_eq!(
            clean(nasty),
            "a\\u{1b}]8;;x\\u{7}\\u{9b}31m\\u{202e}b\\u{200b}\\u{e0041}"
        );
        assert_eq!(
            clean("Zoë 日本\u{200d} 🧑\u{200d}🚀\nb"),
            "Zoë 日本\u{200d} 🧑\u{200d}🚀\nb"
        );
    }

    #[test]
    fn cleaned_json_says_the_same() {
        let value = serde_json::json!({"a\u{9b}": ["\u{1b}\u{7f}\u{202e}\u{e0041}\t\n", 1.5]});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let cleaned = clean_json(&text);
        assert!(!cleaned.chars().any(is_hostile), "{cleaned}");
        let read: serde_json::Value = serde_json::from_str(&cleaned).unwrap();
        assert_eq!(read, value);
        let mut written = Vec::new();
        serde_json::to_writer_pretty(CleanJson(&mut written), &value).unwrap();
        assert_eq!(written, cleaned.as_bytes());
    }
}
