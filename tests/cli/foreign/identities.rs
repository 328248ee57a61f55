//! Who a name or an id means.

use super::*;

#[test]
fn a_guest_is_the_classic_administrator_of_its_home_address() {
    let classic = json!({ "value": [{ "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/classicAdministrators/1"),
        "type": "Microsoft.Authorization/classicAdministrators", "properties": { "emailAddress": "anna@fabrikam.example", "role": "CoAdministrator" } }] });
    let guest = |name: &str| json!([{ "@odata.type": "#microsoft.graph.user", "id": ANNA, "displayName": "Anna", "userPrincipalName": name }]);
    for (name, code) in [
        ("anna_fabrikam.example#EXT#@fjord.example", YES),
        ("a.lund_fabrikam.example#EXT#@fjord.example", OPEN),
        ("anna@fjord.example", NO),
    ] {
        ask(
            &vec![
                others(),
                ("classic.json", classic.clone()),
                ("users.json", guest(name)),
            ],
            (ANNA, WRITE),
            code,
        );
    }
}

/// The name of a group may be known by its assignments alone.
#[test]
fn verify_knows_the_names_that_answers_take() {
    let mut row = assignment(1, TEAM, "Group", OWNER);
    row["principalName"] = json!("Net-Ops");
    let files = vec![
        ("rows.json", json!([row])),
        (
            "a0000000-0000-4000-8000-0000000000f1.json",
            json!([graph_user(ANNA)]),
        ),
    ];
    ask(&files, (ANNA, WRITE), YES);
}

/// A registration holds nothing, and has another object id than the service principal that does (PR-1).
#[test]
fn an_app_registration_is_not_the_principal() {
    let (app, registration) = (
        "cc000000-0000-4000-8000-000000000001",
        "bb000000-0000-4000-8000-000000000001",
    );
    let applications = || {
        let record = json!({ "appId": app, "id": registration, "displayName": "deploy", "identifierUris": [],
            "publisherDomain": "fjord.example", "requiredResourceAccess": [], "signInAudience": "AzureADMyOrg" });
        ("apps.json", json!([record]))
    };
    let held = |name: Value| {
        let mut record = assignment(1, ANNA, "ServicePrincipal", OWNER);
        record["principalName"] = name;
        ("held.json", json!([record]))
    };
    let service = || {
        let record = json!({ "appId": app, "id": ANNA, "displayName": "deploy service",
            "servicePrincipalType": "Application", "accountEnabled": true });
        ("service.json", json!([record]))
    };
    let asked = |files: Files, who: &str| {
        let folder = folder(&files);
        can(folder.path(), who, WRITE, &[])
    };
    for files in [
        vec![held(json!(app)), applications()],
        vec![held(Value::Null), applications(), service()],
        vec![held(json!(app))],
    ] {
        let run = asked(files, app);
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains(ANNA), "{}", run.stderr);
    }
    for files in [
        vec![held(json!(app)), applications()],
        vec![held(Value::Null), applications(), service()],
    ] {
        let by_name = asked(files.clone(), "deploy");
        assert_eq!(by_name.code, YES, "{}", by_name.told());
        let by_id = asked(files, registration);
        assert_eq!(by_id.code, 2, "{}", by_id.told());
        assert!(by_id.stderr.contains(ANNA), "{}", by_id.stderr);
    }
    for who in ["deploy", app, registration] {
        let run = asked(vec![held(Value::Null), applications()], who);
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains("app registration"), "{}", run.stderr);
    }
}

