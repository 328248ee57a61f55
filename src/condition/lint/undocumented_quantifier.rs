use super::super::operator::ScalarOperator;
use super::{LintSeverity, Report, Rule, Subject};

/// A quantifier before an operator that is documented without.
pub(super) const RULE: Rule = Rule {
    name: "undocumented-quantifier",
    clause: "AB-32",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (comparison, span) in subject.root.comparisons() {
        let scalar = comparison.operator.scalar;
        if comparison.operator.quantifier.is_some()
            && !scalar.takes_quantifiers()
            && !matches!(scalar, ScalarOperator::Unsupported(_))
        {
            report.add(
                LintSeverity::Warning,
                span,
                format!("`{}` isn't documented with a quantifier", scalar.name()),
                None,
            );
        }
    }
}
