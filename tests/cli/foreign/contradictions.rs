//! Records that say two things.

use super::*;

#[test]
fn records_that_say_two_things_are_neither() {
    for (key, value) in [
        ("properties_principalId", BEN),
        ("properties.principalId", BEN),
        ("PrincipalId", BEN),
    ] {
        let mut row = assignment(1, ANNA, "User", OWNER);
        row[key] = json!(value);
        ask(&vec![("rows.json", json!([row]))], (ANNA, WRITE), OPEN);
    }
    // Spelt otherwise they say the same.
    let mut same = assignment(1, ANNA, "User", OWNER);
    same["properties"] = json!({ "principalId": ANNA.to_uppercase(), "scope": format!("{}/", SUBSCRIPTION.to_uppercase()),
        "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{OWNER}") });
    same["properties_scope"] = json!("");
    ask(&vec![("rows.json", json!([same]))], (ANNA, WRITE), YES);
    // A condition that stands there twice, or is taken back.
    let never = format!("!(ActionMatches{{'{WRITE}'}})");
    let row = assignment(1, ANNA, "User", OWNER).to_string();
    let row = row.trim_end_matches('}');
    for conditions in [
        format!(r#""condition": "{never}", "condition": null"#),
        format!(r#""condition": "{never}", "properties": {{ "condition": "true" }}"#),
    ] {
        let text = format!("[{row}, {conditions}}}]");
        let files = vec![others(), ("rows.json", json!(text))];
        ask(&files, (ANNA, WRITE), OPEN);
    }
    // In whatever order, and in forms that are made into JSON first.
    let other_way = format!(r#"[{row}, "condition": null, "condition": "{never}"}}]"#);
    let yaml = format!(
        "- id: {}\n  principalId: {BEN}\n  principalId: {ANNA}\n  principalType: User\n  roleDefinitionId: {}\n  scope: {SUBSCRIPTION}\n",
        id_of("roleAssignments", 1),
        of_role(OWNER)
    );
    let table = format!(
        "id,principalId,principalId,principalType,roleDefinitionId,scope\n{},{BEN},{ANNA},User,{},{SUBSCRIPTION}\n",
        id_of("roleAssignments", 1),
        of_role(OWNER)
    );
    for (name, text) in [
        ("rows.json", other_way),
        ("rows.yaml", yaml),
        ("rows.csv", table),
    ] {
        let run = ask(&vec![others(), (name, json!(text))], (ANNA, WRITE), OPEN);
        assert!(run.stderr.contains("stands twice"), "{}", run.told());
    }
    let mut two = assignment(1, ANNA, "User", OWNER);
    two["properties"] = json!({ "principalId": BEN });
    ask(&vec![("rows.json", json!([two]))], (ANNA, WRITE), OPEN);
    let mut elsewhere = assignment(1, ANNA, "User", OWNER);
    elsewhere["id"] =
        json!(id_of("roleAssignments", 1).replace("/providers", "/resourceGroups/rg/providers"));
    ask(
        &vec![("rows.json", json!([elsewhere]))],
        (ANNA, WRITE),
        OPEN,
    );
}

#[test]
fn trees_of_two_tenants_are_not_one() {
    let tree = |tenant: &str, subscription: &str| {
        json!({ "id": format!("/providers/Microsoft.Management/managementGroups/{tenant}"), "name": tenant,
            "type": "Microsoft.Management/managementGroups", "tenantId": tenant, "displayName": "Tenant Root Group",
            "children": [{ "id": subscription, "name": "s", "displayName": "s", "type": "/subscriptions" }] })
    };
    let one = tree(
        "70000000-0000-4000-8000-000000000001",
        "/subscriptions/50000000-0000-4000-8000-000000000009",
    );
    let other = tree("70000000-0000-4000-8000-000000000002", SUBSCRIPTION);
    let mut root = assignment(1, ANNA, "User", OWNER);
    root["id"] = json!(
        "/providers/Microsoft.Authorization/roleAssignments/c0000000-0000-4000-8000-000000000001"
    );
    root["scope"] = json!("/");
    let rows = json!([root.clone()]);
    // What is assigned below is in one of them.
    let below = vec![
        annas(),
        ("tree.json", other.clone()),
        ("one.json", one.clone()),
    ];
    ask(&below, (ANNA, WRITE), YES);
    ask(
        &vec![("rows.json", rows.clone()), ("tree.json", other.clone())],
        (ANNA, WRITE),
        YES,
    );
    ask(
        &vec![
            ("rows.json", rows.clone()),
            ("tree.json", other),
            ("one.json", one),
        ],
        (ANNA, WRITE),
        OPEN,
    );
    // `az account list` names what a sign-in sees: two tenants, of which the exports may be of one.
    let subscription = |number: usize| {
        json!({ "id": format!("50000000-0000-4000-8000-{number:012}"), "name": "s", "state": "Enabled",
            "tenantId": format!("70000000-0000-4000-8000-{number:012}"), "isDefault": true, "cloudName": "AzureCloud" })
    };
    let accounts = json!([subscription(1), subscription(2)]);
    let one_of_two = |of: usize| {
        let scope = format!("/subscriptions/50000000-0000-4000-8000-{of:012}");
        let mut row = assignment(90, BEN, "User", READER);
        row["id"] = json!(row["id"].as_str().unwrap().replace(SUBSCRIPTION, &scope));
        row["scope"] = json!(scope);
        row
    };
    for (rows, code) in [
        (json!([root.clone(), one_of_two(1)]), YES),
        (json!([root, one_of_two(1), one_of_two(2)]), YES),
    ] {
        let is_of_both = rows.as_array().unwrap().len() == 3;
        let files = vec![("rows.json", rows), ("accounts.json", accounts.clone())];
        let run = ask(&files, (ANNA, WRITE), code);
        assert_eq!(
            run.stderr.contains("several tenants"),
            is_of_both,
            "{}",
            run.told()
        );
    }
}
