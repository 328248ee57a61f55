//! `collect`, with a stand-in for `az` on the path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rolecall::model::Tenant;
use serde_json::Value;
use tempfile::TempDir;

use super::standin::{Answer, Az, rolecall_with};
use crate::support::tenant;

const TENANT: &str = "7e4a0000-0000-0000-0000-000000000001";
const PROD: &str = "50b00000-0000-0000-0000-00000000000a";
const LAB: &str = "50b00000-0000-0000-0000-00000000000b";
const NET_OPS: &str = "60000000-0000-0000-0000-000000000001";
const GUESTS: &str = "60000000-0000-0000-0000-000000000002";
const ALICE: &str = "a0000000-0000-0000-0000-000000000001";
const BOB: &str = "a0000000-0000-0000-0000-000000000002";
const CAROL: &str = "a0000000-0000-0000-0000-000000000003";
const PIPELINE: &str = "c0000000-0000-0000-0000-000000000001";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

const OUT: &str = "--output json --only-show-errors";
const GRAPH: &str = "https://graph.microsoft.com/v1.0";
const THROTTLED: &str = "ERROR: Too Many Requests({\"error\":{\"code\":\"TooManyRequests\",\"message\":\"Please try again after '0' seconds.\"}})\n";
const REFUSED: &str = "ERROR: Forbidden({\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"Insufficient privileges to complete the operation.\"}})\n";

fn page(url: &str) -> String {
    format!("rest --method get --url {url} --query {{next: nextLink, value: value}} {OUT}")
}

fn instances(scope: &str, kind: &str) -> String {
    let version = if kind == "denyAssignments" {
        "2022-04-01"
    } else {
        "2020-10-01"
    };
    page(&format!(
        "{scope}/providers/Microsoft.Authorization/{kind}?api-version={version}"
    ))
}

fn members(group: &str, url: &str) -> String {
    format!(
        "rest --method get --url {url} --query {{id: '{group}', next: \"@odata.nextLink\", transitiveMembers: value}} {OUT}"
    )
}

fn first_page(group: &str) -> String {
    format!(
        "{GRAPH}/groups/{group}/transitiveMembers?$top=999&$select=id,displayName,userPrincipalName,appId,userType,servicePrincipalType"
    )
}

fn names(ids: &[&str]) -> String {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!(
        "rest --method post --url {GRAPH}/directoryObjects/getByIds --body {{\"ids\":[{}]}} --query {{value: value[].{{\"@odata.type\": \"@odata.type\", id: id, displayName: displayName, userPrincipalName: userPrincipalName, appId: appId, userType: userType, servicePrincipalType: servicePrincipalType, alternativeNames: alternativeNames}}}} {OUT}",
        ids.join(",")
    )
}

