use rolecall::rule::Severity;

use super::*;

const RULE: &str = "policy-identity-writer";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Authorization/policyAssignments/write",
        "Microsoft.PolicyInsights/remediations/write",
        "Microsoft.Authorization/policyExemptions/write",
        "Microsoft.Authorization/policyAssignments/delete",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.Authorization/policyDefinitions/write"]);
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["36243c78-bf99-498c-9df9-86d9f8d28608"]);
}
