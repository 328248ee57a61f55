//! `nexus check` as a page, for people and for tickets.

use super::counted;
use crate::nexus::{CheckResult, CheckedCluster, ClusterCheck, RuleStatus, overall_verdict};
use crate::report::page::{Page, Table, Tone};
use crate::report::shell::on_lines;
use crate::report::v1::RuleSeverity;
use crate::rule::Severity;

/// How many failing checks of a cluster are shown with their commands where not all are.
const FAILURES: usize = 3;
/// How many failing and open checks are listed beside those.
const LISTED: usize = 5;
/// How many clusters are shown, of several.
const CLUSTERS: usize = 12;
/// How many of those that don't pass are shown with what they fail by.
const FAILING_CLUSTERS: usize = 4;

/// The verdict, what is to be fixed, what is open, and how many checks hold; or, of several clusters, which
/// don't pass and why. Everything, each check with what was found, where all is asked for.
pub(crate) fn nexus_check_page(checked: &[CheckedCluster], all: bool) -> Page {
    let mut page = Page::default();
    match checked {
        [one] => {
            verdict(&mut page, one.result.verdict(), summary(one));
            match all {
                true => of_cluster(&mut page, "", &one.result),
                false => in_short(&mut page, &one.result),
            }
        }
        several => {
            verdict(&mut page, overall_verdict(several), overview(several));
            // Those that don't pass first.
            let mut listed: Vec<&CheckedCluster> = several.iter().collect();
            if !all {
                listed.sort_by_key(|one| order(one.result.verdict()));
                listed.truncate(CLUSTERS);
            }
            page.table(Table {
                caption: String::new(),
                columns: vec!["cluster", "verdict", "errors", "warnings", "open", "hold"],
                rows: listed.iter().map(|one| cluster_row(one)).collect(),
            });
            if all {
                for one in several {
                    page.heading(format!("{}: {}", one.name, one.result.verdict().as_str()));
                    of_cluster(&mut page, &format!("{} ", one.name), &one.result);
                }
                return page;
            }
            if listed.len() < several.len() {
                let more = several.len() - listed.len();
                page.text(format!("{}.", counted(more, "more cluster")));
            }
            let failing = |one: &&&CheckedCluster| one.result.verdict() != RuleStatus::Pass;
            for one in listed.iter().filter(failing).take(FAILING_CLUSTERS) {
                page.heading(format!("{}: {}", one.name, one.result.verdict().as_str()));
                listed_checks(&mut page, &unmet(&one.result), FAILURES);
            }
            page.text("`--all` shows every check of every cluster, with the commands that fix it.");
        }
    }
    page
}

fn order(verdict: RuleStatus) -> usize {
    let worst_first = [RuleStatus::Fail, RuleStatus::Unknown, RuleStatus::Pass];
    let at = worst_first.iter().position(|status| *status == verdict);
    at.unwrap_or_default()
}

/// What doesn't hold, then what isn't known, the gravest of each first.
fn unmet(result: &CheckResult) -> Vec<&ClusterCheck> {
    let mut unmet = with_status(result, RuleStatus::Fail);
    unmet.extend(with_status(result, RuleStatus::Unknown));
    unmet
}

/// Checks in a line or two each, and how many more there are.
fn listed_checks(page: &mut Page, checks: &[&ClusterCheck], most: usize) {
    let shown = checks.iter().take(most);
    let mut points: Vec<String> = shown
        .map(|check| {
            let subject = &check.subject;
            format!(
                "{} {} {subject}: {}",
                mark(check),
                check.rule,
                check.message
            )
        })
        .collect();
    if checks.len() > most {
        points.push(format!("{} more", checks.len() - most));
    }
    page.bullets(points);
}

/// One cluster on two screens.
fn in_short(page: &mut Page, result: &CheckResult) {
    let failing = with_status(result, RuleStatus::Fail);
    let (first, rest) = failing.split_at(failing.len().min(FAILURES));
    for check in first {
        failure(page, "", check);
    }
    if !rest.is_empty() {
        page.heading("also to be fixed");
        listed_checks(page, rest, LISTED);
    }
    let open = with_status(result, RuleStatus::Unknown);
    if !open.is_empty() {
        page.heading("not known from the inputs");
        listed_checks(page, &open, LISTED);
    }
    let all = result.checks.len();
    let notes = result.checks.iter().filter(|check| is_note(check)).count();
    let beside = match notes {
        0 => String::new(),
        notes => format!(", {} beside", counted(notes, "note")),
    };
    let [errors, warnings, open, _] = counts(result);
    page.closing(format!(
        "{}, {}, {open} open; {} of {} hold{beside}. `--all` lists each, with the commands of every fix.",
        counted(errors, "error"),
        counted(warnings, "warning"),
        holding(result),
        counted(all - notes, "check"),
    ));
}