fn role_assignment(scope: &str, n: u32, who: (&str, &str, &str), role: &str) -> String {
    format!(
        r#"{{"id":"{scope}/providers/Microsoft.Authorization/roleAssignments/ra000000-0000-0000-0000-{n:012}","name":"ra000000-0000-0000-0000-{n:012}","principalId":"{}","principalName":"{}","principalType":"{}","roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/{role}","scope":"{scope}","type":"Microsoft.Authorization/roleAssignments"}}"#,
        who.0, who.1, who.2
    )
    .replace("ra000000", "fa000000")
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

/// A tenant with two subscriptions, in which everything may be read.
fn world() -> Az {
    let mut az = Az::new();
    let account = |id: &str, name: &str, tenant: &str| {
        format!(r#"{{"id":"{id}","name":"{name}","state":"Enabled","tenantId":"{tenant}"}}"#)
    };
    az.gives(
        &format!("account show {OUT}"),
        &format!(r#"{{"environmentName":"AzureCloud","id":"{PROD}","tenantId":"{TENANT}"}}"#),
    );
    az.gives(
        &format!("account list {OUT}"),
        &format!(
            "[{},{},{}]",
            account(PROD, "Production", TENANT),
            account(LAB, "Lab", TENANT),
            account(
                "50b00000-0000-0000-0000-0000000000ff",
                "Elsewhere",
                "7e4a0000-0000-0000-0000-0000000000ff"
            )
        ),
    );
    // What the script asks for the same.
    az.gives(
        "account show --query [tenantId, environmentName] --output tsv",
        &format!("{TENANT}\tAzureCloud\n"),
    );
    az.gives(
        &format!("account list --query [?tenantId=='{TENANT}'].id --output tsv"),
        &format!("{PROD}\n{LAB}\n"),
    );
    let built_in = |id: &str, name: &str, actions: &str| {
        format!(
            r#"{{"id":"/subscriptions/{PROD}/providers/Microsoft.Authorization/roleDefinitions/{id}","name":"{id}","roleName":"{name}","roleType":"BuiltInRole","assignableScopes":["/"],"permissions":[{{"actions":[{actions}],"notActions":[],"dataActions":[],"notDataActions":[]}}],"type":"Microsoft.Authorization/roleDefinitions"}}"#
        )
    };
    az.gives(
        &format!("role definition list --subscription {PROD} {OUT}"),
        &format!(
            "[{},{}]",
            built_in(OWNER, "Owner", "\"*\""),
            built_in(CONTRIBUTOR, "Contributor", "\"*\"")
        ),
    );
    let group = |id: &str, name: &str, children: &str| {
        format!(
            r#"{{"id":"/providers/Microsoft.Management/managementGroups/{id}","name":"{id}","displayName":"{name}","type":"Microsoft.Management/managementGroups","children":{children}}}"#
        )
    };
    let below = |id: &str, name: &str| {
        format!(
            r#"{{"id":"/subscriptions/{id}","name":"{id}","displayName":"{name}","type":"/subscriptions","children":null}}"#
        )
    };
    let tree = group(
        TENANT,
        "Tenant Root Group",
        &format!(
            "[{},{},{}]",
            group(
                "platform",
                "Platform",
                &format!("[{}]", below(PROD, "Production"))
            ),
            group("empty", "Nothing yet", "[]"),
            below(LAB, "Lab")
        ),
    );
    az.gives(
        &format!(
            "account management-group show --name {TENANT} --expand --recurse --no-register {OUT}"
        ),
        &tree,
    );
    for id in [TENANT, "platform", "empty"] {
        let scope = format!("/providers/Microsoft.Management/managementGroups/{id}");
        let held = if id == "empty" {
            format!(
                "[{}]",
                role_assignment(
                    &scope,
                    90,
                    (CAROL, "carol@contoso.com", "User"),
                    CONTRIBUTOR
                )
            )
        } else {
            "[]".to_owned()
        };
        az.gives(
            &format!("role assignment list --scope {scope} {OUT}"),
            &held,
        );
        az.gives(
            &instances(&scope, "roleEligibilityScheduleInstances"),
            r#"{"next":null,"value":[]}"#,
        );
    }
    for (id, held) in [
        (
            PROD,
            vec![
                role_assignment(
                    &format!("/subscriptions/{PROD}"),
                    1,
                    (ALICE, "alice@contoso.com", "User"),
                    OWNER,
                ),
                role_assignment(
                    &format!("/subscriptions/{PROD}"),
                    2,
                    (NET_OPS, "Net-Ops", "Group"),
                    CONTRIBUTOR,
                ),
                role_assignment(
                    &format!("/subscriptions/{PROD}/resourceGroups/rg"),
                    3,
                    (PIPELINE, "pipeline", "ServicePrincipal"),
                    CONTRIBUTOR,
                ),
            ],
        ),
        (
            LAB,
            vec![role_assignment(
                &format!("/subscriptions/{LAB}"),
                4,
                (NET_OPS, "Net-Ops", "Group"),
                CONTRIBUTOR,
            )],
        ),
    ] {
        let scope = format!("/subscriptions/{id}");
        az.gives(
            &format!("role assignment list --all --subscription {id} {OUT}"),
            &format!("[{}]", held.join(",")),
        );
        az.gives(
            &format!("role definition list --custom-role-only true --subscription {id} {OUT}"),
            "[]",
        );
        az.gives(
            &instances(&scope, "denyAssignments"),
            r#"{"next":null,"value":[]}"#,
        );
        az.gives(
            &instances(&scope, "roleEligibilityScheduleInstances"),
            &format!(
                r#"{{"next":null,"value":[{}]}}"#,
                if id == LAB {
                    eligible(&scope, 1, GUESTS)
                } else {
                    String::new()
                }
            ),
        );
        az.gives(
            &instances(&scope, "roleAssignmentScheduleInstances"),
            r#"{"next":null,"value":[]}"#,
        );
        az.gives(&format!("identity list --subscription {id} {OUT}"), "[]");
        az.gives(&format!("resource list --resource-type Microsoft.NetworkCloud/clusters --subscription {id} --query length(@) {OUT}"), if id == LAB { "0" } else { "1" });
    }
    az.gives(
        &format!("networkcloud cluster list --subscription {PROD} {OUT}"),
        &format!(r#"[{{"id":"/subscriptions/{PROD}/resourceGroups/rg/providers/Microsoft.NetworkCloud/clusters/c1","name":"c1","type":"microsoft.networkcloud/clusters","identity":{{"type":"SystemAssigned","principalId":"{PIPELINE}"}}}}]"#),
    );
    let scope = format!("/subscriptions/{PROD}");
    let further = format!(
        "https://management.azure.com{scope}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01&$skiptoken=p2"
    );
    az.gives(
        &instances(&scope, "denyAssignments"),
        &format!(r#"{{"next":"{further}","value":[{}]}}"#, deny(&scope, 1)),
    );
    az.gives(
        &page(&further),
        &format!(r#"{{"next":null,"value":[{}]}}"#, deny(&scope, 2)),
    );
    let someone = |kind: &str, id: &str, name: &str, upn: &str| {
        format!(
            r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"{id}","displayName":"{name}","userPrincipalName":{upn},"appId":null,"userType":null,"servicePrincipalType":null}}"##
        )
    };
    az.gives(
        &names(&[ALICE, CAROL, NET_OPS, GUESTS, PIPELINE]),
        &format!(
            r#"{{"value":[{},{},{},{},{}]}}"#,
            someone("user", ALICE, "Alice", "\"alice@contoso.com\""),
            someone("user", CAROL, "Carol", "\"carol@contoso.com\""),
            someone("group", NET_OPS, "Net-Ops", "null"),
            someone("group", GUESTS, "Guests", "null"),
            someone("servicePrincipal", PIPELINE, "pipeline", "null"),
        ),
    );
    let more = format!("{GRAPH}/groups/{NET_OPS}/transitiveMembers?$skiptoken=m2");
    az.gives(
        &members(NET_OPS, &first_page(NET_OPS)),
        &format!(
            r#"{{"id":"{NET_OPS}","next":"{more}","transitiveMembers":[{}]}}"#,
            someone("user", BOB, "Bob", "\"bob@contoso.com\"")
        ),
    );
    az.gives(
        &members(NET_OPS, &more),
        &format!(
            r#"{{"id":"{NET_OPS}","next":null,"transitiveMembers":[{}]}}"#,
            someone("user", CAROL, "Carol", "\"carol@contoso.com\"")
        ),
    );
    az.gives(
        &members(GUESTS, &first_page(GUESTS)),
        &format!(r#"{{"id":"{GUESTS}","next":null,"transitiveMembers":[]}}"#),
    );
    az
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
    let words: Vec<&str> = call.split(' ').collect();
    let verb = words
        .iter()
        .find(|word| word.starts_with('-'))
        .map_or(words.len(), |flag| {
            words.iter().position(|word| word == flag).unwrap()
        });
    match words[..verb] {
        ["rest"] => {
            call.starts_with("rest --method get ")
                || call.starts_with(&format!(
                    "rest --method post --url {GRAPH}/directoryObjects/getByIds "
                ))
        }
        ["account", "management-group", _] => {
            // Without the flag, az registers a resource provider.
            matches!(words[2], "show" | "list") && words.contains(&"--no-register")
        }
        [.., last] => matches!(last, "show" | "list"),
        [] => false,
    }
}

#[test]
fn the_test_of_reading_tells_writing() {
    for call in [
        "role assignment create --assignee a",
        "account management-group show --name a",
        "rest --method put --url /x",
        "rest --method post --url /x",
        "group delete --name show",
    ] {
        assert!(!reads(call), "{call}");
    }
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
        format!("subscriptions/{LAB}/eligible-assignments.json"),
        format!("groups/{NET_OPS}.json"),
        format!("groups/{GUESTS}.json"),
    ] {
        assert!(have.contains(&file), "{file} of {have:?}");
    }
    assert!(!have.contains(&format!("subscriptions/{LAB}/clusters.json")));
    let calls = az.calls();
    assert!(
        calls.len() > 20 && calls.iter().all(|call| reads(call)),
        "{calls:#?}"
    );
    assert!(
        !calls.iter().any(|call| call.contains("0000000000ff")),
        "another tenant's subscription"
    );

    let read = tenant(&[&exports]);
    assert_eq!(read.deny_assignments.len(), 2, "both pages");
    assert_eq!(read.role_assignments.len(), 5);
    assert_eq!(read.schedules.len(), 1);
    let codes: BTreeSet<&str> = read.diagnostics.iter().map(|d| d.code).collect();
    assert!(
        codes.is_subset(&BTreeSet::from(["unrecognised-record"])),
        "{codes:?}"
    );
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
        rules.contains(&"owner-at-subscription-or-above"),
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
        "who, which subscriptions, and whether Lab has clusters: {calls:#?}"
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
    let call = format!("role assignment list --all --subscription {LAB} {OUT}");
    let answer = role_assignment(
        &format!("/subscriptions/{LAB}"),
        4,
        (NET_OPS, "Net-Ops", "Group"),
        CONTRIBUTOR,
    );
    az.on(
        &call,
        [
            Answer::Fails(THROTTLED),
            Answer::Fails(THROTTLED),
            Answer::Gives(format!("[{answer}]")),
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
    az.fails(&members(NET_OPS, &first_page(NET_OPS)), REFUSED);
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
        &members(
            NET_OPS,
            &format!("{GRAPH}/groups/{NET_OPS}/transitiveMembers?$skiptoken=m2"),
        ),
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

#[test]
fn without_the_root_each_visible_management_group_is_read() {
    let (mut az, room) = (world(), room());
    az.fails(
        &format!(
            "account management-group show --name {TENANT} --expand --recurse --no-register {OUT}"
        ),
        "ERROR: (AuthorizationFailed) The client does not have authorization to perform action\n",
    );
    az.gives(&format!("account management-group list --no-register {OUT}"), r#"[{"id":"/providers/Microsoft.Management/managementGroups/platform","name":"platform","displayName":"Platform","type":"Microsoft.Management/managementGroups"}]"#);
    az.gives(
        &format!("account management-group show --name platform --expand --recurse --no-register {OUT}"),
        &format!(r#"{{"id":"/providers/Microsoft.Management/managementGroups/platform","name":"platform","displayName":"Platform","type":"Microsoft.Management/managementGroups","children":[{{"id":"/subscriptions/{PROD}","name":"{PROD}","type":"/subscriptions"}}]}}"#),
    );
    // Carol's assignment is out of sight, and so is her name.
    az.forget("rest --method post");
    az.gives(
        &names(&[ALICE, NET_OPS, GUESTS, PIPELINE]),
        r#"{"value":[]}"#,
    );
    let result = collected(&az, room.path(), 4);
    assert_eq!(result["missing"][0]["file"], "management-groups.json");
    let read = tenant(&[&room.path().join("exports")]);
    let groups: Vec<&str> = read.management_groups.iter().map(|g| &*g.id).collect();
    assert_eq!(groups, ["platform"]);
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
            az.fails(&instances(&format!("/subscriptions/{id}"), kind), licence);
        }
    }
    az.forget("rest --method post");
    az.gives(
        &names(&[ALICE, CAROL, NET_OPS, PIPELINE]),
        r#"{"value":[]}"#,
    );
    let result = collected(&az, room.path(), 0);
    let absent = result["absent"].as_array().unwrap();
    assert_eq!(absent.len(), 4);
    assert!(absent.iter().all(|entry| entry["status"] == "not licensed"));
}

#[test]
fn a_subscription_is_named_by_id_or_name() {
    let (mut az, room) = (world(), room());
    az.forget("rest --method post");
    az.gives(&names(&[CAROL, NET_OPS, GUESTS]), r#"{"value":[]}"#);
    az.gives(
        &format!("role definition list --subscription {LAB} {OUT}"),
        "[]",
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
        &format!("account show {OUT}"),
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
        &format!("account show {OUT}"),
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

#[test]
fn the_script_asks_and_collects_the_same() {
    let (az, room) = (world(), room());
    collected(&az, room.path(), 0);
    let discovery =
        |call: &String| call.starts_with("account show ") || call.starts_with("account list ");
    let asked: BTreeSet<String> = az.calls().into_iter().filter(|c| !discovery(c)).collect();
    let run = az.sh(room.path(), &script(&[]), &["by-script"]);
    assert_eq!(run.code, 0, "{}", run.told());
    let calls = az.calls();
    assert!(calls.iter().all(|call| reads(call)), "{calls:#?}");
    assert_eq!(
        calls
            .into_iter()
            .filter(|c| !discovery(c))
            .collect::<BTreeSet<_>>(),
        asked
    );
    let (own, scripted) = (
        tenant(&[&room.path().join("exports")]),
        tenant(&[&room.path().join("by-script")]),
    );
    assert_eq!(content(&own), content(&scripted));
    assert!(
        scripted
            .diagnostics
            .iter()
            .all(|d| d.code == "unrecognised-record"),
        "{:#?}",
        scripted.diagnostics
    );

    // The program goes on with a folder of the script.
    let run = az.rolecall(
        room.path(),
        &["collect", "-o", "by-script", "--format", "json"],
    );
    assert_eq!(
        run.json()["result"]["written"],
        1,
        "the names, {}",
        run.told()
    );
}

#[test]
fn the_script_waits_goes_on_and_says_what_is_missing() {
    let (mut az, room) = (world(), room());
    az.fails(&members(NET_OPS, &first_page(NET_OPS)), REFUSED);
    let call = format!("identity list --subscription {LAB} {OUT}");
    az.on(
        &call,
        [Answer::Fails(THROTTLED), Answer::Gives("[]\n".to_owned())],
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
    let again: Vec<String> = az
        .calls()
        .into_iter()
        .filter(|call| !call.starts_with("account"))
        .collect();
    assert_eq!(
        again.len(),
        3,
        "both pages of the group, and whether Lab has clusters: {again:#?}"
    );
    assert_eq!(json(&exports.join("collect.json"))["complete"], true);
}

#[test]
fn the_script_needs_az_too() {
    let (room, mut az) = (room(), Az::new());
    az.fails(
        "account show --query [tenantId, environmentName] --output tsv",
        "ERROR: Please run 'az login' to setup account.\n",
    );
    let run = az.sh(room.path(), &script(&[]), &[]);
    assert_eq!(run.code, 3, "{}", run.told());
    assert!(!room.path().join("exports").exists());
}

#[test]
fn the_script_asks_about_the_subscriptions_named() {
    let (mut az, room) = (world(), room());
    az.gives(
        "account show --subscription Lab's --query id --output tsv",
        &format!("{LAB}\n"),
    );
    az.gives(
        &format!("role definition list --subscription {LAB} {OUT}"),
        "[]",
    );
    az.forget("rest --method post");
    az.gives(&names(&[CAROL, NET_OPS, GUESTS]), r#"{"value":[]}"#);
    let run = az.sh(room.path(), &script(&["--subscription", "Lab's"]), &[]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(az.calls().iter().all(|call| !call.contains(PROD)));
}
