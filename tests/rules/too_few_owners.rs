use rolecall::rule::Severity;

use super::*;

const RULE: &str = "too-few-owners";

#[test]
fn fires_for_a_single_owner() {
    let alone = Exports::default().assign("a@b.example", OWNER, SUBSCRIPTION);
    assert_eq!(alone.severities(RULE), [Severity::Low]);
    let inherited = Exports::default()
        .assign("Team", OWNER, PLACE)
        .group("Team", &["a@b.example"])
        .assign("a@b.example", READER, GROUP)
        .placed();
    assert_eq!(inherited.severities(RULE), [Severity::Low]);
    let eligible = alone.schedule("Eligible", "c@b.example", OWNER, [None; 2], None);
    assert_eq!(eligible.severities(RULE), [Severity::Info]);
}

#[test]
fn does_not_fire_for_two_or_where_more_may_be_hidden() {
    let quiet = |tenant: Exports| assert!(tenant.find(RULE).is_empty());
    let alone = || Exports::default().assign("a@b.example", OWNER, SUBSCRIPTION);
    quiet(alone().assign("c@b.example", OWNER, SUBSCRIPTION));
    quiet(alone().assign("c@b.example", OWNER, PLACE).placed());
    quiet(alone().assign("c@b.example", OWNER, PLACE));
    quiet(alone().assign("Team", OWNER, SUBSCRIPTION));
    quiet(Exports::default().assign("a@b.example", READER, SUBSCRIPTION));
}

#[test]
fn a_classic_administrator_is_an_owner() {
    let classic = |mail: &str| {
        json!({
            "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/classicAdministrators/1"),
            "type": "Microsoft.Authorization/classicAdministrators",
            "properties": {"emailAddress": mail, "role": "CoAdministrator"},
        })
    };
    let alone = || Exports::default().assign("a@b.example", OWNER, SUBSCRIPTION);
    assert_eq!(
        alone().add(classic("A@b.example")).severities(RULE),
        [Severity::Low]
    );
    let other =
        json!({"id": "7f0c1a52-0000-4000-8000-0000000000c1", "userPrincipalName": "c@b.example"});
    assert!(
        alone()
            .add(classic("c@b.example"))
            .add(other)
            .find(RULE)
            .is_empty()
    );
}

#[test]
fn is_told_once_for_all_subscriptions_below() {
    let other = "/subscriptions/11111111-0000-4000-8000-000000000002";
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, PLACE)
        .assign("a@b.example", READER, SUBSCRIPTION)
        .assign("a@b.example", READER, other)
        .add(json!({
            "id": PLACE, "name": "top", "type": "Microsoft.Management/managementGroups",
            "children": [
                {"id": SUBSCRIPTION, "name": "s", "type": "/subscriptions"},
                {"id": other, "name": "t", "type": "/subscriptions"},
            ],
        }));
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0].title.contains("2 subscriptions below"),
        "{}",
        findings[0].title
    );
}
