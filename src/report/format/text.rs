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

/// A page as text. On a terminal it fits a page of [`PAGE`] lines as far as counts can stand for what its lists
/// hold, unless everything is asked for.
pub(crate) fn to_human(page: &Page, width: Width, paint: Paint) -> String {
    let of_page = Room {
        cut: page.cut,
        fewest: FEWEST,
    };
    let shown = |block: &Block, room: Room| block_as_text(block, room, width, paint);
    let mut texts: Vec<String> = page.blocks.iter().map(|b| shown(b, of_page)).collect();
    let is_spaced: Vec<bool> = std::iter::once(false)
        .chain(page.blocks.iter().map(|b| !matches!(b, Block::Heading(_))))
        .collect();
    let between = is_spaced.iter().take(texts.len()).filter(|is| **is).count();
    let mut lines: Vec<usize> = texts.iter().map(|text| text.lines().count()).collect();
    let mut total = between + lines.iter().sum::<usize>();
    let mut end = String::new();
    // Of a long answer in a terminal the beginning is out of sight.
    if matches!(width, Width::Columns(_))
        && total > SCREEN
        && let Some(Block::Verdict { tone, word, text }) = page.verdict_to_repeat()
    {
        end.push('\n');
        verdict(&mut end, (*tone, word, text), width, paint);
    }
    if matches!(width, Width::Columns(_)) && !page.is_whole {
        let most = PAGE.saturating_sub(end.lines().count());
        let lists = page.blocks.iter().enumerate();
        let lists: Vec<(usize, &Block)> = lists.filter(|(_, block)| block.is_list()).collect();
        // What comes first matters most: the last lists give way before it, down to their first rows, and then
        // to counts.
        let given = [FEWEST, 0].into_iter().flat_map(|fewest| {
            let lists = lists.iter().enumerate().rev();
            lists.map(move |(nth, list)| (fewest, nth, *list))
        });
        for (fewest, nth, (at, block)) in given {
            let is_kept = fewest == 0 && (nth == 0 || lines[at] <= SMALL);
            if total <= most || is_kept {
                continue;
            }
            // A line is for what is left out.
            let room = lines[at].saturating_sub(total - most + 1);
            let text = shown(block, of_page.narrower(room, fewest));
            let count = text.lines().count();
            if count < lines[at] {
                total -= lines[at] - count;
                (lines[at], texts[at]) = (count, text);
            }
        }
    }
    let mut out = String::new();
    for (text, is_spaced) in texts.iter().zip(is_spaced) {
        if is_spaced {
            out.push('\n');
        }
        out.push_str(text);
    }
    out + &end
}

/// The rows of a terminal.
const SCREEN: usize = 24;

/// The most lines of an answer on a terminal where not everything is asked for: two screens; with what is said
/// beside it, some sixty lines.
const PAGE: usize = 48;

/// A list of so many lines stays: a count in its place saves too little.
const SMALL: usize = 3;

/// How much of a list is shown.
#[derive(Clone, Copy)]
struct Room {
    cut: Option<Cut>,
    /// How many rows or points are shown however long they are.
    fewest: usize,
}

impl Room {
    /// As much as there is.
    const ALL: Self = Self {
        cut: None,
        fewest: FEWEST,
    };

    fn narrower(self, lines: usize, fewest: usize) -> Self {
        let rows = self.cut.map_or(usize::MAX, |cut| cut.rows);
        let own = self.cut.map_or(usize::MAX, |cut| cut.lines);
        Self {
            cut: Some(Cut {
                rows,
                lines: own.min(lines),
            }),
            fewest,
        }
    }
}

