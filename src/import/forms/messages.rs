//! JSON with what `az` says to the standard error in the same file. Its lines are blanked out, so that
//! every place stays where it is.

use super::places::Places;
use super::unwrapped::{Part, Unwrapped};
use crate::span::{Diagnostic, Position};

/// What such a line begins with.
const SAID: [&str; 4] = ["WARNING:", "INFO:", "DEBUG:", FAILED];
const FAILED: &str = "ERROR:";

/// Whether a line is a message. None of JSON is one: inside of texts line ends are escaped.
pub(super) fn is_message(line: &str) -> bool {
    // Where colours were taken out, blanks stand in their place.
    let line = line.trim_ascii_start();
    SAID.iter().any(|word| line.starts_with(word))
}

/// Whether a line behind a message belongs to it: one that no line of JSON begins as.
fn goes_on(line: &str) -> bool {
    let line = line.trim_ascii();
    let of_json = |c: char| c.is_ascii_digit() || "[]{}\",-".contains(c);
    let is_word = ["true", "false", "null"].contains(&line.trim_end_matches(','));
    !line.starts_with(of_json) && !is_word
}

pub(super) fn unwrap(text: &[u8]) -> Unwrapped {
    let mut json = text.to_vec();
    let mut notes = Vec::new();
    let mut at = 0;
    let mut in_message = false;
    for (number, line) in (1..).zip(text.split_inclusive(|byte| *byte == b'\n')) {
        let end = at + line.len();
        let said = String::from_utf8_lossy(line);
        in_message = is_message(&said) || (in_message && goes_on(&said));
        if in_message {
            let ends = line.iter().rev().take_while(|byte| b"\r\n".contains(byte));
            json[at..end - ends.count()].fill(b' ');
        }
        if let Some(why) = said.trim_ascii_start().strip_prefix(FAILED) {
            let message = format!("the command failed: {}", why.trim());
            let note = Diagnostic::warning("failed-response", message);
            let position = Position::Line {
                line: number,
                column: 1,
            };
            notes.push((position, note.records_lost().help("export again")));
        }
        at = end;
    }
    if notes.is_empty() && json.trim_ascii().is_empty() {
        let message = "the file holds only messages, as a failed export leaves them";
        let note = Diagnostic::warning("empty-file", message).records_lost();
        notes.push((Position::Whole, note));
    }
    Unwrapped {
        parts: vec![Part {
            json,
            places: Places::Same,
        }],
        notes,
    }
}
