//! Cuts a log into its records without reading them: lines of JSON, or documents with lists of records, of
//! which no more than a record is held at a time.

use memchr::memchr2;

use crate::import::query_counts::FOUND;
use crate::text;

/// What a log is made of, by how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Records, or lists of them, a line each.
    Lines,
    /// A document of JSON, or several.
    Document,
    /// A table with a header.
    Table,
}

/// The shape of a log that begins like this.
pub(super) fn shape(start: &[u8]) -> Shape {
    let start = start.trim_ascii_start();
    if !start.starts_with(b"{") && !start.starts_with(b"[") {
        return Shape::Table;
    }
    let first = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let next = start[first.len()..].trim_ascii_start();
    // The second line of a document is a key, or a record in a list that was opened on a line of its own.
    let opens_list = first.trim_ascii_end() == b"[";
    if next.first() == start.first() && !opens_list {
        Shape::Lines
    } else {
        Shape::Document
    }
}

/// A record that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it begins.
    pub(super) start: usize,
    /// Behind which byte it ends.
    pub(super) end: usize,
    pub(super) what: Piece,
}

/// The fields that lead to a further page, in REST and as Python's clients print them.
const NEXT_PAGE: [&str; 6] = [
    "nextLink",
    "next_link",
    "@odata.nextLink",
    "$skipToken",
    "skipToken",
    "skip_token",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A record, or what stands in the place of one and is none.
    Record,
    /// What stands before the rows of a table: an object with its columns, up to the bracket of the rows.
    Head,
    /// A row of a table.
    Row,
}

/// Finds one record after the other. The bytes may come in parts: what was found is dropped, and the
/// place moved by [`Splitter::drop_front`].
#[derive(Debug, Default)]
pub(super) struct Splitter {
    /// What encloses the place, outermost first, as far as it counts.
    around: Vec<Around>,
    /// How many brackets were opened inside the last of them that do not count.
    inside: usize,
    /// How far the bytes were looked at.
    at: usize,
    /// Where the string begins that the place is in.
    string: Option<usize>,
    /// Where the number or word begins that stands in the place of a record.
    bare: Option<usize>,
    /// The string that was read last, and whether a colon followed.
    text: Option<(usize, usize)>,
    key: Option<(usize, usize)>,
    has_columns: bool,
    /// Whether the object around the place has an error.
    saw_error: bool,
    /// How many records a query found, as the object around the place says, and how many are in it so far.
    found: Option<u64>,
    listed: u64,
    /// The digits of a number behind a key.
    number: Option<u64>,
    /// How many records queries found, and how many of them are listed.
    pub(super) queries: Vec<(u64, u64)>,
    /// Whether anything was opened.
    pub(super) has_begun: bool,
    /// Whether a link leads to a further page.
    pub(super) has_next_page: bool,
    /// Whether an error stands beside rows or records.
    pub(super) has_error: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    /// A list of records.
    List,
    /// A list of tables.
    Tables,
    /// The rows of a table.
    Rows,
    /// An object that is a record or holds a list of records, and where it begins.
    Object(usize),
    /// A record, and where it begins.
    Record(usize),
    /// An object that holds a list of records.
    Wrapper,
}

