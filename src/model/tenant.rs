use std::sync::Arc;

use super::{
    Activity, Application, DenyAssignment, GroupKnowledge, IdentityHost, LighthouseDelegation,
    Past, Principal, Principals, ProviderOperation, ResourceKind, ResourceRecord, RoleAssignment,
    RoleDefinition, Schedule,
};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::{Diagnostic, Place};
use crate::text::{self, NameSet};
use crate::time::Timestamp;

/// The imported world: everything that the inputs say about a tenant.
///
/// But for `inputs` and the places of records, it doesn't depend on the order in which the inputs
/// were read, nor on how their records are spread over files: every list has an order of its own.
#[derive(Clone, Debug, Default)]
pub struct Tenant {
    /// The files read, in the order read.
    pub inputs: Vec<InputFile>,
    /// Role definitions found in the inputs, custom or built-in.
    pub role_definitions: Vec<RoleDefinition>,
    /// Role assignments.
    pub role_assignments: Vec<RoleAssignment>,
    /// Deny assignments.
    pub deny_assignments: Vec<DenyAssignment>,
    /// What Azure Lighthouse delegates to other tenants.
    pub lighthouse_delegations: Vec<LighthouseDelegation>,
    /// Schedule instances of Privileged Identity Management.
    pub schedules: Vec<Schedule>,
    /// Principals, by id.
    pub principals: Principals,
    /// App registrations: what they hold, their service principals hold (PR-1).
    pub applications: Vec<Application>,
    /// Member lists of groups.
    pub group_members: Vec<GroupMembers>,
    /// Management groups with their children.
    pub management_groups: Vec<ManagementGroup>,
    /// What subscriptions are called, where the inputs say it.
    pub subscription_names: Vec<SubscriptionName>,
    /// Provider operations, as listed.
    pub operations: Vec<ProviderOperation>,
    /// Clusters, and the resources that their managed identities need.
    pub resources: Vec<ResourceRecord>,
    /// Resources that run as managed identities.
    pub identity_hosts: Vec<IdentityHost>,
    /// Events of activity logs, in the order of their times.
    pub activity: Vec<Activity>,
    /// What isn't known of an earlier moment, where the snapshot was taken back to one.
    pub past: Option<Past>,
    /// What is odd about the inputs.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// The path as given or found, `-` for standard input.
    pub path: Arc<str>,
    /// What it holds.
    pub kind: InputKind,
    /// How many records of it were taken.
    pub records: usize,
    /// SHA-256 of its bytes as stored, in lower-case hexadecimal.
    pub sha256: String,
}

/// What a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InputKind {
    /// Role assignments.
    RoleAssignments,
    /// Role definitions.
    RoleDefinitions,
    /// Deny assignments.
    DenyAssignments,
    /// Schedule instances.
    Schedules,
    /// Eligibility and assignment schedules, of which the instances are made.
    ScheduleSeries,
    /// Requests for schedules.
    ScheduleRequests,
    /// Who gave or took what, as `az role assignment list-changelogs` lists it.
    AccessChanges,
    /// Access delegated to another tenant with Azure Lighthouse.
    LighthouseDelegations,
    /// Deployment stacks, with what they deny at their resources.
    DeploymentStacks,
    /// Locks of resources.
    Locks,
    /// Policies and their assignments.
    Policies,
    /// App registrations.
    Applications,
    /// Roles of Entra ID.
    DirectoryRoles,
    /// Roles of other systems: Cosmos DB, Kubernetes, managed HSMs.
    OtherRoles,
    /// Questions of `rolecall can --questions`.
    Questions,
    /// What this program answered.
    Answers,
    /// Groups with members, or a member list.
    GroupMembers,
    /// Users, groups, service principals or identities.
    Principals,
    /// Management groups.
    ManagementGroups,
    /// Provider operations.
    Operations,
    /// What `rolecall collect` says of its own work.
    CollectManifest,
    /// Events of an activity log.
    ActivityLog,
    /// Resources of one kind.
    Resources(ResourceKind),
    /// Resources of any kind, with the identities that they run as.
    Hosts,
    /// Records of several kinds.
    Mixed,
    /// A list with no records.
    Empty,
    /// Nothing that is understood.
    Unrecognised,
}

