//! The human format: text for a terminal.

use crate::report::format::terminal_table::grid;
use crate::report::format::wrap::wrapped;
use crate::report::hostile::clean;
use crate::report::page::{Block, Cut, Page, Section, Table, Tone};
use crate::text::one_line;

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
            Block::Caution(word, text) => {
                verdict(&mut out, (Tone::Open, word, text), width, paint);
            }
            Block::Verdict { tone, word, text } => {
                verdict(&mut out, (*tone, word, text), width, paint);
            }
            Block::Heading(text) => heading(&mut out, text, width, paint),
            // Descriptions have lines; none of them looks like a line of the program.
            Block::Text(text) => hung(&mut out, "", "    ", text, width),
            Block::Bullets(points) => bullets(&mut out, points, page.cut, width),
            Block::Numbered(steps) => {
                for (number, step) in (1..).zip(steps) {
                    let mark = format!("{number:>3}. ");
                    hung(&mut out, &mark, "     ", &step.text, width);
                    copied(&mut out, "     ", &step.commands);
                }
            }
            Block::Table(table) => rows(&mut out, table, page.cut, width),
            Block::First(table, most) => {
                let lines = page.cut.map_or(usize::MAX, |cut| cut.lines);
                let cut = Cut { rows: *most, lines };
                rows(&mut out, table, Some(cut), width);
            }
            Block::Sections(parts, others) => {
                sections(&mut out, parts, *others, page.cut, (width, paint));
            }
            Block::Code { language, text } => code(&mut out, language, text, page.cut, width),
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

fn heading(out: &mut String, text: &str, width: Width, paint: Paint) {
    let lines = in_lines(&clean(&one_line(text)), width, 0);
    out.push_str(&painted(&lines, "1", paint));
    out.push('\n');
}

/// Parts, as many as find room, but one at least.
fn sections(
    out: &mut String,
    parts: &[Section],
    others: usize,
    cut: Option<Cut>,
    (width, paint): (Width, Paint),
) {
    let mut lines = 0;
    let mut left_out = others;
    for (at, part) in parts.iter().enumerate() {
        let mut next = String::new();
        if at > 0 {
            next.push('\n');
        }
        heading(&mut next, &part.heading, width, paint);
        bullets(&mut next, &part.points, None, width);
        lines += next.lines().count();
        if at > 0 && is_too_long(cut, width, (at + 1, lines)) {
            left_out += parts.len() - at;
            break;
        }
        out.push_str(&next);
    }
    if left_out > 0 {
        out.push_str(&format!("\n{}\n", Cut::said(left_out)));
    }
}

/// Lines to copy; of a definition as many as find room. Commands are never cut.
fn code(out: &mut String, language: &str, text: &str, cut: Option<Cut>, width: Width) {
    let count = text.lines().count();
    let is_cut = language == "json" && is_too_long(cut, width, (0, count));
    let Some(cut) = cut.filter(|_| is_cut) else {
        return copied(out, "  ", text);
    };
    let first: Vec<&str> = text.lines().take(cut.lines).collect();
    copied(out, "  ", &first.join("\n"));
    let left_out = Cut::said_of_lines(count - first.len());
    out.push_str(&format!("  {left_out}\n"));
}

/// Points, as many as find room.
fn bullets(out: &mut String, points: &[String], cut: Option<Cut>, width: Width) {
    let Some(cut) = cut else {
        for point in points {
            hung(out, "  - ", "    ", point, width);
        }
        return;
    };
    let mut lines = 0;
    for (at, point) in points.iter().enumerate() {
        let mut next = String::new();
        hung(&mut next, "  - ", "    ", point, width);
        lines += next.lines().count();
        if at >= FEWEST && is_too_long(Some(cut), width, (at + 1, lines)) {
            out.push_str(&format!("  {}\n", Cut::said(points.len() - at)));
            return;
        }
        out.push_str(&next);
    }
}

/// A table, as many of its rows as find room.
fn rows(out: &mut String, table: &Table, cut: Option<Cut>, width: Width) {
    let most = cut.map_or(usize::MAX, |cut| match width {
        Width::Columns(_) => cut.lines.min(cut.rows),
        Width::Unlimited => cut.rows,
    });
    let mut count = table.rows.len().min(most);
    let mut shortened = None;
    let text = loop {
        let first = grid(shortened.as_ref().unwrap_or(table), count, width);
        let lines = first.lines().count();
        if !is_too_long(cut, width, (count, lines)) {
            break first;
        }
        // A cell takes no more than a part of the room.
        let most = cut.map_or(usize::MAX, |cut| cut.lines / 3).max(FEWEST);
        if shortened.is_none()
            && let Some(short) = with_short_cells(table, count, most)
        {
            shortened = Some(short);
        } else if count <= FEWEST {
            break first;
        } else {
            count -= 1;
        }
    };
    out.push_str(&text);
    if count < table.rows.len() {
        out.push_str(&format!(" {}\n", Cut::said(table.rows.len() - count)));
    } else if shortened.is_some() {
        out.push_str(" `--all` lists all of each\n");
    }
}

