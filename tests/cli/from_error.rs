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
fn a_deny_assignment_is_not_mended_by_a_role() {
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
