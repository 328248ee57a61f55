//! The answers of what-if, of deployments and of deployment stacks.

use rolecall::import::{self, Certainty, InputSource, Printed, operations_of_arm};
use rolecall::model::{DenyReach, Tenant};
use rolecall::{Diagnostic, Effect};
use serde_json::{Value, json};

const GROUP: &str = "/subscriptions/a4a4a4a4-0000-4000-8000-000000000001/resourceGroups/app";
const USER: &str = "b4b4b4b4-0000-4000-8000-000000000001";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const VAULT: &str = "Microsoft.KeyVault/vaults";

fn read(document: &Value) -> Tenant {
    import::read(&[InputSource::Printed(Printed {
        command: "what-if".to_owned(),
        bytes: document.to_string().into_bytes(),
    })])
}

fn assignment(name: &str, does: &str) -> Value {
    let id = format!("{GROUP}/providers/Microsoft.Authorization/roleAssignments/{name}");
    let held = json!({
        "id": id, "name": name, "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
        "properties": { "principalId": USER, "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}") },
    });
    let (before, after) = match does {
        "Create" => (Value::Null, held),
        "Delete" => (held, Value::Null),
        _ => (held.clone(), held),
    };
    json!({ "resourceId": id, "changeType": does, "before": before, "after": after })
}

fn told(tenant: &Tenant) -> Vec<String> {
    let held = tenant.role_assignments.iter();
    let held = held.map(|held| {
        assert_eq!(held.scope.as_str(), GROUP);
        held.id.rsplit('/').next().unwrap().to_owned()
    });
    let mut told: Vec<String> = held.collect();
    told.sort();
    told
}

/// The diagnostics beside the one that every what-if has.
fn notes(tenant: &Tenant) -> Vec<(&'static str, Effect, String)> {
    let is_gap = |note: &&Diagnostic| note.code == "what-if-gaps";
    assert_eq!(tenant.diagnostics.iter().filter(is_gap).count(), 1);
    let notes = tenant
        .diagnostics
        .iter()
        .filter(|note| !is_gap(note) && note.limits_answer());
    notes
        .map(|note| {
            let place = note.place.as_ref().unwrap().to_string();
            let pointer = place.split_once('#').map_or("", |(_, pointer)| pointer);
            (note.code, note.effect, pointer.to_owned())
        })
        .collect()
}

#[test]
fn what_is_there_after_the_changes_is_read() {
    let answer = json!({ "status": "Succeeded", "properties": { "changes": [
        assignment("created", "Create"), assignment("changed", "Modify"), assignment("same", "NoChange"),
        assignment("left", "Ignore"), assignment("gone", "Delete"), assignment("odd", "Unsupported"),
        { "resourceId": format!("{GROUP}/providers/{VAULT}/v"), "changeType": "Create", "after": {} },
        { "resourceId": format!("{GROUP}/providers/Microsoft.Authorization/roleAssignments/short"), "changeType": "Deploy" },
    ] } });
    let tenant = read(&answer);
    assert_eq!(told(&tenant), ["changed", "created", "left", "same"]);
    assert_eq!(
        notes(&tenant),
        [
            (
                "unsupported-change",
                Effect::RecordsLost,
                "/properties/changes/4".to_owned()
            ),
            (
                "unsupported-change",
                Effect::GrantLost,
                "/properties/changes/5".to_owned()
            ),
            (
                "unsupported-change",
                Effect::GrantLost,
                "/properties/changes/7".to_owned()
            ),
        ]
    );
}

