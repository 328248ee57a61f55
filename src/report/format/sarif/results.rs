use serde_json::{Value, json};

use super::locations::Locator;
use super::rules::{index_of, level, score};
use super::{object, text};
use crate::condition::Excerpt;
use crate::lint::condition_rules;
use crate::report::view::conditions::LintedCondition;
use crate::report::view::findings::FindingsReport;
use crate::report::view::words::begun_by;
use crate::rule::{Confidence, Finding, FindingStatus, PastFinding, Severity};
use crate::span::Place;
use crate::time::Timestamp;

pub(super) fn of_findings(report: &FindingsReport, locator: &Locator<'_>) -> Vec<Value> {
    let found = report.findings.iter();
    let found = found.map(|finding| result(report, finding, locator));
    let resolved = report.baseline.iter().flat_map(|b| &b.comparison.resolved);
    found
        .chain(resolved.map(|past| absent(report, past)))
        .collect()
}

/// A finding of the earlier report that is no more.
fn absent(report: &FindingsReport, past: &PastFinding) -> Value {
    object([
        ("ruleId", Some(json!(past.rule))),
        (
            "ruleIndex",
            index_of(&report.rules, &past.rule).map(Value::from),
        ),
        ("level", Some(json!(level(past.severity)))),
        ("message", Some(text(&past.title))),
        (
            "partialFingerprints",
            Some(json!({ "rolecallFinding/v1": past.id })),
        ),
        ("baselineState", Some(json!("absent"))),
    ])
}

fn baseline_state(status: FindingStatus) -> Value {
    json!(match status {
        FindingStatus::New => "new",
        FindingStatus::Known => "unchanged",
    })
}

fn result(report: &FindingsReport, finding: &Finding, locator: &Locator<'_>) -> Value {
    let said = format!(
        "{}. To do: {}",
        begun_by(finding, &finding.because),
        finding.remediation.text
    );
    let mut places = finding.evidence.iter();
    let first = location(places.next(), &logical(finding), locator);
    let related: Vec<Value> = places
        .enumerate()
        .filter_map(|(at, place)| {
            Some(json!({
                "id": at + 1,
                "physicalLocation": locator.physical(place)?,
                "message": text("evidence"),
            }))
        })
        .collect();
    object([
        ("ruleId", Some(json!(finding.rule))),
        (
            "ruleIndex",
            index_of(&report.rules, finding.rule).map(Value::from),
        ),
        ("level", Some(json!(level(finding.severity)))),
        ("rank", Some(json!(rank(finding)))),
        ("message", Some(text(&said))),
        ("locations", first.map(|location| json!([location]))),
        (
            "relatedLocations",
            (!related.is_empty()).then(|| json!(related)),
        ),
        (
            "partialFingerprints",
            Some(json!({ "rolecallFinding/v1": finding.id() })),
        ),
        (
            "fixes",
            fix(report, finding, locator).map(|fix| json!([fix])),
        ),
        ("baselineState", report.status(finding).map(baseline_state)),
        ("suppressions", Some(suppressions(finding))),
        (
            "properties",
            Some(json!({
                "id": finding.id(),
                "title": finding.title,
                "severity": finding.severity.as_str(),
                "security-severity": score(finding.severity),
                "confidence": finding.confidence.as_str(),
                "evidence": finding.evidence.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "commands": finding.remediation.commands,
            })),
        ),
    ])
}

/// Rules that call an entry of a definition superfluous, as `roles lint --fix` does.
const SUPERFLUOUS: [&str; 2] = ["idle-not-action", "redundant-action"];

/// What fixes a finding in its file, where that is proven: an entry that can go.
fn fix(report: &FindingsReport, finding: &Finding, locator: &Locator<'_>) -> Option<Value> {
    if report.command != "roles-lint" || !SUPERFLUOUS.contains(&finding.rule) {
        return None;
    }
    // The detail ends in the entry as it is written; other evidence is the entry that covers it.
    let is_entry = |text: &str| finding.detail.ends_with(&format!(" {text}"));
    let mut places = finding.evidence.iter();
    let change = places.find_map(|place| locator.deletion(place, is_entry))?;
    Some(json!({
        "description": text("remove the entry: the role grants the same without it"),
        "artifactChanges": [change],
    }))
}

