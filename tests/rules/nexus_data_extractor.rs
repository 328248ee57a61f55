use rolecall::rule::Severity;

use super::*;

const RULE: &str = "nexus-data-extractor";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.NetworkCloud/bareMetalMachines/runDataExtractsRestricted/action",
        "Microsoft.NetworkCloud/bareMetalMachines/runDataExtracts/action",
        "Microsoft.NetworkCloud/bareMetalMachines/runReadCommands/action",
        "Microsoft.NetworkCloud/storageAppliances/runReadCommands/action",
    ];
    fires_for_each(RULE, Severity::Low, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &["Microsoft.NetworkCloud/bareMetalMachines/restart/action"],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &[NEXUS_CONTRIBUTOR]);
}

#[test]
fn leaves_those_who_run_any_command_to_their_own_rule() {
    let tenant = Exports::default().assign("Team", NEXUS_OWNER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
