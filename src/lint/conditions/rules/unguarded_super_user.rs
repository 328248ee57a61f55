use super::super::subject::{Report, Subject};
use crate::condition::AttributeSource;
use crate::rule::{Rule, Severity};
use crate::text;

/// A condition on blobs that `runAsSuperUser` gets around.
pub(super) const RULE: Rule = Rule::new(
    "unguarded-super-user",
    "a condition on blobs that `runAsSuperUser` gets around",
    Severity::High,
)
.of_clause("AB-44");

const BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/";
const SUPER_USER: &str =
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action";

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(role) = subject.context.role else {
        return;
    };
    let targets = subject.condition.targets();
    let about_blobs = targets.iter().any(|t| text::starts_with(t.as_str(), BLOBS))
        || subject.condition.attributes().iter().any(|attribute| {
            attribute.source() != AttributeSource::Principal
                && text::starts_with(attribute.path(), BLOBS.trim_end_matches('/'))
        });
    if about_blobs && role.grants(SUPER_USER) && !subject.condition.is_guarded_for(SUPER_USER) {
        report.add(
            Severity::High,
            subject.whole(),
            format!("the condition doesn't limit `{SUPER_USER}`, which the role grants"),
            Some("name that action in the guard of the block"),
        );
    }
}
