//! What exports say is not finished, not known or not read: none of it is passed over.

use rolecall::Effect;
use rolecall::import::{self, InputSource, Printed};
use rolecall::model::{RoleGap, Tenant};
use serde_json::{Value, json};

use super::read;

const USER: &str = "e5e5e5e5-0000-4000-8000-000000000001";
const SCOPE: &str = "/subscriptions/e5e5e5e5-0000-4000-8000-0000000000aa";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

/// A plan with one resource, of which some attributes are not known yet.
fn plan(kind: &str, values: &Value, unknown: &Value) -> Value {
    let address = format!("{kind}.a");
    json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": { "root_module": { "resources": [
            { "address": address, "mode": "managed", "type": kind, "name": "a", "values": values },
        ] } },
        "resource_changes": [
            { "address": address, "mode": "managed", "type": kind,
                "change": { "actions": ["create"], "before": null, "after": values, "after_unknown": unknown } },
        ],
    })
}

fn assignment() -> Value {
    json!({ "scope": SCOPE, "principal_id": USER, "principal_type": "User", "role_definition_id": READER })
}

#[track_caller]
fn loses(tenant: &Tenant, code: &str, effect: Effect) {
    let mut notes = tenant.diagnostics.iter();
    let found = notes.any(|note| note.code == code && note.effect == effect);
    assert!(found, "{:#?}", tenant.diagnostics);
}

#[test]
fn a_condition_that_is_not_known_or_no_text_stays_a_condition() {
    let planned = plan(
        "azurerm_role_assignment",
        &assignment(),
        &json!({ "condition": true }),
    );
    let record = |condition: Value| {
        json!([{ "id": format!("{SCOPE}/providers/Microsoft.Authorization/roleAssignments/1"),
            "type": "Microsoft.Authorization/roleAssignments", "scope": SCOPE, "principalId": USER,
            "roleDefinitionId": READER, "condition": condition }])
    };
    for document in [planned, record(json!({ "odd": 1 })), record(json!(7))] {
        let tenant = read(&[document]);
        assert!(tenant.role_assignments[0].condition.is_some());
        assert!(
            tenant
                .diagnostics
                .iter()
                .any(rolecall::Diagnostic::limits_answer)
        );
    }
}

#[test]
fn a_schedule_has_an_end_unless_that_is_not_known() {
    let mut values = assignment();
    values["schedule"] = json!([{ "expiration": [] }]);
    let kind = "azurerm_pim_active_role_assignment";
    for (unknown, is_known) in [
        (json!({ "schedule": [{ "start_date_time": true }] }), true),
        (
            json!({ "schedule": [{ "expiration": [{ "end_date_time": true }] }] }),
            false,
        ),
        (json!({ "schedule": true }), false),
    ] {
        let tenant = read(&[plan(kind, &values, &unknown)]);
        assert_eq!(tenant.schedules.len(), 1);
        let limits = tenant
            .diagnostics
            .iter()
            .any(rolecall::Diagnostic::limits_answer);
        assert_eq!(!limits, is_known, "{unknown}: {:#?}", tenant.diagnostics);
    }
}

#[test]
fn a_role_of_which_something_is_not_known_has_a_gap() {
    let permissions = json!([{ "actions": ["*"], "not_actions": [] }]);
    let values = json!({ "name": "Lab", "scope": SCOPE, "permissions": permissions });
    let unknown = json!({ "permissions": [{ "actions": [false], "not_actions": true }] });
    let tenant = read(&[plan("azurerm_role_definition", &values, &unknown)]);
    assert_eq!(tenant.role_definitions[0].gap, Some(RoleGap::CutOff));
    let mut helps = tenant
        .diagnostics
        .iter()
        .filter_map(|note| note.help.as_deref());
    assert!(!tenant.diagnostics.is_empty());
    assert!(
        helps.all(|help| !help.contains("PowerShell")),
        "{:#?}",
        tenant.diagnostics
    );
    let known = json!({ "id": true, "permissions": [{ "actions": [false] }] });
    let tenant = read(&[plan("azurerm_role_definition", &values, &known)]);
    assert_eq!(tenant.role_definitions[0].gap, None);
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "contentVersion": "1.0.0.0", "parameters": { "na": { "type": "string" } },
        "resources": [{ "type": "Microsoft.Authorization/roleDefinitions", "apiVersion": "2022-04-01",
            "name": "e5e5e5e5-0000-4000-8000-000000000002", "properties": { "roleName": "Lab",
                "permissions": [{ "actions": ["*"], "notActions": ["[parameters('na')]"] }], "assignableScopes": [SCOPE] } }],
    });
    let tenant = read(&[template]);
    assert_eq!(tenant.role_definitions[0].gap, Some(RoleGap::CutOff));
}

