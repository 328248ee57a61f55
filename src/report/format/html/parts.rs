//! What many parts of the page share.

use maud::{Markup, html};

use super::limits;
use crate::audit::RiskParts;
use crate::report::shell;
use crate::report::view::findings::FindingsReport;
use crate::report::view::words::begun;
use crate::rule::{Finding, Severity};
use crate::scope::Scope;

/// An id or a scope, with places to break it.
pub(super) fn id(text: &str) -> Markup {
    html! { span.id { (broken(text)) } }
}

/// A text with places to break it after slashes and the like; nothing is cut.
pub(super) fn broken(text: &str) -> Markup {
    let pieces = text.split_inclusive(['/', '@', '.', '_', ':', '#']);
    html! {
        @for (at, piece) in pieces.enumerate() {
            @if at > 0 { wbr; }
            (piece)
        }
    }
}

/// A sentence whose backticks mark code, with a capital and a full stop.
pub(super) fn sentence(text: &str) -> Markup {
    let ends = text.ends_with(['.', '!', '?', ':']);
    html! { (marked(&begun(text))) @if !ends { "." } }
}

/// A text whose backticks mark code.
pub(super) fn marked(text: &str) -> Markup {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return html! { (text) };
    }
    html! {
        @for (at, piece) in pieces.iter().enumerate() {
            @if at % 2 == 1 { code { (broken(piece)) } } @else { (piece) }
        }
    }
}

/// A severity: icon, word and colour.
pub(super) fn severity(severity: Severity) -> Markup {
    html! { span class={ "tag " (severity.as_str()) } { (icon(severity.as_str())) (severity.as_str()) } }
}

/// An icon of the page; says nothing to a screen reader.
pub(super) fn icon(name: &str) -> Markup {
    html! { svg.i aria-hidden="true" { use href={ "#i-" (name) } {} } }
}

/// How many findings of which severity.
pub(super) fn counts(parts: &RiskParts) -> Markup {
    html! {
        span.tags {
            @for severity in Severity::ALL {
                @if parts.of(severity) > 0 {
                    span class={ "tag " (severity.as_str()) } {
                        (icon(severity.as_str())) (number(parts.of(severity))) " " (severity.as_str())
                    }
                }
            }
        }
    }
}

/// A number with separators: `12,345`.
pub(super) fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 finding`, `2 findings`.
pub(super) fn several(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// Commands to copy.
pub(super) fn commands(commands: &[String]) -> Markup {
    let shown = &commands[..commands.len().min(limits::COMMANDS)];
    html! {
        @if !shown.is_empty() {
            pre data-copy { code { (shell::on_lines(shown)) } }
            @if commands.len() > shown.len() {
                p.soft { (several(commands.len() - shown.len(), "more command", "more commands")) " in the JSON export." }
            }
        }
    }
}

/// The last row of a table that is cut.
pub(super) fn more(left_out: usize, columns: usize, what: &str) -> Markup {
    html! {
        @if left_out > 0 {
            tr.more { td colspan=(columns) { (number(left_out)) " more " (what) " left out here. " (FULL_LIST) } }
        }
    }
}

/// Where the whole of a cut list is.
pub(super) const FULL_LIST: &str =
    "The full list: rolecall audit -i … -o findings.csv (or .xlsx, .json).";

/// What a row can be filtered by; lists are lines.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) who: Option<String>,
    pub(super) role: Option<String>,
    pub(super) rule: Option<String>,
    pub(super) at: Option<String>,
    pub(super) severity: Option<Severity>,
    pub(super) state: Option<String>,
}

impl Keys {
    /// Those of some findings together.
    pub(super) fn of<'f>(
        report: &FindingsReport,
        findings: impl IntoIterator<Item = &'f Finding>,
    ) -> Self {
        let (mut who, mut role, mut rule, mut at) = (vec![], vec![], vec![], vec![]);
        let mut severity = None;
        let mut states = vec![];
        for finding in findings {
            if let Some(principal) = &finding.principal {
                who.extend([principal.name.clone(), principal.id.to_string()]);
            }
            role.extend(finding.role.as_ref().map(|role| role.name.clone()));
            rule.push(finding.rule.to_owned());
            at.extend(
                finding
                    .scope
                    .as_ref()
                    .map(|scope| scope.folded().to_owned()),
            );
            severity = severity.max(Some(finding.severity));
            states.push(
                if report.is_open(finding) {
                    "open"
                } else {
                    "suppressed"
                }
                .to_owned(),
            );
            states.extend(
                report
                    .status(finding)
                    .map(|status| status.as_str().to_owned()),
            );
        }
        // What no finding has keeps the row out of a filter by it: an empty list.
        let lines = |mut list: Vec<String>| {
            list.sort();
            list.dedup();
            Some(list.join("\n"))
        };
        Self {
            who: lines(who),
            role: lines(role),
            rule: lines(rule),
            at: lines(at),
            severity,
            state: lines(states),
        }
    }

    /// Severities as numbers, for comparing.
    pub(super) fn rank(&self) -> Option<u8> {
        self.severity.map(|severity| severity as u8)
    }
}

/// A principal: its name, and its id where that is another.
pub(super) fn principal(name: &str, object_id: &str) -> Markup {
    html! {
        (link("who", name, &html! { (broken(name)) }))
        @if name != object_id { div.soft { (id(object_id)) } }
    }
}

/// A link that sets a filter; without a script it leads to the findings.
pub(super) fn link(field: &str, value: &str, shown: &Markup) -> Markup {
    html! { a href="#findings" data-set=(field) data-value=(value) { (shown) } }
}

/// A scope: what kind, and the whole of it.
pub(super) fn scope(scope: &Scope) -> Markup {
    html! {
        (id(scope.as_str()))
        div.soft { (scope.kind().as_str()) }
    }
}

/// A share as a bar; the number stands beside it.
pub(super) fn bar(part: usize, whole: usize) -> Markup {
    let share = (part * 100).checked_div(whole).unwrap_or(0).min(100);
    html! {
        svg.bar aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none" {
            rect.back width="100" height="10" rx="2" {}
            rect.front width=(share) height="10" rx="2" {}
        }
    }
}

/// A heading with the count that a filter changes.
pub(super) fn counted(text: &str) -> Markup {
    html! { (text) span.soft data-count {} }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let shown = [0, 999, 1_000, 1_234_567].map(number);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_text_is_broken_and_not_changed() {
        assert_eq!(
            broken("/a/<b>@c").into_string(),
            "/<wbr>a/<wbr>&lt;b&gt;@<wbr>c"
        );
    }

    #[test]
    fn backticks_mark_code_when_they_pair() {
        assert_eq!(marked("x `y` z").into_string(), "x <code>y</code> z");
        assert_eq!(marked("x `y z").into_string(), "x `y z");
        assert_eq!(
            sentence("`<b>` is odd").into_string(),
            "<code>&lt;b&gt;</code> is odd."
        );
    }
}
