//! `audit` and `roles lint`: findings for people and as a table.

use crate::report::format::csv::Rows;
use crate::report::format::markdown::to_markdown;
use crate::report::page::{Page, Table, Tone};
use crate::report::view::findings::SEVERITIES;
use crate::report::view::findings::{BaselineReport, FindingsReport};
use crate::report::view::words::{capitalised, counted};
use crate::rule::{Comparison, Finding, FindingStatus, Severity};

/// The findings as a page: a count, the table, then each finding in full.
pub(crate) fn audit_page(report: &FindingsReport) -> Page {
    page_of_first(report, report.findings.len())
}

/// What a comment on a pull request may hold.
const LONGEST_COMMENT: usize = 65_536;

/// The page as Markdown for a comment: as many findings as fit, gravest first, and how many don't.
pub(crate) fn audit_markdown(report: &FindingsReport) -> String {
    let written = |first: usize| to_markdown(&page_of_first(report, first));
    let fits = |first: usize| written(first).len() <= LONGEST_COMMENT;
    // The most that fits stands between one that does and one that doesn't.
    let all = report.findings.len();
    let (mut fitting, mut next) = (0, 16);
    while next < all && fits(next) {
        (fitting, next) = (next, next * 2);
    }
    let mut over = next.min(all) + 1;
    while over - fitting > 1 {
        let middle = fitting + (over - fitting) / 2;
        if fits(middle) {
            fitting = middle;
        } else {
            over = middle;
        }
    }
    written(fitting)
}

fn page_of_first(report: &FindingsReport, first: usize) -> Page {
    let mut page = Page::default();
    let open: Vec<&Finding> = report.open().collect();
    let mut counts: Vec<String> = SEVERITIES
        .iter()
        .filter_map(|severity| {
            let count = open.iter().filter(|f| f.severity == *severity).count();
            (count > 0).then(|| format!("{count} {}", severity.as_str()))
        })
        .collect();
    let accepted = report.findings.len() - open.len();
    if accepted > 0 {
        counts.push(format!("{accepted} suppressed"));
    }
    if report.baseline.is_some() {
        let new = open
            .iter()
            .filter(|f| report.status(f) == Some(FindingStatus::New));
        counts.push(format!("{} new", new.count()));
    }
    let worst = open.iter().map(|f| f.severity).max();
    match worst {
        None if accepted > 0 => page.verdict(
            Tone::Good,
            "clean",
            format!("no open findings, {accepted} suppressed"),
        ),
        None => page.verdict(Tone::Good, "clean", "no findings"),
        Some(worst) => {
            let tone = if worst >= Severity::High {
                Tone::Bad
            } else {
                Tone::Open
            };
            page.verdict(tone, &counted(open.len(), "finding"), counts.join(", "));
        }
    }
    if let Some(path) = &report.configuration {
        page.text(format!("Configuration: `{path}`."));
    }
    if let Some(said) = not_run(report) {
        page.text(said);
    }
    page.table(findings_table(report, first));
    let left_out = report.findings.len() - first;
    if left_out > 0 {
        page.text(format!(
            "{} of {} findings are left out to fit a comment: the gravest are here; `--format json` or `-o findings.xlsx` gives all.",
            left_out,
            report.findings.len(),
        ));
    }
    if let Some(baseline) = &report.baseline {
        against(&mut page, baseline);
    }
    for finding in &report.findings[..first] {
        detail(&mut page, report, finding);
    }
    page
}

fn detail(page: &mut Page, report: &FindingsReport, finding: &Finding) {
    page.heading(format!(
        "{} {}: {}",
        finding.id(),
        finding.severity.as_str(),
        finding.title
    ));
    page.text(format!("{}.", reason(finding)));
    let mut points: Vec<String> = report.accepted(finding).into_iter().collect();
    points.push(format!("what to do: {}", finding.remediation.text));
    let places = finding.evidence.iter();
    points.extend(places.map(|place| format!("evidence: {place}")));
    page.bullets(points);
    if !finding.remediation.commands.is_empty() {
        page.code("sh", finding.remediation.commands.join("\n"));
    }
}

/// Rules that were left out have not passed.
fn not_run(report: &FindingsReport) -> Option<String> {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for rule in &report.rules {
        let Some(reason) = rule.state.reason() else {
            continue;
        };
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, ids)) => ids.push(rule.id),
            None => by_reason.push((reason, vec![rule.id])),
        }
    }
    let said = |(reason, ids): &(&str, Vec<&str>)| {
        if ids.len() <= 5 {
            let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            return format!("{}: {reason}", ids.join(", "));
        }
        format!("{} of {} rules: {reason}", ids.len(), report.rules.len())
    };
    let said: Vec<String> = by_reason.iter().map(said).collect();
    (!said.is_empty()).then(|| format!("Not run: {}.", said.join("; ")))
}