impl Splitter {
    /// The next record in the bytes; none where they end before it does.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Option<Found> {
        loop {
            if let Some(start) = self.string {
                self.end_string(bytes)?;
                if self.is_in_place_of_record() {
                    return Some(self.odd(start - 1));
                }
                continue;
            }
            let byte = *bytes.get(self.at)?;
            let is_bare = !b",]}:\"{[".contains(&byte) && !byte.is_ascii_whitespace();
            if self.inside == 0 && self.key.is_some() {
                self.count(bytes, byte);
            }
            if !is_bare && let Some(start) = self.bare.take() {
                return Some(self.odd(start));
            }
            self.at += 1;
            if is_bare && self.is_in_place_of_record() {
                self.bare.get_or_insert(self.at - 1);
            }
            let found = match byte {
                b'"' => {
                    self.string = Some(self.at);
                    None
                }
                b'{' | b'[' => self.open(bytes, byte),
                b'}' | b']' => self.close(),
                b':' if self.inside == 0 => {
                    self.key = self.text.take();
                    None
                }
                b',' if self.inside == 0 => {
                    (self.key, self.text) = (None, None);
                    None
                }
                _ => None,
            };
            if found.is_some() {
                let is_listed = self.around.ends_with(&[Around::Wrapper, Around::List]);
                self.listed += u64::from(is_listed);
                return found;
            }
        }
    }

    /// Takes a byte of a number behind a key, or of its end.
    fn count(&mut self, bytes: &[u8], byte: u8) {
        if byte.is_ascii_digit() {
            let before = self.number.unwrap_or_default();
            let digit = u64::from(byte - b'0');
            self.number = Some(before.saturating_mul(10).saturating_add(digit));
        } else if let Some(number) = self.number.take() {
            self.take_count(bytes, number);
        }
    }

    fn take_count(&mut self, bytes: &[u8], number: u64) {
        if self.key_is(bytes, &FOUND) {
            self.found = Some(number);
        }
    }

    fn is_in_place_of_record(&self) -> bool {
        self.inside == 0 && matches!(self.around.last(), None | Some(Around::List | Around::Rows))
    }

    fn odd(&self, start: usize) -> Found {
        Found {
            start,
            end: self.at,
            what: Piece::Record,
        }
    }

    /// Before which byte nothing is needed any more.
    pub(super) fn needed_from(&self) -> usize {
        let start = |around: &Around| match around {
            Around::Object(start) | Around::Record(start) => Some(*start),
            _ => None,
        };
        let open = self.around.iter().find_map(start);
        let texts = [self.text, self.key]
            .into_iter()
            .flatten()
            .map(|(start, _)| start);
        texts
            .chain(open)
            // The quote in front of it belongs to what stands in the place of a record.
            .chain(self.string.map(|start| start - 1))
            .chain(self.bare)
            .fold(self.at, usize::min)
    }

    /// The bytes before this one are gone.
    pub(super) fn drop_front(&mut self, count: usize) {
        self.at -= count;
        for around in &mut self.around {
            if let Around::Object(start) | Around::Record(start) = around {
                *start -= count;
            }
        }
        for (start, end) in [&mut self.text, &mut self.key].into_iter().flatten() {
            (*start, *end) = (*start - count, *end - count);
        }
        self.string = self.string.map(|start| start - count);
        self.bare = self.bare.map(|start| start - count);
    }

    /// Where a record begins that does not end, or the place, if a list does not end.
    pub(super) fn unfinished(&self) -> Option<usize> {
        let whole = self.around.is_empty() && self.string.is_none();
        (!whole).then(|| self.needed_from())
    }

    fn end_string(&mut self, bytes: &[u8]) -> Option<()> {
        loop {
            let rest = bytes.get(self.at..)?;
            let Some(mark) = memchr2(b'"', b'\\', rest) else {
                self.at = bytes.len();
                return None;
            };
            if rest[mark] == b'"' {
                self.at += mark + 1;
                break;
            }
            // What is escaped may not be there yet.
            if rest.len() < mark + 2 {
                self.at += mark;
                return None;
            }
            self.at += mark + 2;
        }
        let span = (self.string.take()?, self.at - 1);
        let counts = matches!(
            self.around.last(),
            Some(Around::Object(_) | Around::Wrapper)
        );
        if self.inside == 0 && counts {
            let text = str::from_utf8(&bytes[span.0..span.1]).unwrap_or_default();
            if self.key.is_none() {
                self.text = Some(span);
            } else if let Ok(number) = text.trim().parse() {
                self.take_count(bytes, number);
            } else if span.0 < span.1 && self.key_is(bytes, &NEXT_PAGE) {
                self.has_next_page = true;
            }
        }
        Some(())
    }

    fn key_is(&self, bytes: &[u8], names: &[&str]) -> bool {
        let key = self
            .key
            .and_then(|(start, end)| str::from_utf8(&bytes[start..end]).ok());
        key.is_some_and(|key| names.iter().any(|name| text::same(key, name)))
    }

    fn open(&mut self, bytes: &[u8], byte: u8) -> Option<Found> {
        let start = self.at - 1;
        self.has_begun = true;
        if self.inside > 0 {
            self.inside += 1;
            return None;
        }
        let is_list = byte == b'[';
        match self.around.last() {
            None if is_list => self.around.push(Around::List),
            None | Some(Around::Tables) => {
                self.has_columns = false;
                (self.found, self.listed) = (None, 0);
                self.around.push(Around::Object(start));
            }
            Some(Around::List | Around::Rows) => self.around.push(Around::Record(start)),
            Some(Around::Object(object)) if is_list => {
                let object = *object;
                if self.key_is(bytes, &["value", "records", "data"]) {
                    self.wrap(Around::List);
                } else if self.key_is(bytes, &["tables"]) {
                    self.wrap(Around::Tables);
                } else if self.has_columns && self.key_is(bytes, &["rows"]) {
                    self.wrap(Around::Rows);
                    return Some(Found {
                        start: object,
                        end: self.at,
                        what: Piece::Head,
                    });
                } else {
                    self.has_columns |= self.key_is(bytes, &["columns"]);
                    self.inside = 1;
                }
            }
            Some(Around::Object(_)) => {
                self.saw_error |= self.key_is(bytes, &["error"]);
                self.inside = 1;
            }
            Some(Around::Wrapper) => {
                self.has_error |= self.key_is(bytes, &["error"]);
                self.inside = 1;
            }
            Some(Around::Record(_)) => self.inside = 1,
        }
        None
    }

    /// The object around the place holds a list.
    fn wrap(&mut self, list: Around) {
        self.around.pop();
        self.around.extend([Around::Wrapper, list]);
        self.has_error |= std::mem::take(&mut self.saw_error);
        (self.key, self.text) = (None, None);
    }

    fn close(&mut self) -> Option<Found> {
        if self.inside > 0 {
            self.inside -= 1;
            return None;
        }
        (self.key, self.text, self.saw_error) = (None, None, false);
        let closed = self.around.pop()?;
        if closed == Around::Wrapper {
            let found = self.found.take();
            self.queries.extend(found.map(|found| (found, self.listed)));
        }
        let (Around::Object(start) | Around::Record(start)) = closed else {
            return None;
        };
        let is_row = self.around.last() == Some(&Around::Rows);
        Some(Found {
            start,
            end: self.at,
            what: if is_row { Piece::Row } else { Piece::Record },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found where the bytes come so many at a time.
    fn found(text: &str, step: usize) -> Vec<(Piece, String)> {
        let mut splitter = Splitter::default();
        let (mut buffer, mut found) = (Vec::new(), Vec::new());
        for part in text.as_bytes().chunks(step) {
            buffer.extend_from_slice(part);
            while let Some(next) = splitter.next(&buffer) {
                let record = String::from_utf8(buffer[next.start..next.end].to_vec()).unwrap();
                found.push((next.what, record));
            }
            let gone = splitter.needed_from();
            buffer.drain(..gone);
            splitter.drop_front(gone);
        }
        assert_eq!(splitter.unfinished(), None, "{text}");
        found
    }

    #[test]
    fn records_are_found_in_every_wrapping() {
        let record = |text: &str| (Piece::Record, text.to_owned());
        let (a, b) = (
            r#"{"a":"}\"]","b":[{"value":[1]}]}"#,
            r#"{"value":"x","c":{}}"#,
        );
        let cases = [
            (format!("[{a}, {b}]"), vec![record(a), record(b)]),
            (format!("{{\"nextLink\":null,\"value\":[{a},\n{b}],\"x\":[{{}}]}}"), vec![record(a), record(b)]),
            (format!("{{\"Records\" : [{a}]}}\n{{\"records\":[{b}]}}"), vec![record(a), record(b)]),
            (format!("{a}\n{b}\n"), vec![record(a), record(b)]),
            (format!("[[{a}],[{b}]]"), vec![record(&format!("[{a}]")), record(&format!("[{b}]"))]),
            ("[]".to_owned(), vec![]),
            (
                format!(r#"[1, {a},null,"x" ,true]"#),
                vec![record("1"), record(a), record("null"), record("\"x\""), record("true")],
            ),
            (
                r#"{"tables":[{"name":"T","columns":[{"name":"A"}],"rows":[["x",{"y":[1]}],[null]]}]}"#.to_owned(),
                vec![
                    (Piece::Head, r#"{"name":"T","columns":[{"name":"A"}],"rows":["#.to_owned()),
                    (Piece::Row, r#"["x",{"y":[1]}]"#.to_owned()),
                    (Piece::Row, "[null]".to_owned()),
                ],
            ),
        ];
        for (text, expected) in cases {
            for step in [1, 2, 3, 7, 1000] {
                assert_eq!(found(&text, step), expected, "{text} by {step}");
            }
        }
    }

    #[test]
    fn links_to_further_pages_and_torn_ends_are_noticed() {
        let scan = |text: &str| {
            let mut splitter = Splitter::default();
            while splitter.next(text.as_bytes()).is_some() {}
            (splitter.has_next_page, splitter.unfinished().is_some())
        };
        assert_eq!(
            scan(r#"{"value":[{}],"nextLink":"https://x"}"#),
            (true, false)
        );
        assert_eq!(
            scan(r#"{"nextLink":"","value":[{"nextLink":"y"}]}"#),
            (false, false)
        );
        assert_eq!(scan(r#"[{"a":1},{"b":"#), (false, true));
        assert_eq!(scan(r#"[{"a":1}"#), (false, true));
    }

    #[test]
    fn the_shape_is_known_by_the_beginning() {
        for (text, expected) in [
            ("{\"a\":1}\n{\"a\":2}\n", Shape::Lines),
            ("{\"a\":\n{\"a\":2}\n", Shape::Lines),
            ("[{}]\n[{}]\n", Shape::Lines),
            ("[\n  {\n", Shape::Document),
            ("[\n[1]]", Shape::Document),
            ("{\n  \"a\"", Shape::Document),
            ("{\"records\":[{},{}]}", Shape::Document),
            ("TimeGenerated,Caller\n", Shape::Table),
        ] {
            assert_eq!(shape(text.as_bytes()), expected, "{text}");
        }
    }
}
