//! Blanks and line ends around and inside texts, times that can't be read, and case beyond ASCII.

use rolecall::model::Tenant;
use rolecall::pattern::Wildcards;
use rolecall::{Effect, PrincipalId, Scope};
use serde_json::{Value, json};

use super::read;

const USER: &str = "b1b1b1b1-0000-4000-8000-000000000001";
const SUBSCRIPTION: &str = "/subscriptions/a1a1a1a1-0000-4000-8000-000000000001";

fn role(action: &str) -> Tenant {
    read(&[json!([{
        "roleName": "Keeper", "id": "e1e1e1e1-0000-4000-8000-000000000001", "roleType": "CustomRole",
        "type": "Microsoft.Authorization/roleDefinitions", "assignableScopes": ["/\n"],
        "permissions": [{"actions": [action]}],
    }])])
}

#[test]
fn wc_7_blanks_around_an_action_do_not_count_and_are_told_of() {
    let read = "Microsoft.KeyVault/vaults/read";
    for edge in ["\n", "\r\n", "\t", " ", "\u{a0}", "\u{3000}", "\u{2028}"] {
        for action in [
            format!("{read}{edge}"),
            format!("{edge}{read}"),
            format!("{edge}{read}{edge}{edge}"),
        ] {
            let tenant = role(&action);
            let pattern = &tenant.role_definitions[0].permissions[0].control.granted()[0];
            assert_eq!(pattern.as_str(), read, "{action:?}");
            let [note] = &tenant.diagnostics[..] else {
                panic!("{:?}", tenant.diagnostics)
            };
            assert_eq!((note.code, note.effect), ("trimmed-text", Effect::None));
            assert_eq!(
                note.message,
                "blanks or line ends around `Microsoft.KeyVault/vaults/read` of role definition `Keeper` were left out"
            );
            assert_eq!(&*tenant.role_definitions[0].assignable_scopes[0], "/");
        }
    }
    assert!(role(read).diagnostics.is_empty());
}

#[test]
fn wc_7_a_blank_inside_an_action_matches_nothing_and_is_told_of() {
    for inside in ["\n", "\r\n", " ", "\t", "\u{a0}", "\u{0}"] {
        let tenant = role(&format!(
            "Microsoft.KeyVault/vaults/read{inside}Microsoft.KeyVault/vaults/*"
        ));
        let pattern = &tenant.role_definitions[0].permissions[0].control.granted()[0];
        for action in [
            "Microsoft.KeyVault/vaults/read",
            "Microsoft.KeyVault/vaults/write",
        ] {
            assert!(!pattern.matches(action, Wildcards::Azure));
        }
        let [note] = &tenant.diagnostics[..] else {
            panic!("{:?}", tenant.diagnostics)
        };
        assert_eq!(note.code, "blank-inside-action");
        assert!(!note.message.contains(['\n', '\r']) && note.message.contains("`Keeper`"));
    }
}

#[test]
fn the_actions_of_a_deny_assignment_are_read_alike() {
    let tenant = read(&[json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/d1d1d1d1-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/denyAssignments", "denyAssignmentName": "lock", "scope": SUBSCRIPTION,
        "permissions": [{"actions": ["*/write\n"]}], "principals": [], "excludePrincipals": [],
    }])]);
    assert_eq!(
        tenant.deny_assignments[0].permissions[0].control.granted()[0].as_str(),
        "*/write"
    );
    assert!(
        tenant.diagnostics[0]
            .message
            .ends_with("of deny assignment `lock` were left out")
    );
}

