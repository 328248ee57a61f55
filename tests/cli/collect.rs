//! `collect`, with a stand-in for `az` on the path.

mod lacks;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rolecall::model::Tenant;
use serde_json::Value;
use tempfile::TempDir;

use super::standin::{Answer, Az, pretty, rolecall_with};
use crate::support::tenant;

const TENANT: &str = "7e4a0000-0000-0000-0000-000000000001";
const PROD: &str = "50b00000-0000-0000-0000-00000000000a";
const LAB: &str = "50b00000-0000-0000-0000-00000000000b";
const NET_OPS: &str = "60000000-0000-0000-0000-000000000001";
const GUESTS: &str = "60000000-0000-0000-0000-000000000002";
const ALICE: &str = "a0000000-0000-0000-0000-000000000001";
const BOB: &str = "a0000000-0000-0000-0000-000000000002";
const CAROL: &str = "a0000000-0000-0000-0000-000000000003";
const GONE: &str = "a0000000-0000-0000-0000-0000000000f0";
const PIPELINE: &str = "c0000000-0000-0000-0000-000000000001";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

const GRAPH: &str = "https://graph.microsoft.com";
const THROTTLED: &str = "ERROR: Too Many Requests({\"error\":{\"code\":\"TooManyRequests\",\"message\":\"Please try again after '0' seconds.\"}})\n";
const REFUSED: &str = "ERROR: Forbidden({\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"Insufficient privileges to complete the operation.\"}})\n";
const SIGNED_IN: &str = "account show --query {tenantId: tenantId} --output json";
const CLOUD: &str = "cloud show --query {name: name, endpoints: {microsoftGraphResourceId: endpoints.microsoftGraphResourceId}} --output json";
const EMPTY: &str = r#"{"next":null,"value":[]}"#;
const SUBSCRIPTIONS: &str = "get /subscriptions?api-version=2022-12-01";
const VISIBLE: &str = "get /providers/Microsoft.Management/managementGroups?api-version=2020-05-01";

fn at_group(group: &str) -> String {
    format!("/providers/Microsoft.Management/managementGroups/{group}")
}

fn tree(group: &str) -> String {
    let scope = at_group(group);
    format!("get {scope}?api-version=2020-05-01&$expand=children&$recurse=true")
}

/// The call for a list of authorization at a scope.
fn list(scope: &str, kind: &str) -> String {
    let version = match kind {
        "denyAssignments" => "2024-07-01-preview",
        "roleAssignments" => "2022-04-01",
        _ => "2020-10-01",
    };
    let filter = match scope.starts_with("/subscriptions/") {
        true => "",
        false => "&$filter=atScope()",
    };
    format!("get {scope}/providers/Microsoft.Authorization/{kind}?api-version={version}{filter}")
}

fn members(group: &str) -> String {
    format!(
        "get {GRAPH}/v1.0/groups/{group}/transitiveMembers?$top=999&$select=id,displayName,userPrincipalName,appId,userType,servicePrincipalType"
    )
}

fn names(ids: &[&str]) -> String {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!(
        "post {GRAPH}/v1.0/directoryObjects/getByIds {{\"ids\":[{}]}}",
        ids.join(",")
    )
}

fn role_assignment(scope: &str, n: u32, who: (&str, &str), role: &str) -> String {
    let name = format!("fa000000-0000-0000-0000-{n:012}");
    format!(
        r#"{{"id":"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}","name":"{name}","type":"Microsoft.Authorization/roleAssignments","properties":{{"principalId":"{}","principalType":"{}","roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/{role}","scope":"{scope}"}}}}"#,
        who.0, who.1
    )
}

