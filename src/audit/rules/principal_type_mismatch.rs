//! # principal-type-mismatch
//!
//! **What.** An assignment says that its principal is a user, a group or an application, and the
//! directory says that it is something else.
//!
//! **Why it matters.** Access doesn't depend on the type (PR-2), but reports, filters and reviews do:
//! an application listed as a user is in no review of applications. Conditions on delegated role
//! assignments compare the type that the request gives.
//!
//! **Evidence.** The assignment, and the directory's export.
//!
//! **Remediation.** Make the assignment again with the right type.
//!
//! **False positives.** None known; the oldest versions of the interface wrote `User` where no type
//! was given.

use super::super::survey::Survey;
use crate::model::PrincipalKind;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "principal-type-mismatch",
    "an assignment that says another type of principal than the directory",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let findings = survey.holdings().iter().filter_map(|holding| {
        let grant = holding.grant;
        let known = survey.tenant().principal(grant.holder)?.listed_kind;
        let (printed, listed) = (broad(grant.principal_kind())?, broad(known)?);
        if printed == listed {
            return None;
        }
        let mut finding = holding.finding(survey, &RULE);
        let who = finding.who().to_owned();
        let role = &holding.role.name;
        let (printed, listed) = (printed.as_str(), listed.as_str());
        finding.title = format!("the assignment of {role} calls {who} a {printed}");
        let because = format!(
            "{who} is a {listed} in the directory, and the assignment of {role} at {} says {printed}",
            grant.scope
        );
        let remediation = Remediation {
            text: "make the assignment again with the right type, then remove this one".to_owned(),
            commands: vec![
                holding.removal(),
                format!(
                    "az role assignment create --assignee-object-id {} --assignee-principal-type {listed} --role {} --scope {}",
                    grant.holder, grant.reference, grant.scope
                ),
            ],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}

/// The types that an assignment can print: a managed identity is a service principal.
fn broad(kind: PrincipalKind) -> Option<PrincipalKind> {
    match kind {
        PrincipalKind::Unknown => None,
        PrincipalKind::ManagedIdentity => Some(PrincipalKind::ServicePrincipal),
        kind => Some(kind),
    }
}
