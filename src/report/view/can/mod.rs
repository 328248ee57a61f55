//! `can`: the answer, why, why not, and what would change it.

pub(crate) mod columns;
pub(crate) mod given;
pub(crate) mod questions;
pub(crate) mod quoted;

use crate::access::{
    Coverage, Derivation, Doubt, Future, Outcome, PlaneAnswer, Repair, Target, WhyNot,
};
use crate::catalog::Catalog;
use crate::model::{Plane, Principal, Tenant};
use crate::pattern::ActionPattern;
use crate::report::page::{Page, Table};
use crate::report::view::can::given::Given;
use crate::report::view::role_names::with_role_names;
use crate::report::view::words::{
    counted, derivation_sentences, doubt_diagnostics, repair_sentences, tone, unknown_caution,
    why_not_sentence,
};
use crate::scope::Scope;
use crate::span::Diagnostic;

/// The answer about one action in one plane.
#[derive(Clone, Debug)]
pub(crate) struct CanAnswer {
    /// Operation or pattern as asked.
    pub(crate) action: String,
    /// In which plane.
    pub(crate) plane: Plane,
    /// Where; `None` when only roles were asked about.
    pub(crate) scope: Option<Scope>,
    /// Whether the catalogue holds the operation, or an operation under the pattern.
    pub(crate) is_known: bool,
    /// The answer.
    pub(crate) outcome: Outcome,
    /// For a pattern: how much of it.
    pub(crate) coverage: Option<Coverage>,
    /// Every path that grants or denies.
    pub(crate) derivations: Vec<Derivation>,
    /// What stopped the rest.
    pub(crate) why_not: Vec<WhyNot>,
    /// How many assignments that are elsewhere it leaves out.
    pub(crate) assigned_elsewhere: usize,
    /// What would allow it.
    pub(crate) repairs: Vec<Repair>,
    /// What conditions ask for that the request doesn't say.
    pub(crate) needs: Vec<String>,
    /// What is left of the conditions on which the answer depends.
    pub(crate) residual: Option<String>,
    /// What the inputs don't say.
    pub(crate) doubts: Vec<Doubt>,
    /// What was known of the request.
    pub(crate) given: Given,
    /// The answer under the other reading of WC-5, where it differs.
    pub(crate) other_wildcards: Option<Outcome>,
}

impl CanAnswer {
    /// The answer in one plane, with what the question gave.
    pub(crate) fn new(answer: PlaneAnswer, given: &Given) -> Self {
        let PlaneAnswer {
            target,
            scope,
            is_known,
            decision,
            other_wildcards,
            repairs,
        } = answer;
        Self {
            action: target.action.to_string(),
            plane: target.plane,
            scope,
            is_known,
            outcome: decision.outcome(),
            coverage: decision.coverage().cloned(),
            why_not: decision.why_not().to_vec(),
            assigned_elsewhere: 0,
            repairs,
            needs: decision.needs().into_iter().map(str::to_owned).collect(),
            residual: decision.residual(),
            doubts: decision.doubts().to_vec(),
            given: given.clone(),
            other_wildcards,
            derivations: decision.into_derivations(),
        }
    }

    /// An answer to what could not be decided: a name in it is not known.
    pub(crate) fn undecided(target: &Target, scope: Option<Scope>, is_known: bool) -> Self {
        Self {
            action: target.action.to_string(),
            plane: target.plane,
            scope,
            is_known,
            outcome: Outcome::Undetermined,
            coverage: None,
            derivations: Vec::new(),
            why_not: Vec::new(),
            assigned_elsewhere: 0,
            repairs: Vec::new(),
            needs: Vec::new(),
            residual: None,
            doubts: Vec::new(),
            given: Given::default(),
            other_wildcards: None,
        }
    }
}

/// All answers of one `can`.
#[derive(Clone, Debug)]
pub(crate) struct CanReport {
    /// Who was asked about, if a principal.
    pub(crate) principal: Option<Principal>,
    /// The roles asked about: GUID and name.
    pub(crate) roles: Vec<(Option<String>, String)>,
    /// One answer per action and plane.
    pub(crate) answers: Vec<CanAnswer>,
}

