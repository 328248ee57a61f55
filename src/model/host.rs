use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;

/// A resource that runs as managed identities: whoever runs code on it has their rights
/// (azure-rbac.md §6.2, §6.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityHost {
    /// The resource.
    pub id: Scope,
    /// What kind of resource.
    pub kind: HostKind,
    /// The identities it runs as.
    pub identities: Vec<HostedIdentity>,
    /// Where it was read.
    pub place: Place,
}

/// An identity that a resource runs as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostedIdentity {
    /// Its object id, where the source says it.
    pub principal: Option<PrincipalId>,
    /// The user-assigned identity; `None` for that of the resource itself.
    pub resource: Option<Scope>,
}

macro_rules! host_kinds {
    ($($name:ident $resource_type:literal $doc:literal;)*) => {
        /// The kinds of resource that run as managed identities.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum HostKind {
            $(#[doc = $doc] $name,)*
            /// Any other resource.
            Other,
        }

        impl HostKind {
            /// The kind of a resource type, in any case.
            pub fn of_type(resource_type: &str) -> Self {
                $(if crate::text::same(resource_type, $resource_type) { return Self::$name; })*
                Self::Other
            }
        }
    };
}

host_kinds! {
    VirtualMachine "Microsoft.Compute/virtualMachines" "A virtual machine.";
    ScaleSet "Microsoft.Compute/virtualMachineScaleSets" "A virtual machine scale set.";
    ArcMachine "Microsoft.HybridCompute/machines" "A server joined through Azure Arc.";
    ContainerGroup "Microsoft.ContainerInstance/containerGroups" "A container group.";
    ContainerApp "Microsoft.App/containerApps" "A container app.";
    ContainerJob "Microsoft.App/jobs" "A container job.";
    WebApp "Microsoft.Web/sites" "A web or function app.";
    AutomationAccount "Microsoft.Automation/automationAccounts" "An automation account.";
    Workflow "Microsoft.Logic/workflows" "A logic app.";
    DataFactory "Microsoft.DataFactory/factories" "A data factory.";
    MachineLearning "Microsoft.MachineLearningServices/workspaces" "A machine learning workspace.";
    BatchAccount "Microsoft.Batch/batchAccounts" "A batch account.";
    KubernetesCluster "Microsoft.ContainerService/managedClusters" "A managed Kubernetes cluster.";
    ConnectedCluster "Microsoft.Kubernetes/connectedClusters" "A Kubernetes cluster joined through Azure Arc.";
    DeploymentScript "Microsoft.Resources/deploymentScripts" "A deployment script.";
    PolicyAssignment "Microsoft.Authorization/policyAssignments" "A policy assignment that deploys.";
    NexusCluster "Microsoft.NetworkCloud/clusters" "An Operator Nexus cluster.";
}

impl HostKind {
    /// The kind that a resource id spells: the type of its last resource.
    pub fn of_id(id: &Scope) -> Self {
        id.resource_type()
            .map_or(Self::Other, |spelt| Self::of_type(&spelt))
    }
}
