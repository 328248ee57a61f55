//! # managed-identity-assigner
//!
//! **What.** A principal may attach managed identities to compute: to those of a subscription or
//! resource group, or to one that holds privileged roles; or is eligible for a role that lets it.
//!
//! **Why it matters.** Code on the compute gets the tokens of the identity. Whoever attaches an
//! identity and writes any compute has its rights: a contributor of a resource group in which an
//! identity lies that owns the subscription owns the subscription (P27).
//!
//! **Evidence.** The assignment, and where the inputs name managed identities with their resource,
//! those below its scope that hold privileged roles, with the assignments that give them. Then
//! contributors and owners of the scope count too, unless they reach as far themselves. Who has to
//! activate the role first is reported with one severity lower.
//!
//! **Remediation.** Identities with privileged roles in a resource group of their own, where only
//! few write.
//!
//! **False positives.** The application of the Nexus platform must be able to attach the identity of
//! a cluster: on the identity alone, which holds no privileged roles, that is not reported.

use super::super::capability::{applies, reach, weighed};
use super::super::holder::{Hold, Holding};
use super::super::identities::Identities;
use super::super::privilege::Privilege;
use super::super::survey::Survey;
use crate::model::{Plane, Standing};
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "managed-identity-assigner",
    "may attach managed identities that may do more than itself",
    Severity::Medium,
);

const ATTACHES: &str = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
const NAMED: usize = 3;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let roles = survey.roles().iter();
    let attaches: Vec<bool> = roles
        .map(|role| {
            let hold = survey.role_gives(role.definition, None, ATTACHES, Plane::Control);
            hold.is_some()
        })
        .collect();
    let identities = Identities::of(survey);
    let holdings = survey.holdings().iter().enumerate();
    let holders = holdings.filter(|(_, holding)| attaches[holding.role_at]);
    let findings = holders.filter_map(|(at, holding)| {
        if survey.shadowed_by_itself(at).is_some() {
            return None;
        }
        finding(survey, &identities, holding)
    });
    let eligible = survey.eligible().iter();
    let eligible = eligible.filter(|holding| attaches[holding.role_at]);
    let eligible = eligible.filter_map(|holding| finding(survey, &identities, holding));
    findings.chain(eligible).collect()
}

fn finding(
    survey: &Survey<'_>,
    identities: &Identities<'_, '_>,
    holding: &Holding<'_>,
) -> Option<Finding> {
    let scope = holding.grant.scope;
    let hold = holding.gives(survey, ATTACHES, Plane::Control)?;
    let stronger = identities.stronger(survey, holding);
    let mut finding = holding.finding(survey, &RULE);
    let holder = holding.holder(survey, &mut finding);
    let (means, grantor) = (holding.means(), holding.grantor());
    let because = if let Some((identity, gravest, why)) = stronger.first() {
        finding.severity = holding.weigh(match why {
            Privilege::Owns | Privilege::Assigns => Severity::High,
            Privilege::Writes => Severity::Medium,
        });
        let more = match stronger.len() {
            1 => String::new(),
            several => format!(" and {} more identities", (several - 1).min(NAMED)),
        };
        let name = identity.label();
        finding.title = match holding.grant.standing {
            Standing::Active => format!("{} may act as {name}", finding.who()),
            Standing::Eligible => format!("{} may act as {name}, by {means}", finding.who()),
        };
        finding.evidence.push(gravest.grant.place().clone());
        format!(
            "{holder} may attach {name}{more} to compute {}, because {grantor} grants `{ATTACHES}`, and {name} {} {}",
            reach(holding),
            why.words(),
            reach(gravest)
        )
    } else {
        let reported_role = &survey.roles()[holding.role_at];
        let known = scope.kind() == ScopeKind::Resource && identities.knows(scope);
        // Contributors and owners of a scope are reported by other rules.
        let is_reported =
            reported_role.is_everything || reported_role.delegates == Some(Hold::Unconditional);
        if is_reported || known || !applies(ATTACHES, scope) {
            return None;
        }
        finding.severity = holding.weigh(weighed(RULE.severity, scope.kind(), hold));
        finding.confidence = finding.confidence.min(Confidence::Medium);
        finding.title = format!(
            "{} may attach managed identities, by {means}",
            finding.who()
        );
        format!(
            "{holder} may attach managed identities {} to compute, because {grantor} grants `{ATTACHES}`, and has their rights on any compute that it writes",
            reach(holding)
        )
    };
    if hold == Hold::Conditional {
        finding.confidence = finding.confidence.min(Confidence::Medium);
    }
    let remediation = Remediation {
        text: "assign the role at the one identity that the principal needs, and keep identities with privileged roles apart".to_owned(),
        commands: vec![holding.removal()],
    };
    Some(finding.build(because, remediation))
}
