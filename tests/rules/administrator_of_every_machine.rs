use rolecall::rule::Severity;

use super::*;

const RULE: &str = "administrator-of-every-machine";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Compute/virtualMachines/loginAsAdmin/action",
        "Microsoft.HybridCompute/machines/loginAsAdmin/action",
    ];
    fires_for_each_above_resource_groups(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.Compute/virtualMachines/login/action"]);
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["1c0163c0-47e6-4577-8991-ea5c82e286e4"]);
}
