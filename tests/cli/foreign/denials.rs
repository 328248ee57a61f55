//! Deny assignments whose lists are flat, cut off or named otherwise.

use super::*;

/// What PowerShell and tables make of lists: a denial is read, or nobody knows what it denies.
#[test]
fn flat_denials_are_never_lost() {
    let everyone = json!([{ "DisplayName": "All Principals", "ObjectType": "SystemDefined",
        "ObjectId": "00000000-0000-0000-0000-000000000000" }]);
    let deny = |actions: Value, principals: Value| -> Files {
        let record = json!([{ "Id": "d0000000-0000-4000-8000-000000000001", "DenyAssignmentName": "d",
            "Actions": actions, "NotActions": [], "DataActions": [], "NotDataActions": [], "Scope": SUBSCRIPTION,
            "DoNotApplyToChildScopes": false, "Principals": principals, "ExcludePrincipals": [], "IsSystemProtected": true }]);
        vec![annas(), ("deny.json", record)]
    };
    let counted = |value: Value| json!({ "value": value, "Count": 1 });
    let cut = "System.Collections.Generic.List`1[System.String]";
    for (actions, code) in [
        (json!(["*"]), NO),
        (json!("*"), NO),
        (counted(json!(["*"])), NO),
        (json!(["Microsoft.Storage/*"]), YES),
        (counted(json!(["Microsoft.Storage/*"])), YES),
        (json!(cut), OPEN),
        (json!("System.Object[]"), OPEN),
        (json!({ "value": ["*"], "other": 1 }), OPEN),
    ] {
        ask(
            &deny(actions.clone(), everyone.clone()),
            (ANNA, WRITE),
            code,
        );
        let wrapped = counted(everyone.clone());
        ask(&deny(actions, wrapped), (ANNA, WRITE), code);
    }
    // What may be denied whole is not held for certain, nor is it known what changed.
    let cut_off = folder(&deny(json!(cut), everyone.clone()));
    let what = rolecall_in(
        cut_off.path(),
        &["what", ANNA, "-i", ".", "--no-config", "--format", "json"],
    );
    assert_eq!(what.code, OPEN, "{}", what.told());
    assert_eq!(what.result()["grants"][0]["outcome"], "undetermined");
    let whole = folder(&deny(json!(["*"]), everyone.clone()));
    for pair in [[&cut_off, &whole], [&whole, &cut_off], [&cut_off, &cut_off]] {
        let pair = pair.map(|side| side.path().to_str().unwrap());
        let run = rolecall(&["diff", pair[0], pair[1], "--no-config"]);
        assert_eq!(run.code, OPEN, "{}", run.told());
    }
    let words = ["--for", ANNA, "--action", WRITE, "--at", SUBSCRIPTION];
    let command = ["recommend", "-i", ".", "--no-config", "--format", "json"];
    let open = rolecall_in(cut_off.path(), &[&command[..], &words].concat());
    assert_eq!(open.result()["given"]["open"][0]["because"], "possibleDeny");
    let table = format!(
        "\"Id\",\"DenyAssignmentName\",\"Actions\",\"NotActions\",\"DataActions\",\"NotDataActions\",\"Scope\",\"Principals\",\"ExcludePrincipals\"\n\
         \"d0000000-0000-4000-8000-000000000001\",\"d\",\"{cut}\",\"{cut}\",\"{cut}\",\"{cut}\",\"{SUBSCRIPTION}\",\"{cut}\",\"{cut}\"\n"
    );
    ask(
        &vec![annas(), ("deny.csv", json!(table))],
        (ANNA, WRITE),
        OPEN,
    );
}

#[test]
fn what_a_deny_assignment_leaves_nothing_of_is_not_held() {
    let deny = json!([{ "id": "/providers/Microsoft.Authorization/denyAssignments/c0000000-0000-4000-8000-000000000008",
        "type": "Microsoft.Authorization/denyAssignments", "properties": { "denyAssignmentName": "all", "scope": "/",
            "permissions": [{ "actions": ["*"], "notActions": [], "dataActions": ["*"], "notDataActions": [] }],
            "principals": [{ "id": ANNA, "type": "User" }], "excludePrincipals": [] } }]);
    let denied = folder(&vec![annas(), ("deny.json", deny)]);
    let what = |more: &[&str]| {
        let words = ["what", ANNA, "-i", ".", "--no-config"];
        rolecall_in(denied.path(), &[&words[..], more].concat())
    };
    let run = what(&[]);
    assert_eq!(run.code, NO, "{}", run.told());
    assert!(
        run.stdout.contains("deny assignments leave nothing"),
        "{}",
        run.stdout
    );
    let result = what(&["--format", "json"]).result();
    assert_eq!(result["operations"], json!({ "control": 0, "data": 0 }));
    assert_eq!(result["grants"][0]["outcome"], "denied");
    assert!(what(&["-o", "tsv"]).stdout.contains("denied"));
    let who = rolecall_in(
        denied.path(),
        &["who", WRITE, "--at", SUBSCRIPTION, "-i", ".", "--no-config"],
    );
    assert_eq!(who.code, NO, "{}", who.told());
    // One that is for the scope alone, and binds somebody else, leaves no more.
    let denying = |number: usize, who: &str, is_here: bool| {
        json!({ "id": id_of("denyAssignments", number), "type": "Microsoft.Authorization/denyAssignments",
            "properties": { "denyAssignmentName": "d", "scope": SUBSCRIPTION, "doNotApplyToChildScopes": is_here,
                "permissions": [{ "actions": ["*"], "notActions": [], "dataActions": ["*"], "notDataActions": [] }],
                "principals": [{ "id": who, "type": "User" }], "excludePrincipals": [] } })
    };
    let outcome = |denies: Value| {
        let folder = folder(&vec![annas(), ("deny.json", denies)]);
        let words = ["what", ANNA, "-i", ".", "--no-config", "--format", "json"];
        is_verified(folder.path(), &["what", ANNA]);
        rolecall_in(folder.path(), &words).result()["grants"][0]["outcome"].clone()
    };
    let both = json!([denying(1, ANNA, false), denying(2, BEN, true)]);
    assert_eq!(outcome(both), "denied");
    // What is denied at a scope alone may be done below it.
    assert_eq!(outcome(json!([denying(1, ANNA, true)])), "allowed");
}

#[test]
fn a_field_of_a_deny_assignment_under_another_name_leaves_it_open() {
    let everyone =
        json!([{ "id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined" }]);
    let anna = json!([{ "id": ANNA, "type": "User" }]);
    let with = |spared: &str, permission: Value| -> Files {
        let deny = json!({ "id": id_of("denyAssignments", 9), "type": "Microsoft.Authorization/denyAssignments",
            "denyAssignmentName": "d", "scope": SUBSCRIPTION, "permissions": [permission],
            "principals": everyone, spared: anna });
        vec![annas(), ("deny.json", json!([deny]))]
    };
    let all = json!({ "actions": ["*"] });
    ask(&with("excludePrincipals", all.clone()), (ANNA, WRITE), YES);
    ask(&with("excludedPrincipals", all), (ANNA, WRITE), OPEN);
    let some = json!({ "actions": ["*"], "excludedActions": ["Microsoft.Compute/*"] });
    ask(&with("remarks", some), (ANNA, WRITE), OPEN);
}
