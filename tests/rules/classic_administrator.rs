use rolecall::rule::Severity;

use super::*;

const RULE: &str = "classic-administrator";

fn classic() -> Exports {
    let user =
        json!({"id": "7f0c1a52-0000-4000-8000-0000000000c1", "userPrincipalName": "old@b.example"});
    Exports::default().add(user).add(json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/classicAdministrators/1"),
        "type": "Microsoft.Authorization/classicAdministrators",
        "properties": {"emailAddress": "old@b.example", "role": "ServiceAdministrator;AccountAdministrator"},
    }))
}

#[test]
fn fires_for_a_service_administrator() {
    assert_eq!(classic().severities(RULE), [Severity::High]);
    assert!(
        classic().find("owner-at-subscription-or-above").is_empty(),
        "told once"
    );
}

#[test]
fn does_not_fire_for_an_owner() {
    let tenant = Exports::default().assign("a@b.example", OWNER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
