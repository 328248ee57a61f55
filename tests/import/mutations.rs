//! A value of a wrong type, at any place of any record, is reported or changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rolecall::import::{self, InputSource, Printed};
use rolecall::model::Tenant;
use serde_json::{Value, json};

/// Files that hold a record of each kind.
const SAMPLES: [&str; 31] = [
    "answers/activity-log.json",
    "arm/deployment.json",
    "arm/template.json",
    "arm/what-if.json",
    "az/role-definitions.json",
    "faults/schedule-instances.json",
    "forms/azure-hound.json",
    "forms/batch.json",
    "forms/log-analytics-table.json",
    "forms/pages.json",
    "forms/pulumi.json",
    "forms/resource-graph-table.json",
    "forms/rest-method.json",
    "forms/steampipe.json",
    "forms/what-if.json",
    "forms/wrapper.json",
    "operations/az.json",
    "operations/powershell.json",
    "operations/rest.json",
    "powershell/role-definition-az15.json",
    "powershell/role-definition-az16.json",
    "resource-graph/role-definitions.json",
    "rest/role-definitions.json",
    "tenant/deny-assignments.json",
    "tenant/eligible-assignments.json",
    "tenant/groups.json",
    "tenant/management-groups.json",
    "tenant/role-assignments-prod.json",
    "tenant/service-principals.json",
    "terraform/plan.json",
    "terraform/state.json",
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn read(document: &Value) -> Tenant {
    let command = "sample".to_owned();
    let bytes = document.to_string().into_bytes();
    import::read(&[InputSource::Printed(Printed { command, bytes })])
}

/// What was read, without where it stood.
fn facts(tenant: &Tenant) -> String {
    let mut tenant = tenant.clone();
    tenant.inputs.clear();
    tenant.diagnostics.clear();
    let printed = format!("{tenant:#?}");
    let mut lines = printed.lines();
    let mut facts = String::new();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let field = line.trim_start();
        // Of a resource, the JSON is kept as it is.
        if field.starts_with("place: ") || field.starts_with("json: ") {
            if line.ends_with('{') {
                let is_end = |line: &&str| line.len() - line.trim_start().len() == indent;
                lines.by_ref().find(is_end);
            }
            continue;
        }
        facts.push_str(line);
        facts.push('\n');
    }
    facts
}

fn pointers(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers(value, format!("{at}/{name}"), all);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
    all.push(at);
}

/// The pointer without the numbers of elements.
fn general(pointer: &str) -> String {
    let step = |step: &str| {
        if step.parse::<usize>().is_ok() {
            "*".to_owned()
        } else {
            step.to_owned()
        }
    };
    pointer.split('/').map(step).collect::<Vec<_>>().join("/")
}

/// Fields of which an empty list is as good an export as any.
const LISTS: [&str; 4] = ["content", "Content", "data", "resources"];

/// Fields whose objects may lack every field that is read.
const BLOCKS: [&str; 6] = [
    "resources",
    "child_modules",
    "resourceTypes",
    "schedule",
    "expiration",
    "after_unknown",
];

/// What could stand there by mistake. Null, and no value at all, are the same as an empty one (G5).
fn wrong(field: &str, value: &Value) -> Vec<Value> {
    let all = [
        json!(7),
        json!(true),
        json!({}),
        json!([]),
        json!({"odd": 1}),
        json!([7]),
        json!([["x"]]),
        json!([{}]),
        json!("System.Object[]"),
        json!("@{Id=7; Name=x}"),
    ];
    let same = |other: &Value| std::mem::discriminant(other) == std::mem::discriminant(value);
    let is_fit = |other: &Value| match (value, other) {
        (Value::Array(_), Value::Array(items)) => !items.is_empty(),
        (Value::Null, _) => false,
        _ => !same(other),
    };
    let is_wrong = |other: &Value| match other {
        Value::Array(items) if items.is_empty() => !LISTS.contains(&field),
        Value::Array(items) => !BLOCKS.contains(&field) || !items[0].is_object(),
        Value::Object(_) => !BLOCKS.contains(&field),
        _ => true,
    };
    let all = all.into_iter();
    all.filter(is_fit).filter(is_wrong).collect()
}

/// The values that change what is read of a sample, each with its place, and nobody says so.
fn silent_changes(document: &Value) -> BTreeSet<String> {
    let tenant = read(document);
    let before = facts(&tenant);
    let mut places = Vec::new();
    pointers(document, String::new(), &mut places);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut silent = BTreeSet::new();
    for place in places {
        let times = seen.entry(general(&place)).or_default();
        *times += 1;
        let Some((_, field)) = place.rsplit_once('/').filter(|_| *times <= 3) else {
            continue;
        };
        for value in wrong(field, document.pointer(&place).unwrap()) {
            let mut odd = document.clone();
            *odd.pointer_mut(&place).unwrap() = value.clone();
            let after = read(&odd);
            let mut notes = after.diagnostics.iter();
            let is_said = notes.any(|d| d.limits_answer() && !tenant.diagnostics.contains(d));
            if !is_said && facts(&after) != before {
                silent.insert(format!("{} = {value}", general(&place)));
            }
        }
    }
    silent
}

/// Records that no file of the fixtures holds.
fn others() -> [Value; 4] {
    let group = "d1d1d1d1-0000-4000-8000-000000000001";
    let member = "d1d1d1d1-0000-4000-8000-000000000002";
    [
        json!([{
            "id": "/subscriptions/d1d1d1d1-0000-4000-8000-000000000003",
            "name": "d1d1d1d1-0000-4000-8000-000000000003", "type": "/subscriptions",
            "displayName": "lab", "parentNameChain": ["root", "labs"],
            "parent": {"id": "/providers/Microsoft.Management/managementGroups/labs"},
        }]),
        json!({ group: [{"id": member, "@odata.type": "#microsoft.graph.user"}] }),
        json!([{
            "id": "/subscriptions/d1d1d1d1-0000-4000-8000-000000000003/providers/Microsoft.Authorization/classicAdministrators/1",
            "name": "1", "type": "Microsoft.Authorization/classicAdministrators",
            "properties": {"emailAddress": "ida@example.com", "role": "ServiceAdministrator;AccountAdministrator"},
        }]),
        json!([{
            "id": "/subscriptions/d1d1d1d1-0000-4000-8000-000000000003/providers/Microsoft.ManagedServices/registrationAssignments/1",
            "type": "Microsoft.ManagedServices/registrationAssignments",
            "properties": {"registrationDefinitionId": "/definitions/1", "registrationDefinition": {"properties": {
                "managedByTenantId": "d1d1d1d1-0000-4000-8000-00000000000f", "managedByTenantName": "Fabrikam",
                "authorizations": [{"principalId": group, "roleDefinitionId": member, "delegatedRoleDefinitionIds": [group]}],
                "eligibleAuthorizations": [{"principalId": member, "roleDefinitionId": member}],
            }}},
        }]),
    ]
}

#[test]
fn a_value_of_a_wrong_type_is_reported_or_changes_nothing() {
    for sample in SAMPLES {
        let text = std::fs::read_to_string(fixtures().join(sample)).unwrap();
        let silent = silent_changes(&serde_json::from_str(&text).unwrap());
        assert!(silent.is_empty(), "{sample}: {silent:#?}");
    }
    for sample in others() {
        let silent = silent_changes(&sample);
        assert!(silent.is_empty(), "{sample}: {silent:#?}");
    }
}
