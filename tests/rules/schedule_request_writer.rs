use rolecall::rule::Severity;

use super::*;

const RULE: &str = "schedule-request-writer";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
        "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    ];
    fires_for_each(RULE, Severity::High, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.Authorization/roleAssignmentScheduleRequests/cancel/action",
            "Microsoft.Authorization/roleManagementPolicies/write",
        ],
    );
}
