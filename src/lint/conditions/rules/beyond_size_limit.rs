use super::super::subject::{Report, Subject};
use crate::condition::Condition;
use crate::rule::{Rule, Severity};

/// A text longer than Azure takes.
pub(super) const RULE: Rule = Rule::new(
    "beyond-size-limit",
    "a text longer than Azure takes",
    Severity::Medium,
)
.of_clause("§3.2");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let (length, limit) = (subject.condition.text().len(), Condition::AZURE_LIMIT);
    if length > limit {
        report.add(
            Severity::Medium,
            subject.whole(),
            format!("the condition has {length} bytes; Azure takes {limit}"),
            Some("split the role assignment in two, or compare with fewer values"),
        );
    }
}