/// What stands about a finding beside its severity.
fn status(report: &FindingsReport, finding: &Finding) -> String {
    let mut said: Vec<String> = Vec::new();
    said.extend(
        report
            .status(finding)
            .map(|status| status.as_str().to_owned()),
    );
    said.extend(
        finding
            .suppressed
            .as_ref()
            .map(|suppression| match &suppression.expires {
                Some(day) => format!("suppressed until {}", day.day()),
                None => "suppressed".to_owned(),
            }),
    );
    said.join(", ")
}

/// How many findings of the earlier report are listed in a page.
const MOST_RESOLVED: usize = 100;

/// What became of the findings of the earlier report that are not among those of today.
fn against(page: &mut Page, baseline: &BaselineReport) {
    let Comparison {
        resolved,
        not_judged,
        ..
    } = &baseline.comparison;
    let path = &baseline.path;
    if resolved.is_empty() {
        page.text(format!("Nothing of `{path}` is resolved."));
    } else {
        let mut heading = format!("Resolved since `{path}`");
        if resolved.len() > MOST_RESOLVED {
            heading.push_str(&format!(": {MOST_RESOLVED} of {}", resolved.len()));
        }
        page.heading(heading);
        page.table(Table {
            caption: String::new(),
            columns: vec!["severity", "rule", "what", "id"],
            rows: resolved
                .iter()
                .take(MOST_RESOLVED)
                .map(|past| {
                    vec![
                        past.severity.as_str().to_owned(),
                        past.rule.clone(),
                        past.title.clone(),
                        past.id.clone(),
                    ]
                })
                .collect(),
        });
    }
    if !not_judged.is_empty() {
        page.text(format!(
            "Not judged: {} of `{path}`, of rules that were not run.",
            counted(not_judged.len(), "finding")
        ));
    }
}

/// All findings, a row each.
fn findings_table(report: &FindingsReport, first: usize) -> Table {
    let rows = report.findings[..first]
        .iter()
        .map(|finding| {
            let principal = finding.principal.as_ref();
            vec![
                finding.severity.as_str().to_owned(),
                finding.rule.to_owned(),
                principal.map(|p| p.name.clone()).unwrap_or_default(),
                finding
                    .role
                    .as_ref()
                    .map(|role| role.name.clone())
                    .unwrap_or_default(),
                finding
                    .scope
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                status(report, finding),
                finding.id(),
            ]
        })
        .collect();
    without_empty_columns(Table {
        caption: "Findings".to_owned(),
        columns: vec![
            "severity",
            "rule",
            "principal",
            "role",
            "scope",
            "status",
            "id",
        ],
        rows,
    })
}

/// Findings about definitions have no principal, those about assignments have one.
fn without_empty_columns(table: Table) -> Table {
    let kept: Vec<usize> = (0..table.columns.len())
        .filter(|&at| table.rows.iter().any(|row| !row[at].is_empty()))
        .collect();
    Table {
        columns: kept.iter().map(|&at| table.columns[at]).collect(),
        rows: table
            .rows
            .iter()
            .map(|row| kept.iter().map(|&at| row[at].clone()).collect())
            .collect(),
        ..table
    }
}

/// All findings with everything, a row each, for CSV.
pub(crate) fn findings_csv(report: &FindingsReport) -> Rows<'_> {
    let rows = report.findings.iter().map(|f| {
        let principal = f.principal.as_ref();
        let text = |value: Option<String>| value.unwrap_or_default();
        vec![
            f.id(),
            f.rule.to_owned(),
            f.severity.as_str().to_owned(),
            f.confidence.as_str().to_owned(),
            f.title.clone(),
            f.because.clone(),
            text(principal.map(|p| p.id.to_string())),
            text(principal.map(|p| p.name.clone())),
            text(principal.map(|p| p.kind.as_str().to_owned())),
            text(f.role.as_ref().and_then(|r| r.id).map(|id| id.to_string())),
            text(f.role.as_ref().map(|r| r.name.clone())),
            text(f.scope.as_ref().map(ToString::to_string)),
            f.evidence
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" "),
            f.remediation.text.clone(),
            f.remediation.commands.join("; "),
            text(report.status(f).map(|status| status.as_str().to_owned())),
            text(f.suppressed.as_ref().map(|s| s.owner.clone())),
            text(f.suppressed.as_ref().map(|s| s.reason.clone())),
            text(f.suppressed.as_ref().and_then(|s| Some(s.expires?.day()))),
        ]
    });
    Rows {
        columns: vec![
            "id",
            "rule",
            "severity",
            "confidence",
            "title",
            "because",
            "principalId",
            "principalName",
            "principalType",
            "roleId",
            "roleName",
            "scope",
            "evidence",
            "remediation",
            "commands",
            "status",
            "suppressedBy",
            "suppressionReason",
            "suppressionExpires",
        ],
        rows: Box::new(rows),
    }
}

/// Why, with a capital first letter, unless a name stands first.
pub(crate) fn reason(finding: &Finding) -> String {
    let text = &finding.because;
    let principal = finding.principal.as_ref().map(|p| p.name.as_str());
    let role = finding.role.as_ref().map(|role| role.name.as_str());
    let named = |name: Option<&str>| name.is_some_and(|name| text.starts_with(name));
    if named(principal) || named(role) {
        return text.clone();
    }
    capitalised(text)
}
