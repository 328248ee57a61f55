//! The rules about access. Each file holds one rule and says, in its first lines, what the fault is,
//! why it matters, and what can look like it without being one.

use super::survey::Survey;
use crate::rule::{Finding, rules};

/// What a rule finds in a tenant.
type Judge = fn(&Survey<'_>) -> Vec<Finding>;

rules! {
    /// The rules about access, by id.
    pub(super) static RULES: Judge;
    mod activation_policy_writer;
    mod administrator_of_every_machine;
    mod assignment_at_root;
    mod assignment_outside_hierarchy;
    mod automation_code_writer;
    mod backup_remover;
    mod blobs_of_every_account;
    mod classic_administrator;
    pub(super) mod cluster_identity_broken;
    pub(super) mod cluster_identity_doubtful;
    mod condition_bypassed;
    mod condition_without_effect;
    mod constrained_delegate_breakout;
    mod contributor_at_subscription_or_above;
    mod custom_role_assignable_too_widely;
    mod custom_role_where_built_in_suffices;
    mod custom_roles_near_limit;
    mod database_administrator_writer;
    mod deny_assignment_liftable;
    mod deny_assignment_not_for_children;
    mod deny_assignment_only_audits;
    mod deny_assignment_spares_principals;
    mod deployment_identity_writer;
    mod deprecated_role;
    mod direct_user_assignments;
    mod disabled_principal_with_role;
    mod disk_exporter;
    mod duplicate_assignment;
    mod elevate_access_caller;
    mod elevated_access_at_root;
    mod eligible_application;
    mod empty_group_with_role;
    mod exclusion_granted_back;
    mod federated_credential_writer;
    mod foreign_group_with_role;
    mod guest_with_privileged_role;
    mod hierarchy_mover;
    mod kubernetes_administrator_credential_reader;
    mod large_privileged_group;
    mod lighthouse_delegation;
    mod lighthouse_delegation_writer;
    mod lighthouse_standing_privilege;
    mod lock_remover;
    mod log_export_stopper;
    mod long_activation;
    mod machine_command_runner;
    mod managed_identity_assigner;
    mod near_identical_custom_roles;
    mod nested_privileged_group;
    mod nexus_cluster_remover;
    mod nexus_command_runner;
    mod nexus_console_writer;
    mod nexus_data_extractor;
    mod nexus_keyset_writer;
    mod nexus_owner_where_contributor_suffices;
    mod orphaned_principal;
    mod owner_at_subscription_or_above;
    mod permanent_eligibility;
    mod policy_identity_writer;
    mod preview_role;
    mod principal_type_mismatch;
    mod privileged_role_to_user;
    mod role_assignment_writer;
    mod role_assignments_near_limit;
    mod role_definition_writer;
    mod scattered_assignments;
    mod schedule_outside_its_time;
    mod schedule_request_writer;
    mod secrets_of_every_vault;
    mod security_monitoring_changer;
    mod service_key_reader;
    mod shadowed_by_group;
    mod shadowed_by_stronger_role;
    mod standing_beside_eligible;
    mod standing_privileged_access;
    mod storage_key_reader;
    pub(super) mod too_few_owners;
    mod too_many_owners;
    mod unparsable_condition;
    mod unresolved_role;
    mod unused_custom_role;
    mod unused_privileged_assignment;
    mod vault_access_policy_writer;
    mod wildcard_custom_role;
    mod workload_identity_owns_scope;
    mod workload_identity_writes_everything;
}
