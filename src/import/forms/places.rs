//! Where the records of an unwrapped part stand in the file that holds it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::span::Position;

/// How positions in a part are positions in what it was taken from.
#[derive(Debug)]
pub(crate) enum Places {
    /// The same: only blanks were put where something was taken out.
    Same,
    /// The part stands below a JSON pointer.
    Below(String),
    /// The part stands inside of one text, which can't be pointed into.
    At(Position),
    /// Each element of a list of the part stands at a position of its own.
    Each {
        /// The pointer of the list in the part.
        list: &'static str,
        /// Where its elements stand.
        at: Vec<Position>,
    },
    /// Values stand on lines, by their pointers.
    Lines(HashMap<String, u32>),
}

impl Places {
    /// Where in the file a position of the part is.
    pub(crate) fn outside(&self, at: &Position) -> Position {
        match self {
            Self::Same => at.clone(),
            Self::At(position) => position.clone(),
            Self::Below(above) => {
                let inside = at.pointer().unwrap_or_default();
                Position::Pointer(Arc::from(format!("{above}{inside}")))
            }
            Self::Each { list, at: each } => {
                let pointer = at.pointer().unwrap_or_default();
                let index = pointer.strip_prefix(list).and_then(|rest| {
                    let index = rest.strip_prefix('/')?.split('/').next()?;
                    index.parse::<usize>().ok()
                });
                let found = index.and_then(|index| each.get(index));
                found.cloned().unwrap_or(Position::Whole)
            }
            Self::Lines(lines) => {
                let pointer = at.pointer().unwrap_or_default();
                let mut pointer = pointer.as_str();
                loop {
                    if let Some(line) = lines.get(pointer) {
                        return Position::Line {
                            line: *line,
                            column: 0,
                        };
                    }
                    match pointer.rfind('/') {
                        Some(end) => pointer = &pointer[..end],
                        None => return Position::Whole,
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(text: &str) -> Position {
        Position::Pointer(Arc::from(text))
    }

    #[test]
    fn positions_lead_out_of_a_part() {
        let element = Position::Element {
            list: Arc::from("/value"),
            index: 2,
        };
        let below = Places::Below("/responses/0/content".to_owned());
        assert_eq!(
            below.outside(&element),
            pointer("/responses/0/content/value/2")
        );
        assert_eq!(
            below.outside(&Position::Whole),
            pointer("/responses/0/content")
        );
        let each = Places::Each {
            list: "",
            at: vec![pointer("/rows/4"), pointer("/rows/7")],
        };
        assert_eq!(each.outside(&pointer("/1/properties")), pointer("/rows/7"));
        assert_eq!(each.outside(&pointer("/2")), Position::Whole);
        let line = |line| Position::Line { line, column: 0 };
        let lines = Places::Lines(HashMap::from([("".to_owned(), 1), ("/3".to_owned(), 17)]));
        assert_eq!(lines.outside(&pointer("/3/permissions/0")), line(17));
        assert_eq!(lines.outside(&pointer("/4")), line(1));
    }
}
