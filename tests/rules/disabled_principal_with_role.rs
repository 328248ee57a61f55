use rolecall::rule::Severity;

use super::*;

const RULE: &str = "disabled-principal-with-role";

fn disabled(name: &str) -> Exports {
    Exports::default().directory(
        name,
        json!({"userPrincipalName": name, "accountEnabled": false}),
    )
}

#[test]
fn fires_once_for_all_roles() {
    let tenant = disabled("a@b.example")
        .assign("a@b.example", READER, SUBSCRIPTION)
        .assign("a@b.example", READER, GROUP);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert!(findings[0].because.ends_with("and one more role"));
    assert_eq!(findings[0].evidence.len(), 2);
    let privileged = disabled("a@b.example").assign("a@b.example", OWNER, SUBSCRIPTION);
    assert_eq!(privileged.severities(RULE), [Severity::Medium]);
}

#[test]
fn does_not_fire_where_nobody_says_so() {
    let enabled = json!({"userPrincipalName": "a@b.example", "accountEnabled": true});
    let tenant = Exports::default()
        .directory("a@b.example", enabled)
        .assign("a@b.example", READER, SUBSCRIPTION)
        .assign("c@b.example", READER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
    assert!(
        disabled("a@b.example").find(RULE).is_empty(),
        "without roles"
    );
}
