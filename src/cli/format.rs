//! Which format an answer gets.

use clap::ValueEnum;

use super::args::{Format, Global};
use super::complain::Complaint;
use super::output;

/// What every command can write.
const EVERYWHERE: [Format; 5] = [
    Format::Human,
    Format::Json,
    Format::Jsonl,
    Format::Csv,
    Format::Markdown,
];

/// Extensions, with the format that each picks.
const EXTENSIONS: [(&str, Format); 17] = [
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("csv", Format::Csv),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("sarif", Format::Sarif),
    ("xlsx", Format::Xlsx),
    ("xml", Format::Junit),
    ("dot", Format::Dot),
    ("gv", Format::Dot),
    ("mmd", Format::Mermaid),
    ("mermaid", Format::Mermaid),
    ("txt", Format::Human),
    ("text", Format::Human),
];

impl Format {
    /// The word on the command line.
    fn word(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    fn is_binary(self) -> bool {
        self == Self::Xlsx
    }

    /// The format of an answer: as named, else by the extension of the file, else for people.
    ///
    /// # Errors
    ///
    /// When the command does not offer it, no format goes with the extension, or bytes that are no
    /// text would go to a terminal.
    pub(super) fn of(global: &Global, offered: &[Self]) -> Result<Self, Complaint> {
        let writes = |format: Self| EVERYWHERE.contains(&format) || offered.contains(&format);
        let format = match (global.format, global.configured.format) {
            (Some(named), _) => named,
            // One for all commands says nothing of those that don't write it.
            (None, Some(usual)) if global.output.is_none() && writes(usual) => usual,
            (None, _) => by_extension(global)?,
        };
        if !writes(format) {
            return Err(format.not_offered(offered));
        }
        if format != Self::Csv
            && let Some(folder) = global
                .output
                .as_deref()
                .filter(|path| output::is_folder(path))
        {
            return Err(
                Complaint::usage(format!("`{}` is a folder", folder.display()))
                    .help("name a file, or `--format csv` for a folder of tables"),
            );
        }
        if format.is_binary() && global.output.is_none() && output::is_terminal() {
            return Err(
                Complaint::usage(format!("`{}` is no text for a terminal", format.word()))
                    .help("name a file with `-o`"),
            );
        }
        Ok(format)
    }

    /// What to say when the command does not write this format.
    pub(super) fn not_offered(self, offered: &[Self]) -> Complaint {
        let words: Vec<String> = EVERYWHERE
            .iter()
            .chain(offered)
            .map(|format| format.word())
            .collect();
        Complaint::usage(format!("this command does not write `{}`", self.word())).help(
            if matches!(self, Self::Dot | Self::Mermaid) {
                "graphs are drawn by `rolecall audit --paths`".to_owned()
            } else {
                format!("it writes {}", words.join(", "))
            },
        )
    }
}

fn by_extension(global: &Global) -> Result<Format, Complaint> {
    let extension = global.output.as_ref().and_then(|path| path.extension());
    let Some(extension) = extension else {
        return Ok(Format::Human);
    };
    let extension = extension.to_string_lossy().to_ascii_lowercase();
    EXTENSIONS
        .iter()
        .find(|(known, _)| *known == extension)
        .map(|(_, format)| *format)
        .ok_or_else(|| {
            Complaint::usage(format!("no format goes with the extension `.{extension}`"))
                .help("name one with `--format`, or use .json, .jsonl, .csv, .md, .html, .sarif, .xlsx, .xml (JUnit), .dot, .mmd or .txt")
        })
}
