//! Files and records that were lost, so that nobody knows what they held: what they could turn is neither
//! yes nor no (exit code 4), what they couldn't stays, and the answer itself is the same.

use serde_json::json;
use tempfile::TempDir;

use super::*;

const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
const DORA: &str = "a0000000-0000-4000-8000-000000000004";
const TEAM: &str = "a0000000-0000-4000-8000-0000000000f1";
const SUBSCRIPTION: &str = "/subscriptions/50000000-0000-4000-8000-000000000001";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READ: &str = "Microsoft.Compute/virtualMachines/read";
const DELETE: &str = "Microsoft.Compute/virtualMachines/delete";
const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";

/// The least grave exit code that a loss leaves standing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lost {
    /// What was read is whole.
    Nothing,
    /// A record that can only have given access.
    Grant,
    /// Anything.
    Unknown,
}

/// A folder of exports: Anna reads, Dora may do anything but delete machines.
fn folder() -> TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let deny = json!([{
        "id": of_authorization("denyAssignments", 1),
        "type": "Microsoft.Authorization/denyAssignments",
        "properties": {
            "denyAssignmentName": "no deletion", "scope": SUBSCRIPTION,
            "principals": [{ "id": DORA, "type": "User" }], "excludePrincipals": [],
            "permissions": [{ "actions": [DELETE], "notActions": [], "dataActions": [], "notDataActions": [] }],
        },
    }]);
    let people = json!([person(ANNA, "anna"), person(DORA, "dora")]);
    let role = json!([{
        "Name": "Disk reader", "IsCustom": true, "Actions": ["Microsoft.Compute/disks/read"],
        "Description": "Reads disks.", "AssignableScopes": [SUBSCRIPTION],
    }]);
    for (name, content) in [
        (
            "assignments.json",
            json!([
                assignment(1, ANNA, READER),
                assignment(2, DORA, CONTRIBUTOR)
            ]),
        ),
        ("deny.json", deny),
        ("people.json", people),
        ("role.json", role),
    ] {
        write(folder.path(), name, content.to_string().as_bytes());
    }
    folder
}

fn write(folder: &Path, name: &str, content: &[u8]) {
    std::fs::write(folder.join(name), content).unwrap();
}

fn of_authorization(kind: &str, number: usize) -> String {
    format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/{kind}/c0000000-0000-4000-8000-{number:012}"
    )
}

fn person(id: &str, name: &str) -> Value {
    json!({ "id": id, "@odata.type": "#microsoft.graph.user", "displayName": name,
        "userPrincipalName": format!("{name}@fjord.example") })
}

fn assignment(number: usize, who: &str, role: &str) -> Value {
    json!({
        "id": of_authorization("roleAssignments", number),
        "type": "Microsoft.Authorization/roleAssignments",
        "scope": SUBSCRIPTION, "principalId": who, "principalType": "User",
        "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
    })
}

/// A record without one of its fields.
fn without(mut record: Value, field: &str) -> Vec<u8> {
    record.as_object_mut().unwrap().remove(field);
    json!([record]).to_string().into_bytes()
}

