//! Which format an answer gets.

use std::path::Path;

use clap::ValueEnum;

use super::args::{Format, Global, Writes};
use super::complain::Complaint;
use super::output;
use super::query::Query;
use crate::text::fold;

/// Extensions, with the format that each picks.
const EXTENSIONS: [(&str, Format); 20] = [
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
    ("yaml", Format::Yaml),
    ("yml", Format::Yaml),
    ("tsv", Format::Tsv),
    ("txt", Format::Human),
    ("text", Format::Human),
];

impl Global {
    /// What `-o` means: as in az, a bare word that names a format is the format; `-` is stdout; anything
    /// else is a file, as it always is for a command that makes one (docs/output.md).
    pub(super) fn resolve_output(&mut self, is_product: bool) -> Result<(), Complaint> {
        if let Some(file) = self.output_file.take() {
            self.output = Some(file);
            return Ok(());
        }
        if is_product {
            return match &self.query {
                Some(_) => Err(Complaint::usage("this command takes no `--query`")
                    .help("what it makes is not an answer")),
                None => Ok(()),
            };
        }
        if self.output.as_deref() == Some(Path::new("-")) {
            self.output = None;
            return Ok(());
        }
        let word = self.output.as_ref().and_then(|path| path.to_str());
        let Some(named) = word.and_then(|word| Format::from_str(word, false).ok()) else {
            return match word.and_then(misspelt_format) {
                Some(complaint) => Err(complaint),
                None => Ok(()),
            };
        };
        if let Some(format) = self.format.filter(|format| *format != named) {
            return Err(Complaint::usage(format!(
                "`-o {0}` and `--format {1}` name two formats",
                named.word(),
                format.word()
            ))
            .help(format!("`--output-file {}` names a file", named.word())));
        }
        self.output = None;
        self.format = Some(named);
        self.is_format_by_output = true;
        Ok(())
    }
}

/// What to say of a bare word that is a format but for a key or two, or the extension of one: a file of that
/// name, which isn't there yet, is hardly meant.
fn misspelt_format(word: &str) -> Option<Complaint> {
    if word.contains(['.', '/', '\\']) || Path::new(word).exists() {
        return None;
    }
    let folded = fold(word);
    let said = |meant: &str| {
        Complaint::usage(format!("`{word}` is not a format")).help(format!(
            "did you mean `-o {meant}`? `--output-file {word}` names a file"
        ))
    };
    let by_extension = EXTENSIONS.iter().find(|(known, _)| *known == folded);
    if let Some((_, format)) = by_extension {
        return Some(said(&format.word()));
    }
    let length = folded.chars().count();
    let most = match length {
        0..LEAST_MISSPELT => return None,
        LEAST_MISSPELT..LONG => 1,
        _ => 2,
    };
    let also = ["table", "jsonc"].map(str::to_owned);
    let formats = Format::value_variants().iter().map(|format| format.word());
    let near = formats.chain(also).filter_map(|format| {
        let keys = strsim::osa_distance(&folded, &format);
        (keys <= most).then_some((keys, format))
    });
    let (_, meant) = near.min()?;
    Some(said(&meant))
}

/// From how many letters on a word may be a misspelt format.
const LEAST_MISSPELT: usize = 3;

/// From how many letters on two keys may be wrong.
const LONG: usize = 6;

impl Format {
    /// The word on the command line.
    pub(super) fn word(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    /// The words that name a format behind `-o`; a page and a workbook want a file.
    pub(super) fn words() -> impl Iterator<Item = String> {
        let formats = Self::value_variants().iter();
        let printed =
            formats.filter(|format| !matches!(format, Self::Human | Self::Html | Self::Xlsx));
        let words = printed.map(|format| format.word());
        std::iter::once("table".to_owned()).chain(words)
    }

    pub(super) fn is_for_people(self) -> bool {
        matches!(self, Self::Human | Self::Markdown)
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
    pub(super) fn of(global: &Global, offer: Writes) -> Result<Self, Complaint> {
        let writes = |format: Self| offer.holds(format);
        let format = match (global.format, global.configured.format) {
            (Some(named), _) => named,
            (None, _) if global.query.is_some() && global.output.is_none() => Self::Json,
            // One for all commands says nothing of those that don't write it.
            (None, Some(usual)) if global.output.is_none() && writes(usual) => usual,
            (None, _) => by_extension(global)?,
        };
        if !writes(format) {
            return Err(format.not_offered(offer));
        }
        if global.query.is_some() && !Query::goes_with(format) {
            return Err(Complaint::usage(format!(
                "`--query` does not go with `{}`",
                format.word()
            ))
            .help("what it finds is written as json, jsonl, yaml, tsv or table"));
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
        // As docs/output.md has it: `-o html` and `-o xlsx` ask for a file wherever the answer goes.
        let is_for_file = format == Self::Html || format.is_binary();
        let asks_for_file = is_for_file && global.is_format_by_output
            || format.is_binary() && output::is_terminal();
        if asks_for_file && global.output.is_none() {
            return Err(
                Complaint::usage(format!("`{}` needs a file", format.word()))
                    .help(format!("name a file: `-o report.{}`", format.word())),
            );
        }
        Ok(format)
    }

    /// What to say when the command does not write this format.
    pub(super) fn not_offered(self, offer: Writes) -> Complaint {
        let words: Vec<String> = offer.formats().map(Self::word).collect();
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
