//! # preview-role
//!
//! **What.** A role is assigned whose name says that it is a preview.
//!
//! **Why it matters.** Roles in preview change without notice: operations come and go, and the name
//! loses its `(Preview)` one day (P15). Whoever compares names then loses the role.
//!
//! **Evidence.** The role and its assignments, once a role.
//!
//! **Remediation.** None is needed; compare the role with the next catalogue by `rolecall catalog
//! diff`, and refer to it by its id.
//!
//! **False positives.** The roles of Operator Nexus are all previews: there is no other choice.

use super::super::survey::Survey;
use super::super::tally;
use crate::rule::{Finding, Remediation, Rule, Severity};
use crate::text;

pub(super) const RULE: Rule = Rule::new(
    "preview-role",
    "assignments of a role in preview",
    Severity::Info,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let is_preview = |name: &str, _: Option<&str>| text::fold(name).contains("(preview)");
    let mut findings = Vec::new();
    for (mut finding, count) in tally::by_role(survey, &RULE, is_preview) {
        let role = finding.role_name().to_owned();
        finding.title = format!("{} of {role}", tally::assignments(count));
        let because = format!(
            "{role} is a preview that Azure may change without notice, and has {}",
            tally::assignments(count)
        );
        let remediation = Remediation::advice(
            "refer to the role by its id, and compare it with each new catalogue by `rolecall catalog diff`",
        );
        findings.push(finding.build(because, remediation));
    }
    findings
}
