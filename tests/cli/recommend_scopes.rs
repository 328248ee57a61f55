use std::path::PathBuf;

use insta::assert_snapshot;
use serde_json::json;

use super::*;

const READ: &str = "Microsoft.NetworkCloud/clusters/read";
const SECRET: &str = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

fn cluster() -> String {
    format!(
        "{}/providers/Microsoft.NetworkCloud/clusters/c1",
        group("rg1")
    )
}

fn vault() -> String {
    format!("{}/providers/Microsoft.KeyVault/vaults/kv1", group("rg1"))
}

fn ask(arguments: &[&str]) -> Run {
    let mut all = vec!["recommend"];
    all.extend(arguments);
    rolecall(&all)
}

fn in_json(arguments: &[&str]) -> Value {
    let mut all = vec!["--format", "json"];
    all.extend(arguments);
    ask(&all).result()
}

/// (role, scope) of the recommended assignments.
fn pairs(result: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let roles = result["recommendation"]["roles"].as_array().unwrap();
    let pair = |role: &Value| (text(&role["name"]), text(&role["scope"]));
    roles.iter().map(pair).collect()
}

#[test]
fn each_scope_gets_what_stands_before_it() {
    let (cluster, vault) = (cluster(), vault());
    let run = ask(&[
        "--action",
        READ,
        "--at",
        &cluster,
        "--data-action",
        SECRET,
        "--at",
        &vault,
    ]);
    assert_snapshot!(run.told());
}

#[test]
fn scopes_are_told_in_json() {
    let (cluster, vault) = (cluster(), vault());
    let result = in_json(&[
        "--action",
        READ,
        "--at",
        &cluster,
        "--data-action",
        SECRET,
        "--at",
        &vault,
        "--minimize",
        "excess",
    ]);
    let scopes: Vec<&str> = result["required"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["scope"].as_str().unwrap())
        .collect();
    assert_eq!(scopes, [&*cluster, &*vault]);
    let by_scope = result["recommendation"]["excessByScope"]
        .as_array()
        .unwrap();
    let total: u64 = by_scope
        .iter()
        .map(|row| row["excess"]["total"].as_u64().unwrap())
        .sum();
    assert_eq!(result["recommendation"]["excess"]["total"], total);
    assert_eq!(result["customRoles"].as_array().unwrap().len(), 2);
    let commands = result["commands"].as_array().unwrap();
    assert!(
        commands
            .iter()
            .any(|c| c.as_str().unwrap().ends_with(&vault))
    );
}

#[test]
fn one_scope_is_for_everything_wherever_it_stands() {
    let group = group("rg1");
    let before = in_json(&["--at", &group, "--action", READ]);
    let after = in_json(&["--action", READ, "--at", &group]);
    assert_eq!(before, after);
    assert!(pairs(&after).iter().all(|(_, scope)| *scope == group));
}

