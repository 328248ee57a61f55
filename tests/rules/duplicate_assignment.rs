use rolecall::Scope;

use super::*;

const RULE: &str = "duplicate-assignment";

#[test]
fn fires_for_the_lower_of_two() {
    let tenant = Exports::default()
        .assign("Team", READER, SUBSCRIPTION)
        .assign("Team", READER, GROUP);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].scope.as_ref().map(Scope::as_str), Some(GROUP));
    assert_eq!(findings[0].evidence.len(), 2, "both assignments");
}

#[test]
fn goes_through_management_groups() {
    let top = "/providers/Microsoft.Management/managementGroups/top";
    let apart = Exports::default()
        .assign("Team", READER, top)
        .assign("Team", READER, SUBSCRIPTION);
    assert!(apart.find(RULE).is_empty(), "the hierarchy is not known");
    let placed = apart.add(json!({
        "id": top, "name": "top", "type": "Microsoft.Management/managementGroups",
        "children": [{"id": SUBSCRIPTION, "name": "s", "type": "/subscriptions"}],
    }));
    assert_eq!(placed.find(RULE).len(), 1);
}

#[test]
fn does_not_fire_where_the_lower_one_gives_something() {
    let condition = Some("@Resource[a:b] BoolEquals true");
    let tenant = Exports::default()
        .assign("Team", READER, SUBSCRIPTION)
        .assign("Others", READER, GROUP)
        .assign("Team", CONTRIBUTOR, GROUP)
        .assign_with("Third", READER, SUBSCRIPTION, condition)
        .assign("Third", READER, GROUP)
        .assign("Fourth", READER, GROUP)
        .assign("Fourth", READER, &format!("{GROUP}2"));
    assert!(tenant.find(RULE).is_empty());
}

#[test]
fn access_for_a_time_stands_for_none_that_stays() {
    let twice = |kind: &str, end: Option<&str>| {
        let start = Some("2026-01-01T00:00:00Z");
        Exports::default()
            .assign("a@b.example", READER, SUBSCRIPTION)
            .assign("a@b.example", READER, GROUP)
            .schedule(kind, "a@b.example", READER, [start, end], Some(0))
            .find(RULE)
            .len()
    };
    let end = Some("2026-12-31T00:00:00Z");
    assert_eq!(twice("Assigned", end), 0);
    assert_eq!(twice("Activated", end), 0);
    assert_eq!(twice("Activated", None), 0);
    assert_eq!(twice("Assigned", None), 1);
}
