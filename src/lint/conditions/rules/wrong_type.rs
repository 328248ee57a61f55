use super::super::subject::{Report, Subject};
use crate::condition::ValueRef;
use crate::condition::ast::{Constant, Operand};
use crate::condition::operator::ScalarOperator;
use crate::ids::guid_at_end;
use crate::rule::{Rule, Severity};

/// A value that its operator can't read.
pub(super) const RULE: Rule = Rule::new(
    "wrong-type",
    "a value that its operator can't read",
    Severity::Medium,
)
.of_clause("AB-33");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
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
                    Severity::High,
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
                Severity::Medium,
                literal.span,
                format!("`{}` can't read {literal}: the comparison stays unknown", operator.name()),
                Some("strings stand in quotes, GUIDs and integers without; instants read `2024-01-31T00:00:00.0Z`"),
            );
        }
    }
}
