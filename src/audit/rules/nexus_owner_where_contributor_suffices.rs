//! # nexus-owner-where-contributor-suffices
//!
//! **What.** A principal holds Operator Nexus Owner (Preview), or a role with all of
//! `Microsoft.NetworkCloud/*`, where it holds the Compute Contributor role too or is a principal
//! that runs clusters and no tenant resources.
//!
//! **Why it matters.** The Owner role holds key sets, credential rotation and arbitrary commands on
//! bare metal; the Compute Contributor role holds none of these and is enough for the life of
//! clusters, racks and machines.
//!
//! **Evidence.** The assignment, with the escalating operations that it holds and the Contributor
//! role doesn't.
//!
//! **Remediation.** The Compute Contributor role, and a custom role with the seven key set
//! operations for the few who need them.
//!
//! **False positives.** Who manages key sets, tenant networks, virtual machines or Nexus
//! Kubernetes clusters needs more than the Contributor role. The finding says so and is of low
//! confidence: the exports don't say what a principal does.

use super::super::holder::Hold;
use super::super::survey::Survey;
use crate::ids::RoleId;
use crate::model::Plane;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};
use crate::text::shell_word;

pub(super) const RULE: Rule = Rule::new(
    "nexus-owner-where-contributor-suffices",
    "all of Microsoft.NetworkCloud where the Compute Contributor role may do",
    Severity::Low,
);

const COMPUTE_CONTRIBUTOR: u128 = 0x4aa3_68ec_fba9_4e93_81ed_396b_3d46_1cc5;

/// What all of `Microsoft.NetworkCloud/*` has and the Compute Contributor role lacks, gravest
/// first (nexus.md §1.1).
const BEYOND: [&str; 4] = [
    "Microsoft.NetworkCloud/bareMetalMachines/runCommand/action",
    "Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/write",
    "Microsoft.NetworkCloud/clusters/bmcKeySets/write",
    "Microsoft.NetworkCloud/clusters/rotateCredential/action",
];

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let contributor = RoleId::from_u128(COMPUTE_CONTRIBUTOR);
    survey.holdings().iter()
        .filter(|holding| {
            let names_nexus = holding.role.permissions.iter().any(|p| {
                p.control.granted().iter().any(|pattern| {
                    !pattern.is_concrete() && pattern.literal_prefix() == "microsoft.networkcloud/"
                })
            });
            names_nexus
                && BEYOND
                    .iter()
                    .all(|a| holding.gives(survey, a, Plane::Control) == Some(Hold::Unconditional))
        })
        .map(|holding| {
            let mut finding = holding.finding(survey, &RULE);
            let who = finding.principal.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            let both = survey.index().grants_of(holding.grant.holder, survey.moment()).any(|grant| {
                survey.index().is_role(grant.reference, contributor)
            });
            (finding.severity, finding.confidence) = if both {
                (Severity::Medium, Confidence::Medium)
            } else {
                (Severity::Low, Confidence::Low)
            };
            let role = &holding.role.name;
            finding.title = format!("{who} holds {role}; the Compute Contributor role may do");
            let held = if both { "; the principal holds the Compute Contributor role already" } else { "" };
            let because = format!(
                "{who} may run any command on bare metal and write key sets at {} because {role} grants all of `Microsoft.NetworkCloud/*`{held}",
                holding.grant.scope
            );
            let remediation = Remediation {
                text: "if the principal only runs clusters, racks and machines, assign Operator Nexus Compute Contributor Role (Preview) instead; for key sets, a custom role with the seven key set operations".to_owned(),
                commands: vec![
                    format!(
                        "az role assignment create --assignee-object-id {} --role {contributor} --scope {}",
                        shell_word(holding.grant.holder.as_str()), shell_word(holding.grant.scope.as_str())
                    ),
                    holding.removal(),
                ],
            };
            finding.build(because, remediation)
        })
        .collect()
}
