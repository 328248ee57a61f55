//! `can --from-error`: what error messages ask.

use insta::assert_snapshot;

use super::*;

const ASTRID: &str = "97f2cc1e-798c-5ec1-8d29-725f8a7e579b";
const BJARNE: &str = "b04d2f03-7210-5ed4-8bf8-0d28b25fc92c";

fn refused(client: &str, id: &str, action: &str, scope: &str) -> String {
    format!(
        "The client '{client}' with object id '{id}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid."
    )
}

fn ask(text: &str, arguments: &[&str]) -> Run {
    let mut all = vec!["can", "--from-error", "-"];
    all.extend(arguments);
    finish(command().args(all).write_stdin(text))
}

fn vault() -> String {
    refused(
        "bjarne.holm@fjordnett.example",
        BJARNE,
        "Microsoft.KeyVault/vaults/write",
        &format!(
            "{}/providers/Microsoft.KeyVault/vaults/kv",
            group("rg-osl1")
        ),
    )
}

#[test]
fn the_exports_say_why() {
    let run = ask(&vault(), &["-i", TENANT]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn the_message_may_stand_on_the_command_line() {
    let words = [
        "can",
        "--from-error",
        &vault(),
        "-i",
        TENANT,
        "--format",
        "json",
    ];
    let piped = ask(&vault(), &["-i", TENANT, "--format", "json"]);
    let run = rolecall(&words);
    assert_eq!(run.code, 1, "{}", run.told());
    assert_eq!(run.result()["outcome"], piped.result()["outcome"]);
    let missing = rolecall(&["can", "--from-error", "no such file", "-i", TENANT]);
    assert_eq!(missing.code, 3, "{}", missing.told());
}

#[test]
fn without_exports_the_roles_that_would_do() {
    let run = ask(&vault(), &[]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn a_linked_error_as_json() {
    let text = format!(
        "{{\"error\":{{\"code\":\"LinkedAuthorizationFailed\",\"message\":\"The client 'bjarne.holm@fjordnett.example' with object id '{BJARNE}' has permission to perform action 'Microsoft.NetworkCloud/clusters/write' on scope '{0}/providers/Microsoft.NetworkCloud/clusters/c1'; however, it does not have permission to perform action(s) 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '{0}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-c1' (respectively) or the linked scope(s) are invalid.\"}}}}",
        group("rg-osl1")
    );
    let run = ask(&text, &["-i", TENANT, "--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.told());
    let result = &run.json()["result"];
    assert_eq!(result["outcome"], "notGranted");
    let [answer] = &result["answers"].as_array().unwrap()[..] else {
        panic!("{}", run.told());
    };
    assert_eq!(answer["who"], BJARNE);
    assert_eq!(
        answer["action"],
        "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
    );
    assert_eq!(
        answer["error"]["linkedFrom"]["action"],
        "Microsoft.NetworkCloud/clusters/write"
    );
    assert!(answer["scope"].as_str().unwrap().ends_with("/id-c1"));
    assert!(!answer["repairs"].as_array().unwrap().is_empty());
}

#[test]
fn several_messages_are_answered_each() {
    let owner = refused(
        "astrid.lund@fjordnett.example",
        ASTRID,
        "Microsoft.Storage/storageAccounts/write",
        &group("rg-osl1"),
    );
    let run = ask(
        &format!("{}\n{owner}\n", vault()),
        &["-i", TENANT, "--format", "json"],
    );
    let told = run.json();
    let outcomes: Vec<&str> = told["result"]["answers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| answer["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["notGranted", "allowed"]);
    assert_eq!(run.code, 1);
    // Azure refused what the exports allow.
    let codes: Vec<&str> = told["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"refused-but-allowed"), "{codes:?}");
}

#[test]
fn a_deny_assignment_is_not_fixed_by_a_role() {
    let text = format!(
        "(DenyAssignmentAuthorizationFailed) The client 'astrid.lund@fjordnett.example' with object id '{ASTRID}' has permission to perform action 'Microsoft.Storage/storageAccounts/delete' on scope '{}'; however, the access is denied because of the deny assignment with name 'x' and Id 'y' at scope 'z'.",
        group("rg-osl1-managed")
    );
    let alone = ask(&text, &["--format", "json"]).json();
    assert_eq!(alone["result"]["answers"][0]["outcome"], "denied");
    assert_eq!(
        alone["result"]["answers"][0]["repairs"],
        Value::Array(Vec::new())
    );
    let run = ask(
        &text,
        &["-i", TENANT, "--format", "json", "--expect", "denied"],
    );
    assert_eq!(run.code, 0, "{}", run.told());
    assert_eq!(
        run.json()["result"]["answers"][0]["repairs"][0]["kind"],
        "liftDeny"
    );
}

#[test]
fn what_storage_leaves_out_is_asked_for_and_taken() {
    let text = "ErrorCode:AuthorizationPermissionMismatch";
    let read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let silent = ask(text, &[]);
    assert_eq!((silent.code, silent.stdout.as_str()), (3, ""));
    assert!(
        silent
            .stderr
            .contains("this AuthorizationPermissionMismatch names no action"),
        "{}",
        silent.stderr
    );
    assert!(silent.stderr.contains("--data-action"), "{}", silent.stderr);
    let silent = ask(text, &["-i", TENANT]);
    assert!(
        silent
            .stderr
            .contains("names no action and no scope and no principal"),
        "{}",
        silent.stderr
    );
    let scope = group("rg-osl1");
    let run = ask(
        text,
        &[
            "bjarne.holm@fjordnett.example",
            "--data-action",
            read,
            "--at",
            &scope,
            "-i",
            TENANT,
            "--format",
            "json",
        ],
    );
    assert_eq!(run.code, 1, "{}", run.told());
    let answer = &run.json()["result"]["answers"][0];
    assert_eq!(
        (answer["plane"].as_str(), answer["scope"].as_str()),
        (Some("data"), Some(scope.as_str()))
    );
    assert_eq!(answer["who"], BJARNE);
}

#[test]
fn one_message_of_several_may_lack_something() {
    let run = ask(
        &format!("{}\nAuthorizationPermissionMismatch", vault()),
        &["-i", TENANT, "--format", "json"],
    );
    let told = run.json();
    assert_eq!(told["result"]["answers"].as_array().unwrap().len(), 1);
    assert_eq!(told["complete"], false);
    assert!(run.stderr.contains("names no action"), "{}", run.stderr);
}

#[test]
fn a_stranger_is_named() {
    let text = refused(
        "nobody@example.org",
        "***",
        "Microsoft.KeyVault/vaults/write",
        &group("rg-osl1"),
    );
    let run = ask(&text, &["-i", TENANT]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("no principal `nobody@example.org`"),
        "{}",
        run.stderr
    );
    // An application id stands for its service principal.
    let text = refused(
        "APP",
        "***",
        "Microsoft.KeyVault/vaults/write",
        &group("rg-osl1"),
    );
    let exports: Value = serde_json::from_slice(
        &std::fs::read(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(TENANT)
                .join("service-principals.json"),
        )
        .unwrap(),
    )
    .unwrap();
    let (app, id) = (&exports[0]["appId"], &exports[0]["id"]);
    let run = ask(
        &text.replace("APP", app.as_str().unwrap()),
        &["-i", TENANT, "--format", "json"],
    );
    assert_eq!(run.json()["result"]["answers"][0]["who"], *id);
}

const APPLICATION: &str = "a1a1a1a1-0000-4000-8000-000000000001";

/// Who is said to be refused: an application id is nobody's name.
#[test]
fn an_application_id_is_not_a_name() {
    let write = "Microsoft.KeyVault/vaults/write";
    let scope = group("rg-osl1");
    let vault = format!(
        "Caller is not authorized to perform action on resource.\nCaller: appid={APPLICATION};oid={BJARNE};iss=x\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\nResource: '{scope}/providers/Microsoft.KeyVault/vaults/kv/secrets/s'\n"
    );
    for (text, who) in [
        (
            refused("bjarne@example.org", BJARNE, write, &scope),
            format!("bjarne@example.org ({BJARNE}) may not do"),
        ),
        (
            refused(BJARNE, BJARNE, write, &scope),
            format!("notGranted  {BJARNE} may not do"),
        ),
        (
            refused(APPLICATION, BJARNE, write, &scope),
            format!("the service principal {BJARNE} of the application {APPLICATION} may not do"),
        ),
        (
            refused(APPLICATION, "***", write, &scope),
            format!("the client with the id {APPLICATION} may not do"),
        ),
        (
            vault,
            format!("{BJARNE}, through the application {APPLICATION}, may not do"),
        ),
    ] {
        let run = ask(&text, &[]);
        assert!(run.stdout.contains(&who), "{}", run.told());
    }
    // The application that called is not the principal: without an object id nobody is asked about.
    let masked = format!(
        "Caller is not authorized to perform action on resource.\nCaller: appid={APPLICATION};oid=***\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\nResource: '{scope}'\n"
    );
    let run = ask(&masked, &["-i", TENANT]);
    assert!(run.stderr.contains("names no principal"), "{}", run.told());
}

#[test]
fn a_condition_that_is_not_met_comes_before_other_roles() {
    let scope = format!(
        "{}/providers/Microsoft.Authorization/roleAssignments/0a000000-0000-4000-8000-000000000001",
        group("rg-osl1")
    );
    let text = refused(
        "bjarne.holm@fjordnett.example",
        BJARNE,
        "Microsoft.Authorization/roleAssignments/write",
        &scope,
    )
    .replace(
        "does not have authorization",
        "has an authorization with ABAC condition that is not fulfilled",
    );
    let run = ask(&text, &[]);
    assert_eq!(run.code, 1);
    let said = [
        "under a condition that this request does not meet",
        "a request that meets the condition",
        "Or, without a condition",
    ];
    let places: Vec<Option<usize>> = said.iter().map(|part| run.stdout.find(part)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{}",
        run.told()
    );
    let json = ask(&text, &["--format", "json"]).json();
    assert_eq!(json["result"]["answers"][0]["error"]["reason"], "condition");
    // Exports that hold no such assignment are incomplete.
    let json = ask(&text, &["-i", TENANT, "--format", "json"]).json();
    assert_eq!(json["result"]["answers"][0]["outcome"], "notGranted");
    assert_eq!(json["complete"], false);
    let codes = json["diagnostics"].as_array().unwrap().iter();
    assert!(
        codes
            .clone()
            .any(|said| said["code"] == "missing-conditional-grant")
    );
}

#[test]
fn each_part_of_a_paste_is_answered_or_quoted() {
    let lock = format!(
        "(ScopeLocked) The scope '{0}' cannot perform delete operation because following scope(s) are locked: '{0}'.",
        group("rg-osl1")
    );
    let foreign = "(AuthorizationFailed) Der Client darf Microsoft.Web/sites/write hier nicht";
    let text = format!("{}\n\n{lock}\n\n{foreign}\n", vault());
    let run = ask(&text, &["--format", "json"]);
    let json = run.json();
    assert_eq!(run.code, 1);
    assert_eq!(json["complete"], false);
    assert_eq!(json["result"]["answers"].as_array().unwrap().len(), 1);
    let others = &json["result"]["otherRefusals"];
    assert_eq!(
        (others[0]["code"].as_str(), others[0]["cause"].as_str()),
        (Some("ScopeLocked"), Some("lock"))
    );
    let unread = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .find(|said| said["code"] == "unrecognised-error-message");
    let unread = unread.unwrap();
    assert!(unread["message"].as_str().unwrap().contains(foreign));
    assert_eq!(unread["source"], "-:5:2");
    let human = ask(&text, &[]);
    assert!(
        human.stderr.contains(foreign) && human.stdout.contains("a lock on"),
        "{}",
        human.told()
    );
    // A table has no room for what no role changes.
    let csv = ask(&text, &["--format", "csv"]);
    assert!(csv.stderr.contains("a lock on"), "{}", csv.told());
    let alone = ask(&lock, &["-i", TENANT, "--format", "json"]);
    assert_eq!(
        (alone.code, alone.json()["result"]["outcome"].as_str()),
        (1, Some("notGranted"))
    );
}

#[test]
fn of_several_actions_the_scope_says_which_is_meant() {
    let text = "'Send' claim(s) are required to perform this operation.";
    let silent = ask(text, &[]);
    assert_eq!(silent.code, 3);
    let both = "`Microsoft.ServiceBus/namespaces/messages/send/action` or `Microsoft.EventHub/namespaces/messages/send/action`";
    assert!(silent.stderr.contains(both), "{}", silent.stderr);
    let at = format!(
        "{}/providers/Microsoft.EventHub/namespaces/n",
        group("rg-osl1")
    );
    let run = ask(text, &["--at", &at, "--format", "json"]);
    let answer = &run.json()["result"]["answers"][0];
    assert_eq!(
        answer["action"],
        "Microsoft.EventHub/namespaces/messages/send/action"
    );
    assert_eq!(answer["plane"], "data");
}

#[test]
fn other_text_gets_the_shapes() {
    let run = ask("ERROR: something else\n", &["-i", TENANT]);
    assert_eq!(run.code, 3);
    assert_snapshot!(run.told());
}

#[test]
fn a_file_of_windows_is_read() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("from-error");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("utf16.txt");
    let units = std::iter::once(0xfeff).chain(vault().encode_utf16().collect::<Vec<_>>());
    std::fs::write(&path, units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).unwrap();
    let run = rolecall(&["can", "--from-error", path.to_str().unwrap()]);
    assert_eq!(run.code, 1, "{}", run.told());
    let gone = rolecall(&["can", "--from-error", "/nowhere/at/all.txt"]);
    assert_eq!(gone.code, 3);
    assert!(
        gone.stderr.contains("there is no such file"),
        "{}",
        gone.stderr
    );
}