fn verdict(page: &mut Page, verdict: RuleStatus, summary: String) {
    let tone = match verdict {
        RuleStatus::Pass => Tone::Good,
        RuleStatus::Fail => Tone::Bad,
        RuleStatus::Unknown => Tone::Open,
    };
    page.verdict(tone, verdict.as_str(), summary);
}

/// Errors, warnings, what is open, and what holds.
fn counts(result: &CheckResult) -> [usize; 4] {
    let failing = with_status(result, RuleStatus::Fail);
    let of = |severity| {
        failing
            .iter()
            .filter(|check| check.severity == severity)
            .count()
    };
    let open = with_status(result, RuleStatus::Unknown);
    [
        of(Severity::High),
        of(Severity::Medium),
        open.len(),
        holding(result),
    ]
}

fn summary(one: &CheckedCluster) -> String {
    let [errors, warnings, open, hold] = counts(&one.result);
    format!(
        "{}: {}, {}, {open} open, {hold} hold",
        one.name,
        counted(errors, "error"),
        counted(warnings, "warning"),
    )
}

fn overview(several: &[CheckedCluster]) -> String {
    let with = |status| {
        let of = several.iter().filter(|one| one.result.verdict() == status);
        of.count()
    };
    format!(
        "{}: {} pass, {} fail, {} unknown",
        counted(several.len(), "cluster"),
        with(RuleStatus::Pass),
        with(RuleStatus::Fail),
        with(RuleStatus::Unknown),
    )
}

fn cluster_row(one: &CheckedCluster) -> Vec<String> {
    let counts = counts(&one.result).map(|count| count.to_string());
    let verdict = one.result.verdict().as_str().to_owned();
    [vec![one.name.clone(), verdict], counts.to_vec()].concat()
}

/// A check that fails: what is so, what must be, and how to get there.
fn failure(page: &mut Page, of: &str, check: &ClusterCheck) {
    page.heading(format!(
        "{of}{} {}: {}",
        check.rule,
        word(check),
        check.subject
    ));
    page.text(&check.message);
    let mut points = vec![format!("must hold: {}", check.rule.rule().title)];
    let consequence = check.consequence.as_ref();
    points.extend(consequence.map(|consequence| format!("if it stays so: {consequence}")));
    page.bullets(points);
    if !check.fix.is_empty() {
        page.code("sh", on_lines(&check.fix));
    }
}

fn of_cluster(page: &mut Page, of: &str, result: &CheckResult) {
    for check in with_status(result, RuleStatus::Fail) {
        failure(page, of, check);
    }
    let open = with_status(result, RuleStatus::Unknown);
    if !open.is_empty() {
        page.heading(format!("{of}not known from the inputs"));
        let points = open
            .iter()
            .map(|check| format!("{} {}: {}", check.rule, check.subject, check.message));
        page.bullets(points.collect());
    }
    page.heading(format!("{of}checklist"));
    page.table(Table {
        caption: String::new(),
        columns: vec!["", "rule", "subject", "found"],
        rows: checklist(result),
    });
}

/// A row for each thing found, what doesn't hold first; what a rule found alike on several subjects is one
/// row.
fn checklist(result: &CheckResult) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut checks: Vec<&ClusterCheck> = result.checks.iter().collect();
    checks.sort_by_key(|check| order(check.status));
    for check in checks {
        let row = row(check);
        match rows.last_mut() {
            Some(last) if last[..2] == row[..2] && last[3] == row[3] => {
                last[2] = format!("{}, {}", last[2], row[2]);
            }
            _ => rows.push(row),
        }
    }
    rows
}

fn with_status(result: &CheckResult, status: RuleStatus) -> Vec<&ClusterCheck> {
    let mut checks: Vec<&ClusterCheck> = result
        .checks
        .iter()
        .filter(|check| check.status == status)
        .collect();
    checks.sort_by_key(|check| std::cmp::Reverse(check.severity));
    checks
}

/// The word for a rule that doesn't hold.
fn word(check: &ClusterCheck) -> &'static str {
    RuleSeverity::from(check.severity).as_str()
}

/// What was found in a word. What only remarks is neither right nor wrong.
fn mark(check: &ClusterCheck) -> &'static str {
    match check.status {
        RuleStatus::Pass if is_note(check) => "note",
        RuleStatus::Pass => "ok",
        RuleStatus::Unknown => "open",
        RuleStatus::Fail => word(check),
    }
}

/// Whether the check only remarks.
fn is_note(check: &ClusterCheck) -> bool {
    check.status == RuleStatus::Pass && check.severity == Severity::Info
}

/// How many checks hold.
fn holding(result: &CheckResult) -> usize {
    let passing = with_status(result, RuleStatus::Pass);
    passing.iter().filter(|check| !is_note(check)).count()
}

fn row(check: &ClusterCheck) -> Vec<String> {
    vec![
        mark(check).to_owned(),
        check.rule.to_string(),
        check.subject.clone(),
        check.message.clone(),
    ]
}
