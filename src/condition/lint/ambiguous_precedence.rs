use super::super::ast::{ExprKind, Grouping};
use super::{LintSeverity, Report, Rule, Subject};

/// `AND` and `OR` side by side without parentheses: Azure's documentation demands them.
pub(super) const RULE: Rule = Rule {
    name: "ambiguous-precedence",
    clause: "AB-14",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    subject.root.walk(&mut |node| {
        let ExprKind::Or(children) = &node.kind else {
            return;
        };
        let bare = children.iter().any(|child| {
            matches!(child.kind, ExprKind::And(_)) && child.grouping == Grouping::Bare
        });
        if bare {
            report.add(
                LintSeverity::Warning,
                node.span,
                "`AND` and `OR` are mixed without parentheses; `AND` is taken to bind first"
                    .to_owned(),
                Some("put the operands that belong together in parentheses"),
            );
        }
    });
}
