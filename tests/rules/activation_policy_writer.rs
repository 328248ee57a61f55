use rolecall::rule::Severity;

use super::*;

const RULE: &str = "activation-policy-writer";

#[test]
fn fires_for_each_operation() {
    let operations = ["Microsoft.Authorization/roleManagementPolicies/write"];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &["Microsoft.Authorization/roleManagementPolicyAssignments/read"],
    );
}
