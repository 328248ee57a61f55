//! The least that would do in place of an assignment.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::granted::{Granted, Roles};
use super::keep::{KeepEntry, Kept};
use super::shown::Shown;
use super::writers::{Writers, is_linking};
use super::{
    Evidence, KeepReason, Proposal, Replacement, RightsizeSettings, Unshown, UsageWindow, Use,
};
use crate::access::AccessIndex;
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::directory::Placement;
use crate::ids::{OperationIx, PrincipalId};
use crate::import::linked_actions;
use crate::minimize::{
    Candidates, Objective, Recommendation, Requirement, SearchLimits, recommend,
};
use crate::model::{Grant, Plane, PrincipalKind, RoleDefinition, ScheduleKind, Tenant};
use crate::nexus::ClusterNeed;
use crate::pattern::{ActionPattern, RelationKind};
use crate::scope::{Scope, ScopeKind};
use crate::text;

/// How far the search for other roles goes: there may be one for each assignment.
const SEARCH: SearchLimits<'_> = SearchLimits {
    nodes: Some(5_000),
    stop: None,
};

/// Published roles are proposed up to so many; beyond that a custom role is.
const MOST_ROLES: usize = 2;

/// What roles are sought for: patterns of reads, and operations.
type Wanted = (Vec<String>, Vec<OperationIx>);

/// What is proposed for the assignments of a tenant.
pub(super) struct Proposer<'a, 't> {
    index: &'a AccessIndex<'t>,
    roles: &'a Roles<'a>,
    /// What clusters of Operator Nexus need.
    clusters: Vec<ClusterNeed>,
    /// What the configuration keeps, and whether it names any assignment.
    keep: Vec<(Cell<bool>, Kept<'a>)>,
    window: &'a UsageWindow,
    writers: &'a Writers<'a, 't, 'a>,
    /// Whether the tenant has eligible assignments, so that it can make others.
    has_activation: bool,
    /// The roles for operations that were asked about before.
    found: RefCell<BTreeMap<Wanted, Recommendation>>,
}

impl<'a, 't> Proposer<'a, 't> {
    pub(super) fn new(
        index: &'a AccessIndex<'t>,
        roles: &'a Roles<'a>,
        settings: &'a RightsizeSettings,
        window: &'a UsageWindow,
        writers: &'a Writers<'a, 't, 'a>,
    ) -> Self {
        let keep = Kept::all(&settings.keep, index, settings.until).into_iter();
        Self {
            index,
            roles,
            clusters: ClusterNeed::all_of(index),
            keep: keep.map(|kept| (Cell::default(), kept)).collect(),
            window,
            writers,
            has_activation: {
                let mut schedules = index.tenant().schedules.iter();
                schedules.any(|known| known.kind == ScheduleKind::Eligible)
            },
            found: RefCell::default(),
        }
    }

    pub(super) fn tenant(&self) -> &Tenant {
        self.index.tenant()
    }

    /// The entries of the configuration that name no assignment.
    pub(super) fn unmet(&self) -> Vec<KeepEntry> {
        let unmet = self.keep.iter();
        let unmet = unmet.filter(|(is_met, kept)| !is_met.get() && !kept.is_over);
        unmet.map(|(_, kept)| kept.entry.clone()).collect()
    }

    /// The entries of the configuration that are over and name an assignment.
    pub(super) fn over(&self) -> Vec<KeepEntry> {
        let over = self.keep.iter();
        let over = over.filter(|(is_met, kept)| is_met.get() && kept.is_over);
        over.map(|(_, kept)| kept.entry.clone()).collect()
    }

