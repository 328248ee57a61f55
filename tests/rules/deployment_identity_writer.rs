use rolecall::rule::Severity;

use super::*;

const RULE: &str = "deployment-identity-writer";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Resources/deploymentScripts/write",
        "Microsoft.Blueprint/blueprintAssignments/write",
        "Microsoft.Solutions/applications/write",
        "Microsoft.Resources/deploymentStacks/write",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.Resources/deployments/write",
            "Microsoft.Resources/deploymentScripts/delete",
        ],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["bf7f8882-3383-422a-806a-6526c631a88a"]);
}