fn block_as_text(block: &Block, room: Room, width: Width, paint: Paint) -> String {
    let mut out = String::new();
    match block {
        Block::Caution(word, text) => verdict(&mut out, (Tone::Open, word, text), width, paint),
        Block::Verdict { tone, word, text } => {
            verdict(&mut out, (*tone, word, text), width, paint);
        }
        Block::Heading(text) => heading(&mut out, text, width, paint),
        // Descriptions have lines; none of them looks like a line of the program.
        Block::Text(text) => hung(&mut out, "", "    ", text, width),
        Block::Bullets(points) => bullets(&mut out, points, room, width),
        Block::Numbered(steps) => {
            for (number, step) in (1..).zip(steps) {
                let mark = format!("{number:>3}. ");
                hung(&mut out, &mark, "     ", &step.text, width);
                copied(&mut out, "     ", &step.commands);
            }
        }
        Block::Table(table) => rows(&mut out, table, room, width),
        Block::First(table, most) => {
            let lines = room.cut.map_or(usize::MAX, |cut| cut.lines);
            let cut = Some(Cut { rows: *most, lines });
            rows(&mut out, table, Room { cut, ..room }, width);
        }
        Block::Sections(parts, others) => {
            sections(&mut out, parts, *others, room, (width, paint));
        }
        Block::Steps(steps) => step_by_step(&mut out, steps, room.cut, (width, paint)),
        Block::Code { language, text } => code(&mut out, language, text, room.cut, width),
    }
    out
}

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
    room: Room,
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
        bullets(&mut next, &part.points, room, width);
        lines += next.lines().count();
        if at > 0 && is_too_long(room.cut, width, (at + 1, lines)) {
            left_out += parts.len() - at;
            break;
        }
        out.push_str(&next);
    }
    if left_out > 0 {
        out.push_str(&format!("\n{}\n", Cut::said(left_out)));
    }
}

