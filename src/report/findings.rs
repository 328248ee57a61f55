//! `audit` and `roles lint`: findings as JSON.

use serde_json::{Map, Value, json};

use super::envelope::Items;
use super::findings_report::{Counting, FindingsReport};
use crate::audit::{Comparison, Finding, FindingStatus, PastFinding, Severity};
use crate::scope::Scope;
use crate::time::Timestamp;

/// The `result` of `rolecall/audit/1` without its findings, which [`findings_json`] gives one by one.
pub(crate) fn audit_json(report: &FindingsReport) -> Value {
    let mut result = json!({
        "summary": summary(report),
        "configuration": report.configuration,
        "rules": rules(report),
        "findings": [],
    });
    if let Some(baseline) = &report.baseline {
        let Comparison {
            resolved,
            not_judged,
            ..
        } = &baseline.comparison;
        let past = |list: &[PastFinding]| list.iter().map(past_json).collect::<Vec<_>>();
        result["baseline"] = json!({
            "path": baseline.path,
            "newOnly": baseline.counting == Counting::NewOnly,
            "notJudged": past(not_judged),
        });
        result["resolved"] = json!(past(resolved));
    }
    result
}

/// The findings of the `result`.
pub(crate) fn findings_json(report: &FindingsReport) -> Items<'_> {
    let findings = report.findings.iter();
    Box::new(findings.map(|finding| finding_json(report, finding)))
}

/// From the gravest down.
pub(super) const SEVERITIES: [Severity; 5] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
    Severity::Info,
];

/// Counts; by severity and rule those of the open findings.
fn summary(report: &FindingsReport) -> Value {
    let open: Vec<&Finding> = report.open().collect();
    let mut by_severity = Map::new();
    for severity in SEVERITIES {
        let count = open.iter().filter(|f| f.severity == severity).count();
        by_severity.insert(severity.as_str().to_owned(), json!(count));
    }
    let mut by_rule = Map::new();
    let mut rules: Vec<&str> = open.iter().map(|f| f.rule).collect();
    rules.sort_unstable();
    for rule in rules {
        let count = by_rule.get(rule).and_then(Value::as_u64).unwrap_or(0) + 1;
        by_rule.insert(rule.to_owned(), json!(count));
    }
    let mut summary = json!({
        "findings": report.findings.len(),
        "open": open.len(),
        "suppressed": report.findings.len() - open.len(),
        "bySeverity": by_severity,
        "byRule": by_rule,
    });
    if let Some(baseline) = &report.baseline {
        let count = |status| {
            open.iter()
                .filter(|f| report.status(f) == Some(status))
                .count()
        };
        summary["new"] = json!(count(FindingStatus::New));
        summary["known"] = json!(count(FindingStatus::Known));
        summary["resolved"] = json!(baseline.comparison.resolved.len());
    }
    summary
}

fn past_json(past: &PastFinding) -> Value {
    json!({
        "id": past.id,
        "rule": past.rule,
        "severity": past.severity.as_str(),
        "title": past.title,
        "principal": past.principal,
        "role": past.role,
        "scope": past.scope,
    })
}

/// Which rules were run, and why the others were not.
fn rules(report: &FindingsReport) -> Value {
    let mut run = Vec::new();
    let mut not_run = Vec::new();
    for rule in &report.rules {
        match rule.state.reason() {
            None => run.push(rule.id),
            Some(reason) => not_run.push(json!({ "rule": rule.id, "reason": reason })),
        }
    }
    json!({ "run": run, "notRun": not_run })
}

fn finding_json(report: &FindingsReport, finding: &Finding) -> Value {
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
        "status": report.status(finding).map(FindingStatus::as_str),
        "suppressed": finding.suppressed.as_ref().map(|suppression| json!({
            "owner": suppression.owner,
            "reason": suppression.reason,
            "expires": suppression.expires.map(Timestamp::day),
        })),
    })
}
