use super::super::subject::{Report, Subject};
use crate::rule::{Rule, Severity};

/// Blobs are created by `blobs/write` and by `blobs/add/action`: limiting one leaves the other.
pub(super) const RULE: Rule = Rule::new(
    "half-guarded-blob-creation",
    "only one of the two actions that create blobs is limited",
    Severity::High,
)
.of_clause("AB-44");

const OPERATIONS: [&str; 2] = [
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
];

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let [write, add] = OPERATIONS;
    for (guarded, open) in [(write, add), (add, write)] {
        if subject.condition.is_guarded_for(guarded)
            && !subject.condition.is_guarded_for(open)
            && subject.may_grant(open)
        {
            report.add(
                Severity::High,
                subject.whole(),
                format!(
                    "the condition limits `{guarded}` but not `{open}`, which creates blobs too"
                ),
                Some("name both actions in the guard of the block"),
            );
        }
    }
}