/// Steps, as many with their commands as find room; none that is done takes any.
fn step_by_step(
    out: &mut String,
    steps: &[Section],
    cut: Option<Cut>,
    (width, paint): (Width, Paint),
) {
    let (mut left_out, mut used) = (0, 0);
    let mut is_spaced = false;
    for (at, step) in steps.iter().enumerate() {
        let mut details = String::new();
        bullets(&mut details, &step.points, Room::ALL, width);
        if !step.points.is_empty() && !step.commands.is_empty() {
            details.push('\n');
        }
        copied(&mut details, "  ", &step.commands);
        // The headings of the steps that follow come below it.
        let lines = used + details.lines().count() + (steps.len() - at);
        let is_long = is_too_long(cut, width, (0, lines));
        let is_left_out = !details.is_empty() && (left_out > 0 || (at > 0 && is_long));
        let has_details = !details.is_empty() && !is_left_out;
        let before = out.len();
        if is_spaced && left_out == 0 {
            out.push('\n');
        }
        heading(out, &step.heading, width, paint);
        is_spaced = has_details;
        match is_left_out {
            true => left_out += 1,
            false => out.push_str(&details),
        }
        used += out.get(before..).map_or(0, |own| own.lines().count());
    }
    if left_out > 0 {
        out.push_str(&format!("\n{}\n", Cut::said_of_steps(left_out)));
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
fn bullets(out: &mut String, points: &[String], room: Room, width: Width) {
    let Some(cut) = room.cut else {
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
        if at >= room.fewest && is_too_long(Some(cut), width, (at + 1, lines)) {
            out.push_str(&format!("  {}\n", said_of(points.len() - at, at)));
            return;
        }
        out.push_str(&next);
    }
}

/// What stands below a list of which something is shown, or in place of it.
fn said_of(left_out: usize, shown: usize) -> String {
    match shown {
        0 => Cut::said_of_all(left_out),
        _ => Cut::said(left_out),
    }
}

/// A table, as many of its rows as find room.
fn rows(out: &mut String, table: &Table, room: Room, width: Width) {
    let cut = room.cut;
    let lines = match width {
        // No list takes more than a page by itself, where it may take less than all.
        Width::Columns(_) => cut.map_or(usize::MAX, |cut| cut.lines.max(room.fewest)),
        Width::Unlimited => usize::MAX,
    };
    let most = cut.map_or(usize::MAX, |cut| cut.rows).min(lines);
    let mut count = table.rows.len().min(most);
    let mut shortened = None;
    let text = loop {
        if count == 0 {
            break String::new();
        }
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
        } else if count <= room.fewest {
            break first;
        } else {
            count -= 1;
        }
    };
    out.push_str(&text);
    if count < table.rows.len() {
        let left_out = table.rows.len() - count;
        out.push_str(&format!(" {}\n", said_of(left_out, count)));
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

    /// Of a page that is too long the last lists give way first, down to a count; what comes first, and every
    /// sentence, stay.
    #[test]
    fn a_page_fits_a_terminal_unless_everything_is_asked_for() {
        let mut page = Page::default();
        page.verdict(Tone::Bad, "gained", "by many");
        for part in 0..12 {
            page.heading(format!("part-{part}-"));
            page.table(Table {
                caption: String::new(),
                columns: vec!["n"],
                rows: (0..30).map(|n| vec![format!("row-{part}-{n}-")]).collect(),
            });
        }
        page.text("the last sentence");
        let terminal = Width::Columns(80);
        let text = to_human(&page, terminal, Paint::Plain);
        assert!(text.lines().count() <= PAGE, "{text}");
        assert_eq!(text.matches("part-").count(), 12, "{text}");
        assert!(text.contains("the last sentence"), "{text}");
        assert!(text.contains(" 30 of them; `--all` lists them\n"), "{text}");
        let of = |part: usize| text.matches(&format!("row-{part}-")).count();
        assert!(of(0) > 0 && of(0) >= of(11), "{text}");
        let piped = to_human(&page, Width::Unlimited, Paint::Plain);
        assert_eq!(piped.matches("row-").count(), 360);
        page.in_full();
        let whole = to_human(&page, terminal, Paint::Plain);
        assert_eq!(whole.matches("row-").count(), 360);
    }

    /// Of steps that find no room what they are called stays, and no command is cut in two.
    #[test]
    fn steps_that_find_no_room_are_named() {
        let step = |n: usize| Section {
            heading: format!("{n}. step-{n}-"),
            points: vec![format!("note-{n}-")],
            commands: format!("command-{n}- \\\n  --more\n").repeat(4),
        };
        let mut page = Page::default();
        page.push(Block::Steps((1..=12).map(step).collect()));
        let terminal = Width::Columns(80);
        let text = to_human(&page, terminal, Paint::Plain);
        assert!(text.lines().count() <= PAGE, "{text}");
        assert_eq!(text.matches("step-").count(), 12, "{text}");
        let shown = text.matches("note-").count();
        assert!((1..12).contains(&shown), "{text}");
        assert_eq!(text.matches("command-").count(), shown * 4, "{text}");
        let said = format!(
            "… `--all` shows the commands of the other {} steps too\n",
            12 - shown
        );
        assert!(text.ends_with(&said), "{text}");
        page.in_full();
        let whole = to_human(&page, terminal, Paint::Plain);
        assert_eq!(whole.matches("command-").count(), 48);
    }

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
        let command: Vec<String> = (0..8).map(|n| format!("command-{n}-")).collect();
        page.code("sh", command.join("\n"));
        let section = |n: usize| Section {
            heading: format!("section-{n}-"),
            points: vec!["step".to_owned(); 6],
            ..Section::default()
        };
        page.push(Block::Sections((0..3).map(section).collect(), 4));
        let count = |page: &Page, width| {
            let text = to_human(page, width, Paint::Plain);
            ["cell-", "json-", "command-", "section-"].map(|mark| text.matches(mark).count())
        };
        let terminal = Width::Columns(80);
        let mut whole = page.clone();
        whole.in_full();
        assert_eq!(count(&whole, terminal), [30, 30, 8, 3]);
        page.cut_on_terminals(12);
        assert_eq!(count(&page, Width::Unlimited), [30, 30, 8, 3]);
        assert_eq!(count(&page, terminal), [4, 12, 8, 1]);
        let text = to_human(&page, terminal, Paint::Plain);
        for said in [
            "… and 26 more\n",
            "`--all` lists all of each",
            "… and 18 more lines; `--all` shows them",
            "… and 6 more; `--all` lists them",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let mut alone = Page::default();
        alone.push(Block::Sections((0..3).map(section).collect(), 4));
        alone.cut_on_terminals(16);
        assert_eq!(count(&alone, terminal)[3], 2);
    }

    #[test]
    fn a_list_that_is_cut_ends_with_a_count() {
        let mut page = page(40);
        let terminal = Width::Columns(80);
        let mut whole = page.clone();
        whole.in_full();
        assert_eq!(counted(&whole, terminal), (40, 40));
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
