//! States and plans of Terraform and Pulumi.

use super::*;

/// A state with these resources: mode, type and attributes.
fn state(resources: &[(&str, &str, Value)]) -> Files {
    let resources: Vec<Value> = resources
        .iter()
        .enumerate()
        .map(|(at, (mode, kind, values))| {
            json!({ "mode": mode, "type": kind, "name": format!("r{at}"), "instances": [{ "attributes": values }] })
        })
        .collect();
    let state = json!({ "version": 4, "terraform_version": "1.9.0", "resources": resources });
    let anna = json!([graph_user(ANNA)]);
    vec![("terraform.tfstate", state), ("anna.json", anna), others()]
}

fn azapi(kind: &str, name: &str, body: &Value) -> (&'static str, &'static str, Value) {
    let id = format!("{SUBSCRIPTION}/providers/{kind}/{name}");
    let values = json!({ "type": format!("{kind}@2022-04-01"), "name": name, "parent_id": SUBSCRIPTION, "id": id, "body": body });
    ("managed", "azapi_resource", values)
}

fn annas_in_template() -> Value {
    json!({ "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "contentVersion": "1.0.0.0", "parameters": { "who": { "type": "string" } },
        "resources": [{ "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "c1",
            "properties": { "principalId": "[parameters('who')]", "principalType": "User", "roleDefinitionId": of_role(OWNER) } }] })
}

#[test]
fn data_sources_of_terraform_are_read() {
    let role = "a0000000-0000-4000-8000-0000000000d1";
    let listed = |condition: &str| {
        let row = json!({ "role_assignment_id": id_of("roleAssignments", 1), "role_assignment_scope": SUBSCRIPTION,
            "principal_id": TEAM, "principal_type": "Group", "role_definition_id": of_role(role), "condition": condition });
        (
            "data",
            "azurerm_role_assignments",
            json!({ "role_assignments": [row] }),
        )
    };
    let group = |mode| {
        let values = json!({ "object_id": TEAM, "display_name": "Team", "members": [ANNA] });
        (mode, "azuread_group", values)
    };
    let definition = || {
        let permissions = json!([{ "actions": [WRITE], "condition": "", "not_actions": [] }]);
        let values = json!({ "id": of_role(role), "role_definition_id": role, "name": "Ops", "type": "CustomRole", "permissions": permissions });
        ("data", "azurerm_role_definition", values)
    };
    for mode in ["data", "managed"] {
        let files = state(&[listed(""), group(mode), definition()]);
        ask(&files, (ANNA, WRITE), YES);
        ask(&files, (BEN, WRITE), NO);
    }
    let files = state(&[
        listed("@Resource[a:b] StringEquals 'c'"),
        group("data"),
        definition(),
    ]);
    ask(&files, (ANNA, WRITE), OPEN);
}

#[test]
fn what_a_plan_deletes_is_gone_though_a_data_source_lists_it() {
    let row = json!({ "role_assignment_id": id_of("roleAssignments", 1), "role_assignment_scope": SUBSCRIPTION,
        "principal_id": ANNA, "principal_type": "User", "role_definition_id": of_role(OWNER), "condition": "" });
    let plan = |action: &str| {
        let data = json!({ "address": "data.a.a", "mode": "data", "type": "azurerm_role_assignments", "name": "a", "values": { "role_assignments": [row] } });
        let before = json!({ "id": id_of("roleAssignments", 1) });
        let plan = json!({ "format_version": "1.2", "planned_values": { "root_module": {} },
            "prior_state": { "values": { "root_module": { "resources": [data] } } },
            "resource_changes": [{ "address": "x", "type": "azurerm_role_assignment", "change": { "actions": [action], "before": before } }] });
        vec![("plan.json", plan), others()]
    };
    ask(&plan("no-op"), (ANNA, WRITE), YES);
    ask(&plan("delete"), (ANNA, WRITE), NO);
}

