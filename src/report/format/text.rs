//! The human format: text for a terminal.

use std::collections::BTreeMap;

use crate::report::format::terminal_table::grid;
use crate::report::format::wrap::wrapped;
use crate::report::hostile::clean;
use crate::report::page::{Block, Page, Tone};
use crate::span::{Diagnostic, DiagnosticSeverity};
use crate::text::{brief, one_line};

/// Whether to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Paint {
    /// With ANSI colours.
    Colour,
    /// Without.
    Plain,
}

/// How wide lines may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Width {
    /// This many columns.
    Columns(u16),
    /// As wide as the content: not a terminal.
    Unlimited,
}

/// A page as text.
pub(crate) fn to_human(page: &Page, width: Width, paint: Paint) -> String {
    let mut out = String::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let spaced = at > 0 && !matches!(page.blocks[at - 1], Block::Heading(_));
        if spaced {
            out.push('\n');
        }
        match block {
            Block::Verdict { tone, word, text } => {
                verdict(&mut out, (*tone, word, text), width, paint);
            }
            Block::Heading(text) => {
                out.push_str(&painted(&clean(&one_line(text)), "1", paint));
                out.push('\n');
            }
            // Descriptions have lines; none of them looks like a line of the program.
            Block::Text(text) => hung(&mut out, "", "    ", text, width),
            Block::Bullets(points) => {
                for point in points {
                    hung(&mut out, "  - ", "    ", point, width);
                }
            }
            Block::Numbered(steps) => {
                for (number, step) in (1..).zip(steps) {
                    let mark = format!("{number:>3}. ");
                    hung(&mut out, &mark, "     ", &step.text, width);
                    copied(&mut out, "     ", &step.commands);
                }
            }
            Block::Table(table) => out.push_str(&grid(table, width)),
            Block::Code { text, .. } => copied(&mut out, "  ", text),
        }
    }
    // Of a long answer in a terminal the beginning is out of sight.
    if matches!(width, Width::Columns(_))
        && out.lines().count() > SCREEN
        && let Some(Block::Verdict { tone, word, text }) = page.verdict_to_repeat()
    {
        out.push('\n');
        verdict(&mut out, (*tone, word, text), width, paint);
    }
    out
}

/// The rows of a terminal.
const SCREEN: usize = 24;

fn verdict(out: &mut String, (tone, word, text): (Tone, &str, &str), width: Width, paint: Paint) {
    let code = match tone {
        Tone::Good => "1;32",
        Tone::Open => "1;33",
        Tone::Bad => "1;31",
        Tone::Plain => "1",
    };
    let word = clean(&one_line(word));
    let text = format!("{word}  {}", clean(&one_line(text)));
    let lines = in_lines(&text, width, 0);
    out.push_str(&painted(&word, code, paint));
    out.push_str(lines.strip_prefix(&*word).unwrap_or(&lines));
    out.push('\n');
}

/// Lines to copy: none is broken.
fn copied(out: &mut String, indent: &str, text: &str) {
    for line in text.lines() {
        out.push_str(indent);
        out.push_str(&clean(line));
        out.push('\n');
    }
}

/// A paragraph that begins with a mark; lines after its first stand below its text.
fn hung(out: &mut String, mark: &str, indent: &str, text: &str, width: Width) {
    let text = clean(text);
    for (at, line) in text.split('\n').enumerate() {
        let (lead, below) = match (at, mark) {
            (0, "") => ("", ""),
            (0, mark) => (mark, indent),
            _ => (indent, indent),
        };
        out.push_str(lead);
        let lines = in_lines(line, width, below.len());
        out.push_str(&lines.replace('\n', &format!("\n{below}")));
        out.push('\n');
    }
}

/// The text in lines that fit beside an indent.
fn in_lines(text: &str, width: Width, indent: usize) -> String {
    match width {
        Width::Unlimited => text.to_owned(),
        Width::Columns(columns) => {
            wrapped(text, usize::from(columns).saturating_sub(indent).max(20))
        }
    }
}

/// How many diagnostics of a kind are reported in full.
const DIAGNOSTICS_SHOWN: usize = 5;

/// Diagnostics as text, one block each; of a kind that comes often, the first few and a count.
pub(crate) fn diagnostics_to_human(diagnostics: &[Diagnostic], paint: Paint) -> String {
    let mut out = String::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut helped = None;
    for diagnostic in diagnostics {
        let count = seen.entry(diagnostic.code).or_default();
        *count += 1;
        if *count > DIAGNOSTICS_SHOWN {
            if *count == DIAGNOSTICS_SHOWN + 1 {
                let all = diagnostics.iter().filter(|d| d.code == diagnostic.code);
                let more = all.count() - DIAGNOSTICS_SHOWN;
                out.push_str(&format!(
                    "  and {more} more of `{}`; `--format json` lists all\n",
                    diagnostic.code
                ));
            }
            continue;
        }
        let code = match diagnostic.severity {
            DiagnosticSeverity::Error => "1;31",
            DiagnosticSeverity::Warning => "1;33",
            DiagnosticSeverity::Info => "1;36",
        };
        out.push_str(&painted(diagnostic.severity.as_str(), code, paint));
        out.push_str(": ");
        out.push_str(&clean(&brief(&diagnostic.message)));
        if let Some(place) = &diagnostic.place {
            out.push_str(&format!("\n  at {}", clean(&place.to_string())));
        }
        if let Some(help) = &diagnostic.help
            && helped != Some(help)
        {
            out.push_str(&format!("\n  help: {}", clean(help)));
        }
        helped = diagnostic.help.as_ref();
        out.push('\n');
    }
    out
}

fn painted(text: &str, code: &str, paint: Paint) -> String {
    match paint {
        Paint::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        Paint::Plain => text.to_owned(),
    }
}
