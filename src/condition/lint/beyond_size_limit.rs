use super::super::Condition;
use super::{LintSeverity, Report, Rule, Subject};

/// A text longer than Azure takes.
pub(super) const RULE: Rule = Rule {
    name: "beyond-size-limit",
    clause: "§3.2",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let (length, limit) = (subject.condition.text().len(), Condition::AZURE_LIMIT);
    if length > limit {
        report.add(
            LintSeverity::Warning,
            subject.whole(),
            format!("the condition has {length} bytes; Azure takes {limit}"),
            Some("split the role assignment in two, or compare with fewer values"),
        );
    }
}
