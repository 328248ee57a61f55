use rolecall::rule::Severity;

use super::*;

const RULE: &str = "nested-privileged-group";

#[test]
fn fires_for_groups_in_a_privileged_group() {
    let tenant = Exports::default()
        .assign("Team", OWNER, SUBSCRIPTION)
        .group("Team", &["Inner", "a@b.example"])
        .group("Inner", &["c@b.example"]);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert!(
        findings[0]
            .because
            .starts_with("whoever joins Inner may do everything")
    );
    assert_eq!(findings[0].evidence.len(), 2, "the assignment and the list");
}

#[test]
fn does_not_fire_for_people_or_plain_roles() {
    let tenant = Exports::default()
        .assign("Team", OWNER, SUBSCRIPTION)
        .group("Team", &["a@b.example"])
        .assign("Readers", READER, SUBSCRIPTION)
        .group("Readers", &["Team"]);
    assert!(tenant.find(RULE).is_empty());
}
