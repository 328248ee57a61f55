//! Where a task is done, among the scopes that a user names.

use super::requirement::Requirement;
use crate::catalog::Task;
use crate::model::Plane;
use crate::pattern::{ActionPattern, ParsePatternError};
use crate::scope::{Scope, ScopeKind};
use crate::text;

/// A task laid out over the scopes that a user names.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlacedTask {
    /// What it requires, each at its scope.
    pub requirement: Requirement,
    /// Scopes for which the subscription or resource group around them was taken, since the task is
    /// done there: the scope as named, and the one taken.
    pub lifted: Vec<(Scope, Scope)>,
    /// Scopes at which nothing of the task is done.
    pub idle: Vec<Scope>,
    /// Resources of a type that the task is not done at.
    pub foreign: Vec<Scope>,
}

/// Resolves the kind of scope that a task names (`cluster`, `resourceGroup`, several joined by `+`)
/// with the scopes that a user names.
///
/// A task of subscriptions or resource groups is done at the one around a named id: what it makes
/// can't hold the role yet. Of several scopes, an operation is required at those resources whose
/// type it belongs to; where none is, at those that are no resources; else at all.
///
/// # Errors
///
/// When an action of the task is no pattern.
pub(crate) fn place_task(task: &Task, scopes: &[Scope]) -> Result<PlacedTask, ParsePatternError> {
    let mut placed = PlacedTask::default();
    let documented = &mut placed.requirement.documented_roles;
    documented.extend(task.documented_role.clone());
    placed.requirement.add_assigned(task);
    let kinds: Vec<&str> = task.scope.iter().flat_map(|s| s.split('+')).collect();
    let mut at: Vec<Scope> = Vec::new();
    for scope in scopes {
        let around = match kinds[..] {
            ["subscription"] => scope.subscription(),
            ["resourceGroup"] if scope.kind() == ScopeKind::Resource => scope.resource_group(),
            _ => None,
        };
        let wider = around.filter(|around| around != scope);
        if let Some(wider) = &wider {
            placed.lifted.push((scope.clone(), wider.clone()));
        }
        let taken = wider.unwrap_or_else(|| scope.clone());
        if !at.contains(&taken) {
            at.push(taken);
        }
    }
    for (texts, plane) in [
        (&task.actions, Plane::Control),
        (&task.data_actions, Plane::Data),
    ] {
        for text in texts {
            let action = ActionPattern::parse(text)?;
            if at.is_empty() {
                placed.requirement.add(action, plane);
                continue;
            }
            for scope in scopes_of(&action, &at) {
                placed
                    .requirement
                    .add_at(action.clone(), plane, Some(scope));
            }
        }
    }
    let used = placed.requirement.scopes();
    let types: Option<Vec<&str>> = kinds.iter().map(|kind| resource_type(kind)).collect();
    for scope in at {
        if !used.contains(&scope) {
            placed.idle.push(scope);
            continue;
        }
        if let (Some(own), Some(types)) = (scope.resource_type(), &types)
            && !types.is_empty()
            && !types.iter().any(|of| text::same(of, &own))
        {
            placed.foreign.push(scope);
        }
    }
    Ok(placed)
}

fn scopes_of<'s>(action: &ActionPattern, scopes: &'s [Scope]) -> Vec<&'s Scope> {
    let belongs = |scope: &&Scope| {
        scope.resource_type().is_some_and(|of| {
            let of = text::fold(&of).into_owned();
            let rest = action.folded().strip_prefix(&of);
            rest.is_some_and(|rest| rest.starts_with('/'))
        })
    };
    let own: Vec<&Scope> = scopes.iter().filter(belongs).collect();
    if !own.is_empty() {
        return own;
    }
    let wide: Vec<&Scope> = scopes
        .iter()
        .filter(|scope| scope.resource_type().is_none())
        .collect();
    if wide.is_empty() {
        scopes.iter().collect()
    } else {
        wide
    }
}

/// The resource type that a kind of scope of the task catalogue stands for.
fn resource_type(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "bareMetalMachine" => "Microsoft.NetworkCloud/bareMetalMachines",
        "cluster" => "Microsoft.NetworkCloud/clusters",
        "clusterManager" => "Microsoft.NetworkCloud/clusterManagers",
        "connectedCluster" => "Microsoft.Kubernetes/connectedClusters",
        "keyVault" => "Microsoft.KeyVault/vaults",
        "kubernetesCluster" => "Microsoft.NetworkCloud/kubernetesClusters",
        "storageAccount" => "Microsoft.Storage/storageAccounts",
        "storageAppliance" => "Microsoft.NetworkCloud/storageAppliances",
        "userAssignedIdentity" => "Microsoft.ManagedIdentity/userAssignedIdentities",
        "virtualMachine" => "Microsoft.NetworkCloud/virtualMachines",
        "workspace" => "Microsoft.OperationalInsights/workspaces",
        _ => return None,
    })
}
