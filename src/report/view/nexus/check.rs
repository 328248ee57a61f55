//! `nexus check` as a page, for people and for tickets.

use super::counted;
use crate::nexus::{CheckResult, CheckedCluster, ClusterCheck, RuleStatus, overall_verdict};
use crate::report::page::{Page, Table, Tone};
use crate::report::shell::on_lines;
use crate::report::v1::RuleSeverity;
use crate::rule::Severity;

/// The verdict, what is to be fixed, then every rule judged; of several clusters one after the other.
pub(crate) fn nexus_check_page(checked: &[CheckedCluster]) -> Page {
    let mut page = Page::default();
    match checked {
        [one] => {
            verdict(&mut page, one.result.verdict(), summary(one));
            of_cluster(&mut page, "", &one.result);
        }
        several => {
            verdict(&mut page, overall_verdict(several), overview(several));
            page.table(Table {
                caption: String::new(),
                columns: vec!["cluster", "verdict", "errors", "warnings", "open"],
                rows: several.iter().map(cluster_row).collect(),
            });
            for one in several {
                page.heading(format!("{}: {}", one.name, one.result.verdict().as_str()));
                of_cluster(&mut page, &format!("{} ", one.name), &one.result);
            }
        }
    }
    page
}

fn verdict(page: &mut Page, verdict: RuleStatus, summary: String) {
    let tone = match verdict {
        RuleStatus::Pass => Tone::Good,
        RuleStatus::Fail => Tone::Bad,
        RuleStatus::Unknown => Tone::Open,
    };
    page.verdict(tone, verdict.as_str(), summary);
}

/// Errors, warnings and open rules.
fn counts(result: &CheckResult) -> [usize; 3] {
    let failing = with_status(result, RuleStatus::Fail);
    let of = |severity| {
        failing
            .iter()
            .filter(|check| check.severity == severity)
            .count()
    };
    let open = with_status(result, RuleStatus::Unknown);
    [of(Severity::High), of(Severity::Medium), open.len()]
}

fn summary(one: &CheckedCluster) -> String {
    let [errors, warnings, open] = counts(&one.result);
    format!(
        "{}: {}, {}, {open} open",
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

fn of_cluster(page: &mut Page, of: &str, result: &CheckResult) {
    for check in with_status(result, RuleStatus::Fail) {
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

/// A row for each thing found; what a rule found alike on several subjects is one row.
fn checklist(result: &CheckResult) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for check in &result.checks {
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

fn row(check: &ClusterCheck) -> Vec<String> {
    let mark = match (check.status, check.severity) {
        (RuleStatus::Pass, _) => "ok",
        (RuleStatus::Unknown, _) => "?",
        (RuleStatus::Fail, _) => word(check),
    };
    vec![
        mark.to_owned(),
        check.rule.to_string(),
        check.subject.clone(),
        check.message.clone(),
    ]
}
