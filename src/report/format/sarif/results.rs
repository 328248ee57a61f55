use super::limits::{Candidate, Weight};
use super::locations::Locator;
use super::parts::{
    Fingerprints, Fix, Location, LogicalLocation, Message, PrincipalProperties, RelatedLocation,
    ResultProperties, RunResult, Suppression, SuppressionProperties,
};
use super::rules::{index_of, level, score};
use crate::condition::Excerpt;
use crate::lint::{ConditionFinding, condition_rules};
use crate::report::view::conditions::LintedCondition;
use crate::report::view::findings::FindingsReport;
use crate::report::view::words::begun_by;
use crate::rule::{Confidence, Finding, FindingStatus, PastFinding, Severity};
use crate::span::Place;
use crate::time::Timestamp;

pub(super) fn of_findings(report: &FindingsReport) -> Vec<Candidate<'_>> {
    let found = report.findings.iter().map(|finding| {
        let weight = Weight::new(level(finding.severity), rank(finding));
        Candidate {
            weight: weight.accepted_if(finding.suppressed.is_some()),
            places: &finding.evidence,
            make: Box::new(move |locator| result(report, finding, locator)),
        }
    });
    let resolved = report.baseline.iter().flat_map(|b| &b.comparison.resolved);
    let resolved = resolved.map(|past| Candidate {
        weight: Weight::new(level(past.severity), 0.0).gone(),
        places: &[],
        make: Box::new(move |_| absent(report, past)),
    });
    found.chain(resolved).collect()
}

/// A finding of the earlier report that is no more.
fn absent<'a>(report: &FindingsReport, past: &'a PastFinding) -> RunResult<'a> {
    RunResult {
        rule_id: &past.rule,
        rule_index: index_of(&report.rules, &past.rule),
        level: level(past.severity),
        rank: None,
        message: Message::new(&past.title),
        locations: None,
        related_locations: Vec::new(),
        partial_fingerprints: Some(Fingerprints {
            finding: past.id.as_str().into(),
        }),
        fixes: None,
        baseline_state: Some("absent"),
        suppressions: None,
        properties: None,
    }
}

fn baseline_state(status: FindingStatus) -> &'static str {
    match status {
        FindingStatus::New => "new",
        FindingStatus::Known => "unchanged",
        FindingStatus::Worse => "updated",
    }
}

fn result<'a>(
    report: &FindingsReport,
    finding: &'a Finding,
    locator: &Locator<'_>,
) -> RunResult<'a> {
    let said = format!(
        "{}. To do: {}",
        begun_by(finding, &finding.because),
        finding.remediation.text
    );
    let mut places = finding.evidence.iter();
    let first = location(places.next(), logical(finding), locator);
    let related = places.enumerate().filter_map(|(at, place)| {
        Some(RelatedLocation {
            id: at + 1,
            physical_location: locator.physical(place)?,
            message: Message::new("evidence"),
        })
    });
    RunResult {
        rule_id: finding.rule,
        rule_index: index_of(&report.rules, finding.rule),
        level: level(finding.severity),
        rank: Some(rank(finding)),
        message: Message::new(&said),
        locations: first.map(|location| [location]),
        related_locations: related.collect(),
        partial_fingerprints: Some(Fingerprints {
            finding: finding.id().into(),
        }),
        fixes: fix(report, finding, locator).map(|fix| [fix]),
        baseline_state: report.status(finding).map(baseline_state),
        suppressions: Some(finding.suppressed.iter().map(suppression).collect()),
        properties: Some(ResultProperties::Finding {
            id: finding.id(),
            title: &finding.title,
            severity: finding.severity.as_str(),
            security_severity: score(finding.severity),
            confidence: finding.confidence.as_str(),
            evidence: finding.evidence.iter().map(ToString::to_string).collect(),
            commands: &finding.remediation.commands,
        }),
    }
}

/// Rules that call an entry of a definition superfluous, as `roles lint --fix` does.
const SUPERFLUOUS: [&str; 2] = ["idle-not-action", "redundant-action"];

