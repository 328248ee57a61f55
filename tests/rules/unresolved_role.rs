use rolecall::rule::Severity;

use super::*;

const RULE: &str = "unresolved-role";

use rolecall::rule::Confidence;

const NOBODYS: &str = "dddddddd-0000-4000-8000-000000000001";

#[test]
fn fires_once_a_role() {
    let tenant = Exports::default()
        .assign("Team", NOBODYS, SUBSCRIPTION)
        .assign("Others", NOBODYS, GROUP);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert_eq!(findings[0].confidence, Confidence::Low);
    assert!(findings[0].title.contains(NOBODYS));
}

#[test]
fn does_not_fire_for_a_role_of_the_catalogue_or_the_inputs() {
    let tenant = Exports::default()
        .custom_role(&["*/read"], &[])
        .assign("Team", READER, SUBSCRIPTION)
        .assign("Team", CUSTOM, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
