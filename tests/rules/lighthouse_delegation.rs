use rolecall::rule::Severity;

use super::*;

const RULE: &str = "lighthouse-delegation";

/// A subscription delegated to another tenant with these authorizations.
pub(super) fn delegated(active: &Value, eligible: &Value) -> Exports {
    let base = format!("{SUBSCRIPTION}/providers/Microsoft.ManagedServices");
    let definition = format!("{base}/registrationDefinitions/cccccccc-0000-4000-8000-000000000001");
    Exports::default().add(json!({
        "id": format!("{base}/registrationAssignments/cccccccc-0000-4000-8000-000000000002"),
        "type": "Microsoft.ManagedServices/registrationAssignments",
        "properties": {"registrationDefinitionId": definition, "registrationDefinition": {"id": definition, "properties": {
            "managedByTenantId": "cccccccc-0000-4000-8000-00000000000f", "managedByTenantName": "Fabrikam",
            "authorizations": active, "eligibleAuthorizations": eligible,
        }}},
    }))
}

pub(super) fn entry(name: &str, role: &str) -> Value {
    json!({"principalId": id_of(name), "principalIdDisplayName": name, "roleDefinitionId": role})
}

#[test]
fn fires_for_each_delegation_and_says_who_gets_what() {
    let tenant = delegated(
        &json!([entry("Operators", READER)]),
        &json!([entry("Operators", CONTRIBUTOR)]),
    );
    let [finding] = &tenant.find(RULE)[..] else {
        panic!();
    };
    assert_eq!(finding.severity, Severity::Low);
    assert!(finding.title.contains("Fabrikam"), "{}", finding.title);
    for word in ["Reader to 1 principal", "Contributor, to be activated"] {
        assert!(finding.because.contains(word), "{}", finding.because);
    }
}

#[test]
fn does_not_fire_without_a_delegation() {
    let tenant = Exports::default().assign("Team", OWNER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
