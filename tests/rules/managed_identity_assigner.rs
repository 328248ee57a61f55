use rolecall::rule::Severity;

use super::*;

const RULE: &str = "managed-identity-assigner";

const OPERATOR: &str = "f1a07417-d97a-45cb-824c-7a7467783830";

/// An identity in the resource group that owns something.
fn owning(scope: &str) -> Exports {
    Exports::default()
        .directory("app-strong", json!({
            "servicePrincipalType": "ManagedIdentity",
            "alternativeNames": [
                "isExplicit=True",
                format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/strong"),
            ],
        }))
        .assign("app-strong", OWNER, scope)
}

#[test]
fn fires_for_an_identity_that_may_do_more() {
    let tenant = owning(SUBSCRIPTION).assign("a@b.example", CONTRIBUTOR, GROUP);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::High);
    assert!(
        findings[0]
            .because
            .contains("app-strong may do everything at"),
        "{}",
        findings[0].because
    );
    assert_eq!(findings[0].evidence.len(), 2);
    let identity =
        format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/strong");
    let narrow = owning(GROUP).assign("a@b.example", OPERATOR, &identity);
    assert_eq!(narrow.severities(RULE), [Severity::High]);
}

#[test]
fn fires_broadly_without_any_identity_known() {
    let found = |scope: &str| {
        Exports::default()
            .assign("a@b.example", OPERATOR, scope)
            .severities(RULE)
    };
    assert_eq!(found(SUBSCRIPTION), [Severity::Medium]);
    assert_eq!(found(GROUP), [Severity::Low]);
    let resource = |of_type: &str| format!("{GROUP}/providers/{of_type}/r");
    let identity = resource("Microsoft.ManagedIdentity/userAssignedIdentities");
    assert_eq!(found(&identity), [Severity::Low]);
    let workspace = resource("Microsoft.OperationalInsights/workspaces");
    assert!(found(&workspace).is_empty(), "no identity lies below");
}

#[test]
fn does_not_fire_for_who_holds_as_much_or_for_a_weak_identity() {
    let quiet = |tenant: Exports| assert!(tenant.find(RULE).is_empty());
    quiet(Exports::default().assign("a@b.example", CONTRIBUTOR, SUBSCRIPTION));
    quiet(owning(GROUP).assign("a@b.example", OWNER, SUBSCRIPTION));
    quiet(owning(SUBSCRIPTION).assign("a@b.example", CONTRIBUTOR, &format!("{GROUP}2")));
    let identity =
        format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/weak");
    let weak = Exports::default()
        .directory(
            "app-weak",
            json!({"servicePrincipalType": "ManagedIdentity", "alternativeNames": [identity]}),
        )
        .assign("app-platform", OPERATOR, &identity);
    quiet(weak);
}
