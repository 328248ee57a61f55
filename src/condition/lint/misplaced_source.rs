use super::super::ast::Expr;
use super::super::attribute::AttributeSource;
use super::{DELETE, LintSeverity, Report, Rule, Subject, WRITE, role_assignment_source};

/// `@Resource` in a block for writing role assignments, or `@Request` in one for deleting them:
/// the attribute isn't there, so the block is never satisfied.
pub(super) const RULE: Rule = Rule {
    name: "misplaced-source",
    clause: "AB-45",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for block in &subject.blocks {
        for (action, missing) in [
            (WRITE, AttributeSource::Resource),
            (DELETE, AttributeSource::Request),
        ] {
            if !block.targets(action) {
                continue;
            }
            for (comparison, span) in block
                .demands
                .iter()
                .flat_map(|demand: &&Expr| demand.comparisons())
            {
                let reads = comparison
                    .operands()
                    .into_iter()
                    .filter_map(role_assignment_source)
                    .any(|(source, _)| source == missing);
                if reads {
                    let source = missing.as_str();
                    report.add(
                        LintSeverity::High,
                        span,
                        format!("`@{source}` has no role assignment in `{action}`: this comparison never holds there"),
                        Some("a role assignment is `@Request` when it is written and `@Resource` when it is deleted"),
                    );
                }
            }
        }
    }
}
