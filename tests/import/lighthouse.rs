//! Azure Lighthouse: who of another tenant gets which role, and where (PR-6).

use rolecall::Effect;
use rolecall::model::{InputKind, LighthouseDelegation, RoleReference, Standing, Tenant};
use serde_json::{Value, json};

use super::{orders, read};

const SUBSCRIPTION: &str = "/subscriptions/a4a4a4a4-0000-4000-8000-000000000001";
const MANAGING: &str = "a4a4a4a4-0000-4000-8000-00000000000f";
const OPERATORS: &str = "a4a4a4a4-0000-4000-8000-000000000002";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

fn definition_id() -> String {
    format!(
        "{SUBSCRIPTION}/providers/Microsoft.ManagedServices/registrationDefinitions/a4a4a4a4-0000-4000-8000-000000000003"
    )
}

fn assignment_id() -> String {
    format!(
        "{SUBSCRIPTION}/providers/Microsoft.ManagedServices/registrationAssignments/a4a4a4a4-0000-4000-8000-000000000004"
    )
}

fn offer() -> Value {
    json!({
        "registrationDefinitionName": "Run by Fabrikam", "managedByTenantId": MANAGING, "managedByTenantName": "Fabrikam",
        "authorizations": [{"principalId": OPERATORS, "principalIdDisplayName": "Operators", "roleDefinitionId": CONTRIBUTOR}],
        "eligibleAuthorizations": [{"principalId": OPERATORS, "roleDefinitionId": READER}],
    })
}

fn definition() -> Value {
    json!({"id": definition_id(), "type": "Microsoft.ManagedServices/registrationDefinitions", "properties": offer()})
}

fn assignment() -> Value {
    json!({
        "id": assignment_id(), "type": "Microsoft.ManagedServices/registrationAssignments",
        "properties": {"registrationDefinitionId": definition_id().to_uppercase(), "provisioningState": "Succeeded"},
    })
}

fn expanded() -> Value {
    let mut assignment = assignment();
    assignment["properties"]["registrationDefinition"] =
        json!({"id": definition_id(), "properties": offer()});
    assignment
}

fn of_powershell() -> Value {
    json!([
        {
            "Id": definition_id(), "Name": "a4a4a4a4-0000-4000-8000-000000000003", "Type": "Microsoft.ManagedServices/registrationDefinitions",
            "RegistrationDefinitionName": "Run by Fabrikam", "ManagedByTenantId": MANAGING, "ManagedByTenantName": "Fabrikam",
            "Authorization": [{"PrincipalId": OPERATORS, "PrincipalIdDisplayName": "Operators", "RoleDefinitionId": CONTRIBUTOR}],
            "EligibleAuthorization": [{"PrincipalId": OPERATORS, "RoleDefinitionId": READER}],
        },
        {
            "Id": assignment_id(), "Type": "Microsoft.ManagedServices/registrationAssignments", "RegistrationDefinitionId": definition_id(),
        },
    ])
}

fn of_terraform() -> Value {
    json!({"terraform_version": "1.9.0", "values": {"root_module": {"resources": [
        {"address": "azurerm_lighthouse_definition.a", "type": "azurerm_lighthouse_definition", "mode": "managed", "values": {
            "id": format!("{}|{SUBSCRIPTION}", definition_id()), "name": "Run by Fabrikam", "managing_tenant_id": MANAGING,
            "authorization": [{"principal_id": OPERATORS, "principal_display_name": "Operators", "role_definition_id": CONTRIBUTOR}],
            "eligible_authorization": [{"principal_id": OPERATORS, "role_definition_id": READER, "just_in_time_access_policy": []}],
        }},
        {"address": "azurerm_lighthouse_assignment.a", "type": "azurerm_lighthouse_assignment", "mode": "managed", "values": {
            "id": assignment_id(), "scope": SUBSCRIPTION, "lighthouse_definition_id": definition_id(),
        }},
    ]}}})
}

