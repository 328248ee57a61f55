//! The shapes of whole documents: an array, a wrapper with `value`, `data` or `records`, a single
//! object, JSON Lines (azure-rbac.md G1). Records are taken one at a time.

use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::files::OpenFile;
use super::fragment::Fragment;
use super::record::{Record, RecordSeed, Shape, TextSeed};
use super::syntax::SyntaxFault;
use super::{arm, forms, terraform};
use crate::model::InputKind;
use crate::span::{Diagnostic, Position};

/// Reads a file into the fragment; what can't be read becomes a diagnostic.
pub(crate) fn read(file: &OpenFile, fragment: &mut Fragment) {
    fragment.begin(&file.path, &file.stem);
    forms::read(&file.text, &file.path, fragment);
}

/// Reads a document that is not made of records.
fn read_foreign(shape: Shape, bytes: &[u8], fragment: &mut Fragment) {
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else {
        // The bytes were read once already, so they are JSON; only their depth can be at fault.
        let message = "the document is nested too deep to be read";
        fragment.count(InputKind::Unrecognised);
        return fragment
            .note_document(Diagnostic::error("unrecognised-document", message).records_lost());
    };
    match shape {
        Shape::Terraform => terraform::read(fragment, &document),
        Shape::ArmTemplate => arm::read(fragment, &document),
        Shape::Record => {}
    }
}

/// What was read of a file before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// How many documents.
    pub(super) documents: usize,
    /// The line where the rest begins, from 1, and the bytes before it on that line.
    pub(super) line: u32,
    pub(super) column: usize,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            documents: 0,
            line: 1,
            column: 0,
        }
    }
}

/// Reads the rest of a file.
pub(super) fn read_from(start: Start, bytes: &[u8], path: &Arc<str>, fragment: &mut Fragment) {
    read_behind(Taken::default(), start, bytes, path, fragment);
}

/// The records of the first document: how many were taken, and how many of them are to be passed over, since
/// they were taken before comments were left out.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    count: usize,
    before: usize,
    is_relaxed: bool,
}

impl Taken {
    /// Counts a record; false for one that was taken before.
    fn is_next(&mut self) -> bool {
        self.count += 1;
        self.count > self.before
    }
}

fn read_behind(
    mut taken: Taken,
    start: Start,
    bytes: &[u8],
    path: &Arc<str>,
    fragment: &mut Fragment,
) {
    let mut documents = start.documents;
    let mut lines = Lines {
        bytes,
        offset: 0,
        counted: (0, start.line),
        column: start.column,
    };
    // What is known to be UTF-8 as a whole need not be checked string by string.
    let text = str::from_utf8(bytes).ok();
    while lines.skip_blank() {
        let rest = &bytes[lines.offset..];
        let line = (documents > 0 || lines.ends_line(rest)).then(|| lines.line());
        let document = Document {
            fragment: &mut *fragment,
            taken: &mut taken,
            line,
            beside: None,
        };
        let (result, read) = match text.and_then(|text| text.get(lines.offset..)) {
            Some(rest) => document.read(serde_json::Deserializer::from_str(rest)),
            None => document.read(serde_json::Deserializer::from_slice(rest)),
        };
        match result {
            Ok(Shape::Record) => {
                fragment.keep_resources(&rest[..read]);
                lines.advance(read);
            }
            Ok(shape) => {
                read_foreign(shape, &rest[..read], fragment);
                fragment.forget_resources();
                lines.advance(read);
            }
            Err(error) => {
                let mut fault = SyntaxFault::of(&error);
                // It may be JSON for people, up to here without what makes it that.
                if documents == 0
                    && !taken.is_relaxed
                    && fault.is_relaxed_json(rest)
                    && let Some(plain) = forms::without_comments(bytes)
                {
                    forms::note_relaxed(fragment);
                    let taken = Taken {
                        count: 0,
                        before: taken.count,
                        is_relaxed: true,
                    };
                    return read_behind(taken, start, &plain, path, fragment);
                }
                fault.move_behind(lines.line(), lines.column());
                fragment.syntax_error(&fault, path);
                fragment.forget_resources();
                // A damaged line of JSON Lines costs that line alone.
                if documents == 0 && !lines.more_documents_follow() {
                    break;
                }
                lines.skip_line();
            }
        }
        documents += 1;
        taken = Taken::default();
    }
    fragment.read_documents(documents - start.documents);
}