impl InputKind {
    /// Whether records of this kind say nothing of who has access.
    pub fn is_beside_access(self) -> bool {
        matches!(
            self,
            Self::ScheduleRequests
                | Self::AccessChanges
                | Self::Locks
                | Self::Policies
                | Self::Applications
                | Self::DirectoryRoles
                | Self::OtherRoles
                | Self::Questions
                | Self::Answers
        )
    }

    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoleAssignments => "roleAssignments",
            Self::RoleDefinitions => "roleDefinitions",
            Self::DenyAssignments => "denyAssignments",
            Self::Schedules => "scheduleInstances",
            Self::ScheduleSeries => "schedules",
            Self::ScheduleRequests => "scheduleRequests",
            Self::AccessChanges => "accessChanges",
            Self::LighthouseDelegations => "lighthouseDelegations",
            Self::DeploymentStacks => "deploymentStacks",
            Self::Locks => "locks",
            Self::Policies => "policies",
            Self::Applications => "applications",
            Self::DirectoryRoles => "directoryRoles",
            Self::OtherRoles => "otherRoles",
            Self::Questions => "questions",
            Self::Answers => "answers",
            Self::GroupMembers => "groupMembers",
            Self::Principals => "principals",
            Self::ManagementGroups => "managementGroups",
            Self::Operations => "operations",
            Self::CollectManifest => "collectManifest",
            Self::ActivityLog => "activityLog",
            Self::Resources(ResourceKind::Cluster) => "clusters",
            Self::Resources(ResourceKind::StorageAccount) => "storageAccounts",
            Self::Resources(ResourceKind::Container) => "containers",
            Self::Resources(ResourceKind::Vault) => "vaults",
            Self::Resources(ResourceKind::Workspace) => "workspaces",
            Self::Resources(ResourceKind::Identity) => "identities",
            Self::Hosts => "identityHosts",
            Self::Mixed => "mixed",
            Self::Empty => "empty",
            Self::Unrecognised => "unrecognised",
        }
    }
}

/// How far a member list goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MembershipReach {
    /// Direct members; nested groups have lists of their own.
    Direct,
    /// All members, through nested groups too.
    Transitive,
}

/// The members of one group, as one source lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMembers {
    /// The group.
    pub group: PrincipalId,
    /// Its members, groups among them.
    pub members: Vec<PrincipalId>,
    /// How far the list goes.
    pub reach: MembershipReach,
    /// Where it was read.
    pub place: Place,
}

/// A management group with the children that its source lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagementGroup {
    /// Its id, never its display name (SCP-8).
    pub id: Arc<str>,
    /// Its display name.
    pub display_name: Option<Arc<str>>,
    /// The id of its parent, where the source says it.
    pub parent: Option<Arc<str>>,
    /// Its children, as far as the source lists them.
    pub children: Vec<ManagementGroupChild>,
    /// Where it was read.
    pub place: Place,
}

/// What a subscription is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionName {
    /// The subscription.
    pub scope: Scope,
    /// Its display name.
    pub name: Arc<str>,
}

/// A child of a management group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManagementGroupChild {
    /// Another management group, by id.
    Group(Arc<str>),
    /// A subscription, as a scope.
    Subscription(Scope),
}

impl Tenant {
    /// The scopes of role assignments, schedules and deny assignments, each as often as there are records of it.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &Scope> {
        let assigned = self.role_assignments.iter().map(|held| &held.scope);
        let scheduled = self.schedules.iter().map(|held| &held.scope);
        let denied = self.deny_assignments.iter().map(|deny| &deny.scope);
        assigned.chain(scheduled).chain(denied)
    }

    /// Takes out the role assignments and schedule instances of these folded ids; gives those that were there.
    pub(crate) fn remove_grants(&mut self, ids: &NameSet<String>) -> NameSet<String> {
        let mut gone = NameSet::default();
        let mut stays = |id: &str| {
            let id = text::fold(id).into_owned();
            let is_removed = ids.contains(&id);
            gone.extend(is_removed.then_some(id));
            !is_removed
        };
        // An instance that shows an assignment is the same access (PI-2).
        let mut shown: NameSet<String> = NameSet::default();
        self.schedules.retain(|record| {
            let origin = record.origin_assignment.as_deref().map(text::fold);
            let of_origin = origin
                .as_ref()
                .is_some_and(|origin| ids.contains(&**origin));
            let is_staying = stays(&record.id);
            if !is_staying {
                shown.extend(origin.map(std::borrow::Cow::into_owned));
            }
            is_staying && !of_origin
        });
        self.role_assignments
            .retain(|record| stays(&record.id) && !shown.contains(&*text::fold(&record.id)));
        gone
    }

    /// Whether the inputs hold no record that says anything of access.
    pub fn is_empty(&self) -> bool {
        let mut inputs = self.inputs.iter();
        inputs.all(|input| input.records == 0 || input.kind.is_beside_access())
    }

    /// The newest moment at which a role assignment was created or a role definition changed: the
    /// inputs are no older.
    pub fn newest_record(&self) -> Option<Timestamp> {
        let created = self.role_assignments.iter();
        let created = created.filter_map(|a| a.created_on);
        let changed = self.role_definitions.iter();
        let changed = changed.filter_map(RoleDefinition::last_changed);
        created.chain(changed).max()
    }

    /// What is known of a principal.
    pub fn principal(&self, id: &PrincipalId) -> Option<&Principal> {
        self.principals.get(id)
    }

    /// Whether an id names a group, as far as the inputs say (PR-2). An id that the inputs don't
    /// name is [`GroupKnowledge::Unknown`]; the one that stands for everyone is no group (PR-5).
    pub fn group_knowledge(&self, id: &PrincipalId) -> GroupKnowledge {
        if id.is_all_principals() {
            return GroupKnowledge::NotGroup;
        }
        let known = self.principals.get(id);
        known.map_or(GroupKnowledge::Unknown, Principal::group_knowledge)
    }

    /// Adds what a source says of a principal.
    pub fn learn(&mut self, principal: Principal) {
        self.principals.learn(principal);
    }
}
