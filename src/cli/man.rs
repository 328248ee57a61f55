//! Manual pages, made of the same texts as the help. clap_mangen lives only here.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::args::{Cli, described};

/// What the environment says, on the first page.
const ENVIRONMENT: [(&str, &str); 7] = [
    (
        "ROLECALL_CATALOG",
        "The catalogue image to answer from, where --catalog names none.",
    ),
    (
        "ROLECALL_CONFIG",
        "The configuration to take, where --config names none.",
    ),
    ("NO_COLOR", "Set and not empty: no colour."),
    (
        "CLICOLOR_FORCE",
        "Set and not empty: colour even where standard output is not a terminal.",
    ),
    ("COLUMNS", "How wide the terminal is."),
    (
        "XDG_DATA_HOME",
        "Where rolecall/catalog.image lives, the imported catalogue.",
    ),
    (
        "SOURCE_DATE_EPOCH",
        "The day to judge by, in seconds since 1970.",
    ),
];

/// A page for each command, with the name of its file; the program itself first.
pub(crate) fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut root = described(Cli::command().disable_help_subcommand(true));
    root.build();
    let mut pages = Vec::new();
    let mut open = vec![root];
    while let Some(command) = open.pop() {
        let below = command
            .get_subcommands()
            .filter(|below| !below.is_hide_set());
        open.extend(below.cloned());
        let first = pages.is_empty();
        let mut page = Vec::new();
        render(&command, first, &mut page)?;
        pages.push((Man::new(command).get_filename(), page));
    }
    pages[1..].sort();
    Ok(pages)
}

fn render(command: &Command, first: bool, page: &mut Vec<u8>) -> io::Result<()> {
    let source = format!("rolecall {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(source).manual("rolecall");
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.get_subcommands().any(|below| !below.is_hide_set()) {
        man.render_subcommands_section(page)?;
    }
    let after = command.get_after_long_help().map(ToString::to_string);
    let mut roff = Roff::new();
    notes_and_examples(&after.unwrap_or_default(), &mut roff);
    if first {
        roff.control("SH", ["ENVIRONMENT"]);
        for (name, meaning) in ENVIRONMENT {
            roff.control("TP", [])
                .text([bold(name)])
                .text([roman(meaning)]);
        }
    }
    page.extend(roff.render().into_bytes());
    Ok(())
}

/// Paragraphs as such, examples line by line.
fn notes_and_examples(text: &str, roff: &mut Roff) {
    for paragraph in text.split("\n\n") {
        if let Some(examples) = paragraph.strip_prefix("Examples:\n") {
            roff.control("SH", ["EXAMPLES"]).control("nf", []);
            for line in examples.lines() {
                roff.text([roman(line)]);
            }
            roff.control("fi", []);
        } else if let Some(codes) = paragraph.strip_prefix("Exit code: ") {
            let codes = codes.replace('\n', " ");
            roff.control("SH", ["EXIT STATUS"]).text([roman(codes)]);
        } else if !paragraph.is_empty() {
            let note = paragraph.replace('\n', " ");
            roff.control("SH", ["NOTES"]).text([roman(note)]);
        }
    }
}
