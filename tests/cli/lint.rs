//! `roles lint`.

use std::fs;
use std::path::Path;

use super::rolecall_in;

const CLUMSY: &str = r#"{
  "Name": "Blob peeker",
  "IsCustom": true,
  "Description": "Reads blobs of the data team",
  "Actions": [
    "Microsoft.Storage/storageAccounts/read",
    "microsoft.storage/storageaccounts/READ",
    "Microsoft.Storage/storageAccounts/blobServices/containers/read "
  ],
  "NotActions": ["Microsoft.Insights/*"],
  "DataActions": ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
  "AssignableScopes": ["/subscriptions/5e467623-0000-4000-8000-000000000001/"]
}"#;

const BROKEN: &str = r#"{"Name":"Almost owner","Description":"All but access",
  "Permissions":[
    {"Actions":["*"],"NotActions":["Microsoft.Authorization/*/write"]},
    {"Actions":["Microsoft.Storage/storageAccounts/reed"],"Condition":"(1 = 1)"}],
  "AssignableScopes":["/"]}"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("clumsy.json"), CLUMSY).unwrap();
    fs::write(folder.path().join("broken.json"), BROKEN).unwrap();
    folder
}

fn shown(folder: &Path, args: &[&str]) -> String {
    rolecall_in(folder, &[&["roles", "lint"], args].concat()).told()
}

#[test]
fn findings_for_people() {
    let folder = folder();
    insta::assert_snapshot!("lint-human", shown(folder.path(), &["clumsy.json"]));
}

#[test]
fn findings_as_json() {
    let folder = folder();
    let args = [
        "roles",
        "lint",
        "clumsy.json",
        "--rule",
        "idle-not-action",
        "--format",
        "json",
    ];
    let done = rolecall_in(folder.path(), &args);
    assert_eq!(done.code, 0);
    insta::assert_snapshot!(
        "lint-json",
        serde_json::to_string_pretty(&done.result()).unwrap()
    );
}

#[test]
fn the_exit_code_follows_the_gravest_finding() {
    let folder = folder();
    let code =
        |args: &[&str]| rolecall_in(folder.path(), &[&["roles", "lint"], args].concat()).code;
    assert_eq!(code(&["clumsy.json"]), 0);
    assert_eq!(code(&["clumsy.json", "--fail-on", "medium"]), 1);
    assert_eq!(code(&["broken.json"]), 1);
    assert_eq!(code(&["broken.json", "--rule", "name-limit"]), 0);
    assert_eq!(code(&[".", "--rule", "several-permissions"]), 1);
    assert_eq!(code(&["broken.json", "--rule", "no-such-rule"]), 2);
    assert_eq!(code(&["missing.json"]), 3);
}

#[test]
fn a_fixed_definition_is_written_and_clean() {
    let folder = folder();
    let fixed = shown(folder.path(), &["clumsy.json", "--fix", "-o", "fixed.json"]);
    let written = fs::read_to_string(folder.path().join("fixed.json")).unwrap();
    insta::assert_snapshot!("lint-fix", format!("{fixed}--- fixed.json\n{written}"));
    let compare = [
        "roles",
        "compare",
        "clumsy.json",
        "fixed.json",
        "--format",
        "json",
    ];
    assert_eq!(
        rolecall_in(folder.path(), &compare).result()["relation"],
        "equal"
    );
    let again = shown(folder.path(), &["fixed.json", "--fail-on", "low"]);
    assert!(again.starts_with("exit 0"), "{again}");
    // Without a file to write, the definition is the answer.
    let piped = rolecall_in(folder.path(), &["roles", "lint", "clumsy.json", "--fix"]);
    assert_eq!(piped.stdout, written);
}

#[test]
fn what_can_not_be_proven_is_not_written() {
    let folder = folder();
    let args = [".", "--fix", "-o", "fixed.json"];
    insta::assert_snapshot!("lint-unfixable", shown(folder.path(), &args));
    assert!(!folder.path().join("fixed.json").exists());
}
