//! The operations by which a principal gets to more than its assignments say (azure-rbac.md §6),
//! and what each does. Where nothing is said of a class of §6, its operations give no identity and
//! no right by themselves: guards (D), and of the granting ones (G) those that ask for Owner
//! already, such as moving a subscription or delegating it through Lighthouse.

use super::road::Basis;
use crate::access::{AccessIndex, Target};
use crate::catalog::EscalationKind;
use crate::model::{HostKind, Plane};
use crate::pattern::ActionPattern;

/// What an operation does for whoever holds it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Does {
    /// It assigns roles: without a condition that is as much as owning the scope.
    Owns,
    /// It assigns roles through Privileged Identity Management, past the conditions on the above.
    SchedulesRoles,
    /// It makes a directory administrator User Access Administrator at the root (EA-1).
    Elevates,
    /// It changes custom roles.
    RewritesRoles,
    /// It removes deny assignments (DN-8).
    LiftsDenies,
    /// It lets an outside token issuer sign in as a user-assigned identity.
    Federates,
    /// It attaches a user-assigned identity to compute.
    AssignsIdentity,
    /// It runs code on a resource of this kind.
    Runs(HostKind),
    /// It runs code on the bare metal of a Nexus cluster, whose machines lie in a managed resource
    /// group of the cluster's subscription.
    RunsOnMetal,
    /// It hands out keys: data, but no identity.
    ListsKeys,
}

impl Does {
    /// Whether it runs code where an identity of which nothing else is known may well live: not on
    /// the bare metal of a cluster, nor in a policy or blueprint.
    pub(super) fn is_common(self) -> bool {
        !matches!(
            self,
            Self::Runs(HostKind::NexusCluster | HostKind::PolicyAssignment | HostKind::Other)
        )
    }
}

/// Whether an operation can make a resource that did not exist, with an identity of one's choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Making {
    New,
    Existing,
}

/// An operation and what it does.
#[derive(Clone, Debug)]
pub(super) struct Lever {
    pub(super) target: Target,
    pub(super) does: Does,
    pub(super) making: Making,
    pub(super) basis: Basis,
}

/// The number of a lever.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct LeverIx(pub(super) u8);

/// Stands for all levers that run code, on whatever resource.
pub(super) const ANY_CODE: LeverIx = LeverIx(127);

/// A set of levers.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct LeverSet(u128);

impl LeverSet {
    pub(super) fn add(&mut self, lever: LeverIx) {
        self.0 |= 1 << lever.0;
    }

