//! The outline of a JSON document, from its first bytes alone: keys, the first elements of lists, and
//! short values. What stands behind the part that was looked at is not known.

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    List,
    Object,
    Text,
    /// A number, `true`, `false` or `null`.
    Word,
}

/// How deep is looked.
const DEPTH: usize = 5;
/// How many values are looked at.
const MOST: usize = 400;

#[derive(Debug)]
struct Node<'a> {
    above: usize,
    /// The key; empty for the first element of a list.
    key: &'a [u8],
    sort: Sort,
    value: &'a [u8],
}

/// The outline of the first document of a text.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    nodes: Vec<Node<'a>>,
}

impl<'a> Outline<'a> {
    /// Looks at the first bytes of a text.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let mut outline = Self::default();
        let mut scan = Scan { bytes, at: 0 };
        // It ends where the bytes end.
        let _ = outline.value(&mut scan, NOWHERE, b"", 0);
        outline
    }

    /// What stands at a path of keys, `0` for the first element of a list. Keys are compared in any case.
    pub(super) fn sort(&self, path: &[&str]) -> Option<Sort> {
        self.find(path).map(|node| node.sort)
    }

    /// The text at a path, as it is written.
    pub(super) fn text(&self, path: &[&str]) -> Option<&'a str> {
        let node = self.find(path).filter(|node| node.sort == Sort::Text)?;
        str::from_utf8(node.value).ok()
    }

    fn find(&self, path: &[&str]) -> Option<&Node<'a>> {
        let mut at = self.nodes.first().map(|_| 0)?;
        for key in path {
            let is = |node: &Node<'_>| match *key {
                "0" => node.key.is_empty(),
                key => node.key.eq_ignore_ascii_case(key.as_bytes()),
            };
            at = self
                .nodes
                .iter()
                .position(|node| node.above == at && is(node))?;
        }
        self.nodes.get(at)
    }

    fn value(
        &mut self,
        scan: &mut Scan<'a>,
        above: usize,
        key: &'a [u8],
        depth: usize,
    ) -> Option<()> {
        let first = scan.peek()?;
        if depth > DEPTH {
            return scan.skip();
        }
        let here = self.nodes.len();
        let sort = match first {
            b'[' => Sort::List,
            b'{' => Sort::Object,
            b'"' => Sort::Text,
            _ => Sort::Word,
        };
        if self.nodes.len() >= MOST {
            return None;
        }
        self.nodes.push(Node {
            above,
            key,
            sort,
            value: b"",
        });
        match sort {
            Sort::Text => self.nodes[here].value = scan.text()?,
            Sort::Word => scan.word(),
            Sort::List => self.list(scan, here, depth)?,
            Sort::Object => self.object(scan, here, depth)?,
        }
        Some(())
    }

    /// Looks at the first element and passes over the others.
    fn list(&mut self, scan: &mut Scan<'a>, here: usize, depth: usize) -> Option<()> {
        scan.at += 1;
        let mut is_first = true;
        loop {
            match scan.peek()? {
                b']' => {
                    scan.at += 1;
                    return Some(());
                }
                b',' => scan.at += 1,
                _ => {
                    if std::mem::take(&mut is_first) {
                        self.value(scan, here, b"", depth + 1)?;
                    } else {
                        scan.skip()?;
                    }
                }
            }
        }
    }

    fn object(&mut self, scan: &mut Scan<'a>, here: usize, depth: usize) -> Option<()> {
        scan.at += 1;
        loop {
            match scan.peek()? {
                b'}' => {
                    scan.at += 1;
                    return Some(());
                }
                b',' => scan.at += 1,
                b'"' => {
                    let key = scan.text()?;
                    if scan.peek()? != b':' {
                        return None;
                    }
                    scan.at += 1;
                    self.value(scan, here, key, depth + 1)?;
                }
                _ => return None,
            }
        }
    }
}

/// Above the outermost value.
const NOWHERE: usize = usize::MAX;

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    /// The next byte that is not blank.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !byte.is_ascii_whitespace() {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match *self.bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return self.bytes.get(start..self.at - 1);
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    fn word(&mut self) {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b",]}:\"".contains(byte);
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length.max(1);
    }

    fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.text()?;
                }
                b'[' | b'{' => {
                    depth += 1;
                    self.at += 1;
                }
                b']' | b'}' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' => {
                    self.at += 1;
                    continue;
                }
                _ => self.word(),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_first_bytes_is_known() {
        let text = br#" {"Count": 2, "data": {"columns": [{"name": "id", "type": "string"}, {"x": [[]]}], "rows": [["a"#;
        let outline = Outline::of(text);
        assert_eq!(outline.sort(&[]), Some(Sort::Object));
        assert_eq!(outline.sort(&["count"]), Some(Sort::Word));
        assert_eq!(outline.text(&["data", "columns", "0", "name"]), Some("id"));
        assert_eq!(outline.sort(&["data", "rows", "0"]), Some(Sort::List));
        assert_eq!(outline.sort(&["data", "columns", "0", "x"]), None);
        assert_eq!(outline.sort(&["rows"]), None);
    }

    #[test]
    fn what_is_no_json_has_no_outline_and_does_no_harm() {
        for text in [
            "",
            "]",
            "{]",
            "{\"a\" 1}",
            "\"\\",
            "[[[[[[[[[",
            "{\"a\":}",
            "x: y",
        ] {
            let outline = Outline::of(text.as_bytes());
            assert_eq!(outline.sort(&["a", "b"]), None, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(Outline::of(deep.as_bytes()).sort(&[]), Some(Sort::List));
    }
}
