//! One record in several exports that differ.

use rolecall::directory::Hierarchy;
use rolecall::model::{RoleGap, Tenant};
use rolecall::{Effect, Scope};
use serde_json::{Value, json};

use super::{orders, read};

const SUBSCRIPTION: &str = "/subscriptions/a1a1a1a1-0000-4000-8000-000000000001";
const USERS: [&str; 2] = [
    "b1b1b1b1-0000-4000-8000-000000000001",
    "b1b1b1b1-0000-4000-8000-000000000002",
];
const ROLE: &str = "e1e1e1e1-0000-4000-8000-000000000001";

#[allow(
    clippy::needless_pass_by_value,
    reason = "values are written at the call"
)]
fn with(mut record: Value, fields: Value) -> Value {
    let target = match record.get("properties").is_some() {
        true => &mut record["properties"],
        false => &mut record,
    };
    for (key, value) in fields.as_object().unwrap() {
        target[key] = value.clone();
    }
    json!([record])
}

fn assignment(fields: Value) -> Value {
    let record = json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/c1c1c1c1-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/roleAssignments", "principalId": USERS[0], "principalType": "User",
        "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"), "scope": SUBSCRIPTION,
    });
    with(record, fields)
}

fn deny(fields: Value) -> Value {
    let record = json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/d1d1d1d1-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/denyAssignments",
        "properties": {
            "denyAssignmentName": "d", "scope": SUBSCRIPTION, "permissions": [{"actions": ["*/delete", "*/write"]}],
            "principals": [{"id": USERS[0]}, {"id": USERS[1]}], "excludePrincipals": [],
        },
    });
    with(record, fields)
}

fn schedule(fields: Value) -> Value {
    let record = json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances/f1f1f1f1-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/roleAssignmentScheduleInstances",
        "properties": {
            "principalId": USERS[0], "principalType": "User", "scope": SUBSCRIPTION, "assignmentType": "Activated",
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"),
            "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-02-01T00:00:00Z",
        },
    });
    with(record, fields)
}

fn role(fields: Value) -> Value {
    let record = json!({
        "id": format!("/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"), "name": ROLE, "roleName": "Operator",
        "roleType": "CustomRole", "type": "Microsoft.Authorization/roleDefinitions", "assignableScopes": [SUBSCRIPTION],
        "permissions": [{"actions": ["*/read", "Microsoft.Compute/*"], "notActions": []}],
    });
    with(record, fields)
}

/// What is counted of a tenant: records, those that are marked, contradicted roles.
type Counts = (usize, usize, usize);

fn counts(tenant: &Tenant) -> Counts {
    let marks = (tenant.role_assignments.iter().map(|r| r.contradicted))
        .chain(tenant.deny_assignments.iter().map(|r| r.contradicted))
        .chain(tenant.schedules.iter().map(|r| r.contradicted));
    let marks: Vec<bool> = marks.collect();
    let marked = marks.iter().filter(|marked| **marked).count();
    let roles = tenant.role_definitions.iter();
    let uncertain = roles.filter(|role| role.gap.is_some());
    (
        marks.len() + tenant.role_definitions.len(),
        marked,
        uncertain.count(),
    )
}

/// The codes that are reported, and whether an answer may change for them.
fn told(tenant: &Tenant) -> Vec<(&'static str, Effect)> {
    tenant
        .diagnostics
        .iter()
        .map(|d| (d.code, d.effect))
        .collect()
}

/// In every order the same is read and the same is reported.
fn hold(documents: &[Value], expected: Counts, code: Option<&str>) -> Tenant {
    let mut first: Option<Tenant> = None;
    for order in orders(documents) {
        let mut tenant = read(&order);
        tenant.inputs.clear();
        assert_eq!(counts(&tenant), expected, "{order:#?}");
        let codes: Vec<&str> = told(&tenant).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, Vec::from_iter(code), "{:#?}", tenant.diagnostics);
        let first = first.get_or_insert_with(|| tenant.clone());
        assert_eq!(tenant.diagnostics, first.diagnostics);
        assert_eq!(tenant.role_assignments, first.role_assignments);
        assert_eq!(tenant.deny_assignments, first.deny_assignments);
        assert_eq!(tenant.schedules, first.schedules);
        assert_eq!(tenant.role_definitions, first.role_definitions);
    }
    first.unwrap()
}

const CONTRADICTION: Option<&str> = Some("contradicting-exports");
const SUPERSEDED: Option<&str> = Some("superseded-export");

