use rolecall::rule::Severity;

use super::*;

const RULE: &str = "principal-type-mismatch";

fn tenant(printed: &str, listed: Value) -> Exports {
    let mut tenant = Exports::default().assign("someone", READER, SUBSCRIPTION);
    tenant.0[0]["principalType"] = json!(printed);
    tenant.directory("someone", listed)
}

#[test]
fn fires_where_the_directory_says_another_type() {
    let application = json!({"appId": "30000000-0000-4000-8000-000000000001"});
    let findings = tenant("User", application).find(RULE);
    assert_eq!(findings.len(), 1, "in either order of the inputs");
    assert_eq!(findings[0].severity, Severity::Low);
    assert!(
        findings[0]
            .because
            .contains("is a ServicePrincipal in the directory")
    );
    let user = json!({"userPrincipalName": "someone@b.example"});
    assert_eq!(tenant("Group", user).find(RULE).len(), 1);
}

#[test]
fn does_not_fire_for_managed_identities_or_where_nothing_is_said() {
    let identity = json!({"servicePrincipalType": "ManagedIdentity"});
    assert!(tenant("ServicePrincipal", identity).find(RULE).is_empty());
    assert!(
        tenant("Unknown", json!({"userPrincipalName": "x"}))
            .find(RULE)
            .is_empty()
    );
    assert!(tenant("User", json!({})).find(RULE).is_empty());
}
