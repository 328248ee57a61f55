//! # stray-blank-or-slash
//!
//! **What.** An entry has a blank at its start or end, or ends in a slash.
//!
//! **Why it matters.** An entry that ends in a slash matches nothing. A blank is trimmed here, as
//! one built-in role needs, but nothing says that Azure does so everywhere (WC-7).
//!
//! **Evidence.** The entry as it is written.
//!
//! **False positives.** None.

use super::super::subject::{Subject, list_name};
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "stray-blank-or-slash",
    "a blank or a slash at the end of an action",
    Severity::Medium,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let mut findings = Vec::new();
    for entry in subject.entries() {
        let trimmed = entry.text.trim();
        let slash = trimmed.len() > 1 && trimmed.ends_with('/');
        let (severity, title, because) = if slash {
            (
                Severity::Medium,
                format!("`{trimmed}` ends in a slash"),
                format!(
                    "`{trimmed}` of {} ends in a slash, and so matches no operation",
                    list_name(entry)
                ),
            )
        } else if trimmed.len() < entry.text.len() {
            (
                Severity::Low,
                format!("`{}` has a blank around it", entry.text),
                format!(
                    "`{}` of {} is read without its blanks here; whether Azure does the same is not documented",
                    entry.text,
                    list_name(entry)
                ),
            )
        } else {
            continue;
        };
        let mut finding = subject.finding_at(&RULE, entry);
        finding.severity = severity;
        finding.title = title;
        let remediation = Remediation::advice(if slash {
            format!("write `{trimmed}*`, or name the operations")
        } else {
            format!("write `{trimmed}`")
        });
        findings.push(finding.build(because, remediation));
    }
    Ok(findings)
}