#[test]
fn what_is_not_certain_is_neither_given_nor_required() {
    let vault = json!({ "resourceId": format!("{GROUP}/providers/{VAULT}/v"), "changeType": "Create", "after": {} });
    let answer = json!({
        "changes": [assignment("sure", "Create")], "potentialChanges": [assignment("maybe", "Create"), vault],
        "status": "Succeeded",
    });
    let tenant = read(&answer);
    assert_eq!(told(&tenant), ["sure"]);
    assert_eq!(
        notes(&tenant),
        [(
            "unsupported-change",
            Effect::GrantLost,
            "/potentialChanges/0".to_owned()
        )]
    );
    let found = operations_of_arm(&answer.to_string(), "what-if", &|_| false).unwrap();
    let certainty = |operation: &str| {
        let mut of = found.operations.iter();
        of.find(|found| found.action.as_str() == operation)
            .map(|found| found.certainty)
    };
    assert_eq!(
        certainty("Microsoft.KeyVault/vaults/write"),
        Some(Certainty::Uncertain)
    );
    assert_eq!(
        certainty("Microsoft.Authorization/roleAssignments/write"),
        Some(Certainty::Certain)
    );
    assert_eq!(
        certainty("Microsoft.Resources/deploymentStacks/write"),
        None
    );
    // Potential changes alone.
    let tenant = read(&json!({ "potentialChanges": [assignment("maybe", "Create")] }));
    assert_eq!((told(&tenant).len(), notes(&tenant).len()), (0, 1));
}

#[test]
fn what_what_if_says_of_itself_is_passed_on() {
    let tenant = read(&json!({
        "status": "Failed", "error": { "code": "InvalidTemplate", "message": "the template\nis odd" }, "changes": [],
        "diagnostics": [
            { "level": "Warning", "code": "NestedDeploymentShortCircuited", "message": "not looked into", "target": GROUP },
            { "level": "Info", "code": "X", "message": "y" },
        ],
    }));
    assert_eq!(
        notes(&tenant),
        [
            ("failed-response", Effect::RecordsLost, "/error".to_owned()),
            (
                "what-if-remark",
                Effect::GrantLost,
                "/diagnostics/0".to_owned()
            ),
        ]
    );
    // An expression where the principal belongs, and a change without an id.
    let mut open = assignment("open", "Create");
    open["after"]["properties"]["principalId"] = json!("[reference('identity').principalId]");
    let tenant =
        read(&json!({ "changes": [open, { "changeType": "Create" }], "status": "Succeeded" }));
    assert_eq!(told(&tenant), ["open"]);
    let codes: Vec<_> = notes(&tenant)
        .into_iter()
        .map(|note| (note.0, note.2))
        .collect();
    let expected = [
        ("incomplete-record", "/changes/1"),
        ("unresolved-expression", "/changes/0"),
    ];
    assert_eq!(codes, expected.map(|(code, at)| (code, at.to_owned())));
}

fn stack(changes: &Value, settings: &Value) -> Value {
    json!({
        "id": format!("{GROUP}/providers/Microsoft.Resources/deploymentStacksWhatIfResults/look"),
        "name": "look", "type": "Microsoft.Resources/deploymentStacksWhatIfResults",
        "properties": {
            "deploymentStackResourceId": format!("{GROUP}/providers/Microsoft.Resources/deploymentStacks/keep"),
            "validationLevel": "provider", "provisioningState": "succeeded", "error": null, "diagnostics": [],
            "changes": { "resourceChanges": changes, "denySettingsChange": settings },
        },
    })
}

fn managed(name: &str, does: &str, status: &str) -> Value {
    json!({
        "id": format!("{GROUP}/providers/{VAULT}/{name}"), "type": VAULT, "apiVersion": "2023-07-01",
        "changeType": does, "changeCertainty": "definite",
        "managementStatusChange": { "before": "unmanaged", "after": "managed" },
        "denyStatusChange": { "before": "none", "after": status },
        "resourceConfigurationChanges": { "before": null, "after": { "properties": {} }, "delta": [] },
    })
}

