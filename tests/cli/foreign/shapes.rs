//! Records in other shapes: fields in columns, lists as text, files under other names.

use super::*;

#[test]
fn lists_may_be_kept_as_their_json() {
    let role = "a0000000-0000-4000-8000-0000000000d1";
    let definition = |permissions: Value| {
        json!([{ "id": of_role(role), "type": "Microsoft.Authorization/roleDefinitions", "role_name": "Ops",
            "role_type": "CustomRole", "permissions": permissions }])
    };
    let files = |permissions: Value| {
        vec![
            ("held.json", json!([assignment(1, ANNA, "User", role)])),
            ("roles.json", definition(permissions)),
        ]
    };
    let granting = |action: &str| {
        json!(format!(
            r#"[{{"actions": ["{action}"], "notActions": []}}]"#
        ))
    };
    ask(&files(granting(WRITE)), (ANNA, WRITE), YES);
    ask(&files(granting(REMOVE)), (ANNA, WRITE), NO);
    let inner = json!([{ "actions": format!(r#"["{WRITE}"]"#) }]);
    ask(&files(inner), (ANNA, WRITE), YES);
    let of_python = folder(&files(json!("[{'actions': ['*']}]")));
    let run = can(of_python.path(), ANNA, WRITE, &[]);
    assert_eq!(run.code, OPEN, "{}", run.told());
}

#[test]
fn fields_of_properties_may_stand_in_columns_or_in_a_text() {
    let inner = json!({ "scope": SUBSCRIPTION, "principalId": ANNA, "principalType": "User", "roleDefinitionId": of_role(OWNER) });
    let id = id_of("roleAssignments", 1);
    let kind = "microsoft.authorization/roleassignments";
    let mut dotted = json!({ "id": id, "type": kind });
    let mut joined = dotted.clone();
    for (key, value) in inner.as_object().unwrap() {
        dotted[format!("properties.{key}")] = value.clone();
        joined[format!("properties_{key}")] = value.clone();
    }
    let text = json!({ "id": id, "type": kind, "properties": inner.to_string() });
    for row in [&dotted, &joined, &text] {
        ask(
            &vec![others(), ("rows.json", json!([row]))],
            (ANNA, WRITE),
            YES,
        );
    }
    for row in [&dotted, &joined] {
        let row = row.as_object().unwrap();
        let cells = |of: Vec<String>| {
            of.iter()
                .map(|cell| format!("\"{cell}\""))
                .collect::<Vec<_>>()
                .join(",")
        };
        let head = cells(row.keys().cloned().collect());
        let values = cells(
            row.values()
                .map(|value| value.as_str().unwrap().to_owned())
                .collect(),
        );
        ask(
            &vec![others(), ("rows.csv", json!(format!("{head}\n{values}\n")))],
            (ANNA, WRITE),
            YES,
        );
    }
}

#[test]
fn json_in_a_file_that_is_called_yaml_is_read() {
    let (_, rows) = annas();
    ask(
        &vec![others(), ("rows.yaml", rows.clone())],
        (ANNA, WRITE),
        YES,
    );
    let yaml = format!(
        "# of the team\n---\n- id: {}\n  principalId: {ANNA}\n  principalType: User\n  roleDefinitionId: {}\n  scope: {SUBSCRIPTION}\n",
        id_of("roleAssignments", 1),
        of_role(OWNER)
    );
    ask(
        &vec![others(), ("rows.yaml", json!(yaml))],
        (ANNA, WRITE),
        YES,
    );
    let flow = format!("# of the team\n{rows}\n");
    ask(
        &vec![others(), ("rows.yaml", json!(flow))],
        (ANNA, WRITE),
        YES,
    );
}

/// Logs of storage as queries give them: a check in place of the list, without the columns that name the
/// service, in a file whose name says nothing.
#[test]
fn what_a_query_makes_of_a_storage_log_is_the_same_log() {
    let check = json!({ "action": "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", "result": "Granted",
        "roleAssignmentId": "c0000000-0000-4000-8000-000000000001", "roleDefinitionId": READER, "type": "RBAC" });
    let row = |details: Value, more: Value| {
        let mut row = json!({ "TimeGenerated": "2026-03-01T07:14:03.1234567Z", "OperationName": "GetBlob", "StatusCode": 200,
            "AuthorizationDetails": details, "RequesterObjectId": ANNA, "ObjectKey": "/acct/c/x.txt", "Category": "StorageRead",
            "_ResourceId": format!("{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct"),
            "CorrelationId": "c" });
        let more = more.as_object().unwrap().clone();
        row.as_object_mut().unwrap().extend(more);
        json!([row])
    };
    let used = |name: &'static str, log: Value| {
        let folder = folder(&vec![(name, log)]);
        let run = rolecall_in(
            folder.path(),
            &["usage", ".", "-o", "usage.jsonl", "--no-config"],
        );
        assert_eq!(run.code, YES, "{}", run.told());
        std::fs::read_to_string(folder.path().join("usage.jsonl")).unwrap()
    };
    let named = json!({ "Type": "StorageBlobLogs", "ServiceType": "blob" });
    let whole = used("log.json", row(json!([check]), named));
    assert!(
        whole.contains("/blobservices/default/containers/c\""),
        "{whole}"
    );
    assert_eq!(used("log.json", row(json!([check]), json!({}))), whole);
    assert_eq!(used("part-00000", row(check, json!({}))), whole);
}

/// `az account management-group subscription show-sub-under-mg` and REST say in which group a subscription is.
#[test]
fn a_subscription_is_placed_by_its_record_below_a_group() {
    let number = SUBSCRIPTION.rsplit('/').next().unwrap();
    let group = |name: &str| format!("/providers/Microsoft.Management/managementGroups/{name}");
    let placed = |name: &str| {
        json!([{ "id": format!("{}/subscriptions/{number}", group(name)), "name": number, "displayName": "Sub A",
            "parent": { "id": group(name) }, "type": "Microsoft.Management/managementGroups/subscriptions" }])
    };
    let mut held = assignment(1, ANNA, "User", OWNER);
    held["scope"] = json!(group("prod"));
    held["id"] = json!(format!(
        "{}/providers/Microsoft.Authorization/roleAssignments/a0000000-0000-4000-8000-0000000000b1",
        group("prod")
    ));
    let files = |rows: Vec<Value>| {
        let mut files = vec![("held.json", json!([held])), others()];
        let names = ["one.json", "two.json"];
        files.extend(names.into_iter().zip(rows));
        files
    };
    ask(&files(vec![placed("prod")]), (ANNA, WRITE), YES);
    // The group may be below the other.
    ask(&files(vec![placed("test")]), (ANNA, WRITE), OPEN);
    let two = vec![placed("prod"), placed("test")];
    ask(&files(two), (ANNA, WRITE), OPEN);
}

/// Records of Microsoft Graph that are about a user or an application have ids of their own.
#[test]
fn what_is_about_somebody_is_nobody() {
    let address = "anna@contoso.example";
    let anna =
        json!({ "value": [{ "id": ANNA, "displayName": "Anna", "userPrincipalName": address }] });
    for record in [
        json!({ "userPrincipalName": address, "userId": ANNA, "deviceName": "PC1" }),
        json!({ "userPrincipalName": address, "userId": ANNA, "appId": TEAM, "clientAppUsed": "Browser" }),
        json!({ "displayName": address, "state": "enabled", "conditions": {}, "grantControls": null }),
        json!({ "clientId": TEAM, "principalId": ANNA, "consentType": "Principal", "scope": "User.Read" }),
        json!({ "principalId": ANNA, "appRoleId": TEAM, "resourceDisplayName": "Graph" }),
    ] {
        let mut about = record.clone();
        about["id"] = json!("a0000000-0000-4000-8000-0000000000e1");
        let files = vec![
            ("users.json", anna.clone()),
            ("about.json", json!({ "value": [about] })),
            annas(),
        ];
        let folder = folder(&files);
        let run = can(folder.path(), address, WRITE, &[]);
        assert!(
            run.stdout.contains("allowed  anna@contoso.example may do"),
            "{record}: {}",
            run.told()
        );
        assert!([YES, OPEN].contains(&run.code), "{record}: {}", run.told());
    }
}

/// PowerShell writes an id of zeros where there is none.
#[test]
fn an_id_of_zeros_is_nobodys() {
    let zeros = "00000000-0000-0000-0000-000000000000";
    let row = json!([{ "RoleAssignmentId": null, "Scope": SUBSCRIPTION, "DisplayName": "anna@contoso.example",
        "SignInName": "anna@contoso.example", "RoleDefinitionName": "CoAdministrator", "RoleDefinitionId": zeros, "ObjectId": zeros, "ObjectType": "Unknown" }]);
    let anna =
        json!([{ "id": ANNA, "displayName": "Anna", "userPrincipalName": "anna@contoso.example" }]);
    ask(
        &vec![("rows.json", row), ("anna.json", anna), others()],
        (ANNA, WRITE),
        YES,
    );
}

#[test]
fn words_of_many_documents_make_no_export() {
    let api = "openapi: 3.0.0\ncomponents:\n  schemas:\n    Page:\n      properties:\n        nextLink:\n          type: string\n        securityEnabled:\n          type: boolean\n";
    let config = "auth:\n  signInAudience: multiple\n";
    for (name, text) in [("api.yaml", api), ("config.yml", config)] {
        ask(&vec![annas(), (name, json!(text))], (ANNA, WRITE), YES);
    }
    for failed in [
        "ERROR: (AuthorizationFailed) The client has no access\n",
        "",
    ] {
        ask(
            &vec![annas(), ("deny.csv", json!(failed))],
            (ANNA, WRITE),
            OPEN,
        );
    }
}

/// Where several users have the name that a row gives in place of an id, it may be any of them.
#[test]
fn a_name_that_several_users_have_may_be_any_of_them() {
    let address = "anna@contoso.example";
    let row =
        json!([{ "principalName": address, "roleDefinitionName": "Owner", "scope": SUBSCRIPTION }]);
    let user = |id: &str| json!({ "id": id, "displayName": "Anna", "userPrincipalName": address });
    let files = |users: Value| vec![("rows.json", row.clone()), ("users.json", users), others()];
    ask(&files(json!([user(ANNA)])), (ANNA, WRITE), YES);
    ask(&files(json!([user(ANNA), user(BEN)])), (ANNA, WRITE), OPEN);
}
