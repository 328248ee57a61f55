//! The rules, one a file.

use super::subject::{Report, Subject};
use crate::rule::rules;

/// Reports what a rule finds in a condition.
type Judge = fn(&Subject<'_>, &mut Report<'_>);

rules! {
    /// Every rule, by id.
    pub(super) static RULES: Judge;
    mod always_true;
    mod ambiguous_precedence;
    mod beyond_size_limit;
    mod delegates_privileged_role;
    mod deny_list_delegation;
    mod guid_operator_on_storage;
    mod half_guarded_blob_creation;
    mod half_guarded_delegation;
    mod leftover_escape;
    mod misplaced_source;
    mod negated_comparison;
    mod never_true;
    mod no_action_named;
    mod no_targeted_action;
    mod open_side_door;
    mod undocumented_quantifier;
    mod unguarded_super_user;
    mod unknown_attribute;
    mod unknown_role;
    mod unsupported_operator;
    mod wrong_type;
}
