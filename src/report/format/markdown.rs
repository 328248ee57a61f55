//! GitHub-flavoured Markdown.

use std::fmt::Write;

use crate::report::hostile::clean;
use crate::report::page::{Block, Page, Table};
use crate::text::one_line;

/// A page as Markdown.
pub(crate) fn to_markdown(page: &Page) -> String {
    let mut out = String::new();
    for block in &page.blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Verdict { word, text, .. } => {
                let (word, text) = (one_line(word), one_line(text));
                let _ = writeln!(out, "**{}** {}", escape(&word), escape(&text));
            }
            Block::Heading(text) => {
                let _ = writeln!(out, "## {}", escape(&one_line(text)));
            }
            Block::Text(text) => {
                let _ = writeln!(out, "{}", escape(text).replace('\n', "\n  "));
            }
            Block::Bullets(points) => {
                for point in points {
                    let _ = writeln!(out, "- {}", escape(point).replace('\n', "\n  "));
                }
            }
            Block::Numbered(points) => {
                for (number, point) in (1..).zip(points) {
                    let _ = writeln!(out, "{number}. {}", escape(point).replace('\n', "\n   "));
                }
            }
            Block::Table(table) => table_to(&mut out, table),
            Block::Code { language, text } => {
                let fence = if text.contains("```") { "````" } else { "```" };
                let _ = writeln!(
                    out,
                    "{fence}{language}\n{}\n{fence}",
                    clean(text.trim_end())
                );
            }
        }
    }
    out
}

fn table_to(out: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        let _ = writeln!(out, "{}\n", escape(&table.caption));
    }
    let _ = writeln!(out, "| {} |", table.columns.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(table.columns.len()));
    for row in &table.rows {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| escape(cell).replace('|', "\\|").replace('\n', "<br>"))
            .collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

/// Names come from outside: what Markdown or HTML would act on is written so that it stays text.
/// Backticks are kept: messages quote with them.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in clean(text).chars() {
        match c {
            '`' => in_code = !in_code,
            '*' | '_' | '[' | ']' | '#' | '~' | '\\' if !in_code => out.push('\\'),
            '<' => {
                out.push_str("&lt;");
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}
