use super::config::Thresholds;
use super::finding::{Finding, Severity};
use super::rules::ALL;
use super::survey::Survey;
use super::upkeep;
use crate::access::AccessIndex;
use crate::text;

/// A rule of the audit.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Kebab-case id that names the fault.
    pub id: &'static str,
    /// The fault in a line.
    pub title: &'static str,
    /// How bad the fault is as a rule; where it stands makes a finding milder or graver.
    pub severity: Severity,
    pub(super) run: fn(&Survey<'_>) -> Vec<Finding>,
}

impl Rule {
    /// Whether it judges the configuration and not access: [`audit_with`](super::audit_with) runs it.
    pub fn is_about_configuration(&self) -> bool {
        upkeep::RULES.contains(&self.id)
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// A rule id that doesn't exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no rule `{input}`")]
pub struct UnknownRuleError {
    /// The text as given.
    pub input: String,
    /// The ids that exist.
    pub known: Vec<&'static str>,
}

/// Every rule, by id.
pub fn rules() -> &'static [Rule] {
    ALL
}

/// The rule with this id.
///
/// # Errors
///
/// When there is none.
pub fn find_rule(id: &str) -> Result<Rule, UnknownRuleError> {
    ALL.iter()
        .find(|rule| text::same(rule.id, id.trim()))
        .copied()
        .ok_or_else(|| UnknownRuleError {
            input: id.to_owned(),
            known: ALL.iter().map(|rule| rule.id).collect(),
        })
}

/// Runs some rules over a tenant: gravest findings first, then by rule, principal, scope and id.
pub fn audit(index: &AccessIndex<'_>, rules: &[Rule], thresholds: &Thresholds) -> Vec<Finding> {
    let survey = Survey::new(index, thresholds);
    let mut findings: Vec<Finding> = rules.iter().flat_map(|rule| (rule.run)(&survey)).collect();
    sort(&mut findings);
    findings
}

/// Gravest first, then by rule, principal, scope and id.
pub(super) fn sort(findings: &mut [Finding]) {
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