#[test]
fn scopes_in_a_row_share_what_stands_before_them() {
    let (one, two) = (group("one"), group("two"));
    let result = in_json(&["--action", READ, "--at", &one, "--at", &two]);
    let found = pairs(&result);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].0, found[1].0);
    assert_eq!([&found[0].1, &found[1].1], [&one, &two]);
    // The same twice: one custom role for both.
    assert_eq!(result["customRoles"].as_array().unwrap().len(), 1);
    assert_eq!(
        result["customRole"]["AssignableScopes"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_role_above_serves_what_lies_below() {
    let (above, below) = (PRODUCTION.to_owned(), group("rg1"));
    let result = in_json(&[
        "--action",
        READ,
        "--at",
        &above,
        "--action",
        "Microsoft.NetworkCloud/clusters/write",
        "--action",
        READ,
        "--at",
        &below,
    ]);
    let found = pairs(&result);
    assert!(found.iter().any(|(_, scope)| *scope == above), "{found:?}");
    assert!(found.iter().any(|(_, scope)| *scope == below), "{found:?}");
    // What is required above is no part of the role for below.
    let custom = result["customRoles"].as_array().unwrap();
    assert_eq!(
        custom[1]["Actions"],
        serde_json::json!(["Microsoft.NetworkCloud/clusters/write"])
    );
}

#[test]
fn nothing_wider_is_proposed_unasked_and_what_it_adds_is_told() {
    let (one, two) = (group("one"), group("two"));
    let asked = [
        "--action",
        READ,
        "--at",
        &one,
        "--at",
        &two,
        "--minimize",
        "roles",
    ];
    assert_eq!(pairs(&in_json(&asked)).len(), 2);
    let mut wider = asked.to_vec();
    wider.extend(["--also-at", PRODUCTION]);
    let found = pairs(&in_json(&wider));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, PRODUCTION);
    let told = ask(&wider);
    assert!(
        told.stdout.contains("nothing is required at"),
        "{}",
        told.stdout
    );
}

#[test]
fn a_scope_without_its_operations_is_wrong_usage() {
    let (one, two) = (group("one"), group("two"));
    let early = ask(&["--at", &one, "--action", READ, "--at", &two]);
    assert_eq!(early.code, 2);
    assert!(
        early.stderr.contains("what is required at"),
        "{}",
        early.stderr
    );
    let late = ask(&[
        "--action",
        READ,
        "--at",
        &one,
        "--at",
        &two,
        "--data-action",
        SECRET,
    ]);
    assert_eq!(late.code, 2);
    assert!(
        late.stderr.contains("after the last `--at`"),
        "{}",
        late.stderr
    );
}

#[test]
fn a_task_goes_to_the_scopes_of_its_kind() {
    // Done at the subscription around the group.
    let run = ask(&[
        "--task",
        "create-resource-group",
        "--at",
        &group("rg1"),
        "--format",
        "json",
    ]);
    let lifted = pairs(&run.result());
    assert!(
        lifted.iter().all(|(_, scope)| scope == PRODUCTION),
        "{lifted:?}"
    );
    assert!(run.stdout.contains("wider-scope"));
    // Each operation at the resource that it is about.
    let machine = format!(
        "{}/providers/Microsoft.NetworkCloud/bareMetalMachines/m1",
        group("rg1")
    );
    let account = format!(
        "{}/providers/Microsoft.Storage/storageAccounts/s1",
        group("rg1")
    );
    let run = ask(&[
        "--task",
        "run-read-command-and-fetch-output",
        "--at",
        &machine,
        "--at",
        &account,
        "--format",
        "json",
    ]);
    let result = run.result();
    let at = |scope: &str, prefix: &str| {
        let rows = result["required"].as_array().unwrap().iter();
        let here = rows.filter(|row| row["scope"] == scope);
        here.filter(|row| row["action"].as_str().unwrap().starts_with(prefix))
            .count()
    };
    assert!(at(&machine, "Microsoft.NetworkCloud/bareMetalMachines/") > 0);
    assert_eq!(at(&account, "Microsoft.NetworkCloud/bareMetalMachines/"), 0);
    assert!(at(&account, "Microsoft.Storage/storageAccounts/") > 0);
    assert_eq!(at(&machine, "Microsoft.Storage/storageAccounts/"), 0);
    let foreign = ask(&["--task", "deploy-cluster", "--at", &vault()]);
    assert!(
        foreign.stderr.contains("is done at a cluster"),
        "{}",
        foreign.stderr
    );
}

#[test]
fn a_management_group_reaches_the_subscriptions_that_the_inputs_name() {
    let above = "/providers/Microsoft.Management/managementGroups/fjordnett";
    let write = "Microsoft.NetworkCloud/clusters/write";
    let mut asked = vec!["--action", READ, "--at", above];
    asked.extend(["--action", READ, "--action", write, "--at", PRODUCTION]);
    let actions = |result: &Value, role: usize| result["customRoles"][role]["Actions"].clone();
    // Nothing says what it holds.
    let apart = in_json(&asked);
    assert_eq!(actions(&apart, 1).as_array().unwrap().len(), 2);
    let groups = format!("{TENANT}/management-groups.json");
    asked.extend(["-i", &groups]);
    let below = in_json(&asked);
    assert_eq!(actions(&below, 1), serde_json::json!([write]));
}

#[test]
fn a_custom_role_stays_inside_its_assignable_scopes() {
    let role = format!(
        r#"[{{"Name":"Ours","Id":"11111111-2222-4333-8444-555555555555","IsCustom":true,"Actions":["{READ}"],"NotActions":[],"DataActions":["{SECRET}"],"NotDataActions":[],"AssignableScopes":["{}"]}}]"#,
        group("one")
    );
    let ask = |scope: &str| {
        let arguments = [
            "recommend",
            "--action",
            READ,
            "--at",
            scope,
            "--among",
            "custom",
            "-i",
            "-",
            "--format",
            "json",
        ];
        finish(command().args(arguments).write_stdin(role.as_str()))
    };
    let inside = ask(&group("one"));
    assert_eq!(pairs(&inside.result())[0].0, "Ours");
    let outside = ask(&group("ones"));
    assert_eq!(outside.code, 1);
    let json = outside.json();
    assert_eq!(
        json["result"]["notAssignable"][0]["because"],
        "assignableScopes"
    );
    assert!(outside.stdout.contains("not-assignable-there"));
    let role_above = role.replace(
        &group("one"),
        "/providers/Microsoft.Management/managementGroups/mg",
    );
    let above = finish(
        command()
            .args([
                "recommend",
                "--data-action",
                SECRET,
                "--at",
                "/providers/Microsoft.Management/managementGroups/mg",
                "--among",
                "custom",
                "-i",
                "-",
                "--format",
                "json",
            ])
            .write_stdin(role_above),
    );
    assert_eq!(
        above.json()["result"]["notAssignable"][0]["because"],
        "dataActions"
    );
}

/// A template with a network card in a subnet of another group.
fn template_with_a_subnet_elsewhere() -> PathBuf {
    let subnet = "[resourceId('net', 'Microsoft.Network/virtualNetworks/subnets', 'v', 's')]";
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [{
            "type": "Microsoft.Network/networkInterfaces",
            "apiVersion": "2024-01-01",
            "name": "n",
            "location": "x",
            "properties": {"ipConfigurations": [{"name": "a", "properties": {"subnet": {"id": subnet}}}]},
        }],
    });
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("subnet-elsewhere.json");
    std::fs::write(&path, template.to_string()).unwrap();
    path
}