    pub(super) fn holds(self, lever: LeverIx) -> bool {
        self.0 >> lever.0 & 1 == 1
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn iter(self) -> impl Iterator<Item = LeverIx> {
        (0..128).map(LeverIx).filter(move |at| self.holds(*at))
    }
}

/// Every lever there is: the table below and what hands out keys. The first operation of each kind
/// is the one that people know best.
#[derive(Debug)]
pub(super) struct Levers(Vec<Lever>);

use Basis::{Inferred, Shown};
use HostKind as H;
use Making::{Existing, New};
use Plane::{Control, Data};

#[rustfmt::skip]
const TABLE: [(&str, Plane, Does, Making, Basis); 48] = [
    ("Microsoft.Authorization/roleAssignments/write", Control, Does::Owns, Existing, Shown),
    ("Microsoft.Authorization/roleAssignmentScheduleRequests/write", Control, Does::SchedulesRoles, Existing, Shown),
    ("Microsoft.Authorization/roleEligibilityScheduleRequests/write", Control, Does::SchedulesRoles, Existing, Shown),
    ("Microsoft.Authorization/elevateAccess/action", Control, Does::Elevates, Existing, Shown),
    ("Microsoft.Authorization/roleDefinitions/write", Control, Does::RewritesRoles, Existing, Shown),
    ("Microsoft.Authorization/denyAssignments/delete", Control, Does::LiftsDenies, Existing, Shown),
    ("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write", Control, Does::Federates, Existing, Shown),
    ("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", Control, Does::AssignsIdentity, Existing, Shown),
    ("Microsoft.Compute/virtualMachines/runCommand/action", Control, Does::Runs(H::VirtualMachine), Existing, Shown),
    ("Microsoft.Compute/virtualMachines/runCommands/write", Control, Does::Runs(H::VirtualMachine), Existing, Shown),
    ("Microsoft.Compute/virtualMachines/extensions/write", Control, Does::Runs(H::VirtualMachine), Existing, Shown),
    ("Microsoft.Compute/virtualMachines/write", Control, Does::Runs(H::VirtualMachine), New, Shown),
    ("Microsoft.Compute/virtualMachines/loginAsAdmin/action", Data, Does::Runs(H::VirtualMachine), Existing, Shown),
    ("Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action", Control, Does::Runs(H::ScaleSet), Existing, Shown),
    ("Microsoft.Compute/virtualMachineScaleSets/extensions/write", Control, Does::Runs(H::ScaleSet), Existing, Shown),
    ("Microsoft.Compute/virtualMachineScaleSets/write", Control, Does::Runs(H::ScaleSet), New, Shown),
    ("Microsoft.HybridCompute/machines/runCommands/write", Control, Does::Runs(H::ArcMachine), Existing, Shown),
    ("Microsoft.HybridCompute/machines/extensions/write", Control, Does::Runs(H::ArcMachine), Existing, Shown),
    ("Microsoft.HybridCompute/machines/loginAsAdmin/action", Data, Does::Runs(H::ArcMachine), Existing, Shown),
    ("Microsoft.ContainerInstance/containerGroups/containers/exec/action", Control, Does::Runs(H::ContainerGroup), Existing, Shown),
    ("Microsoft.ContainerInstance/containerGroups/write", Control, Does::Runs(H::ContainerGroup), New, Shown),
    ("Microsoft.App/containerApps/write", Control, Does::Runs(H::ContainerApp), New, Shown),
    ("Microsoft.App/containerApps/exec/action", Data, Does::Runs(H::ContainerApp), Existing, Shown),
    ("Microsoft.App/jobs/write", Control, Does::Runs(H::ContainerJob), New, Shown),
    ("Microsoft.Web/sites/publish/Action", Control, Does::Runs(H::WebApp), Existing, Shown),
    ("Microsoft.Web/sites/write", Control, Does::Runs(H::WebApp), New, Shown),
    ("Microsoft.Web/sites/publishxml/action", Control, Does::Runs(H::WebApp), Existing, Inferred),
    ("Microsoft.Automation/automationAccounts/runbooks/write", Control, Does::Runs(H::AutomationAccount), Existing, Shown),
    ("Microsoft.Automation/automationAccounts/runbooks/draft/content/write", Control, Does::Runs(H::AutomationAccount), Existing, Inferred),
    ("Microsoft.Automation/automationAccounts/jobs/write", Control, Does::Runs(H::AutomationAccount), Existing, Inferred),
    ("Microsoft.Logic/workflows/write", Control, Does::Runs(H::Workflow), New, Shown),
    ("Microsoft.DataFactory/factories/pipelines/write", Control, Does::Runs(H::DataFactory), Existing, Inferred),
    ("Microsoft.MachineLearningServices/workspaces/jobs/write", Control, Does::Runs(H::MachineLearning), Existing, Shown),
    ("Microsoft.MachineLearningServices/workspaces/computes/write", Control, Does::Runs(H::MachineLearning), New, Shown),
    ("Microsoft.Batch/batchAccounts/pools/write", Control, Does::Runs(H::BatchAccount), New, Shown),
    ("Microsoft.ContainerService/managedClusters/runCommand/action", Control, Does::Runs(H::KubernetesCluster), Existing, Shown),
    ("Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action", Control, Does::Runs(H::KubernetesCluster), Existing, Shown),
    ("Microsoft.ContainerService/managedClusters/write", Control, Does::Runs(H::KubernetesCluster), New, Shown),
    ("Microsoft.ContainerService/managedClusters/pods/exec/action", Data, Does::Runs(H::KubernetesCluster), Existing, Shown),
    ("Microsoft.ContainerService/managedClusters/secrets/read", Data, Does::Runs(H::KubernetesCluster), Existing, Inferred),
    ("Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action", Control, Does::Runs(H::ConnectedCluster), Existing, Inferred),
    ("Microsoft.Resources/deploymentScripts/write", Control, Does::Runs(H::DeploymentScript), New, Shown),
    ("Microsoft.Authorization/policyAssignments/write", Control, Does::Runs(H::PolicyAssignment), New, Shown),
    ("Microsoft.Blueprint/blueprintAssignments/write", Control, Does::Runs(H::Other), New, Inferred),
    ("Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/write", Control, Does::Runs(H::NexusCluster), Existing, Inferred),
    ("Microsoft.NetworkCloud/clusters/bmcKeySets/write", Control, Does::Runs(H::NexusCluster), Existing, Inferred),
    ("Microsoft.NetworkCloud/bareMetalMachines/runCommand/action", Control, Does::RunsOnMetal, Existing, Inferred),
    ("Microsoft.Storage/storageAccounts/listKeys/action", Control, Does::ListsKeys, Existing, Shown),
];

impl Levers {
    /// The table, and the operations that the catalogue lists as handing out keys.
    pub(super) fn of(index: &AccessIndex<'_>) -> Self {
        let mut levers: Vec<Lever> = TABLE
            .iter()
            .map(|&(operation, plane, does, making, basis)| Lever {
                target: Target {
                    action: ActionPattern::literal(operation),
                    plane,
                },
                does,
                making,
                basis,
            })
            .collect();
        for entry in index.catalog().risk().escalation() {
            let known = levers.iter().any(|l| l.target.action == entry.action);
            let hands_out = entry.kind == EscalationKind::Secrets
                && entry.action.is_concrete()
                && entry.action.folded().ends_with("/action");
            if hands_out && !known && levers.len() < usize::from(ANY_CODE.0) {
                levers.push(Lever {
                    target: Target {
                        action: entry.action.clone(),
                        plane: entry.plane,
                    },
                    does: Does::ListsKeys,
                    making: Making::Existing,
                    basis: Basis::Shown,
                });
            }
        }
        Self(levers)
    }

    pub(super) fn get(&self, lever: LeverIx) -> &Lever {
        &self.0[usize::from(lever.0)]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (LeverIx, &Lever)> {
        (0..).map(LeverIx).zip(&self.0)
    }

    /// The levers that a test picks.
    pub(super) fn which(&self, picks: impl Fn(&Lever) -> bool) -> LeverSet {
        let mut set = LeverSet::default();
        for (at, _) in self.iter().filter(|(_, lever)| picks(lever)) {
            set.add(at);
        }
        set
    }
}
