//! The least that would do in place of an assignment.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Evidence, KeepReason, Proposal, Replacement, RightsizeSettings, UsageWindow, Use};
use crate::access::AccessIndex;
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::OperationIx;
use crate::import::linked_actions;
use crate::minimize::{
    Candidates, Objective, Recommendation, Requirement, SearchLimits, recommend,
};
use crate::model::{Grant, OperationClass, Plane, RoleDefinition};
use crate::pattern::ActionPattern;
use crate::scope::{Scope, ScopeKind};
use crate::text;

/// How far the search for other roles goes: there may be one for each assignment.
const SEARCH: SearchLimits<'_> = SearchLimits {
    nodes: Some(5_000),
    stop: None,
};

/// Published roles are proposed up to so many; beyond that a custom role is.
const MOST_ROLES: usize = 2;

/// What is proposed for the assignments of a tenant.
pub(super) struct Proposer<'a, 't> {
    index: &'a AccessIndex<'t>,
    settings: &'a RightsizeSettings,
    window: &'a UsageWindow,
    /// Whether the tenant has eligible assignments, so that it can make others.
    has_activation: bool,
    /// The roles for operations that were asked about before.
    found: RefCell<BTreeMap<Vec<OperationIx>, Recommendation>>,
}

impl<'a, 't> Proposer<'a, 't> {
    pub(super) fn new(
        index: &'a AccessIndex<'t>,
        settings: &'a RightsizeSettings,
        window: &'a UsageWindow,
    ) -> Self {
        Self {
            index,
            settings,
            window,
            has_activation: !index.tenant().schedules.is_empty(),
            found: RefCell::default(),
        }
    }

    pub(super) fn of(&self, grant: &Grant<'_>, evidence: Evidence, uses: &[Use]) -> Proposal {
        if let Some(reason) = self.kept(grant, evidence) {
            return Proposal::Keep(reason);
        }
        let Some(role) = grant.role else {
            return Proposal::Keep(KeepReason::NotObservable);
        };
        if evidence == Evidence::NotSeen {
            return match self.has_activation && self.is_privileged(role) {
                true => Proposal::Eligible,
                false => Proposal::Remove,
            };
        }
        let narrower = narrower(grant.scope, uses);
        let scope = narrower.as_ref().unwrap_or(grant.scope);
        if let Some(replacement) = self.replacement(role, scope, uses) {
            return Proposal::Replace(Box::new(replacement));
        }
        narrower.map_or(Proposal::Keep(KeepReason::Used), Proposal::Narrow)
    }

    /// Why an assignment is left as it is, whatever would do.
    fn kept(&self, grant: &Grant<'_>, evidence: Evidence) -> Option<KeepReason> {
        let tenant = self.index.tenant();
        let mut keep = self.settings.keep.iter();
        if let Some(entry) = keep.find(|entry| entry.keeps(grant, tenant, self.settings.until)) {
            return Some(KeepReason::Configured {
                owner: entry.owner.clone(),
                reason: entry.reason.clone(),
            });
        }
        match evidence {
            Evidence::NotObservable => return Some(KeepReason::NotObservable),
            Evidence::MaybeUsed => return Some(KeepReason::Ambiguous),
            Evidence::Named | Evidence::Needed | Evidence::NotSeen => {}
        }
        let is_plain = grant.condition.is_none() && !grant.window.is_bounded();
        if grant.is_classic() || grant.is_contradicted() || !is_plain {
            return Some(KeepReason::NotJudged);
        }
        match grant.assignment().and_then(|record| record.created_on) {
            None => Some(KeepReason::AgeUnknown),
            Some(created) if created > self.window.from => Some(KeepReason::Young),
            Some(_) if !self.window.is_covered() => Some(KeepReason::LogsTooShort),
            Some(_) => None,
        }
    }

    /// Whether a role grants what leads to more rights.
    fn is_privileged(&self, role: &RoleDefinition) -> bool {
        let catalog = self.index.catalog();
        let granted = granted(catalog, role);
        granted
            .iter()
            .any(|at| catalog.class(at) == OperationClass::Escalation)
    }

    /// Other roles for what was used and for what can't be seen to be used, if they grant less.
    fn replacement(
        &self,
        role: &RoleDefinition,
        scope: &Scope,
        uses: &[Use],
    ) -> Option<Replacement> {
        let catalog = self.index.catalog();
        let today = granted(catalog, role);
        let mut needed = OperationSet::new(catalog.operation_count());
        for used in uses {
            // What the catalogue does not hold is granted by patterns alone: the role stays.
            needed.insert(catalog.find_in_plane(&used.action, used.plane)?);
        }
        if needed.is_empty() {
            return None;
        }
        for at in kept_with(catalog, &needed).iter() {
            if today.contains(at) {
                needed.insert(at);
            }
        }
        let key: Vec<OperationIx> = needed.iter().collect();
        let mut known = self.found.borrow_mut();
        let found = match known.get(&key) {
            Some(found) => found,
            None => {
                let found = self.search(&needed)?;
                known.entry(key).or_insert(found)
            }
        };
        let mut instead = OperationSet::new(catalog.operation_count());
        for role in &found.roles {
            instead.union_with(&granted(catalog, &catalog.role(role.role)));
        }
        let covers = found.uncovered.is_empty() && !found.roles.is_empty();
        let is_custom = !covers || found.roles.len() > MOST_ROLES || instead.len() >= today.len();
        if is_custom && needed.len() >= today.len() {
            return None;
        }
        Some(Replacement {
            scope: scope.clone(),
            found: at_scope(found, scope),
            is_custom,
        })
    }

