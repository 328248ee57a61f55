use super::super::subject::{Report, Subject};
use crate::condition::ast::ExprKind;
use crate::rule::{Rule, Severity};

/// The negation of a comparison: what it comes to on a missing attribute isn't documented.
pub(super) const RULE: Rule = Rule::new(
    "negated-comparison",
    "the negation of a comparison",
    Severity::Info,
)
.of_clause("AB-40");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    subject.root.walk(&mut |node| {
        if let ExprKind::Not(child) = &node.kind
            && child.comparisons().iter().any(|(c, _)| !c.attributes().is_empty())
        {
            report.add(
                Severity::Info,
                node.span,
                "a negated comparison isn't documented for a missing attribute; it is taken to fail"
                    .to_owned(),
                Some("use the negated operator, and add `NOT Exists` where a missing attribute is fine"),
            );
        }
    });
}
