//! Places in sources, and diagnostics about them. No rendering here.

use std::fmt;
use std::sync::Arc;

/// A byte range of a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// A place in an input: the file as it was named, and a JSON pointer or a line in it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The path as given or found, `-` for standard input.
    pub file: Arc<str>,
    /// Where the record stands.
    pub at: Position,
}

/// The part of a [`Place`] inside its file.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Position {
    /// The file as a whole.
    Whole,
    /// A record: the pointer to the list that holds it, and its position in that list.
    Element {
        /// JSON pointer of the list, empty for the document itself.
        list: Arc<str>,
        /// Position in the list, from 0.
        index: u32,
    },
    /// An entry of the document itself, by its key.
    Key(Arc<str>),
    /// Any other JSON pointer.
    Pointer(Arc<str>),
    /// A line of a line-oriented file, from 1, and a column, from 1 (0 where none is known).
    Line {
        /// Line, from 1.
        line: u32,
        /// Column, from 1; 0 where none is known.
        column: u32,
    },
}

impl Position {
    /// The JSON pointer; `None` for a line.
    pub fn pointer(&self) -> Option<String> {
        match self {
            Self::Whole => Some(String::new()),
            Self::Element { list, index } => Some(format!("{list}/{index}")),
            Self::Key(key) => Some(format!("/{key}")),
            Self::Pointer(pointer) => Some(pointer.to_string()),
            Self::Line { .. } => None,
        }
    }
}

impl Place {
    /// The file as a whole.
    pub fn whole(file: &Arc<str>) -> Self {
        Self {
            file: Arc::clone(file),
            at: Position::Whole,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match &self.at {
            Position::Whole => Ok(()),
            Position::Element { list, index } => write!(f, "#{list}/{index}"),
            Position::Key(key) => write!(f, "#/{key}"),
            Position::Pointer(pointer) => write!(f, "#{pointer}"),
            Position::Line { line, column: 0 } => write!(f, ":{line}"),
            Position::Line { line, column } => write!(f, ":{line}:{column}"),
        }
    }
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum DiagnosticSeverity {
    /// Worth knowing.
    Info,
    /// The answer may be affected.
    Warning,
    /// Something could not be read.
    Error,
}

impl DiagnosticSeverity {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whether a diagnostic concerns something that could change an answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Effect {
    /// No answer can change because of it.
    None,
    /// An answer could change: `complete` is false. An answer that depends on it says so itself.
    MayChangeAnswer,
    /// A role assignment, a schedule or a role definition was left out: it could give access that no
    /// answer knows of. The same for an operation that is required.
    GrantLost,
    /// A file, a document or a record was lost, and nobody knows what it held: it could give access,
    /// or take it.
    RecordsLost,
}

/// Something odd about the data, with work going on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Stable kebab-case name of the fault.
    pub code: &'static str,
    /// How much it matters.
    pub severity: DiagnosticSeverity,
    /// What is odd: lower case, no full stop, user input in backticks.
    pub message: String,
    /// The file and place that it is about, if any.
    pub place: Option<Place>,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether it could change an answer.
    pub effect: Effect,
}

impl Diagnostic {
    /// A warning that leaves answers as they are.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: DiagnosticSeverity::Warning,
            message: message.into(),
            place: None,
            help: None,
            effect: Effect::None,
        }
    }

    /// A remark that leaves answers as they are.
    pub fn info(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: DiagnosticSeverity::Info,
            ..Self::warning(code, message)
        }
    }

    /// Something could not be read; answers may change.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: DiagnosticSeverity::Error,
            effect: Effect::MayChangeAnswer,
            ..Self::warning(code, message)
        }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same, with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, said to bear on answers.
    #[must_use]
    pub fn may_change_answer(mut self) -> Self {
        self.effect = Effect::MayChangeAnswer;
        self
    }

    /// The same, said of a record that could have given access.
    #[must_use]
    pub fn grant_lost(mut self) -> Self {
        self.effect = Effect::GrantLost;
        self
    }

    /// The same, said of records of unknown content.
    #[must_use]
    pub fn records_lost(mut self) -> Self {
        self.effect = Effect::RecordsLost;
        self
    }

    /// Whether it makes an answer incomplete.
    pub fn limits_answer(&self) -> bool {
        self.effect != Effect::None
    }

    /// The order of diagnostics in every output: gravest first, then by code, place and message.
    pub fn sort_key(&self) -> impl Ord + '_ {
        (
            std::cmp::Reverse(self.severity),
            self.code,
            self.place.clone(),
            self.message.as_str(),
            self.help.as_deref(),
        )
    }
}
