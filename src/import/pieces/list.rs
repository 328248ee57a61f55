//! A list, taken in as its bytes come.

use std::sync::Arc;

use serde::de::{DeserializeSeed, IgnoredAny};

use super::window::{Parts, Step};
use crate::import::fragment::Fragment;
use crate::import::record::{Record, RecordSeed};
use crate::import::syntax::SyntaxFault;
use crate::span::Position;

/// What may come next in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Opening,
    ElementOrEnd,
    CommaOrEnd,
    Element,
}

/// A list that is being taken in.
pub(super) struct List {
    list: Arc<str>,
    index: u32,
    expected: Expected,
}

impl List {
    pub(super) fn new(fragment: &mut Fragment) -> Self {
        Self {
            list: fragment.pool(""),
            index: 0,
            expected: Expected::Opening,
        }
    }
}

impl Parts for List {
    fn take(&mut self, rest: &[u8], has_more: bool, fragment: &mut Fragment) -> (usize, Step) {
        let text = text_of(rest, has_more);
        let mut at = 0;
        loop {
            at += rest[at..].len() - rest[at..].trim_ascii_start().len();
            let Some(&byte) = rest.get(at) else {
                return (at, Step::Hungry);
            };
            let fault = |reason: &str| {
                let fault = SyntaxFault::new(reason, 1, 1);
                (at, Step::Fault { at, fault })
            };
            match (self.expected, byte) {
                (Expected::Opening, _) => {
                    self.expected = Expected::ElementOrEnd;
                    at += 1;
                    continue;
                }
                (Expected::ElementOrEnd | Expected::CommaOrEnd, b']') => {
                    return (at + 1, Step::Closed);
                }
                (Expected::CommaOrEnd, b',') => {
                    self.expected = Expected::Element;
                    at += 1;
                    continue;
                }
                (Expected::CommaOrEnd, _) => return fault("expected `,` or `]`"),
                (Expected::Element, b']') => return fault("trailing comma"),
                (Expected::ElementOrEnd | Expected::Element, _) => {}
            }
            let element = match text {
                Some(text) => element(serde_json::Deserializer::from_str(
                    text.get(at..).unwrap_or_default(),
                )),
                None => element(serde_json::Deserializer::from_slice(&rest[at..])),
            };
            match element {
                // A number may go on behind the end.
                (Ok(_), read) if at + read == rest.len() && has_more => {
                    return (at, Step::Hungry);
                }
                (Ok(record), read) => {
                    let position = Position::Element {
                        list: Arc::clone(&self.list),
                        index: self.index,
                    };
                    fragment.record(&record, position);
                    fragment.keep_element(&rest[at..at + read]);
                    self.index += 1;
                    self.expected = Expected::CommaOrEnd;
                    at += read;
                }
                (Err(error), _) if error.is_eof() && has_more => {
                    return (at, Step::Hungry);
                }
                (Err(error), _) => {
                    let fault = SyntaxFault::of(&error);
                    return (at, Step::Fault { at, fault });
                }
            }
        }
    }

    fn is_behind_comma(&self) -> bool {
        self.expected == Expected::Element
    }

    fn forget_comma(&mut self) {
        self.expected = Expected::CommaOrEnd;
    }

    fn cut_off(&self, line: u32, column: usize) -> SyntaxFault {
        let reason = match self.expected {
            Expected::Element => "EOF while parsing a value",
            _ => "EOF while parsing a list",
        };
        SyntaxFault::new(reason, line, column).at_the_end()
    }
}

/// What is known to be UTF-8 as a whole need not be checked string by string.
pub(super) fn text_of(rest: &[u8], has_more: bool) -> Option<&str> {
    match str::from_utf8(rest) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() && has_more => {
            str::from_utf8(&rest[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
}

/// Reads the element that stands first; also gives its length.
fn element<'a, R: serde_json::de::Read<'a>>(
    mut json: serde_json::Deserializer<R>,
) -> (serde_json::Result<Record<'a>>, usize) {
    let record = RecordSeed::top().deserialize(&mut json);
    (record, json.into_iter::<IgnoredAny>().byte_offset())
}