/// What fixes a finding in its file, where that is proven: an entry that can go.
fn fix(report: &FindingsReport, finding: &Finding, locator: &Locator<'_>) -> Option<Fix> {
    if report.command != "roles-lint" || !SUPERFLUOUS.contains(&finding.rule) {
        return None;
    }
    // The detail ends in the entry as it is written; other evidence is the entry that covers it.
    let is_entry = |text: &str| finding.detail.ends_with(&format!(" {text}"));
    let mut places = finding.evidence.iter();
    let change = places.find_map(|place| locator.deletion(place, is_entry))?;
    Some(Fix {
        description: Message::new("remove the entry: the role grants the same without it"),
        artifact_changes: [change],
    })
}

fn suppression(accepted: &crate::rule::Suppression) -> Suppression<'_> {
    Suppression {
        kind: "external",
        status: "accepted",
        justification: &accepted.reason,
        properties: SuppressionProperties {
            owner: &accepted.owner,
            expires: accepted.expires.map(Timestamp::day),
        },
    }
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
fn logical(finding: &Finding) -> Vec<LogicalLocation> {
    let scope = finding.scope.as_ref().map(|scope| {
        let path = scope.as_str();
        let name = path.rsplit('/').find(|segment| !segment.is_empty());
        LogicalLocation {
            name: name.unwrap_or("/").to_owned(),
            fully_qualified_name: Some(path.to_owned()),
            kind: "resource",
            properties: None,
        }
    });
    let principal = finding.principal.as_ref();
    let principal = principal.map(|principal| LogicalLocation {
        name: principal.name.clone(),
        fully_qualified_name: Some(principal.id.as_str().to_owned()),
        kind: "principal",
        properties: Some(PrincipalProperties {
            kind: principal.kind.as_str(),
        }),
    });
    let role = finding.role.as_ref().map(|role| LogicalLocation {
        name: role.name.clone(),
        fully_qualified_name: role.id.map(|id| id.to_string()),
        kind: "role",
        properties: None,
    });
    [scope, principal, role].into_iter().flatten().collect()
}

fn location(
    place: Option<&Place>,
    logical: Vec<LogicalLocation>,
    locator: &Locator<'_>,
) -> Option<Location> {
    let physical = place.and_then(|place| locator.physical(place));
    let is_anywhere = physical.is_some() || !logical.is_empty();
    is_anywhere.then_some(Location {
        physical_location: physical,
        logical_locations: logical,
    })
}

pub(super) fn of_conditions(linted: &[LintedCondition]) -> Vec<Candidate<'_>> {
    let each = linted.iter().flat_map(|one| {
        one.findings.iter().map(move |finding| Candidate {
            weight: Weight::new(level(finding.severity), 0.0),
            places: one.carrier.place.as_slice(),
            make: Box::new(move |locator| of_condition(one, finding, locator)),
        })
    });
    each.collect()
}

fn of_condition<'a>(
    one: &'a LintedCondition,
    finding: &'a ConditionFinding,
    locator: &Locator<'_>,
) -> RunResult<'a> {
    let written = one.condition.text();
    let excerpt = Excerpt::of(written, finding.span);
    let said = match finding.help {
        Some(help) => format!("{}; {help}", finding.message),
        None => finding.message.clone(),
    };
    let carrier = one.carrier.on.map(|_| LogicalLocation {
        name: one.carrier.label.clone(),
        fully_qualified_name: None,
        kind: "condition",
        properties: None,
    });
    let place = one.carrier.place.as_ref();
    let location = location(place, carrier.into_iter().collect(), locator);
    RunResult {
        rule_id: finding.rule,
        rule_index: condition_rules()
            .iter()
            .position(|rule| rule.id == finding.rule),
        level: level(finding.severity),
        rank: None,
        message: Message::new(&said),
        locations: location.map(|location| [location]),
        related_locations: Vec::new(),
        partial_fingerprints: None,
        fixes: None,
        baseline_state: None,
        suppressions: None,
        properties: Some(ResultProperties::Condition {
            clause: finding.clause,
            condition: written,
            line: excerpt.line,
            column: excerpt.column,
            text: written.get(finding.span.start..finding.span.end),
        }),
    }
}
