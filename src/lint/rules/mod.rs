//! The rules. Each file holds one rule and says, in its first lines, what the fault is, why it
//! matters, and what can look like it without being one.

use super::subject::Subject;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Rule, rules};

/// What a rule finds in a role definition.
type Judge = fn(&Subject<'_>) -> Result<Vec<Finding>, StateLimit>;

/// The rule that finds definitions of other systems.
pub(super) const OTHER_SYSTEM: Rule = other_system_data_action::RULE;

rules! {
    /// Every rule, by id.
    pub(super) static RULES: Judge;
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
}
