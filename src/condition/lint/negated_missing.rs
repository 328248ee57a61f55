use super::super::ast::ExprKind;
use super::{LintSeverity, Report, Rule, Subject};

/// The negation of a comparison: what it comes to on a missing attribute isn't documented.
pub(super) const RULE: Rule = Rule {
    name: "negated-comparison",
    clause: "AB-40",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    subject.root.walk(&mut |node| {
        if let ExprKind::Not(child) = &node.kind
            && child.comparisons().iter().any(|(c, _)| !c.attributes().is_empty())
        {
            report.add(
                LintSeverity::Info,
                node.span,
                "a negated comparison isn't documented for a missing attribute; it is taken to fail"
                    .to_owned(),
                Some("use the negated operator, and add `NOT Exists` where a missing attribute is fine"),
            );
        }
    });
}
