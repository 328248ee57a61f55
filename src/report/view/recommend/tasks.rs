//! `recommend --all-tasks`: a row for every task of the catalogue.

use crate::catalog::{Evidence, Task};
use crate::minimize::{Advice, Excess, Objective, RecommendedRole};
use crate::report::columns::{Columns, Rows};
use crate::report::page::{Page, Tone};
use crate::report::view::recommend::{RecommendReport, is_optimal, label, mark};
use crate::report::view::words::counted;

/// Every task with its minimal set, a row each.
pub(crate) fn tasks_page(reports: &[RecommendReport]) -> Page {
    let mut page = Page::default();
    page.cut_listing_on_terminals();
    let (tone, word) = (Tone::Plain, counted(reports.len(), "task"));
    page.verdict(tone, &word, advice_in_numbers(reports));
    let caption = "Minimal role set of every task".to_owned();
    page.table(columns().table(caption, reports));
    let inferred = reports.iter().flat_map(|report| &report.tasks);
    let inferred = inferred.filter(|task| task.evidence == Evidence::Inferred);
    page.text(format!(
        "The operations of {} of the {} tasks were inferred: no page states them as a list.",
        inferred.count(),
        reports.len()
    ));
    page
}

/// What the recommendations come to.
fn advice_in_numbers(reports: &[RecommendReport]) -> String {
    let count = |is_so: fn(&RecommendReport) -> bool| reports.iter().filter(|r| is_so(r)).count();
    let is_open = |report: &RecommendReport| {
        let found = &report.recommendation;
        found.advice != Advice::CreateCustomRole
            && (!found.uncovered.is_empty() || found.needed.is_some())
    };
    let mut parts = vec![
        format!(
            "published roles are enough for {}",
            count(|report| report.recommendation.advice == Advice::Assign)
        ),
        format!(
            "a custom role is better for {}",
            count(|report| report.recommendation.advice == Advice::CreateCustomRole)
        ),
    ];
    match count(is_open) {
        0 => {}
        open => parts.push(format!("{open} stay open")),
    }
    format!(
        "{}; `recommend --task ID` says more of one",
        parts.join(", ")
    )
}

/// The same with all that a spreadsheet wants to sort by.
pub(crate) fn tasks_rows(reports: &[RecommendReport]) -> Rows<'_> {
    columns().rows(reports.iter())
}

fn columns<'a>() -> Columns<'a, &'a RecommendReport> {
    fn of_task(report: &RecommendReport, text: fn(&Task) -> String) -> String {
        report.tasks.first().map(text).unwrap_or_default()
    }
    fn beyond(report: &RecommendReport, count: fn(&Excess) -> u64) -> String {
        count(&report.recommendation.excess).to_string()
    }
    Columns::new()
        .both("task", |report: &&RecommendReport| {
            of_task(report, |task| task.id.clone())
        })
        .data("title", |report| of_task(report, |task| task.title.clone()))
        .data("objective", |report| {
            objective_word(report.recommendation.objective).to_owned()
        })
        .page("roles", |report| match &report.recommendation.needed {
            Some(needed) => needed.to_string(),
            None => joined(&report.recommendation.roles, " + "),
        })
        .data("roles", |report| joined(&report.recommendation.roles, "; "))
        .data("roleCount", |report| {
            report.recommendation.roles.len().to_string()
        })
        .both("excess", |report| beyond(report, Excess::total))
        .both("escalation", |report| {
            beyond(report, |excess| excess.escalation)
        })
        .data("data", |report| beyond(report, |excess| excess.data))
        .data("write", |report| beyond(report, |excess| excess.write))
        .data("read", |report| beyond(report, |excess| excess.read))
        .page("evidence", |report| {
            of_task(report, |task| task.evidence.as_str().to_owned())
        })
        .data("inferred", |report| {
            of_task(report, |task| {
                (task.evidence == Evidence::Inferred).to_string()
            })
        })
        .data("optimal", |report| {
            is_optimal(&report.recommendation).to_string()
        })
        .both("uncovered", |report| uncovered(report))
        .data("assignableRoles", |report| {
            let assignable = report.others.assignable.as_ref();
            let roles = assignable.map_or(&report.recommendation.roles, |set| &set.roles);
            joined(roles, "; ")
        })
        .data("assignableExcess", |report| {
            let assignable = report.others.assignable.as_ref();
            let excess = assignable.map_or(&report.recommendation.excess, |set| &set.excess);
            excess.total().to_string()
        })
}

fn objective_word(objective: Objective) -> &'static str {
    match objective {
        Objective::Risk => "risk",
        Objective::Roles => "roles",
        Objective::Excess => "excess",
    }
}

fn joined(roles: &[RecommendedRole], between: &str) -> String {
    let names: Vec<String> = roles.iter().map(label).collect();
    names.join(between)
}

fn uncovered(report: &RecommendReport) -> String {
    let names = report.recommendation.uncovered.iter();
    let names: Vec<String> = names.map(|(name, plane)| mark(name, *plane)).collect();
    names.join(" ")
}
