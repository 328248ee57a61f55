use rolecall::Severity;

use super::*;

const RULE: &str = "orphaned-principal";

#[test]
fn fires_for_an_empty_name() {
    let tenant = Exports::default().assign("", READER, SUBSCRIPTION);
    assert_eq!(tenant.severities(RULE), [Severity::Low]);
}

#[test]
fn does_not_fire_where_the_directory_was_not_read() {
    let mut tenant = Exports::default().assign("", READER, SUBSCRIPTION);
    tenant.0[0].as_object_mut().unwrap().remove("principalName");
    assert!(tenant.find(RULE).is_empty());
}

#[test]
fn does_not_fire_where_another_export_knows_the_principal() {
    let unnamed = Exports::default().assign("", READER, SUBSCRIPTION);
    let id = unnamed.0[0]["principalId"].clone();
    let named = unnamed.add(json!({
        "@odata.type": "#microsoft.graph.user", "id": id, "displayName": "Ann", "userPrincipalName": "ann@b.example",
    }));
    assert!(named.find(RULE).is_empty());
}
