//! Which formats each command writes, and what it is refused by.

use super::Format;

/// What every command can write that answers.
pub(super) const EVERYWHERE: [Format; 8] = [
    Format::Human,
    Format::Json,
    Format::Jsonl,
    Format::Csv,
    Format::Markdown,
    Format::Yaml,
    Format::Tsv,
    Format::None,
];

/// What a command writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writes {
    /// The command, as in `nexus check`.
    pub(super) command: &'static str,
    /// The option with which it does.
    pub(super) with: Option<&'static str>,
    /// What it writes beyond what every command does.
    pub(super) more: &'static [Format],
}

impl Writes {
    /// What a command writes that has no formats of its own.
    pub(crate) const PLAIN: Self = Self::of("", &[]);
    pub(crate) const QUESTIONS: Self = Self {
        with: Some("--questions"),
        ..Self::of("can", &[Format::Junit])
    };
    pub(crate) const RECOMMEND: Self = Self::of("recommend", &[Format::Sarif, Format::Junit]);
    pub(crate) const AUDIT: Self = Self::of("audit", FINDINGS_AND_PAGE);
    pub(crate) const PATHS: Self = Self {
        with: Some("--paths"),
        ..Self::of("audit", &[Format::Dot, Format::Mermaid])
    };
    pub(crate) const DEMO: Self = Self::of("demo", FINDINGS_AND_PAGE);
    pub(crate) const ROLES_LINT: Self =
        Self::of("roles lint", &[Format::Sarif, Format::Xlsx, Format::Junit]);
    pub(crate) const CONDITIONS_LINT: Self =
        Self::of("conditions lint", &[Format::Sarif, Format::Junit]);
    pub(crate) const NEXUS_CHECK: Self = Self::of("nexus check", &[Format::Sarif, Format::Junit]);

    pub(super) const ALL: [Self; 8] = [
        Self::QUESTIONS,
        Self::RECOMMEND,
        Self::AUDIT,
        Self::PATHS,
        Self::DEMO,
        Self::ROLES_LINT,
        Self::CONDITIONS_LINT,
        Self::NEXUS_CHECK,
    ];

    const fn of(command: &'static str, more: &'static [Format]) -> Self {
        Self {
            command,
            with: None,
            more,
        }
    }

    pub(crate) fn holds(self, format: Format) -> bool {
        EVERYWHERE.contains(&format) || self.more.contains(&format)
    }

    /// All of its formats.
    pub(crate) fn formats(self) -> impl Iterator<Item = Format> {
        EVERYWHERE.into_iter().chain(self.more.iter().copied())
    }
}

const FINDINGS_AND_PAGE: &[Format] = &[Format::Html, Format::Sarif, Format::Xlsx, Format::Junit];

/// The commands whose product has one form, so that they take no format.
pub(crate) const ONE_FORM: [&str; 5] = ["init", "suppress", "completions", "man", "catalog reset"];
/// The commands that answer for people and in JSON alone.
pub(crate) const PEOPLE_AND_JSON: [&str; 1] = ["collect"];
