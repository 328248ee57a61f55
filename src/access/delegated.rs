//! What Azure Lighthouse gives principals of other tenants. Answers are made of role assignments and
//! schedule instances; these are neither (PR-6), so an answer says where they could matter.

use super::{AccessIndex, Target};
use crate::ids::PrincipalId;
use crate::model::{RoleDefinition, Standing};
use crate::pattern::{PatternLanguage, Wildcards};
use crate::scope::Scope;
use crate::span::Diagnostic;

/// The authorizations of Azure Lighthouse that an answer doesn't count: of one principal or of all, at
/// a scope or anywhere, those that may give one of the operations. Without operations, all.
pub fn delegated_access(
    index: &AccessIndex<'_>,
    who: Option<&PrincipalId>,
    at: Option<&Scope>,
    targets: &[Target],
) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    for delegation in &index.tenant().lighthouse_delegations {
        let overlaps = |at: &Scope| delegation.scope.contains(at);
        let Some(offer) = delegation
            .offer
            .as_ref()
            .filter(|_| at.is_none_or(overlaps))
        else {
            continue;
        };
        let asked = offer.authorizations.iter();
        let asked = asked.filter(|entry| who.is_none_or(|who| *who == entry.principal));
        for entry in asked {
            let role = index.definition(&entry.role);
            let wildcards = index.catalog().wildcards();
            let may_give = |role: &RoleDefinition| {
                let mut each = targets.iter();
                targets.is_empty() || each.any(|target| may_give(role, target, wildcards))
            };
            if !role.as_ref().is_none_or(may_give) {
                continue;
            }
            let role = role.map_or_else(|| entry.role.to_string(), |role| role.name.to_string());
            let held = match entry.standing {
                Standing::Active => "holds",
                Standing::Eligible => "is eligible for",
            };
            let message = format!(
                "{} of {} {held} {role} at `{}` through Azure Lighthouse, which the answer doesn't count",
                entry.who(),
                offer.tenant(),
                delegation.scope
            );
            let note = Diagnostic::warning("delegated-access", message);
            notes.push(note.at(delegation.place.clone()).grant_lost());
        }
    }
    notes
}

fn may_give(role: &RoleDefinition, target: &Target, wildcards: Wildcards) -> bool {
    let mut sets = role.permissions.iter().map(|p| p.plane(target.plane));
    if target.action.is_concrete() {
        return sets.any(|set| set.matches(target.action.as_str(), wildcards));
    }
    let own = PatternLanguage::of(&target.action, wildcards);
    sets.any(|set| {
        let theirs = PatternLanguage::new([set], wildcards);
        !matches!(theirs.intersection(&own), Ok(None))
    })
}
