use super::super::subject::{Report, Subject, role_assignment_source};
use crate::condition::WITHOUT_ASSIGNMENT;
use crate::condition::ast::Expr;
use crate::rule::{Rule, Severity};

/// `@Resource` in a block for writing role assignments, or `@Request` in one for deleting them:
/// the attribute isn't there, so the block is never satisfied.
pub(super) const RULE: Rule = Rule::new(
    "misplaced-source",
    "an attribute of a source that its block never has",
    Severity::High,
)
.of_clause("AB-45");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    for block in &subject.blocks {
        for (action, missing) in WITHOUT_ASSIGNMENT {
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
                        Severity::High,
                        span,
                        format!("`@{source}` has no role assignment in `{action}`: this comparison never holds there"),
                        Some("a role assignment is `@Request` when it is written and `@Resource` when it is deleted"),
                    );
                }
            }
        }
    }
}
