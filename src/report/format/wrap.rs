//! How wide the columns of a table may be, and where a text breaks.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// From how many columns on a piece without a place to break is broken anyway.
const LONGEST_PIECE: usize = 24;

/// How many rows, the headings among them, may stand below each other where a table would break GUIDs.
const FEW: usize = 8;

/// The widths of columns that together take at most `room`, for cells by row; nothing where not even
/// the pieces at which texts break find room. Columns that need little get what they need, and the
/// others share the rest.
pub(crate) fn widths(rows: &[Vec<String>], room: usize) -> Option<Vec<usize>> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let greatest = |at: usize, of: fn(&str) -> usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| of(cell)).max().unwrap_or(0)
    };
    let whole: Vec<usize> = (0..count).map(|at| greatest(at, widest_line)).collect();
    let pieces = (0..count).map(|at| greatest(at, widest_piece).min(LONGEST_PIECE));
    let pieces: Vec<usize> = pieces.collect();
    let guids = pieces.iter().enumerate();
    let guids: Vec<usize> = guids
        .map(|(at, piece)| greatest(at, width_for_guids).max(*piece))
        .collect();
    // A few rows may stand below each other with whole GUIDs; a list of many stays a table.
    let has_room = guids.iter().sum::<usize>() <= room || rows.len() <= FEW;
    let mut widths = if has_room { guids } else { pieces };
    let mut left = room.checked_sub(widths.iter().sum())?;
    // An id is copied in one piece, where that leaves the others something.
    let is_id = |at: usize| {
        rows.iter()
            .skip(1)
            .all(|row| row.get(at).is_none_or(|cell| !cell.contains([' ', '/'])))
    };
    for at in (0..count).filter(|&at| is_id(at)) {
        let more = whole[at].saturating_sub(widths[at]);
        if more * 4 <= left * 3 {
            widths[at] += more;
            left -= more;
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&at| (whole[at].saturating_sub(widths[at]), at));
    for (taken, at) in order.into_iter().enumerate() {
        let share = left / (count - taken);
        let more = whole[at].saturating_sub(widths[at]).min(share);
        widths[at] += more;
        left -= more;
    }
    Some(widths)
}

/// The text in lines of at most `width` columns: broken after blanks, else after the signs at which
/// ids and names have their joints, else before a capital within a word, else anywhere. A GUID stays whole where
/// it fits. Nothing but blanks is lost.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while rest.width() > width {
            let at = place_to_break(rest, width);
            out.push(rest[..at].trim_end());
            rest = rest[at..].trim_start();
        }
        if !rest.is_empty() || line.is_empty() {
            out.push(rest);
        }
    }
    out.join("\n")
}

/// Where to break a line that is too long, as a place in its bytes; never 0.
fn place_to_break(line: &str, width: usize) -> usize {
    let mut used = 0;
    let [mut blank, mut slash, mut joint, mut dot, mut hump] = [(0, 0); 5];
    let mut fits = 0;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let next = at + c.len_utf8();
        if c == ' ' {
            blank = (next, used);
        }
        if c.is_uppercase() && before.is_lowercase() {
            hump = (at, used);
        }
        before = c;
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        fits = next;
        match c {
            '/' => slash = (next, used),
            '-' | '@' | '_' | ',' | ':' => joint = (next, used),
            '.' => dot = (next, used),
            _ => {}
        }
    }
    let far = |found: &(usize, usize), parts: usize| found.1 * parts >= width;
    let nearest = [blank, slash, joint].into_iter().max().unwrap_or_default();
    let at = if far(&blank, 3) {
        blank
    } else if far(&slash, 2) {
        slash
    } else if far(&joint, 2) || nearest.0 > 0 {
        nearest
    } else if dot.0 > 0 {
        dot
    } else if far(&hump, 2) {
        hump
    } else {
        (fits, used)
    };
    let at = match guid_around(line, at.0) {
        Some(start) if start > 0 && width >= GUID => start,
        Some(_) if width >= GUID => GUID,
        _ => at.0,
    };
    at.max(line.chars().next().map_or(1, char::len_utf8))
}

/// How many characters a GUID has.
const GUID: usize = 36;

/// Where the GUID begins that a place lies in: one is copied in one piece.
fn guid_around(line: &str, at: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    let is_of_guid = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    let before = bytes
        .get(..at)?
        .iter()
        .rev()
        .take_while(|byte| is_of_guid(byte))
        .count();
    let after = bytes
        .get(at..)?
        .iter()
        .take_while(|byte| is_of_guid(byte))
        .count();
    let start = at - before;
    let is_guid =
        before > 0 && after > 0 && crate::ids::parse_guid(line.get(start..at + after)?).is_some();
    is_guid.then_some(start)
}

/// How many columns a text needs so that no GUID in it breaks, with the sign behind it at which ids break; 0
/// where it has none.
fn width_for_guids(text: &str) -> usize {
    let is_of_guid = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut start = None;
    let mut widest = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_of_guid(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                if text
                    .get(from..at)
                    .and_then(crate::ids::parse_guid)
                    .is_some()
                {
                    widest = widest.max(GUID + usize::from(c == '/'));
                }
            }
            _ => {}
        }
    }
    widest
}

/// A message in lines of at most `width` columns, each continued below its text. What stands in backticks
/// is copied in one piece, and a line with a mark under it stays over the mark.
pub(crate) fn message_in_lines(text: &str, width: usize) -> String {
    let is_mark = |line: &str| line.contains('^') && line.trim().chars().all(|c| c == '^');
    let mut lines = text.split_inclusive('\n').peekable();
    let mut out = String::new();
    while let Some(line) = lines.next() {
        let is_marked = lines.peek().is_some_and(|next| is_mark(next));
        match is_marked {
            true => out.push_str(line),
            false => fill(line, width, &mut out),
        }
    }
    out
}

