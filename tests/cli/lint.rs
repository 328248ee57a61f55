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

/// Scopes that are written otherwise than they were, one a row, and what is said of them.
#[test]
fn a_fix_says_what_becomes_of_scopes() {
    let sub = "/subscriptions/5e467623-0000-4000-8000-000000000001";
    let rows = [
        (format!("[\"{sub}\"]"), vec![]),
        (
            format!("[\"{sub}/\"]"),
            vec![format!("`{sub}/` is written as `{sub}`")],
        ),
        (
            format!("[\"{sub}\",\"{sub}\"]"),
            vec!["was there already and is written once".to_owned()],
        ),
        (
            format!("[\"/\",\"{sub}\"]"),
            vec!["`/` is left out: a custom role can't have it".to_owned()],
        ),
        (
            "[\"/\"]".to_owned(),
            vec![
                "`/` is left out".to_owned(),
                "`/subscriptions/SUBSCRIPTION_ID` stands in place of assignable scopes".to_owned(),
            ],
        ),
        ("[\"${scope_id}\"]".to_owned(), vec![]),
    ];
    for (scopes, said) in rows {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            r#"{{"Name":"A","Description":"b","Actions":["Microsoft.KeyVault/vaults/read"],"AssignableScopes":{scopes}}}"#
        );
        fs::write(folder.path().join("role.json"), text).unwrap();
        let run = rolecall_in(folder.path(), &["roles", "lint", "--fix", "role.json"]);
        let lines = run.stderr.lines().filter(|line| line.contains("scope"));
        let lines: Vec<&str> = lines.filter(|line| line.contains("`A`: ")).collect();
        assert_eq!(lines.len(), said.len(), "{scopes}: {}", run.stderr);
        for part in said {
            assert!(run.stderr.contains(&part), "{scopes}: {}", run.stderr);
        }
    }
}

#[test]
fn a_definition_of_another_system_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{"displayName":"Apps","rolePermissions":[{"allowedResourceActions":["microsoft.directory/applications/read"]}]}"#;
    fs::write(folder.path().join("entra.json"), text).unwrap();
    let run = rolecall_in(folder.path(), &["roles", "lint", "entra.json"]);
    assert_eq!(run.code, 3);
    let said =
        "`entra.json` holds a role definition of Microsoft Entra ID, which is not Azure RBAC";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn what_can_not_be_proven_is_not_written() {
    let folder = folder();
    let args = [".", "--fix", "-o", "fixed.json"];
    insta::assert_snapshot!("lint-unfixable", shown(folder.path(), &args));
    assert!(!folder.path().join("fixed.json").exists());
}

/// An advice says what to leave out or to add: it stands alone in a table.
#[test]
fn advice_names_what_it_is_about() {
    let folder = folder();
    let wide = r#"{"Name":"Wide","IsCustom":true,"Description":"d","Actions":["*"],"NotActions":["Microsoft.Authorization/*/Delete"],
      "DataActions":["Microsoft.Storage/*"],"AssignableScopes":["/providers/Microsoft.Management/managementGroups/a","/providers/Microsoft.Management/managementGroups/b"]}"#;
    fs::write(folder.path().join("wide.json"), wide).unwrap();
    let args = [
        "roles",
        "lint",
        "clumsy.json",
        "broken.json",
        "wide.json",
        "--format",
        "json",
    ];
    let result = rolecall_in(folder.path(), &args).result();
    let findings = result["findings"].as_array().unwrap();
    let mut rules: Vec<&str> = Vec::new();
    for finding in findings {
        let advice = finding["remediation"]["text"].as_str().unwrap();
        rules.push(finding["rule"].as_str().unwrap());
        let mut words = advice.split(|c: char| !c.is_alphanumeric());
        assert!(
            !words.any(|word| ["them", "these", "above"].contains(&word)),
            "{advice}"
        );
    }
    for rule in [
        "escalation-capable",
        "several-management-groups",
        "subtractive-role-leaves-sensitive",
    ] {
        assert!(rules.contains(&rule), "{rules:?}");
    }
}