#[test]
fn blanks_around_ids_and_scopes_do_not_count() {
    let edged = |text: &str| format!("{text}\r\n");
    let id = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/c1c1c1c1-0000-4000-8000-000000000001"
    );
    let row = |edge: &dyn Fn(&str) -> String| {
        json!([{
            "id": edge(&id), "principalId": edge(USER), "scope": edge(SUBSCRIPTION),
            "type": edge("Microsoft.Authorization/roleAssignments"), "principalType": edge("User"),
            "roleDefinitionId": edge("/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"),
        }])
    };
    let (mut odd, mut plain) = (read(&[row(&edged)]), read(&[row(&str::to_owned)]));
    let place = plain.role_assignments[0].place.clone();
    odd.role_assignments[0].place = place;
    assert_eq!(odd.role_assignments, plain.role_assignments);
    assert_eq!(plain.diagnostics.pop(), None);
    let [note] = &odd.diagnostics[..] else {
        panic!("{:?}", odd.diagnostics)
    };
    assert_eq!(
        note.message,
        "blanks or line ends around `id` and `principalId` and `scope` and `roleDefinitionId` were left out"
    );
    let list = read(&[json!({ USER: ["b1b1b1b1-0000-4000-8000-000000000002\n"] })]);
    assert_eq!(
        list.group_members[0].members,
        [PrincipalId::new("b1b1b1b1-0000-4000-8000-000000000002")]
    );
}

#[test]
fn what_has_no_id_is_told_of() {
    let deny = json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/d1d1d1d1-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/denyAssignments", "denyAssignmentName": "lock", "scope": SUBSCRIPTION,
        "permissions": [{"actions": ["*/write"]}], "principals": [{"type": "User"}], "excludePrincipals": [],
    }]);
    let group = json!([{"id": USER, "members": [{"displayName": "Nobody"}]}]);
    let tree = json!([{
        "id": "/providers/Microsoft.Management/managementGroups/top", "type": "Microsoft.Management/managementGroups",
        "children": [{"name": "below", "type": "Microsoft.Management/managementGroups"}],
    }]);
    for (document, effect) in [
        (deny, Effect::MayChangeAnswer),
        (group, Effect::RecordsLost),
        (tree, Effect::MayChangeAnswer),
    ] {
        let tenant = read(&[document]);
        let told: Vec<_> = tenant
            .diagnostics
            .iter()
            .map(|d| (d.code, d.effect))
            .collect();
        assert_eq!(told, [("incomplete-record", effect)]);
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "values are written at the call"
)]
fn schedule(start: Value, end: Value) -> Tenant {
    read(&[json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances/f1f1f1f1-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/roleAssignmentScheduleInstances",
        "properties": {
            "principalId": USER, "principalType": "User", "scope": SUBSCRIPTION, "assignmentType": "Assigned",
            "roleDefinitionId": "acdd72a7-3385-48ef-bd42-f606fba81ae7", "startDateTime": start, "endDateTime": end,
        },
    }])])
}

#[test]
fn a_time_that_cannot_be_read_leaves_the_window_unknown() {
    let at = "2026-03-01T00:00:00Z";
    for (start, end, expected, names) in [
        (
            json!(at),
            json!("2026-04-01T00:00:00Z"),
            (true, true, false),
            None,
        ),
        (Value::Null, Value::Null, (false, false, false), None),
        (json!(at), json!(""), (true, false, false), None),
        // The year 1 stands for a time that is not given (G7).
        (
            json!("0001-01-01T08:00:00Z"),
            json!("0001-01-01T00:00:00Z"),
            (false, false, false),
            None,
        ),
        (
            json!(at),
            json!("next week"),
            (true, false, true),
            Some(("unknown-window", "`endDateTime` is `next week`")),
        ),
        (
            json!("2026-13-01T00:00:00Z"),
            json!(at),
            (false, true, true),
            Some(("unknown-window", "`startDateTime` is")),
        ),
        (
            json!(at),
            json!(at),
            (true, true, true),
            Some((
                "unknown-window",
                "`endDateTime` is 2026-03-01T00:00:00Z, which is not after",
            )),
        ),
        (
            json!(at),
            json!(1_772_323_200),
            (true, false, true),
            Some(("wrong-type", "`endDateTime`")),
        ),
    ] {
        let tenant = schedule(start.clone(), end.clone());
        let found = &tenant.schedules[0];
        let seen = (
            found.start.is_some(),
            found.end.is_some(),
            found.window_unknown,
        );
        assert_eq!(seen, expected, "{start} {end}");
        let told: Vec<_> = tenant.diagnostics.iter().collect();
        assert_eq!(told.len(), usize::from(names.is_some()), "{told:?}");
        if let Some((code, words)) = names {
            assert_eq!(
                (told[0].code, told[0].effect),
                (code, Effect::MayChangeAnswer)
            );
            assert!(told[0].message.contains(words), "{}", told[0].message);
        }
    }
}

