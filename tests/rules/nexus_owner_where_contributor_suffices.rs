use rolecall::rule::{Confidence, Severity};

use super::*;

const RULE: &str = "nexus-owner-where-contributor-suffices";

#[test]
fn is_surer_beside_the_contributor_role() {
    let alone = Exports::default().assign("a@b.example", NEXUS_OWNER, GROUP);
    let finding = &alone.find(RULE)[0];
    assert_eq!(
        (finding.severity, finding.confidence),
        (Severity::Low, Confidence::Low)
    );
    let beside = alone.assign("a@b.example", NEXUS_CONTRIBUTOR, SUBSCRIPTION);
    let finding = &beside.find(RULE)[0];
    assert_eq!(
        (finding.severity, finding.confidence),
        (Severity::Medium, Confidence::Medium)
    );
    assert!(finding.remediation.commands[0].contains(NEXUS_CONTRIBUTOR));
}

#[test]
fn goes_by_what_a_role_permits() {
    let tenant = Exports::default()
        .custom_role(&["Microsoft.NetworkCloud/*"], &[])
        .assign("Team", CUSTOM, GROUP);
    assert_eq!(tenant.find(RULE).len(), 1);
}

#[test]
fn does_not_fire_for_less_or_for_roles_of_other_reach() {
    let tenant = Exports::default()
        .custom_role(
            &["Microsoft.NetworkCloud/*"],
            &["Microsoft.NetworkCloud/bareMetalMachines/runCommand/action"],
        )
        .assign("Team", CUSTOM, GROUP)
        .assign("a@b.example", NEXUS_CONTRIBUTOR, GROUP)
        .assign("a@b.example", OWNER, GROUP);
    assert!(tenant.find(RULE).is_empty());
}
