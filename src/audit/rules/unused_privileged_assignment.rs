//! # unused-privileged-assignment
//!
//! **What.** A privileged role that is held at all times and that no log shows in use.
//!
//! **Why it matters.** Whoever takes over the account has the role, and nobody would miss it.
//!
//! **Evidence.** `audit --logs` names logs; the rule is silent without them. An assignment counts where the
//! activity log of all that it reaches is there for 90 days, shows no call that it allowed or may have
//! allowed, and it is older than that: `rolecall rightsize` says of it that it is not seen. Reads are in no
//! activity log, so that confidence is medium.
//!
//! **Remediation.** Make the principal eligible, or remove the assignment.
//!
//! **False positives.** Break-glass accounts: name them in `[[rightsize.keep]]` of the configuration.
//! Roles held for what happens once a year.

use super::super::bundle::Bundle;
use super::super::survey::Survey;
use crate::rule::{Confidence, Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "unused-privileged-assignment",
    "privileged roles that no log shows in use",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let Some(unused) = survey.unused() else {
        return Vec::new();
    };
    let bundles = Bundle::by_principal(survey, |holding| {
        let is_assignment = holding.grant.assignment().is_some();
        is_assignment
            && unused.assignments.contains(&**holding.grant.id())
            && holding.privilege(survey).is_some()
    });
    let findings = bundles.map(|bundle| {
        let mut finding = bundle.finding(survey, &RULE);
        finding.confidence = Confidence::Medium;
        let who = survey.label(bundle.principal());
        finding.title = format!("{who} holds privileged roles that no log shows in use");
        let because = format!(
            "{who} holds {}, and the logs from {} to {} show no call that needed it",
            bundle.words(),
            unused.from.day(),
            unused.until.day()
        );
        let remediation = bundle.remediation(
            "make the principal eligible for the role, or remove the assignment; `rolecall rightsize` says what undoes that",
        );
        finding.build(because, remediation)
    });
    findings.collect()
}
