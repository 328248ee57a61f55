use rolecall::rule::Severity;

use super::*;

const RULE: &str = "nexus-console-writer";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.NetworkCloud/virtualMachines/consoles/write",
        "Microsoft.NetworkCloud/virtualMachines/assignRelay/action",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &["Microsoft.NetworkCloud/virtualMachines/consoles/delete"],
    );
}
