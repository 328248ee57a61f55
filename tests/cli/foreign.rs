//! Exports in the shapes that other tools give them, and those that are not what they look like: the
//! answer is that of the same records in Azure's own shape, or nobody knows (exit code 4).

use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use super::*;

const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
const BEN: &str = "a0000000-0000-4000-8000-000000000002";
const TEAM: &str = "a0000000-0000-4000-8000-0000000000f1";
const SUBSCRIPTION: &str = "/subscriptions/50000000-0000-4000-8000-000000000001";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const WRITE: &str = "Microsoft.Compute/virtualMachines/write";
const REMOVE: &str = "Microsoft.Authorization/roleAssignments/delete";

const YES: i32 = 0;
const NO: i32 = 1;
const OPEN: i32 = 4;

type Files = Vec<(&'static str, Value)>;

fn of_role(role: &str) -> String {
    format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}")
}

fn id_of(kind: &str, number: usize) -> String {
    format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/{kind}/c0000000-0000-4000-8000-{number:012}"
    )
}

fn assignment(number: usize, who: &str, kind: &str, role: &str) -> Value {
    json!({ "id": id_of("roleAssignments", number), "type": "Microsoft.Authorization/roleAssignments",
        "scope": SUBSCRIPTION, "principalId": who, "principalType": kind, "roleDefinitionId": of_role(role) })
}

/// An assignment of somebody else, so that the inputs hold one.
fn others() -> (&'static str, Value) {
    let who = "a0000000-0000-4000-8000-0000000000ee";
    ("others.json", json!([assignment(90, who, "User", READER)]))
}

fn annas() -> (&'static str, Value) {
    ("anna.json", json!([assignment(1, ANNA, "User", OWNER)]))
}

