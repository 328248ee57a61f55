use rolecall::rule::Severity;

use super::*;

const RULE: &str = "eligible-application";

#[test]
fn fires_for_an_application() {
    let tenant = Exports::default().schedule("Eligible", "app-a", READER, [None; 2], None);
    assert_eq!(tenant.severities(RULE), [Severity::Low]);
}

#[test]
fn does_not_fire_for_people_or_active_schedules() {
    let tenant = Exports::default()
        .schedule("Eligible", "a@b.example", READER, [None; 2], None)
        .schedule("Assigned", "app-a", READER, [None; 2], None);
    assert!(tenant.find(RULE).is_empty());
}
