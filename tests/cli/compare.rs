//! `roles compare`.

use std::fs;

use super::{rolecall, rolecall_in};

#[test]
fn two_published_roles() {
    let done = rolecall(&[
        "roles",
        "compare",
        "Storage Blob Data Reader",
        "Storage Blob Data Contributor",
    ]);
    insta::assert_snapshot!("compare-human", done.told());
}

#[test]
fn as_json() {
    let done = rolecall(&[
        "roles",
        "compare",
        "Storage Blob Data Reader",
        "Storage Blob Data Contributor",
        "--format",
        "json",
    ]);
    assert_eq!(done.code, 0);
    insta::assert_snapshot!(
        "compare-json",
        serde_json::to_string_pretty(&done.result()).unwrap()
    );
}

#[test]
fn conditions_are_compared_apart() {
    let folder = tempfile::tempdir().unwrap();
    let free =
        r#"{"Name":"Free","Actions":["Microsoft.Authorization/*/read"],"AssignableScopes":["/"]}"#;
    let bound = r#"{"Name":"Bound","Permissions":[
        {"Actions":["Microsoft.Authorization/*/read"]},
        {"Actions":["Microsoft.Authorization/roleAssignments/write"],"Condition":"(1 = 1)","ConditionVersion":"2.0"}],
        "AssignableScopes":["/"]}"#;
    fs::write(folder.path().join("free.json"), free).unwrap();
    fs::write(folder.path().join("bound.json"), bound).unwrap();
    let args = ["roles", "compare", "free.json", "bound.json"];
    insta::assert_snapshot!(
        "compare-conditional",
        rolecall_in(folder.path(), &args).told()
    );
    let json = rolecall_in(folder.path(), &[&args[..], &["--format", "json"]].concat()).result();
    assert_eq!(json["relation"], "equal");
    assert_eq!(json["conditional"]["control"]["relation"], "subset");
    assert_eq!(
        json["conditional"]["permissionsOfB"][0]["condition"],
        "(1 = 1)"
    );
}

#[test]
fn a_relation_that_depends_on_wc_5_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let role = |name: &str, actions: &str| {
        fs::write(
            folder.path().join(format!("{name}.json")),
            format!(r#"{{"Name":"{name}","Actions":{actions},"AssignableScopes":["/"]}}"#),
        )
        .unwrap();
    };
    role("star", r#"["Microsoft.KeyVault/vaults/*/read"]"#);
    role(
        "both",
        r#"["Microsoft.KeyVault/vaults/read","Microsoft.KeyVault/vaults/*/read"]"#,
    );
    let args = ["roles", "compare", "star.json", "both.json"];
    insta::assert_snapshot!(
        "compare-wildcards",
        rolecall_in(folder.path(), &args).told()
    );
    let strict = rolecall_in(
        folder.path(),
        &[&args[..], &["--strict-wildcards", "--format", "json"]].concat(),
    )
    .result();
    assert_eq!(strict["relation"], "subset");
    assert_eq!(
        strict["control"]["onlyInB"]["witness"],
        "Microsoft.KeyVault/vaults/read"
    );
}

#[test]
fn what_names_no_role_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let two = r#"[{"Name":"One","Actions":["*"],"AssignableScopes":["/"]},
        {"Name":"Two","Actions":["*"],"AssignableScopes":["/"]}]"#;
    fs::write(folder.path().join("two.json"), two).unwrap();
    let shown = ["Readr", "missing.json", "two.json"].map(|word| {
        let done = rolecall_in(folder.path(), &["roles", "compare", word, "Reader"]);
        format!("{word}: {}", done.told())
    });
    insta::assert_snapshot!("compare-errors", shown.join("\n"));
    let named = rolecall_in(
        folder.path(),
        &[
            "roles", "compare", "one", "TWO", "-i", "two.json", "--format", "json",
        ],
    );
    assert_eq!(named.result()["relation"], "equal");
}
