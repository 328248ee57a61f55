use rolecall::rule::Severity;

use super::*;

const RULE: &str = "assignment-outside-hierarchy";

const ELSEWHERE: &str = "/subscriptions/11111111-0000-4000-8000-000000000009";

#[test]
fn fires_once_for_a_subscription_that_is_not_in_the_hierarchy() {
    let tenant = Exports::default()
        .assign("Team", READER, SUBSCRIPTION)
        .assign("Team", READER, ELSEWHERE)
        .assign("Others", READER, &format!("{ELSEWHERE}/resourceGroups/x"))
        .placed();
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert!(
        findings[0].title.starts_with("2 assignments in"),
        "{}",
        findings[0].title
    );
    assert_eq!(findings[0].evidence.len(), 2);
}

#[test]
fn does_not_fire_without_a_hierarchy_or_at_the_root() {
    let nowhere = Exports::default().assign("Team", READER, ELSEWHERE);
    assert!(nowhere.find(RULE).is_empty());
    let known = Exports::default()
        .assign("Team", READER, "/")
        .assign("Team", READER, PLACE)
        .assign("Team", READER, GROUP)
        .placed();
    assert!(known.find(RULE).is_empty());
}