fn value(records: &[String]) -> String {
    format!(r#"{{"next":null,"value":[{}]}}"#, records.join(","))
}

fn eligible(scope: &str, n: u32, group: &str) -> String {
    format!(
        r#"{{"id":"{scope}/providers/Microsoft.Authorization/RoleEligibilityScheduleInstances/ee000000-0000-0000-0000-{n:012}","name":"ee000000-0000-0000-0000-{n:012}","type":"Microsoft.Authorization/RoleEligibilityScheduleInstances","properties":{{"scope":"{scope}","roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/{OWNER}","principalId":"{group}","principalType":"Group","status":"Provisioned"}}}}"#
    )
}

fn deny(scope: &str, n: u32) -> String {
    format!(
        r#"{{"id":"{scope}/providers/Microsoft.Authorization/denyAssignments/de000000-0000-0000-0000-{n:012}","name":"de000000-0000-0000-0000-{n:012}","type":"Microsoft.Authorization/denyAssignments","properties":{{"denyAssignmentName":"lock {n}","scope":"{scope}","permissions":[{{"actions":["*/delete"],"notActions":[]}}],"principals":[{{"id":"00000000-0000-0000-0000-000000000000","type":"SystemDefined"}}],"excludePrincipals":[{{"id":"{PIPELINE}","type":"ServicePrincipal"}}]}}}}"#
    )
}

fn subscription(id: &str, name: &str, state: &str) -> String {
    format!(
        r#"{{"id":"/subscriptions/{id}","subscriptionId":"{id}","displayName":"{name}","state":"{state}","tenantId":"{TENANT}"}}"#
    )
}

/// A tenant with two subscriptions, in which everything may be read. What isn't named here is empty.
fn world() -> Az {
    let mut az = Az::new();
    az.otherwise(EMPTY);
    az.gives(
        SIGNED_IN,
        &format!(r#"{{"environmentName":"AzureCloud","id":"{PROD}","tenantId":"{TENANT}"}}"#),
    );
    az.gives(
        CLOUD,
        &format!(
            r#"{{"name":"AzureCloud","endpoints":{{"microsoftGraphResourceId":"{GRAPH}/"}}}}"#
        ),
    );
    // What the script asks for the same.
    az.gives(
        "account show --query tenantId --output tsv",
        &format!("{TENANT}\n"),
    );
    az.gives(
        "cloud show --query [name, endpoints.microsoftGraphResourceId] --output tsv",
        &format!("AzureCloud\t{GRAPH}/\n"),
    );
    az.gives(
        SUBSCRIPTIONS,
        &value(&[
            subscription(PROD, "Production", "Enabled"),
            subscription(LAB, "Lab", "Disabled"),
        ]),
    );
    let built_in = |id: &str, name: &str, actions: &str| {
        format!(
            r#"{{"id":"/providers/Microsoft.Authorization/roleDefinitions/{id}","name":"{id}","type":"Microsoft.Authorization/roleDefinitions","properties":{{"roleName":"{name}","type":"BuiltInRole","assignableScopes":["/"],"permissions":[{{"actions":[{actions}],"notActions":[],"dataActions":[],"notDataActions":[]}}]}}}}"#
        )
    };
    az.gives(
        "get /providers/Microsoft.Authorization/roleDefinitions?api-version=2022-05-01-preview&$filter=type eq 'BuiltInRole'",
        &value(&[
            built_in(OWNER, "Owner", "\"*\""),
            built_in(CONTRIBUTOR, "Contributor", "\"*\""),
        ]),
    );
    az.gives(
        "get /providers/Microsoft.Authorization/providerOperations?api-version=2022-04-01&$expand=resourceTypes",
        &value(&[r#"{"id":"/providers/Microsoft.Authorization/providerOperations/Microsoft.Web","name":"Microsoft.Web","type":"Microsoft.Authorization/providerOperations","displayName":"Web","operations":null,"resourceTypes":[{"name":"sites","displayName":"Sites","operations":[{"name":"Microsoft.Web/sites/read","displayName":"Get","description":"","isDataAction":null}]}]}"#.to_owned()]),
    );
    let group = |id: &str, name: &str, children: &str| {
        let scope = at_group(id);
        format!(
            r#"{{"id":"{scope}","name":"{id}","displayName":"{name}","type":"Microsoft.Management/managementGroups","children":{children}}}"#
        )
    };
    let below = |id: &str, name: &str| {
        format!(
            r#"{{"id":"/subscriptions/{id}","name":"{id}","displayName":"{name}","type":"/subscriptions","children":null}}"#
        )
    };
    az.gives(
        &tree(TENANT),
        &format!(
            r#"{{"id":"{}","name":"{TENANT}","type":"Microsoft.Management/managementGroups","properties":{{"displayName":"Tenant Root Group","details":{{"parent":null}},"children":[{},{},{}]}}}}"#,
            at_group(TENANT),
            group(
                "platform",
                "Platform",
                &format!("[{}]", below(PROD, "Production"))
            ),
            group("empty", "Nothing yet", "null"),
            below(LAB, "Lab")
        ),
    );
    az.gives(
        &list(&at_group("empty"), "roleAssignments"),
        &value(&[role_assignment(
            &at_group("empty"),
            90,
            (CAROL, "User"),
            CONTRIBUTOR,
        )]),
    );
    az.gives(
        &list(&at_group("empty"), "denyAssignments"),
        &value(&[deny(&at_group("empty"), 3)]),
    );
    let (prod, lab) = (
        format!("/subscriptions/{PROD}"),
        format!("/subscriptions/{LAB}"),
    );
    az.gives(
        &list(&prod, "roleAssignments"),
        &value(&[
            role_assignment(&prod, 1, (ALICE, "User"), OWNER),
            role_assignment(&prod, 2, (NET_OPS, "Group"), CONTRIBUTOR),
            role_assignment(
                &format!("{prod}/resourceGroups/rg"),
                3,
                (PIPELINE, "ServicePrincipal"),
                CONTRIBUTOR,
            ),
            role_assignment(&prod, 5, (GONE, "User"), CONTRIBUTOR),
        ]),
    );
    az.gives(
        &list(&lab, "roleAssignments"),
        &value(&[role_assignment(&lab, 4, (NET_OPS, "Group"), CONTRIBUTOR)]),
    );
    az.gives(
        &list(&lab, "roleEligibilityScheduleInstances"),
        &value(&[eligible(&lab, 1, GUESTS)]),
    );
    az.gives(
        &format!("get {prod}/providers/Microsoft.NetworkCloud/clusters?api-version=2025-02-01"),
        &value(&[format!(r#"{{"id":"{prod}/resourceGroups/rg/providers/Microsoft.NetworkCloud/clusters/c1","name":"c1","type":"microsoft.networkcloud/clusters","identity":{{"type":"SystemAssigned","principalId":"{PIPELINE}"}},"properties":{{"detailedStatus":"Running","commandOutputSettings":null,"analyticsOutputSettings":null,"secretArchiveSettings":null}}}}"#)]),
    );
    let account =
        format!("{prod}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/out");
    az.gives(
        &format!("get {prod}/providers/Microsoft.Storage/storageAccounts?api-version=2023-05-01"),
        &value(&[format!(r#"{{"id":"{account}","name":"out","type":"Microsoft.Storage/storageAccounts","properties":{{"networkAcls":{{"defaultAction":"Deny"}}}}}}"#)]),
    );
    az.gives(
        &format!("get {account}/blobServices/default/containers?api-version=2023-05-01"),
        &value(&[format!(r#"{{"id":"{account}/blobServices/default/containers/logs","name":"logs","type":"Microsoft.Storage/storageAccounts/blobServices/containers","properties":{{"hasLegalHold":false}}}}"#)]),
    );
    let further = format!(
        "https://management.azure.com{prod}/providers/Microsoft.Authorization/denyAssignments?api-version=2024-07-01-preview&$skiptoken=p2"
    );
    az.gives(
        &list(&prod, "denyAssignments"),
        &format!(r#"{{"next":"{further}","value":[{}]}}"#, deny(&prod, 1)),
    );
    az.gives(&format!("get {further}"), &value(&[deny(&prod, 2)]));
    az.gives(
        &names(&[ALICE, CAROL, NET_OPS, GUESTS, PIPELINE, GONE]),
        &answered_names(),
    );
    let more = format!("{GRAPH}/v1.0/groups/{NET_OPS}/transitiveMembers?$skiptoken=m2");
    az.gives(
        &members(NET_OPS),
        &format!(
            r#"{{"id":"{NET_OPS}","next":"{more}","transitiveMembers":[{}]}}"#,
            someone("user", BOB, "Bob", "\"bob@contoso.com\"")
        ),
    );
    az.gives(
        &format!("get {more}"),
        &format!(
            r#"{{"id":"{NET_OPS}","next":null,"transitiveMembers":[{}]}}"#,
            someone("user", CAROL, "Carol", "\"carol@contoso.com\"")
        ),
    );
    az.gives(
        &members(GUESTS),
        &format!(r#"{{"id":"{GUESTS}","next":null,"transitiveMembers":[]}}"#),
    );
    az
}

fn someone(kind: &str, id: &str, name: &str, upn: &str) -> String {
    format!(
        r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"{id}","displayName":"{name}","userPrincipalName":{upn},"appId":null,"userType":null,"servicePrincipalType":null}}"##
    )
}

fn answered_names() -> String {
    format!(
        r#"{{"value":[{},{},{},{},{}]}}"#,
        someone("user", ALICE, "Alice", "\"alice@contoso.com\""),
        someone("user", CAROL, "Carol", "\"carol@contoso.com\""),
        someone("group", NET_OPS, "Net-Ops", "null"),
        someone("group", GUESTS, "Guests", "null"),
        someone("servicePrincipal", PIPELINE, "pipeline", "null"),
    )
}

fn room() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn collected(az: &Az, room: &Path, expected: i32) -> Value {
    let run = az.rolecall(room, &["collect", "-o", "exports", "--format", "json"]);
    assert_eq!(run.code, expected, "{}", run.told());
    run.json()["result"].take()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn files(folder: &Path) -> BTreeSet<String> {
    walk(folder)
        .iter()
        .map(|p| p.strip_prefix(folder).unwrap().to_str().unwrap().to_owned())
        .collect()
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Whether a call only reads.
fn reads(call: &str) -> bool {
    let graph = format!("post {GRAPH}/v1.0/directoryObjects/getByIds {{");
    call.starts_with("get ")
        || call.starts_with(&graph)
        || call.starts_with("account show ")
        || call.starts_with("cloud show ")
}

/// A field of everything that an answer, or a manifest, calls missing.
fn missing<'v>(of: &'v Value, field: &str) -> Vec<&'v str> {
    let entries = of["missing"].as_array().unwrap().iter();
    entries
        .map(|entry| entry[field].as_str().unwrap())
        .collect()
}

#[test]
fn everything_is_collected_and_only_by_reading() {
    let (az, room) = (world(), room());
    let result = collected(&az, room.path(), 0);
    assert_eq!(result["missing"], Value::Array(Vec::new()));
    assert_eq!(result["tenant"], TENANT);
    let exports = room.path().join("exports");
    let have = files(&exports);
    for file in [
        "collect.json".to_owned(),
        "role-definitions.json".to_owned(),
        "management-groups.json".to_owned(),
        "management-groups/empty/role-assignments.json".to_owned(),
        format!("subscriptions/{PROD}/clusters.json"),
        format!("subscriptions/{PROD}/custom-roles.json"),
        format!("subscriptions/{PROD}/containers/out.json"),
        format!("subscriptions/{LAB}/activity-log-90-days.json"),
        "management-groups/empty/activity-log-90-days.json".to_owned(),
        "operations.json".to_owned(),
        format!("subscriptions/{LAB}/eligible-assignments.json"),
        format!("groups/{NET_OPS}.json"),
        format!("groups/{GUESTS}.json"),
    ] {
        assert!(have.contains(&file), "{file} of {have:?}");
    }
    let calls = az.calls();
    assert!(
        calls.len() > 20 && calls.iter().all(|call| reads(call)),
        "{calls:#?}"
    );
    let read = tenant(&[&exports]);
    assert_eq!(
        read.deny_assignments.len(),
        3,
        "both pages, and a management group's"
    );
    assert_eq!(read.role_assignments.len(), 6);
    assert_eq!(read.schedules.len(), 1);
    let codes: BTreeSet<&str> = read.diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.is_empty(), "{codes:?}");
    let manifest = json(&exports.join("collect.json"));
    assert_eq!(manifest["complete"], true);
    assert_eq!(manifest["principalsNotFound"], serde_json::json!([GONE]));
}

#[test]
fn the_folder_answers_questions() {
    let (az, room) = (world(), room());
    collected(&az, room.path(), 0);
    let audit = az.rolecall(room.path(), &["audit", "-i", "exports", "--format", "json"]);
    assert_eq!(audit.code, 1, "{}", audit.told());
    let found: Value = serde_json::from_str(&audit.stdout).unwrap();
    assert_eq!(found["complete"], true, "{}", audit.told());
    let rules: Vec<&str> = found["result"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    assert!(
        rules.contains(&"owner-at-subscription-or-above") && rules.contains(&"orphaned-principal"),
        "{rules:?}"
    );
    let inputs = found["inputs"].as_array().unwrap();
    let of = |end: &str| {
        inputs
            .iter()
            .find(|i| i["path"].as_str().unwrap().ends_with(end))
            .unwrap()
    };
    assert_eq!(of("collect.json")["kind"], "collectManifest");
    assert_eq!(of(&format!("{NET_OPS}.json"))["kind"], "groupMembers");

    // Carol is on the second page of a group that holds Contributor.
    let lab = format!("/subscriptions/{LAB}");
    let action = "Microsoft.Storage/storageAccounts/write";
    let can = |who: &str| {
        az.rolecall(
            room.path(),
            &[
                "can", who, action, "--at", &lab, "-i", "exports", "--format", "json",
            ],
        )
    };
    let carol = can("carol@contoso.com");
    assert_eq!(carol.code, 0, "{}", carol.told());
    let hop = &carol.json()["result"]["answers"][0]["derivations"][0]["steps"][0];
    assert_eq!(
        (&hop["kind"], &hop["to"]),
        (&Value::from("groupMembership"), &Value::from(NET_OPS))
    );
    // Guests may activate Owner, and nobody is in it: a list that is there and empty is complete.
    let alice = can("alice@contoso.com");
    assert_eq!(alice.json()["result"]["outcome"], "notGranted");
    let whole: Value = serde_json::from_str(&alice.stdout).unwrap();
    assert_eq!(whole["complete"], true, "{}", alice.told());
}

#[test]
fn what_is_there_is_not_asked_for_again() {
    let (az, room) = (world(), room());
    collected(&az, room.path(), 0);
    let first = az.calls();
    let exports = room.path().join("exports");
    let before: BTreeMap<String, Vec<u8>> = files(&exports)
        .into_iter()
        .map(|f| (f.clone(), fs::read(exports.join(&f)).unwrap()))
        .collect();
    let again = collected(&az, room.path(), 0);
    assert_eq!(again["written"], 0);
    let calls = az.calls();
    assert_eq!(
        calls.len(),
        3,
        "who, where, and which subscriptions: {calls:#?}"
    );
    assert!(first.len() > calls.len());

    // One is gone and one was damaged on the way.
    let gone = format!("groups/{NET_OPS}.json");
    let damaged = format!("subscriptions/{PROD}/role-assignments.json");
    fs::remove_file(exports.join(&gone)).unwrap();
    fs::write(exports.join(&damaged), "[{\"id\":").unwrap();
    let again = collected(&az, room.path(), 0);
    assert_eq!(again["written"], 2);
    let after: BTreeMap<String, Vec<u8>> = files(&exports)
        .into_iter()
        .map(|f| (f.clone(), fs::read(exports.join(&f)).unwrap()))
        .collect();
    assert_eq!(before, after);
}

#[test]
fn throttling_is_waited_out() {
    let (mut az, room) = (world(), room());
    let lab = format!("/subscriptions/{LAB}");
    let call = list(&lab, "roleAssignments");
    let answer = role_assignment(&lab, 4, (NET_OPS, "Group"), CONTRIBUTOR);
    az.on(
        &call,
        [
            Answer::Fails(THROTTLED),
            Answer::Fails(THROTTLED),
            Answer::Gives(value(&[answer])),
        ],
    );
    let run = az.rolecall(room.path(), &["collect", "-o", "exports"]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(
        run.stderr.contains(
            "role assignments of Lab … throttled, waiting 0 s … throttled, waiting 0 s … collected"
        ),
        "{}",
        run.stderr
    );
    assert_eq!(az.calls().iter().filter(|c| **c == call).count(), 3);
}

#[test]
fn a_refusal_is_noted_and_the_rest_collected() {
    let (mut az, room) = (world(), room());
    az.fails(&members(NET_OPS), REFUSED);
    let result = collected(&az, room.path(), 4);
    let missing = result["missing"].as_array().unwrap();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0]["file"], format!("groups/{NET_OPS}.json"));
    assert_eq!(missing[0]["status"], "refused");
    let exports = room.path().join("exports");
    assert!(
        exports.join(format!("groups/{GUESTS}.json")).exists(),
        "what comes after a refusal"
    );
    let manifest = json(&exports.join("collect.json"));
    assert_eq!(manifest["complete"], false);
    let read = tenant(&[&exports]);
    let note = read
        .diagnostics
        .iter()
        .find(|d| d.code == "incomplete-collection")
        .unwrap();
    assert!(
        note.message.contains(NET_OPS) && note.message.contains("refused"),
        "{}",
        note.message
    );
    let audit = az.rolecall(room.path(), &["audit", "-i", "exports", "--format", "json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&audit.stdout).unwrap()["complete"],
        false
    );

    // With the right it is asked for alone, and the folder is whole.
    let az = world();
    let result = collected(&az, room.path(), 0);
    assert_eq!(result["written"], 1);
    assert!(
        tenant(&[&exports])
            .diagnostics
            .iter()
            .all(|d| d.code != "incomplete-collection")
    );
}

#[test]
fn a_page_that_fails_leaves_no_half_of_a_list() {
    let (mut az, room) = (world(), room());
    az.fails(
        &format!("get {GRAPH}/v1.0/groups/{NET_OPS}/transitiveMembers?$skiptoken=m2"),
        REFUSED,
    );
    collected(&az, room.path(), 4);
    assert!(
        !room
            .path()
            .join(format!("exports/groups/{NET_OPS}.json"))
            .exists()
    );
}

/// The same world where the root of the tree may not be read, and one group below it may.
fn without_root() -> Az {
    let mut az = world();
    az.fails(&tree(TENANT), REFUSED);
    let platform = at_group("platform");
    az.gives(
        VISIBLE,
        &value(&[format!(
            r#"{{"id":"{platform}","name":"platform","type":"Microsoft.Management/managementGroups","properties":{{"displayName":"Platform"}}}}"#
        )]),
    );
    az.gives(
        &tree("platform"),
        &format!(
            r#"{{"id":"{platform}","name":"platform","type":"Microsoft.Management/managementGroups","properties":{{"displayName":"Platform","details":{{"parent":{{"id":"{}","name":"{TENANT}","displayName":"Tenant Root Group"}}}},"children":[{{"id":"/subscriptions/{PROD}","name":"{PROD}","type":"/subscriptions"}}]}}}}"#,
            at_group(TENANT)
        ),
    );
    // Carol's assignment is out of sight, and so is her name.
    az.forget("post ");
    az.gives(
        &names(&[ALICE, NET_OPS, GUESTS, PIPELINE, GONE]),
        &answered_names(),
    );
    az
}

#[test]
fn without_the_root_each_visible_management_group_is_read() {
    let (az, room) = (without_root(), room());
    let result = collected(&az, room.path(), 4);
    assert_eq!(
        missing(&result, "file"),
        ["groups", "management-groups.json", "principals"]
    );
    let read = tenant(&[&room.path().join("exports")]);
    let groups: BTreeSet<&str> = read.management_groups.iter().map(|g| &*g.id).collect();
    assert_eq!(groups, BTreeSet::from(["platform"]));
    assert!(az.calls().iter().all(|call| reads(call)));
}

#[test]
fn what_a_tenant_does_not_have_is_not_missing() {
    let (mut az, room) = (world(), room());
    let licence = "ERROR: Bad Request({\"error\":{\"code\":\"AadPremiumLicenseRequired\",\"message\":\"The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.\"}})\n";
    for id in [PROD, LAB] {
        for kind in [
            "roleEligibilityScheduleInstances",
            "roleAssignmentScheduleInstances",
        ] {
            az.fails(&list(&format!("/subscriptions/{id}"), kind), licence);
        }
    }
    let unused = "ERROR: Conflict({\"error\":{\"code\":\"MissingSubscriptionRegistration\",\"message\":\"not registered\"}})\n";
    az.fails(
        &format!(
            "get /subscriptions/{LAB}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01"
        ),
        unused,
    );
    az.forget("post ");
    az.gives(
        &names(&[ALICE, CAROL, NET_OPS, PIPELINE, GONE]),
        &answered_names(),
    );
    let result = collected(&az, room.path(), 0);
    let absent = result["absent"].as_array().unwrap();
    let of = |status: &str| {
        absent
            .iter()
            .filter(|entry| entry["status"] == status)
            .count()
    };
    assert_eq!(
        (absent.len(), of("not licensed"), of("not registered")),
        (5, 4, 1)
    );
}

#[test]
fn what_is_not_found_in_a_subscription_is_missing() {
    let (mut az, room) = (world(), room());
    let lab = format!("/subscriptions/{LAB}");
    let gone = "ERROR: Not Found({\"error\":{\"code\":\"SubscriptionNotFound\",\"message\":\"could not be found\"}})\n";
    az.fails(&list(&lab, "denyAssignments"), gone);
    // A licence is no reason for what needs none.
    let licence = "ERROR: Bad Request({\"error\":{\"code\":\"AadPremiumLicenseRequired\",\"message\":\"no\"}})\n";
    az.fails(&list(&at_group("platform"), "denyAssignments"), licence);
    // A list in which something always is.
    az.gives(&list(&lab, "roleAssignments"), EMPTY);
    let result = collected(&az, room.path(), 4);
    let missing = missing(&result, "file");
    assert_eq!(
        missing,
        [
            "groups".to_owned(),
            "management-groups/platform/deny-assignments.json".to_owned(),
            "principals".to_owned(),
            format!("subscriptions/{LAB}/deny-assignments.json"),
            format!("subscriptions/{LAB}/role-assignments.json"),
        ]
    );
    assert_eq!(result["absent"], Value::Array(Vec::new()));
}

#[test]
fn a_subscription_that_only_the_tree_shows_is_missing() {
    let (mut az, room) = (world(), room());
    az.gives(
        SUBSCRIPTIONS,
        &value(&[subscription(PROD, "Production", "Enabled")]),
    );
    az.forget("post ");
    az.gives(
        &names(&[ALICE, CAROL, NET_OPS, PIPELINE, GONE]),
        &answered_names(),
    );
    let result = collected(&az, room.path(), 4);
    assert_eq!(
        (
            &result["missing"][0]["file"],
            &result["missing"][0]["status"]
        ),
        (
            &Value::from(format!("subscriptions/{LAB}")),
            &Value::from("not visible")
        )
    );

    // Where no subscription is shown at all, those of the tree are asked about, and it isn't whole.
    let mut az = world();
    az.gives(SUBSCRIPTIONS, EMPTY);
    let room = tempfile::tempdir().unwrap();
    let result = collected(&az, room.path(), 4);
    assert_eq!(result["subscriptions"], serde_json::json!([PROD, LAB]));
    assert_eq!(
        missing(&result, "file"),
        ["groups", "principals", "subscriptions.json"]
    );
}

#[test]
fn an_expired_sign_in_ends_the_run_and_the_folder_says_so() {
    let (mut az, room) = (world(), room());
    let expired = "ERROR: Unauthorized({\"error\": {\"code\": \"ExpiredAuthenticationToken\", \"message\": \"The access token expiry UTC time is earlier than current UTC time.\"}})\naz login\n";
    az.fails(&members(NET_OPS), expired);
    let run = az.rolecall(room.path(), &["collect", "-o", "exports"]);
    assert_eq!(run.code, 3, "{}", run.told());
    assert!(run.stderr.contains("az login"), "{}", run.stderr);
    let manifest = json(&room.path().join("exports/collect.json"));
    assert_eq!(manifest["complete"], false);
    let missing = missing(&manifest, "name");
    assert!(
        missing.contains(&format!("groups/{NET_OPS}.json").as_str())
            && missing.contains(&"everything else"),
        "{missing:?}"
    );
    // The script does the same.
    let run = az.sh(room.path(), &script(&[]), &["by-script"]);
    assert_eq!(run.code, 3, "{}", run.told());
    let manifest = json(&room.path().join("by-script/collect.json"));
    assert_eq!(manifest["complete"], false);
}

#[test]
fn a_cloud_without_graph_is_sent_no_ids() {
    let (mut az, room) = (world(), room());
    az.gives(
        CLOUD,
        r#"{"name":"Own","endpoints":{"microsoftGraphResourceId":null}}"#,
    );
    az.gives(
        "cloud show --query [name, endpoints.microsoftGraphResourceId] --output tsv",
        "Own\tNone\n",
    );
    let result = collected(&az, room.path(), 4);
    let missing = missing(&result, "file");
    assert_eq!(missing, ["groups", "principals"]);
    let run = az.sh(room.path(), &script(&[]), &["by-script"]);
    assert_eq!(run.code, 4, "{}", run.told());
    assert!(
        az.calls()
            .iter()
            .all(|call| !call.contains("graph.microsoft"))
    );
}

#[test]
fn output_that_is_no_utf8_is_missing() {
    let (mut az, room) = (world(), room());
    let call = list(&format!("/subscriptions/{LAB}"), "roleAssignments");
    az.warns(
        &call,
        &value(&[]),
        "WARNING: Unable to encode the output with cp1252 encoding. Unsupported characters are discarded.\n",
    );
    let result = collected(&az, room.path(), 4);
    let missing = result["missing"].as_array().unwrap().last().unwrap();
    assert_eq!(missing["status"], "failed");
    assert!(
        missing["message"]
            .as_str()
            .unwrap()
            .contains("left out letters"),
        "{missing}"
    );
    let run = az.sh(room.path(), &script(&[]), &["by-script"]);
    assert_eq!(run.code, 4, "{}", run.told());
    let manifest = json(&room.path().join("by-script/collect.json"));
    assert_eq!(manifest["missing"][0]["name"], missing["file"]);
}

#[test]
fn a_check_says_what_a_folder_lacks() {
    let (mut az, room) = (world(), room());
    let refused = list(&format!("/subscriptions/{LAB}"), "denyAssignments");
    az.fails(&refused, REFUSED);
    collected(&az, room.path(), 4);
    az.calls();
    let exports = room.path().join("exports");
    let names = format!("groups/{NET_OPS}.json");
    fs::remove_file(exports.join(&names)).unwrap();
    fs::write(exports.join("operations.json"), "[{").unwrap();
    let args = ["collect", "--check", "exports", "--format", "json"];
    let run = az.rolecall(room.path(), &args);
    assert_eq!(run.code, 4, "{}", run.told());
    assert!(az.calls().is_empty(), "it asks nothing");
    let missing: BTreeMap<String, String> = run.json()["result"]["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap().to_owned();
            (text("file"), text("message"))
        })
        .collect();
    // The names and members of whom it denies aren't known either.
    assert_eq!(missing.len(), 5, "{missing:#?}");
    assert!(
        missing[&format!("subscriptions/{LAB}/deny-assignments.json")].contains("Insufficient")
    );
    assert!(missing[&names].contains("gone"));
    assert!(missing["operations.json"].contains("damaged"));
    // The same limits the answers.
    let read = tenant(&[&exports]);
    let told: Vec<&str> = read.diagnostics.iter().map(|d| &*d.message).collect();
    assert!(
        told.iter()
            .any(|said| said.contains(&names) && said.contains("gone since")),
        "{told:#?}"
    );

    let az = world();
    collected(&az, room.path(), 0);
    let run = az.rolecall(room.path(), &["collect", "--check", "exports"]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(run.stdout.contains("complete"), "{}", run.stdout);
    let run = az.rolecall(room.path(), &["collect", "--check", "."]);
    assert_eq!(run.code, 3, "{}", run.told());
}

#[test]
fn what_an_earlier_run_lacked_elsewhere_stays_lacking() {
    let (mut az, room) = (world(), room());
    let call = list(&format!("/subscriptions/{LAB}"), "denyAssignments");
    az.fails(&call, REFUSED);
    collected(&az, room.path(), 4);
    let args = ["collect", "-o", "exports", "--subscription", "Production"];
    let run = az.rolecall(room.path(), &args);
    assert_eq!(run.code, 4, "{}", run.told());
    let manifest = json(&room.path().join("exports/collect.json"));
    assert_eq!(manifest["subscriptions"], serde_json::json!([PROD, LAB]));
    let lab = format!("subscriptions/{LAB}/deny-assignments.json");
    assert_eq!(
        missing(&manifest, "name"),
        ["groups", "principals", lab.as_str()]
    );
}

#[test]
fn a_subscription_is_named_by_id_or_name() {
    let (mut az, room) = (world(), room());
    az.forget("post ");
    az.gives(
        &names(&[CAROL, NET_OPS, GUESTS, PIPELINE]),
        r#"{"value":[]}"#,
    );
    let run = az.rolecall(
        room.path(),
        &["collect", "-o", "exports", "--subscription", "lab"],
    );
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(az.calls().iter().all(|call| !call.contains(PROD)));
    let run = az.rolecall(
        room.path(),
        &["collect", "-o", "exports", "--subscription", "Labb"],
    );
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("no subscription `Labb`") && run.stderr.contains("`Lab`"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_folder_of_another_tenant_is_left_alone() {
    let (az, room) = (world(), room());
    collected(&az, room.path(), 0);
    let mut other = world();
    other.gives(
        SIGNED_IN,
        r#"{"environmentName":"AzureCloud","tenantId":"7e4a0000-0000-0000-0000-0000000000ff"}"#,
    );
    let run = other.rolecall(room.path(), &["collect", "-o", "exports"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains(TENANT), "{}", run.stderr);
}

#[test]
fn az_must_be_there_and_signed_in() {
    let room = room();
    let run = rolecall_with(room.path(), &["collect", "-o", "exports"], "/nowhere");
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("can't run `az`: it is not on the path"),
        "{}",
        run.stderr
    );
    let mut az = Az::new();
    az.fails(
        SIGNED_IN,
        "ERROR: Please run 'az login' to setup account.\n",
    );
    let run = az.rolecall(room.path(), &["collect", "-o", "exports"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("az login"), "{}", run.stderr);
    assert!(!room.path().join("exports").exists());
    let run = az.rolecall(room.path(), &["collect"]);
    assert_eq!(run.code, 2, "{}", run.told());
}

/// What a folder says, without where it says it.
fn content(tenant: &Tenant) -> impl PartialEq + std::fmt::Debug {
    let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for list in &tenant.group_members {
        let of = members
            .entry(format!("{} {:?}", list.group, list.reach))
            .or_default();
        of.extend(list.members.iter().map(ToString::to_string));
    }
    let ids = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    (
        ids(tenant.role_assignments.iter().map(|a| &*a.id).collect()),
        ids(tenant.deny_assignments.iter().map(|a| &*a.id).collect()),
        ids(tenant.schedules.iter().map(|a| &*a.id).collect()),
        ids(tenant.role_definitions.iter().map(|a| &*a.name).collect()),
        tenant
            .management_groups
            .iter()
            .map(|g| format!("{} {:?}", g.id, g.children))
            .collect::<BTreeSet<_>>(),
        tenant
            .principals
            .values()
            .map(|who| format!("{who:?}"))
            .collect::<BTreeSet<_>>(),
        members,
    )
}

fn script(args: &[&str]) -> String {
    let room = room();
    let all: Vec<&str> = ["collect", "--dry-run"]
        .iter()
        .chain(args)
        .copied()
        .collect();
    let run = rolecall_with(room.path(), &all, "/nowhere");
    assert_eq!(run.code, 0, "{}", run.told());
    run.stdout
}

/// The calls that both make in the same way; the moments in the address of the activity log differ.
fn asked(calls: Vec<String>) -> BTreeSet<String> {
    let own =
        |call: &String| !call.starts_with("account show ") && !call.starts_with("cloud show ");
    let plain = |call: String| match call.split_once("&$filter=eventTimestamp") {
        Some((url, _)) => url.to_owned(),
        None => call,
    };
    calls.into_iter().filter(own).map(plain).collect()
}

#[test]
fn the_script_asks_and_collects_the_same() {
    for (az, code) in [(world(), 0), (without_root(), 4)] {
        let room = room();
        collected(&az, room.path(), code);
        let by_program = asked(az.calls());
        let run = az.sh(room.path(), &script(&[]), &["by-script"]);
        assert_eq!(run.code, code, "{}", run.told());
        let calls = az.calls();
        assert!(calls.iter().all(|call| reads(call)), "{calls:#?}");
        assert_eq!(asked(calls), by_program);
        let (exports, scripted) = (room.path().join("exports"), room.path().join("by-script"));
        let (own, other) = (tenant(&[&exports]), tenant(&[&scripted]));
        assert_eq!(content(&own), content(&other));
        let entries = |folder: &Path| {
            let mut manifest = json(&folder.join("collect.json"));
            manifest["missing"]
                .as_array_mut()
                .unwrap()
                .sort_by_key(ToString::to_string);
            // The script keeps every page in a file of its own, and names files of names differently.
            let files = manifest["collectedFiles"].take();
            assert!(files.as_array().unwrap().len() > 30, "{files:#}");
            manifest
        };
        assert_eq!(entries(&exports), entries(&scripted));

        // The program goes on with a folder of the script.
        let run = az.rolecall(
            room.path(),
            &["collect", "-o", "by-script", "--format", "json"],
        );
        let written = &run.json()["result"]["written"];
        // The names, whose files the two name in different ways, and the list of subscriptions.
        assert!(written == 1 || written == 2, "{}", run.told());
    }
}

#[test]
fn the_script_waits_goes_on_and_says_what_is_missing() {
    let (mut az, room) = (world(), room());
    az.fails(&members(NET_OPS), REFUSED);
    let call = format!(
        "get /subscriptions/{LAB}/providers/Microsoft.Authorization/locks?api-version=2016-09-01"
    );
    az.on(
        &call,
        [Answer::Fails(THROTTLED), Answer::Gives(pretty(EMPTY))],
    );
    let run = az.sh(room.path(), &script(&["-o", "my exports"]), &[]);
    assert_eq!(run.code, 4, "{}", run.told());
    assert_eq!(az.calls().iter().filter(|c| **c == call).count(), 2);
    let exports = room.path().join("my exports");
    let manifest = json(&exports.join("collect.json"));
    assert_eq!(manifest["complete"], false);
    assert_eq!(
        manifest["missing"][0]["name"],
        format!("groups/{NET_OPS}.json")
    );
    assert_eq!(manifest["missing"][0]["status"], "refused");
    assert_eq!(manifest["subscriptions"], serde_json::json!([PROD, LAB]));
    let read = tenant(&[&exports]);
    assert!(
        read.diagnostics
            .iter()
            .any(|d| d.code == "incomplete-collection")
    );

    let az = world();
    let run = az.sh(room.path(), &script(&["-o", "my exports"]), &[]);
    assert_eq!(run.code, 0, "{}", run.told());
    let again = asked(az.calls());
    assert_eq!(
        again.len(),
        3,
        "the subscriptions, and both pages of the group: {again:#?}"
    );
    assert_eq!(json(&exports.join("collect.json"))["complete"], true);
}

#[test]
fn the_script_needs_az_too() {
    let (room, mut az) = (room(), Az::new());
    az.fails(
        "account show --query tenantId --output tsv",
        "ERROR: Please run 'az login' to setup account.\n",
    );
    let run = az.sh(room.path(), &script(&[]), &[]);
    assert_eq!(run.code, 3, "{}", run.told());
    assert!(!room.path().join("exports").exists());
}

#[test]
fn the_script_asks_about_the_subscriptions_named() {
    let (mut az, room) = (world(), room());
    az.forget("post ");
    az.gives(
        &names(&[CAROL, NET_OPS, GUESTS, PIPELINE]),
        r#"{"value":[]}"#,
    );
    let run = az.sh(room.path(), &script(&["--subscription", "lab"]), &[]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(az.calls().iter().all(|call| !call.contains(PROD)));
    let run = az.sh(room.path(), &script(&["--subscription", "Labb"]), &[]);
    assert_eq!(run.code, 2, "{}", run.told());
}
