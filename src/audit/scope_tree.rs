//! The scopes of a tenant as a tree, with what is assigned and found at each.

use super::fixes::RiskParts;
use crate::access::AccessIndex;
use crate::rule::Finding;
use crate::scope::{Scope, ScopeKind};
use crate::text::NameMap;

/// A scope with what depends on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopeRow {
    /// The scope of this row.
    pub scope: Scope,
    /// The display name of a management group, where the inputs say one.
    pub name: Option<String>,
    /// How far below the top of its tree.
    pub depth: usize,
    /// Role assignments at the scope itself.
    pub assignments: usize,
    /// Role assignments below it.
    pub assignments_below: usize,
    /// Open findings at the scope itself.
    pub here: RiskParts,
    /// Open findings below it.
    pub below: RiskParts,
}

/// Every scope with an assignment or a finding, and the scopes above: depth first, a parent before
/// its children.
pub fn scope_tree(index: &AccessIndex<'_>, findings: &[Finding]) -> Vec<ScopeRow> {
    let mut scopes: NameMap<Scope, Node> = NameMap::default();
    let tenant = index.tenant();
    for assignment in &tenant.role_assignments {
        scopes
            .entry(assignment.scope.clone())
            .or_default()
            .assignments += 1;
    }
    for finding in findings.iter().filter(|f| f.suppressed.is_none()) {
        if let Some(scope) = &finding.scope {
            let node = scopes.entry(scope.clone()).or_default();
            node.here.add(finding.severity);
        }
    }
    let mut parents: NameMap<Scope, Option<Scope>> = NameMap::default();
    let mut pending: Vec<Scope> = scopes.keys().cloned().collect();
    while let Some(scope) = pending.pop() {
        if parents.contains_key(&scope) {
            continue;
        }
        let parent = parent(index, &scope);
        if let Some(parent) = &parent {
            scopes.entry(parent.clone()).or_default();
            pending.push(parent.clone());
        }
        parents.insert(scope, parent);
    }
    let mut children: NameMap<Option<&Scope>, Vec<&Scope>> = NameMap::default();
    for (scope, parent) in &parents {
        children.entry(parent.as_ref()).or_default().push(scope);
    }
    children
        .values_mut()
        .for_each(|below| below.sort_unstable());
    let names: NameMap<&str, &str> = tenant
        .management_groups
        .iter()
        .filter_map(|group| Some((&*group.id, group.display_name.as_deref()?)))
        .collect();
    let mut rows = Vec::with_capacity(scopes.len());
    let mut stack: Vec<(&Scope, usize)> = Vec::new();
    let push = |stack: &mut Vec<_>, parent: Option<&Scope>, depth| {
        let below = children.get(&parent).into_iter().flatten();
        stack.extend(below.rev().map(|&scope| (scope, depth)));
    };
    push(&mut stack, None, 0);
    while let Some((scope, depth)) = stack.pop() {
        let node = scopes.get(scope).copied().unwrap_or_default();
        rows.push(ScopeRow {
            name: scope
                .management_group_id()
                .and_then(|id| names.get(id))
                .map(|name| (*name).to_owned()),
            scope: scope.clone(),
            depth,
            assignments: node.assignments,
            assignments_below: 0,
            here: node.here,
            below: RiskParts::default(),
        });
        push(&mut stack, Some(scope), depth + 1);
    }
    sum_up(&mut rows);
    rows
}

#[derive(Clone, Copy, Default)]
struct Node {
    assignments: usize,
    here: RiskParts,
}

/// The next scope above that is a scope of its own.
fn parent(index: &AccessIndex<'_>, scope: &Scope) -> Option<Scope> {
    match scope.kind() {
        ScopeKind::Root => None,
        ScopeKind::Resource => scope.resource_group().or_else(|| scope.subscription()),
        ScopeKind::ResourceGroup => scope.subscription(),
        ScopeKind::TenantResource => Some(Scope::root()),
        ScopeKind::ManagementGroup | ScopeKind::Subscription => {
            let ancestors = index.hierarchy().ancestors(scope);
            let above = ancestors.iter().nth(1)?;
            index
                .hierarchy()
                .scope(above)
                .or_else(|| Some(Scope::root()))
        }
    }
}

/// Adds to every row what stands below it: the rows that follow it and are deeper.
fn sum_up(rows: &mut [ScopeRow]) {
    let mut path: Vec<usize> = Vec::new();
    for at in 0..rows.len() {
        path.truncate(rows[at].depth);
        let (assignments, here) = (rows[at].assignments, rows[at].here);
        for &above in &path {
            rows[above].assignments_below += assignments;
            rows[above].below.add_all(&here);
        }
        path.push(at);
    }
}