#[test]
fn a_plan_or_state_that_is_not_whole_is_reported() {
    let whole = plan("azurerm_role_assignment", &assignment(), &json!({}));
    for (field, value) in [
        ("complete", json!(false)),
        ("errored", json!(true)),
        ("deferred_changes", json!([{ "reason": "x" }])),
    ] {
        let mut plan = whole.clone();
        plan[field] = value;
        loses(&read(&[plan]), "unfinished-plan", Effect::RecordsLost);
    }
    assert!(read(std::slice::from_ref(&whole)).diagnostics.is_empty());
    let mut forgotten = whole;
    forgotten["resource_changes"][0]["change"]["actions"] = json!(["forget"]);
    loses(&read(&[forgotten]), "unsupported-change", Effect::GrantLost);
    let pulumi = json!({ "version": 3, "deployment": { "resources": [], "pending_operations": [{ "type": "creating" }] } });
    loses(&read(&[pulumi]), "unfinished-plan", Effect::RecordsLost);
}

#[test]
fn what_terraform_has_and_nobody_reads_is_reported() {
    let template = plan(
        "azurerm_subscription_template_deployment",
        &json!({ "name": "t" }),
        &json!({}),
    );
    loses(&read(&[template]), "template-not-read", Effect::GrantLost);
    let member = json!({ "group_object_id": USER, "member_object_id": USER });
    let member = plan("azuread_group_member", &member, &json!({}));
    loses(&read(&[member]), "unsupported-change", Effect::GrantLost);
}

#[test]
fn a_file_of_messages_alone_is_empty() {
    let bytes = b"WARNING: The command is in preview.\n".to_vec();
    let command = "az".to_owned();
    let tenant = import::read(&[InputSource::Printed(Printed { command, bytes })]);
    loses(&tenant, "empty-file", Effect::RecordsLost);
}

#[test]
fn a_truncated_result_is_one_page_of_several() {
    let row = json!({ "type": "microsoft.authorization/roleassignments", "id": format!("{SCOPE}/providers/Microsoft.Authorization/roleAssignments/1"),
        "properties": { "principalId": USER, "roleDefinitionId": READER, "scope": SCOPE } });
    let tenant =
        read(&[json!({ "totalRecords": 2, "count": 1, "resultTruncated": "true", "data": [row] })]);
    loses(&tenant, "truncated-page", Effect::RecordsLost);
}

#[test]
fn the_index_of_a_copy_is_moved_or_not_known() {
    let template = |index: &str| {
        json!({
            "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
            "contentVersion": "1.0.0.0", "variables": { "ids": [USER, "e5e5e5e5-0000-4000-8000-000000000003"] },
            "resources": [{ "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
                "copy": { "name": "c", "count": 1 }, "name": "e5e5e5e5-0000-4000-8000-000000000004",
                "properties": { "principalId": format!("[variables('ids')[{index}]]"), "roleDefinitionId": READER } }],
        })
    };
    let holders = |index: &str| {
        let tenant = read(&[template(index)]);
        let held = tenant.role_assignments.iter();
        held.map(|a| a.principal.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(holders("copyIndex()"), [USER]);
    assert_eq!(holders("copyIndex('c')"), [USER]);
    assert_eq!(
        holders("copyIndex(1)"),
        ["e5e5e5e5-0000-4000-8000-000000000003"]
    );
    assert_eq!(
        holders("copyIndex('c', 1)"),
        ["e5e5e5e5-0000-4000-8000-000000000003"]
    );
    for index in ["copyIndex(-1)", "copyIndex('c', -1)", "copyIndex('c', '1')"] {
        assert!(!holders(index).contains(&USER.to_owned()), "{index}");
    }
}

#[test]
fn a_cluster_in_a_plan_or_a_template_is_one() {
    let kind = "Microsoft.NetworkCloud/clusters";
    let group = format!("{SCOPE}/resourceGroups/g");
    let body = json!({ "properties": { "clusterVersion": "1" }, "identity": { "type": "SystemAssigned" } });
    let values = json!({ "type": format!("{kind}@2025-02-01"), "name": "c", "parent_id": group, "body": body });
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0", "variables": { "v": "1" },
        "resources": [{ "type": kind, "apiVersion": "2025-02-01", "name": "c", "properties": { "clusterVersion": "[variables('v')]" } }],
    });
    for document in [plan("azapi_resource", &values, &json!({})), template] {
        let tenant = read(&[document]);
        let [cluster] = &tenant.resources[..] else {
            panic!("{:#?}", tenant.resources);
        };
        let json: Value = serde_json::from_str(&cluster.json).unwrap();
        assert_eq!(json["properties"]["clusterVersion"], "1");
        assert!(json["id"].as_str().unwrap().ends_with("/clusters/c"));
    }
}

#[test]
fn a_stack_of_a_template_denies_something() {
    let template = |mode: &str| {
        json!({
            "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "resources": [{ "type": "Microsoft.Resources/deploymentStacks", "apiVersion": "2024-03-01", "name": "s",
                "properties": { "denySettings": { "mode": mode } } }],
        })
    };
    loses(
        &read(&[template("denyDelete")]),
        "incomplete-record",
        Effect::RecordsLost,
    );
    let codes = read(&[template("none")]);
    let codes: Vec<_> = codes.diagnostics.iter().map(|note| note.code).collect();
    assert_eq!(codes, ["template-not-read"]);
}
