//! What is suspicious about a condition.

mod rules;
mod subject;

pub(crate) use subject::ConditionFinding;
pub use subject::LintContext;
pub use subject::RoleActions;

use crate::condition::Condition;
use crate::rule::Rule;
use rules::RULES;
use subject::{Report, Subject};

/// What is suspicious about a condition: gravest first, then in the order of the text and of the
/// rules.
pub fn lint_condition(condition: &Condition, context: &LintContext<'_>) -> Vec<ConditionFinding> {
    let subject = Subject::new(condition, context);
    let mut findings = Vec::new();
    for (rule, judge) in RULES.functions(RULES.rules()) {
        let mut report = Report {
            rule,
            findings: &mut findings,
        };
        judge(&subject, &mut report);
    }
    findings.sort_by_key(|finding| {
        (
            std::cmp::Reverse(finding.severity),
            finding.span.start,
            finding.rule,
        )
    });
    findings
}

/// Every rule about conditions, by id.
pub fn condition_rules() -> &'static [Rule] {
    RULES.rules()
}
