//! `conditions eval`, `lint` and `explain`: values, findings and sentences.

pub(crate) mod delegation;

use crate::access::ConditionOwner;
use crate::condition::{
    Condition, Demand, Evaluation, Excerpt, ExplainedBlock, Explanation, ParseConditionErrors,
    Verdict,
};
use crate::lint::ConditionFinding;
use crate::report::hostile::is_hostile;
use crate::report::page::{Page, Table, Tone};
use crate::report::v1::ConditionSeverity;
use crate::rule::{Severity, counted};
use crate::span::Place;

/// What a condition is attached to; nothing for a text of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carrier {
    /// The kind of record.
    pub on: Option<ConditionOwner>,
    /// The record, for people.
    pub label: String,
    /// Where it stands.
    pub place: Option<Place>,
}

impl Carrier {
    /// Whether it is a record of the inputs, not a text of the command line.
    pub(crate) fn is_record(&self) -> bool {
        self.place.is_some()
    }

    fn heading(&self) -> Option<String> {
        let on = self.on?;
        Some(format!(
            "Condition of the {}: {}",
            owner_words(on),
            self.label
        ))
    }
}

fn owner_words(on: ConditionOwner) -> &'static str {
    match on {
        ConditionOwner::Permission => "role",
        ConditionOwner::RoleAssignment => "role assignment",
        ConditionOwner::Schedule => "schedule instance",
        ConditionOwner::DenyAssignment => "deny assignment",
    }
}

/// A condition with its value.
pub(crate) struct EvaluatedCondition {
    pub(crate) carrier: Carrier,
    pub(crate) condition: Condition,
    pub(crate) evaluation: Evaluation,
}

/// A condition with its findings.
pub(crate) struct LintedCondition {
    pub(crate) carrier: Carrier,
    pub(crate) condition: Condition,
    pub(crate) findings: Vec<ConditionFinding>,
}

/// A condition in sentences.
pub(crate) struct ExplainedCondition {
    pub(crate) carrier: Carrier,
    pub(crate) condition: Condition,
    pub(crate) explanation: Explanation,
}

/// Why a text is no condition: every fault, each with its line and a caret.
pub(crate) fn invalid_condition(carrier: &Carrier, errors: &ParseConditionErrors) -> String {
    let mut text = match (&carrier.on, &carrier.place) {
        (Some(on), Some(place)) => {
            format!(
                "the condition of the {} `{}` can't be read\n  at {place}",
                owner_words(*on),
                carrier.label
            )
        }
        (Some(on), None) => format!(
            "the condition of the {} `{}` can't be read",
            owner_words(*on),
            carrier.label
        ),
        (None, _) => "this is not a condition".to_owned(),
    };
    for (error, excerpt) in errors.excerpts() {
        let Excerpt { line, column, .. } = excerpt;
        let [source, caret] = excerpt_lines(&excerpt);
        text.push_str(&format!(
            "\n\n  {line}:{column}: {error}\n    | {source}\n    | {caret}"
        ));
        if let Some(expected) = error.expected {
            text.push_str(&format!("\n    expected {expected}"));
        }
        if let Some(help) = &error.help {
            text.push_str(&format!("\n    help: {help}"));
        }
    }
    text
}

/// Characters of a line shown on each side of what is pointed at.
const AROUND: usize = 48;

/// The source line, cut to what is near the caret, and the caret beneath it.
fn excerpt_lines(excerpt: &Excerpt<'_>) -> [String; 2] {
    let shown = |c: char| if is_hostile(c) { ' ' } else { c };
    let line: Vec<char> = excerpt.source.chars().map(shown).collect();
    let start = excerpt.caret.start;
    let end = excerpt.caret.end.min(start + 2 * AROUND);
    let from = start.saturating_sub(AROUND);
    let to = (end + AROUND).min(line.len());
    let before = if from == 0 { "" } else { "…" };
    let after = if to == line.len() { "" } else { "…" };
    let text: String = line.get(from..to).unwrap_or_default().iter().collect();
    let indent = " ".repeat(start - from + before.chars().count());
    let carets = "^".repeat(end - start);
    [
        format!("{before}{text}{after}"),
        format!("{indent}{carets}"),
    ]
}

/// What several conditions come to: met when all are, not met when one isn't.
pub(crate) fn overall_verdict(conditions: &[EvaluatedCondition]) -> Verdict {
    let each = conditions.iter().map(|one| one.evaluation.verdict);
    each.fold(Verdict::Met, Verdict::and)
}