#[test]
fn what_a_deployment_does_elsewhere_is_required_there() {
    let path = template_with_a_subnet_elsewhere();
    let template = path.to_str().unwrap();
    let (app, net) = (
        format!("{PRODUCTION}/resourceGroups/app"),
        format!("{PRODUCTION}/resourceGroups/net"),
    );
    let run = rolecall(&[
        "recommend",
        "--from-arm",
        template,
        "--at",
        &app,
        "--format",
        "json",
    ]);
    let result = &run.json()["result"];
    let at = |action: &str| {
        let rows = result["required"].as_array().unwrap();
        let row = rows.iter().find(|row| row["action"] == action);
        row.unwrap_or_else(|| panic!("{action}"))["scope"].clone()
    };
    assert_eq!(
        at("Microsoft.Network/virtualNetworks/subnets/join/action"),
        net
    );
    assert_eq!(at("Microsoft.Network/networkInterfaces/write"), app);
    let commands = result["commands"].to_string();
    assert!(
        commands.contains(&app) && commands.contains(&net),
        "{commands}"
    );
    // The subscription holds both.
    let wide = rolecall(&[
        "recommend",
        "--from-arm",
        template,
        "--at",
        PRODUCTION,
        "--format",
        "json",
    ]);
    let wide = &wide.json()["result"];
    let rows = wide["required"].as_array().unwrap();
    assert!(
        rows.iter().all(|row| row["scope"] == PRODUCTION),
        "{rows:#?}"
    );
    // Without a scope the group that the template names is told all the same.
    let bare = rolecall(&["recommend", "--from-arm", template, "--emit", "az"]);
    assert!(
        bare.stdout.contains("/resourceGroups/net"),
        "{}",
        bare.stdout
    );
}
