use rolecall::rule::Severity;

use super::*;

const RULE: &str = "contributor-at-subscription-or-above";

#[test]
fn fires_at_a_subscription_and_above() {
    let tenant = Exports::default()
        .assign("a@b.example", CONTRIBUTOR, SUBSCRIPTION)
        .assign("Team", CONTRIBUTOR, PLACE);
    assert_eq!(tenant.severities(RULE), [Severity::High, Severity::Medium]);
}

#[test]
fn goes_by_what_a_role_permits() {
    let fires = |actions: &[&str], not_actions: &[&str]| {
        let tenant = Exports::default().custom_role(actions, not_actions);
        !tenant
            .assign("a@b.example", CUSTOM, SUBSCRIPTION)
            .find(RULE)
            .is_empty()
    };
    let assigning = "Microsoft.Authorization/*/write";
    assert!(fires(&["*"], &[assigning]));
    assert!(
        fires(&["*/read", "*/write", "*/delete", "*/action"], &[assigning]),
        "everything without a bare star"
    );
    assert!(!fires(&["*"], &[]), "an owner");
    assert!(!fires(&["*/read", "*/write"], &[assigning]));
    assert!(!fires(&["Microsoft.Compute/*"], &[]));
}

#[test]
fn does_not_fire_below_under_a_condition_or_for_workloads() {
    let tenant = Exports::default()
        .assign("a@b.example", CONTRIBUTOR, GROUP)
        .assign("app-pipeline", CONTRIBUTOR, SUBSCRIPTION)
        .assign_with(
            "c@b.example",
            CONTRIBUTOR,
            SUBSCRIPTION,
            Some("@Resource[a:b] BoolEquals true"),
        );
    assert!(tenant.find(RULE).is_empty());
}
