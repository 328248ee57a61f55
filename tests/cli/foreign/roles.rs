//! Roles that are cut off, unknown or listed without permissions.

use super::*;

#[test]
fn a_role_that_is_cut_off_is_equal_to_none() {
    let role = json!([{ "Name": "Cut", "Id": "f1111111-0000-4000-8000-000000000001", "IsCustom": true, "Actions": ["*"],
        "NotActions": "System.Object[]", "DataActions": [], "NotDataActions": [], "AssignableScopes": [SUBSCRIPTION] }]);
    let cut = folder(&vec![("roles.json", role)]);
    for words in [
        &["roles", "compare", "Cut", "Owner"][..],
        &["roles", "show", "Cut"],
        &["roles", "expand", "Cut"],
        &["roles", "export", "Cut"],
    ] {
        let run = rolecall_in(cut.path(), &[words, &["-i", ".", "--no-config"]].concat());
        assert_eq!(run.code, OPEN, "{words:?}: {}", run.told());
    }
}

#[test]
fn assignments_of_unknown_roles_are_not_clean() {
    let rows = json!([assignment(
        1,
        ANNA,
        "User",
        "f1111111-0000-4000-8000-00000000000f"
    )]);
    let exports = folder(&vec![("rows.json", rows)]);
    for words in [&["audit"][..], &["audit", "--paths"]] {
        let run = rolecall_in(
            exports.path(),
            &[words, &["-i", ".", "--no-config"]].concat(),
        );
        assert_eq!(run.code, OPEN, "{words:?}: {}", run.told());
    }
}

/// A projection, a table without the column and a null say nothing about what a role grants.
#[test]
fn a_role_listed_without_permissions_is_not_an_empty_one() {
    let custom = "d0000000-0000-4000-8000-000000000001";
    let listed = |role: &str, kind: &str, fields: Value| {
        let mut record = json!({ "id": of_role(role), "name": role, "roleName": "Keeper", "roleType": kind,
            "type": "Microsoft.Authorization/roleDefinitions" });
        let more = fields.as_object().unwrap().clone();
        record.as_object_mut().unwrap().extend(more);
        record
    };
    let table = format!(
        "id,name,roleName,roleType,type\n{},{OWNER},Owner,BuiltInRole,Microsoft.Authorization/roleDefinitions\n",
        of_role(OWNER)
    );
    let built_in = |fields| json!([listed(OWNER, "BuiltInRole", fields)]);
    for (name, roles) in [
        ("roles.json", built_in(json!({}))),
        ("roles.json", built_in(json!({ "permissions": null }))),
        ("roles.json", built_in(json!({ "permissions": [] }))),
        ("roles.csv", json!(table)),
    ] {
        ask(&vec![annas(), (name, roles)], (ANNA, WRITE), YES);
    }
    let held = || ("anna.json", json!([assignment(1, ANNA, "User", custom)]));
    let lists =
        json!([{ "actions": ["*"], "notActions": [], "dataActions": [], "notDataActions": [] }]);
    let of = |fields| json!([listed(custom, "CustomRole", fields)]);
    let whole = |day: &str| of(json!({ "permissions": lists, "updatedOn": day }));
    let bare = |day: &str| of(json!({ "updatedOn": day }));
    ask(
        &vec![held(), ("roles.json", of(json!({})))],
        (ANNA, WRITE),
        OPEN,
    );
    ask(
        &vec![held(), ("roles.json", of(json!({ "permissions": [] })))],
        (ANNA, WRITE),
        NO,
    );
    let (early, late) = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
    for (bare_day, whole_day, code) in
        [(early, late, YES), (early, early, YES), (late, early, OPEN)]
    {
        let files = vec![
            held(),
            ("a.json", bare(bare_day)),
            ("b.json", whole(whole_day)),
        ];
        ask(&files, (ANNA, WRITE), code);
    }
}

/// Versions of one assignment that contradict each other are one assignment, and findings that are not shown are open.
#[test]
fn audits_advise_by_what_is_there() {
    let versions = vec![
        ("a.json", json!([assignment(1, ANNA, "User", OWNER)])),
        ("b.json", json!([assignment(1, ANNA, "User", READER)])),
    ];
    let exports = folder(&versions);
    let words = ["audit", "-i", ".", "--no-config", "--all"];
    let run = rolecall_in(exports.path(), &words);
    assert!(!run.stdout.contains("shadowed-by"), "{}", run.told());
    let exports = folder(&vec![annas()]);
    let hidden = [
        "audit",
        "-i",
        ".",
        "--no-config",
        "--severity",
        "critical",
        "-o",
        "page.html",
    ];
    rolecall_in(exports.path(), &hidden);
    let page = std::fs::read_to_string(exports.path().join("page.html")).unwrap();
    assert!(page.contains("none of them shown") && !page.contains("No open findings"));
}
