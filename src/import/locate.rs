//! The lines and columns of records: a file is read once for all pointers that a report names, a piece at a
//! time, and nothing of it is kept.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::files::{Sha256Sum, is_gzip, open, recoded};

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
    let found = read_again(path, sha256, pointers).unwrap_or_default();
    found
        .into_iter()
        .map(|(pointer, located)| (pointer.to_owned(), located))
        .collect()
}

/// How much of a file is in memory.
const PIECE: usize = 256 << 10;

const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

fn read_again<'p>(
    path: &Path,
    sha256: &str,
    pointers: &'p [String],
) -> Option<Vec<(&'p str, Located)>> {
    let file = Hashed {
        file: File::open(path).ok()?,
        sum: Sha256Sum::default(),
    };
    let mut text = BufReader::with_capacity(PIECE, file);
    let start = text.fill_buf().ok()?;
    if is_gzip(start) {
        return None;
    }
    if start.starts_with(BYTE_ORDER_MARK) {
        text.consume(BYTE_ORDER_MARK.len());
    } else if recoded(start).is_some() {
        let file = open(path).ok()?;
        return (file.sha256() == sha256).then(|| found(file.text.as_slice(), pointers));
    }
    let found = found(&mut text, pointers);
    // What follows is for the sum alone.
    io::copy(&mut text, &mut io::sink()).ok()?;
    (text.into_inner().sum.hex() == sha256).then_some(found)
}

/// A file whose bytes are summed up as they are read.
struct Hashed {
    file: File,
    sum: Sha256Sum,
}

impl Read for Hashed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.sum.add(&into[..read]);
        Ok(read)
    }
}

fn found(text: impl BufRead, pointers: &[String]) -> Vec<(&str, Located)> {
    let mut wanted = Wanted::default();
    for pointer in pointers {
        wanted.add(pointer);
    }
    let mut scan = Scan {
        text,
        at: Point { line: 1, column: 1 },
        kept: None,
        found: Vec::new(),
    };
    // A text that ends early has no more to find.
    let _ = scan.value(&wanted);
    scan.found
}

/// The line and column of a character, from 1.
#[derive(Clone, Copy)]
struct Point {
    line: u32,
    column: u32,
}

impl Point {
    /// The region from here up to before another.
    fn until(self, end: Self) -> Region {
        Region {
            start_line: self.line,
            start_column: self.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                // A byte that continues a character.
                0x80..=0xbf => {}
                _ => self.column += 1,
            }
        }
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
struct Scan<'p, R> {
    text: R,
    at: Point,
    /// The bytes passed, while they are wanted.
    kept: Option<Vec<u8>>,
    found: Vec<(&'p str, Located)>,
}

impl<'p, R: BufRead> Scan<'p, R> {
    fn peek(&mut self) -> Option<u8> {
        self.text.fill_buf().ok()?.first().copied()
    }

    /// Moves past one byte.
    fn pass(&mut self) -> Option<()> {
        let rest = self.text.fill_buf().ok()?;
        let byte = rest.get(..1)?;
        self.at.pass(byte);
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(byte);
        }
        self.text.consume(1);
        Some(())
    }

    /// Moves up to a byte that one looks for, and gives it.
    fn find(&mut self, is_sought: impl Fn(u8) -> bool) -> Option<u8> {
        loop {
            let rest = self.text.fill_buf().ok()?;
            let sought = rest.iter().position(|&byte| is_sought(byte));
            let (passed, is_end) = (sought.unwrap_or(rest.len()), rest.is_empty());
            self.at.pass(&rest[..passed]);
            if let Some(kept) = &mut self.kept {
                kept.extend_from_slice(&rest[..passed]);
            }
            let found = rest.get(passed).copied();
            self.text.consume(passed);
            if found.is_some() || is_end {
                return found;
            }
        }
    }

    /// The next byte that is no blank.
    fn solid(&mut self) -> Option<u8> {
        self.find(|byte| !byte.is_ascii_whitespace())
    }

