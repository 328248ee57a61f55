//! # lighthouse-standing-privilege
//!
//! **What.** Azure Lighthouse gives a principal of another tenant a privileged role that needs no
//! activation.
//!
//! **Why it matters.** Whoever takes over that account, in a tenant that this one doesn't watch,
//! changes resources here at once, and no role assignment shows it.
//!
//! **Evidence.** The authorization in the registration definition, where that is assigned. A role is
//! privileged when it carries an operation of the escalation list, or may assign roles to managed
//! identities.
//!
//! **Remediation.** An eligible authorization, with approval and multi-factor authentication in the
//! managing tenant, or a smaller role.
//!
//! **False positives.** Service providers whose automation can't activate a role.

use super::super::survey::Survey;
use crate::model::{
    LighthouseAuthorization, LighthouseDelegation, LighthouseOffer, PrincipalKind, Standing,
};
use crate::rule::{
    Finding, FindingBuilder, FindingPrincipal, FindingRole, Remediation, Rule, Severity,
};

pub(super) const RULE: Rule = Rule::new(
    "lighthouse-standing-privilege",
    "a privileged role held from another tenant without activation",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for delegation in &survey.tenant().lighthouse_delegations {
        let Some(offer) = &delegation.offer else {
            continue;
        };
        let standing = offer.authorizations.iter();
        let standing = standing.filter(|entry| entry.standing == Standing::Active);
        let privileged = standing.filter_map(|entry| finding(survey, delegation, offer, entry));
        findings.extend(privileged);
    }
    findings
}

fn finding(
    survey: &Survey<'_>,
    delegation: &LighthouseDelegation,
    offer: &LighthouseOffer,
    entry: &LighthouseAuthorization,
) -> Option<Finding> {
    let definition = survey.index().definition(&entry.role)?;
    let operations = survey.escalations(&definition);
    let assignable: Vec<String> = entry
        .assignable_roles
        .iter()
        .map(|role| survey.role_name(role))
        .collect();
    let assigns = format!(
        "may assign {} to managed identities",
        assignable.join(" and ")
    );
    let why = match operations.first() {
        _ if !assignable.is_empty() => assigns,
        Some(operation) => format!("carries {operation}"),
        None => return None,
    };
    let (tenant, scope) = (offer.tenant(), &delegation.scope);
    let (who, role) = (entry.who(), &definition.name);
    let finding = FindingBuilder {
        title: format!("{who} of {tenant} holds {role} at {scope} through Azure Lighthouse"),
        principal: Some(FindingPrincipal {
            id: entry.principal.clone(),
            name: who.to_owned(),
            kind: PrincipalKind::Unknown,
        }),
        role: Some(FindingRole::of(&definition)),
        scope: Some(scope.clone()),
        detail: delegation.id.clone(),
        ..FindingBuilder::new(&RULE, delegation.places())
    };
    let because = format!("{role} {why}, and {who} need not activate it");
    let text = "have the managing tenant make the authorization eligible, or give a smaller role; the definition is deployed again for that";
    Some(finding.build(because, Remediation::advice(text)))
}
