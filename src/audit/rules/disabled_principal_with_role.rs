//! # disabled-principal-with-role
//!
//! **What.** Roles are assigned to a user or application that the directory doesn't let sign in.
//!
//! **Why it matters.** Accounts are disabled when people leave. Whoever enables one again, for a
//! mailbox or by mistake, gives all its roles back.
//!
//! **Evidence.** The assignments, and `accountEnabled: false` of the directory's export.
//!
//! **Remediation.** Remove the assignments before the account is deleted; afterwards they are
//! orphans.
//!
//! **False positives.** Break-glass accounts that are enabled only when needed.

use super::super::bundle::Bundle;
use super::super::survey::Survey;
use crate::model::AccountState;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "disabled-principal-with-role",
    "roles assigned to a principal that can't sign in",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let disabled = Bundle::by_principal(survey, |holding| {
        let known = survey.tenant().principal(holding.grant.holder);
        known.is_some_and(|principal| principal.account == AccountState::Disabled)
    });
    let findings = disabled.map(|bundle| {
        let mut finding = bundle.finding(survey, &RULE);
        if bundle
            .holdings()
            .any(|held| held.privilege(survey).is_some())
        {
            finding.severity = Severity::Medium;
        }
        let who = survey.label(bundle.principal());
        finding.title = format!("{who} is disabled and holds roles");
        let because = format!("{who} can't sign in and still holds {}", bundle.words());
        let remediation = bundle
            .remediation("remove the assignments, unless the account is kept for emergencies");
        finding.build(because, remediation)
    });
    findings.collect()
}
