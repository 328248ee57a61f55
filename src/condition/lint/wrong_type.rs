use super::super::ast::{Constant, Operand};
use super::super::operator::ScalarOperator;
use super::super::value::ValueRef;
use super::{LintSeverity, Report, Rule, Subject};
use crate::ids::guid_at_end;

/// A value that its operator can't read.
pub(super) const RULE: Rule = Rule {
    name: "wrong-type",
    clause: "AB-33",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (comparison, _) in subject.root.comparisons() {
        let operator = comparison.operator.scalar;
        let literals = comparison
            .operands()
            .into_iter()
            .flat_map(Operand::literals);
        for literal in literals.filter(|literal| !ValueRef::from(*literal).suits(operator)) {
            if let ScalarOperator::Guid(_) = operator
                && let Constant::Text(text) = &literal.value
                && let Some(guid) = guid_at_end(text)
            {
                report.add(
                    LintSeverity::High,
                    literal.span,
                    format!(
                        "`{}` compares GUIDs, and this is a whole id: write `{guid}` in its place; as it is, the comparison stays unknown",
                        operator.name()
                    ),
                    Some("a GUID stands without quotes and without the path before it"),
                );
                continue;
            }
            report.add(
                LintSeverity::Warning,
                literal.span,
                format!("`{}` can't read {literal}: the comparison stays unknown", operator.name()),
                Some("strings stand in quotes, GUIDs and integers without; instants read `2024-01-31T00:00:00.0Z`"),
            );
        }
    }
}
