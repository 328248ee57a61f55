//! Faults of the JSON itself.

use crate::span::Position;

/// What is wrong with the JSON of a file.
#[derive(Debug)]
pub(super) struct SyntaxFault {
    reason: String,
    line: u32,
    column: u32,
    /// Whether the file ends too early.
    is_at_end: bool,
}

impl SyntaxFault {
    /// The fault in words, for a message about the file.
    pub(super) fn message(&self, path: &str) -> String {
        if self.is_at_end {
            format!(
                "`{path}` ends in the middle of its JSON: {}",
                self.reason.to_lowercase()
            )
        } else {
            format!("`{path}` is not JSON here: {}", self.reason)
        }
    }

    pub(super) fn position(&self) -> Position {
        Position::Line {
            line: self.line,
            // At the start of a line the parser has read no column yet.
            column: self.column.max(1),
        }
    }

    pub(super) fn new(reason: &str, line: u32, column: usize) -> Self {
        Self {
            reason: reason.to_owned(),
            line,
            column: u32::try_from(column).unwrap_or(u32::MAX),
            is_at_end: false,
        }
    }

    /// By what the parser says of the text from where it began.
    pub(super) fn of(error: &serde_json::Error) -> Self {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        let fault = Self::new(&crate::text::without_place(error), line, error.column());
        if error.is_eof() {
            fault.at_the_end()
        } else {
            fault
        }
    }

    pub(super) fn at_the_end(mut self) -> Self {
        self.is_at_end = true;
        self
    }

    /// Whether a comment, or a comma too many, stands in the text where the parser stopped.
    pub(super) fn is_relaxed_json(&self, text: &[u8]) -> bool {
        if self.reason == "trailing comma" {
            return true;
        }
        let line = usize::try_from(self.line.saturating_sub(1)).unwrap_or(usize::MAX);
        let before = match line.checked_sub(1) {
            None => Some(0),
            Some(newline) => memchr::memchr_iter(b'\n', text)
                .nth(newline)
                .map(|at| at + 1),
        };
        let column = usize::try_from(self.column.max(1) - 1).unwrap_or(usize::MAX);
        let rest = before.and_then(|before| text.get(before.saturating_add(column)..));
        rest.is_some_and(|rest| rest.starts_with(b"//") || rest.starts_with(b"/*"))
    }

    /// Counts from the beginning of the file: what was parsed begins on a line, behind so many bytes.
    pub(super) fn move_behind(&mut self, line: u32, column: usize) {
        if self.line <= 1 {
            let before = u32::try_from(column).unwrap_or(u32::MAX);
            self.column = self.column.saturating_add(before);
        }
        self.line = self.line.saturating_add(line.saturating_sub(1));
    }
}