/// A position in a file.
struct Lines<'a> {
    bytes: &'a [u8],
    offset: usize,
    /// An offset before, and its line: lines are counted only when one is asked for.
    counted: (usize, u32),
    /// How many bytes stand before the first one on its line.
    column: usize,
}

impl Lines<'_> {
    /// The line of the position, from 1.
    fn line(&mut self) -> u32 {
        let (from, line) = self.counted;
        let newlines = memchr::memchr_iter(b'\n', &self.bytes[from..self.offset]).count();
        let line = line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.counted = (self.offset, line);
        line
    }

    /// How many bytes stand before the position on its line.
    fn column(&self) -> usize {
        let before = &self.bytes[..self.offset];
        let newline = memchr::memrchr(b'\n', before);
        newline.map_or(self.column + before.len(), |newline| {
            before.len() - newline - 1
        })
    }

    fn advance(&mut self, by: usize) {
        self.offset = (self.offset + by.max(1)).min(self.bytes.len());
    }

    /// Moves to the next byte that is not blank; false at the end.
    fn skip_blank(&mut self) -> bool {
        let blank = self.bytes[self.offset..]
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        if blank > 0 {
            self.advance(blank);
        }
        self.offset < self.bytes.len()
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.offset..];
        let length = rest
            .iter()
            .position(|&b| b == b'\n')
            .map_or(rest.len(), |at| at + 1);
        self.advance(length);
    }

    /// Whether the first line closes what it opens and another document follows.
    fn ends_line(&self, rest: &[u8]) -> bool {
        let end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        let first = rest[..end].trim_ascii_end();
        let after = rest[end..].trim_ascii_start();
        rest.starts_with(b"{") && first.ends_with(b"}") && after.starts_with(b"{")
    }

    /// Whether the text after this line starts another document, as JSON Lines do.
    fn more_documents_follow(&self) -> bool {
        let rest = &self.bytes[self.offset..];
        let Some(end) = rest.iter().position(|&b| b == b'\n') else {
            return false;
        };
        rest.starts_with(b"{") && rest[end..].trim_ascii_start().starts_with(b"{")
    }
}

/// One document, streamed into the fragment.
struct Document<'f> {
    fragment: &'f mut Fragment,
    taken: &'f mut Taken,
    /// The line of the document in a file of JSON Lines.
    line: Option<u32>,
    /// Where member lists of the same object were read before.
    beside: Option<Faults>,
}

/// What is wrong with member lists under group ids, for the object as a whole.
#[derive(Debug, Default)]
struct Faults {
    odd: Vec<&'static str>,
    cut_off: bool,
}

/// The entries of an object beside its member lists under group ids: few, if any.
#[derive(Debug, Default)]
pub(super) struct Beside {
    entries: Vec<u8>,
    faults: Faults,
}

impl Beside {
    /// Adds an entry: a key and its value.
    pub(super) fn add(&mut self, entry: &[u8]) {
        let before = if self.entries.is_empty() { b'{' } else { b',' };
        self.entries.push(before);
        self.entries.extend_from_slice(entry);
    }

    /// Adds what is wrong with a member list.
    pub(super) fn add_faults(&mut self, list: &Record<'_>) {
        self.faults.odd.extend(&list.odd);
        self.faults.cut_off |= list.cut_off;
    }

    /// Reads the entries, as those of an object whose member lists were read.
    pub(super) fn read(self, fragment: &mut Fragment) {
        let mut object = self.entries;
        object.extend_from_slice(if object.is_empty() { b"{}" } else { b"}" });
        let document = Document {
            fragment: &mut *fragment,
            taken: &mut Taken::default(),
            line: None,
            beside: Some(self.faults),
        };
        match document
            .read(serde_json::Deserializer::from_slice(&object))
            .0
        {
            Ok(Shape::Record) => fragment.keep_resources(&object),
            Ok(shape) => {
                read_foreign(shape, &object, fragment);
                fragment.forget_resources();
            }
            // Each entry was read once already.
            Err(_) => {}
        }
    }
}

impl Document<'_> {
    /// Reads the document that stands first; also gives its length.
    fn read<'a, R: serde_json::de::Read<'a>>(
        self,
        mut json: serde_json::Deserializer<R>,
    ) -> (serde_json::Result<Shape>, usize) {
        let result = self.deserialize(&mut json);
        (result, json.into_iter::<IgnoredAny>().byte_offset())
    }

    fn scalar(self) -> Shape {
        self.fragment.scalar_document();
        Shape::Record
    }
}