#[test]
fn resources_of_azapi_grant_like_those_of_azure() {
    let held =
        json!({ "principalId": ANNA, "principalType": "User", "roleDefinitionId": of_role(OWNER) });
    let request = |kind: &str| {
        let mut properties = held.clone();
        properties["requestType"] = "AdminAssign".into();
        properties["scheduleInfo"] = json!({ "expiration": { "type": "NoExpiration" } });
        azapi(
            &format!("Microsoft.Authorization/{kind}"),
            "c1",
            &json!({ "properties": properties }),
        )
    };
    ask(
        &state(&[request("roleAssignmentScheduleRequests")]),
        (ANNA, WRITE),
        YES,
    );
    let eligible = folder(&state(&[request("roleEligibilityScheduleRequests")]));
    let run = can(eligible.path(), ANNA, WRITE, &[]);
    assert!(run.stdout.contains("eligible"), "{}", run.told());
    let deployment = |template: Value| {
        let properties = json!({ "mode": "Incremental", "template": template, "parameters": { "who": { "value": ANNA } } });
        azapi(
            "Microsoft.Resources/deployments",
            "d",
            &Value::from(json!({ "properties": properties }).to_string()),
        )
    };
    ask(
        &state(&[deployment(annas_in_template())]),
        (ANNA, WRITE),
        YES,
    );
    ask(&state(&[deployment(annas_in_template())]), (BEN, WRITE), NO);
    ask(&state(&[deployment(Value::Null)]), (BEN, WRITE), OPEN);
    let stack = |deny: &str| {
        let properties = json!({ "template": annas_in_template(), "parameters": { "who": { "value": ANNA } }, "denySettings": { "mode": deny } });
        azapi(
            "Microsoft.Resources/deploymentStacks",
            "s",
            &json!({ "properties": properties }),
        )
    };
    ask(&state(&[stack("none")]), (ANNA, WRITE), YES);
    ask(&state(&[stack("denyWriteAndDelete")]), (ANNA, WRITE), OPEN);
    let action = |method: &str, id: String| {
        let values = json!({ "type": "Microsoft.Authorization/roleAssignments@2022-04-01", "method": method, "resource_id": id, "body": { "properties": held } });
        ("managed", "azapi_resource_action", values)
    };
    ask(
        &state(&[action("PUT", id_of("roleAssignments", 1))]),
        (ANNA, WRITE),
        YES,
    );
    ask(
        &state(&[action("DELETE", id_of("roleAssignments", 1))]),
        (BEN, WRITE),
        OPEN,
    );
    ask(
        &state(&[action("GET", id_of("roleAssignments", 1))]),
        (BEN, WRITE),
        NO,
    );
    let update = |kind: &str| {
        let values =
            json!({ "type": kind, "resource_id": of_role(READER), "body": { "properties": {} } });
        ("managed", "azapi_update_resource", values)
    };
    ask(
        &state(&[update("Microsoft.Authorization/roleDefinitions@2022-04-01")]),
        (BEN, WRITE),
        OPEN,
    );
    ask(
        &state(&[update("Microsoft.Compute/virtualMachines@2024-03-01")]),
        (BEN, WRITE),
        NO,
    );
    let offer = json!({ "managedByTenantId": TEAM, "authorizations": [{ "principalId": BEN, "roleDefinitionId": of_role(OWNER) }] });
    let definition = "Microsoft.ManagedServices/registrationDefinitions";
    let of_offer =
        json!({ "registrationDefinitionId": format!("{SUBSCRIPTION}/providers/{definition}/l") });
    let delegated = state(&[
        azapi(definition, "l", &json!({ "properties": offer })),
        azapi(
            "Microsoft.ManagedServices/registrationAssignments",
            "l",
            &json!({ "properties": of_offer }),
        ),
    ]);
    ask(&delegated, (BEN, WRITE), OPEN);
}

#[test]
fn states_of_an_old_terraform_are_named() {
    let old = json!({ "version": 3, "terraform_version": "0.11.14", "modules": [{ "path": ["root"], "resources": {} }] });
    let flat = json!({ "version": 4, "terraform_version": "1.9.0", "resources": [
        { "mode": "managed", "type": "azurerm_role_assignment", "name": "a", "instances": [{ "attributes_flat": { "principal_id": BEN } }] }] });
    for state in [old, flat] {
        let run = ask(
            &vec![("terraform.tfstate", state), others()],
            (BEN, WRITE),
            OPEN,
        );
        assert!(run.stderr.contains("before 0.12"), "{}", run.stderr);
    }
}

