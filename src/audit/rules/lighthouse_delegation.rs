//! # lighthouse-delegation
//!
//! **What.** A subscription or resource group is delegated to another tenant through Azure Lighthouse.
//!
//! **Why it matters.** Principals of that tenant act here, and no role assignment of this tenant shows
//! them: `can`, `who` and `what` answer without them, and say so. The other tenant decides who is in
//! its groups.
//!
//! **Evidence.** The registration assignment and its registration definition. Without the definition
//! the inputs don't say who gets which role. `az managedservices` asks an API version that doesn't
//! know authorizations that need an activation; `az rest` with 2022-10-01 shows them.
//!
//! **Remediation.** End delegations that no contract asks for.
//!
//! **False positives.** Service providers under contract; suppress those.

use std::collections::BTreeMap;

use super::super::survey::Survey;
use crate::model::{LighthouseDelegation, Standing};
use crate::rule::{Confidence, Finding, FindingBuilder, Remediation, Rule, Severity, counted};

pub(super) const RULE: Rule = Rule::new(
    "lighthouse-delegation",
    "access delegated to another tenant",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let delegations = survey.tenant().lighthouse_delegations.iter();
    let findings = delegations.map(|delegation| finding(survey, delegation));
    findings.collect()
}

fn finding(survey: &Survey<'_>, delegation: &LighthouseDelegation) -> Finding {
    let offer = delegation.offer.as_ref();
    let tenant = offer.map_or("another tenant", |offer| offer.tenant());
    let scope = &delegation.scope;
    let finding = FindingBuilder {
        confidence: offer.map_or(Confidence::Medium, |_| Confidence::High),
        title: format!("{tenant} acts at {scope} through Azure Lighthouse"),
        scope: Some(scope.clone()),
        detail: delegation.id.clone(),
        ..FindingBuilder::new(&RULE, delegation.places())
    };
    let because = match offer {
        None => "the inputs hold the delegation without its definition, so that nobody can say who gets which role".to_owned(),
        Some(offer) => {
            let mut roles: BTreeMap<(Standing, String), usize> = BTreeMap::new();
            for authorization in &offer.authorizations {
                let role = survey.role_name(&authorization.role);
                *roles.entry((authorization.standing, role)).or_default() += 1;
            }
            let roles = roles.into_iter().map(|((standing, role), count)| {
                let principals = counted(count, "principal");
                match standing {
                    Standing::Active => format!("{role} to {principals}"),
                    Standing::Eligible => format!("{role}, to be activated, to {principals}"),
                }
            });
            let roles: Vec<String> = roles.collect();
            match roles.is_empty() {
                true => format!("its definition gives nobody of {tenant} a role"),
                false if offer.lists_eligible() => format!("its definition gives {}", roles.join("; ")),
                false => format!(
                    "its definition gives {}; nobody is listed as eligible, whom `az managedservices` never prints",
                    roles.join("; ")
                ),
            }
        }
    };
    let remediation = Remediation {
        text: "end the delegation if no contract asks for it".to_owned(),
        commands: vec![format!(
            "az managedservices assignment delete --assignment {}",
            delegation.id
        )],
    };
    finding.build(because, remediation)
}
