//! Diagnostics for people: what says the same of several things stands once, and before an answer on a
//! terminal there is no more of it than leaves room for the verdict.

use std::collections::BTreeMap;

use crate::report::format::text::{Paint, painted};
use crate::report::format::wrap::message_in_lines;
use crate::report::hostile::clean;
use crate::span::{Diagnostic, DiagnosticSeverity};
use crate::text::brief;

/// How many rows of a terminal diagnostics take before an answer.
const ROWS: usize = 7;

/// How many names and places are listed of what is said of several.
const NAMES: usize = 5;

/// What the shell says of where diagnostics stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Room {
    /// Before an answer on a terminal of this many columns.
    Screen(usize),
    /// In a file, or where nothing else is seen: each thing said once.
    Plenty,
    /// Each diagnostic by itself.
    Whole,
}

/// Diagnostics as text, gravest first as they come.
pub(crate) fn diagnostics_to_human(
    diagnostics: &[&Diagnostic],
    room: Room,
    paint: Paint,
) -> String {
    let joined = match room {
        Room::Whole => diagnostics.iter().copied().map(Joined::of).collect(),
        Room::Plenty | Room::Screen(_) => joined(diagnostics),
    };
    let full: String = joined.iter().map(|one| one.in_full(paint)).collect();
    match room {
        Room::Screen(columns) if rows(&full, columns) > ROWS => {
            in_short(&joined, diagnostics.len(), columns, paint)
        }
        _ => full,
    }
}

/// As many sentences as there is room for, without places and advice, and how to see the rest.
fn in_short(joined: &[Joined<'_>], count: usize, columns: usize, paint: Paint) -> String {
    let mut shown: Vec<(usize, &Joined<'_>, String)> = Vec::new();
    let mut used = 1;
    // What limits the answer is reported before what only remarks on it.
    let limits = |one: &&Joined<'_>| one.first.limits_answer();
    let order = joined.iter().enumerate();
    let (limiting, remarks): (Vec<_>, Vec<_>) = order.partition(|(_, one)| limits(one));
    for (at, one) in limiting.into_iter().chain(remarks) {
        let said = one.sentence(columns, paint);
        let more = rows(&said, columns);
        if used + more <= ROWS {
            used += more;
            shown.push((at, one, said));
        }
    }
    shown.sort_by_key(|(at, ..)| *at);
    let mut out: String = shown.iter().map(|(.., said)| said.as_str()).collect();
    let counted: usize = shown.iter().map(|(_, one, _)| one.count()).sum();
    out.push_str(&match count - counted {
        0 => "  `--all` says where, and what to do about each\n".to_owned(),
        more => format!("  … and {more} more; `--all` lists each, where it is and what to do\n"),
    });
    out
}

/// How many rows a text takes on a terminal.
fn rows(text: &str, columns: usize) -> usize {
    message_in_lines(text, columns).lines().count()
}

/// A diagnostic with others that say the same of other things.
struct Joined<'a> {
    first: &'a Diagnostic,
    others: Vec<&'a Diagnostic>,
}

/// Diagnostics by what they say, in the order in which each is said first.
fn joined<'a>(diagnostics: &[&'a Diagnostic]) -> Vec<Joined<'a>> {
    let mut known: BTreeMap<(&str, DiagnosticSeverity, String), usize> = BTreeMap::new();
    let mut joined: Vec<Joined<'_>> = Vec::new();
    for &diagnostic in diagnostics {
        let said = (
            diagnostic.code,
            diagnostic.severity,
            frame(&diagnostic.message),
        );
        let at = *known.entry(said).or_insert(joined.len());
        match joined.get_mut(at) {
            Some(one) => one.others.push(diagnostic),
            None => joined.push(Joined::of(diagnostic)),
        }
    }
    joined
}

/// A message without what it is about: the names in backticks and the counts.
fn frame(message: &str) -> String {
    let sentences = message.split('`').step_by(2);
    let mut frame = String::new();
    for sentence in sentences {
        frame.extend(sentence.chars().filter(|c| !c.is_ascii_digit()));
        frame.push('`');
    }
    // However many are listed.
    for between in ["`, `", "` and `", "`, and `"] {
        while frame.contains(between) {
            frame = frame.replace(between, "`");
        }
    }
    frame
}

