use rolecall::rule::Severity;

use super::*;

const RULE: &str = "empty-group-with-role";

#[test]
fn fires_for_a_group_that_is_listed_as_empty() {
    let tenant = Exports::default()
        .group("Team", &[])
        .assign("Team", READER, SUBSCRIPTION)
        .assign("Team", CONTRIBUTOR, SUBSCRIPTION);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert_eq!(findings[0].remediation.commands.len(), 2);
    let nested = Exports::default()
        .group("Team", &["Inner"])
        .group("Inner", &[])
        .assign("Team", READER, SUBSCRIPTION);
    assert_eq!(nested.find(RULE).len(), 1, "only empty groups inside");
}

#[test]
fn does_not_fire_for_members_or_missing_lists() {
    let tenant = Exports::default()
        .group("Team", &["Inner"])
        .group("Inner", &["a@b.example"])
        .group("Unused", &[])
        .assign("Team", READER, SUBSCRIPTION)
        .assign("Others", READER, SUBSCRIPTION)
        .assign("a@b.example", READER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
