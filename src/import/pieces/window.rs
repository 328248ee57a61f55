//! The part of a file that is in memory.

use std::io;
use std::mem;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use super::Cut;
use crate::import::document::{Start, read_from};
use crate::import::forms;
use crate::import::fragment::Fragment;
use crate::import::syntax::SyntaxFault;

/// A value of many parts, which are taken in as they come.
pub(super) trait Parts {
    /// Takes in whole parts and gives how many bytes these were. `has_more` where more of the file may
    /// come.
    fn take(&mut self, rest: &[u8], has_more: bool, fragment: &mut Fragment) -> (usize, Step);

    /// Whether a comma was taken in last.
    fn is_behind_comma(&self) -> bool;

    /// Takes the comma for none.
    fn forget_comma(&mut self);

    /// What is wrong when the file ends before the value does.
    fn cut_off(&self, line: u32, column: usize) -> SyntaxFault;
}

/// How far a value was taken in.
pub(super) enum Step {
    /// The value has ended.
    Closed,
    /// What is there was taken in as far as it is whole.
    Hungry,
    /// It is no JSON here, by lines and columns from there.
    Fault { at: usize, fault: SyntaxFault },
}

/// The part of the file that is in memory and not taken in yet.
pub(super) struct Window {
    full: Receiver<io::Result<Vec<u8>>>,
    give_back: Sender<Vec<u8>>,
    cut: Cut,
    bytes: Vec<u8>,
    rest: Range<usize>,
    /// The line of the first byte of the rest, from 1, and the bytes before it on that line.
    line: u32,
    column: usize,
    failed: Option<io::Error>,
}

impl Window {
    /// What comes through `full` is given back when it was taken in.
    pub(super) fn new(
        cut: Cut,
        full: Receiver<io::Result<Vec<u8>>>,
        give_back: Sender<Vec<u8>>,
    ) -> Self {
        Self {
            full,
            give_back,
            cut,
            bytes: Vec::new(),
            rest: 0..0,
            line: 1,
            column: 0,
            failed: None,
        }
    }

    /// Why the file could not be read to its end.
    pub(super) fn failed(&self) -> Option<&io::Error> {
        self.failed.as_ref()
    }

    pub(super) fn drop_rest(&mut self) {
        self.rest.start = self.rest.end;
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.rest.clone()]
    }

    /// Adds a piece behind the rest; whether there was one.
    pub(super) fn more(&mut self) -> bool {
        let mut piece = match self.full.recv() {
            Ok(Ok(piece)) => piece,
            Ok(Err(error)) => {
                self.failed = Some(error);
                return false;
            }
            Err(_) => return false,
        };
        let headroom = self.cut.headroom;
        if self.rest.len() <= headroom {
            let start = headroom - self.rest.len();
            piece[start..headroom].copy_from_slice(self.rest());
            self.rest = start..piece.len();
            mem::swap(&mut self.bytes, &mut piece);
        } else {
            self.bytes.drain(..self.rest.start);
            self.bytes.extend_from_slice(&piece[headroom..]);
            self.rest = 0..self.bytes.len();
        }
        let _ = self.give_back.send(piece);
        true
    }

    /// Twice as much at least as there was, so that a record of many pieces is not begun for each.
    fn double(&mut self) -> bool {
        let enough = self.rest.len().saturating_mul(2).max(1);
        let mut has_more = self.more();
        while has_more && self.rest.len() < enough {
            has_more = self.more();
        }
        has_more
    }

    fn consume(&mut self, length: usize) {
        (self.line, self.column) = self.place(length);
        self.rest.start += length;
    }

    /// The line of a byte of the rest, and the bytes before it on that line.
    fn place(&self, at: usize) -> (u32, usize) {
        let before = &self.rest()[..at];
        let newlines = memchr::memchr_iter(b'\n', before).count();
        let line = self
            .line
            .saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        let column = match memchr::memrchr(b'\n', before) {
            Some(newline) => before.len() - newline - 1,
            None => self.column + before.len(),
        };
        (line, column)
    }

    /// Blanks out comments and trailing commas in the rest of the file; whether there were any.
    fn relax(&mut self, parts: &mut impl Parts) -> bool {
        // The comma that was taken in may be one of them.
        let own = usize::from(parts.is_behind_comma());
        let mut text = vec![b','; own];
        text.extend_from_slice(self.rest());
        let Some(plain) = forms::without_comments(&text) else {
            return false;
        };
        if own > 0 && plain.starts_with(b" ") {
            parts.forget_comma();
        }
        self.bytes[self.rest.clone()].copy_from_slice(&plain[own..]);
        true
    }

    /// Takes in what the file begins with, and whatever follows it.
    pub(super) fn take_in(
        &mut self,
        mut parts: impl Parts,
        path: &Arc<str>,
        fragment: &mut Fragment,
    ) {
        let mut has_more = self.more();
        let mut is_seen_twice = false;
        let mut is_relaxed = false;
        loop {
            let (taken, step) = parts.take(self.rest(), has_more, fragment);
            match step {
                Step::Closed => {
                    self.consume(taken);
                    fragment.read_documents(1);
                    return self.take_what_follows(path, fragment);
                }
                Step::Hungry if !has_more => {
                    self.consume(taken);
                    let fault = parts.cut_off(self.line, self.column);
                    return fragment.syntax_error(&fault, path);
                }
                Step::Hungry => {
                    self.consume(taken);
                    has_more = if taken > 0 {
                        self.more()
                    } else {
                        self.double()
                    };
                }
                // The mark of a comment has two bytes.
                Step::Fault { .. } if !is_seen_twice && has_more => {
                    self.consume(taken);
                    has_more = self.double();
                    is_seen_twice = true;
                }
                Step::Fault { at, fault }
                    if !is_relaxed && fault.is_relaxed_json(&self.rest()[at..]) =>
                {
                    self.consume(taken);
                    while self.double() {}
                    has_more = false;
                    is_relaxed = true;
                    if self.relax(&mut parts) {
                        forms::note_relaxed(fragment);
                    }
                }
                Step::Fault { at, mut fault } => {
                    let (line, column) = self.place(at);
                    fault.move_behind(line, column);
                    return fragment.syntax_error(&fault, path);
                }
            }
        }
    }

    /// Other documents behind the list are read whole.
    fn take_what_follows(&mut self, path: &Arc<str>, fragment: &mut Fragment) {
        loop {
            let blank = self.rest().len() - self.rest().trim_ascii_start().len();
            self.consume(blank);
            if !self.rest.is_empty() {
                break;
            }
            if !self.more() {
                return;
            }
        }
        while self.double() {}
        let start = Start {
            documents: 1,
            line: self.line,
            column: self.column,
        };
        read_from(start, self.rest(), path, fragment);
        self.drop_rest();
    }
}