    pub(super) fn of(
        &self,
        grant: &Grant<'_>,
        evidence: Evidence,
        (shown, is_explained): (&Shown, bool),
        uses: &[Use],
    ) -> Proposal {
        if let Some(reason) = self.kept(grant, evidence, (shown, is_explained)) {
            return Proposal::Keep(reason);
        }
        let Some(role) = grant.role else {
            return Proposal::Keep(KeepReason::NotObservable);
        };
        let granted = self.roles.of(role);
        if evidence == Evidence::NotSeen {
            return self.without_use(grant, role, &granted);
        }
        // Of a plane that logs don't show everything is needed, wherever it is.
        let mut kept = OperationSet::new(self.index.catalog().operation_count());
        for plane in Plane::BOTH {
            if shown.unshown.contains(&Unshown::plane(plane)) {
                kept.union_with(granted.plane(plane));
            }
        }
        if granted.is_mostly_reads() {
            kept.union_with(&granted.reads);
        }
        // A resource that something was linked to may be anywhere, as may what services check themselves.
        let links =
            uses.iter().any(|used| is_linking(&used.action)) || self.writers.may_be(grant.holder);
        if links {
            kept.union_with(&granted.linked);
        }
        kept.union_with(&granted.served);
        let hierarchy = self.index.hierarchy();
        let narrower = narrower(grant.scope, uses).filter(|scope| {
            kept.is_empty() && hierarchy.placement(scope, grant.scope) == Placement::Within
        });
        let scope = narrower.as_ref().unwrap_or(grant.scope);
        let replacement = self.needed(&granted, uses).and_then(|needed| {
            self.replacement(role, &granted, scope, &needed.union(&kept), links)
        });
        match (replacement, narrower) {
            (Some(replacement), _) => Proposal::Replace(Box::new(replacement)),
            (None, Some(narrower)) => Proposal::Narrow(narrower),
            (None, None) => Proposal::Keep(KeepReason::Used),
        }
    }

    /// What is proposed for an assignment whose use was not seen.
    fn without_use(&self, grant: &Grant<'_>, role: &RoleDefinition, granted: &Granted) -> Proposal {
        let is_privileged = !granted.control.is_disjoint(self.roles.escalation());
        // An application can't activate a role.
        let holder = self.index.tenant().principal(grant.holder);
        let is_person = |id: &PrincipalId| {
            let known = self.index.tenant().principal(id);
            known.is_some_and(|known| known.kind == PrincipalKind::User)
        };
        let can_activate = holder.is_some_and(|holder| match holder.kind {
            PrincipalKind::User => true,
            PrincipalKind::Group => {
                let groups = self.index.groups();
                let has_others = groups.has_member(&holder.id, |member| !is_person(member));
                groups.gap(&holder.id).is_none() && !has_others
            }
            _ => false,
        });
        // Azure refuses requests for a principal that isn't there, whatever they ask for.
        let is_gone = grant
            .assignment()
            .is_some_and(|record| record.is_without_principal(self.index.tenant()));
        let is_at_root = grant.scope.kind() == ScopeKind::Root;
        if is_gone {
            return match granted.is_mostly_reads() {
                true => Proposal::Keep(KeepReason::MostlyReads),
                false => Proposal::Remove,
            };
        }
        if is_privileged && self.has_activation && can_activate && !is_at_root {
            return Proposal::Eligible;
        }
        if !granted.linked.is_empty() && self.writers.may_be(grant.holder) {
            return Proposal::Keep(KeepReason::LinkedChecks);
        }
        if !granted.is_mostly_reads() {
            return Proposal::Remove;
        }
        let reads = is_privileged
            .then(|| self.replacement(role, granted, grant.scope, &granted.reads, false));
        match reads.flatten() {
            Some(replacement) => Proposal::Replace(Box::new(replacement)),
            None => Proposal::Keep(KeepReason::MostlyReads),
        }
    }

    /// Why an assignment is left as it is, whatever would do.
    fn kept(
        &self,
        grant: &Grant<'_>,
        evidence: Evidence,
        (shown, is_explained): (&Shown, bool),
    ) -> Option<KeepReason> {
        let mut keeping = None;
        for (is_met, kept) in &self.keep {
            if kept.names(grant, self.index) {
                is_met.set(true);
                if !kept.is_over {
                    keeping.get_or_insert(kept.entry);
                }
            }
        }
        if let Some(entry) = keeping {
            return Some(KeepReason::Configured {
                owner: entry.owner.clone(),
                reason: entry.reason.clone(),
            });
        }
        // Platforms use it in logs of their own, or when something is set up anew.
        let mut needs = self.clusters.iter();
        if let Some(need) = needs.find(|need| need.may_rest_on(grant, self.index)) {
            return Some(KeepReason::ClusterNeeds {
                cluster: need.cluster.clone(),
                rule: need.rule,
            });
        }
        match evidence {
            Evidence::NotObservable => return Some(KeepReason::NotObservable),
            Evidence::MaybeUsed => return Some(KeepReason::Ambiguous),
            Evidence::Named if !is_explained => return Some(KeepReason::Unexplained),
            Evidence::Named | Evidence::Needed | Evidence::NotSeen => {}
        }
        if self.window.lacks_records {
            return Some(KeepReason::RecordsLost);
        }
        let is_delegated = grant.assignment().is_some_and(|record| record.is_delegated);
        if is_delegated {
            return Some(KeepReason::Delegated);
        }
        let is_plain = grant.condition.is_none() && !grant.window.is_bounded();
        if grant.is_classic() || grant.is_contradicted() || !is_plain {
            return Some(KeepReason::NotJudged);
        }
        match grant.assignment().and_then(|record| record.created_on) {
            None => Some(KeepReason::AgeUnknown),
            Some(created) if created > self.window.from => Some(KeepReason::Young),
            Some(_) if !shown.is_long_enough => Some(KeepReason::LogsTooShort),
            Some(_) => None,
        }
    }

