use super::super::subject::{Report, Subject};
use crate::condition::AttributeSource;
use crate::condition::ast::OperandKind;
use crate::condition::operator::ScalarOperator;
use crate::rule::{Rule, Severity};

/// An operator, function or source that the documentation doesn't have.
pub(super) const RULE: Rule = Rule::new(
    "unsupported-operator",
    "an operator, function or source that is not documented",
    Severity::Medium,
)
.of_clause("AB-31");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (comparison, span) in subject.root.comparisons() {
        let mut names = Vec::new();
        if let ScalarOperator::Unsupported(name) = comparison.operator.scalar {
            names.push(name.to_owned());
        }
        for side in comparison.operands() {
            match &side.kind {
                OperandKind::Call(name, _) => names.push((*name).to_owned()),
                OperandKind::Attribute(attribute)
                    if attribute.source() == AttributeSource::Context =>
                {
                    names.push("@Context".to_owned());
                }
                _ => {}
            }
        }
        for name in names {
            report.add(
                Severity::Medium,
                span,
                format!("`{name}` isn't documented; what it comes to is left unknown"),
                None,
            );
        }
    }
}
