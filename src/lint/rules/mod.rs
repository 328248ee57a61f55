//! The rules. Each file holds one rule and says, in its first lines, what the fault is, why it
//! matters, and what can look like it without being one.

mod condition_lost_on_create;
mod contained_in_built_in_role;
mod data_actions_with_management_group;
mod description_limit;
mod escalation_capable;
mod idle_not_action;
mod name_limit;
mod other_system_data_action;
mod redundant_action;
mod several_management_groups;
mod several_permissions;
mod several_stars;
mod star_inside_segment;
mod stray_blank_or_slash;
mod subtractive_role_leaves_sensitive;
mod unassignable_scope;
mod unknown_operation;
mod whole_namespace_wildcard;
mod wrong_plane;

use super::registry::LintRule;

/// The rule that finds definitions of other systems.
pub(super) const OTHER_SYSTEM: LintRule = other_system_data_action::RULE;

pub(super) const ALL: &[LintRule] = &[
    condition_lost_on_create::RULE,
    contained_in_built_in_role::RULE,
    data_actions_with_management_group::RULE,
    description_limit::RULE,
    escalation_capable::RULE,
    idle_not_action::RULE,
    name_limit::RULE,
    other_system_data_action::RULE,
    redundant_action::RULE,
    several_management_groups::RULE,
    several_permissions::RULE,
    several_stars::RULE,
    star_inside_segment::RULE,
    stray_blank_or_slash::RULE,
    subtractive_role_leaves_sensitive::RULE,
    unassignable_scope::RULE,
    unknown_operation::RULE,
    whole_namespace_wildcard::RULE,
    wrong_plane::RULE,
];
