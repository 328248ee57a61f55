//! `roles compact`.

use std::fs;

use super::rolecall_in;

#[test]
fn a_definition_in_its_fewest_patterns() {
    let folder = tempfile::tempdir().unwrap();
    let role = r#"{"Name":"Blob team","Description":"Manages containers","Actions":[
        "Microsoft.Storage/storageAccounts/blobServices/containers/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
        "Microsoft.Storage/storageAccounts/read"],
        "DataActions":["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
        "NotDataActions":["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action"],
        "AssignableScopes":["/subscriptions/5e467623-0000-4000-8000-000000000001"]}"#;
    fs::write(folder.path().join("role.json"), role).unwrap();
    let shown = ["0", "1"].map(|overspill| {
        let args = ["roles", "compact", "role.json", "--overspill", overspill];
        rolecall_in(folder.path(), &args).told()
    });
    insta::assert_snapshot!("compact-human", shown.join("\n"));
    let json = [
        "roles",
        "compact",
        "role.json",
        "--overspill",
        "1",
        "--format",
        "json",
    ];
    let result = rolecall_in(folder.path(), &json).result();
    assert_eq!(result["data"]["optimal"], true);
    assert_eq!(
        result["data"]["overspill"][0],
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action"
    );
    assert_eq!(result["definition"]["Name"], "Blob team");
    let export = [
        "roles",
        "export",
        "role.json",
        "--compact",
        "--overspill",
        "1",
    ];
    let exported = rolecall_in(folder.path(), &export);
    let written: serde_json::Value = serde_json::from_str(&exported.stdout).unwrap();
    assert_eq!(written, result["definition"]);
    assert!(
        exported
            .stderr
            .contains("grants 1 operation of the data plane that the role doesn't")
    );
}
