use super::super::subject::{Report, Subject};
use crate::condition::operator::ScalarOperator;
use crate::rule::{Rule, Severity};

/// A quantifier before an operator that is documented without.
pub(super) const RULE: Rule = Rule::new(
    "undocumented-quantifier",
    "a quantifier before an operator that is documented without one",
    Severity::Medium,
)
.of_clause("AB-32");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (comparison, span) in subject.root.comparisons() {
        let scalar = comparison.operator.scalar;
        if comparison.operator.quantifier.is_some()
            && !scalar.takes_quantifiers()
            && !matches!(scalar, ScalarOperator::Unsupported(_))
        {
            report.add(
                Severity::Medium,
                span,
                format!("`{}` isn't documented with a quantifier", scalar.name()),
                None,
            );
        }
    }
}