    /// The operations that were used, with what can't be seen to be used. None where one is not granted by
    /// the role as it is now, or by a pattern alone: what is needed of it isn't known.
    fn needed(&self, granted: &Granted, uses: &[Use]) -> Option<OperationSet> {
        let catalog = self.index.catalog();
        let mut needed = OperationSet::new(catalog.operation_count());
        for used in uses {
            let at = catalog.find_in_plane(&used.action, used.plane)?;
            if !granted.plane(used.plane).contains(at) {
                return None;
            }
            needed.insert(at);
        }
        let mut kept = kept_with(catalog, &needed, &granted.reads);
        kept.intersect_with(&granted.control);
        Some(needed.union(&kept))
    }

    /// Other roles for operations, if they grant nothing that is not granted today, and less.
    fn replacement(
        &self,
        role: &RoleDefinition,
        granted: &Granted,
        scope: &Scope,
        needed: &OperationSet,
        links: bool,
    ) -> Option<Replacement> {
        if needed.is_empty() {
            return None;
        }
        let catalog = self.index.catalog();
        let today = granted.all();
        let mut beside = all_reads(catalog, role, granted, needed);
        if links {
            beside.extend(unknown_links(catalog, role));
        }
        let patterns = beside.iter().map(ToString::to_string);
        let key = (patterns.collect(), needed.iter().collect());
        let mut known = self.found.borrow_mut();
        let found = match known.get(&key) {
            Some(found) => found,
            None => {
                let found = self.search(needed, &beside)?;
                known.entry(key).or_insert(found)
            }
        };
        let covers = found.uncovered.is_empty() && !found.roles.is_empty();
        // Over every name that there is, be it in the catalogue or not.
        let relation = |instead: &RoleDefinition| {
            let compared = catalog.compare_roles(instead, role).ok();
            compared.map(|compared| compared.relation)
        };
        let mut roles = found.roles.iter().map(|role| catalog.role(role.role));
        let is_less = roles.all(|role| relation(&role) == Some(RelationKind::Subset));
        let takes_custom = || {
            needed.len() < today.len()
                && takes_custom_role(scope, granted)
                && relation(&found.custom_role.definition()) == Some(RelationKind::Subset)
        };
        let published_does = covers && found.roles.len() <= MOST_ROLES && is_less;
        // A published role that leads to more rights, or is meant for something else, is not the least that does.
        let is_wide = found.grave.escalation > 0 || found.roles.iter().any(|role| role.is_foreign);
        let is_custom = match published_does {
            true => is_wide && takes_custom(),
            false if takes_custom() => true,
            false => return None,
        };
        Some(Replacement {
            scope: scope.clone(),
            found: at_scope(found, scope),
            is_custom,
        })
    }