/// A message with the ends of the ids in it, and of ids in a row with the first.
fn with_short_ids(message: &str) -> String {
    let is_id = |name: &str| name.starts_with('/') || name.len() > LONGEST_NAME;
    let parts: Vec<&str> = message.split('`').collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(&part) = parts.get(at) {
        at += 1;
        match (at - 1) % 2 {
            0 => out.push_str(part),
            _ if !is_id(part) => out.push_str(&format!("`{part}`")),
            _ => {
                out.push_str(&short_id(part));
                let mut more = 0;
                while let (Some(&", "), Some(next)) = (parts.get(at), parts.get(at + 1))
                    && is_id(next)
                {
                    more += 1;
                    at += 2;
                }
                if more > 0 {
                    out.push_str(&format!(" and {more} more"));
                }
            }
        }
    }
    out
}

/// The end of an id, which tells it from others; `…` where that is long too.
fn short_id(id: &str) -> String {
    match id.rsplit_once('/') {
        Some((_, last)) if !last.is_empty() && last.len() <= LONGEST_END => format!("`…/{last}`"),
        _ => "…".to_owned(),
    }
}

/// The longest name that is no id.
const LONGEST_NAME: usize = 60;

/// The longest end of an id that is shown.
const LONGEST_END: usize = 40;

/// The first name in backticks.
fn name(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.message.split('`').nth(1)
}

impl<'a> Joined<'a> {
    fn of(first: &'a Diagnostic) -> Self {
        Self {
            first,
            others: Vec::new(),
        }
    }

    fn count(&self) -> usize {
        1 + self.others.len()
    }

    fn in_full(&self, paint: Paint) -> String {
        let mut out = self.message(paint);
        out.push('\n');
        if let Some(others) = self.others_in_words() {
            out.push_str(&format!("  {others}\n"));
        }
        let each = || std::iter::once(self.first).chain(self.others.iter().copied());
        let mut places: Vec<String> = Vec::new();
        for place in each().filter_map(|one| one.place.as_ref()) {
            let place = clean(&place.to_string());
            if !places.contains(&place) {
                places.push(place);
            }
        }
        for place in places.iter().take(NAMES) {
            out.push_str(&format!("  at {place}\n"));
        }
        if places.len() > NAMES {
            let more = places.len() - NAMES;
            out.push_str(&format!("  … and {more} more places; `--all` lists each\n"));
        }
        if let Some(help) = &self.first.help {
            let alike = each().all(|one| one.help.as_ref() == Some(help));
            let others = if alike { "" } else { "; the others likewise" };
            out.push_str(&format!("  help: {}{others}\n", clean(help)));
        }
        out
    }

    /// What is said, in two rows at most.
    fn sentence(&self, columns: usize, paint: Paint) -> String {
        let more = match self.others.len() {
            0 => String::new(),
            more => format!(", and {more} more like it"),
        };
        let message = self.message(paint);
        let whole = format!("{message}{more}\n");
        if rows(&whole, columns) <= 2 {
            return whole;
        }
        let message = with_short_ids(&message);
        let mut words: Vec<&str> = message.split(' ').collect();
        let mut cut = format!("{message}{more}\n");
        while words.len() > 2 && rows(&cut, columns) > 2 {
            words.pop();
            let said = words.join(" ");
            cut = format!("{} …{more}\n", said.trim_end_matches([',', ':', ';']));
        }
        cut
    }

    fn message(&self, paint: Paint) -> String {
        let severity = self.first.severity;
        let code = match severity {
            DiagnosticSeverity::Error => "1;31",
            DiagnosticSeverity::Warning => "1;33",
            DiagnosticSeverity::Info => "1;36",
        };
        format!(
            "{}: {}",
            painted(severity.as_str(), code, paint),
            clean(&brief(&self.first.message))
        )
    }

