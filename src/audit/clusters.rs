//! What the rules of nexus.md §2.3 find on the clusters of a tenant, as findings.

use std::sync::Arc;

use super::survey::Survey;
use crate::access::AccessIndex;
use crate::nexus::{
    CheckInput, CheckResult, Cluster, ClusterCheck, ClusterResources, ClusterRule, ResourceId,
    RuleStatus, check_cluster,
};
use crate::rule::{Confidence, Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::span::{Diagnostic, Place};

/// A finding for each rule of that severity that a cluster fails.
pub(super) fn cluster_findings(
    survey: &Survey<'_>,
    rule: &Rule,
    gravity: Severity,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (cluster, place, result) in checked(survey.index()) {
        let failing: Vec<&ClusterCheck> = with_status(&result, RuleStatus::Fail);
        for check in &failing {
            if check.severity == gravity && !is_a_hint_of_another(check, &failing) {
                findings.push(finding(rule, &cluster, &place, check));
            }
        }
    }
    findings
}

/// What could not be judged on the clusters of a tenant, a diagnostic a cluster.
pub(super) fn undetermined(index: &AccessIndex<'_>) -> Vec<Diagnostic> {
    let open = checked(index)
        .into_iter()
        .filter_map(|(cluster, place, result)| {
            let mut rules: Vec<&str> = with_status(&result, RuleStatus::Unknown)
                .into_iter()
                .filter(|check| check.severity > Severity::Info)
                .map(|check| check.rule.rule().id)
                .collect();
            rules.dedup();
            let message = format!(
                "some rules on the identities of cluster `{}` can't be judged: {}",
                cluster.label(),
                rules.join(", ")
            );
            (!rules.is_empty()).then(|| {
                Diagnostic::warning("undetermined-rule", message)
                    .at(place)
                    .help("`rolecall nexus check` says for each which export would settle it")
                    .may_change_answer()
            })
        });
    open.collect()
}

fn checked(index: &AccessIndex<'_>) -> Vec<(Cluster, Place, CheckResult)> {
    let clusters = Cluster::all_of(index.tenant());
    if clusters.is_empty() {
        return Vec::new();
    }
    let resources = ClusterResources::of(index.tenant());
    let judged = clusters.into_iter().map(|(cluster, place)| {
        let result = check_cluster(&CheckInput {
            cluster: &cluster,
            resources: &resources,
            access: Some(index),
            api_version: None,
            platform: None,
        });
        (cluster, place, result)
    });
    judged.collect()
}

fn with_status(result: &CheckResult, status: RuleStatus) -> Vec<&ClusterCheck> {
    let checks = result.checks.iter();
    checks.filter(|check| check.status == status).collect()
}

/// A7 and A8 say why a grant that A1 to A4 miss was not found; the message of those repeats it.
fn is_a_hint_of_another(check: &ClusterCheck, failing: &[&ClusterCheck]) -> bool {
    let missing = |other: &&&ClusterCheck| {
        matches!(
            other.rule,
            ClusterRule::A1 | ClusterRule::A2 | ClusterRule::A3 | ClusterRule::A4
        ) && other.subject == check.subject
    };
    matches!(check.rule, ClusterRule::A7 | ClusterRule::A8) && failing.iter().any(|o| missing(&o))
}

fn finding(rule: &Rule, cluster: &Cluster, place: &Place, check: &ClusterCheck) -> Finding {
    let must_hold = check.rule.rule().title;
    let outcome = check.consequence.as_deref().unwrap_or(&check.message);
    let (severity, confidence) = if check.severity == Severity::High {
        (Severity::High, Confidence::High)
    } else {
        (Severity::Medium, Confidence::Medium)
    };
    let finding = FindingBuilder {
        severity,
        confidence,
        title: format!("cluster {}, {}: {outcome}", cluster.label(), check.subject),
        scope: cluster.id.as_ref().and_then(ResourceId::scope),
        detail: detail(check),
        ..FindingBuilder::new(rule, [place.clone()])
    };
    finding.build(
        format!(
            "{}: {} ({}: {must_hold})",
            check.subject, check.message, check.rule
        ),
        Remediation {
            text: if check.fix.is_empty() {
                format!("make it hold: {must_hold}")
            } else {
                "repair the access of the cluster with the commands, and check it with `rolecall nexus check`".to_owned()
            },
            commands: check.fix.clone(),
        },
    )
}

/// Rule and subject; of A5, which several people may fail on one storage account, the message too.
fn detail(check: &ClusterCheck) -> Arc<str> {
    let mut detail = format!("{}\n{}", check.rule, check.subject);
    if check.rule == ClusterRule::A5 {
        detail.push('\n');
        detail.push_str(&check.message);
    }
    Arc::from(detail)
}