impl CanReport {
    /// The outcome of all answers together.
    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::overall(self.answers.iter().map(|a| a.outcome)).unwrap_or(Outcome::NotGranted)
    }

    /// What the answers say about the inputs.
    pub(crate) fn diagnostics(&self, tenant: &Tenant, catalog: &Catalog) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for answer in &self.answers {
            diagnostics.extend(doubt_diagnostics(&answer.doubts, tenant));
            let future = answer.coverage.as_ref().map(|coverage| coverage.future);
            if future == Some(Future::Undecided) {
                diagnostics.push(undecided_diagnostic(answer));
            }
            if let Some(other) = answer.other_wildcards {
                diagnostics.push(wildcard_diagnostic(answer, other, catalog));
            }
        }
        diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        diagnostics.dedup();
        diagnostics
    }

    /// What was asked, in each plane.
    pub(crate) fn targets(&self) -> Vec<Target> {
        let each = self.answers.iter().map(|answer| Target {
            action: ActionPattern::literal(&answer.action),
            plane: answer.plane,
        });
        each.collect()
    }

    fn subject(&self) -> String {
        match &self.principal {
            Some(principal) => principal.label().to_owned(),
            None => {
                let names: Vec<&str> = self.roles.iter().map(|(_, name)| name.as_str()).collect();
                names.join(" + ")
            }
        }
    }
}

fn undecided_diagnostic(answer: &CanAnswer) -> Diagnostic {
    Diagnostic::warning(
        "entangled-patterns",
        format!(
            "whether operations to come under `{}` are granted could not be decided: the patterns hold too many stars",
            answer.action
        ),
    )
    .may_change_answer()
}

fn wildcard_diagnostic(answer: &CanAnswer, other: Outcome, catalog: &Catalog) -> Diagnostic {
    let (mode, flag) = match catalog.wildcards() {
        crate::pattern::Wildcards::Azure => ("strict", "with `--strict-wildcards`"),
        crate::pattern::Wildcards::Strict => ("azure", "without `--strict-wildcards`"),
    };
    Diagnostic::info(
        "wildcard-mode",
        format!(
            "the answer for `{}` depends on WC-5 (`/*/` may match one slash): {flag} it is `{}`",
            answer.action,
            other.as_str()
        ),
    )
    .help(format!(
        "Azure's documentation is silent here; the {mode} reading is the other one"
    ))
}

/// How many missing operations the human format lists.
const MISSING_SHOWN: usize = 20;

/// How many lines of a terminal each list takes.
const LINES: usize = 16;

/// The heading of what would allow what is not allowed.
const ALLOWED_BY: &str = "What would allow it";

/// The answer as a page.
pub(crate) fn can_page(report: &CanReport, catalog: &Catalog) -> Page {
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    for answer in &report.answers {
        answer_blocks(&mut page, report, answer, catalog);
    }
    caution_of_unknown(&mut page, &report.targets(), catalog);
    page
}

/// Says above the answers which of what was asked the catalogue doesn't hold.
pub(crate) fn caution_of_unknown(page: &mut Page, targets: &[Target], catalog: &Catalog) {
    let mut actions: Vec<&ActionPattern> = targets.iter().map(|target| &target.action).collect();
    actions.dedup();
    for action in actions {
        if let Some(text) = unknown_caution(action, catalog) {
            page.caution("unknown", text);
        }
    }
}

