//! The operations that follow from plans and templates.

use insta::assert_snapshot;
use rolecall::import::{
    Certainty, DerivedOperations, ReadDeploymentError, operations_of_arm, operations_of_terraform,
};
use rolecall::model::Plane;
use serde_json::{Value, json};

const GROUP: &str = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app";

/// What a catalogue that holds a few operations knows.
fn knows(operation: &str) -> bool {
    [
        "Microsoft.KeyVault/vaults/read",
        "Microsoft.ManagedNetworkFabric/l3IsolationDomains/join/action",
        "Microsoft.ManagedNetworkFabric/networkFabrics/join/action",
        "Microsoft.Compute/disks/read",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(operation))
}

fn fixture(path: &str) -> String {
    std::fs::read_to_string(format!("tests/fixtures/{path}")).unwrap()
}

fn terraform(document: &Value) -> DerivedOperations {
    operations_of_terraform(&document.to_string(), "plan", &knows).unwrap()
}

fn arm(document: &Value) -> DerivedOperations {
    operations_of_arm(&document.to_string(), "template", &knows).unwrap()
}

/// One line for each operation and diagnostic.
fn told(found: &DerivedOperations) -> String {
    let mut lines: Vec<String> = Vec::new();
    for operation in &found.operations {
        let certainty = match operation.certainty {
            Certainty::Certain => '+',
            Certainty::Uncertain => '?',
        };
        let plane = if operation.plane == Plane::Data {
            " (data)"
        } else {
            ""
        };
        let scope = operation
            .scope
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string);
        let scope = scope.replace("00000000-0000-4000-8000-000000000001", "S");
        lines.push(format!(
            "{certainty} {}{plane} | {} | {:?} | {scope}",
            operation.action, operation.from, operation.because
        ));
    }
    for diagnostic in &found.diagnostics {
        let place = diagnostic.place.as_ref().map(ToString::to_string);
        lines.push(format!(
            "! {} {} @ {}",
            diagnostic.code,
            diagnostic.message,
            place.unwrap_or_default()
        ));
    }
    lines.join("\n")
}