/// A template of which one thing is for the deployment to say.
fn template(open: &str) -> Value {
    let mut properties = json!({ "principalId": DORA, "roleDefinitionId":
        format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}") });
    let mut assignment = json!({ "type": "Microsoft.Authorization/roleAssignments",
        "apiVersion": "2022-04-01", "name": "c0000000-0000-4000-8000-00000000000a" });
    let expression = json!("[parameters('open')]");
    match open {
        "scope" => assignment["scope"] = expression,
        field => properties[field] = expression,
    }
    assignment["properties"] = properties;
    json!({ "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "contentVersion": "1.0.0.0", "parameters": { "open": { "type": "string" } }, "resources": [assignment] })
}

/// Every kind of loss and of what is none: its code, a file and what was lost.
fn losses() -> Vec<(&'static str, &'static str, Vec<u8>, Lost)> {
    use Lost::{Grant, Nothing, Unknown};
    let bytes = |value: Value| value.to_string().into_bytes();
    let other = assignment(9, ANNA, CONTRIBUTOR);
    // The scope is in the id too.
    let mut nowhere = other.clone();
    nowhere["id"] = json!("c0000000-0000-4000-8000-000000000009");
    let schedule = json!({
        "id": of_authorization("roleAssignmentScheduleInstances", 9),
        "type": "Microsoft.Authorization/roleAssignmentScheduleInstances",
        "scope": SUBSCRIPTION, "assignmentType": "Assigned",
        "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}"),
    });
    let deny = json!([{ "denyAssignmentName": "somewhere", "permissions": [{ "actions": ["*"] }],
        "principals": [{ "id": DORA, "type": "User" }] }]);
    let failed = json!({ "responses": [{ "name": "r", "httpStatusCode": 403,
        "content": { "error": { "code": "AuthorizationFailed", "message": "no" } } }] });
    let graph =
        json!({ "data": { "columns": [{ "name": "id" }, { "name": "type" }], "rows": [["/a"]] } });
    let hound = json!({ "data": [{ "kind": "AZManagementGroupDescendant", "data": { "x": 1 } }] });
    let manifest = |file: &str| json!({ "schema": "rolecall/collection/1", "missing": [{ "name": file, "status": "refused" }] });
    let plan = json!({ "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": { "root_module": { "resources": [{
            "address": "azurerm_role_assignment.a", "mode": "managed", "type": "azurerm_role_assignment",
            "values": { "principal_id": ANNA, "role_definition_name": "Reader" } }] } },
        "resource_changes": [{ "address": "azurerm_role_assignment.a",
            "change": { "after_unknown": { "scope": true } } }] });
    let rows = "RoleAssignmentId,RoleDefinitionName,ObjectId,Scope\r\nx,Reader\r\n";
    vec![
        ("empty-file", "x.json", Vec::new(), Unknown),
        ("empty-file", "x.json", b" \n".to_vec(), Unknown),
        // Named as the list of a group's members.
        (
            "empty-file",
            "a0000000-0000-4000-8000-0000000000f1.json",
            Vec::new(),
            Unknown,
        ),
        ("malformed-json", "x.json", b"[{\"id\":".to_vec(), Unknown),
        (
            "malformed-json",
            "x.jsonl",
            b"{\"id\":\n{}\n{}".to_vec(),
            Unknown,
        ),
        ("unrecognised-document", "x.json", b"null".to_vec(), Unknown),
        (
            "unrecognised-document",
            "x.json",
            b"\"System.Object[]\"".to_vec(),
            Unknown,
        ),
        (
            "unrecognised-record",
            "x.json",
            bytes(json!([{ "colour": "red" }])),
            Unknown,
        ),
        (
            "unrecognised-record",
            "x.json",
            bytes(json!({ "error": { "code": "x" } })),
            Unknown,
        ),
        ("unrecognised-record", "x.json", bytes(json!([1])), Unknown),
        ("unrecognised-record", "x.json", bytes(hound), Unknown),
        (
            "wrong-type",
            "x.json",
            bytes(json!({ "value": "System.Object[]" })),
            Unknown,
        ),
        (
            "wrong-type",
            "x.json",
            bytes(json!([{ "value": "System.Object[]" }])),
            Unknown,
        ),
        (
            "wrong-type",
            "x.json",
            bytes(json!({ TEAM: ["System.Object"] })),
            Unknown,
        ),
        (
            "unreadable-form",
            "x.json",
            b"<!DOCTYPE html><html></html>".to_vec(),
            Unknown,
        ),
        ("failed-response", "x.json", bytes(failed), Unknown),
        (
            "truncated-page",
            "x.json",
            bytes(json!({ "value": [], "nextLink": "https://next.example" })),
            Unknown,
        ),
        ("malformed-row", "x.json", bytes(graph), Unknown),
        ("malformed-row", "x.csv", rows.into(), Unknown),
        (
            "malformed-yaml",
            "x.yaml",
            b"- principalId: a\n  roleDefinitionId: [b\n".to_vec(),
            Unknown,
        ),
        ("damaged-gzip", "x.json.gz", vec![0x1f, 0x8b, 8, 0], Unknown),
        ("incomplete-record", "x.json", bytes(deny), Unknown),
        (
            "incomplete-record",
            "x.json",
            bytes(json!({ TEAM: [{ "displayName": "x" }] })),
            Unknown,
        ),
        (
            "incomplete-record",
            "x.json",
            bytes(json!([{ "displayName": "x", "members": [{ "id": ANNA }] }])),
            Unknown,
        ),
        (
            "incomplete-collection",
            "collect.json",
            bytes(manifest("subscriptions/s/deny-assignments.json")),
            Unknown,
        ),
        (
            "incomplete-collection",
            "collect.json",
            bytes(manifest("subscriptions/s/role-assignments.json")),
            Grant,
        ),
        (
            "incomplete-record",
            "x.json",
            without(other.clone(), "principalId"),
            Grant,
        ),
        (
            "incomplete-record",
            "x.json",
            without(other.clone(), "roleDefinitionId"),
            Grant,
        ),
        (
            "incomplete-record",
            "x.json",
            without(nowhere, "scope"),
            Grant,
        ),
        (
            "incomplete-record",
            "x.json",
            bytes(json!([schedule])),
            Grant,
        ),
        (
            "incomplete-record",
            "x.json",
            bytes(json!([{ "IsCustom": true, "Actions": ["*"], "AssignableScopes": ["/"] }])),
            Grant,
        ),
        ("unresolved-expression", "x.json", bytes(plan), Grant),
        (
            "unresolved-expression",
            "x.json",
            bytes(template("principalId")),
            Grant,
        ),
        (
            "unresolved-expression",
            "x.json",
            bytes(template("scope")),
            Grant,
        ),
        // Understood, and of no account here.
        ("", "x.json", b"[]".to_vec(), Nothing),
        (
            "",
            "x.json",
            bytes(
                json!([{ "id": format!("{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v"),
            "name": "v", "type": "Microsoft.Compute/virtualMachines" }]),
            ),
            Nothing,
        ),
        (
            "",
            "x.json",
            bytes(
                json!([{ "id": SUBSCRIPTION.trim_start_matches("/subscriptions/"), "name": "s", "tenantId": TEAM,
            "state": "Enabled", "isDefault": true, "cloudName": "AzureCloud" }]),
            ),
            Nothing,
        ),
        (
            "no-grant",
            "x.json",
            bytes(
                json!([{ "id": "x", "type": "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments" }]),
            ),
            Nothing,
        ),
        (
            "incomplete-collection",
            "collect.json",
            bytes(manifest("groups/g.json")),
            Nothing,
        ),
        // A decision says itself where it depends on these.
        (
            "truncated-by-depth",
            "x.json",
            bytes(json!([{ "Name": "Unused", "IsCustom": true,
            "Permissions": "System.Object[]", "AssignableScopes": ["/"] }])),
            Nothing,
        ),
    ]
}

fn in_json(folder: &Path, arguments: &[&str]) -> Run {
    let given = ["--format", "json", "--no-config"];
    rolecall_in(folder, &[arguments, &given].concat())
}

/// What becomes of exit codes: `whole` without a loss, else by what was lost.
type Codes = [i32; 3];

fn code(codes: Codes, lost: Lost) -> i32 {
    codes[lost as usize]
}

fn can<'a>(who: &'a str, action: &'a str) -> Vec<&'a str> {
    vec!["can", who, action, "--at", SUBSCRIPTION, "-i", "."]
}

#[test]
fn each_kind_of_loss_turns_what_it_could_and_nothing_else() {
    let whole = folder();
    let asked: [(Vec<&str>, Codes); 3] = [
        (can(ANNA, READ), [0, 0, 4]),
        (can(ANNA, DELETE), [1, 4, 4]),
        (can(DORA, DELETE), [1, 1, 1]),
    ];
    let before = asked.clone().map(|(arguments, codes)| {
        let run = in_json(whole.path(), &arguments);
        assert_eq!(run.code, codes[0], "{}", run.told());
        assert_eq!(run.json()["complete"], true, "{}", run.told());
        run.result()
    });
    for (fault, name, content, lost) in losses() {
        let damaged = folder();
        write(damaged.path(), name, &content);
        let shown = String::from_utf8_lossy(&content);
        for ((arguments, codes), before) in asked.iter().zip(&before) {
            let run = in_json(damaged.path(), arguments);
            let json = run.json();
            assert_eq!(run.code, code(*codes, lost), "{shown}: {}", run.told());
            assert_eq!(&json["result"], before, "{shown}");
            let told = json["diagnostics"].as_array().unwrap();
            assert!(
                fault.is_empty() || told.iter().any(|d| d["code"] == fault),
                "{shown}: {}",
                run.told()
            );
            if lost != Lost::Nothing {
                assert_eq!(json["complete"], false, "{shown}: {}", run.told());
            }
        }
    }
}

/// What each command is asked, and its exit codes.
fn commands() -> Vec<(Vec<&'static str>, Codes)> {
    let at = |words: &[&'static str]| [words, &["--at", SUBSCRIPTION, "-i", "."]].concat();
    let of = |words: &[&'static str]| [words, &["-i", "."]].concat();
    vec![
        (at(&["can", ANNA, READ, DELETE]), [1, 4, 4]),
        (at(&["can", ANNA, READ, "--expect", "allowed"]), [0, 0, 4]),
        (
            at(&["can", ANNA, DELETE, "--expect", "notGranted"]),
            [0, 4, 4],
        ),
        (at(&["can", ANNA, DELETE, "--expect", "allowed"]), [1, 4, 4]),
        (at(&["can", DORA, DELETE, "--expect", "denied"]), [0, 0, 0]),
        (at(&["can", DORA, DELETE, "--expect", "allowed"]), [1, 1, 1]),
        // What a role grants is in its definition.
        (of(&["can", "--role", "Reader", READ]), [0, 0, 0]),
        (of(&["can", "--role", "Reader", DELETE]), [1, 1, 1]),
        (at(&["who", READ]), [0, 0, 4]),
        (at(&["who", ASSIGN]), [1, 4, 4]),
        (of(&["who", READ]), [0, 0, 4]),
        (of(&["what", ANNA]), [0, 0, 4]),
        (of(&["what", TEAM]), [1, 4, 4]),
        (
            of(&["audit", "--rule", "owner-at-subscription-or-above"]),
            [0, 4, 4],
        ),
        (
            of(&[
                "audit",
                "--rule",
                "contributor-at-subscription-or-above",
                "--fail-on",
                "low",
            ]),
            [1, 1, 1],
        ),
        (of(&["audit", "--paths"]), [0, 4, 4]),
        (of(&["conditions", "delegation", ANNA]), [0, 4, 4]),
        (
            at(&["recommend", "--action", DELETE, "--for", ANNA]),
            [0, 4, 4],
        ),
        // Denied for certain: no role helps.
        (
            at(&["recommend", "--action", DELETE, "--for", DORA]),
            [1, 1, 1],
        ),
        // A custom role might cover it.
        (
            of(&["recommend", "--action", DELETE, "--among", "custom"]),
            [1, 4, 4],
        ),
        (of(&["recommend", "--action", READ]), [0, 0, 0]),
        (vec!["roles", "lint", "role.json", "."], [0, 4, 4]),
        (of(&["roles", "list"]), [0, 0, 0]),
        (of(&["roles", "search", "xylophone"]), [1, 4, 4]),
        (of(&["roles", "show", "Disk reader"]), [0, 0, 0]),
        (of(&["operations", "search", "xylophone"]), [1, 1, 4]),
        (of(&["catalog", "diff", "core", "core"]), [0, 4, 4]),
    ]
}

#[test]
fn each_command_judges_what_a_loss_could_turn() {
    let nothing: (&str, Vec<u8>) = ("x.json", b"[]".to_vec());
    let grant = (
        "x.json",
        without(assignment(9, ANNA, CONTRIBUTOR), "principalId"),
    );
    let unknown = ("x.json", Vec::new());
    let mut before = Vec::new();
    for (lost, (name, content)) in [
        (Lost::Nothing, nothing),
        (Lost::Grant, grant),
        (Lost::Unknown, unknown),
    ] {
        let exports = folder();
        write(exports.path(), name, &content);
        for (at, (arguments, codes)) in commands().into_iter().enumerate() {
            let run = in_json(exports.path(), &arguments);
            let asked = format!("{lost:?} {arguments:?}");
            assert_eq!(run.code, code(codes, lost), "{asked}: {}", run.told());
            let json = run.json();
            if lost == Lost::Nothing {
                before.push(json["result"].clone());
            } else {
                assert_eq!(json["complete"], false, "{asked}: {}", run.told());
                assert_eq!(json["result"], before[at], "{asked}");
            }
        }
    }
}

#[test]
fn a_difference_may_be_one_of_what_was_read() {
    let whole = folder();
    let old = whole.path().to_str().unwrap();
    for (fail, codes) in [
        (vec![], [0, 4, 4]),
        (vec!["--fail-on-gain", "any"], [0, 4, 4]),
    ] {
        for (lost, content) in [
            (Lost::Nothing, b"[]".to_vec()),
            (
                Lost::Grant,
                without(assignment(9, ANNA, CONTRIBUTOR), "principalId"),
            ),
            (Lost::Unknown, Vec::new()),
        ] {
            let other = folder();
            write(other.path(), "x.json", &content);
            for pair in [[old, "."], [".", old]] {
                let run = in_json(other.path(), &[&["diff"], &pair[..], &fail[..]].concat());
                assert_eq!(run.code, code(codes, lost), "{}", run.told());
                assert_eq!(
                    run.json()["complete"],
                    lost == Lost::Nothing,
                    "{}",
                    run.told()
                );
            }
        }
    }
    // A gain may be of a record that the old snapshot lost.
    let (before, after) = (folder(), folder());
    let owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    let more = json!([assignment(3, ANNA, owner)]).to_string();
    write(after.path(), "more.json", more.as_bytes());
    let gained = [
        "diff",
        before.path().to_str().unwrap(),
        ".",
        "--fail-on-gain",
        "any",
    ];
    assert_eq!(in_json(after.path(), &gained).code, 1);
    write(before.path(), "more.json", b"");
    assert_eq!(in_json(after.path(), &gained).code, 4);
}

#[test]
fn questions_are_met_broken_or_open_by_what_was_lost() {
    let question = |who: &str, action: &str, expect: &str| json!({ "who": who, "action": action, "scope": SUBSCRIPTION, "expect": expect });
    let of_role = json!({ "role": "Reader", "action": READ, "expect": "allowed" });
    let met = question(ANNA, READ, "allowed");
    let not_met = question(ANNA, DELETE, "allowed");
    let denied = question(DORA, DELETE, "denied");
    let broken = question(DORA, DELETE, "allowed");
    let no_expectation = json!({ "who": ANNA, "action": READ, "scope": SUBSCRIPTION });
    let rows: [(&[&Value], Codes); 7] = [
        (&[&of_role, &denied], [0, 0, 0]),
        (&[&met, &denied], [0, 0, 4]),
        (&[&not_met, &met], [1, 4, 4]),
        (&[&broken, &met], [1, 1, 1]),
        (&[&broken, &not_met], [1, 1, 1]),
        (&[&no_expectation], [0, 0, 4]),
        (&[&no_expectation, &denied], [0, 0, 0]),
    ];
    for (lost, content) in [
        (Lost::Nothing, b"[]".to_vec()),
        (
            Lost::Grant,
            without(assignment(9, ANNA, CONTRIBUTOR), "principalId"),
        ),
        (Lost::Unknown, Vec::new()),
    ] {
        let exports = folder();
        write(exports.path(), "x.json", &content);
        let asked = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let file = asked.path().join("questions.json");
        for (questions, codes) in &rows {
            std::fs::write(&file, json!(questions).to_string()).unwrap();
            let run = in_json(
                exports.path(),
                &["can", "--questions", file.to_str().unwrap(), "-i", "."],
            );
            assert_eq!(
                run.code,
                code(*codes, lost),
                "{lost:?} {questions:?}: {}",
                run.told()
            );
        }
    }
}

#[test]
fn people_are_told_why_the_code_is_4() {
    let exports = folder();
    write(exports.path(), "x.json", b"");
    let sentence = "the inputs are not whole, and what they lack could turn the answer below: the exit code is 4";
    for (arguments, is_told) in [(can(ANNA, READ), true), (can(DORA, DELETE), false)] {
        let run = rolecall_in(exports.path(), &[&arguments[..], &["--no-config"]].concat());
        assert_eq!(run.stderr.contains(sentence), is_told, "{}", run.told());
        assert!(!run.stdout.is_empty());
    }
}

#[test]
fn a_file_that_is_not_there_is_lost_as_well() {
    let exports = folder();
    let run = in_json(
        exports.path(),
        &[&can(ANNA, READ)[..], &["gone.json"]].concat(),
    );
    assert_eq!(run.code, 4, "{}", run.told());
    assert_eq!(run.json()["complete"], false);
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_lost_but_not_what_is_read_elsewhere() {
    let (exports, elsewhere) = (folder(), folder());
    std::os::unix::fs::symlink(exports.path(), exports.path().join("again")).unwrap();
    let run = in_json(exports.path(), &can(ANNA, READ));
    assert_eq!(run.code, 0, "{}", run.told());
    std::os::unix::fs::symlink(
        elsewhere.path().join("deny.json"),
        exports.path().join("x.json"),
    )
    .unwrap();
    let run = in_json(exports.path(), &can(ANNA, READ));
    assert_eq!(run.code, 4, "{}", run.told());
}

#[test]
fn an_answer_from_damaged_inputs_is_verified() {
    let exports = folder();
    write(exports.path(), "x.json", b"");
    for arguments in [
        can(ANNA, READ),
        can(ANNA, DELETE),
        vec!["who", READ, "--at", SUBSCRIPTION, "-i", "."],
    ] {
        let answer = in_json(exports.path(), &arguments);
        assert_eq!(answer.code, 4, "{}", answer.told());
        let kept = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let file = kept.path().join("answer.json");
        std::fs::write(&file, &answer.stdout).unwrap();
        let run = in_json(
            exports.path(),
            &["verify", file.to_str().unwrap(), "-i", "."],
        );
        assert_eq!(run.code, 0, "{}", run.told());
    }
}
