//! What long work says of itself: a line on standard error, where that is a terminal. Short work
//! says nothing.

use std::cell::Cell;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::report::clean;
use crate::text::one_line;

/// Bytes read before reading counts as long.
const LONG_READING: u64 = 16 << 20;

/// Assignments from which on judging them counts as long.
const LONG_JUDGING: usize = 20_000;

thread_local! {
    /// Whether a program asks, whose terminal is its own.
    static IS_SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Does what this thread would tell about without telling.
pub(crate) fn silently<T>(run: impl FnOnce() -> T) -> T {
    let before = IS_SILENT.replace(true);
    let done = run();
    IS_SILENT.set(before);
    done
}

/// A line that is there until it is dropped.
#[derive(Default)]
pub(crate) struct Progress {
    line: Option<ProgressBar>,
    bytes: u64,
}

impl Progress {
    /// Work on this many assignments.
    pub(crate) fn judging(what: &str, assignments: usize) -> Self {
        let mut progress = Self::default();
        if assignments >= LONG_JUDGING {
            progress.say(&format!("{what} of {assignments} assignments"));
        }
        progress
    }

    /// A file is about to be parsed.
    pub(crate) fn reading(&mut self, path: &str, bytes: u64) {
        self.bytes += bytes;
        if self.bytes >= LONG_READING {
            let (file, all) = (bytes >> 20, self.bytes >> 20);
            self.say(&format!("reading {path}: {file} MB, {all} MB so far"));
        }
    }

    fn say(&mut self, message: &str) {
        if IS_SILENT.get() {
            return;
        }
        let line = self.line.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}");
            let line = ProgressBar::new_spinner();
            line.enable_steady_tick(Duration::from_millis(120));
            match style {
                Ok(style) => line.with_style(style),
                Err(_) => line,
            }
        });
        line.set_message(clean(&one_line(message)));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(line) = &self.line {
            line.finish_and_clear();
        }
    }
}
