use rolecall::rule::Severity;

use super::*;

const RULE: &str = "nexus-keyset-writer";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/write",
        "Microsoft.NetworkCloud/clusters/bmcKeySets/write",
    ];
    fires_for_each(RULE, Severity::High, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &["Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/delete"],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &[NEXUS_OWNER]);
}

#[test]
fn does_not_fire_for_the_contributor_of_nexus() {
    let tenant = Exports::default().assign("Team", NEXUS_CONTRIBUTOR, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
