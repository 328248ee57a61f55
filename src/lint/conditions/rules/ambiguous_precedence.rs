use super::super::subject::{Report, Subject};
use crate::condition::ast::ExprKind;
use crate::rule::{Rule, Severity};

/// `AND` and `OR` side by side without parentheses: Azure's documentation demands them.
pub(super) const RULE: Rule = Rule::new(
    "ambiguous-precedence",
    "`AND` and `OR` side by side without parentheses",
    Severity::Medium,
)
.of_clause("AB-14");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    subject.root.walk(&mut |node| {
        let ExprKind::Or(children) = &node.kind else {
            return;
        };
        let bare = children
            .iter()
            .any(|child| matches!(child.kind, ExprKind::And(_)) && !child.is_parenthesised);
        if bare {
            report.add(
                Severity::Medium,
                node.span,
                "`AND` and `OR` are mixed without parentheses; `AND` is taken to bind first"
                    .to_owned(),
                Some("put the operands that belong together in parentheses"),
            );
        }
    });
}