fn folder(files: &Files) -> TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for (name, content) in files {
        let text = match content {
            Value::String(text) => text.clone(),
            content => content.to_string(),
        };
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn can(folder: &Path, who: &str, action: &str, more: &[&str]) -> Run {
    let words = [
        "can",
        who,
        action,
        "--at",
        SUBSCRIPTION,
        "-i",
        ".",
        "--no-config",
    ];
    rolecall_in(folder, &[&words[..], more].concat())
}

/// No answer about an export is one that `verify` rejects.
#[track_caller]
fn is_verified(folder: &Path, question: &[&str]) {
    let answer = rolecall_in(
        folder,
        &[question, &["-i", ".", "--no-config", "--format", "json"]].concat(),
    );
    let elsewhere = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = elsewhere.path().join("answer.json");
    std::fs::write(&file, &answer.stdout).unwrap();
    let words = ["verify", file.to_str().unwrap(), "-i", ".", "--no-config"];
    let run = rolecall_in(folder, &words);
    // Of inputs that lack something it can't be sure either.
    let accepted: &[i32] = match answer.json()["complete"] == true {
        true => &[YES],
        false => &[YES, OPEN],
    };
    assert!(accepted.contains(&run.code), "{question:?}: {}", run.told());
}

#[track_caller]
fn ask(files: &Files, (who, action): (&str, &str), code: i32) -> Run {
    let folder = folder(files);
    let run = can(folder.path(), who, action, &[]);
    assert_eq!(run.code, code, "{files:?}: {}", run.told());
    for question in [
        &["can", who, action, "--at", SUBSCRIPTION][..],
        &["who", action, "--at", SUBSCRIPTION],
        &["what", who],
    ] {
        is_verified(folder.path(), question);
    }
    run
}

fn graph_user(id: &str) -> Value {
    json!({ "@odata.type": "#microsoft.graph.user", "id": id, "displayName": "A", "userPrincipalName": "a@fjord.example" })
}

#[test]
fn a_file_named_after_a_user_lists_no_members() {
    let list = |name, of: &str| -> Files {
        vec![
            annas(),
            (name, json!([{ "id": of, "displayName": "Team" }])),
            ("team.json", json!({ TEAM: [graph_user(BEN)] })),
        ]
    };
    let run = ask(
        &list("a0000000-0000-4000-8000-000000000001.json", TEAM),
        (BEN, WRITE),
        OPEN,
    );
    assert!(run.stderr.contains("which is no group"), "{}", run.stderr);
    let keyed = vec![
        annas(),
        (
            "lists.json",
            json!({ ANNA: [{ "id": TEAM, "displayName": "Team" }], TEAM: [graph_user(BEN)] }),
        ),
    ];
    ask(&keyed, (BEN, WRITE), OPEN);
    // What somebody is in can only add to a yes, where nothing is denied.
    ask(&keyed, (ANNA, WRITE), YES);
    // The record of the one whose id it is, or nothing, loses nothing.
    for content in [
        json!(graph_user(ANNA)),
        json!([graph_user(ANNA)]),
        json!({ "value": [] }),
    ] {
        let files = vec![
            annas(),
            ("users.json", json!([graph_user(BEN)])),
            ("a0000000-0000-4000-8000-000000000001.json", content),
        ];
        ask(&files, (BEN, WRITE), NO);
    }
    let own = vec![
        ("rows.json", json!([assignment(1, TEAM, "Group", OWNER)])),
        ("users.json", json!([graph_user(BEN)])),
        (
            "a0000000-0000-4000-8000-0000000000f1.json",
            json!({ "id": TEAM, "displayName": "Team" }),
        ),
    ];
    ask(&own, (BEN, WRITE), OPEN);
    // Of a group it still does.
    let files = vec![
        ("rows.json", json!([assignment(1, TEAM, "Group", OWNER)])),
        (
            "a0000000-0000-4000-8000-0000000000f1.json",
            json!([graph_user(BEN)]),
        ),
    ];
    ask(&files, (BEN, WRITE), YES);
}

fn assigned_by_hound(condition: Option<&str>) -> Value {
    let mut properties =
        json!({ "principalId": ANNA, "roleDefinitionId": of_role(OWNER), "scope": SUBSCRIPTION });
    if let Some(condition) = condition {
        properties["condition"] = condition.into();
    }
    json!({ "id": id_of("roleAssignments", 1), "properties": properties })
}

fn hound(records: &[(&str, Value)]) -> Files {
    let records: Vec<Value> = records
        .iter()
        .map(|(kind, data)| json!({ "kind": kind, "data": data }))
        .collect();
    vec![
        ("hound.json", json!({ "data": records })),
        ("anna.json", json!([graph_user(ANNA)])),
    ]
}

#[test]
fn azure_hound_lists_a_few_roles_and_leaves_conditions_out() {
    let owners = |condition| {
        let owner = json!({ "owner": assigned_by_hound(condition) });
        let data = json!({ "owners": [owner], "subscriptionId": SUBSCRIPTION });
        ("AZSubscriptionOwner", data)
    };
    let whole = |list: Value| {
        let data =
            json!({ "roleAssignments": list, "subscriptionId": SUBSCRIPTION.to_uppercase() });
        ("AZSubscriptionRoleAssignment", data)
    };
    let all = || whole(json!([{ "roleAssignment": assigned_by_hound(Some("")) }]));
    ask(&hound(&[owners(Some("")), all()]), (ANNA, WRITE), YES);
    ask(&hound(&[owners(Some("")), all()]), (BEN, WRITE), NO);
    ask(&hound(&[owners(None)]), (ANNA, WRITE), OPEN);
    let run = ask(&hound(&[owners(Some(""))]), (BEN, WRITE), OPEN);
    assert!(run.stderr.contains("a few roles"), "{}", run.stderr);
    for kind in [
        "AZSubscriptionUserAccessAdmin",
        "AZVMAdminLogin",
        "AZKeyVaultKVContributor",
    ] {
        let none = (
            kind,
            json!({ "list": null, "virtualMachineId": format!("{SUBSCRIPTION}/x") }),
        );
        ask(&hound(&[all(), none]), (BEN, WRITE), OPEN);
    }
    // It prints the same where there are none and where they could not be read.
    ask(&hound(&[whole(Value::Null)]), (BEN, WRITE), OPEN);
    // Who owns a group is no matter of Azure RBAC.
    let of_directory = ("AZGroupOwner", json!({ "owners": null, "groupId": TEAM }));
    ask(&hound(&[all(), of_directory]), (BEN, WRITE), NO);
}

#[test]
fn members_that_are_null_are_no_list_of_none() {
    let mut held = assigned_by_hound(Some(""));
    held["properties"]["principalId"] = TEAM.into();
    let all =
        json!({ "roleAssignments": [{ "roleAssignment": held }], "subscriptionId": SUBSCRIPTION });
    let files = |members: Value| {
        hound(&[
            ("AZSubscriptionRoleAssignment", all.clone()),
            ("AZUser", json!({ "id": BEN, "displayName": "Ben" })),
            ("AZGroup", json!({ "id": TEAM, "displayName": "Team" })),
            (
                "AZGroupMember",
                json!({ "groupId": TEAM, "members": members }),
            ),
        ])
    };
    ask(&files(Value::Null), (BEN, WRITE), OPEN);
    ask(&files(json!([])), (BEN, WRITE), NO);
}

#[test]
fn sources_without_conditions_say_nothing_of_them() {
    let row = json!({ "id": id_of("roleAssignments", 1), "name": "1", "scope": SUBSCRIPTION,
        "type": "Microsoft.Authorization/roleAssignments", "principal_id": ANNA, "principal_type": "User",
        "role_definition_id": of_role(OWNER) });
    let with = |field: &str, value: Value| {
        let mut row = row.clone();
        row[field] = value;
        row
    };
    let steampipe = |row: &Value| {
        let mut row = row.clone();
        row["akas"] = json!([]);
        vec![("rows.json", json!({ "columns": [], "rows": [row] }))]
    };
    // Others write their fields so too.
    let plain = vec![("rows.json", json!({ "columns": [], "rows": [row] }))];
    ask(&plain, (ANNA, WRITE), YES);
    ask(&steampipe(&row), (ANNA, WRITE), OPEN);
    ask(&steampipe(&row), (BEN, WRITE), OPEN);
    ask(
        &steampipe(&with("condition", Value::Null)),
        (ANNA, WRITE),
        YES,
    );
    ask(
        &steampipe(&with("condition", Value::Null)),
        (BEN, WRITE),
        NO,
    );
    let table = |column: &str, cell: &str| {
        let text = format!(
            "id,cloud_environment,scope,principal_id,principal_type,role_definition_id{column}\n{},AzurePublicCloud,{SUBSCRIPTION},{ANNA},User,{}{cell}\n",
            id_of("roleAssignments", 1),
            of_role(OWNER)
        );
        vec![("rows.csv", Value::from(text))]
    };
    ask(&table("", ""), (ANNA, WRITE), OPEN);
    ask(&table(",condition", ","), (ANNA, WRITE), YES);
    let ansible = with("assignee_object_id", ANNA.into());
    ask(&vec![("rows.json", json!([ansible]))], (ANNA, WRITE), OPEN);
    ask(&vec![("rows.json", json!([row]))], (ANNA, WRITE), YES);
}

#[test]
fn lists_may_be_kept_as_their_json() {
    let role = "a0000000-0000-4000-8000-0000000000d1";
    let definition = |permissions: Value| {
        json!([{ "id": of_role(role), "type": "Microsoft.Authorization/roleDefinitions", "role_name": "Ops",
            "role_type": "CustomRole", "permissions": permissions }])
    };
    let files = |permissions: Value| {
        vec![
            ("held.json", json!([assignment(1, ANNA, "User", role)])),
            ("roles.json", definition(permissions)),
        ]
    };
    let granting = |action: &str| {
        json!(format!(
            r#"[{{"actions": ["{action}"], "notActions": []}}]"#
        ))
    };
    ask(&files(granting(WRITE)), (ANNA, WRITE), YES);
    ask(&files(granting(REMOVE)), (ANNA, WRITE), NO);
    let inner = json!([{ "actions": format!(r#"["{WRITE}"]"#) }]);
    ask(&files(inner), (ANNA, WRITE), YES);
    let of_python = folder(&files(json!("[{'actions': ['*']}]")));
    let run = can(of_python.path(), ANNA, WRITE, &[]);
    assert_eq!(run.code, OPEN, "{}", run.told());
}

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

#[test]
fn members_are_a_page_where_graph_says_or_may_leave_out_more() {
    let member = |at: usize| graph_user(&format!("b0000000-0000-4000-8000-{at:012}"));
    let group = |members: Vec<Value>| json!({ "@odata.type": "#microsoft.graph.group", "id": TEAM, "displayName": "Team", "members": members });
    let files = |group: Value| -> Files {
        let users = json!([graph_user(BEN)]);
        vec![
            ("rows.json", json!([assignment(1, TEAM, "Group", OWNER)])),
            ("users.json", users),
            ("groups.json", json!({ "value": [group] })),
        ]
    };
    ask(&files(group(vec![member(1)])), (BEN, WRITE), NO);
    let mut linked = group(vec![member(1)]);
    linked["members@odata.nextLink"] =
        json!("https://graph.microsoft.com/v1.0/groups/x/members?$skiptoken=y");
    ask(&files(linked), (BEN, WRITE), OPEN);
    ask(
        &files(group((0..20).map(member).collect())),
        (BEN, WRITE),
        OPEN,
    );
    ask(
        &files(group((0..19).map(member).collect())),
        (BEN, WRITE),
        NO,
    );
    // Another list of the group is whole.
    let mut listed = files(group((0..20).map(member).collect()));
    listed.push((
        "lists.json",
        json!({ TEAM: (0..20).map(member).collect::<Vec<_>>() }),
    ));
    ask(&listed, (BEN, WRITE), NO);
    // So is one that is not of Graph.
    let all: Vec<Value> = (0..20).map(member).collect();
    ask(
        &files(json!({ "id": TEAM, "transitiveMembers": all })),
        (BEN, WRITE),
        NO,
    );
    let of_file = |list: Value| -> Files {
        vec![
            ("rows.json", json!([assignment(1, TEAM, "Group", OWNER)])),
            ("users.json", json!([graph_user(BEN)])),
            ("a0000000-0000-4000-8000-0000000000f1.json", list),
        ]
    };
    ask(
        &of_file(json!({ "@odata.count": 1, "value": [member(1)] })),
        (BEN, WRITE),
        NO,
    );
    ask(
        &of_file(json!({ "@odata.count": 5, "value": [member(1)] })),
        (BEN, WRITE),
        OPEN,
    );
    let mut removed = graph_user(BEN);
    removed["@removed"] = json!({ "reason": "deleted" });
    ask(&of_file(json!([member(1), removed])), (BEN, WRITE), NO);
}

#[test]
fn a_query_that_found_more_than_is_here_is_not_whole() {
    let rows = |found: usize| json!({ "count": 1, "data": [assignment(90, BEN, "User", READER)], "skip_token": null, "total_records": found });
    ask(&vec![annas(), ("graph.json", rows(1))], (BEN, WRITE), NO);
    ask(
        &vec![annas(), ("graph.json", rows(900))],
        (BEN, WRITE),
        OPEN,
    );
    for (beside, code) in [
        (json!({ "error": null }), NO),
        (json!({ "errors": [] }), NO),
        (json!({ "error": {} }), NO),
        (json!({ "error": "" }), NO),
        (json!({ "error": { "code": "PartialError" } }), OPEN),
        (json!({ "@odata.count": "1" }), NO),
        (json!({ "@odata.count": "9" }), OPEN),
        (json!({ "facets": [{ "expression": "type" }] }), NO),
        // What stands beside the list is not read.
        (
            json!({ "roleAssignments": [assignment(1, BEN, "User", OWNER)] }),
            OPEN,
        ),
        (
            json!({ "odata_next_link": "https://graph.microsoft.com/x" }),
            OPEN,
        ),
    ] {
        let mut page = json!({ "value": [assignment(90, BEN, "User", READER)] });
        let (key, value) = beside.as_object().unwrap().iter().next().unwrap();
        page[key] = value.clone();
        ask(&vec![annas(), ("page.json", page)], (BEN, WRITE), code);
    }
    // Pages in a list, as `jq -s` puts them.
    let page = |number: usize, found: usize| json!({ "count": 1, "total_records": found, "data": [assignment(number, BEN, "User", READER)] });
    for (pages, code) in [
        (json!([page(90, 2), page(91, 2)]), NO),
        (json!([page(90, 3), page(91, 3)]), OPEN),
        (json!([page(90, 1), page(91, 2)]), OPEN),
    ] {
        ask(&vec![annas(), ("pages.json", pages)], (BEN, WRITE), code);
    }
    let error = json!([{ "value": [assignment(90, BEN, "User", READER)], "error": { "code": "PartialError" } }]);
    ask(&vec![annas(), ("pages.json", error)], (BEN, WRITE), OPEN);
}

/// What changed of the members of a group is not all of them.
#[test]
fn changes_of_members_are_no_list_of_them() {
    let group = |members: &str| {
        json!({ "value": [{ "@odata.type": "#microsoft.graph.group", "id": TEAM, "displayName": "Team",
            members: [graph_user(BEN)] }] })
    };
    let rows = || json!([assignment(1, TEAM, "Group", OWNER)]);
    for (members, code) in [("members", NO), ("members@delta", OPEN)] {
        let files = vec![("rows.json", rows()), ("groups.json", group(members))];
        ask(&files, (ANNA, WRITE), code);
    }
    // Nor do two of them make a whole one.
    let page = || {
        json!({ "value": [{ "@odata.type": "#microsoft.graph.group", "id": TEAM, "displayName": "Team",
            "members": [graph_user(BEN)], "members@odata.nextLink": "https://graph.microsoft.com/x" }] })
    };
    let two = vec![
        ("rows.json", rows()),
        ("one.json", page()),
        ("two.json", page()),
    ];
    ask(&two, (ANNA, WRITE), OPEN);
}

/// Formats for records that are not read are named where they stand in a folder.
#[test]
fn files_that_are_not_read_may_hold_what_is_missing() {
    for (name, is_named) in [
        ("rows.parquet", true),
        ("rows.json.zst", true),
        ("rows.AVRO", true),
        ("notes.xlsx", false),
    ] {
        let files = vec![others(), (name, json!("PAR1"))];
        let run = ask(&files, (ANNA, WRITE), NO);
        assert_eq!(
            run.stderr.contains("is not read"),
            is_named,
            "{}",
            run.told()
        );
        let folder = folder(&files);
        let run = can(folder.path(), ANNA, WRITE, &["--format", "json"]);
        assert_eq!(run.json()["complete"], !is_named, "{}", run.told());
    }
}

#[test]
fn assignments_under_the_id_of_their_subscription_are_no_members() {
    let id = SUBSCRIPTION.trim_start_matches("/subscriptions/");
    let keyed = json!({ id: [assignment(1, ANNA, "User", OWNER)] });
    ask(&vec![("by-subscription.json", keyed)], (ANNA, WRITE), YES);
}

/// What PowerShell and tables make of lists: a denial is read, or nobody knows what it denies.
#[test]
fn flat_denials_are_never_lost() {
    let everyone = json!([{ "DisplayName": "All Principals", "ObjectType": "SystemDefined",
        "ObjectId": "00000000-0000-0000-0000-000000000000" }]);
    let deny = |actions: Value, principals: Value| -> Files {
        let record = json!([{ "Id": "d0000000-0000-4000-8000-000000000001", "DenyAssignmentName": "d",
            "Actions": actions, "NotActions": [], "DataActions": [], "NotDataActions": [], "Scope": SUBSCRIPTION,
            "DoNotApplyToChildScopes": false, "Principals": principals, "ExcludePrincipals": [], "IsSystemProtected": true }]);
        vec![annas(), ("deny.json", record)]
    };
    let counted = |value: Value| json!({ "value": value, "Count": 1 });
    let cut = "System.Collections.Generic.List`1[System.String]";
    for (actions, code) in [
        (json!(["*"]), NO),
        (json!("*"), NO),
        (counted(json!(["*"])), NO),
        (json!(["Microsoft.Storage/*"]), YES),
        (counted(json!(["Microsoft.Storage/*"])), YES),
        (json!(cut), OPEN),
        (json!("System.Object[]"), OPEN),
        (json!({ "value": ["*"], "other": 1 }), OPEN),
    ] {
        ask(
            &deny(actions.clone(), everyone.clone()),
            (ANNA, WRITE),
            code,
        );
        let wrapped = counted(everyone.clone());
        ask(&deny(actions, wrapped), (ANNA, WRITE), code);
    }
    // What may be denied whole is not held for certain, nor is it known what changed.
    let cut_off = folder(&deny(json!(cut), everyone.clone()));
    let what = rolecall_in(
        cut_off.path(),
        &["what", ANNA, "-i", ".", "--no-config", "--format", "json"],
    );
    assert_eq!(what.code, OPEN, "{}", what.told());
    assert_eq!(what.result()["grants"][0]["outcome"], "undetermined");
    let whole = folder(&deny(json!(["*"]), everyone.clone()));
    for pair in [[&cut_off, &whole], [&whole, &cut_off], [&cut_off, &cut_off]] {
        let pair = pair.map(|side| side.path().to_str().unwrap());
        let run = rolecall(&["diff", pair[0], pair[1], "--no-config"]);
        assert_eq!(run.code, OPEN, "{}", run.told());
    }
    let words = ["--for", ANNA, "--action", WRITE, "--at", SUBSCRIPTION];
    let command = ["recommend", "-i", ".", "--no-config", "--format", "json"];
    let open = rolecall_in(cut_off.path(), &[&command[..], &words].concat());
    assert_eq!(open.result()["given"]["open"][0]["because"], "possibleDeny");
    let table = format!(
        "\"Id\",\"DenyAssignmentName\",\"Actions\",\"NotActions\",\"DataActions\",\"NotDataActions\",\"Scope\",\"Principals\",\"ExcludePrincipals\"\n\
         \"d0000000-0000-4000-8000-000000000001\",\"d\",\"{cut}\",\"{cut}\",\"{cut}\",\"{cut}\",\"{SUBSCRIPTION}\",\"{cut}\",\"{cut}\"\n"
    );
    ask(
        &vec![annas(), ("deny.csv", json!(table))],
        (ANNA, WRITE),
        OPEN,
    );
}

/// A schedule is no instance: whether it has begun is known by its times alone (PI-6).
#[test]
fn schedules_count_from_their_start_to_their_end() {
    let schedule = |start: &str, end: Value, status: &str, created: Value| -> Files {
        let record = json!({ "id": id_of("roleAssignmentSchedules", 7), "type": "Microsoft.Authorization/roleAssignmentSchedules",
            "properties": { "scope": SUBSCRIPTION, "principalId": ANNA, "principalType": "User", "roleDefinitionId": of_role(OWNER),
                "status": status, "startDateTime": start, "endDateTime": end, "createdOn": created, "memberType": "Direct" } });
        vec![others(), ("schedules.json", json!({ "value": [record] }))]
    };
    let created = json!("2026-03-01T08:00:00Z");
    for (start, end, status, created, code) in [
        (
            "2026-03-01T08:00:00Z",
            Value::Null,
            "Provisioned",
            created.clone(),
            YES,
        ),
        (
            "2026-03-01T08:03:00Z",
            Value::Null,
            "Provisioned",
            created.clone(),
            YES,
        ),
        (
            "2099-01-01T00:00:00Z",
            Value::Null,
            "Provisioned",
            created.clone(),
            OPEN,
        ),
        (
            "2099-01-01T00:00:00Z",
            Value::Null,
            "Provisioned",
            Value::Null,
            OPEN,
        ),
        (
            "2019-01-01T00:00:00Z",
            json!("2019-02-01T00:00:00Z"),
            "Provisioned",
            created.clone(),
            NO,
        ),
        (
            "2026-03-01T08:00:00Z",
            json!("2026-06-01T00:00:00Z"),
            "Provisioned",
            created.clone(),
            YES,
        ),
        (
            "2026-03-01T08:00:00Z",
            Value::Null,
            "PendingProvisioning",
            created.clone(),
            OPEN,
        ),
        ("2026-03-01T08:00:00Z", Value::Null, "Revoked", created, NO),
    ] {
        let files = schedule(start, end, status, created);
        ask(&files, (ANNA, WRITE), code);
    }
    // Nothing else takes it for held, and nothing is clean.
    let open = folder(&schedule(
        "2099-01-01T00:00:00Z",
        Value::Null,
        "Provisioned",
        Value::Null,
    ));
    for words in [&["audit"][..], &["audit", "--paths"]] {
        let run = rolecall_in(open.path(), &[words, &["-i", ".", "--no-config"]].concat());
        assert_eq!(run.code, OPEN, "{words:?}: {}", run.told());
        assert!(!run.stdout.contains(ANNA), "{words:?}: {}", run.told());
    }
    let words = [
        "recommend",
        "--action",
        WRITE,
        "--at",
        SUBSCRIPTION,
        "--for",
        ANNA,
        "-i",
        ".",
        "--no-config",
    ];
    let run = rolecall_in(open.path(), &words);
    assert!(!run.stdout.contains("no role is missing"), "{}", run.told());
    let over = folder(&schedule(
        "2019-01-01T00:00:00Z",
        json!("2019-02-01T00:00:00Z"),
        "Provisioned",
        json!("2026-03-01T08:00:00Z"),
    ));
    let gone = over.path().to_str().unwrap();
    let words = [
        "diff",
        gone,
        open.path().to_str().unwrap(),
        "--fail-on-gain",
        "any",
        "--no-config",
    ];
    let run = rolecall_in(open.path(), &words);
    assert_eq!(run.code, OPEN, "{}", run.told());
    // A moment decides.
    let later = folder(&schedule(
        "2099-01-01T00:00:00Z",
        Value::Null,
        "Provisioned",
        Value::Null,
    ));
    for (when, code) in [("2098-12-31", NO), ("2099-01-02", YES)] {
        let run = can(later.path(), ANNA, WRITE, &["--when", when]);
        assert_eq!(run.code, code, "{when}: {}", run.told());
    }
    let plan = |start: &str| -> Files {
        vec![
            others(),
            (
                "state.json",
                json!({ "format_version": "1.0", "terraform_version": "1.9.0",
            "values": { "root_module": { "resources": [{ "address": "azurerm_pim_active_role_assignment.a", "mode": "managed",
                "type": "azurerm_pim_active_role_assignment", "name": "a", "values": { "scope": SUBSCRIPTION, "principal_id": ANNA,
                    "role_definition_id": of_role(OWNER), "schedule": [{ "start_date_time": start, "expiration": [] }] } }] } } }),
            ),
        ]
    };
    ask(&plan("2099-01-01T00:00:00Z"), (ANNA, WRITE), OPEN);
}

#[test]
fn a_projection_of_an_eligibility_is_one() {
    for (field, value) in [
        (
            "roleEligibilityScheduleId",
            json!(id_of("roleEligibilitySchedules", 3)),
        ),
        ("assignmentState", json!("Eligible")),
    ] {
        let mut row = json!({ "principalId": ANNA, "principalType": "User", "roleDefinitionId": of_role(OWNER),
            "scope": SUBSCRIPTION, "status": "Provisioned", "startDateTime": "2026-01-01T00:00:00Z" });
        row[field] = value;
        let run = ask(
            &vec![others(), ("rows.json", json!([row]))],
            (ANNA, WRITE),
            NO,
        );
        assert!(
            run.stdout.starts_with("eligible"),
            "{field}: {}",
            run.stdout
        );
    }
}

#[test]
fn fields_of_properties_may_stand_in_columns_or_in_a_text() {
    let inner = json!({ "scope": SUBSCRIPTION, "principalId": ANNA, "principalType": "User", "roleDefinitionId": of_role(OWNER) });
    let id = id_of("roleAssignments", 1);
    let kind = "microsoft.authorization/roleassignments";
    let mut dotted = json!({ "id": id, "type": kind });
    let mut joined = dotted.clone();
    for (key, value) in inner.as_object().unwrap() {
        dotted[format!("properties.{key}")] = value.clone();
        joined[format!("properties_{key}")] = value.clone();
    }
    let text = json!({ "id": id, "type": kind, "properties": inner.to_string() });
    for row in [&dotted, &joined, &text] {
        ask(
            &vec![others(), ("rows.json", json!([row]))],
            (ANNA, WRITE),
            YES,
        );
    }
    for row in [&dotted, &joined] {
        let row = row.as_object().unwrap();
        let cells = |of: Vec<String>| {
            of.iter()
                .map(|cell| format!("\"{cell}\""))
                .collect::<Vec<_>>()
                .join(",")
        };
        let head = cells(row.keys().cloned().collect());
        let values = cells(
            row.values()
                .map(|value| value.as_str().unwrap().to_owned())
                .collect(),
        );
        ask(
            &vec![others(), ("rows.csv", json!(format!("{head}\n{values}\n")))],
            (ANNA, WRITE),
            YES,
        );
    }
}

#[test]
fn records_that_say_two_things_are_neither() {
    for (key, value) in [
        ("properties_principalId", BEN),
        ("properties.principalId", BEN),
        ("PrincipalId", BEN),
    ] {
        let mut row = assignment(1, ANNA, "User", OWNER);
        row[key] = json!(value);
        ask(&vec![("rows.json", json!([row]))], (ANNA, WRITE), OPEN);
    }
    // Spelt otherwise they say the same.
    let mut same = assignment(1, ANNA, "User", OWNER);
    same["properties"] = json!({ "principalId": ANNA.to_uppercase(), "scope": format!("{}/", SUBSCRIPTION.to_uppercase()),
        "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{OWNER}") });
    same["properties_scope"] = json!("");
    ask(&vec![("rows.json", json!([same]))], (ANNA, WRITE), YES);
    // A condition that stands there twice, or is taken back.
    let never = format!("!(ActionMatches{{'{WRITE}'}})");
    let row = assignment(1, ANNA, "User", OWNER).to_string();
    let row = row.trim_end_matches('}');
    for conditions in [
        format!(r#""condition": "{never}", "condition": null"#),
        format!(r#""condition": "{never}", "properties": {{ "condition": "true" }}"#),
    ] {
        let text = format!("[{row}, {conditions}}}]");
        let files = vec![others(), ("rows.json", json!(text))];
        ask(&files, (ANNA, WRITE), OPEN);
    }
    // In whatever order, and in forms that are made into JSON first.
    let other_way = format!(r#"[{row}, "condition": null, "condition": "{never}"}}]"#);
    let yaml = format!(
        "- id: {}\n  principalId: {BEN}\n  principalId: {ANNA}\n  principalType: User\n  roleDefinitionId: {}\n  scope: {SUBSCRIPTION}\n",
        id_of("roleAssignments", 1),
        of_role(OWNER)
    );
    let table = format!(
        "id,principalId,principalId,principalType,roleDefinitionId,scope\n{},{BEN},{ANNA},User,{},{SUBSCRIPTION}\n",
        id_of("roleAssignments", 1),
        of_role(OWNER)
    );
    for (name, text) in [
        ("rows.json", other_way),
        ("rows.yaml", yaml),
        ("rows.csv", table),
    ] {
        let run = ask(&vec![others(), (name, json!(text))], (ANNA, WRITE), OPEN);
        assert!(run.stderr.contains("stands twice"), "{}", run.told());
    }
    let mut two = assignment(1, ANNA, "User", OWNER);
    two["properties"] = json!({ "principalId": BEN });
    ask(&vec![("rows.json", json!([two]))], (ANNA, WRITE), OPEN);
    let mut elsewhere = assignment(1, ANNA, "User", OWNER);
    elsewhere["id"] =
        json!(id_of("roleAssignments", 1).replace("/providers", "/resourceGroups/rg/providers"));
    ask(
        &vec![("rows.json", json!([elsewhere]))],
        (ANNA, WRITE),
        OPEN,
    );
}

#[test]
fn trees_of_two_tenants_are_not_one() {
    let tree = |tenant: &str, subscription: &str| {
        json!({ "id": format!("/providers/Microsoft.Management/managementGroups/{tenant}"), "name": tenant,
            "type": "Microsoft.Management/managementGroups", "tenantId": tenant, "displayName": "Tenant Root Group",
            "children": [{ "id": subscription, "name": "s", "displayName": "s", "type": "/subscriptions" }] })
    };
    let one = tree(
        "70000000-0000-4000-8000-000000000001",
        "/subscriptions/50000000-0000-4000-8000-000000000009",
    );
    let other = tree("70000000-0000-4000-8000-000000000002", SUBSCRIPTION);
    let mut root = assignment(1, ANNA, "User", OWNER);
    root["id"] = json!(
        "/providers/Microsoft.Authorization/roleAssignments/c0000000-0000-4000-8000-000000000001"
    );
    root["scope"] = json!("/");
    let rows = json!([root.clone()]);
    // What is assigned below is in one of them.
    let below = vec![
        annas(),
        ("tree.json", other.clone()),
        ("one.json", one.clone()),
    ];
    ask(&below, (ANNA, WRITE), YES);
    ask(
        &vec![("rows.json", rows.clone()), ("tree.json", other.clone())],
        (ANNA, WRITE),
        YES,
    );
    ask(
        &vec![
            ("rows.json", rows.clone()),
            ("tree.json", other),
            ("one.json", one),
        ],
        (ANNA, WRITE),
        OPEN,
    );
    // `az account list` names what a sign-in sees: two tenants, of which the exports may be of one.
    let subscription = |number: usize| {
        json!({ "id": format!("50000000-0000-4000-8000-{number:012}"), "name": "s", "state": "Enabled",
            "tenantId": format!("70000000-0000-4000-8000-{number:012}"), "isDefault": true, "cloudName": "AzureCloud" })
    };
    let accounts = json!([subscription(1), subscription(2)]);
    let one_of_two = |of: usize| {
        let scope = format!("/subscriptions/50000000-0000-4000-8000-{of:012}");
        let mut row = assignment(90, BEN, "User", READER);
        row["id"] = json!(row["id"].as_str().unwrap().replace(SUBSCRIPTION, &scope));
        row["scope"] = json!(scope);
        row
    };
    for (rows, code) in [
        (json!([root.clone(), one_of_two(1)]), YES),
        (json!([root, one_of_two(1), one_of_two(2)]), YES),
    ] {
        let is_of_both = rows.as_array().unwrap().len() == 3;
        let files = vec![("rows.json", rows), ("accounts.json", accounts.clone())];
        let run = ask(&files, (ANNA, WRITE), code);
        assert_eq!(
            run.stderr.contains("several tenants"),
            is_of_both,
            "{}",
            run.told()
        );
    }
}

#[test]
fn json_in_a_file_that_is_called_yaml_is_read() {
    let (_, rows) = annas();
    ask(
        &vec![others(), ("rows.yaml", rows.clone())],
        (ANNA, WRITE),
        YES,
    );
    let yaml = format!(
        "# of the team\n---\n- id: {}\n  principalId: {ANNA}\n  principalType: User\n  roleDefinitionId: {}\n  scope: {SUBSCRIPTION}\n",
        id_of("roleAssignments", 1),
        of_role(OWNER)
    );
    ask(
        &vec![others(), ("rows.yaml", json!(yaml))],
        (ANNA, WRITE),
        YES,
    );
    let flow = format!("# of the team\n{rows}\n");
    ask(
        &vec![others(), ("rows.yaml", json!(flow))],
        (ANNA, WRITE),
        YES,
    );
}

#[test]
fn a_guest_is_the_classic_administrator_of_its_home_address() {
    let classic = json!({ "value": [{ "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/classicAdministrators/1"),
        "type": "Microsoft.Authorization/classicAdministrators", "properties": { "emailAddress": "anna@fabrikam.example", "role": "CoAdministrator" } }] });
    let guest = |name: &str| json!([{ "@odata.type": "#microsoft.graph.user", "id": ANNA, "displayName": "Anna", "userPrincipalName": name }]);
    for (name, code) in [
        ("anna_fabrikam.example#EXT#@fjord.example", YES),
        ("a.lund_fabrikam.example#EXT#@fjord.example", OPEN),
        ("anna@fjord.example", NO),
    ] {
        ask(
            &vec![
                others(),
                ("classic.json", classic.clone()),
                ("users.json", guest(name)),
            ],
            (ANNA, WRITE),
            code,
        );
    }
}

/// A role assignment that is removed is no request: its attributes are those of the resource (AB-45).
#[test]
fn the_attributes_of_a_removal_are_not_those_of_a_request() {
    let reader = format!("{{{READER}}}");
    let of = |source: &str| {
        let mut row = assignment(1, ANNA, "User", "f58310d9-a9f6-439a-9e8d-f62e7b41a168");
        row["conditionVersion"] = json!("2.0");
        row["condition"] = json!(format!(
            "(!(ActionMatches{{'{REMOVE}'}})) OR (@{source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {reader})"
        ));
        folder(&vec![("rows.json", json!([row]))])
    };
    for (source, code) in [("Request", NO), ("Resource", YES)] {
        let exports = of(source);
        let given =
            format!("@{source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId]={READER}");
        let run = can(exports.path(), ANNA, REMOVE, &["--attr", &given]);
        assert_eq!(run.code, code, "{source}: {}", run.told());
    }
}

#[test]
fn what_a_deny_assignment_leaves_nothing_of_is_not_held() {
    let deny = json!([{ "id": "/providers/Microsoft.Authorization/denyAssignments/c0000000-0000-4000-8000-000000000008",
        "type": "Microsoft.Authorization/denyAssignments", "properties": { "denyAssignmentName": "all", "scope": "/",
            "permissions": [{ "actions": ["*"], "notActions": [], "dataActions": ["*"], "notDataActions": [] }],
            "principals": [{ "id": ANNA, "type": "User" }], "excludePrincipals": [] } }]);
    let denied = folder(&vec![annas(), ("deny.json", deny)]);
    let what = |more: &[&str]| {
        let words = ["what", ANNA, "-i", ".", "--no-config"];
        rolecall_in(denied.path(), &[&words[..], more].concat())
    };
    let run = what(&[]);
    assert_eq!(run.code, NO, "{}", run.told());
    assert!(
        run.stdout.contains("deny assignments leave nothing"),
        "{}",
        run.stdout
    );
    let result = what(&["--format", "json"]).result();
    assert_eq!(result["operations"], json!({ "control": 0, "data": 0 }));
    assert_eq!(result["grants"][0]["outcome"], "denied");
    assert!(what(&["-o", "tsv"]).stdout.contains("denied"));
    let who = rolecall_in(
        denied.path(),
        &["who", WRITE, "--at", SUBSCRIPTION, "-i", ".", "--no-config"],
    );
    assert_eq!(who.code, NO, "{}", who.told());
    // One that is for the scope alone, and binds somebody else, leaves no more.
    let denying = |number: usize, who: &str, is_here: bool| {
        json!({ "id": id_of("denyAssignments", number), "type": "Microsoft.Authorization/denyAssignments",
            "properties": { "denyAssignmentName": "d", "scope": SUBSCRIPTION, "doNotApplyToChildScopes": is_here,
                "permissions": [{ "actions": ["*"], "notActions": [], "dataActions": ["*"], "notDataActions": [] }],
                "principals": [{ "id": who, "type": "User" }], "excludePrincipals": [] } })
    };
    let outcome = |denies: Value| {
        let folder = folder(&vec![annas(), ("deny.json", denies)]);
        let words = ["what", ANNA, "-i", ".", "--no-config", "--format", "json"];
        is_verified(folder.path(), &["what", ANNA]);
        rolecall_in(folder.path(), &words).result()["grants"][0]["outcome"].clone()
    };
    let both = json!([denying(1, ANNA, false), denying(2, BEN, true)]);
    assert_eq!(outcome(both), "denied");
    // What is denied at a scope alone may be done below it.
    assert_eq!(outcome(json!([denying(1, ANNA, true)])), "allowed");
}

#[test]
fn a_role_that_is_cut_off_is_equal_to_none() {
    let role = json!([{ "Name": "Cut", "Id": "f1111111-0000-4000-8000-000000000001", "IsCustom": true, "Actions": ["*"],
        "NotActions": "System.Object[]", "DataActions": [], "NotDataActions": [], "AssignableScopes": [SUBSCRIPTION] }]);
    let cut = folder(&vec![("roles.json", role)]);
    for words in [
        &["roles", "compare", "Cut", "Owner"][..],
        &["roles", "show", "Cut"],
        &["roles", "expand", "Cut"],
        &["roles", "export", "Cut"],
    ] {
        let run = rolecall_in(cut.path(), &[words, &["-i", ".", "--no-config"]].concat());
        assert_eq!(run.code, OPEN, "{words:?}: {}", run.told());
    }
}

#[test]
fn assignments_of_unknown_roles_are_not_clean() {
    let rows = json!([assignment(
        1,
        ANNA,
        "User",
        "f1111111-0000-4000-8000-00000000000f"
    )]);
    let exports = folder(&vec![("rows.json", rows)]);
    for words in [&["audit"][..], &["audit", "--paths"]] {
        let run = rolecall_in(
            exports.path(),
            &[words, &["-i", ".", "--no-config"]].concat(),
        );
        assert_eq!(run.code, OPEN, "{words:?}: {}", run.told());
    }
}

/// The name of a group may be known by its assignments alone.
#[test]
fn verify_knows_the_names_that_answers_take() {
    let mut row = assignment(1, TEAM, "Group", OWNER);
    row["principalName"] = json!("Net-Ops");
    let files = vec![
        ("rows.json", json!([row])),
        (
            "a0000000-0000-4000-8000-0000000000f1.json",
            json!([graph_user(ANNA)]),
        ),
    ];
    ask(&files, (ANNA, WRITE), YES);
}

/// Of logs that are not whole nothing is said to be unused.
#[test]
fn logs_that_lack_records_show_no_disuse() {
    let mut row = assignment(1, ANNA, "User", OWNER);
    row["createdOn"] = json!("2020-01-01T00:00:00Z");
    let exports = folder(&vec![(
        "rows.json",
        json!([row, assignment(2, BEN, "User", OWNER)]),
    )]);
    let logs = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let event = |day: usize, status: &str| {
        json!({ "eventDataId": format!("e0000000-0000-4000-8000-{day:012}"), "correlationId": "c", "caller": "ben@fjord.example",
            "claims": { "http://schemas.microsoft.com/identity/claims/objectidentifier": BEN },
            "authorization": { "action": WRITE, "scope": format!("{SUBSCRIPTION}/resourceGroups/rg") },
            "operationName": { "value": WRITE }, "category": { "value": "Administrative" },
            "status": { "value": status }, "eventTimestamp": format!("2026-0{}-01T00:00:00Z", day),
            "subscriptionId": SUBSCRIPTION.trim_start_matches("/subscriptions/"),
            "resourceId": format!("{SUBSCRIPTION}/resourceGroups/rg") })
    };
    let proposals = |events: Value| {
        std::fs::write(logs.path().join("log.json"), events.to_string()).unwrap();
        let words = [
            "rightsize",
            "-i",
            ".",
            "--no-config",
            "--logs",
            logs.path().to_str().unwrap(),
            "--logs-complete",
            "--format",
            "json",
        ];
        let run = rolecall_in(exports.path(), &words);
        let result = run.result();
        let kinds = result["assignments"].as_array().unwrap().iter();
        let kinds: Vec<String> = kinds
            .map(|row| row["proposal"]["kind"].as_str().unwrap().to_owned())
            .collect();
        (run.code, kinds)
    };
    let whole = json!([event(1, "Succeeded"), event(8, "Succeeded")]);
    let (code, kinds) = proposals(whole);
    assert_eq!(code, NO);
    assert!(kinds.contains(&"remove".to_owned()), "{kinds:?}");
    let two = [event(1, "Succeeded"), event(8, "Succeeded")];
    let counted = |found: Value| json!({ "value": two, "@odata.count": found });
    for whole in [
        counted(json!(2)),
        counted(json!("2")),
        json!([{ "value": [two[0]], "@odata.count": 2 }, { "@odata.count": 2, "value": [two[1]] }]),
    ] {
        assert_eq!(proposals(whole.clone()).0, NO, "{whole}");
    }
    for lacking in [
        json!([
            event(1, "Succeeded"),
            event(7, "Updated"),
            event(8, "Succeeded")
        ]),
        counted(json!(3)),
        counted(json!("40")),
        json!({ "totalRecords": 900, "data": two }),
        json!([{ "value": [two[0]], "@odata.count": 3 }, { "@odata.count": 3, "value": [two[1]] }]),
    ] {
        let (code, kinds) = proposals(lacking);
        assert_eq!(code, OPEN);
        assert!(kinds.iter().all(|kind| kind == "keep"), "{kinds:?}");
    }
    std::fs::write(logs.path().join("more.parquet"), "PAR1").unwrap();
    let (code, kinds) = proposals(json!(two));
    assert_eq!(code, OPEN);
    assert!(kinds.iter().all(|kind| kind == "keep"), "{kinds:?}");
}

/// Databases, PowerShell and Python write nothing into a table in their own ways.
#[test]
fn a_condition_that_a_table_writes_as_nothing_is_none() {
    for (written, code) in [
        ("", YES),
        ("\\N", YES),
        ("NULL", YES),
        ("(null)", YES),
        ("None", YES),
        ("nan", YES),
        ("nothing", OPEN),
    ] {
        let table = format!(
            "id,principalId,principalType,roleDefinitionId,scope,condition\n{},{ANNA},User,{},{SUBSCRIPTION},{written}\n",
            id_of("roleAssignments", 1),
            of_role(OWNER)
        );
        ask(
            &vec![others(), ("rows.csv", json!(table))],
            (ANNA, WRITE),
            code,
        );
    }
}

/// Logs of storage as queries give them: a check in place of the list, without the columns that name the
/// service, in a file whose name says nothing.
#[test]
fn what_a_query_makes_of_a_storage_log_is_the_same_log() {
    let check = json!({ "action": "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", "result": "Granted",
        "roleAssignmentId": "c0000000-0000-4000-8000-000000000001", "roleDefinitionId": READER, "type": "RBAC" });
    let row = |details: Value, more: Value| {
        let mut row = json!({ "TimeGenerated": "2026-03-01T07:14:03.1234567Z", "OperationName": "GetBlob", "StatusCode": 200,
            "AuthorizationDetails": details, "RequesterObjectId": ANNA, "ObjectKey": "/acct/c/x.txt", "Category": "StorageRead",
            "_ResourceId": format!("{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct"),
            "CorrelationId": "c" });
        let more = more.as_object().unwrap().clone();
        row.as_object_mut().unwrap().extend(more);
        json!([row])
    };
    let used = |name: &'static str, log: Value| {
        let folder = folder(&vec![(name, log)]);
        let run = rolecall_in(
            folder.path(),
            &["usage", ".", "-o", "usage.jsonl", "--no-config"],
        );
        assert_eq!(run.code, YES, "{}", run.told());
        std::fs::read_to_string(folder.path().join("usage.jsonl")).unwrap()
    };
    let named = json!({ "Type": "StorageBlobLogs", "ServiceType": "blob" });
    let whole = used("log.json", row(json!([check]), named));
    assert!(
        whole.contains("/blobservices/default/containers/c\""),
        "{whole}"
    );
    assert_eq!(used("log.json", row(json!([check]), json!({}))), whole);
    assert_eq!(used("part-00000", row(check, json!({}))), whole);
}

/// A projection, a table without the column and a null say nothing about what a role grants.
#[test]
fn a_role_listed_without_permissions_is_not_an_empty_one() {
    let custom = "d0000000-0000-4000-8000-000000000001";
    let listed = |role: &str, kind: &str, fields: Value| {
        let mut record = json!({ "id": of_role(role), "name": role, "roleName": "Keeper", "roleType": kind,
            "type": "Microsoft.Authorization/roleDefinitions" });
        let more = fields.as_object().unwrap().clone();
        record.as_object_mut().unwrap().extend(more);
        record
    };
    let table = format!(
        "id,name,roleName,roleType,type\n{},{OWNER},Owner,BuiltInRole,Microsoft.Authorization/roleDefinitions\n",
        of_role(OWNER)
    );
    let built_in = |fields| json!([listed(OWNER, "BuiltInRole", fields)]);
    for (name, roles) in [
        ("roles.json", built_in(json!({}))),
        ("roles.json", built_in(json!({ "permissions": null }))),
        ("roles.json", built_in(json!({ "permissions": [] }))),
        ("roles.csv", json!(table)),
    ] {
        ask(&vec![annas(), (name, roles)], (ANNA, WRITE), YES);
    }
    let held = || ("anna.json", json!([assignment(1, ANNA, "User", custom)]));
    let lists =
        json!([{ "actions": ["*"], "notActions": [], "dataActions": [], "notDataActions": [] }]);
    let of = |fields| json!([listed(custom, "CustomRole", fields)]);
    let whole = |day: &str| of(json!({ "permissions": lists, "updatedOn": day }));
    let bare = |day: &str| of(json!({ "updatedOn": day }));
    ask(
        &vec![held(), ("roles.json", of(json!({})))],
        (ANNA, WRITE),
        OPEN,
    );
    ask(
        &vec![held(), ("roles.json", of(json!({ "permissions": [] })))],
        (ANNA, WRITE),
        NO,
    );
    let (early, late) = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
    for (bare_day, whole_day, code) in
        [(early, late, YES), (early, early, YES), (late, early, OPEN)]
    {
        let files = vec![
            held(),
            ("a.json", bare(bare_day)),
            ("b.json", whole(whole_day)),
        ];
        ask(&files, (ANNA, WRITE), code);
    }
}

#[test]
fn a_null_in_place_of_members_is_no_list() {
    let team = || ("team.json", json!([assignment(2, TEAM, "Group", OWNER)]));
    let files = |list: Value| -> Files {
        let members = json!({ TEAM: list });
        vec![team(), others(), ("members.json", members)]
    };
    ask(&files(Value::Null), (ANNA, WRITE), OPEN);
    ask(&files(json!([])), (ANNA, WRITE), NO);
    let found = |list: Value| {
        let folder = folder(&files(list));
        let rule = "empty-group-with-role";
        let words = [
            "audit",
            "--rule",
            rule,
            "-i",
            ".",
            "--no-config",
            "--format",
            "json",
        ];
        let run = rolecall_in(folder.path(), &words);
        (
            run.result()["findings"].as_array().unwrap().len(),
            run.json()["complete"] == true,
        )
    };
    assert_eq!(found(Value::Null), (0, false));
    assert_eq!(found(json!([])).0, 1);
}

#[test]
fn a_condition_under_another_name_is_not_passed_over() {
    let test = "@Resource[Microsoft.Compute/virtualMachines:x] StringEquals 'a'";
    let with = |field: &str, value: Value| -> Files {
        let mut record = assignment(1, ANNA, "User", OWNER);
        record[field] = value;
        vec![("anna.json", json!([record]))]
    };
    for (field, value) in [
        ("conditions", json!(test)),
        ("Bedingung", json!("siehe Anlage")),
        ("roleCondition", json!({ "text": test })),
        ("cond", json!(test)),
        ("remark", json!("ActionMatches{'Microsoft.Compute/*'}")),
    ] {
        let run = ask(&with(field, value), (ANNA, WRITE), OPEN);
        assert!(run.stderr.contains(&format!("`{field}`")), "{}", run.stderr);
    }
    for (field, value) in [
        ("conditions", Value::Null),
        ("Bedingung", json!("")),
        ("secondaryOwner", json!("somebody")),
        ("remark", json!("for the project")),
    ] {
        ask(&with(field, value), (ANNA, WRITE), YES);
    }
    let table = format!(
        "RoleAssignmentId,Scope,ObjectType,ObjectId,RoleDefinitionName,RoleDefinitionId,Bedingung\n{},{SUBSCRIPTION},User,{ANNA},Owner,{OWNER},\"{test}\"\n",
        id_of("roleAssignments", 1)
    );
    ask(&vec![("anna.csv", json!(table))], (ANNA, WRITE), OPEN);
    let run = ask(&with("condition", json!("null")), (ANNA, WRITE), YES);
    assert!(run.stderr.contains("the word `null`"), "{}", run.stderr);
}

#[test]
fn a_field_of_a_deny_assignment_under_another_name_leaves_it_open() {
    let everyone =
        json!([{ "id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined" }]);
    let anna = json!([{ "id": ANNA, "type": "User" }]);
    let with = |spared: &str, permission: Value| -> Files {
        let deny = json!({ "id": id_of("denyAssignments", 9), "type": "Microsoft.Authorization/denyAssignments",
            "denyAssignmentName": "d", "scope": SUBSCRIPTION, "permissions": [permission],
            "principals": everyone, spared: anna });
        vec![annas(), ("deny.json", json!([deny]))]
    };
    let all = json!({ "actions": ["*"] });
    ask(&with("excludePrincipals", all.clone()), (ANNA, WRITE), YES);
    ask(&with("excludedPrincipals", all), (ANNA, WRITE), OPEN);
    let some = json!({ "actions": ["*"], "excludedActions": ["Microsoft.Compute/*"] });
    ask(&with("remarks", some), (ANNA, WRITE), OPEN);
}

/// A registration holds nothing, and has another object id than the service principal that does (PR-1).
#[test]
fn an_app_registration_is_not_the_principal() {
    let (app, registration) = (
        "cc000000-0000-4000-8000-000000000001",
        "bb000000-0000-4000-8000-000000000001",
    );
    let applications = || {
        let record = json!({ "appId": app, "id": registration, "displayName": "deploy", "identifierUris": [],
            "publisherDomain": "fjord.example", "requiredResourceAccess": [], "signInAudience": "AzureADMyOrg" });
        ("apps.json", json!([record]))
    };
    let held = |name: Value| {
        let mut record = assignment(1, ANNA, "ServicePrincipal", OWNER);
        record["principalName"] = name;
        ("held.json", json!([record]))
    };
    let service = || {
        let record = json!({ "appId": app, "id": ANNA, "displayName": "deploy service",
            "servicePrincipalType": "Application", "accountEnabled": true });
        ("service.json", json!([record]))
    };
    let asked = |files: Files, who: &str| {
        let folder = folder(&files);
        can(folder.path(), who, WRITE, &[])
    };
    for files in [
        vec![held(json!(app)), applications()],
        vec![held(Value::Null), applications(), service()],
        vec![held(json!(app))],
    ] {
        let run = asked(files, app);
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains(ANNA), "{}", run.stderr);
    }
    for files in [
        vec![held(json!(app)), applications()],
        vec![held(Value::Null), applications(), service()],
    ] {
        let by_name = asked(files.clone(), "deploy");
        assert_eq!(by_name.code, YES, "{}", by_name.told());
        let by_id = asked(files, registration);
        assert_eq!(by_id.code, 2, "{}", by_id.told());
        assert!(by_id.stderr.contains(ANNA), "{}", by_id.stderr);
    }
    for who in ["deploy", app, registration] {
        let run = asked(vec![held(Value::Null), applications()], who);
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains("app registration"), "{}", run.stderr);
    }
}

/// Terraform, Pulumi and tables name registrations too, and what else the directory holds.
#[test]
fn the_directory_is_known_from_states_and_tables() {
    let app = "cc000000-0000-4000-8000-000000000001";
    let registration = "bb000000-0000-4000-8000-000000000001";
    let held = || {
        let mut record = assignment(1, ANNA, "ServicePrincipal", OWNER);
        record["principalName"] = json!(app);
        ("held.json", json!([record]))
    };
    let state = |mode: &str, kind: &str, values: Value| {
        let resource = json!({ "mode": mode, "type": kind, "name": "r", "instances": [{ "attributes": values }] });
        let state = json!({ "version": 4, "terraform_version": "1.9.0", "resources": [resource] });
        vec![held(), ("terraform.tfstate", state)]
    };
    let registered = |app_id: &str| json!({ "id": format!("/applications/{registration}"), "object_id": registration, app_id: app, "display_name": "deploy" });
    let application = |app_id: &str| state("managed", "azuread_application", registered(app_id));
    let pulumi = json!({ "version": 3, "deployment": { "resources": [{ "urn": "urn:pulumi:p::s::azuread:index/application:Application::r",
        "type": "azuread:index/application:Application", "id": format!("/applications/{registration}"),
        "outputs": { "objectId": registration, "clientId": app, "displayName": "deploy" } }] } });
    let portal = format!(
        "\u{feff}Display name,Application (client) ID,Object ID,Created on\ndeploy,{app},{registration},1/2/2024\n"
    );
    let module = format!(
        "Id,AppId,DisplayName,PublisherDomain\n{registration},{app},deploy,fjord.example\n"
    );
    let registrations = [
        application("client_id"),
        application("application_id"),
        state(
            "managed",
            "azuread_application_registration",
            registered("client_id"),
        ),
        state("data", "azuread_application", registered("client_id")),
        vec![held(), ("pulumi.json", pulumi)],
        vec![held(), ("apps.csv", json!(portal))],
        vec![held(), ("apps.csv", json!(module))],
    ];
    let asked = |files: &Files, who: &str| {
        let folder = folder(files);
        can(folder.path(), who, WRITE, &[])
    };
    for files in registrations {
        let by_name = asked(&files, "deploy");
        assert_eq!(by_name.code, YES, "{}", by_name.told());
        let by_id = asked(&files, registration);
        assert_eq!(by_id.code, 2, "{}", by_id.told());
        assert!(by_id.stderr.contains(ANNA), "{}", by_id.stderr);
    }
    // The portal may list no object ids.
    let portal = format!("Display name,Application (client) ID\ndeploy,{app}\n");
    let by_name = asked(&vec![held(), ("apps.csv", json!(portal))], "deploy");
    assert_eq!(by_name.code, YES, "{}", by_name.told());

    let service = |id: &str| json!({ "id": format!("/servicePrincipals/{id}"), "object_id": id, "client_id": app, "display_name": "deploy", "type": "Application", "account_enabled": true });
    let user = |id: &str| json!({ "object_id": id, "user_principal_name": "deploy", "display_name": "Anna", "account_enabled": true });
    for (kind, values) in [
        ("azuread_service_principal", service(ANNA)),
        (
            "azuread_service_principals",
            json!({ "service_principals": [service(ANNA)] }),
        ),
        ("azuread_user", user(ANNA)),
        ("azuread_users", json!({ "users": [user(ANNA)] })),
        (
            "azuread_group_without_members",
            json!({ "id": format!("/groups/{ANNA}"), "object_id": ANNA, "display_name": "deploy" }),
        ),
    ] {
        let mode = if kind.ends_with("ls") || kind.ends_with("users") {
            "data"
        } else {
            "managed"
        };
        let by_name = asked(&state(mode, kind, values), "deploy");
        assert_eq!(by_name.code, YES, "{kind}: {}", by_name.told());
    }
    // A user is no group whose members are missing.
    let mut files = state("managed", "azuread_user", user(BEN));
    files.push(("bens.json", json!([assignment(2, BEN, "Unknown", OWNER)])));
    files.push((
        "zoe.json",
        json!([graph_user("a0000000-0000-4000-8000-0000000000aa")]),
    ));
    let run = asked(&files, "a0000000-0000-4000-8000-0000000000aa");
    assert_eq!(run.code, NO, "{}", run.told());
}

#[test]
fn a_condition_of_another_version_is_said() {
    let with = |version: Value| -> Files {
        let mut record = assignment(1, ANNA, "User", OWNER);
        record["condition"] = json!("!(ActionMatches{'Microsoft.Compute/virtualMachines/write'})");
        record["conditionVersion"] = version;
        vec![("anna.json", json!([record]))]
    };
    let said = |version: Value| {
        let folder = folder(&with(version));
        let read = "Microsoft.Compute/virtualMachines/read";
        let run = can(folder.path(), ANNA, read, &["--format", "json"]);
        assert_eq!(run.code, YES, "{}", run.told());
        run.json()["complete"] == false
    };
    for known in [json!("2.0"), json!("1.0"), Value::Null] {
        assert!(!said(known.clone()), "{known}");
    }
    assert!(said(json!("9.9")));
}

/// A field that says whether there is a condition is none, and eligibility needs no date of the export.
#[test]
fn what_says_that_there_is_no_condition_is_none() {
    for (field, value) in [
        ("hasCondition", json!(false)),
        ("isConditional", json!("False")),
        ("conditions", json!([])),
        ("conditionCount", json!(0)),
    ] {
        let mut row = assignment(1, ANNA, "User", OWNER);
        row[field] = value;
        ask(
            &vec![others(), ("rows.json", json!([row]))],
            (ANNA, WRITE),
            YES,
        );
    }
    let eligible = json!({ "value": [{ "id": id_of("roleEligibilitySchedules", 7), "name": "7",
        "type": "Microsoft.Authorization/RoleEligibilitySchedules", "properties": { "scope": SUBSCRIPTION, "principalId": ANNA,
            "principalType": "User", "roleDefinitionId": of_role(OWNER), "status": "Provisioned", "memberType": "Direct",
            "startDateTime": "2024-05-01T10:00:00Z", "endDateTime": "2025-05-01T10:00:00Z" } }] });
    let exports = folder(&vec![("eligible.json", eligible)]);
    let words = [
        "who",
        WRITE,
        "--at",
        SUBSCRIPTION,
        "-i",
        ".",
        "--no-config",
        "--format",
        "json",
    ];
    let who = rolecall_in(exports.path(), &words).result();
    assert_eq!(who["principals"][0]["outcome"], "eligible");
}

/// Versions of one assignment that contradict each other are one assignment, and findings that are not shown are open.
#[test]
fn audits_advise_by_what_is_there() {
    let versions = vec![
        ("a.json", json!([assignment(1, ANNA, "User", OWNER)])),
        ("b.json", json!([assignment(1, ANNA, "User", READER)])),
    ];
    let exports = folder(&versions);
    let words = ["audit", "-i", ".", "--no-config", "--all"];
    let run = rolecall_in(exports.path(), &words);
    assert!(!run.stdout.contains("shadowed-by"), "{}", run.told());
    let exports = folder(&vec![annas()]);
    let hidden = [
        "audit",
        "-i",
        ".",
        "--no-config",
        "--severity",
        "critical",
        "-o",
        "page.html",
    ];
    rolecall_in(exports.path(), &hidden);
    let page = std::fs::read_to_string(exports.path().join("page.html")).unwrap();
    assert!(page.contains("none of them shown") && !page.contains("No open findings"));
}
