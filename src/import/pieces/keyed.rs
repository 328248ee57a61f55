//! An object of member lists under the ids of their groups, taken in as its bytes come.

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess};
use serde_json::de::Read;

use super::list::text_of;
use super::window::{Parts, Step};
use crate::import::document::Beside;
use crate::import::fragment::Fragment;
use crate::import::record::{Record, TextSeed};
use crate::import::syntax::SyntaxFault;

/// What may come next in the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Opening,
    EntryOrEnd,
    CommaOrEnd,
    Entry,
    Colon,
}

/// An object that is being taken in.
pub(super) struct Keyed {
    expected: Expected,
    beside: Beside,
}

/// What stands where an entry is expected.
enum Entry<'a> {
    /// A whole entry, of so many bytes.
    Whole(Box<Record<'a>>, usize),
    /// The key alone.
    Key,
    /// No entry, from so many bytes on.
    Fault(usize, SyntaxFault),
    /// The start of an entry; what is wrong with it where nothing more comes.
    CutOff(usize, SyntaxFault),
}

impl Keyed {
    pub(super) fn new() -> Self {
        Self {
            expected: Expected::Opening,
            beside: Beside::default(),
        }
    }
}

impl Parts for Keyed {
    fn take(&mut self, rest: &[u8], has_more: bool, fragment: &mut Fragment) -> (usize, Step) {
        let text = text_of(rest, has_more);
        let mut at = 0;
        loop {
            at += blank(&rest[at..]);
            let Some(&byte) = rest.get(at) else {
                return (at, Step::Hungry);
            };
            let fault = |reason: &str| {
                let fault = SyntaxFault::new(reason, 1, 1);
                (at, Step::Fault { at, fault })
            };
            match (self.expected, byte) {
                (Expected::Opening, _) => {
                    self.expected = Expected::EntryOrEnd;
                    at += 1;
                    continue;
                }
                (Expected::EntryOrEnd | Expected::CommaOrEnd, b'}') => {
                    std::mem::take(&mut self.beside).read(fragment);
                    return (at + 1, Step::Closed);
                }
                (Expected::CommaOrEnd, b',') => {
                    self.expected = Expected::Entry;
                    at += 1;
                    continue;
                }
                (Expected::CommaOrEnd, _) => return fault("expected `,` or `}`"),
                (Expected::Entry, b'}') => return fault("trailing comma"),
                (_, b'"') => {}
                _ => return fault("key must be a string"),
            }
            let bytes = &rest[at..];
            let found = match text {
                Some(text) => entry(bytes, |from| {
                    serde_json::Deserializer::from_str(text.get(at + from..).unwrap_or_default())
                }),
                None => entry(bytes, |from| {
                    serde_json::Deserializer::from_slice(&bytes[from..])
                }),
            };
            match found {
                // A number may go on behind the end.
                Entry::Whole(_, length) if length == bytes.len() && has_more => {
                    return (at, Step::Hungry);
                }
                Entry::Whole(mut record, length) => {
                    if record.keyed.is_empty() {
                        self.beside.add(&bytes[..length]);
                    }
                    for (group, members) in record.keyed.drain(..) {
                        fragment.keyed_members(&group, members.as_deref());
                    }
                    self.beside.add_faults(&record);
                    self.expected = Expected::CommaOrEnd;
                    at += length;
                }
                Entry::Key | Entry::CutOff(..) if has_more => {
                    return (at, Step::Hungry);
                }
                Entry::Key => {
                    self.expected = Expected::Colon;
                    return (rest.len(), Step::Hungry);
                }
                Entry::Fault(from, fault) | Entry::CutOff(from, fault) => {
                    let taken = at;
                    let at = at + from;
                    return (taken, Step::Fault { at, fault });
                }
            }
        }
    }

    fn is_behind_comma(&self) -> bool {
        self.expected == Expected::Entry
    }

    fn forget_comma(&mut self) {
        self.expected = Expected::CommaOrEnd;
    }

    fn cut_off(&self, line: u32, column: usize) -> SyntaxFault {
        let reason = match self.expected {
            Expected::Entry => "EOF while parsing a value",
            _ => "EOF while parsing an object",
        };
        SyntaxFault::new(reason, line, column).at_the_end()
    }
}

/// How many blanks come first.
fn blank(bytes: &[u8]) -> usize {
    bytes.len() - bytes.trim_ascii_start().len()
}

/// Reads the entry that stands first; `json` parses from so many bytes on.
fn entry<'a, R: Read<'a>>(
    bytes: &[u8],
    json: impl Fn(usize) -> serde_json::Deserializer<R>,
) -> Entry<'a> {
    let cut_off_or_fault = |from: usize, error: &serde_json::Error| {
        let fault = SyntaxFault::of(error);
        if error.is_eof() {
            Entry::CutOff(from, fault)
        } else {
            Entry::Fault(from, fault)
        }
    };
    let mut parser = json(0);
    let key = match TextSeed.deserialize(&mut parser) {
        Ok(key) => key.unwrap_or_default(),
        Err(error) => return cut_off_or_fault(0, &error),
    };
    let mut at = parser.into_iter::<IgnoredAny>().byte_offset();
    at += blank(&bytes[at..]);
    match bytes.get(at) {
        None => return Entry::Key,
        Some(b':') => at += 1,
        Some(_) => return Entry::Fault(at, SyntaxFault::new("expected `:`", 1, 1)),
    }
    let mut parser = json(at);
    let mut record = Record::default();
    match record.read_value(&mut Value(&mut parser), key, 1) {
        Ok(()) => {
            let length = at + parser.into_iter::<IgnoredAny>().byte_offset();
            Entry::Whole(Box::new(record), length)
        }
        Err(error) => cut_off_or_fault(at, &error),
    }
}

/// The value of an entry whose key was read.
struct Value<'p, R>(&'p mut serde_json::Deserializer<R>);

impl<'a, R: Read<'a>> MapAccess<'a> for Value<'_, R> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        _: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        seed.deserialize(&mut *self.0)
    }
}

/// Whether an object begins with members under the id of a group.
pub(super) fn begins_with_members(head: &[u8]) -> bool {
    let Some(head) = head.trim_ascii_start().strip_prefix(b"{") else {
        return false;
    };
    let Some(head) = head.trim_ascii_start().strip_prefix(b"\"") else {
        return false;
    };
    let Some(end) = memchr::memchr(b'"', head) else {
        return false;
    };
    let key = String::from_utf8_lossy(&head[..end]);
    let is_id = crate::ids::parse_guid(key.trim()).is_some();
    let after = head[end + 1..].trim_ascii_start();
    let value = after.strip_prefix(b":").unwrap_or_default();
    is_id && value.trim_ascii_start().starts_with(b"[")
}