    /// Of which things the others say the same.
    fn others_in_words(&self) -> Option<String> {
        let count = self.others.len();
        if count == 0 {
            return None;
        }
        let own = name(self.first);
        let mut names: Vec<&str> = Vec::new();
        for other in &self.others {
            let Some(name) = name(other) else { continue };
            // What is named as its place is listed there.
            let is_place = other
                .place
                .as_ref()
                .is_some_and(|place| *place.file == *name);
            if own != Some(name) && !is_place && !names.contains(&name) {
                names.push(name);
            }
        }
        let listed: Vec<String> = names
            .iter()
            .take(NAMES)
            .map(|name| format!("`{}`", clean(&brief(name))))
            .collect();
        let about = match (listed.as_slice(), names.len().saturating_sub(NAMES)) {
            ([], _) => String::new(),
            (names, 0) => format!(", of {}", names.join(", ")),
            (names, more) => format!(", of {} and {more} others", names.join(", ")),
        };
        Some(format!("and {count} more like it{about}"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::span::Place;

    fn of_role(role: &str, assignment: &str) -> Diagnostic {
        let message =
            format!("role `{role}` of `{assignment}` is in neither the catalogue nor the inputs");
        Diagnostic::warning("unresolved-role", message)
            .at(Place::whole(&Arc::from(format!("{assignment}.json"))))
            .help(format!("fetch `{role}`"))
            .may_change_answer()
    }

    fn shown(diagnostics: &[Diagnostic], room: Room) -> String {
        diagnostics_to_human(&diagnostics.iter().collect::<Vec<_>>(), room, Paint::Plain)
    }

    #[test]
    fn what_is_said_of_several_stands_once() {
        let several = [of_role("A", "1"), of_role("B", "2"), of_role("A", "3")];
        assert_eq!(
            shown(&several, Room::Plenty),
            "warning: role `A` of `1` is in neither the catalogue nor the inputs\n  \
             and 2 more like it, of `B`\n  at 1.json\n  at 2.json\n  at 3.json\n  \
             help: fetch `A`; the others likewise\n"
        );
        let whole = shown(&several, Room::Whole);
        assert_eq!(whole.matches("warning: ").count(), 3, "{whole}");
        let other = Diagnostic::warning("unresolved-role", "role `A` of `1` is cut off");
        let two = shown(&[several[0].clone(), other], Room::Plenty);
        assert_eq!(two.matches("warning: ").count(), 2, "{two}");
    }

    #[test]
    fn before_an_answer_on_a_terminal_there_is_room_for_the_verdict() {
        let id = format!("/subscriptions/{}", "x".repeat(200));
        let mut many: Vec<Diagnostic> = (0..40).map(|at| of_role(&format!("R{at}"), &id)).collect();
        let remarks = (0..9).map(|at| {
            let letter = char::from(b'a' + at);
            Diagnostic::info("remark", format!("{letter}{letter} is odd").repeat(5))
        });
        many.extend(remarks);
        let text = shown(&many, Room::Screen(80));
        assert!(rows(&text, 80) <= ROWS, "{text}");
        assert!(
            text.starts_with("warning: role `R0` of … is in neither the catalogue nor the inputs, and 39 more like it\n"),
            "{text}"
        );
        assert!(
            text.ends_with("more; `--all` lists each, where it is and what to do\n"),
            "{text}"
        );
        // What fits is said whole.
        let one = shown(&many[..1], Room::Screen(300));
        assert_eq!(one, shown(&many[..1], Room::Plenty));
    }

    #[test]
    fn ids_are_told_by_their_ends() {
        for (message, short) in [
            (
                "`/subscriptions/a/b`, `/c/d`, `/e/f`: what",
                "`…/b` and 2 more: what",
            ),
            ("role `R` of `/x/y` at `/z/w`", "role `R` of `…/y` at `…/w`"),
            ("`/a/b`, `N`, `/c/d`", "`…/b`, `N`, `…/d`"),
            ("`odd", "`odd`"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(with_short_ids(message), short);
        }
        let long = format!("`/a/{}` and", "x".repeat(90));
        assert_eq!(with_short_ids(&long), "… and");
    }

    #[test]
    fn what_limits_the_answer_goes_before_what_does_not() {
        let remark = Diagnostic::warning("a", "remark ".repeat(100));
        let limit = Diagnostic::info("z", "limit ".repeat(100)).may_change_answer();
        let text = shown(&[remark.clone(), remark.clone(), limit], Room::Screen(80));
        assert!(text.contains("limit limit"), "{text}");
        let long = Diagnostic::warning("a", "word ".repeat(400)).may_change_answer();
        let text = shown(&[long], Room::Screen(80));
        assert!(rows(&text, 80) <= 3 && text.contains(" …\n"), "{text}");
    }
}