fn only(tenant: &Tenant) -> &LighthouseDelegation {
    let [delegation] = &tenant.lighthouse_delegations[..] else {
        panic!(
            "{:#?} {:#?}",
            tenant.lighthouse_delegations, tenant.diagnostics
        );
    };
    delegation
}

/// Who gets which role, and whether it must be activated.
fn held(delegation: &LighthouseDelegation) -> Vec<(String, RoleReference, Standing)> {
    let entries = delegation.offer.as_ref().unwrap().authorizations.iter();
    let entries = entries.map(|e| (e.who().to_owned(), e.role.clone(), e.standing));
    entries.collect()
}

#[test]
fn every_form_says_who_which_role_and_where() {
    for documents in [
        vec![json!([definition()]), json!({"value": [assignment()]})],
        vec![json!([expanded()])],
        vec![of_powershell()],
        vec![of_terraform()],
    ] {
        let tenant = read(&documents);
        let delegation = only(&tenant);
        assert_eq!(delegation.scope.as_str(), SUBSCRIPTION);
        assert_eq!(
            delegation
                .offer
                .as_ref()
                .unwrap()
                .managing_tenant
                .as_deref(),
            Some(MANAGING)
        );
        let held = held(delegation);
        assert_eq!(held[0].0, "Operators");
        assert_eq!(
            held.iter()
                .map(|(.., standing)| *standing)
                .collect::<Vec<_>>(),
            [Standing::Active, Standing::Eligible]
        );
        assert!(tenant.role_assignments.is_empty());
        assert!(
            tenant.diagnostics.iter().all(|d| !d.limits_answer()),
            "{:#?}",
            tenant.diagnostics
        );
    }
}

#[test]
fn the_order_of_files_changes_nothing() {
    let mut other = definition();
    other["properties"]["authorizations"][0]["roleDefinitionId"] = json!(READER);
    let documents = [json!([definition()]), json!([other]), json!([assignment()])];
    let mut seen: Vec<_> = orders(&documents)
        .iter()
        .map(|order| held(only(&read(order))))
        .collect();
    seen.dedup();
    // Whom any of them names has had access.
    assert_eq!((seen.len(), seen[0].len()), (1, 3));
}

#[test]
fn a_delegation_without_its_definition_is_reported() {
    let tenant = read(&[json!([assignment()])]);
    assert_eq!(only(&tenant).offer, None);
    let [gap] = &tenant
        .diagnostics
        .iter()
        .filter(|d| d.limits_answer())
        .collect::<Vec<_>>()[..]
    else {
        panic!("{:#?}", tenant.diagnostics);
    };
    assert!(
        gap.message.contains("don't hold the definition"),
        "{}",
        gap.message
    );
}

#[test]
fn a_definition_alone_gives_nobody_access() {
    let tenant = read(&[json!([definition()])]);
    assert!(tenant.lighthouse_delegations.is_empty());
    assert_eq!(tenant.inputs[0].kind, InputKind::LighthouseDelegations);
}

#[test]
fn what_an_authorization_lacks_is_reported() {
    let mut odd = expanded();
    odd["properties"]["registrationDefinition"]["properties"]["authorizations"][0] =
        json!({"principalId": 7});
    let tenant = read(&[json!([odd])]);
    assert_eq!(held(only(&tenant)).len(), 1);
    let lost = tenant
        .diagnostics
        .iter()
        .find(|d| d.code == "wrong-type")
        .unwrap();
    assert_eq!(lost.effect, Effect::RecordsLost);
    let mut unplaced = assignment();
    unplaced["id"] = json!("a4a4a4a4-0000-4000-8000-000000000004");
    let tenant = read(&[json!([unplaced])]);
    assert!(
        tenant
            .diagnostics
            .iter()
            .any(|d| d.code == "incomplete-record"),
        "{:#?}",
        tenant.diagnostics
    );
}
