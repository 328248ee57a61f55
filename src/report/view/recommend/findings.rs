//! What speaks against a recommendation, as findings for the formats that take those.

use super::RecommendReport;
use crate::model::Moment;
use crate::report::view::findings::{FindingsReport, JudgedRule, RuleState};
use crate::rule::{FailOn, Finding, FindingBuilder, Remediation, Rule, Severity};

static UNCOVERED: Rule = Rule::new(
    "uncovered-operation",
    "no candidate role grants a required operation",
    Severity::High,
);
static TOO_FEW: Rule = Rule::new(
    "too-few-roles",
    "more roles are needed than were allowed",
    Severity::High,
);
static ESCALATION: Rule = Rule::new(
    "escalation-beyond-the-requirement",
    "the roles that cover the requirement grant operations that lead to more rights",
    Severity::Medium,
);

/// What speaks against the recommendations, of each task or requirement.
pub(crate) fn recommend_findings(reports: &[RecommendReport]) -> FindingsReport {
    let rules = [&UNCOVERED, &TOO_FEW, &ESCALATION].map(|rule| JudgedRule {
        id: rule.id,
        title: rule.title,
        severity: Some(rule.severity),
        state: RuleState::Run,
    });
    let mut findings: Vec<Finding> = reports.iter().flat_map(of_report).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    FindingsReport {
        command: "recommend",
        findings,
        rules: rules.to_vec(),
        configuration: None,
        baseline: None,
        part: None,
        moment: Moment::AsExported,
        fail_on: FailOn::From(Severity::Info),
        is_gate: false,
        below: None,
    }
}

fn of_report(report: &RecommendReport) -> Vec<Finding> {
    let tasks: Vec<&str> = report.tasks.iter().map(|task| task.id.as_str()).collect();
    let what = match tasks.as_slice() {
        [] => "the requirement".to_owned(),
        tasks => tasks.join(", "),
    };
    let found = &report.recommendation;
    let mut findings = Vec::new();
    for (operation, plane) in &found.uncovered {
        findings.push(finding(
            &UNCOVERED,
            format!("{what}: no role grants {operation}"),
            format!("no candidate grants `{operation}` in the {plane} plane"),
            "allow more candidates, or create the custom role that `rolecall recommend` gives",
        ));
    }
    if let Some(needed) = &found.needed {
        findings.push(finding(
            &TOO_FEW,
            format!("{what}: {needed}"),
            needed.to_string(),
            "raise `--max-roles`",
        ));
    }
    if found.excess.escalation > 0 {
        let roles: Vec<&str> = found.roles.iter().map(|role| &*role.name).collect();
        findings.push(finding(
            &ESCALATION,
            format!("{what}: {}", roles.join(", ")),
            format!(
                "{} beyond the requirement lead to more rights, through {}",
                found.excess.escalation,
                roles.join(", ")
            ),
            "create the custom role that `rolecall recommend` gives",
        ));
    }
    findings
}

fn finding(rule: &Rule, title: String, because: String, todo: &str) -> Finding {
    FindingBuilder {
        detail: title.as_str().into(),
        title,
        ..FindingBuilder::new(rule, [])
    }
    .build(because, Remediation::advice(todo))
}
