use rolecall::rule::Severity;

use super::*;

const RULE: &str = "workload-identity-owns-scope";

#[test]
fn fires_at_any_scope() {
    let tenant = Exports::default()
        .assign("app-a", OWNER, GROUP)
        .assign("app-b", OWNER, PLACE);
    assert_eq!(
        tenant.severities(RULE),
        [Severity::Critical, Severity::High]
    );
    assert!(tenant.find("owner-at-subscription-or-above").is_empty());
    assert!(tenant.find("role-assignment-writer").is_empty());
}

#[test]
fn does_not_fire_for_people_or_for_less() {
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .assign("app-a", CONTRIBUTOR, SUBSCRIPTION)
        .assign("app-a", ACCESS_ADMINISTRATOR, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
