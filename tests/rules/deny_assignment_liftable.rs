use rolecall::rule::Severity;

use super::*;

const RULE: &str = "deny-assignment-liftable";

#[test]
fn fires_for_those_whom_it_binds() {
    let tenant = Exports::default()
        .deny(&["app-platform"], json!({}))
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .assign("c@b.example", ACCESS_ADMINISTRATOR, GROUP)
        .assign("d@b.example", CONTRIBUTOR, GROUP);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Medium);
    assert!(
        findings[0]
            .because
            .contains("a@b.example by Owner, c@b.example by User Access"),
        "{}",
        findings[0].because
    );
    assert_eq!(findings[0].evidence.len(), 3);
}

#[test]
fn does_not_fire_for_those_it_spares_or_where_azure_protects_it() {
    let quiet = |tenant: Exports| {
        let tenant = tenant.assign("a@b.example", OWNER, SUBSCRIPTION);
        assert!(tenant.find(RULE).is_empty());
    };
    quiet(Exports::default().deny(&["a@b.example"], json!({})));
    quiet(
        Exports::default()
            .deny(&["Team"], json!({}))
            .group("Team", &["a@b.example"]),
    );
    quiet(Exports::default().deny(&[], json!({"isSystemProtected": true})));
    quiet(Exports::default().deny(&[], json!({"denyAssignmentEffect": "audit"})));
    let someone_else = json!([{"id": id_of("c@b.example"), "type": "User"}]);
    quiet(Exports::default().deny(&[], json!({"principals": someone_else})));
    quiet(Exports::default().deny(
        &[],
        json!({"scope": "/subscriptions/11111111-0000-4000-8000-000000000009"}),
    ));
}
