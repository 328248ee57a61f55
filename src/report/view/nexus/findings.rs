//! What fails on clusters as findings, for the formats that take those.

use crate::model::Moment;
use crate::nexus::{CheckedCluster, ClusterCheck, ClusterRule, ResourceId, RuleStatus};
use crate::report::view::findings::{FindingsReport, JudgedRule, RuleState};
use crate::rule::{Confidence, FailOn, FindingBuilder, Remediation, Rule, Severity};

/// The rules that don't hold, gravest first.
pub(crate) fn nexus_findings(checked: &[CheckedCluster], chosen: &[Rule]) -> FindingsReport {
    let mut findings: Vec<_> = checked
        .iter()
        .flat_map(|one| {
            let failing = one
                .result
                .checks
                .iter()
                .filter(|check| check.status == RuleStatus::Fail);
            failing.map(move |check| finding(one, check))
        })
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let judged = |rule: &ClusterRule| {
        let rule = rule.rule();
        JudgedRule {
            id: rule.id,
            title: rule.title,
            severity: Some(rule.severity),
            state: if chosen.contains(rule) {
                RuleState::Run
            } else {
                RuleState::NotAsked
            },
        }
    };
    FindingsReport {
        command: "nexus-check",
        findings,
        rules: ClusterRule::ALL.iter().map(judged).collect(),
        configuration: None,
        baseline: None,
        part: None,
        moment: Moment::AsExported,
        fail_on: FailOn::From(Severity::Info),
        is_gate: false,
        below: None,
    }
}

fn finding(one: &CheckedCluster, check: &ClusterCheck) -> crate::rule::Finding {
    let rule = check.rule.rule();
    let because = match &check.consequence {
        Some(consequence) => format!("{}; if it stays so: {consequence}", check.message),
        None => check.message.clone(),
    };
    FindingBuilder {
        severity: check.severity,
        confidence: Confidence::High,
        title: format!("cluster {}, {}: {}", one.name, check.subject, check.message),
        scope: one.id.as_ref().and_then(ResourceId::scope),
        // Several people or addresses may fail one rule on one subject.
        detail: format!("{}\n{}", check.subject, check.message).into(),
        ..FindingBuilder::new(rule, [one.place.clone()])
    }
    .build(
        format!("{}: {because}", check.subject),
        Remediation {
            text: format!("make it hold: {}", rule.title),
            commands: check.fix.clone(),
        },
    )
}
