use rolecall::rule::Severity;

use super::*;

const RULE: &str = "deprecated-role";

fn named(name: &str, description: &str) -> Exports {
    let lists =
        json!({"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []});
    let mut role = definition(CUSTOM, name, SUBSCRIPTION, &lists);
    role["description"] = json!(description);
    Exports::default().add(role)
}

#[test]
fn fires_once_for_all_assignments() {
    let tenant = named("Security Manager (Legacy)", "Can manage")
        .assign("Team", CUSTOM, SUBSCRIPTION)
        .assign("Others", CUSTOM, SUBSCRIPTION);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert_eq!(findings[0].evidence.len(), 2);
    let described = named("Site reader", "Deprecated, use Reader").assign("Team", CUSTOM, GROUP);
    assert_eq!(described.find(RULE).len(), 1);
}

#[test]
fn does_not_fire_without_holders_or_for_others() {
    assert!(named("Old (Legacy)", "").find(RULE).is_empty());
    let tenant = named("Site reader", "Reads").assign("Team", CUSTOM, GROUP);
    assert!(tenant.find(RULE).is_empty());
}
