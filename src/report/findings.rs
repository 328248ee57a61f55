//! `audit`: findings as JSON and as a page.

use serde_json::{Map, Value, json};

use super::page::{Page, Table, Tone};
use super::words::capitalised;
use crate::audit::{Finding, Severity};
use crate::scope::Scope;

/// The `result` of `rolecall/audit/1`.
pub(crate) fn audit_json(findings: &[Finding]) -> Value {
    json!({
        "summary": summary(findings),
        "findings": findings.iter().map(finding_json).collect::<Vec<_>>(),
    })
}

const SEVERITIES: [Severity; 5] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
    Severity::Info,
];

fn summary(findings: &[Finding]) -> Value {
    let mut by_severity = Map::new();
    for severity in SEVERITIES {
        let count = findings.iter().filter(|f| f.severity == severity).count();
        by_severity.insert(severity.as_str().to_owned(), json!(count));
    }
    let mut by_rule = Map::new();
    let mut rules: Vec<&str> = findings.iter().map(|f| f.rule).collect();
    rules.sort_unstable();
    for rule in rules {
        let count = by_rule.get(rule).and_then(Value::as_u64).unwrap_or(0) + 1;
        by_rule.insert(rule.to_owned(), json!(count));
    }
    json!({ "findings": findings.len(), "bySeverity": by_severity, "byRule": by_rule })
}

fn finding_json(finding: &Finding) -> Value {
    json!({
        "id": finding.id(),
        "rule": finding.rule,
        "severity": finding.severity.as_str(),
        "confidence": finding.confidence.as_str(),
        "title": finding.title,
        "because": finding.because,
        "principal": finding.principal.as_ref().map(|p| json!({
            "id": p.id.as_str(), "name": p.name, "type": p.kind.as_str(),
        })),
        "role": finding.role.as_ref().map(|role| json!({
            "id": role.id.map(|id| id.to_string()), "name": role.name,
        })),
        "scope": finding.scope.as_ref().map(Scope::as_str),
        "evidence": finding.evidence.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "remediation": {
            "text": finding.remediation.text,
            "commands": finding.remediation.commands,
        },
        "suppressed": finding.suppressed.as_ref().map(|suppression| json!({
            "owner": suppression.owner,
            "reason": suppression.reason,
            "expires": suppression.expires,
        })),
    })
}

/// The findings as a page: a count, the table, then each finding in full.
pub(crate) fn audit_page(findings: &[Finding]) -> Page {
    let mut page = Page::default();
    if findings.is_empty() {
        page.verdict(Tone::Good, "clean", "no findings");
        return page;
    }
    let counts: Vec<String> = SEVERITIES
        .iter()
        .filter_map(|severity| {
            let count = findings.iter().filter(|f| f.severity == *severity).count();
            (count > 0).then(|| format!("{count} {}", severity.as_str()))
        })
        .collect();
    let noun = if findings.len() == 1 {
        "finding"
    } else {
        "findings"
    };
    let worst = findings.iter().map(|f| f.severity).max();
    let tone = if worst >= Some(Severity::High) {
        Tone::Bad
    } else {
        Tone::Open
    };
    page.verdict(
        tone,
        &format!("{} {noun}", findings.len()),
        counts.join(", "),
    );
    page.table(findings_table(findings));
    for finding in findings {
        page.heading(format!(
            "{} {}: {}",
            finding.id(),
            finding.severity.as_str(),
            finding.title
        ));
        page.text(format!("{}.", reason(finding)));
        let mut points = vec![format!("what to do: {}", finding.remediation.text)];
        points.extend(
            finding
                .evidence
                .iter()
                .map(|place| format!("evidence: {place}")),
        );
        page.bullets(points);
        if !finding.remediation.commands.is_empty() {
            page.code("sh", finding.remediation.commands.join("\n"));
        }
    }
    page
}

/// All findings, a row each.
pub(crate) fn findings_table(findings: &[Finding]) -> Table {
    let rows = findings
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
                finding.id(),
            ]
        })
        .collect();
    without_empty_columns(Table {
        caption: "Findings".to_owned(),
        columns: vec!["severity", "rule", "principal", "role", "scope", "id"],
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
pub(crate) fn findings_csv(findings: &[Finding]) -> Table {
    let rows = findings
        .iter()
        .map(|f| {
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
            ]
        })
        .collect();
    Table {
        caption: "Findings".to_owned(),
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
        ],
        rows,
    }
}

/// Why, with a capital first letter, unless a name stands first.
fn reason(finding: &Finding) -> String {
    let text = &finding.because;
    let principal = finding.principal.as_ref().map(|p| p.name.as_str());
    let role = finding.role.as_ref().map(|role| role.name.as_str());
    let named = |name: Option<&str>| name.is_some_and(|name| text.starts_with(name));
    if named(principal) || named(role) {
        return text.clone();
    }
    capitalised(text)
}
