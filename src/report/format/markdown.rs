//! GitHub-flavoured Markdown.

use std::collections::HashSet;
use std::fmt::Write;

use crate::report::hostile::clean;
use crate::report::page::{Block, Cut, Page, Section, Table};
use crate::text::{self, one_line};

/// A page as Markdown.
pub(crate) fn to_markdown(page: &Page) -> String {
    let mut out = String::new();
    let most = page.cut.map_or(usize::MAX, |cut| cut.rows);
    for block in &page.blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Verdict { word, text, .. } => {
                let (word, text) = (one_line(word), one_line(text));
                let _ = writeln!(out, "**{}** {}", escape(&word), escape(&text));
            }
            Block::Caution(word, text) => {
                let _ = writeln!(out, "**{word}** {}", escape(&one_line(text)));
            }
            Block::Heading(text) => {
                let _ = writeln!(out, "## {}", escape(&one_line(text)));
            }
            Block::Text(text) => {
                let _ = writeln!(out, "{}", escape(text).replace('\n', "\n  "));
            }
            Block::Bullets(points) => {
                for point in points.iter().take(most) {
                    let _ = writeln!(out, "- {}", escape(point).replace('\n', "\n  "));
                }
                if points.len() > most {
                    let _ = writeln!(out, "- {}", escape(&Cut::said(points.len() - most)));
                }
            }
            Block::Numbered(steps) => {
                let mut is_spaced = false;
                for (number, step) in (1..).zip(steps) {
                    if std::mem::take(&mut is_spaced) {
                        out.push('\n');
                    }
                    let text = escape(&step.text).replace('\n', "\n   ");
                    let _ = writeln!(out, "{number}. {text}");
                    if !step.commands.is_empty() {
                        let fenced = fenced("sh", &step.commands);
                        let _ = writeln!(out, "\n   {}", fenced.replace('\n', "\n   "));
                        is_spaced = true;
                    }
                }
            }
            Block::Sections(parts, others) => {
                sections(&mut out, parts);
                if *others > 0 {
                    let _ = writeln!(out, "\n{}", escape(&Cut::said(*others)));
                }
            }
            Block::Steps(steps) => sections(&mut out, steps),
            Block::Table(table) => first_rows(&mut out, table, most),
            Block::First(table, most) => first_rows(&mut out, table, *most),
            Block::Code { language, text } => {
                let _ = writeln!(out, "{}", fenced(language, text));
            }
        }
    }
    out
}

/// Parts with what each takes.
fn sections(out: &mut String, parts: &[Section]) {
    for (at, part) in parts.iter().enumerate() {
        let space = if at > 0 { "\n" } else { "" };
        let heading = escape(&one_line(&part.heading));
        let _ = writeln!(out, "{space}## {heading}");
        if !part.points.is_empty() {
            out.push('\n');
        }
        for point in &part.points {
            let _ = writeln!(out, "- {}", escape(point).replace('\n', "\n  "));
        }
        if !part.commands.is_empty() {
            let _ = writeln!(out, "\n{}", fenced("sh", &part.commands));
        }
    }
}

fn fenced(language: &str, text: &str) -> String {
    let fence = if text.contains("```") { "````" } else { "```" };
    format!("{fence}{language}\n{}\n{fence}", clean(text.trim_end()))
}

/// A table, and how many rows of it are left out.
fn first_rows(out: &mut String, table: &Table, most: usize) {
    table_to(out, table, most);
    let left_out = table.rows.len().saturating_sub(most);
    if left_out > 0 {
        let _ = writeln!(out, "\n{}", escape(&Cut::said(left_out)));
    }
}

fn table_to(out: &mut String, table: &Table, most: usize) {
    if !table.caption.is_empty() {
        let _ = writeln!(out, "{}\n", escape(&table.caption));
    }
    let _ = writeln!(out, "| {} |", table.columns.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(table.columns.len()));
    for row in table.rows.iter().take(most) {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| escape(cell).replace('|', "\\|").replace('\n', "<br>"))
            .collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

/// The backticks that quote: at the edges of words, in pairs. Others are of a name. None where a quoted name may
/// have one, or where a run of several begins another kind of span.
fn quotes(text: &str) -> HashSet<usize> {
    let mut found = HashSet::new();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut is_open = false;
    for (at, c) in text.char_indices() {
        let is_inner = match is_open {
            true => is_word(text[at + c.len_utf8()..].chars().next()),
            false => is_word(text[..at].chars().next_back()),
        };
        match c {
            '`' if is_open && is_inner => return HashSet::new(),
            '`' if !is_inner => {
                found.insert(at);
                is_open = !is_open;
            }
            // What begins on one line may not end on another.
            '\n' if is_open => return HashSet::new(),
            _ => {}
        }
    }
    match is_open || text.contains("``") {
        true => HashSet::new(),
        false => found,
    }
}

/// Names come from outside: what Markdown, HTML or GitHub would act on is written so that it stays text.
/// Backticks are kept where they quote: messages do.
fn escape(text: &str) -> String {
    let text = clean(text);
    let quotes = quotes(&text);
    let mut out = String::with_capacity(text.len());
    let (mut in_code, mut before) = (false, ' ');
    for (at, c) in text.char_indices() {
        match c {
            '`' if quotes.contains(&at) => {
                in_code = !in_code;
                out.push(c);
            }
            '`' => out.push_str("&#96;"),
            _ if in_code => out.push(c),
            '<' => out.push_str("&lt;"),
            '*' | '_' | '[' | ']' | '#' | '~' | '\\' => out.extend(['\\', c]),
            '&' => out.push_str("&amp;"),
            '$' => out.push_str("&#36;"),
            // A comment keeps GitHub from telling whoever has that name.
            '@' if !before.is_alphanumeric() => out.push_str("@<!-- -->"),
            ':' if text[at..].starts_with("://") && !is_of_docs(&text[..at], &text[at..]) => {
                out.push_str("&#58;");
            }
            '.' if text::ends_with(&text[..at], "www") => out.push_str("&#46;"),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// Whether an address is one of ours, which may be followed.
fn is_of_docs(scheme: &str, rest: &str) -> bool {
    scheme.ends_with("https") && rest.starts_with("://learn.microsoft.com/")
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn backticks_of_names_are_text_and_those_of_messages_quote() {
        for (text, expected) in [
            (
                "assign `Reader` at `/`, or `Owner`",
                "assign `Reader` at `/`, or `Owner`",
            ),
            ("(`a_b`)", "(`a_b`)"),
            (
                "remove x`y & @bob from x`y",
                "remove x&#96;y &amp; @<!-- -->bob from x&#96;y",
            ),
            ("role `x`y *b*` at z", "role &#96;x&#96;y \\*b\\*&#96; at z"),
            ("a ` alone_", "a &#96; alone\\_"),
        ] {
            assert_eq!(escape(text), expected, "{text}");
        }
    }
}
