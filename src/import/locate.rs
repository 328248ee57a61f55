//! The lines and columns of records: a file is scanned once for all pointers that a report names.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::files::{OpenFile, open};
use crate::span::Span;

/// A region of a text; lines and columns count from 1, columns in characters, the end is one past
/// the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// Line of the first character.
    pub(crate) start_line: u32,
    /// Column of the first character.
    pub(crate) start_column: u32,
    /// Line of the last character.
    pub(crate) end_line: u32,
    /// Column after the last character.
    pub(crate) end_column: u32,
}

/// A value in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    /// Where it stands.
    pub(crate) region: Region,
    /// What to delete to take it out: the element of an array with a comma beside it.
    pub(crate) removal: Option<Region>,
    /// The value, if it is a string.
    pub(crate) string: Option<String>,
}

/// Where the values of JSON pointers stand in a file; nothing for a file that can't be read again,
/// is compressed (its lines are nobody's lines), or is not the one that was read.
pub(crate) fn locate(path: &Path, sha256: &str, pointers: &[String]) -> HashMap<String, Located> {
    let Ok(file) = open(path) else {
        return HashMap::new();
    };
    if file.is_compressed() || file.sha256() != sha256 {
        return HashMap::new();
    }
    regions(&file, pointers)
}

fn regions(file: &OpenFile, pointers: &[String]) -> HashMap<String, Located> {
    let mut wanted = Wanted::default();
    for pointer in pointers {
        wanted.add(pointer);
    }
    let mut scan = Scan {
        bytes: &file.text,
        at: 0,
        found: Vec::new(),
    };
    // A text that ends early has no more to find.
    let _ = scan.value(&wanted);
    let lines = Lines::new(&file.text, scan.found.iter().flat_map(Found::offsets));
    let located = |found: &Found<'_>| {
        let string = file.text.get(found.value.start..found.value.end)?;
        let located = Located {
            region: lines.region(found.value)?,
            removal: found.removal.and_then(|span| lines.region(span)),
            string: serde_json::from_slice(string).ok(),
        };
        Some((found.pointer.to_owned(), located))
    };
    scan.found.iter().filter_map(located).collect()
}

/// A value that was looked for.
struct Found<'p> {
    pointer: &'p str,
    value: Span,
    removal: Option<Span>,
}

impl Found<'_> {
    fn offsets(&self) -> impl Iterator<Item = usize> + use<> {
        let spans = [Some(self.value), self.removal];
        spans
            .into_iter()
            .flatten()
            .flat_map(|span| [span.start, span.end])
    }
}

/// The pointers as a tree.
#[derive(Default)]
struct Wanted<'p> {
    below: HashMap<String, Wanted<'p>>,
    here: Option<&'p str>,
}

impl<'p> Wanted<'p> {
    fn add(&mut self, pointer: &'p str) {
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = node.below.entry(token).or_default();
        }
        node.here = Some(pointer);
    }
}

/// A walk over JSON that looks only where something is wanted.
struct Scan<'a, 'p> {
    bytes: &'a [u8],
    at: usize,
    found: Vec<Found<'p>>,
}

impl<'p> Scan<'_, 'p> {
    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn value(&mut self, wanted: &Wanted<'p>) -> Option<()> {
        self.blank();
        let start = self.at;
        match self.peek()? {
            b'[' if !wanted.below.is_empty() => self.array(wanted)?,
            b'{' if !wanted.below.is_empty() => self.object(wanted)?,
            _ => self.skip()?,
        }
        if let Some(pointer) = wanted.here {
            self.found.push(Found {
                pointer,
                value: Span::new(start, self.at),
                removal: None,
            });
        }
        Some(())
    }

    fn array(&mut self, wanted: &Wanted<'p>) -> Option<()> {
        self.at += 1;
        let mut index = 0usize;
        let mut before = None;
        loop {
            self.blank();
            match self.peek()? {
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                b',' => self.at += 1,
                _ => {
                    let start = self.at;
                    let token = index.to_string();
                    self.below(wanted, &token)?;
                    if wanted
                        .below
                        .get(&token)
                        .is_some_and(|wanted| wanted.here.is_some())
                    {
                        self.note_removal(start, before);
                    }
                    before = Some(self.at);
                    index += 1;
                }
            }
        }
    }

    /// Notes for the element just passed what to delete: up to the next element where there is one,
    /// else from the end of the one before.
    fn note_removal(&mut self, start: usize, before: Option<usize>) {
        let end = self.at;
        self.blank();
        let removal = if self.peek() == Some(b',') {
            self.at += 1;
            self.blank();
            Span::new(start, self.at)
        } else {
            Span::new(before.unwrap_or(start), end)
        };
        self.at = end;
        if let Some(found) = self.found.last_mut() {
            found.removal = Some(removal);
        }
    }

    fn object(&mut self, wanted: &Wanted<'p>) -> Option<()> {
        self.at += 1;
        loop {
            self.blank();
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                b'"' => {
                    let start = self.at;
                    self.string()?;
                    let key = serde_json::from_slice::<String>(&self.bytes[start..self.at]).ok()?;
                    self.blank();
                    if self.peek()? != b':' {
                        return None;
                    }
                    self.at += 1;
                    self.below(wanted, &key)?;
                }
                _ => self.at += 1,
            }
        }
    }

    fn below(&mut self, wanted: &Wanted<'p>, token: &str) -> Option<()> {
        match wanted.below.get(token) {
            Some(wanted) => self.value(wanted),
            None => {
                self.blank();
                self.skip()
            }
        }
    }

    /// Moves past a value.
    fn skip(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string(),
            b'[' | b'{' => {
                let mut depth = 0usize;
                loop {
                    match self.peek()? {
                        b'"' => {
                            self.string()?;
                            continue;
                        }
                        b'[' | b'{' => depth += 1,
                        b']' | b'}' => depth -= 1,
                        _ => {}
                    }
                    self.at += 1;
                    if depth == 0 {
                        return Some(());
                    }
                }
            }
            b']' | b'}' | b',' | b':' => None,
            _ => {
                let ends =
                    |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}');
                while self.peek().is_some_and(|byte| !ends(byte)) {
                    self.at += 1;
                }
                Some(())
            }
        }
    }

    /// Moves past a string, from its first quote.
    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }
}