/// The certain operations, or the uncertain ones, sorted.
fn names(found: &DerivedOperations, certainty: Certainty) -> Vec<String> {
    let with = found
        .operations
        .iter()
        .filter(|found| found.certainty == certainty);
    let mut names: Vec<String> = with.map(|found| found.action.to_string()).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn a_plan_tells_what_it_needs() {
    let text = fixture("terraform/deployment-plan.json");
    assert_snapshot!(told(
        &operations_of_terraform(&text, "plan", &knows).unwrap()
    ));
}

#[test]
fn a_template_tells_what_it_needs() {
    let text = fixture("arm/deployment.json");
    assert_snapshot!(told(&operations_of_arm(&text, "template", &knows).unwrap()));
}

#[test]
fn what_if_tells_what_is_needed() {
    let text = fixture("arm/what-if.json");
    assert_snapshot!(told(&operations_of_arm(&text, "what-if", &knows).unwrap()));
}

fn change(kind: &str, actions: &[&str]) -> Value {
    let there = json!({ "id": format!("{GROUP}/providers/Microsoft.KeyVault/vaults/v"), "name": "v", "resource_group_name": "app" });
    json!({ "resource_changes": [{
        "address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x",
        "change": { "actions": actions, "before": there, "after": there, "after_unknown": {} },
    }] })
}

#[test]
fn each_action_needs_its_operations() {
    let vault = |what: &str| format!("Microsoft.KeyVault/vaults/{what}");
    let rows: [(&[&str], &[&str]); 7] = [
        (&["create"], &["read", "write"]),
        (&["update"], &["read", "write"]),
        (&["delete"], &["delete", "read"]),
        (&["delete", "create"], &["delete", "read", "write"]),
        (&["create", "delete"], &["delete", "read", "write"]),
        (&["no-op"], &["read"]),
        (&["forget"], &[]),
    ];
    for (actions, expected) in rows {
        let found = terraform(&change("azurerm_key_vault", actions));
        let expected: Vec<String> = expected.iter().map(|what| vault(what)).collect();
        assert_eq!(names(&found, Certainty::Certain), expected, "{actions:?}");
    }
}

#[test]
fn a_new_resource_is_needed_where_it_is_made() {
    let found = terraform(&json!({ "resource_changes": [{
        "address": "azurerm_subnet.s", "mode": "managed", "type": "azurerm_subnet",
        "change": { "actions": ["create"], "before": null, "after": { "name": "s", "virtual_network_name": "v", "resource_group_name": "app" }, "after_unknown": { "id": true } },
    }] }));
    let scope = found.operations[0].scope.as_ref().map(ToString::to_string);
    assert_eq!(
        scope.as_deref(),
        Some("/subscriptions/{subscription}/resourceGroups/app")
    );
    let with_provider = terraform(&json!({
        "configuration": { "provider_config": { "azurerm": { "expressions": { "subscription_id": { "references": ["var.sub"] } } } }, "root_module": {} },
        "variables": { "sub": { "value": "00000000-0000-4000-8000-000000000009" } },
        "resource_changes": [{
            "address": "azurerm_resource_group.g", "mode": "managed", "type": "azurerm_resource_group",
            "change": { "actions": ["create"], "before": null, "after": { "name": "g" }, "after_unknown": { "id": true } },
        }],
    }));
    let scope = with_provider.operations[0]
        .scope
        .as_ref()
        .map(ToString::to_string);
    assert_eq!(
        scope.as_deref(),
        Some("/subscriptions/00000000-0000-4000-8000-000000000009")
    );
}

#[test]
fn a_state_stands_for_building_what_it_holds() {
    let resource = json!({ "address": "azurerm_key_vault.v", "mode": "managed", "type": "azurerm_key_vault", "values": { "id": format!("{GROUP}/providers/Microsoft.KeyVault/vaults/v") } });
    let shown = terraform(
        &json!({ "values": { "root_module": { "child_modules": [{ "resources": [resource] }] } } }),
    );
    let file = terraform(
        &json!({ "version": 4, "resources": [{ "mode": "managed", "type": "azurerm_key_vault", "name": "v", "instances": [{ "attributes": { "id": format!("{GROUP}/providers/Microsoft.KeyVault/vaults/v") } }] }] }),
    );
    for found in [shown, file] {
        assert_eq!(
            names(&found, Certainty::Certain),
            [
                "Microsoft.KeyVault/vaults/read",
                "Microsoft.KeyVault/vaults/write"
            ]
        );
        let uncertain = names(&found, Certainty::Uncertain);
        assert!(
            uncertain.contains(&"Microsoft.KeyVault/vaults/delete".to_owned()),
            "{uncertain:?}"
        );
    }
}

#[test]
fn a_template_inside_a_plan_is_read() {
    let template = json!({ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [{ "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "v" }] });
    let plan = |after: Value| {
        terraform(&json!({ "resource_changes": [{
            "address": "azurerm_resource_group_template_deployment.t", "mode": "managed", "type": "azurerm_resource_group_template_deployment",
            "change": { "actions": ["create"], "before": null, "after": after, "after_unknown": {} },
        }] }))
    };
    let found =
        plan(json!({ "resource_group_name": "app", "template_content": template.to_string() }));
    let certain = names(&found, Certainty::Certain);
    for operation in [
        "Microsoft.KeyVault/vaults/write",
        "Microsoft.Resources/deployments/write",
    ] {
        assert!(certain.contains(&operation.to_owned()), "{certain:?}");
    }
    assert!(found.diagnostics.is_empty());
    let open = plan(json!({ "resource_group_name": "app" }));
    assert_eq!(open.diagnostics[0].code, "template-not-read");
}

fn template(resources: &Value) -> Value {
    json!({ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
        "parameters": { "yes": { "type": "bool", "defaultValue": true }, "no": { "type": "bool", "defaultValue": false } },
        "resources": resources })
}

#[test]
fn conditions_decide_as_far_as_the_template_tells() {
    let certainty = |condition: Value| {
        let found = arm(&template(
            &json!([{ "condition": condition, "type": "Microsoft.KeyVault/vaults", "name": "v" }]),
        ));
        let mut of = found
            .operations
            .iter()
            .filter(|found| found.action.as_str() == "Microsoft.KeyVault/vaults/write");
        of.next().map(|found| found.certainty)
    };
    let (certain, uncertain) = (Some(Certainty::Certain), Some(Certainty::Uncertain));
    assert_eq!(certainty(json!(true)), certain);
    assert_eq!(certainty(json!("[parameters('yes')]")), certain);
    assert_eq!(certainty(json!("[parameters('no')]")), uncertain);
    assert_eq!(
        certainty(json!("[equals(parameters('open'), 2)]")),
        uncertain
    );
    assert_eq!(certainty(json!("[not(equals(1, 2))]")), certain);
    assert_eq!(certainty(json!("[equals(1, 2)]")), None);
    assert_eq!(certainty(json!(false)), None);
    assert_eq!(certainty(json!("[false()]")), None);
}

#[test]
fn nothing_of_a_template_is_needed_twice_at_different_certainties() {
    // The same link, once under a condition.
    let nic = |condition: &str| json!({ "condition": condition, "type": "Microsoft.Network/networkInterfaces", "name": "n", "properties": { "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets','v','s')]" } } });
    let found = arm(&template(&json!([
        nic("[equals(parameters('open'),2)]"),
        nic("[parameters('yes')]")
    ])));
    let join = found
        .operations
        .iter()
        .filter(|found| found.action.as_str().ends_with("subnets/join/action"));
    let certainties: Vec<Certainty> = join.map(|found| found.certainty).collect();
    assert_eq!(certainties, [Certainty::Certain]);
}

#[test]
fn what_is_no_deployment_is_told_apart() {
    let read = |text: &str| operations_of_terraform(text, "x", &knows).unwrap_err();
    assert!(matches!(read("no json"), ReadDeploymentError::NotJson(_)));
    assert_eq!(read("{}"), ReadDeploymentError::NotTerraform);
    assert_eq!(read("[]"), ReadDeploymentError::NotTerraform);
    for text in ["{}", "[]", "1", r#"{"resources":[]}"#] {
        assert_eq!(
            operations_of_arm(text, "x", &knows).unwrap_err(),
            ReadDeploymentError::NotArm
        );
    }
}

#[test]
fn odd_documents_are_read_without_fault() {
    let odd = [
        json!({ "resource_changes": [null, 1, {}, { "type": 3 }, { "type": "azurerm_subnet", "change": { "actions": "create" } }, { "type": "azapi_resource", "change": { "actions": ["create"], "after": { "type": "x/y@1", "body": "{" } } }] }),
        json!({ "values": { "root_module": [] } }),
        json!({ "version": 4, "resources": [null, { "instances": [null] }] }),
    ];
    for document in odd {
        let _ = terraform(&document);
    }
    let mut deep = json!([]);
    for _ in 0..60 {
        deep = json!([{ "type": "a/b", "name": "n", "resources": deep }]);
    }
    for resources in [
        json!(null),
        json!([null, 1, { "type": 1 }, { "type": "" }, { "type": "a" }, { "type": "a/b/providers/c", "name": "é/Microsoft.X/ü" }]),
        deep,
    ] {
        let _ = arm(&template(&resources));
    }
}
