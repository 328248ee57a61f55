use crate::span::Position;

/// How long a quoted value may be: a list of linked scopes is some thousand characters.
const LONGEST: usize = 1 << 16;

/// A text without what terminals, shells and formats put into it: escapes are undone, and the
/// sentences are searched without blanks and case, since a line may break anywhere.
pub(super) struct Flat {
    /// The characters, with `\n` for every break.
    chars: Vec<char>,
    /// Where each stands in the text, in bytes.
    offsets: Vec<usize>,
    /// The characters that are no blanks, in lower case, one byte each: `?` for all beyond ASCII.
    squeezed: String,
    /// The character behind each byte of `squeezed`.
    map: Vec<usize>,
    /// Where each line of the text starts, in bytes.
    lines: Vec<usize>,
}

impl Flat {
    pub(super) fn new(text: &str) -> Self {
        let mut flat = Self {
            chars: Vec::with_capacity(text.len()),
            offsets: Vec::with_capacity(text.len()),
            squeezed: String::with_capacity(text.len()),
            map: Vec::with_capacity(text.len()),
            lines: std::iter::once(0)
                .chain(text.match_indices('\n').map(|(at, _)| at + 1))
                .collect(),
        };
        let mut at = line_start(text, 0);
        while at < text.len() {
            let (c, length) = unescape(&text[at..]);
            if let Some(c) = c {
                flat.push(c, at);
            }
            at += length;
            if c == Some('\n') {
                at = line_start(text, at);
            }
        }
        flat
    }

    fn push(&mut self, c: char, offset: usize) {
        if !c.is_whitespace() {
            self.map.push(self.chars.len());
            self.squeezed.push(if c.is_ascii() {
                c.to_ascii_lowercase()
            } else {
                '?'
            });
        }
        self.chars.push(c);
        self.offsets.push(offset);
    }

    /// What is searched.
    pub(super) fn squeezed(&self) -> &str {
        &self.squeezed
    }

    /// The characters between two places of the squeezed text, as written but for line breaks and
    /// the blanks beside them.
    pub(super) fn between(&self, start: usize, end: usize) -> String {
        let (Some(&first), Some(&last)) = (self.map.get(start), self.map.get(end.wrapping_sub(1)))
        else {
            return String::new();
        };
        if start >= end {
            return String::new();
        }
        let mut out = String::new();
        let mut blanks = String::new();
        for &c in &self.chars[first..=last] {
            if c.is_whitespace() {
                blanks.push(c);
                continue;
            }
            if !blanks.contains('\n') {
                out.push_str(&blanks);
            }
            blanks.clear();
            out.push(c);
        }
        out
    }

    /// The quoted value that starts here, and the place after it.
    pub(super) fn quoted(&self, at: usize) -> Option<(String, usize)> {
        let rest = self.squeezed.get(at..)?;
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let inner = &rest[1..rest.len().min(LONGEST)];
        let length = inner.find(quote)?;
        Some((self.between(at + 1, at + 1 + length), at + length + 2))
    }

    /// The line and column of a place.
    pub(super) fn position(&self, at: usize, text: &str) -> Position {
        let offset = self.map.get(at).map_or(0, |&at| self.offsets[at]);
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let column = text[start..offset].chars().count() + 1;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position::Line {
            line: number(line),
            column: number(column),
        }
    }
}

/// Past the margin of a line: blanks, and the bars of Terraform, PowerShell and quoted mail.
fn line_start(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let inner = rest.trim_start_matches([' ', '\t']);
    // PowerShell numbers its lines: `   2 | …`.
    let unnumbered = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let unnumbered = unnumbered.trim_start_matches([' ', '\t']);
    let bars = unnumbered.trim_start_matches(['│', '|', '>', ' ', '\t']);
    let inner = if unnumbered.starts_with(['│', '|', '>']) {
        bars
    } else {
        inner
    };
    text.len() - inner.len()
}

/// The first character, undoing what formats make of it, and how many bytes it takes.
fn unescape(text: &str) -> (Option<char>, usize) {
    const ENTITIES: [(&str, char); 6] = [
        ("&#39;", '\''),
        ("&#x27;", '\''),
        ("&apos;", '\''),
        ("&quot;", '"'),
        ("&#34;", '"'),
        ("&amp;", '&'),
    ];
    let Some(first) = text.chars().next() else {
        return (None, 0);
    };
    match first {
        '\\' => backslashes(text),
        '\r' => (None, 1),
        '‘' | '’' => (Some('\''), first.len_utf8()),
        '“' | '”' => (Some('"'), first.len_utf8()),
        '\u{1b}' => (None, colour(text)),
        '&' => match ENTITIES.iter().find(|(entity, _)| text.starts_with(entity)) {
            Some((entity, c)) => (Some(*c), entity.len()),
            None => (Some('&'), 1),
        },
        other => (Some(other), other.len_utf8()),
    }
}

/// JSON inside JSON strings has backslashes in front of quotes and letters, twice as many at each
/// level.
fn backslashes(text: &str) -> (Option<char>, usize) {
    let rest = text.trim_start_matches('\\');
    let run = text.len() - rest.len();
    match rest.chars().next() {
        Some(quote @ ('"' | '\'' | '/')) => (Some(quote), run + 1),
        Some('r' | 'n' | 't') => (Some('\n'), run + 1),
        Some('u') => {
            let digits = rest.get(1..5);
            let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
            match code.and_then(char::from_u32) {
                Some(c) => (Some(c), run + 5),
                None => (Some('\\'), run),
            }
        }
        _ => (Some('\\'), run),
    }
}

/// The length of a colour sequence.
fn colour(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("\u{1b}[") else {
        return 1;
    };
    let parameters = rest
        .find(|c: char| c.is_ascii_alphabetic())
        .map_or(0, |n| n + 1);
    2 + parameters
}