#[test]
fn the_deny_settings_of_a_stack_deny() {
    let settings = |mode: &str| {
        json!({ "before": { "mode": "none" }, "after": {
        "mode": mode, "applyToChildScopes": true,
        "excludedPrincipals": [USER], "excludedActions": ["Microsoft.KeyVault/vaults/deploy/action"],
    } })
    };
    let changes = json!([
        managed("a", "create", "denyWriteAndDelete"),
        managed("b", "noChange", "none"),
        managed("c", "delete", "denyWriteAndDelete"),
        managed("d", "detach", "removedBySystem"),
        managed("e", "modify", "inapplicable"),
        managed("f", "modify", "denyDelete"),
    ]);
    let answer = stack(&changes, &settings("denyWriteAndDelete"));
    let tenant = read(&answer);
    let denied: Vec<&str> = tenant
        .deny_assignments
        .iter()
        .map(|deny| deny.scope.as_str().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(denied, ["a", "f"], "{:#?}", tenant.diagnostics);
    let [all, delete] = &tenant.deny_assignments[..] else {
        panic!()
    };
    let spared = |deny: &rolecall::model::DenyAssignment| {
        let spared: Vec<String> = deny
            .exclude_principals
            .iter()
            .map(|who| who.id.to_string())
            .collect();
        spared
    };
    for deny in [all, delete] {
        assert_eq!(spared(deny), [USER]);
        assert_eq!(deny.reach, DenyReach::SelfAndChildren);
        assert!(deny.principals[0].id.is_all_principals() && !deny.cut_off);
    }
    let denies = |deny: &rolecall::model::DenyAssignment, operation: &str| {
        deny.permissions[0]
            .control
            .matches(operation, rolecall::pattern::Wildcards::Azure)
    };
    for (operation, by_all, by_delete) in [
        ("Microsoft.KeyVault/vaults/write", true, false),
        ("Microsoft.KeyVault/vaults/delete", true, true),
        ("Microsoft.KeyVault/vaults/read", false, false),
        ("Microsoft.KeyVault/vaults/deploy/action", false, false),
        ("Microsoft.Authorization/locks/delete", false, false),
    ] {
        assert_eq!(
            (denies(all, operation), denies(delete, operation)),
            (by_all, by_delete),
            "{operation}"
        );
    }
    assert!(notes(&tenant).is_empty(), "{:#?}", tenant.diagnostics);
    let found = operations_of_arm(&answer.to_string(), "what-if", &|_| false).unwrap();
    let needs = |operation: &str| {
        let mut of = found.operations.iter();
        of.any(|found| found.action.as_str() == operation && found.certainty == Certainty::Certain)
    };
    for operation in [
        "deploymentStacks/write",
        "deploymentStacks/manageDenySetting/action",
        "deployments/write",
    ] {
        assert!(
            needs(&format!("Microsoft.Resources/{operation}")),
            "{operation}"
        );
    }
    let mut of_d = found
        .operations
        .iter()
        .filter(|found| found.from.ends_with("/d"));
    assert!(
        of_d.next().is_none(),
        "what a stack lets go of stays as it is"
    );
}

#[test]
fn deny_settings_that_are_not_known_may_deny() {
    let known = json!({ "after": { "mode": "denyDelete" } });
    let mut potential = managed("a", "create", "denyDelete");
    potential["changeCertainty"] = json!("potential");
    for (change, settings) in [
        (managed("a", "create", "unknown"), known.clone()),
        (managed("a", "create", "denyDelete"), Value::Null),
        (potential, known.clone()),
        (
            managed("a", "create", "denyDelete"),
            json!({ "after": { "mode": "denyDelete", "excludedPrincipals": "some" } }),
        ),
    ] {
        let tenant = read(&stack(&json!([change]), &settings));
        let [deny] = &tenant.deny_assignments[..] else {
            panic!("{change}")
        };
        assert!(deny.cut_off, "{change}");
        assert!(!notes(&tenant).is_empty(), "{change}");
    }
    // Without a word on child scopes it denies at the resource alone.
    let tenant = read(&stack(
        &json!([managed("a", "create", "denyDelete")]),
        &known,
    ));
    let [deny] = &tenant.deny_assignments[..] else {
        panic!()
    };
    assert_eq!(deny.reach, DenyReach::SelfOnly);
}

/// The record of a stack, as `az` prints it, and as REST does.
fn own_records(settings: &Value, resources: &Value) -> [Value; 2] {
    let id = format!("{GROUP}/providers/Microsoft.Resources/deploymentStacks/keep");
    let kind = "Microsoft.Resources/deploymentStacks";
    let flat = json!({ "id": id, "type": kind, "denySettings": settings, "resources": resources });
    let rest = json!({ "id": id, "type": kind,
        "properties": { "denySettings": settings, "resources": resources } });
    [json!([flat]), json!({ "value": [rest] })]
}

#[test]
fn the_own_record_of_a_stack_denies_as_its_what_if_does() {
    let settings =
        json!({ "mode": "denyDelete", "applyToChildScopes": true, "excludedPrincipals": [USER] });
    let resource = |name: &str, status: &str| json!({ "id": format!("{GROUP}/providers/{VAULT}/{name}"), "denyStatus": status });
    let resources = json!([resource("a", "denyDelete"), resource("b", "none")]);
    let managed = json!([
        managed("a", "noChange", "denyDelete"),
        managed("b", "noChange", "none")
    ]);
    let denied = |tenant: &Tenant| {
        let mut denies = tenant.deny_assignments.clone();
        let place = denies[0].place.clone();
        denies
            .iter_mut()
            .for_each(|deny| deny.place = place.clone());
        assert_eq!(denies.len(), 1);
        denies.remove(0)
    };
    let looked_ahead = read(&stack(&managed, &json!({ "after": settings })));
    for document in own_records(&settings, &resources) {
        let tenant = read(&document);
        assert!(tenant.diagnostics.is_empty(), "{:#?}", tenant.diagnostics);
        let (own, ahead) = (denied(&tenant), denied(&looked_ahead));
        assert_eq!(
            (own.id, own.scope, own.reach),
            (ahead.id, ahead.scope, ahead.reach)
        );
        assert_eq!(
            (own.permissions, own.exclude_principals),
            (ahead.permissions, ahead.exclude_principals)
        );
        assert!(!own.cut_off);
    }
}

#[test]
fn a_stack_that_does_not_say_what_it_denies_may_deny() {
    let resource = json!({ "id": format!("{GROUP}/providers/{VAULT}/a") });
    for (settings, resources, denies) in [
        (json!({ "mode": "none" }), json!([resource]), 0),
        (json!({ "mode": "denyDelete" }), json!([resource]), 1),
        (json!({ "mode": "denyDelete" }), json!([{}]), 0),
        (json!({ "mode": "denyDelete" }), Value::Null, 0),
        (Value::Null, json!([resource]), 1),
    ] {
        for document in own_records(&settings, &resources) {
            let tenant = read(&document);
            assert_eq!(tenant.deny_assignments.len(), denies, "{document}");
            assert!(tenant.deny_assignments.iter().all(|deny| deny.cut_off));
            let is_open = tenant.diagnostics.iter().any(Diagnostic::limits_answer);
            assert_eq!(is_open, settings["mode"] != "none", "{document}");
        }
    }
}

#[test]
fn a_change_is_what_is_there_after_it() {
    for (does, held) in [
        ("Modify", 0),
        ("Deploy", 0),
        ("Create", 0),
        ("NoChange", 1),
        ("Ignore", 1),
    ] {
        let mut change = assignment("a", "Modify");
        (change["changeType"], change["after"]) = (json!(does), Value::Null);
        let tenant = read(&json!({ "changes": [change] }));
        assert_eq!(told(&tenant).len(), held, "{does}");
        assert_eq!(notes(&tenant).is_empty(), held == 1, "{does}");
    }
}