#[test]
fn what_differs_in_form_alone_is_one_record() {
    hold(
        &[
            assignment(json!({})),
            assignment(
                json!({"scope": SUBSCRIPTION.to_uppercase(), "roleDefinitionId": ROLE, "principalName": "u"}),
            ),
            assignment(json!({"roleDefinitionName": "Operator", "description": "why"})),
        ],
        (1, 0, 0),
        None,
    );
    hold(
        &[
            deny(json!({})),
            deny(json!({
                "permissions": [{"actions": ["*/WRITE", "*/delete"], "notActions": []}],
                "principals": [{"id": USERS[1]}, {"id": USERS[0].to_uppercase()}],
            })),
        ],
        (1, 0, 0),
        None,
    );
    hold(
        &[
            role(json!({})),
            role(
                json!({"permissions": [{"actions": ["microsoft.compute/*", "*/read"]}], "description": "d"}),
            ),
        ],
        (1, 0, 0),
        None,
    );
    hold(
        &[
            schedule(json!({})),
            schedule(json!({"endDateTime": "2026-02-01T01:00:00+01:00"})),
        ],
        (1, 0, 0),
        None,
    );
}

#[test]
fn what_no_date_settles_is_kept_and_marked() {
    let condition = "@Resource[Microsoft.Compute/virtualMachines:a] StringEquals 'x'";
    for (one, other) in [
        (
            assignment(json!({})),
            assignment(json!({"principalId": USERS[1]})),
        ),
        (
            assignment(json!({})),
            assignment(json!({"roleDefinitionId": ROLE.replace("e1", "e2")})),
        ),
        (
            assignment(json!({})),
            assignment(json!({"condition": condition, "conditionVersion": "2.0"})),
        ),
        // One date alone, or the same one twice, settles nothing.
        (
            assignment(json!({"updatedOn": "2026-01-01T00:00:00Z"})),
            assignment(json!({"principalId": USERS[1]})),
        ),
        (
            assignment(json!({"updatedOn": "2026-01-01T00:00:00Z"})),
            assignment(json!({"principalId": USERS[1], "updatedOn": "2026-01-01T00:00:00+00:00"})),
        ),
        (
            deny(json!({})),
            deny(json!({"permissions": [{"actions": ["*/read"]}]})),
        ),
        (
            deny(json!({})),
            deny(json!({"doNotApplyToChildScopes": true})),
        ),
        (
            deny(json!({})),
            deny(json!({"excludePrincipals": [{"id": USERS[1]}]})),
        ),
        (
            deny(json!({})),
            deny(json!({"denyAssignmentEffect": "audit"})),
        ),
        (
            schedule(json!({})),
            schedule(json!({"endDateTime": "2026-03-01T00:00:00Z"})),
        ),
        (
            schedule(json!({})),
            schedule(json!({"principalId": USERS[1]})),
        ),
    ] {
        let tenant = hold(&[one, other], (2, 2, 0), CONTRADICTION);
        let [note] = &tenant.diagnostics[..] else {
            panic!("{:?}", tenant.diagnostics)
        };
        assert_eq!(note.effect, Effect::MayChangeAnswer);
        let (place, help) = (note.place.clone().unwrap(), note.help.clone().unwrap());
        assert!(
            !help.contains(&place.to_string()) && help.contains("#/0"),
            "{help}"
        );
    }
}

#[test]
fn the_version_that_was_updated_last_counts() {
    let (old, new) = ("2026-01-01T00:00:00Z", "2026-01-01T02:00:00+01:00");
    let tenant = hold(
        &[
            assignment(json!({"updatedOn": old})),
            assignment(json!({"updatedOn": new, "principalId": USERS[1]})),
            assignment(json!({"updatedOn": old, "condition": "x"})),
        ],
        (1, 0, 0),
        SUPERSEDED,
    );
    assert_eq!(tenant.role_assignments[0].principal.as_str(), USERS[1]);
    assert_eq!(told(&tenant), [("superseded-export", Effect::None)]);
    hold(
        &[
            deny(json!({"updatedOn": old})),
            deny(json!({"updatedOn": new, "permissions": []})),
        ],
        (1, 0, 0),
        SUPERSEDED,
    );
    let tenant = hold(
        &[
            role(json!({"updatedOn": new, "permissions": [{"actions": ["*"]}]})),
            role(json!({"updatedDateTime": old})),
        ],
        (1, 0, 0),
        SUPERSEDED,
    );
    assert_eq!(
        tenant.role_definitions[0].permissions[0].control.granted()[0].as_str(),
        "*"
    );
    // An older version is out of the question; the two others contradict each other.
    hold(
        &[
            assignment(json!({"updatedOn": old, "condition": "x"})),
            assignment(json!({"updatedOn": new})),
            assignment(json!({"principalId": USERS[1]})),
        ],
        (2, 2, 0),
        CONTRADICTION,
    );
}

#[test]
fn a_role_that_is_defined_in_two_ways_is_uncertain() {
    let tenant = hold(
        &[
            role(json!({})),
            role(json!({"permissions": [{"actions": ["*/delete"]}]})),
        ],
        (1, 0, 1),
        CONTRADICTION,
    );
    let gap = tenant.role_definitions[0].gap;
    assert_eq!(gap, Some(RoleGap::Contradicted));
    // What it grants is certain where only its name differs.
    hold(
        &[role(json!({})), role(json!({"roleName": "Renamed"}))],
        (1, 0, 0),
        CONTRADICTION,
    );
    hold(
        &[role(json!({})), role(json!({"assignableScopes": ["/"]}))],
        (1, 0, 0),
        CONTRADICTION,
    );
}