/// Terraform, Pulumi and tables name registrations too, and what else the directory holds.
#[test]
fn the_directory_is_known_from_states_and_tables() {
    let app = "cc000000-0000-4000-8000-000000000001";
    let registration = "bb000000-0000-4000-8000-000000000001";
    let held = || {
        let mut record = assignment(1, ANNA, "ServicePrincipal", OWNER);
        record["principalName"] = json!(app);
        ("held.json", json!([record]))
    };
    let state = |mode: &str, kind: &str, values: Value| {
        let resource = json!({ "mode": mode, "type": kind, "name": "r", "instances": [{ "attributes": values }] });
        let state = json!({ "version": 4, "terraform_version": "1.9.0", "resources": [resource] });
        vec![held(), ("terraform.tfstate", state)]
    };
    let registered = |app_id: &str| json!({ "id": format!("/applications/{registration}"), "object_id": registration, app_id: app, "display_name": "deploy" });
    let application = |app_id: &str| state("managed", "azuread_application", registered(app_id));
    let pulumi = json!({ "version": 3, "deployment": { "resources": [{ "urn": "urn:pulumi:p::s::azuread:index/application:Application::r",
        "type": "azuread:index/application:Application", "id": format!("/applications/{registration}"),
        "outputs": { "objectId": registration, "clientId": app, "displayName": "deploy" } }] } });
    let portal = format!(
        "\u{feff}Display name,Application (client) ID,Object ID,Created on\ndeploy,{app},{registration},1/2/2024\n"
    );
    let module = format!(
        "Id,AppId,DisplayName,PublisherDomain\n{registration},{app},deploy,fjord.example\n"
    );
    let registrations = [
        application("client_id"),
        application("application_id"),
        state(
            "managed",
            "azuread_application_registration",
            registered("client_id"),
        ),
        state("data", "azuread_application", registered("client_id")),
        vec![held(), ("pulumi.json", pulumi)],
        vec![held(), ("apps.csv", json!(portal))],
        vec![held(), ("apps.csv", json!(module))],
    ];
    let asked = |files: &Files, who: &str| {
        let folder = folder(files);
        can(folder.path(), who, WRITE, &[])
    };
    for files in registrations {
        let by_name = asked(&files, "deploy");
        assert_eq!(by_name.code, YES, "{}", by_name.told());
        let by_id = asked(&files, registration);
        assert_eq!(by_id.code, 2, "{}", by_id.told());
        assert!(by_id.stderr.contains(ANNA), "{}", by_id.stderr);
    }
    // The portal may list no object ids.
    let portal = format!("Display name,Application (client) ID\ndeploy,{app}\n");
    let by_name = asked(&vec![held(), ("apps.csv", json!(portal))], "deploy");
    assert_eq!(by_name.code, YES, "{}", by_name.told());

    let service = |id: &str| json!({ "id": format!("/servicePrincipals/{id}"), "object_id": id, "client_id": app, "display_name": "deploy", "type": "Application", "account_enabled": true });
    let user = |id: &str| json!({ "object_id": id, "user_principal_name": "deploy", "display_name": "Anna", "account_enabled": true });
    for (kind, values) in [
        ("azuread_service_principal", service(ANNA)),
        (
            "azuread_service_principals",
            json!({ "service_principals": [service(ANNA)] }),
        ),
        ("azuread_user", user(ANNA)),
        ("azuread_users", json!({ "users": [user(ANNA)] })),
        (
            "azuread_group_without_members",
            json!({ "id": format!("/groups/{ANNA}"), "object_id": ANNA, "display_name": "deploy" }),
        ),
    ] {
        let mode = if kind.ends_with("ls") || kind.ends_with("users") {
            "data"
        } else {
            "managed"
        };
        let by_name = asked(&state(mode, kind, values), "deploy");
        assert_eq!(by_name.code, YES, "{kind}: {}", by_name.told());
    }
    // A user is no group whose members are missing.
    let mut files = state("managed", "azuread_user", user(BEN));
    files.push(("bens.json", json!([assignment(2, BEN, "Unknown", OWNER)])));
    files.push((
        "zoe.json",
        json!([graph_user("a0000000-0000-4000-8000-0000000000aa")]),
    ));
    let run = asked(&files, "a0000000-0000-4000-8000-0000000000aa");
    assert_eq!(run.code, NO, "{}", run.told());
}
