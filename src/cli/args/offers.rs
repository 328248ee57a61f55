//! Which formats a command writes: what its help lists, and what it is refused by.

use clap::Arg;

use super::Format;

/// What every command can write that answers.
const EVERYWHERE: [Format; 8] = [
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
pub(crate) struct Offer {
    /// The command, as in `nexus check`.
    command: &'static str,
    /// The option with which it does.
    with: Option<&'static str>,
    /// What it writes beyond what every command does.
    more: &'static [Format],
}

impl Offer {
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

    const ALL: [Self; 8] = [
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

/// The options about formats, as the help of a command at a path below the program has them.
pub(super) fn options(path: &str, has_commands: bool, all: &[Arg]) -> Vec<Arg> {
    let own = |arg: &Arg| match arg.get_id().as_str() {
        "format" | "query" if ONE_FORM.contains(&path) => Some(arg.clone().hide(true)),
        "format" => Some(arg.clone().help(help(path, has_commands))),
        _ => None,
    };
    all.iter().filter_map(own).collect()
}

fn help(path: &str, has_commands: bool) -> String {
    let formats = match PEOPLE_AND_JSON.contains(&path) {
        true => "human, json".to_owned(),
        false => formats_in_words(path),
    };
    let others = match has_commands {
        true => "; some commands write others too",
        false => "",
    };
    format!("Format of the answer: {formats}{others}")
}

fn formats_in_words(path: &str) -> String {
    let words = |formats: &mut dyn Iterator<Item = Format>| {
        let words: Vec<String> = formats.map(Format::word).collect();
        words.join(", ")
    };
    let mut text = words(&mut EVERYWHERE.into_iter());
    let own = |with: bool| {
        Offer::ALL
            .iter()
            .filter(move |offer| offer.command == path && offer.with.is_some() == with)
    };
    for offer in own(false) {
        text.push_str(&format!(", {}", words(&mut offer.more.iter().copied())));
    }
    for offer in own(true) {
        let more = words(&mut offer.more.iter().copied());
        text.push_str(&format!(
            "; with {}: {more}",
            offer.with.unwrap_or_default()
        ));
    }
    text
}