#[test]
fn a_definition_that_is_cut_off_gives_way_to_a_whole_one_that_is_newer() {
    let cut_off = |fields: Value| {
        let mut cut = role(fields);
        cut[0]["permissions"] = json!(["@{actions=System.Object[]}"]);
        cut
    };
    let (old, new) = ("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    let read = |documents: &[Value]| read(documents).role_definitions[0].gap;
    let whole = |day: &str| role(json!({"updatedOn": day}));
    let cut = |day: &str| cut_off(json!({"updatedOn": day}));
    assert_eq!(read(&[cut(old), whole(new)]), None);
    assert_eq!(read(&[cut(new), whole(old)]), Some(RoleGap::CutOff));
    assert_eq!(read(&[cut(old), whole(old)]), Some(RoleGap::CutOff));
    assert_eq!(read(&[cut(old), cut(old)]), Some(RoleGap::CutOff));
}

#[test]
fn records_without_ids_are_told_apart_by_what_they_say() {
    let row = |who: &str, role: &str| json!([{"principalId": who, "principalType": "User", "roleDefinitionName": role, "scope": SUBSCRIPTION}]);
    hold(
        &[
            row(USERS[0], "Reader"),
            row(USERS[1], "Reader"),
            row(USERS[0], "Owner"),
            row(USERS[0], "Reader"),
        ],
        (3, 0, 0),
        None,
    );
}

#[test]
fn an_assignment_without_a_principal_is_told_of() {
    let row = json!([{"principalId": null, "principalName": "gone", "roleDefinitionName": "Reader", "scope": SUBSCRIPTION}]);
    let tenant = read(&[row]);
    assert_eq!(told(&tenant), [("incomplete-record", Effect::GrantLost)]);
}

#[test]
fn two_instances_that_show_one_assignment_are_both_kept() {
    let origin = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/c1c1c1c1-0000-4000-8000-000000000001"
    );
    let mut second = schedule(
        json!({"originRoleAssignmentId": origin, "startDateTime": "2026-03-01T00:00:00Z", "endDateTime": "2026-04-01T00:00:00Z"}),
    );
    second[0]["id"] = json!(
        second[0]["id"]
            .as_str()
            .unwrap()
            .replace("f1f1f1f1", "f2f2f2f2")
    );
    let first = schedule(json!({"originRoleAssignmentId": origin}));
    let tenant = hold(&[assignment(json!({})), first, second], (3, 0, 0), None);
    let starts: Vec<String> = tenant
        .schedules
        .iter()
        .map(|s| s.start.unwrap().to_string())
        .collect();
    assert_eq!(starts, ["2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"]);
}

#[test]
fn two_parents_of_one_group_leave_open_what_is_above() {
    let parent = |child: &str, parent: &str| {
        json!([{
            "id": format!("/providers/Microsoft.Management/managementGroups/{parent}"),
            "type": "Microsoft.Management/managementGroups",
            "children": [{"id": child, "type": if child.starts_with("/sub") { "/subscriptions" } else { "Microsoft.Management/managementGroups" }}],
        }])
    };
    let group = |name: &str| format!("/providers/Microsoft.Management/managementGroups/{name}");
    let placed = [
        parent(SUBSCRIPTION, "team"),
        parent(&group("team"), "ROOT"),
        parent(&group("TEAM"), "root"),
    ];
    let moved = [placed.to_vec(), vec![parent(&group("team"), "other")]].concat();
    let circle = [placed.to_vec(), vec![parent(&group("root"), "team")]].concat();
    let own = [placed.to_vec(), vec![parent(&group("root"), "root")]].concat();
    for (documents, source, above, complaint) in [
        (placed.to_vec(), true, 4, None),
        (
            moved,
            false,
            3,
            Some(
                "`/providers/Microsoft.Management/managementGroups/team` is directly below `/providers/Microsoft.Management/managementGroups/other` and below `/providers/Microsoft.Management/managementGroups/ROOT`, so what is above it is not known",
            ),
        ),
        (
            circle,
            false,
            3,
            Some(
                "`/providers/Microsoft.Management/managementGroups/ROOT` and `/providers/Microsoft.Management/managementGroups/team` are below each other, so what is above them is not known",
            ),
        ),
        (
            own,
            false,
            4,
            Some(
                "`/providers/Microsoft.Management/managementGroups/ROOT` is below itself, so what is above it is not known",
            ),
        ),
    ] {
        let mut said = Vec::new();
        for order in orders(&documents) {
            let hierarchy = Hierarchy::new(&read(&order));
            let ancestors = hierarchy.ancestors(&Scope::parse(SUBSCRIPTION).unwrap());
            assert_eq!(
                (ancestors.is_complete, ancestors.iter().count()),
                (source, above),
                "{order:#?}"
            );
            said.push(hierarchy.diagnostics().to_vec());
        }
        said.dedup();
        assert_eq!(said.len(), 1, "{said:#?}");
        let messages: Vec<&str> = said[0].iter().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, Vec::from_iter(complaint));
    }
}
