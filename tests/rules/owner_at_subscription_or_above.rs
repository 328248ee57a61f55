use rolecall::rule::Severity;

use super::*;

const RULE: &str = "owner-at-subscription-or-above";

#[test]
fn fires_at_a_subscription_and_above() {
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .assign(
            "Team",
            OWNER,
            "/providers/Microsoft.Management/managementGroups/top",
        )
        .assign("b@b.example", OWNER, "/");
    use Severity::{Critical, High};
    assert_eq!(tenant.severities(RULE), [Critical, Critical, High]);
}

#[test]
fn goes_by_what_a_role_permits() {
    let clone =
        Exports::default()
            .custom_role(&["*"], &[])
            .assign("a@b.example", CUSTOM, SUBSCRIPTION);
    assert_eq!(clone.find(RULE).len(), 1);
    let less = Exports::default()
        .custom_role(&["*"], &["Microsoft.Authorization/*/write"])
        .assign("a@b.example", CUSTOM, SUBSCRIPTION);
    assert!(less.find(RULE).is_empty());
}

#[test]
fn does_not_fire_below_or_for_less() {
    let data_owner = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, GROUP)
        .assign("a@b.example", CONTRIBUTOR, SUBSCRIPTION)
        .assign("a@b.example", data_owner, SUBSCRIPTION)
        .assign_with(
            "c@b.example",
            OWNER,
            SUBSCRIPTION,
            Some("@Resource[a:b] BoolEquals true"),
        );
    assert!(tenant.find(RULE).is_empty());
}
