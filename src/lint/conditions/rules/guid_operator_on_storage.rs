use super::super::subject::{Report, Subject};
use crate::condition::operator::ScalarOperator;
use crate::rule::{Rule, Severity};
use crate::text;

/// A Guid operator on a role with data actions of storage: authorization fails altogether.
pub(super) const RULE: Rule = Rule::new(
    "guid-operator-on-storage",
    "a Guid operator on a role with data actions of storage",
    Severity::High,
)
.of_clause("AB-6");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(role) = subject.context.role else {
        return;
    };
    let mut granted = role.data.granted().iter();
    if !granted.any(|p| text::starts_with(p.as_str(), "Microsoft.Storage/")) {
        return;
    }
    for (comparison, span) in subject.root.comparisons() {
        if let ScalarOperator::Guid(_) = comparison.operator.scalar {
            report.add(
                Severity::High,
                span,
                "a Guid operator in a condition on a role with data actions of Microsoft.Storage makes authorization fail".to_owned(),
                Some("assign the role for storage and the role for delegation separately"),
            );
        }
    }
}