#[test]
fn every_package_of_pulumi_that_grants_is_read_or_named() {
    let held = json!({ "type": "Microsoft.Authorization/roleAssignments", "scope": SUBSCRIPTION, "principalId": ANNA,
        "principalType": "User", "roleDefinitionId": of_role(OWNER) });
    let files = |kind: &str, id: &str, inputs: Value, outputs: &Value| {
        let resource = json!({ "urn": format!("urn:pulumi:p::s::{kind}::r"), "type": kind, "id": id, "inputs": inputs, "outputs": outputs });
        let state = json!({ "version": 3, "deployment": { "resources": [resource] } });
        vec![("pulumi.json", state), others()]
    };
    let id = id_of("roleAssignments", 1);
    for package in ["azure-native", "azure-native_authorization_v20220401"] {
        let kind = format!("{package}:authorization:RoleAssignment");
        ask(&files(&kind, &id, json!({}), &held), (ANNA, WRITE), YES);
    }
    for kind in [
        "azure:core/subscriptionTemplateDeployment:SubscriptionTemplateDeployment",
        "azure:management/groupTemplateDeployment:GroupTemplateDeployment",
        "azuread:index/groupMember:GroupMember",
    ] {
        ask(
            &files(kind, "x", json!({}), &json!({ "name": "t" })),
            (BEN, WRITE),
            OPEN,
        );
    }
    let deployment = format!("{SUBSCRIPTION}/providers/Microsoft.Resources/deployments/d");
    let kind = "azure-native:resources:DeploymentAtSubscriptionScope";
    let outputs = json!({ "type": "Microsoft.Resources/deployments", "name": "d" });
    let inputs = json!({ "properties": { "template": annas_in_template(), "parameters": { "who": { "value": ANNA } } } });
    ask(
        &files(kind, &deployment, inputs, &outputs),
        (ANNA, WRITE),
        YES,
    );
    ask(
        &files(kind, &deployment, json!({}), &outputs),
        (BEN, WRITE),
        OPEN,
    );
    // Not every resource that is called so is an assignment of a role.
    let policy = "azure:blueprint/assignment:Assignment";
    ask(
        &files(
            policy,
            "x",
            json!({}),
            &json!({ "principalId": BEN, "scope": SUBSCRIPTION, "roleDefinitionId": of_role(OWNER) }),
        ),
        (BEN, WRITE),
        NO,
    );
}

/// `body` may be of any type, and a state keeps such values beside their type.
#[test]
fn a_body_of_any_type_is_read_from_a_state() {
    let held = json!({ "properties": { "principalId": ANNA, "principalType": "User", "roleDefinitionId": of_role(OWNER) } });
    let typed = json!({ "type": ["object", { "properties": "dynamic" }], "value": held });
    let kind = "Microsoft.Authorization/roleAssignments";
    for body in [held, typed] {
        let name = "a0000000-0000-4000-8000-0000000000b1";
        ask(&state(&[azapi(kind, name, &body)]), (ANNA, WRITE), YES);
    }
}