    fn value(&mut self, wanted: &Wanted<'p>) -> Option<()> {
        let first = self.solid()?;
        let start = self.at;
        let mut string = None;
        match first {
            b'[' if !wanted.below.is_empty() => self.array(wanted)?,
            b'{' if !wanted.below.is_empty() => self.object(wanted)?,
            b'"' if wanted.here.is_some() => string = self.read_string()?.ok(),
            _ => self.skip()?,
        }
        if let Some(pointer) = wanted.here {
            let located = Located {
                region: start.until(self.at),
                removal: None,
                string,
            };
            self.found.push((pointer, located));
        }
        Some(())
    }

    fn array(&mut self, wanted: &Wanted<'p>) -> Option<()> {
        self.pass()?;
        let mut index = 0usize;
        let mut before = None;
        loop {
            match self.solid()? {
                b']' => return self.pass(),
                b',' => self.pass()?,
                _ => {
                    let start = self.at;
                    let token = index.to_string();
                    self.below(wanted, &token)?;
                    let end = self.at;
                    let element = wanted.below.get(&token);
                    if element.is_some_and(|element| element.here.is_some()) {
                        // Up to the next element where there is one, else from the end of the one before.
                        let removal = match self.solid() {
                            Some(b',') => {
                                self.pass()?;
                                self.solid();
                                start.until(self.at)
                            }
                            _ => before.unwrap_or(start).until(end),
                        };
                        if let Some((_, located)) = self.found.last_mut() {
                            located.removal = Some(removal);
                        }
                    }
                    before = Some(end);
                    index += 1;
                }
            }
        }
    }

    fn object(&mut self, wanted: &Wanted<'p>) -> Option<()> {
        self.pass()?;
        loop {
            match self.solid()? {
                b'}' => return self.pass(),
                b'"' => {
                    let key = self.read_string()?.ok()?;
                    if self.solid()? != b':' {
                        return None;
                    }
                    self.pass()?;
                    self.below(wanted, &key)?;
                }
                _ => self.pass()?,
            }
        }
    }

    fn below(&mut self, wanted: &Wanted<'p>, token: &str) -> Option<()> {
        match wanted.below.get(token) {
            Some(wanted) => self.value(wanted),
            None => {
                self.solid()?;
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
                    match self.find(|byte| b"\"[]{}".contains(&byte))? {
                        b'"' => {
                            self.string()?;
                            continue;
                        }
                        b'[' | b'{' => depth += 1,
                        _ => depth -= 1,
                    }
                    self.pass()?;
                    if depth == 0 {
                        return Some(());
                    }
                }
            }
            b']' | b'}' | b',' | b':' => None,
            _ => {
                self.find(|byte| byte.is_ascii_whitespace() || b",]}".contains(&byte));
                Some(())
            }
        }
    }

    /// Moves past a string, from its first quote, and gives it.
    fn read_string(&mut self) -> Option<serde_json::Result<String>> {
        self.kept = Some(Vec::new());
        let passed = self.string();
        let kept = self.kept.take()?;
        passed?;
        Some(serde_json::from_slice(&kept))
    }

    /// Moves past a string, from its first quote.
    fn string(&mut self) -> Option<()> {
        self.pass()?;
        while self.find(|byte| matches!(byte, b'"' | b'\\'))? == b'\\' {
            self.pass()?;
            self.pass()?;
        }
        self.pass()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions_of(text: &str, pointers: &[&str]) -> HashMap<String, Located> {
        let pointers: Vec<String> = pointers.iter().map(|p| (*p).to_owned()).collect();
        let at_once = found(text.as_bytes(), &pointers);
        // The same in pieces that cut every string and every character.
        let in_pieces = found(BufReader::with_capacity(1, text.as_bytes()), &pointers);
        assert_eq!(at_once, in_pieces);
        let owned = at_once
            .into_iter()
            .map(|(p, located)| (p.to_owned(), located));
        owned.collect()
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