/// The first rows with the first lines of each cell; none where no cell is longer.
fn with_short_cells(table: &Table, count: usize, most: usize) -> Option<Table> {
    // To say that there is one more takes as much room as the one.
    let is_long = |cell: &String| cell.lines().count() > most + 1;
    let rows = table.rows.get(..count)?;
    rows.iter().flatten().any(is_long).then_some(())?;
    let short = |cell: &String| match is_long(cell) {
        true => {
            let lines: Vec<&str> = cell.lines().collect();
            format!(
                "{}\n… and {} more",
                lines[..most].join("\n"),
                lines.len() - most
            )
        }
        false => cell.clone(),
    };
    Some(Table {
        caption: table.caption.clone(),
        columns: table.columns.clone(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(short).collect())
            .collect(),
    })
}

/// How many rows or points of a list are shown however long they are.
const FEWEST: usize = 2;

/// Whether a list of so many rows and lines is longer than a page shows.
fn is_too_long(cut: Option<Cut>, width: Width, (rows, lines): (usize, usize)) -> bool {
    let is_terminal = matches!(width, Width::Columns(_));
    cut.is_some_and(|cut| rows > cut.rows || (is_terminal && lines > cut.lines))
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

/// A text in a colour, by its ANSI code.
pub(crate) fn painted(text: &str, code: &str, paint: Paint) -> String {
    match paint {
        Paint::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        Paint::Plain => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: usize) -> Page {
        let mut page = Page::default();
        page.table(Table {
            caption: String::new(),
            columns: vec!["n"],
            rows: (0..rows).map(|n| vec![format!("row-{n}")]).collect(),
        });
        page.bullets((0..rows).map(|n| format!("point-{n}")).collect());
        page
    }

    fn counted(page: &Page, width: Width) -> (usize, usize) {
        let text = to_human(page, width, Paint::Plain);
        let count = |mark| text.matches(mark).count();
        assert_eq!(
            text.contains("more; `--all` lists them"),
            count("row-") < 40,
            "{text}"
        );
        (count("row-"), count("point-"))
    }

    /// Of a cell, a definition and parts the first lines are shown where a page is cut; a command is whole.
    #[test]
    fn what_is_long_in_one_piece_is_cut_too() {
        let many = |what: &str| {
            let lines: Vec<String> = (0..30).map(|n| format!("{what}-{n}-")).collect();
            lines.join("\n")
        };
        let mut page = Page::default();
        page.table(Table {
            caption: String::new(),
            columns: vec!["a", "b"],
            rows: vec![vec!["x".to_owned(), many("cell")]],
        });
        page.code("json", many("json"));
        page.code("sh", many("command"));
        let section = |n: usize| Section {
            heading: format!("section-{n}-"),
            points: vec!["step".to_owned(); 6],
        };
        page.push(Block::Sections((0..3).map(section).collect(), 4));
        let count = |page: &Page, width| {
            let text = to_human(page, width, Paint::Plain);
            ["cell-", "json-", "command-", "section-"].map(|mark| text.matches(mark).count())
        };
        let terminal = Width::Columns(80);
        assert_eq!(count(&page, terminal), [30, 30, 30, 3]);
        page.cut_on_terminals(12);
        assert_eq!(count(&page, Width::Unlimited), [30, 30, 30, 3]);
        assert_eq!(count(&page, terminal), [4, 12, 30, 1]);
        let text = to_human(&page, terminal, Paint::Plain);
        for said in [
            "… and 26 more\n",
            "`--all` lists all of each",
            "… and 18 more lines; `--all` shows them",
            "… and 6 more; `--all` lists them",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        page.cut_on_terminals(16);
        assert_eq!(count(&page, terminal)[3], 2);
    }

    #[test]
    fn a_list_that_is_cut_ends_with_a_count() {
        let mut page = page(40);
        let terminal = Width::Columns(80);
        assert_eq!(counted(&page, terminal), (40, 40));
        page.cut_on_terminals(10);
        assert_eq!(counted(&page, Width::Unlimited), (40, 40));
        assert_eq!(counted(&page, terminal), (9, 10));
        page.cut = Some(Cut { rows: 7, lines: 10 });
        assert_eq!(counted(&page, terminal), (7, 7));
        assert_eq!(counted(&page, Width::Unlimited), (7, 7));
        let markdown = crate::report::to_markdown(&page);
        assert_eq!(markdown.matches("row-").count(), 7);
        assert_eq!(
            markdown
                .matches("… and 33 more; `--all` lists them")
                .count(),
            2
        );
    }
}