fn fill(line: &str, width: usize, out: &mut String) {
    let (text, end) = match line.strip_suffix('\n') {
        Some(text) => (text, "\n"),
        None => (line, ""),
    };
    let indent = text.len() - text.trim_start_matches(' ').len();
    let mut used = 0;
    for piece in pieces(text) {
        let wide = seen_width(piece.trim_end());
        if used > indent && used + wide > width {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&" ".repeat(indent + 2));
            used = indent + 2;
        }
        out.push_str(piece);
        used += seen_width(piece);
    }
    out.push_str(end);
}

/// A text in pieces that each end in a blank, none of which stands between backticks.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut is_code) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '`' => is_code = !is_code,
            ' ' if !is_code => {
                pieces.push(&text[start..=at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// How many columns a text takes, less the signs that colour it.
fn seen_width(text: &str) -> usize {
    let mut parts = text.split('\u{1b}');
    let plain = parts.next().unwrap_or_default().width();
    let after = parts.map(|part| part.split_once('m').map_or(0, |(_, shown)| shown.width()));
    plain + after.sum::<usize>()
}

/// How many columns a text takes that isn't broken.
pub(crate) fn widest_line(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

fn widest_piece(text: &str) -> usize {
    text.split_inclusive([' ', '\n', '/', '-', '@', '_', ',', ':'])
        .map(|piece| piece.trim_end().width())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_break_at_their_joints() {
        let scope = "/subscriptions/52ba3e22-acd1-50c2-8d59-0ec3db5c362d/resourceGroups/rg-ham1";
        assert_eq!(
            wrapped(scope, 24),
            "/subscriptions/\n52ba3e22-acd1-50c2-8d59-\n0ec3db5c362d/\nresourceGroups/rg-ham1"
        );
        assert_eq!(
            wrapped(scope, 40),
            "/subscriptions/\n52ba3e22-acd1-50c2-8d59-0ec3db5c362d/\nresourceGroups/rg-ham1",
            "a GUID stays whole where there is room"
        );
        assert_eq!(
            wrapped("Operator Nexus Compute Contributor Role (Preview)", 20),
            "Operator Nexus\nCompute Contributor\nRole (Preview)"
        );
    }

    /// In a table of a terminal, and where a GUID begins a line that is too narrow for what follows.
    #[test]
    fn a_guid_is_whole_in_every_column_that_has_one() {
        let guid = "52ba3e22-acd1-50c2-8d59-0ec3db5c362d";
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        let scope = format!("/subscriptions/{guid}/resourceGroups/rg-ham1");
        let rows = [
            row(["ROLE", "ID", "OPERATIONS", "BECAUSE"]),
            row([
                "Network Fabric Service Writer",
                guid,
                "99",
                "network in its name",
            ]),
        ];
        assert_eq!(widths(&rows, 73).map(|widths| widths[1]), Some(36));
        let rows = [
            row(["WHO", "ROLE", "WHERE", "CONDITION"]),
            row([
                "aisha.khan@contoso.example",
                "Reader",
                &scope,
                "none of those that are read",
            ]),
        ];
        assert!(widths(&rows, 73).is_some_and(|widths| widths[2] >= 37));
        assert_eq!(widths(&rows, 50), None, "rows stand below each other then");
        assert_eq!(
            wrapped(&scope, 36),
            format!("/subscriptions/\n{guid}\n/resourceGroups/rg-ham1")
        );
    }

    #[test]
    fn what_has_no_joint_breaks_before_a_capital() {
        assert_eq!(
            wrapped("networkSecurityPerimeterConfigurations/read", 28),
            "networkSecurityPerimeter\nConfigurations/read"
        );
    }

    #[test]
    fn a_message_breaks_at_blanks_and_what_is_to_be_copied_does_not() {
        for (text, expected) in [
            ("error: a b\n", "error: a b\n"),
            (
                "error: there is no scope of that name\n  help: give it with `--at NAME -i DIR`\n",
                "error: there is no\n  scope of that name\n  help: give it with\n    `--at NAME -i DIR`\n",
            ),
            (
                "error: x\n  a long line that is marked\n         ^^\n",
                "error: x\n  a long line that is marked\n         ^^\n",
            ),
            (
                "a\u{1b}[31mb\u{1b}[0m cccccccccccccccccc",
                "a\u{1b}[31mb\u{1b}[0m\n  cccccccccccccccccc",
            ),
            (
                "no end of a line that is long ",
                "no end of a line\n  that is long ",
            ),
        ] {
            assert_eq!(message_in_lines(text, 20), expected);
        }
    }

    #[test]
    fn what_has_no_joint_breaks_where_it_must() {
        assert_eq!(wrapped("abcdefghij", 4), "abcd\nefgh\nij");
        assert_eq!(wrapped("äöüäöü", 4), "äöüä\nöü");
        assert_eq!(wrapped("漢字漢字", 4), "漢字\n漢字");
        assert_eq!(wrapped("漢", 1), "漢");
    }

    #[test]
    fn small_columns_keep_their_width_and_the_others_share() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = [
            row(["SEVERITY", "RULE", "ID"]),
            row(["high", "owner-at-subscription-or-above", "9062cd37f067a3c2"]),
        ];
        assert_eq!(widths(&rows, 60), Some(vec![8, 30, 16]));
        assert_eq!(widths(&rows, 44), Some(vec![8, 20, 16]));
        assert_eq!(widths(&rows, 20), None);
    }
}