    fn search(&self, needed: &OperationSet, beside: &[ActionPattern]) -> Option<Recommendation> {
        let catalog = self.index.catalog();
        let mut requirement = Requirement::default();
        let mut rest = needed.clone();
        for pattern in beside {
            rest.subtract(&catalog.expand(pattern, Plane::Control));
            requirement.add(pattern.clone(), Plane::Control);
        }
        for at in rest.iter() {
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

/// What Azure checks at linked resources, is granted by a role, and is not in the catalogue.
fn unknown_links(catalog: &Catalog, role: &RoleDefinition) -> Vec<ActionPattern> {
    let is_granted = |action: &String| {
        let mut permissions = role.permissions.iter();
        permissions.any(|each| each.control.matches(action, catalog.wildcards()))
    };
    let unknown =
        linked_actions().filter(|action| catalog.find_in_plane(action, Plane::Control).is_none());
    let granted = unknown.filter(is_granted);
    granted
        .map(|action| ActionPattern::literal(&action))
        .collect()
}

/// The patterns of reads of a role, where all its reads are needed: they stand for what they grant.
fn all_reads(
    catalog: &Catalog,
    role: &RoleDefinition,
    granted: &Granted,
    needed: &OperationSet,
) -> Vec<ActionPattern> {
    if !granted.reads.is_subset(needed) {
        return Vec::new();
    }
    let plain = role.permissions.iter();
    let plain = plain.filter(|permission| permission.control.excluded().is_empty());
    let patterns = plain.flat_map(|permission| permission.control.granted());
    let is_of_reads = |pattern: &&ActionPattern| {
        pattern.folded().ends_with("/read")
            && catalog
                .expand(pattern, Plane::Control)
                .is_subset(&granted.reads)
    };
    patterns.filter(is_of_reads).cloned().collect()
}

/// Whether a custom role for operations of a role can be made to be assigned at a scope: the root is no
/// assignable scope of one, and of data actions at a management group Azure's pages disagree.
fn takes_custom_role(scope: &Scope, granted: &Granted) -> bool {
    match scope.kind() {
        ScopeKind::Root | ScopeKind::TenantResource => false,
        ScopeKind::ManagementGroup => granted.data.is_empty(),
        _ => true,
    }
}

/// What is kept with what was used, since logs can't show it: the reads of the types that were used, of what
/// they hold, of what they lie in, of resource groups and of how a call goes on.
fn kept_with(catalog: &Catalog, used: &OperationSet, reads: &OperationSet) -> OperationSet {
    let (mut around_used, mut namespaces) = (BTreeSet::new(), BTreeSet::new());
    let mut kept = OperationSet::new(catalog.operation_count());
    let mut keep = |name: &str| {
        if let Some(at) = catalog.find_in_plane(name, Plane::Control) {
            kept.insert(at);
        }
    };
    for at in used.iter() {
        let operation = catalog.operation(at);
        if operation.plane == Plane::Data {
            continue;
        }
        keep("Microsoft.Resources/subscriptions/resourceGroups/read");
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
        around_used.insert(format!("{kind}/"));
        if let Some((namespace, _)) = kind.split_once('/') {
            namespaces.insert(format!("{namespace}/locations/"));
        }
        while kind.contains('/') {
            keep(&format!("{kind}/read"));
            kind = &kind[..around(kind)];
        }
    }
    for at in reads.iter() {
        let name = catalog.operation(at).name;
        let begins =
            |starts: &BTreeSet<String>| starts.iter().any(|start| text::starts_with(&name, start));
        // `locations/operations`, `locations/operationStatuses`, `locations/diskOperations`
        let is_of_call = || begins(&namespaces) && text::fold(&name).contains("operation");
        if begins(&around_used) || is_of_call() {
            kept.insert(at);
        }
    }
    kept
}

/// The narrowest scope, down to a resource group or an account or vault, that holds everything used, if it
/// is narrower than where the role is assigned.
fn narrower(assigned: &Scope, uses: &[Use]) -> Option<Scope> {
    let mut scopes = uses.iter().map(|used| &used.scope);
    let first = scopes.next()?;
    let mut common: Vec<&str> = first.folded().split('/').collect();
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
    // With a resource group its assignments are deleted too.
    let deletes_group = uses
        .iter()
        .any(|used| &*used.action == "microsoft.resources/subscriptions/resourcegroups/delete");
    if common.get(1) != Some(&"subscriptions") {
        return None;
    }
    // `/subscriptions/s`, `/resourceGroups/g`, `/providers/p/type/name`
    let lengths = match (is_of_data, deletes_group) {
        (true, _) => &[9, 5, 3][..],
        (false, false) => &[5, 3],
        (false, true) => &[3],
    };
    let length = lengths.iter().find(|length| common.len() >= **length)?;
    let written: Vec<&str> = first.as_str().split('/').take(*length).collect();
    let scope = Scope::parse(&written.join("/")).ok()?.spelled();
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
        assert_eq!(found.as_deref(), Some("/subscriptions/s/resourceGroups/g"));
        assert_eq!(at(group, control, &[&vm("a")]), None);
        assert_eq!(at("/subscriptions/s", control, &[&vm("a"), other]), None);
        let above = "/providers/Microsoft.Management/managementGroups/m";
        let found = at(above, control, &["/subscriptions/s"]);
        assert_eq!(found.as_deref(), Some("/subscriptions/s"));
        assert_eq!(
            at(above, control, &["/subscriptions/s", "/subscriptions/t"]),
            None
        );
        let vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v";
        let secrets = [format!("{vault}/secrets/a"), format!("{vault}/secrets/b")];
        let secrets = [secrets[0].as_str(), secrets[1].as_str()];
        assert_eq!(at(group, Plane::Data, &secrets).as_deref(), Some(vault));
    }
}
