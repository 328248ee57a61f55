//! Access that answers don't count, and say where it could matter: what Azure Lighthouse gives
//! principals of other tenants, which is no role assignment (PR-6), and grants of templates whose scope
//! is for the deployment to say.

use super::{AccessIndex, Target};
use crate::directory::Closure;
use crate::ids::PrincipalId;
use crate::model::{
    Grant, LighthouseAuthorization, LighthouseDelegation, RoleDefinition, Standing,
};
use crate::pattern::{PatternLanguage, Wildcards};
use crate::scope::Scope;
use crate::span::Diagnostic;

/// What answers about a tenant don't count. Made once, asked for each answer.
#[derive(Debug)]
pub(crate) struct Uncounted<'i, 't> {
    index: &'i AccessIndex<'t>,
    /// Grants at a scope that only a deployment knows.
    unplaced: Vec<Grant<'i>>,
    delegated: Vec<Delegated<'i>>,
}

/// A delegation of Azure Lighthouse.
#[derive(Debug)]
struct Delegated<'i> {
    delegation: &'i LighthouseDelegation,
    /// Whom its definition gives which role; `None` where the definition isn't in the inputs.
    authorizations: Option<Vec<(&'i LighthouseAuthorization, Option<RoleDefinition>)>>,
}

impl<'i, 't> Uncounted<'i, 't> {
    /// Looks through the grants of a tenant.
    pub(crate) fn new(index: &'i AccessIndex<'t>) -> Self {
        let open = index.grants_ever();
        let open = open.filter(|grant| is_open(grant.scope));
        let delegations = index.tenant().lighthouse_delegations.iter();
        let delegated = delegations.map(|delegation| Delegated {
            delegation,
            authorizations: delegation.offer.as_ref().map(|offer| {
                let entries = offer.authorizations.iter();
                let entries = entries.map(|entry| (entry, index.definition(&entry.role)));
                entries.collect()
            }),
        });
        Self {
            index,
            unplaced: open.collect(),
            delegated: delegated.collect(),
        }
    }

    /// What an answer doesn't count of one principal or of all, at a scope or anywhere: access that
    /// may give one of the operations. Without operations, all.
    pub(crate) fn of(
        &self,
        who: Option<&PrincipalId>,
        at: Option<&Scope>,
        targets: &[Target],
    ) -> Vec<Diagnostic> {
        let mut notes = self.delegated(who, at, targets);
        notes.extend(self.unplaced(who, at, targets));
        notes
    }

    fn unplaced(
        &self,
        who: Option<&PrincipalId>,
        at: Option<&Scope>,
        targets: &[Target],
    ) -> Vec<Diagnostic> {
        if self.unplaced.is_empty() {
            return Vec::new();
        }
        let index = self.index;
        let closure = who.map(|who| index.groups().closure(who));
        let may_hold = |holder: &PrincipalId| {
            let is_theirs = |closure: &Closure<'_>| closure.ids().any(|id| id == holder);
            closure.as_ref().is_none_or(is_theirs) || index.open_groups().gap(holder).is_some()
        };
        let elsewhere = self.unplaced.iter().filter(|grant| {
            // That very scope may be asked about.
            let is_asked = at.is_none_or(|at| grant.scope.contains(at));
            !is_asked && may_hold(grant.holder) && gives_any(index, grant.role, targets)
        });
        let notes = elsewhere.map(|grant| {
            let message = format!(
                "only the deployment says where `{}` will be: it may reach the scope asked about",
                grant.id()
            );
            let note = Diagnostic::warning("open-scope", message).at(grant.place().clone());
            let note = note.help("export with `az role assignment list --all` what was deployed");
            match grant.standing {
                Standing::Active => note.grant_lost(),
                Standing::Eligible => note.may_change_answer(),
            }
        });
        notes.collect()
    }

    fn delegated(
        &self,
        who: Option<&PrincipalId>,
        at: Option<&Scope>,
        targets: &[Target],
    ) -> Vec<Diagnostic> {
        let is_stranger = |who: &PrincipalId| self.index.tenant().principal(who).is_none();
        let mut notes = Vec::new();
        for Delegated {
            delegation,
            authorizations,
        } in &self.delegated
        {
            let scope = &delegation.scope;
            if !at.is_none_or(|at| is_open(scope) || scope.contains(at)) {
                continue;
            }
            let note = |message: String| {
                let note = Diagnostic::warning("delegated-access", message);
                note.at(delegation.place.clone())
            };
            let Some(authorizations) = authorizations else {
                // Whoever is known here is of this tenant.
                if who.is_none_or(is_stranger) {
                    let message =
                        format!("it is not known whom Azure Lighthouse lets act at `{scope}`");
                    notes.push(note(message).grant_lost());
                }
                continue;
            };
            // An id that is in no input may be a member of a group of the other tenant.
            let may_be = |entry: &LighthouseAuthorization| {
                who.is_none_or(|who| *who == entry.principal || is_stranger(who))
            };
            let asked = authorizations.iter().filter(|(entry, role)| {
                may_be(entry) && gives_any(self.index, role.as_ref(), targets)
            });
            let tenant = delegation.offer.as_ref().map_or("", |offer| offer.tenant());
            for (entry, role) in asked {
                let name = role.as_ref().map(|role| role.name.to_string());
                let role = name.unwrap_or_else(|| entry.role.to_string());
                let who = entry.who();
                let through = format!(
                    "{role} at `{scope}` through Azure Lighthouse, which the answer doesn't count"
                );
                notes.push(match entry.standing {
                    Standing::Active => {
                        note(format!("{who} of {tenant} holds {through}")).grant_lost()
                    }
                    Standing::Eligible => {
                        note(format!("{who} of {tenant} is eligible for {through}"))
                            .may_change_answer()
                    }
                });
            }
        }
        notes
    }
}

fn is_open(scope: &Scope) -> bool {
    scope.as_str().contains('{')
}

/// Whether a role may give one of the operations; one of which nothing is known may.
fn gives_any(index: &AccessIndex<'_>, role: Option<&RoleDefinition>, targets: &[Target]) -> bool {
    let wildcards = index.catalog().wildcards();
    let gives = |role: &RoleDefinition| {
        let mut each = targets.iter();
        targets.is_empty() || each.any(|target| may_give(role, target, wildcards))
    };
    role.is_none_or(gives)
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
