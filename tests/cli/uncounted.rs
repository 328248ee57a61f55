//! Access that no answer counts: what Azure Lighthouse gives principals of another tenant (PR-6), and
//! grants of templates whose scope is for the deployment to say. Each answer says where it could matter.

use serde_json::json;
use tempfile::TempDir;

use super::*;

const ANNA: &str = "a6000000-0000-4000-8000-000000000001";
const OPERATORS: &str = "a6000000-0000-4000-8000-000000000002";
const SUBSCRIPTION: &str = "/subscriptions/56000000-0000-4000-8000-000000000001";
const OTHER: &str = "/subscriptions/56000000-0000-4000-8000-000000000002";
const READ: &str = "Microsoft.Compute/virtualMachines/read";
const DELETE: &str = "Microsoft.Compute/virtualMachines/delete";
const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";

/// Anna reads; the operators of Fabrikam hold Contributor through Azure Lighthouse.
fn folder() -> TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let provider = format!("{SUBSCRIPTION}/providers/Microsoft.ManagedServices");
    let definition = format!("{provider}/registrationDefinitions/1");
    let delegation = json!([{
        "id": format!("{provider}/registrationAssignments/1"),
        "type": "Microsoft.ManagedServices/registrationAssignments",
        "properties": { "registrationDefinitionId": definition, "registrationDefinition": { "properties": {
            "managedByTenantName": "Fabrikam", "authorizations": [{ "principalId": OPERATORS,
                "principalIdDisplayName": "Operators", "roleDefinitionId": "b24988ac-6180-42a0-ab88-20f7382dd24c" }],
        } } },
    }]);
    let assignment = json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/1"),
        "type": "Microsoft.Authorization/roleAssignments",
        "scope": SUBSCRIPTION, "principalId": ANNA, "principalType": "User",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
    }]);
    for (name, content) in [
        ("lighthouse.json", delegation),
        ("assignments.json", assignment),
    ] {
        std::fs::write(folder.path().join(name), content.to_string()).unwrap();
    }
    folder
}

/// The exit code, whether the answer is complete, and what is said of delegated access.
fn asked(arguments: &[&str]) -> (i32, bool, Vec<String>) {
    asked_of(&folder(), arguments, "delegated-access")
}

fn asked_of(folder: &TempDir, arguments: &[&str], code: &str) -> (i32, bool, Vec<String>) {
    let given = ["-i", ".", "--format", "json", "--no-config"];
    let run = rolecall_in(folder.path(), &[arguments, &given].concat());
    let json = run.json();
    let said = json["diagnostics"].as_array().unwrap().iter();
    let said = said.filter(|d| d["code"] == code);
    let said = said.map(|d| d["message"].as_str().unwrap().to_owned());
    (run.code, json["complete"] == true, said.collect())
}

#[test]
fn whoever_is_only_eligible_turns_no_answer() {
    let folder = folder();
    let path = folder.path().join("lighthouse.json");
    let active = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        active.replace("authorizations", "eligibleAuthorizations"),
    )
    .unwrap();
    let question = ["can", OPERATORS, DELETE, "--at", SUBSCRIPTION];
    let (code, is_complete, said) = asked_of(&folder, &question, "delegated-access");
    assert_eq!((code, is_complete, said.len()), (1, false, 1));
}

#[test]
fn whom_a_delegation_without_definition_lets_act_is_not_known() {
    let folder = folder();
    let bare = json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.ManagedServices/registrationAssignments/2"),
        "type": "Microsoft.ManagedServices/registrationAssignments",
        "properties": { "registrationDefinitionId": "elsewhere" },
    }]);
    std::fs::write(folder.path().join("lighthouse.json"), bare.to_string()).unwrap();
    let of = |arguments: &[&str]| asked_of(&folder, arguments, "delegated-access").0;
    assert_eq!(of(&["who", DELETE, "--at", SUBSCRIPTION]), 4);
    assert_eq!(of(&["can", OPERATORS, DELETE, "--at", SUBSCRIPTION]), 4);
    assert_eq!(of(&["can", ANNA, DELETE, "--at", SUBSCRIPTION]), 1);
}

#[test]
fn a_grant_whose_scope_is_open_may_reach_what_is_asked_about() {
    let folder = folder();
    std::fs::remove_file(folder.path().join("lighthouse.json")).unwrap();
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [{
            "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "1",
            "properties": { "principalId": ANNA, "principalType": "User", "roleDefinitionId":
                "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c" },
        }],
    });
    std::fs::write(folder.path().join("template.json"), template.to_string()).unwrap();
    let of = |arguments: &[&str]| {
        let (code, _, said) = asked_of(&folder, arguments, "open-scope");
        (code, said.len())
    };
    assert_eq!(of(&["can", ANNA, DELETE, "--at", SUBSCRIPTION]), (4, 1));
    assert_eq!(of(&["can", ANNA, READ, "--at", SUBSCRIPTION]), (0, 0));
    assert_eq!(of(&["can", ANNA, ASSIGN, "--at", SUBSCRIPTION]), (1, 0));
    assert_eq!(
        of(&["can", OPERATORS, DELETE, "--at", SUBSCRIPTION]),
        (1, 0)
    );
    assert_eq!(of(&["who", DELETE, "--at", SUBSCRIPTION]), (4, 1));
}

#[test]
fn an_answer_about_a_delegate_is_neither_yes_nor_no() {
    for arguments in [
        &["can", OPERATORS, DELETE, "--at", SUBSCRIPTION][..],
        &["what", OPERATORS],
        &["who", DELETE, "--at", SUBSCRIPTION],
    ] {
        let (code, is_complete, said) = asked(arguments);
        assert_eq!((code, is_complete), (4, false), "{arguments:?}");
        assert_eq!(
            said,
            [format!(
                "Operators of Fabrikam holds Contributor at `{SUBSCRIPTION}` through Azure Lighthouse, which the answer doesn't count"
            )],
            "{arguments:?}"
        );
    }
}

#[test]
fn whoever_has_access_for_certain_keeps_it() {
    let (code, is_complete, said) = asked(&["who", READ, "--at", SUBSCRIPTION]);
    assert_eq!((code, is_complete, said.len()), (0, false, 1));
}

#[test]
fn what_a_delegation_cannot_change_is_answered_as_ever() {
    for arguments in [
        &["can", ANNA, DELETE, "--at", SUBSCRIPTION][..],
        &["can", OPERATORS, ASSIGN, "--at", SUBSCRIPTION],
        &["can", OPERATORS, DELETE, "--at", OTHER],
        &["who", ASSIGN, "--at", SUBSCRIPTION],
    ] {
        assert_eq!(asked(arguments), (1, true, Vec::new()), "{arguments:?}");
    }
}
