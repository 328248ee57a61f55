//! Classic administrators (CL-1, CL-2).

use rolecall::model::{GroupKnowledge, Tenant};
use rolecall::{Effect, PrincipalId};
use serde_json::{Value, json};

use super::{orders, read};

const SUBSCRIPTION: &str = "/subscriptions/a1a1a1a1-0000-4000-8000-000000000001";
const USER: &str = "b1b1b1b1-0000-4000-8000-000000000001";
const OTHER: &str = "b1b1b1b1-0000-4000-8000-000000000002";

fn of_rest(mail: &str, role: &str) -> Value {
    json!({"value": [{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/classicAdministrators/7"), "name": "7",
        "type": "Microsoft.Authorization/classicAdministrators", "properties": {"emailAddress": mail, "role": role},
    }]})
}

fn of_az(id: Option<&str>, name: &str, role: &str) -> Value {
    json!([{
        "id": "NA(classic admins)", "name": "NA(classic admins)", "principalId": id, "principalName": name,
        "roleDefinitionId": "NA(classic admin role)", "roleDefinitionName": role, "scope": SUBSCRIPTION,
    }])
}

fn of_powershell(name: &str, role: &str) -> Value {
    json!([{
        "RoleAssignmentId": null, "Scope": SUBSCRIPTION, "DisplayName": name, "SignInName": name,
        "RoleDefinitionName": role, "RoleDefinitionId": null, "ObjectId": "", "ObjectType": "User",
    }])
}

fn users(names: &[(&str, &str)]) -> Value {
    names
        .iter()
        .map(|(id, name)| json!({"id": id, "userPrincipalName": name}))
        .collect()
}

/// The principals of the classic administrators, and the codes of what is reported.
fn administrators(tenant: &Tenant) -> (Vec<&str>, Vec<&str>) {
    let held = tenant.role_assignments.iter();
    let held = held.filter(|a| a.is_classic);
    let codes = tenant.diagnostics.iter().map(|d| d.code);
    (
        held.map(|a| a.principal.as_str()).collect(),
        codes.collect(),
    )
}

#[test]
fn an_administrator_is_the_user_with_the_name() {
    let combined = "ServiceAdministrator;AccountAdministrator";
    for row in [
        of_rest("Fay@Contoso.example", combined),
        of_rest("fay@contoso.example", "CoAdministrator"),
        of_az(
            None,
            "fay@contoso.example",
            "AccountAdministrator;ServiceAdministrator",
        ),
        of_az(Some(USER), "fay@contoso.example", "CoAdministrator"),
        of_powershell("fay@contoso.example", combined),
    ] {
        let directory = users(&[
            (USER, "fay@contoso.example"),
            (OTHER, "gus@contoso.example"),
        ]);
        for order in orders(&[
            row.clone(),
            directory,
            of_rest("fay@contoso.example", combined),
        ]) {
            let tenant = read(&order);
            assert_eq!(administrators(&tenant), (vec![USER], vec![]), "{order:#?}");
            assert_eq!(tenant.principals.len(), 2);
            assert!(
                !tenant
                    .principal(&PrincipalId::new(USER))
                    .unwrap()
                    .unidentified
            );
        }
    }
}

#[test]
fn an_assignment_that_prints_the_name_says_who_has_it() {
    let row = json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/c1c1c1c1-0000-4000-8000-000000000001"),
        "principalId": USER, "principalName": "fay@contoso.example", "principalType": "User", "scope": SUBSCRIPTION,
        "roleDefinitionName": "Reader", "type": "Microsoft.Authorization/roleAssignments",
    }]);
    for order in orders(&[row, of_rest("fay@contoso.example", "CoAdministrator")]) {
        assert_eq!(administrators(&read(&order)), (vec![USER], vec![]));
    }
}

#[test]
fn an_administrator_whom_nobody_knows_is_kept_and_told_of() {
    let guest = "kim_fabrikam.example#EXT#@contoso.example";
    for (directory, why) in [
        (users(&[(OTHER, "gus@contoso.example")]), "no user"),
        (users(&[(USER, guest), (OTHER, guest)]), "several users"),
    ] {
        for order in orders(&[
            directory,
            of_az(None, guest, "CoAdministrator"),
            of_az(Some(USER), "pat", "ServiceAdministrator"),
        ]) {
            let tenant = read(&order);
            let (who, codes) = administrators(&tenant);
            assert_eq!(codes, ["unidentified-principal"]);
            let folded = guest.to_lowercase();
            assert_eq!(who, [USER, &folded]);
            let note = &tenant.diagnostics[0];
            assert!(
                note.message.contains(why) && note.message.contains(guest),
                "{}",
                note.message
            );
            assert_eq!(note.effect, Effect::MayChangeAnswer);
            assert!(note.place.is_some());
            let id = PrincipalId::new(guest);
            let known = tenant.principal(&id).unwrap();
            assert!(known.unidentified);
            assert_eq!(known.label(), guest);
            assert_eq!(tenant.group_knowledge(&id), GroupKnowledge::NotGroup);
            let ids: Vec<&str> = tenant
                .role_assignments
                .iter()
                .map(rolecall::model::RoleAssignment::name)
                .collect();
            assert_eq!(ids, [USER, &folded]);
        }
    }
}

#[test]
fn a_role_of_ones_own_is_no_classic_role() {
    let row = json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/c1c1c1c1-0000-4000-8000-000000000001"),
        "principalId": USER, "scope": SUBSCRIPTION, "roleDefinitionName": "CoAdministrator",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/e1e1e1e1-0000-4000-8000-000000000001",
    }]);
    let tenant = read(&[row]);
    assert_eq!(administrators(&tenant).0, Vec::<&str>::new());
    assert_eq!(tenant.role_assignments.len(), 1);
}

#[test]
fn who_is_billed_has_no_access_for_that() {
    let tenant = read(&[of_rest("pay@contoso.example", "AccountAdministrator")]);
    assert_eq!(
        administrators(&tenant),
        (vec![], vec!["account-administrator"])
    );
}
