use rolecall::rule::Severity;

use super::*;

const RULE: &str = "workload-identity-writes-everything";

#[test]
fn fires_at_a_subscription_and_above() {
    let tenant = Exports::default()
        .assign("app-a", CONTRIBUTOR, SUBSCRIPTION)
        .assign("app-b", CONTRIBUTOR, PLACE);
    assert_eq!(tenant.severities(RULE), [Severity::High, Severity::Medium]);
}

#[test]
fn does_not_fire_below_for_people_or_for_owners() {
    let tenant = Exports::default()
        .assign("app-a", CONTRIBUTOR, GROUP)
        .assign("a@b.example", CONTRIBUTOR, SUBSCRIPTION)
        .assign("app-a", OWNER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