    fn search(&self, needed: &OperationSet) -> Option<Recommendation> {
        let catalog = self.index.catalog();
        let mut requirement = Requirement::default();
        for at in needed.iter() {
            let operation = catalog.operation(at);
            requirement.add(ActionPattern::literal(&operation.name), operation.plane);
        }
        let candidates = Candidates {
            published_only: true,
            ..Candidates::default()
        };
        let least = Objective::Excess;
        recommend(catalog, &requirement, &candidates, least, None, SEARCH).ok()
    }
}

/// The same roles, to be assigned at a scope.
fn at_scope(found: &Recommendation, scope: &Scope) -> Recommendation {
    let mut found = found.clone();
    for role in &mut found.roles {
        role.scope = Some(scope.clone());
    }
    found.custom_role.scopes = vec![scope.clone()];
    found
}

/// What a role grants, be it under a condition.
fn granted(catalog: &Catalog, role: &RoleDefinition) -> OperationSet {
    let mut all = OperationSet::new(catalog.operation_count());
    for permission in &role.permissions {
        for plane in Plane::BOTH {
            all.union_with(&catalog.expand_set(permission.plane(plane), plane));
        }
    }
    all
}

/// What is kept with what was used, since logs can't show it: the reads of the types that were used, of
/// those that they lie in and of resource groups; where something was written, what Azure checks at
/// resources that are linked (`roles/deployments/links.json`).
fn kept_with(catalog: &Catalog, used: &OperationSet) -> OperationSet {
    let mut kept = OperationSet::new(catalog.operation_count());
    let mut keep = |name: &str| {
        if let Some(at) = catalog.find_in_plane(name, Plane::Control) {
            kept.insert(at);
        }
    };
    let mut has_written = false;
    for at in used.iter() {
        let operation = catalog.operation(at);
        if operation.plane == Plane::Data {
            continue;
        }
        keep("Microsoft.Resources/subscriptions/resourceGroups/read");
        has_written |= text::ends_with(&operation.name, "/write");
        let verbs = if text::ends_with(&operation.name, "/action") {
            2
        } else {
            1
        };
        let around = |kind: &str| kind.rsplit_once('/').map_or(0, |(kind, _)| kind.len());
        let mut kind = operation.name.as_str();
        for _ in 0..verbs {
            kind = &kind[..around(kind)];
        }
        while kind.contains('/') {
            keep(&format!("{kind}/read"));
            kind = &kind[..around(kind)];
        }
    }
    if has_written {
        linked_actions().for_each(|action| keep(&action));
    }
    kept
}

/// The narrowest scope, down to a resource group or an account or vault, that holds everything used, if it
/// is narrower than where the role is assigned.
fn narrower(assigned: &Scope, uses: &[Use]) -> Option<Scope> {
    let mut scopes = uses.iter().map(|used| &used.scope);
    let mut common: Vec<&str> = scopes.next()?.folded().split('/').collect();
    for scope in scopes {
        let parts = scope.folded().split('/');
        let same = common
            .iter()
            .zip(parts)
            .take_while(|(one, other)| **one == *other);
        let same = same.count();
        common.truncate(same);
    }
    let is_of_data = uses.iter().all(|used| used.plane == Plane::Data);
    // `/subscriptions/s`, `/resourceGroups/g`, `/providers/p/type/name`
    let lengths = if is_of_data { &[9, 5, 3][..] } else { &[5, 3] };
    let length = lengths.iter().find(|length| common.len() >= **length)?;
    let scope = Scope::parse(&common[..*length].join("/")).ok()?;
    let is_below = assigned.contains(&scope) || assigned.kind() == ScopeKind::ManagementGroup;
    (scope != *assigned && is_below).then_some(scope)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_narrowest_scope_holds_everything_used() {
        let group = "/subscriptions/s/resourcegroups/g";
        let vm = |name: &str| format!("{group}/providers/microsoft.compute/virtualmachines/{name}");
        let at = |assigned: &str, plane, scopes: &[&str]| {
            let uses = scopes.iter().map(|scope| Use {
                plane,
                action: Arc::from("microsoft.compute/virtualmachines/write"),
                scope: Scope::parse(scope).unwrap(),
            });
            let uses: Vec<Use> = uses.collect();
            narrower(&Scope::parse(assigned).unwrap(), &uses).map(|scope| scope.to_string())
        };
        let control = Plane::Control;
        let other = "/subscriptions/s/resourceGroups/h";
        let found = at("/subscriptions/S", control, &[&vm("a"), &vm("b")]);
        assert_eq!(found.as_deref(), Some(group));
        assert_eq!(at(group, control, &[&vm("a")]), None);
        assert_eq!(at("/subscriptions/s", control, &[&vm("a"), other]), None);
        let above = "/providers/Microsoft.Management/managementGroups/m";
        let found = at(above, control, &["/subscriptions/s"]);
        assert_eq!(found.as_deref(), Some("/subscriptions/s"));
        assert_eq!(
            at(above, control, &["/subscriptions/s", "/subscriptions/t"]),
            None
        );
        let vault = format!("{group}/providers/microsoft.keyvault/vaults/v");
        let secrets = [format!("{vault}/secrets/a"), format!("{vault}/secrets/b")];
        let secrets = [secrets[0].as_str(), secrets[1].as_str()];
        assert_eq!(at(group, Plane::Data, &secrets).as_deref(), Some(&*vault));
    }
}
