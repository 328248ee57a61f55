//! What is read doesn't depend on the order of the files, nor on how records are spread over them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use rolecall::import::{self, InputSource, Printed};
use rolecall::model::Tenant;
use rolecall::{Diagnostic, Place, Position};
use serde_json::{Value, json};

use super::generator::{Spelling, exports, world};

/// The records of documents.
fn records(documents: Vec<Value>) -> Vec<Value> {
    let lists = documents.into_iter().map(|document| match document {
        Value::Array(list) => list,
        Value::Object(mut object) => match object.remove("value") {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(object)],
        },
        other => vec![other],
    });
    lists.flatten().collect()
}

/// A change that makes another version of a record.
#[derive(Clone, Copy, Debug)]
enum Change {
    Principal(&'static str),
    Kind(Option<&'static str>),
    Condition,
    Updated(&'static str),
    Permissions,
    End(&'static str),
    Role,
    Spelling,
}

fn change() -> impl Strategy<Value = Change> {
    select(
        &[
            Change::Principal("000000a1-abcd-4bcd-8bcd-abcdefabcd00"),
            Change::Principal("000000a2-abcd-4bcd-8bcd-abcdefabcd01"),
            Change::Kind(Some("User")),
            Change::Kind(Some("Group")),
            Change::Kind(None),
            Change::Condition,
            Change::Updated("2026-01-01T00:00:00Z"),
            Change::Updated("2026-02-01T00:00:00Z"),
            Change::Permissions,
            Change::End("2026-01-01T23:00:00Z"),
            Change::End("in a while"),
            Change::Role,
            Change::Spelling,
        ][..],
    )
}

impl Change {
    fn apply(self, record: &mut Value) {
        let nested = record.get("properties").is_some();
        let fields = match nested {
            true => &mut record["properties"],
            false => &mut *record,
        };
        let replace = |fields: &mut Value, name: &str, value: Value| {
            if let Some(field) = fields.get_mut(name) {
                *field = value;
            }
        };
        match self {
            Self::Principal(id) => replace(fields, "principalId", json!(id)),
            Self::Kind(kind) => replace(fields, "principalType", json!(kind)),
            Self::Condition => {
                let condition = "@Resource[Microsoft.Alpha/things:a] StringEquals 'no'";
                replace(fields, "condition", json!(condition));
                replace(fields, "conditionVersion", json!("2.0"));
            }
            Self::Updated(when) => fields["updatedOn"] = json!(when),
            Self::Permissions => {
                replace(fields, "permissions", json!([{"actions": ["*/read"]}]));
            }
            Self::End(when) => replace(fields, "endDateTime", json!(when)),
            Self::Role => {
                let owner = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
                replace(fields, "roleDefinitionId", json!(owner));
            }
            Self::Spelling => {
                if let Some(Value::String(scope)) = fields.get_mut("scope") {
                    *scope = scope.to_uppercase();
                }
            }
        }
    }
}

/// Records of the kinds that a world doesn't have.
fn others() -> Vec<Value> {
    let user = "000000a1-abcd-4bcd-8bcd-abcdefabcd00";
    let group = "000000a2-abcd-4bcd-8bcd-abcdefabcd01";
    let subscription = "/subscriptions/000000a3-abcd-4bcd-8bcd-abcdefabcd00";
    let entity = |parent: &str| {
        json!({
            "id": subscription, "type": "/subscriptions", "name": "s",
            "properties": {"parentNameChain": ["mg0", parent], "parent": {"id": format!("/providers/Microsoft.Management/managementGroups/{parent}")}},
        })
    };
    let machine = |principal: &str| {
        json!({
            "id": format!("{subscription}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm"),
            "type": "Microsoft.Compute/virtualMachines",
            "identity": {"principalId": principal, "userAssignedIdentities": {
                format!("{subscription}/resourceGroups/rg1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"): {},
            }},
        })
    };
    let event = |time: &str, operation: &str| {
        json!({
            "eventTimestamp": time, "operationName": operation, "status": "Succeeded",
            "resourceId": subscription, "caller": "u@contoso.example",
        })
    };
    let classic = |who: &str| {
        json!({
            "id": "NA(classic admins)", "name": "NA(classic admins)", "principalId": null, "principalName": who,
            "roleDefinitionId": "NA(classic admin role)", "roleDefinitionName": "ServiceAdministrator;AccountAdministrator",
            "scope": subscription,
        })
    };
    vec![
        json!({"id": user, "userPrincipalName": "u@contoso.example", "displayName": "U", "accountEnabled": true}),
        json!({"id": user, "userPrincipalName": "renamed@contoso.example", "accountEnabled": false, "userType": "Guest"}),
        json!({"id": group, "@odata.type": "#microsoft.graph.user"}),
        json!({"id": group, "@odata.type": "#microsoft.graph.group", "displayName": "G"}),
        json!({"id": group, "members": [{"id": user}]}),
        json!({ group: [user] }),
        classic("U@contoso.example"),
        classic("stranger@contoso.example"),
        json!({
            "id": format!("{subscription}/providers/Microsoft.Authorization/classicAdministrators/1"),
            "type": "Microsoft.Authorization/classicAdministrators",
            "properties": {"emailAddress": "u@contoso.example", "role": "CoAdministrator"},
        }),
        entity("mg1"),
        entity("mg2"),
        json!({"id": "/providers/Microsoft.Management/managementGroups/mg0", "type": "Microsoft.Management/managementGroups", "displayName": "Other", "properties": {"details": {"parent": {"id": "/providers/Microsoft.Management/managementGroups/mg3"}}}}),
        machine("000000a6-abcd-4bcd-8bcd-abcdefabcd00"),
        machine("000000a6-abcd-4bcd-8bcd-abcdefabcd01"),
        event("2026-01-02T00:00:00Z", "Microsoft.Alpha/things/write"),
        event("2026-01-01T00:00:00Z", "Microsoft.Alpha/things/write"),
        json!({"principalId": user, "principalType": "User", "roleDefinitionName": "Reader", "scope": subscription}),
        json!({"principalId": group, "principalType": "Group", "roleDefinitionName": "Reader", "scope": subscription}),
        json!({"name": "Microsoft.Alpha", "resourceTypes": [{"name": "things", "operations": [{"name": "Microsoft.Alpha/things/READ"}]}], "operations": [{"name": "Microsoft.Alpha/things/read"}]}),
    ]
}

/// What is read from files, each a list of records.
fn tenant(files: &[Vec<Value>]) -> Tenant {
    let source = |(at, records): (usize, &Vec<Value>)| {
        InputSource::Printed(Printed {
            command: format!("file {at}"),
            bytes: Value::from(records.clone()).to_string().into_bytes(),
        })
    };
    import::read(&files.iter().enumerate().map(source).collect::<Vec<_>>())
}

/// The tenant, but for what may differ: which files there are, and where records are.
fn comparable(mut tenant: Tenant) -> (String, Vec<String>) {
    tenant.inputs.clear();
    let nowhere = Place {
        file: "".into(),
        at: Position::Whole,
    };
    let places = (tenant.role_assignments.iter_mut().map(|r| &mut r.place))
        .chain(tenant.deny_assignments.iter_mut().map(|r| &mut r.place))
        .chain(tenant.schedules.iter_mut().map(|r| &mut r.place))
        .chain(
            tenant
                .role_definitions
                .iter_mut()
                .filter_map(|r| r.place.as_mut()),
        )
        .chain(tenant.group_members.iter_mut().map(|r| &mut r.place))
        .chain(tenant.management_groups.iter_mut().map(|r| &mut r.place))
        .chain(tenant.resources.iter_mut().map(|r| &mut r.place))
        .chain(tenant.identity_hosts.iter_mut().map(|r| &mut r.place))
        .chain(tenant.activity.iter_mut().map(|r| &mut r.place));
    places.for_each(|place| *place = nowhere.clone());
    let said = |d: &Diagnostic| format!("{} {:?} {:?}", d.code, d.severity, d.effect);
    let mut diagnostics: Vec<String> = tenant.diagnostics.drain(..).map(|d| said(&d)).collect();
    // Of many in one file, some are only counted.
    diagnostics.sort();
    diagnostics.dedup();
    (format!("{tenant:#?}"), diagnostics)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn the_order_of_files_changes_nothing(
        world in world(),
        versions in vec((any::<Index>(), change()), 0..12),
        others in subsequence(others(), 0..=19),
        order in any::<u64>(),
        files in 1..6usize,
    ) {
        let mut all = records(exports(&world, Spelling::Plain));
        for (which, change) in versions {
            let mut version = all[which.index(all.len())].clone();
            change.apply(&mut version);
            all.push(version);
        }
        all.extend(others);
        let mut state = order;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(state >> 33).unwrap() % below
        };
        let mut shuffled = all.clone();
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, next(at + 1));
        }
        let mut split = vec![Vec::new(); files];
        for record in shuffled {
            split[next(files)].push(record);
        }
        let (one, one_said) = comparable(tenant(&[all]));
        let (other, other_said) = comparable(tenant(&split));
        prop_assert_eq!(one_said, other_said);
        prop_assert!(one == other, "{}", difference(&one, &other));
    }
}

/// The first lines that differ.
fn difference(one: &str, other: &str) -> String {
    let lines = one.lines().zip(other.lines()).enumerate();
    let at = lines
        .clone()
        .find(|(_, (a, b))| a != b)
        .map_or(0, |(at, _)| at);
    let around = |text: &str| -> Vec<String> {
        text.lines()
            .skip(at.saturating_sub(25))
            .take(40)
            .map(str::to_owned)
            .collect()
    };
    format!("{}\n\n{}", around(one).join("\n"), around(other).join("\n"))
}