#[test]
fn permissions_that_pulumi_keeps_secret_are_not_known() {
    let role = "a0000000-0000-4000-8000-0000000000d1";
    let granting = json!([{ "actions": [WRITE] }]);
    let secret = |field: &str, value: String| json!({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", field: value });
    let files = |provider: &str, permissions: Value| {
        let definition = match provider {
            "azure" => {
                json!({ "urn": "urn:pulumi:p::s::azure:authorization/roleDefinition:RoleDefinition::r",
                "type": "azure:authorization/roleDefinition:RoleDefinition", "id": "x", "outputs": { "name": "Ops", "roleDefinitionId": role,
                    "roleDefinitionResourceId": of_role(role), "scope": SUBSCRIPTION, "permissions": permissions } })
            }
            _ => {
                json!({ "urn": "urn:pulumi:p::s::azure-native:authorization:RoleDefinition::r",
                "type": "azure-native:authorization:RoleDefinition", "id": of_role(role), "outputs": { "roleName": "Ops", "roleType": "CustomRole",
                    "type": "Microsoft.Authorization/roleDefinitions", "assignableScopes": [SUBSCRIPTION], "permissions": permissions } })
            }
        };
        let state = json!({ "version": 3, "deployment": { "resources": [definition] } });
        let held = json!([assignment(1, ANNA, "User", role)]);
        vec![("pulumi.json", state), ("held.json", held), others()]
    };
    for provider in ["azure-native", "azure"] {
        let ask = |permissions, code| ask(&files(provider, permissions), (ANNA, WRITE), code);
        ask(granting.clone(), YES);
        let run = ask(secret("ciphertext", "AAAA".into()), OPEN);
        assert!(run.stderr.contains("--show-secrets"), "{}", run.told());
        ask(json!([secret("ciphertext", "AAAA".into())]), OPEN);
        ask(secret("plaintext", granting.to_string()), YES);
    }
}

/// Of a vault in whose data access policies decide, no role gives or takes access.
#[test]
fn roles_say_nothing_of_a_vault_with_access_policies() {
    let vault = format!("{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv");
    let described = |by_roles: Value| {
        json!([{ "id": vault, "name": "kv", "type": "Microsoft.KeyVault/vaults",
        "properties": { "enableRbacAuthorization": by_roles, "accessPolicies": [] } }])
    };
    let secrets_user = "4633458b-17de-408a-b874-0445c86b69e6";
    let read = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
    for (by_roles, code) in [
        (json!(true), YES),
        (json!(null), OPEN),
        (json!(false), OPEN),
    ] {
        let held = json!([assignment(1, ANNA, "User", secrets_user)]);
        let folder = folder(&vec![
            ("held.json", held),
            ("vault.json", described(by_roles.clone())),
        ]);
        for question in [
            vec!["can", ANNA, read, "--at", &vault],
            vec!["who", read, "--at", &vault],
            vec![
                "who",
                "Microsoft.KeyVault/*",
                "--plane",
                "data",
                "--at",
                &vault,
            ],
            vec!["what", ANNA, "--at", &vault],
            vec![
                "recommend",
                "--for",
                ANNA,
                "--data-action",
                read,
                "--at",
                &vault,
            ],
        ] {
            let words = [&question[..], &["-i", ".", "--no-config"]].concat();
            let run = rolecall_in(folder.path(), &words);
            assert_eq!(run.code, code, "{by_roles} {question:?}: {}", run.told());
        }
    }
}

/// Data sources list what was there before the plan, also what other resources of it take away.
#[test]
fn data_sources_are_open_where_the_plan_takes_away_what_they_list() {
    let group = json!({ "mode": "data", "address": "data.azuread_group.team", "type": "azuread_group",
        "values": { "object_id": TEAM, "members": [ANNA] } });
    let row = json!({ "role_assignment_id": id_of("roleAssignments", 1), "role_assignment_scope": SUBSCRIPTION,
        "principal_id": ANNA, "principal_type": "User", "role_definition_id": of_role(OWNER) });
    let listed = json!({ "mode": "data", "address": "data.azurerm_role_assignments.all", "type": "azurerm_role_assignments",
        "values": { "role_assignments": [row] } });
    let plan = |source: &Value, kind: &str, action: &str| {
        let before = match action {
            "create" => json!(null),
            _ => json!({ "id": "x" }),
        };
        json!({ "format_version": "1.2", "terraform_version": "1.9.0", "planned_values": { "root_module": {} },
            "prior_state": { "values": { "root_module": { "resources": [source] } } },
            "resource_changes": [{ "address": "x", "type": kind, "change": { "actions": [action], "before": before } }] })
    };
    let teams = || ("team.json", json!([assignment(2, TEAM, "Group", OWNER)]));
    for (source, kind) in [
        (&group, "azuread_group_member"),
        (&listed, "azurerm_pim_active_role_assignment"),
    ] {
        for (action, code) in [("delete", OPEN), ("no-op", YES), ("create", YES)] {
            let files = vec![("plan.json", plan(source, kind, action)), teams(), others()];
            ask(&files, (ANNA, WRITE), code);
        }
    }
}