/// The lines and columns of offsets, counted in one pass.
struct Lines {
    places: BTreeMap<usize, (u32, u32)>,
}

impl Lines {
    fn new(bytes: &[u8], offsets: impl Iterator<Item = usize>) -> Self {
        let mut places: BTreeMap<usize, (u32, u32)> =
            offsets.map(|offset| (offset, (0, 0))).collect();
        let (mut from, mut line, mut column) = (0, 1, 1);
        for (&offset, place) in &mut places {
            for byte in &bytes[from..offset.min(bytes.len())] {
                match byte {
                    b'\n' => (line, column) = (line + 1, 1),
                    // A byte that continues a character.
                    0x80..=0xbf => {}
                    _ => column += 1,
                }
            }
            from = offset.min(bytes.len());
            *place = (line, column);
        }
        Self { places }
    }

    fn region(&self, span: Span) -> Option<Region> {
        let (start, end) = (self.places.get(&span.start)?, self.places.get(&span.end)?);
        Some(Region {
            start_line: start.0,
            start_column: start.1,
            end_line: end.0,
            end_column: end.1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions_of(text: &str, pointers: &[&str]) -> HashMap<String, Located> {
        let file = super::super::files::decode("x.json", "x", text.as_bytes().to_vec());
        let pointers: Vec<String> = pointers.iter().map(|p| (*p).to_owned()).collect();
        regions(&file.unwrap(), &pointers)
    }

    /// The characters of a region, in another way than the scanner's.
    fn cut(text: &str, region: Region) -> String {
        let offset = |line: u32, column: u32| {
            let before: usize = text
                .split_inclusive('\n')
                .take(line as usize - 1)
                .map(str::len)
                .sum();
            let rest = &text[before..];
            let chars: usize = rest
                .chars()
                .take(column as usize - 1)
                .map(char::len_utf8)
                .sum();
            before + chars
        };
        let from = offset(region.start_line, region.start_column);
        text[from..offset(region.end_line, region.end_column)].to_owned()
    }

    #[test]
    fn regions_hold_the_values_of_their_pointers() {
        let text = "{\n \"välue\": [ {\"a\\u0062\":[1,2.5e3 , \"x\\\"]\\\\\"]},\n\t{\"ü\": {\"a/b\": null, \"c~d\": [{}]}} ],\n \"n\": -1}";
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        let pointers = [
            "",
            "/välue",
            "/välue/0",
            "/välue/0/ab",
            "/välue/0/ab/1",
            "/välue/0/ab/2",
            "/välue/1",
            "/välue/1/ü/a~1b",
            "/välue/1/ü/c~0d/0",
            "/n",
        ];
        let found = regions_of(
            text,
            &[&pointers[..], &["/gone", "/n/0", "/välue/7"]].concat(),
        );
        assert_eq!(found.len(), pointers.len());
        for pointer in pointers {
            let held: serde_json::Value =
                serde_json::from_str(&cut(text, found[pointer].region)).unwrap();
            assert_eq!(Some(&held), value.pointer(pointer), "{pointer}");
        }
        let n = found["/n"].region;
        assert_eq!((n.start_line, n.start_column, n.end_column), (4, 7, 9));
    }

    #[test]
    fn an_element_is_taken_out_with_a_comma() {
        let text = "{\"a\": [ \"x\",\n  \"é\" ,\"z\" ], \"b\": [1]}";
        let whole: serde_json::Value = serde_json::from_str(text).unwrap();
        for (pointer, list, at) in [
            ("/a/0", "/a", 0),
            ("/a/1", "/a", 1),
            ("/a/2", "/a", 2),
            ("/b/0", "/b", 0),
        ] {
            let located = &regions_of(text, &[pointer])[pointer];
            let without = text.replacen(&cut(text, located.removal.unwrap()), "", 1);
            let read: serde_json::Value = serde_json::from_str(&without).unwrap();
            let mut expected = whole.clone();
            expected
                .pointer_mut(list)
                .unwrap()
                .as_array_mut()
                .unwrap()
                .remove(at);
            assert_eq!(read, expected, "{without}");
            let string = whole.pointer(pointer).unwrap().as_str();
            assert_eq!(located.string.as_deref(), string);
        }
        let both = regions_of(text, &["/a", "/a/1"]);
        assert!(both["/a"].removal.is_none() && both["/a/1"].removal.is_some());
    }

    #[test]
    fn what_is_cut_off_or_no_json_is_not_found_and_does_no_harm() {
        let text = "[{\"a\": [1, 2]}, {\"b\": \"é\"}]";
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            let found = regions_of(&text[..end], &["/0/a/1", "/1/b"]);
            assert!(!found.contains_key("/1/b") || end >= 26, "{end}");
        }
        for odd in [
            "]", "{]", "{\"a\"]", "[,,]", "\\", "[\"\\", "{\"a\":}", "[}",
        ] {
            assert!(regions_of(odd, &["/a/0", "/0/0", "/3"]).is_empty(), "{odd}");
        }
    }
}