/// The values as a page.
pub(crate) fn eval_page(conditions: &[EvaluatedCondition]) -> Page {
    let mut page = Page::default();
    for one in conditions {
        let found = &one.evaluation;
        let (tone, text) = match found.verdict {
            Verdict::Met => (Tone::Good, "the condition is met"),
            Verdict::NotMet => (Tone::Bad, "the condition is not met"),
            Verdict::Unknown => (Tone::Open, "it depends on what isn't given"),
        };
        if let Some(heading) = one.carrier.heading() {
            page.heading(heading);
        }
        page.verdict(tone, found.verdict.as_str(), text);
        let text = one.condition.text();
        if !found.deciding.is_empty() {
            page.heading("Why");
            let parts = found.deciding.iter().filter_map(|part| {
                let part_text = text.get(part.span.start..part.span.end)?;
                Some(format!("{part_text} is {}", part.truth.as_str()))
            });
            page.bullets(parts.collect());
        }
        if !found.needs.is_empty() {
            page.heading("What it depends on");
            page.bullets(found.needs.iter().map(ToString::to_string).collect());
        }
        if let Some(residual) = &found.residual {
            page.heading("What is left of it");
            page.code("", residual.clone());
        }
        if !found.undocumented.is_empty() {
            page.heading("Where the documentation is silent");
            let lines = found
                .undocumented
                .iter()
                .map(|met| format!("[{}] {}", met.corner.clause(), met.corner.assumption()));
            page.bullets(lines.collect());
        }
    }
    page
}

/// The findings as a page.
pub(crate) fn lint_page(conditions: &[LintedCondition]) -> Page {
    let mut page = Page::default();
    let all: Vec<(&LintedCondition, &ConditionFinding)> = conditions
        .iter()
        .flat_map(|one| one.findings.iter().map(move |finding| (one, finding)))
        .collect();
    let count = conditions.len();
    let of = counted(count, "condition");
    let worst = all.iter().map(|(_, finding)| finding.severity).max();
    let tone = match worst {
        None | Some(Severity::Info | Severity::Low) => Tone::Good,
        Some(Severity::Medium) => Tone::Open,
        Some(Severity::High | Severity::Critical) => Tone::Bad,
    };
    match all.len() {
        0 => page.verdict(tone, "clean", format!("nothing suspicious in {of}")),
        n => page.verdict(tone, &counted(n, "finding"), format!("in {of}")),
    }
    if all.is_empty() {
        return page;
    }
    page.table(Table {
        caption: "Findings".to_owned(),
        columns: vec!["severity", "rule", "clause", "condition of"],
        rows: all
            .iter()
            .map(|(one, finding)| {
                vec![
                    ConditionSeverity::from(finding.severity)
                        .as_str()
                        .to_owned(),
                    finding.rule.to_owned(),
                    finding.clause.to_owned(),
                    one.carrier.label.clone(),
                ]
            })
            .collect(),
    });
    for one in conditions.iter().filter(|one| !one.findings.is_empty()) {
        if let Some(heading) = one.carrier.heading() {
            page.heading(heading);
        }
        for finding in &one.findings {
            page.heading(format!(
                "{} {}: {}",
                ConditionSeverity::from(finding.severity).as_str(),
                finding.rule,
                finding.message
            ));
            let text = one.condition.text();
            // A finding about the whole has no place to point at.
            if text.get(finding.span.start..finding.span.end) != Some(text.trim()) {
                let excerpt = Excerpt::of(text, finding.span);
                page.code("", excerpt_lines(&excerpt).join("\n"));
            }
            page.bullets(
                finding
                    .help
                    .iter()
                    .map(|help| format!("what to do: {help}"))
                    .collect(),
            );
        }
    }
    page
}

/// A part of a condition in words.
pub(crate) fn block_sentence(block: &ExplainedBlock) -> String {
    let actions: Vec<String> = block
        .applies_to
        .iter()
        .map(|guarded| {
            let mut words = format!("`{}`", guarded.pattern);
            for suboperation in &guarded.suboperations {
                words.push_str(&format!(" {suboperation}"));
            }
            words
        })
        .collect();
    match (&block.demand, actions.is_empty()) {
        (Demand::Forbidden, true) => "Nothing is allowed.".to_owned(),
        (Demand::Forbidden, false) => format!("{} isn't allowed.", actions.join(" or ")),
        (demand, true) => format!("Every action is allowed only if {}.", demand_words(demand)),
        (demand, false) => format!(
            "{} is allowed only if {}.",
            actions.join(" or "),
            demand_words(demand)
        ),
    }
}

fn demand_words(demand: &Demand) -> String {
    let joined = |parts: &[Demand], with: &str| {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match part {
                Demand::All(_) | Demand::Any(_) => format!("({})", demand_words(part)),
                _ => demand_words(part),
            })
            .collect();
        parts.join(with)
    };
    match demand {
        Demand::Forbidden => "nothing, ever".to_owned(),
        Demand::Holds { sentence, .. } => sentence.clone(),
        Demand::All(parts) => joined(parts, ", and "),
        Demand::Any(parts) => joined(parts, ", or "),
        Demand::Not(part) => format!("it isn't so that ({})", demand_words(part)),
    }
}

/// The sentences as a page.
pub(crate) fn explain_page(conditions: &[ExplainedCondition]) -> Page {
    let mut page = Page::default();
    for one in conditions {
        if let Some(heading) = one.carrier.heading() {
            page.heading(heading);
        }
        let blocks = &one.explanation.blocks;
        if blocks.len() > 1 {
            page.text(format!("All {} parts must be satisfied:", blocks.len()));
        }
        page.bullets(blocks.iter().map(block_sentence).collect());
        let bare = blocks.iter().any(|block| block.applies_to.is_empty());
        if !bare {
            page.text("Every other action of the role is allowed as if there were no condition.");
        }
    }
    page
}
