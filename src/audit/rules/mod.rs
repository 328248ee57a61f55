//! The rules. Each file holds one rule and says, in its first lines, what the fault is, why it
//! matters, and what can look like it without being one.

pub(super) mod cluster_identity_broken;
pub(super) mod cluster_identity_doubtful;
mod condition_without_effect;
mod constrained_delegate_breakout;
mod duplicate_assignment;
mod nexus_owner_where_contributor_suffices;
mod orphaned_principal;
mod owner_at_subscription_or_above;
mod privileged_role_to_user;
mod role_assignment_writer;
mod unparsable_condition;
mod wildcard_custom_role;

use super::registry::Rule;

pub(super) const ALL: &[Rule] = &[
    condition_without_effect::RULE,
    constrained_delegate_breakout::RULE,
    cluster_identity_broken::RULE,
    cluster_identity_doubtful::RULE,
    duplicate_assignment::RULE,
    nexus_owner_where_contributor_suffices::RULE,
    orphaned_principal::RULE,
    owner_at_subscription_or_above::RULE,
    privileged_role_to_user::RULE,
    role_assignment_writer::RULE,
    unparsable_condition::RULE,
    wildcard_custom_role::RULE,
];