pub(crate) fn answer_blocks(
    page: &mut Page,
    report: &CanReport,
    answer: &CanAnswer,
    catalog: &Catalog,
) {
    let who = report.subject();
    let place = answer
        .scope
        .as_ref()
        .map(|scope| format!(" at {scope}"))
        .unwrap_or_default();
    let subject = format!("{} ({} plane){place}", answer.action, answer.plane);
    let verb = match (answer.outcome, &answer.coverage) {
        (Outcome::Partial, Some(coverage))
            if coverage.granted.is_empty() && !coverage.operations.is_empty() =>
        {
            match report.principal {
                Some(_) => "may do, under a condition, part of",
                None => "grants, under a condition, part of",
            }
        }
        (outcome, _) => outcome_verb(outcome, report.principal.is_some()),
    };
    page.verdict(
        tone(answer.outcome),
        answer.outcome.as_str(),
        format!("{who} {verb} {subject}"),
    );
    let is_elsewhere = || !catalog.find_operation(&answer.action).is_empty();
    if !answer.is_known && is_elsewhere() {
        page.text("The catalogue does not hold this operation in this plane; the answer goes by the patterns' text alone.");
    }
    if let Some(remark) = catalog.remark(&answer.action) {
        page.text(remark);
    }
    if let Some(coverage) = &answer.coverage {
        coverage_blocks(page, coverage, catalog);
    }
    if !answer.derivations.is_empty() {
        page.heading("Why");
        let scope = answer.scope.as_ref();
        page.bullets(
            derivation_sentences(&answer.derivations, scope)
                .iter()
                .map(|sentence| with_role_names(sentence, catalog))
                .collect(),
        );
    }
    if !answer.why_not.is_empty() {
        page.heading("Why not");
        let mut rows: Vec<String> = answer.why_not.iter().map(why_not_sentence).collect();
        if let more @ 1.. = answer.assigned_elsewhere {
            let more = counted(more, "more assignment");
            rows.push(format!("{more} elsewhere; `--all` lists them"));
        }
        page.bullets(rows);
    } else if answer.outcome == Outcome::NotGranted && report.principal.is_some() {
        page.heading("Why not");
        page.bullets(vec![
            "the inputs hold no role assignment of this principal or its groups".to_owned(),
        ]);
    }
    if !answer.needs.is_empty() {
        page.heading("What it depends on");
        page.bullets(
            answer
                .needs
                .iter()
                .map(|need| format!("{need}: give it with `--attr`"))
                .collect(),
        );
    }
    if !answer.repairs.is_empty() {
        page.heading(ALLOWED_BY);
        page.bullets(repair_sentences(&answer.repairs));
    }
}

/// What a principal, or a role, does with what was asked.
fn outcome_verb(outcome: Outcome, is_principal: bool) -> &'static str {
    match (outcome, is_principal) {
        (Outcome::Allowed, true) => "may do",
        (Outcome::Allowed, false) => "grants",
        (Outcome::Partial, true) => "may do part of",
        (Outcome::Partial, false) => "grants part of",
        (Outcome::Conditional, true) => "may do, under a condition,",
        (Outcome::Conditional, false) => "grants, under a condition,",
        (Outcome::Undetermined, true) => "may or may not be able to do",
        (Outcome::Undetermined, false) => "may or may not grant",
        (Outcome::Eligible, _) => "must first activate a role for",
        (Outcome::Denied, _) => "is denied",
        (Outcome::NotGranted, true) => "may not do",
        (Outcome::NotGranted, false) => "does not grant",
    }
}

fn coverage_blocks(page: &mut Page, coverage: &Coverage, catalog: &Catalog) {
    let missing = coverage.missing();
    let to_come = match coverage.future {
        Future::Covered => ", and any that may come",
        Future::Open | Future::Undecided => "",
    };
    page.text(if coverage.operations.is_empty() {
        match coverage.future {
            Future::Covered => {
                "The catalogue holds no operation under the pattern; any that may come is granted."
            }
            Future::Open | Future::Undecided => {
                "The catalogue holds no operation under the pattern."
            }
        }
        .to_owned()
    } else {
        format!(
            "{} of {} operations under the pattern are granted{to_come}.",
            coverage.granted.len(),
            coverage.operations.len(),
        )
    });
    if missing.is_empty() {
        return;
    }
    let missing = missing.iter();
    let table = Table {
        caption: "Missing".to_owned(),
        columns: vec!["missing"],
        rows: missing.map(|at| vec![catalog.operation(at).name]).collect(),
    };
    page.first_rows(table, MISSING_SHOWN);
}
