use rolecall::rule::Severity;

use super::*;

const RULE: &str = "hierarchy-mover";

fn found(action: &str, scope: &str) -> Vec<Severity> {
    let tenant = Exports::default().custom_role(&[action], &[]);
    tenant.assign("a@b.example", CUSTOM, scope).severities(RULE)
}

#[test]
fn fires_for_management_groups_where_they_lie() {
    for action in [
        "Microsoft.Management/managementGroups/subscriptions/write",
        "Microsoft.Management/managementGroups/write",
    ] {
        assert_eq!(found(action, PLACE), [Severity::Critical], "{action}");
        assert_eq!(found(action, "/"), [Severity::Critical], "{action}");
        assert!(found(action, SUBSCRIPTION).is_empty(), "{action}");
    }
}

#[test]
fn sees_through_patterns_of_services_that_the_catalogue_does_not_know() {
    assert_eq!(
        found("Microsoft.Subscription/*", SUBSCRIPTION),
        [Severity::High]
    );
    assert!(
        found("Microsoft.Subscription/*", GROUP).is_empty(),
        "none lies below"
    );
    let excluded = Exports::default()
        .custom_role(
            &["Microsoft.Subscription/*"],
            &["Microsoft.Subscription/*/action"],
        )
        .assign("a@b.example", CUSTOM, SUBSCRIPTION);
    assert!(excluded.find(RULE).is_empty());
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    let deleting = [
        "Microsoft.Management/managementGroups/delete",
        "Microsoft.Management/managementGroups/subscriptions/delete",
    ];
    stays_quiet(RULE, &deleting);
    assert!(found("Microsoft.Management/managementGroups/read", PLACE).is_empty());
}
