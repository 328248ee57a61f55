//! # contained-in-built-in-role
//!
//! **What.** A built-in role grants the same as the custom role, or all that it grants, now and
//! in future.
//!
//! **Why it matters.** A built-in role is maintained by Azure, exists in every tenant, and
//! doesn't count against the 5,000 custom roles. Where the built-in role grants the same, the
//! custom role is needless.
//!
//! **Evidence.** The relation of the two, decided over every well-formed operation name in each
//! plane, and how many operations the built-in role grants beyond today. Conditional permissions
//! of a built-in role don't count.
//!
//! **False positives.** A contained role is often made on purpose, to grant less: that is reported as
//! a remark only. Roles that hold a bare `*` and roles that are meant for Microsoft services are
//! not named.

use super::super::subject::{Subject, operations};
use crate::catalog::BuiltInContainers;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "contained-in-built-in-role",
    "a built-in role grants all that the custom role does",
    Severity::Info,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let role = subject.role();
    if !subject.is_custom() || role.permissions.is_empty() {
        return Ok(Vec::new());
    }
    let Some(container) = BuiltInContainers::of(subject.catalog).smallest(role)? else {
        return Ok(Vec::new());
    };
    let name = subject.catalog.role_name(container.role);
    let id = subject.catalog.role_id(container.role);
    let shown = id.map_or_else(String::new, |id| format!(" ({id})"));
    let severity = if container.is_equal {
        Severity::Medium
    } else {
        Severity::Info
    };
    let mut finding = subject.finding(&RULE);
    finding.severity = severity;
    let (because, remediation) = if container.is_equal {
        finding.title = format!("{} is the built-in role {name}", role.name);
        let because = format!(
            "{name}{shown} grants the same as {}, now and in future",
            role.name
        );
        let remediation = Remediation::advice(format!("assign {name} and delete {}", role.name));
        (because, remediation)
    } else {
        finding.title = format!("{} lies within the built-in role {name}", role.name);
        let because = format!(
            "{name}{shown} is the smallest built-in role that grants all of {}, and {} more today",
            role.name,
            operations(container.excess())
        );
        let remediation = Remediation::advice(format!(
            "keep {} if the difference matters; `rolecall roles compare` shows it",
            role.name
        ));
        (because, remediation)
    };
    Ok(vec![finding.build(because, remediation)])
}
