//! Runs the rules: those about access over a tenant, those about the configuration over what accepts
//! their findings.

use std::sync::LazyLock;

use super::clusters;
use super::config::Thresholds;
use super::rules::{RULES, cluster_identity_broken, cluster_identity_doubtful};
use super::settings::AuditSettings;
use super::survey::Survey;
use super::upkeep::{self, is_about_configuration, suppress};
use crate::access::AccessIndex;
use crate::rule::{Finding, Rule, UnknownRuleError, find_rule as find};
use crate::span::Diagnostic;
use crate::time::Timestamp;

static ALL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut all = [RULES.rules(), upkeep::RULES.rules()].concat();
    all.sort_by_key(|rule| rule.id);
    all
});

/// Every rule, by id.
pub fn rules() -> &'static [Rule] {
    &ALL
}

/// The rule with this id.
///
/// # Errors
///
/// When there is none.
pub fn find_rule(id: &str) -> Result<Rule, UnknownRuleError> {
    find(rules(), id)
}

/// Runs some rules over a tenant: gravest findings first, then by rule, principal, scope and id.
pub fn run(index: &AccessIndex<'_>, rules: &[Rule], thresholds: &Thresholds) -> Vec<Finding> {
    over(&Survey::new(index, thresholds), rules)
}

fn over(survey: &Survey<'_>, rules: &[Rule]) -> Vec<Finding> {
    let found = RULES.functions(rules).flat_map(|(_, judge)| judge(survey));
    let mut findings: Vec<Finding> = found.collect();
    sort(&mut findings);
    findings
}

/// Runs some rules as the settings say, with what they accept at a moment marked: open findings
/// first, then the suppressed, both gravest first.
///
/// Suppressions are judged by what all rules find that the settings don't disable: where one of the
/// rules is about the configuration, those are run too, and only its findings are given.
pub fn run_with(
    index: &AccessIndex<'_>,
    rules: &[Rule],
    settings: &AuditSettings,
    now: Timestamp,
) -> Vec<Finding> {
    let mut run = rules.to_vec();
    if rules.iter().any(is_about_configuration) {
        let is_missing = |rule: &&Rule| {
            !settings.rule(rule.id).disabled
                && !is_about_configuration(rule)
                && !rules.iter().any(|own| own.id == rule.id)
        };
        run.extend(self::rules().iter().filter(is_missing));
    }
    let survey = Survey::new(index, &settings.thresholds).with_unused(settings.unused.as_ref());
    let mut findings = over(&survey, &run);
    for finding in &mut findings {
        finding.severity = settings.severity_of(finding.rule, finding.severity);
    }
    let run: Vec<&str> = run.iter().map(|rule| rule.id).collect();
    suppress(&mut findings, settings, index.hierarchy(), now, &run);
    findings.retain(|finding| rules.iter().any(|rule| rule.id == finding.rule));
    sort(&mut findings);
    findings.sort_by_key(|finding| finding.suppressed.is_some());
    findings
}

/// What the rules on clusters among these could not judge, a diagnostic a cluster.
pub fn cluster_diagnostics(index: &AccessIndex<'_>, rules: &[Rule]) -> Vec<Diagnostic> {
    let about_clusters = [
        cluster_identity_broken::RULE,
        cluster_identity_doubtful::RULE,
    ];
    if rules.iter().any(|rule| about_clusters.contains(rule)) {
        clusters::undetermined(index)
    } else {
        Vec::new()
    }
}

/// Gravest first, then by rule, principal, scope and id.
fn sort(findings: &mut [Finding]) {
    findings.sort_by_cached_key(|finding| {
        (
            std::cmp::Reverse(finding.severity),
            finding.rule,
            finding
                .principal
                .as_ref()
                .map(|p| (p.name.clone(), p.id.clone())),
            finding.scope.clone(),
            finding.id(),
        )
    });
}
