use rolecall::rule::Severity;

use super::*;

const RULE: &str = "nexus-cluster-remover";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.NetworkCloud/clusters/delete",
        "Microsoft.NetworkCloud/bareMetalMachines/delete",
        "Microsoft.NetworkCloud/racks/delete",
        "Microsoft.NetworkCloud/clusterManagers/delete",
        "Microsoft.NetworkCloud/bareMetalMachines/reimage/action",
        "Microsoft.NetworkCloud/bareMetalMachines/replace/action",
    ];
    fires_for_each(RULE, Severity::Low, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.NetworkCloud/clusters/write",
            "Microsoft.NetworkCloud/virtualMachines/delete",
        ],
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
