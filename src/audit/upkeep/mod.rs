//! What keeps a configuration in order: rules about suppressions, not about access.

use std::sync::Arc;

use super::rules;
use super::settings::AuditSettings;
use crate::directory::Hierarchy;
use crate::rule::{
    Finding, FindingBuilder, Rule, SuppressionEntry, SuppressionFault, accept, rules,
};
use crate::time::Timestamp;

/// What a rule finds about an entry and its fault.
type Judge = fn(&SuppressionEntry, &SuppressionFault) -> Option<Finding>;

rules! {
    /// The rules about a configuration, by id.
    pub(super) static RULES: Judge;
    mod expired_suppression;
    mod useless_suppression;
}

/// Whether a rule judges the configuration and not access: [`run_with`](super::run_with) runs it.
pub fn is_about_configuration(rule: &Rule) -> bool {
    RULES.rules().contains(rule)
}

/// Marks the findings that the settings accept at a moment, and adds findings about suppressions
/// whose day is over or that name nothing, of those rules about the configuration that `run` holds. An entry about rules that were not run is
/// not called useless: what they would have found is not known.
///
/// `findings` are all that the rules in `run` found, none left out for its severity.
pub fn suppress(
    findings: &mut Vec<Finding>,
    settings: &AuditSettings,
    hierarchy: &Hierarchy,
    now: Timestamp,
    run: &[&str],
) {
    let on_access = rules::RULES.rules();
    let is_run = |rule: &Rule| run.contains(&rule.id);
    let judged = |entry: &SuppressionEntry| match &entry.rule {
        None => on_access.iter().all(is_run),
        Some(wanted) => {
            let mut all = on_access.iter().chain(RULES.rules());
            all.all(|rule| is_run(rule) || !wanted.matches(rule.id))
        }
    };
    let about: Vec<Rule> = RULES
        .rules()
        .iter()
        .copied()
        .filter(|rule| run.contains(&rule.id))
        .collect();
    for (entry, fault) in accept(findings, &settings.suppressions, hierarchy, now) {
        let is_unused = matches!(
            fault,
            SuppressionFault::NamesNothing | SuppressionFault::Unplaced { .. }
        );
        if is_unused && !judged(entry) {
            continue;
        }
        for (_, judge) in RULES.functions(&about) {
            findings.extend(judge(entry, &fault).map(|mut finding| {
                finding.severity = settings.severity_of(finding.rule, finding.severity);
                finding
            }));
        }
    }
}

/// A finding about an entry, to be completed.
fn about(rule: &Rule, entry: &SuppressionEntry) -> FindingBuilder {
    FindingBuilder {
        scope: entry.scope.clone(),
        detail: Arc::from(entry.label()),
        ..FindingBuilder::new(rule, [entry.place.clone()])
    }
}
