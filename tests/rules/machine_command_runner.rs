use rolecall::rule::Severity;

use super::*;

const RULE: &str = "machine-command-runner";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Compute/virtualMachines/runCommand/action",
        "Microsoft.Compute/virtualMachines/runCommands/write",
        "Microsoft.Compute/virtualMachines/extensions/write",
        "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action",
        "Microsoft.Compute/virtualMachineScaleSets/extensions/write",
        "Microsoft.Compute/virtualMachines/write",
        "Microsoft.Compute/virtualMachineScaleSets/write",
        "Microsoft.HybridCompute/machines/runCommands/write",
        "Microsoft.HybridCompute/machines/extensions/write",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.Compute/virtualMachines/start/action",
            "Microsoft.Compute/virtualMachines/extensions/delete",
        ],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(
        RULE,
        &[
            "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
            "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
            "cd570a14-e51a-42ad-bac8-bafd67325302",
        ],
    );
}
