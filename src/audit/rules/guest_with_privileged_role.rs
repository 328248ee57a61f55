//! # guest-with-privileged-role
//!
//! **What.** A guest of the directory holds a privileged role or is eligible for one, directly or
//! through groups.
//!
//! **Why it matters.** Another organisation decides how the guest signs in, and whether the guest
//! still works there. Guests are ordinary principals for roles (PR-6): nothing else holds them
//! back.
//!
//! **Evidence.** The assignment, and the member lists that lead from the guest to its holder. A
//! guest is who the directory calls one, or whose sign-in name has `#EXT#`. Who has to activate the
//! role first is reported with one severity lower.
//!
//! **Remediation.** An account of your own directory, or eligibility with approval and an end.
//!
//! **False positives.** Employees of the same company in another directory.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::capability::reach;
use super::super::holder::Holding;
use super::super::privilege::{Privilege, way_words};
use super::super::survey::Survey;
use crate::ids::PrincipalId;
use crate::model::{Principal, PrincipalKind, Standing};
use crate::rule::{Finding, Remediation, Rule, Severity};
use crate::text;

pub(super) const RULE: Rule = Rule::new(
    "guest-with-privileged-role",
    "a guest with a privileged role",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut privileged: BTreeMap<&PrincipalId, Vec<(Holding<'_>, Privilege)>> = BTreeMap::new();
    for (who, held) in survey.privileged_by_principal() {
        let held = held.into_iter().map(|(holding, why)| (*holding, why));
        privileged.insert(who, held.collect());
    }
    for holding in survey.eligible() {
        if let Some(why) = holding.privilege(survey) {
            let held = privileged.entry(holding.grant.holder).or_default();
            held.push((*holding, why));
        }
    }
    if privileged.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for guest in survey.tenant().principals.values().filter(|p| is_guest(p)) {
        let closure = survey.closure(&guest.id);
        for (through, holder) in closure.ids().enumerate() {
            let hops = closure.hops(through);
            for (holding, why) in privileged.get(holder).into_iter().flatten() {
                let mut finding = holding.finding(survey, &RULE);
                finding.principal = Some(survey.principal(&guest.id, PrincipalKind::User));
                finding.severity = holding.weigh(match why {
                    Privilege::Owns | Privilege::Assigns => RULE.severity,
                    Privilege::Writes => Severity::Medium,
                });
                let who = guest.label();
                let role = &holding.role.name;
                finding.title = format!("{who}, a guest, {} {role}", holding.holds());
                let because = format!(
                    "{who} is a guest and {} {}{}, because {role} {} there",
                    why.words(),
                    reach(holding),
                    way_words(survey, &hops),
                    match holding.grant.standing {
                        Standing::Active => "is assigned",
                        Standing::Eligible => "may be activated",
                    }
                );
                if let Some(last) = hops.last() {
                    finding.detail = Arc::from(match holding.grant.standing {
                        Standing::Active => last.group.to_string(),
                        Standing::Eligible => format!("{} {}", finding.detail, last.group),
                    });
                }
                finding
                    .evidence
                    .extend(hops.iter().map(|hop| hop.place.clone()));
                let remediation = Remediation {
                    text: match holding.grant.standing {
                        Standing::Active => "use an account of your own directory, or make the guest eligible for an hour at a time, with approval",
                        Standing::Eligible => "use an account of your own directory, or let the guest activate the role for an hour at a time, with approval",
                    }.to_owned(),
                    commands: vec![match hops.first() {
                        None => holding.removal(),
                        Some(hop) => format!(
                            "az ad group member remove --group {} --member-id {}",
                            hop.group, guest.id
                        ),
                    }],
                };
                findings.push(finding.build(because, remediation));
            }
        }
    }
    findings
}

fn is_guest(principal: &Principal) -> bool {
    let is = |kind: &str| text::same(kind, "Guest");
    let external = |name: &str| text::fold(name).contains("#ext#");
    principal.user_type.as_deref().is_some_and(is)
        || principal.sign_in_name.as_deref().is_some_and(external)
}