/// Empty where nobody accepted the finding, which says that suppressions were looked for.
fn suppressions(finding: &Finding) -> Value {
    let suppression = finding.suppressed.iter().map(|suppression| {
        json!({
            "kind": "external",
            "status": "accepted",
            "justification": suppression.reason,
            "properties": { "owner": suppression.owner, "expires": suppression.expires.map(Timestamp::day) },
        })
    });
    Value::Array(suppression.collect())
}

/// How much a finding matters, from 0 to 100.
fn rank(finding: &Finding) -> f64 {
    let gravity = match finding.severity {
        Severity::Critical => 95.0,
        Severity::High => 80.0,
        Severity::Medium => 55.0,
        Severity::Low => 30.0,
        Severity::Info => 10.0,
    };
    gravity
        - match finding.confidence {
            Confidence::High => 0.0,
            Confidence::Medium => 5.0,
            Confidence::Low => 10.0,
        }
}

/// What a finding is about that is no line of a file: the scope, the principal, the role.
fn logical(finding: &Finding) -> Vec<Value> {
    let scope = finding.scope.as_ref().map(|scope| {
        let path = scope.as_str();
        let name = path.rsplit('/').find(|segment| !segment.is_empty());
        json!({ "name": name.unwrap_or("/"), "fullyQualifiedName": path, "kind": "resource" })
    });
    let principal = finding.principal.as_ref().map(|principal| {
        json!({
            "name": principal.name,
            "fullyQualifiedName": principal.id.as_str(),
            "kind": "principal",
            "properties": { "type": principal.kind.as_str() },
        })
    });
    let role = finding.role.as_ref().map(|role| {
        object([
            ("name", Some(json!(role.name))),
            (
                "fullyQualifiedName",
                role.id.map(|id| json!(id.to_string())),
            ),
            ("kind", Some(json!("role"))),
        ])
    });
    [scope, principal, role].into_iter().flatten().collect()
}

fn location(place: Option<&Place>, logical: &[Value], locator: &Locator<'_>) -> Option<Value> {
    let physical = place.and_then(|place| locator.physical(place));
    if physical.is_none() && logical.is_empty() {
        return None;
    }
    Some(object([
        ("physicalLocation", physical),
        (
            "logicalLocations",
            (!logical.is_empty()).then(|| json!(logical)),
        ),
    ]))
}

pub(super) fn of_conditions(linted: &[LintedCondition], locator: &Locator<'_>) -> Vec<Value> {
    let mut results = Vec::new();
    for one in linted {
        let written = one.condition.text();
        for finding in &one.findings {
            let excerpt = Excerpt::of(written, finding.span);
            let said = match finding.help {
                Some(help) => format!("{}; {help}", finding.message),
                None => finding.message.clone(),
            };
            let named = json!({ "name": one.carrier.label, "kind": "condition" });
            let carrier: Vec<Value> = one.carrier.on.map(|_| named).into_iter().collect();
            let place = one.carrier.place.as_ref();
            results.push(object([
                ("ruleId", Some(json!(finding.rule))),
                (
                    "ruleIndex",
                    condition_rules()
                        .iter()
                        .position(|rule| rule.id == finding.rule)
                        .map(Value::from),
                ),
                ("level", Some(json!(level(finding.severity)))),
                ("message", Some(text(&said))),
                (
                    "locations",
                    location(place, &carrier, locator).map(|one| json!([one])),
                ),
                (
                    "properties",
                    Some(json!({
                        "clause": finding.clause,
                        "condition": written,
                        "line": excerpt.line,
                        "column": excerpt.column,
                        "text": written.get(finding.span.start..finding.span.end),
                    })),
                ),
            ]));
        }
    }
    results
}
