use super::super::ast::OperandKind;
use super::super::attribute::AttributeSource;
use super::super::operator::ScalarOperator;
use super::{LintSeverity, Report, Rule, Subject};

/// An operator, function or source that the documentation doesn't have.
pub(super) const RULE: Rule = Rule {
    name: "unsupported-operator",
    clause: "AB-31",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
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
                LintSeverity::Warning,
                span,
                format!("`{name}` isn't documented; what it comes to is left unknown"),
                None,
            );
        }
    }
}
