use crate::span::Position;

/// How long a quoted value may be: a list of linked scopes is some thousand characters.
const LONGEST: usize = 1 << 16;

/// What may stand after a value without quotes at the end of a line.
const AFTER_VALUES: [&str; 8] = [
    "toperform",
    "overscope",
    "onscope",
    "atscope",
    "onresource",
    "orthescope",
    "code:",
    "message:",
];

/// How much of a long line a quotation has before and after its place, without blanks.
const BEFORE: usize = 60;
const AFTER: usize = 140;

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
        let closing = match rest.chars().next()? {
            quote @ ('\'' | '"' | '`') => quote,
            '[' => ']',
            _ => return None,
        };
        let inner = &rest[1..rest.len().min(LONGEST)];
        let length = inner.find(closing)?;
        Some((self.between(at + 1, at + 1 + length), at + length + 2))
    }

    /// The value that starts here, in quotes or as far as the next blank, and the place after it.
    /// Without quotes, a value at the end of a line may go on in the next one: it counts only where
    /// what follows does not.
    pub(super) fn value(&self, at: usize) -> Option<(String, usize)> {
        if let Some(found) = self.quoted(at) {
            return Some(found);
        }
        let first = *self.map.get(at)?;
        let rest = self.chars.get(first..)?;
        let length = rest.iter().take(LONGEST).take_while(|c| !c.is_whitespace());
        let length = length.count();
        let word: String = rest[..length].iter().collect();
        let value = word.trim_end_matches(['.', ',', ';', ':', ')', '"', '\'', '`', '}', ']']);
        let next = self.squeezed.get(at + length..).unwrap_or_default();
        let may_go_on = value.len() == word.len()
            && rest.get(length) == Some(&'\n')
            && !next.is_empty()
            && !AFTER_VALUES.iter().any(|word| next.starts_with(word));
        let kept = value.chars().count();
        (kept > 0 && !may_go_on).then(|| (value.to_owned(), at + kept))
    }

    /// What stands around a place, for a quotation: its line, of a long one the part beside it. Gives
    /// the place after it too.
    pub(super) fn excerpt(&self, at: usize, floor: usize) -> (String, usize) {
        let Some(&here) = self.map.get(at) else {
            return (String::new(), at + 1);
        };
        // Beyond that a line is cut anyway.
        let back = here.saturating_sub(4 * BEFORE);
        let line_start = self.chars[back..here].iter().rposition(|c| *c == '\n');
        let line_end = self.chars[here..]
            .iter()
            .take(4 * AFTER)
            .position(|c| *c == '\n');
        let line_start = self.squeezed_at(line_start.map_or(back, |at| back + at + 1));
        let line_end = line_end.map_or(self.squeezed.len(), |n| self.squeezed_at(here + n));
        let start = line_start.max(at.saturating_sub(BEFORE)).max(floor.min(at));
        let end = line_end.min(at + AFTER).max(at + 1);
        let cut = |is: bool| if is { "…" } else { "" };
        let text = format!(
            "{}{}{}",
            cut(start > line_start.max(floor)),
            self.between(start, end),
            cut(end < line_end)
        );
        (text, end)
    }

    /// What stands in the same line from a place on, without blanks.
    pub(super) fn rest_of_line(&self, at: usize) -> &str {
        // A place at the end of a line belongs to the next one: the break stands before it.
        let before = at.checked_sub(1).and_then(|at| self.map.get(at));
        let from = before.map_or(0, |before| before + 1);
        let line = self.chars.get(from..).unwrap_or_default();
        let end = line.iter().take(4 * AFTER).position(|c| *c == '\n');
        let end = end.map_or(self.squeezed.len().min(at + 4 * AFTER), |n| {
            self.squeezed_at(from + n)
        });
        self.squeezed.get(at..end).unwrap_or_default()
    }

    /// The place in the squeezed text of a character, or of the next that is not a blank.
    fn squeezed_at(&self, character: usize) -> usize {
        self.map.partition_point(|at| *at < character)
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