impl<'a> DeserializeSeed<'a> for Document<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Document<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records or a record")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, seq: A) -> Result<Shape, A::Error> {
        stream(seq, self.fragment, self.taken, "")?;
        Ok(Shape::Record)
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut record = Record::default();
        let mut wrapped = None;
        let mut keyed = false;
        if let Some(Faults { odd, cut_off }) = self.beside {
            keyed = true;
            (record.odd, record.cut_off) = (odd, cut_off);
        }
        while let Some(key) = map.next_key_seed(TextSeed)? {
            let key = key.unwrap_or_default();
            if matches!(&*key, "value" | "data" | "records" | "Records") {
                let list = format!("/{key}");
                let listed = map.next_value_seed(Stream {
                    fragment: &mut *self.fragment,
                    taken: &mut *self.taken,
                    list: &list,
                })?;
                wrapped = Some(wrapped.unwrap_or_default() + listed);
            } else {
                record.read_value(&mut map, key, 1)?;
                // There may be as many groups as a directory has: none waits for the others.
                for (group, members) in record.keyed.drain(..) {
                    if self.taken.is_next() {
                        self.fragment.keyed_members(&group, members.as_deref());
                    }
                    keyed = true;
                }
            }
        }
        if record.shape != Shape::Record {
            return Ok(record.shape);
        }
        if let Some(listed) = wrapped {
            self.fragment.wrapper(&record, listed);
        } else if keyed {
            self.fragment.beside_members(&record);
        } else {
            let at = self
                .line
                .map_or(Position::Whole, |line| Position::Line { line, column: 0 });
            self.fragment.record(&record, at);
        }
        Ok(Shape::Record)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(self.scalar())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(self.scalar())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(self.scalar())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(self.scalar())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(self.scalar())
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(self.scalar())
    }
}

fn stream<'a, A: SeqAccess<'a>>(
    mut seq: A,
    fragment: &mut Fragment,
    taken: &mut Taken,
    list: &str,
) -> Result<u64, A::Error> {
    let list = fragment.pool(list);
    let mut index = 0;
    while let Some(record) = seq.next_element_seed(RecordSeed::top())? {
        if taken.is_next() {
            let list = list.clone();
            fragment.record(&record, Position::Element { list, index });
        }
        index += 1;
    }
    Ok(u64::from(index))
}

/// The list of a wrapper; how many records it has.
struct Stream<'f, 'l> {
    fragment: &'f mut Fragment,
    taken: &'f mut Taken,
    list: &'l str,
}

impl<'a> DeserializeSeed<'a> for Stream<'_, '_> {
    type Value = u64;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Stream<'_, '_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, seq: A) -> Result<u64, A::Error> {
        stream(seq, self.fragment, self.taken, self.list)
    }

    /// One record in place of a list.
    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<u64, A::Error> {
        let record = RecordSeed::top().visit_map(map)?;
        if self.taken.is_next() {
            let at = Position::Pointer(Arc::from(self.list));
            self.fragment.record(&record, at);
        }
        Ok(1)
    }

    fn visit_unit<E>(self) -> Result<u64, E> {
        Ok(0)
    }

    fn visit_str<E>(self, _: &str) -> Result<u64, E> {
        self.wrong()
    }

    fn visit_bool<E>(self, _: bool) -> Result<u64, E> {
        self.wrong()
    }

    fn visit_u64<E>(self, _: u64) -> Result<u64, E> {
        self.wrong()
    }

    fn visit_i64<E>(self, _: i64) -> Result<u64, E> {
        self.wrong()
    }

    fn visit_f64<E>(self, _: f64) -> Result<u64, E> {
        self.wrong()
    }
}

impl Stream<'_, '_> {
    /// What stands where the list belongs is none.
    fn wrong<E>(self) -> Result<u64, E> {
        if self.taken.is_next() {
            let name = self.list.trim_start_matches('/');
            let message = format!("`{name}` holds a value of the wrong type");
            let note = Diagnostic::warning("wrong-type", message).records_lost();
            self.fragment.note_at(self.list, note);
        }
        Ok(0)
    }
}
