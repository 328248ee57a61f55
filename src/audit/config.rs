use crate::model::Timestamp;

/// The numbers that rules measure by. The defaults are those of Azure's documentation where it
/// names one, else what most reviews ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// The instant to judge schedules at. `None`: when the newest assignment of the inputs was
    /// created, for the exports are not older than that.
    pub as_of: Option<Timestamp>,
    /// How many people and applications may own a subscription, those of groups counted one by one.
    pub most_owners: usize,
    /// How many must, so that the loss of one account doesn't lock everyone out.
    pub fewest_owners: usize,
    /// How many members a group with privileged roles may have.
    pub most_privileged_members: usize,
    /// For how many days a principal may be eligible for a role.
    pub longest_eligibility_days: u32,
    /// For how many hours a role may be active after one activation.
    pub longest_activation_hours: u32,
    /// Role assignments that a subscription can have, those of its groups and resources counted
    /// (§2.2).
    pub assignments_per_subscription: usize,
    /// Role assignments that a management group can have (§2.2).
    pub assignments_per_management_group: usize,
    /// Custom roles that a tenant can have (§2.2).
    pub custom_roles_per_tenant: usize,
    /// From how many percent of a limit on a scope counts as nearly full.
    pub near_limit_percent: usize,
    /// From how many resources of one resource group the same role is better assigned to the group.
    pub scattered_assignments: usize,
    /// From how many roles assigned to users directly in a subscription on they are reported.
    pub direct_user_assignments: usize,
    /// How many operations more a built-in role may grant than the custom role that it replaces.
    pub most_extra_operations: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            as_of: None,
            most_owners: 3,
            fewest_owners: 2,
            most_privileged_members: 20,
            longest_eligibility_days: 366,
            longest_activation_hours: 8,
            assignments_per_subscription: 4000,
            assignments_per_management_group: 500,
            custom_roles_per_tenant: 5000,
            near_limit_percent: 80,
            scattered_assignments: 10,
            direct_user_assignments: 10,
            most_extra_operations: 5,
        }
    }
}

impl Thresholds {
    /// Whether a count comes near a limit or passes it.
    pub(super) fn is_near(&self, count: usize, limit: usize) -> bool {
        count * 100 >= limit * self.near_limit_percent
    }
}
