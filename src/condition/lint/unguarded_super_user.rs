use super::super::attribute::AttributeSource;
use super::{LintSeverity, Report, Rule, Subject};
use crate::text;

/// A condition on blobs that `runAsSuperUser` gets around.
pub(super) const RULE: Rule = Rule {
    name: "unguarded-super-user",
    clause: "AB-44",
    check,
};

const BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/";
const SUPER_USER: &str =
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action";

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
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
            LintSeverity::High,
            subject.whole(),
            format!("the condition doesn't limit `{SUPER_USER}`, which the role grants"),
            Some("name that action in the guard of the block"),
        );
    }
}