#[test]
fn a_duration_of_terraform_gives_the_end() {
    let schedule = |schedule: Value| {
        read(&[
            json!({"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [{
                "address": "azurerm_pim_active_role_assignment.a", "mode": "managed", "type": "azurerm_pim_active_role_assignment",
                "values": {
                    "scope": SUBSCRIPTION, "principal_id": USER, "principal_type": "User",
                    "role_definition_id": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
                    "schedule": [schedule],
                },
            }]}}}),
        ])
    };
    let start = "2026-03-01T00:00:00Z";
    let of = |start: Option<&str>, expiration: Value| {
        let tenant = schedule(json!({"start_date_time": start, "expiration": [expiration]}));
        let found = &tenant.schedules[0];
        (found.end.map(|end| end.to_string()), found.window_unknown)
    };
    let end = |text: &str| Some(text.to_owned());
    assert_eq!(
        of(
            Some(start),
            json!({"duration_hours": 8, "end_date_time": ""})
        ),
        (end("2026-03-01T08:00:00Z"), false)
    );
    assert_eq!(
        of(
            Some(start),
            json!({"duration_days": 2, "end_date_time": null})
        ),
        (end("2026-03-03T00:00:00Z"), false)
    );
    assert_eq!(
        of(
            Some(start),
            json!({"end_date_time": "2026-05-01T00:00:00Z"})
        ),
        (end("2026-05-01T00:00:00Z"), false)
    );
    assert_eq!(of(Some(start), json!({})), (None, false));
    assert_eq!(of(None, json!({"duration_hours": 8})), (None, true));
}

#[test]
fn scp_1_case_does_not_count_beyond_ascii() {
    let scope =
        |name: &str| Scope::parse(&format!("{SUBSCRIPTION}/resourceGroups/{name}")).unwrap();
    assert_eq!(scope("RG-ÜBER"), scope("rg-über"));
    assert_ne!(scope("rg-ü"), scope("rg-u"));
    let vault = scope("ȺȺ/providers/Microsoft.KeyVault/vaults/Ä");
    assert!(scope("ⱥⱥ").contains(&vault));
    assert_eq!(vault.resource_group(), Some(scope("ⱥⱥ")));
    assert_eq!(
        vault.resource_group().unwrap().as_str(),
        scope("ȺȺ").as_str()
    );
    assert_eq!(vault.subscription().unwrap().as_str(), SUBSCRIPTION);
    assert_eq!(
        vault.resource_type().as_deref(),
        Some("Microsoft.KeyVault/vaults")
    );
    let id = format!(
        "{vault}/providers/Microsoft.Authorization/roleAssignments/c1c1c1c1-0000-4000-8000-000000000001"
    );
    assert_eq!(
        Scope::of_assignment_id(&id).unwrap().as_str(),
        vault.as_str()
    );
}

#[test]
fn records_that_ran_into_each_other_are_reported() {
    let text = r#"[{"id":"/subscriptions/d9d9d9d9-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/1","type":"Microsoft.Authorization/roleAssignments","scope":"/subscriptions/d9d9d9d9-0000-4000-8000-000000000001","principalId":"d9d9d9d9-0000-4000-8000-000000000002","roleDefinitionId":"acdd72a7-3385-48ef-bd42-f606fba81ae7","condition":"null","principalId":"d9d9d9d9-0000-4000-8000-000000000003"}]"#;
    let printed = rolecall::import::Printed {
        command: "az".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let tenant = rolecall::import::read(&[rolecall::import::InputSource::Printed(printed)]);
    let notes = tenant.diagnostics.iter();
    let notes: Vec<_> = notes.map(|note| (note.code, note.effect)).collect();
    assert_eq!(
        notes,
        [
            ("condition-null", rolecall::Effect::MayChangeAnswer),
            ("duplicate-field", rolecall::Effect::RecordsLost),
        ]
    );
    // What prints no value as a word means none, and that is said.
    assert_eq!(tenant.role_assignments[0].condition, None);
}
