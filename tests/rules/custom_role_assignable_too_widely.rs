use rolecall::rule::Severity;

use super::*;

const RULE: &str = "custom-role-assignable-too-widely";

fn wide() -> Exports {
    let lists = json!({"actions": ["Microsoft.NetworkCloud/clusters/read"], "notActions": [], "dataActions": [], "notDataActions": []});
    Exports::default().add(definition(CUSTOM, "Site role", PLACE, &lists))
}

#[test]
fn fires_where_one_subscription_uses_it() {
    let tenant = wide()
        .assign("Team", CUSTOM, GROUP)
        .assign("Others", CUSTOM, SUBSCRIPTION);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Info);
    assert_eq!(
        findings[0].evidence.len(),
        3,
        "the definition and both assignments"
    );
}

#[test]
fn does_not_fire_for_two_subscriptions_the_group_itself_or_a_narrow_role() {
    let other = "/subscriptions/11111111-0000-4000-8000-000000000002";
    let quiet = |tenant: Exports| assert!(tenant.find(RULE).is_empty());
    quiet(wide());
    quiet(
        wide()
            .assign("Team", CUSTOM, GROUP)
            .assign("Team", CUSTOM, other),
    );
    quiet(
        wide()
            .assign("Team", CUSTOM, GROUP)
            .assign("Team", CUSTOM, PLACE),
    );
    let narrow = Exports::default().custom_role(&["Microsoft.NetworkCloud/clusters/read"], &[]);
    quiet(narrow.assign("Team", CUSTOM, GROUP));
}
