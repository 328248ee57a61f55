use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::rules::{OTHER_SYSTEM, RULES};
use super::subject::Subject;
use crate::catalog::Catalog;
use crate::import::WrittenRole;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Rule, UnknownRuleError};
use crate::span::Diagnostic;

/// What the rules say of some definitions.
#[derive(Clone, Debug, Default)]
pub struct Lint {
    /// What is wrong: gravest first, then by role, rule and place.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub diagnostics: Vec<Diagnostic>,
}

/// Every rule, by id.
pub fn rules() -> &'static [Rule] {
    RULES.rules()
}

/// The rule with this id.
///
/// # Errors
///
/// When there is none.
pub fn find_rule(id: &str) -> Result<Rule, UnknownRuleError> {
    RULES.find(id)
}

/// Runs some rules over role definitions.
pub fn run(catalog: &Catalog, roles: &[WrittenRole], rules: &[Rule]) -> Lint {
    let mut lint = Lint::default();
    for written in roles {
        let subject = Subject::new(catalog, written);
        for (rule, judge) in RULES.functions(rules) {
            // Rules of Azure RBAC say nothing of a definition that is for another system.
            if written.is_of_other_system() && rule.id != OTHER_SYSTEM.id {
                continue;
            }
            match judge(&subject) {
                Ok(findings) => lint.findings.extend(findings),
                Err(limit) => lint.diagnostics.push(not_judged(rule, written, limit)),
            }
        }
    }
    lint.findings = merged(lint.findings);
    lint.findings.sort_by_cached_key(|finding| {
        (
            std::cmp::Reverse(finding.severity),
            finding.role.as_ref().map(|role| role.name.clone()),
            finding.rule,
            finding.evidence.clone(),
            finding.id(),
        )
    });
    lint
}

fn not_judged(rule: &Rule, written: &WrittenRole, limit: StateLimit) -> Diagnostic {
    let mut diagnostic = Diagnostic::warning(
        "entangled-patterns",
        format!(
            "rule `{}` could not judge `{}`: {limit}",
            rule.id, written.role.name
        ),
    )
    .may_change_answer();
    diagnostic.place = written.role.place.clone();
    diagnostic
}

/// Findings about the same entry written twice are one, with both places.
fn merged(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for finding in findings {
        match by_id.entry(finding.id()) {
            Entry::Occupied(known) => {
                let evidence = &mut merged[*known.get()].evidence;
                evidence.extend(finding.evidence);
                evidence.sort();
                evidence.dedup();
            }
            Entry::Vacant(vacant) => {
                vacant.insert(merged.len());
                merged.push(finding);
            }
        }
    }
    merged
}
