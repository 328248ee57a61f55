//! Templates: both of their readers place a resource at the same scope, and what can't be resolved is
//! said.

use rolecall::import::{DerivedOperations, operations_of_arm};
use rolecall::model::{ScheduleKind, Tenant};
use rolecall::{Diagnostic, Effect};
use serde_json::{Value, json};

use super::read;

const SUBSCRIPTION: &str = "a3a3a3a3-0000-4000-8000-000000000001";
const USER: &str = "b3b3b3b3-0000-4000-8000-000000000001";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const NAME: &str = "c3c3c3c3-0000-4000-8000-000000000001";

fn needs(template: &Value) -> DerivedOperations {
    operations_of_arm(&template.to_string(), "template", &|_| false).unwrap()
}

/// The schema of a template that is deployed to what the word says.
fn schema(level: &str) -> String {
    let level = match level {
        "group" => "deploymentTemplate".to_owned(),
        level => format!("{level}DeploymentTemplate"),
    };
    format!("https://schema.management.azure.com/schemas/2019-08-01/{level}.json#")
}

fn template(level: &str, resources: impl Into<Value>) -> Value {
    json!({ "$schema": schema(level), "contentVersion": "1.0.0.0", "resources": resources.into() })
}

/// A role assignment with these fields beside its contents.
fn assignment(fields: Value) -> Value {
    let mut assignment = json!({
        "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": NAME,
        "properties": { "principalId": USER, "roleDefinitionId": READER },
    });
    merge(&mut assignment, fields);
    assignment
}

fn merge(into: &mut Value, fields: Value) {
    let Value::Object(fields) = fields else {
        panic!()
    };
    into.as_object_mut().unwrap().extend(fields);
}

fn nested(fields: Value, inner: &str, template: impl Into<Value>) -> Value {
    let mut deployment = json!({
        "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
        "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": inner }, "template": template.into() },
    });
    merge(&mut deployment, fields);
    deployment
}

/// Where the role assignments of a template are, as each of the readers says.
fn scopes(template: &Value) -> [Vec<String>; 2] {
    let tenant = read(std::slice::from_ref(template));
    let imported = tenant.role_assignments.iter();
    let mut imported: Vec<String> = imported.map(|held| held.scope.to_string()).collect();
    let operations = needs(template).operations;
    let written = operations
        .iter()
        .filter(|needed| needed.action.as_str() == "Microsoft.Authorization/roleAssignments/write");
    let mut derived: Vec<String> = written
        .filter_map(|needed| Some(needed.scope.as_ref()?.to_string()))
        .collect();
    imported.sort();
    derived.sort();
    [imported, derived]
}

#[test]
fn both_readers_place_a_resource_at_the_same_scope() {
    let open = "/subscriptions/{subscription}";
    let own = format!("/subscriptions/{SUBSCRIPTION}");
    let levels = [
        ("tenant", "/".to_owned()),
        (
            "managementGroup",
            "/providers/Microsoft.Management/managementGroups/{managementGroup}".to_owned(),
        ),
        ("subscription", open.to_owned()),
        ("group", format!("{open}/resourceGroups/{{resourceGroup}}")),
    ];
    let group_scope = "Microsoft.Management/managementGroups/corp";
    // The fields of the deployment, and where its template goes; `None` for that of the outer one.
    let deployments: [(Value, Option<String>); 7] = [
        (json!({}), None),
        (json!({ "location": "westeurope" }), None),
        (
            json!({ "resourceGroup": "net" }),
            Some(format!("{open}/resourceGroups/net")),
        ),
        (
            json!({ "resourceGroup": "[concat('n', 'et')]", "subscriptionId": SUBSCRIPTION }),
            Some(format!("{own}/resourceGroups/net")),
        ),
        (
            json!({ "subscriptionId": SUBSCRIPTION, "location": "westeurope" }),
            Some(own.clone()),
        ),
        (json!({ "scope": "/" }), Some("/".to_owned())),
        (
            json!({ "scope": group_scope, "location": "westeurope" }),
            Some(format!("/providers/{group_scope}")),
        ),
    ];
    let account = "providers/Microsoft.Storage/storageAccounts/data";
    let container = format!("{account}/blobServices/default/containers/logs");
    let storage = |children: Value| {
        json!({
            "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "data", "resources": children,
        })
    };
    let of_account = "Microsoft.Storage/storageAccounts";
    // A resource of the template, and where below the target it puts the assignment.
    let forms: Vec<(Value, String)> = vec![
        (assignment(json!({})), String::new()),
        (
            assignment(json!({ "scope": "Microsoft.Storage/storageAccounts/data" })),
            account.to_owned(),
        ),
        (
            assignment(
                json!({ "scope": "[format('Microsoft.Storage/storageAccounts/{0}/blobServices/default/containers/{1}', 'data', 'logs')]" }),
            ),
            container.clone(),
        ),
        (
            assignment(
                json!({ "type": format!("{of_account}/providers/roleAssignments"), "name": format!("data/Microsoft.Authorization/{NAME}") }),
            ),
            account.to_owned(),
        ),
        (
            assignment(
                json!({ "type": format!("{of_account}/blobServices/containers/providers/roleAssignments"), "name": format!("data/default/logs/Microsoft.Authorization/{NAME}") }),
            ),
            container.clone(),
        ),
        (
            storage(json!([assignment(
                json!({ "type": "providers/roleAssignments", "name": format!("Microsoft.Authorization/{NAME}") })
            )])),
            account.to_owned(),
        ),
        (
            storage(json!([assignment(
                json!({ "type": format!("{of_account}/providers/roleAssignments"), "name": format!("data/Microsoft.Authorization/{NAME}") })
            )])),
            account.to_owned(),
        ),
        (
            storage(
                json!([{ "type": "blobServices/containers", "name": "default/logs", "resources": [
                assignment(json!({ "type": "providers/roleAssignments", "name": format!("Microsoft.Authorization/{NAME}") })),
            ] }]),
            ),
            container.clone(),
        ),
        (
            storage(
                json!([{ "type": format!("{of_account}/blobServices/containers"), "name": "data/default/logs", "resources": {
                "grant": assignment(json!({})),
            } }]),
            ),
            container.clone(),
        ),
    ];
    let mut tried = 0;
    for (level, target) in &levels {
        for (fields, goes) in &deployments {
            for (form, below) in &forms {
                for inner in ["inner", "outer"] {
                    // What a deployment doesn't say, it has from the one around it.
                    let goes = goes.clone().unwrap_or_else(|| target.clone());
                    let there = match (goes.trim_end_matches('/'), below.as_str()) {
                        ("", "") => "/".to_owned(),
                        (there, "") => there.to_owned(),
                        (there, below) => format!("{there}/{below}"),
                    };
                    let within = template("group", json!([form]));
                    let whole = template(level, json!([nested(fields.clone(), inner, within)]));
                    let [imported, derived] = scopes(&whole);
                    assert_eq!(imported, [there], "{level} {fields} {form}");
                    assert_eq!(imported, derived, "{level} {fields} {form}");
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(tried, 4 * 7 * 9 * 2);
}

/// One line for each role assignment and schedule, sorted.
fn told(tenant: &Tenant) -> Vec<String> {
    let held = tenant.role_assignments.iter();
    let held = held.map(|held| format!("{} {} {}", held.principal, held.role, held.scope));
    let schedules = tenant.schedules.iter().map(|held| {
        format!(
            "{:?} {} {} {}",
            held.kind, held.principal, held.role, held.scope
        )
    });
    let mut told: Vec<String> = held.chain(schedules).collect();
    told.sort();
    told
}

#[test]
fn names_are_those_of_the_deployment_that_evaluates_them() {
    let at = |scope: &str| assignment(json!({ "scope": scope }));
    let rows = [
        (
            "inner",
            "[resourceId('Microsoft.X/y', 'n')]",
            "/subscriptions/S/resourceGroups/net/providers/Microsoft.X/y/n",
        ),
        (
            "inner",
            "[resourceGroup().id]",
            "/subscriptions/S/resourceGroups/net",
        ),
        (
            "inner",
            "[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'g')]",
            "/subscriptions/S/resourceGroups/g",
        ),
        (
            "inner",
            "[format('{0}/providers/{1}', subscription().id, 'Microsoft.X/y/n')]",
            "/subscriptions/S/providers/Microsoft.X/y/n",
        ),
        (
            "outer",
            "[resourceGroup().id]",
            "/subscriptions/{subscription}/resourceGroups/{resourceGroup}",
        ),
        (
            "outer",
            "[resourceId('Microsoft.X/y', 'n')]",
            "/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/Microsoft.X/y/n",
        ),
        (
            "outer",
            "[extensionResourceId(resourceId(parameters('sub'), 'g', 'Microsoft.X/y', 'n'), 'Microsoft.Z/w', 'm')]",
            "/subscriptions/O/resourceGroups/g/providers/Microsoft.X/y/n/providers/Microsoft.Z/w/m",
        ),
        ("inner", "[parameters('sub')]", "/subscriptions/I"),
        ("inner", "[variables('where')[1].id]", "/subscriptions/V"),
    ];
    for (evaluated, scope, expected) in rows {
        let mut inner = template("group", json!([at(scope)]));
        inner["parameters"] =
            json!({ "sub": { "type": "string", "defaultValue": "/subscriptions/D" } });
        inner["variables"] = json!({ "copy": [
            { "name": "where", "count": 2, "input": { "id": "[concat('/subscriptions/', if(equals(copyIndex('where'), 1), 'V', 'W'))]" } },
        ] });
        let mut deployment = nested(
            json!({ "subscriptionId": "S", "resourceGroup": "net" }),
            evaluated,
            inner,
        );
        deployment["properties"]["parameters"] = json!({ "sub": { "value": "/subscriptions/I" } });
        let mut whole = template("group", json!([deployment]));
        whole["parameters"] = json!({ "sub": { "type": "string", "defaultValue": "O" } });
        let [imported, derived] = scopes(&whole);
        assert_eq!(imported, [expected], "{scope}");
        assert_eq!(derived, [expected], "{scope}");
    }
}

#[test]
fn loops_make_as_many_as_they_count() {
    let mut whole = template(
        "subscription",
        json!({
            "grants": assignment(json!({
                "copy": { "name": "grants", "count": "[length(variables('all'))]" },
                "name": "[guid(subscription().id, variables('all')[copyIndex()].who)]",
                "properties": {
                    "principalId": "[coalesce(tryGet(variables('all')[copyIndex()], 'other'), variables('all')[copyIndex()].who)]",
                    "roleDefinitionId": "[if(contains(variables('roles'), variables('all')[copyIndex()].role), variables('roles')[variables('all')[copyIndex()].role], subscriptionResourceId('Microsoft.Authorization/roleDefinitions', variables('all')[copyIndex()].role))]",
                },
            })),
            // A module as Bicep compiles it, in a loop of its own.
            "groups": nested(
                json!({ "copy": { "name": "groups", "count": 2 }, "resourceGroup": "[format('rg{0}', copyIndex(1))]" }),
                "inner",
                json!({
                    "$schema": schema("group"), "languageVersion": "2.0", "contentVersion": "1.0.0.0",
                    "parameters": { "extra": { "$ref": "#/definitions/list" } },
                    "definitions": { "list": { "type": "array", "nullable": true } },
                    "resources": {
                        "one": assignment(json!({})),
                        "none": assignment(json!({ "copy": { "name": "none", "count": "[length(coalesce(parameters('extra'), createArray()))]" } })),
                    },
                }),
            ),
        }),
    );
    whole["variables"] = json!({
        "copy": [{ "name": "all", "count": 2, "input": {
            "who": "[createArray('b3b3b3b3-0000-4000-8000-000000000007', 'b3b3b3b3-0000-4000-8000-000000000008')[copyIndex('all')]]",
            "role": "[createArray('Reader', 'b24988ac-6180-42a0-ab88-20f7382dd24c')[copyIndex('all')]]",
        } }],
        "roles": { "Reader": format!("[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{READER}')]") },
    });
    let tenant = read(&[whole]);
    assert_eq!(
        told(&tenant),
        [
            "b3b3b3b3-0000-4000-8000-000000000001 acdd72a7-3385-48ef-bd42-f606fba81ae7 /subscriptions/{subscription}/resourceGroups/rg1",
            "b3b3b3b3-0000-4000-8000-000000000001 acdd72a7-3385-48ef-bd42-f606fba81ae7 /subscriptions/{subscription}/resourceGroups/rg2",
            "b3b3b3b3-0000-4000-8000-000000000007 acdd72a7-3385-48ef-bd42-f606fba81ae7 /subscriptions/{subscription}",
            "b3b3b3b3-0000-4000-8000-000000000008 b24988ac-6180-42a0-ab88-20f7382dd24c /subscriptions/{subscription}",
        ]
    );
    // That there is a loop which makes nothing with the defaults is said.
    let note = tenant
        .diagnostics
        .iter()
        .find(|note| note.code == "not-deployed-by-default");
    assert!(
        note.is_some_and(Diagnostic::limits_answer),
        "{:#?}",
        tenant.diagnostics
    );
}

/// The diagnostics of what only a deployment knows.
fn unresolved(tenant: &Tenant) -> Vec<(&'static str, Effect, String)> {
    let notes = tenant
        .diagnostics
        .iter()
        .filter(|note| note.limits_answer());
    notes
        .map(|note| {
            (
                note.code,
                note.effect,
                note.place.as_ref().unwrap().to_string(),
            )
        })
        .collect()
}

#[test]
fn what_only_the_deployment_knows_is_said() {
    let lost = [
        (
            "unresolved-expression",
            assignment(json!({ "condition": "[equals(parameters('open'), 1)]" })),
        ),
        (
            "unresolved-expression",
            assignment(json!({ "copy": { "name": "c", "count": "[parameters('open')]" } })),
        ),
        (
            "unresolved-expression",
            assignment(json!({ "scope": "[parameters('open')]" })),
        ),
        (
            "unresolved-expression",
            assignment(json!({ "scope": "[reference('x').id]" })),
        ),
        (
            "unresolved-expression",
            assignment(json!({ "type": "[parameters('open')]" })),
        ),
        (
            "unresolved-expression",
            nested(
                json!({ "condition": "[parameters('open')]" }),
                "inner",
                template("group", json!([assignment(json!({}))])),
            ),
        ),
        (
            "template-not-read",
            json!({ "type": "Microsoft.Resources/deployments", "name": "n", "properties": { "templateLink": { "uri": "https://example.com/t.json" } } }),
        ),
        (
            "template-not-read",
            json!({ "type": "Microsoft.Resources/deployments", "name": "n" }),
        ),
        ("wrong-type", assignment(json!({ "condition": 1 }))),
        (
            "wrong-type",
            assignment(json!({ "copy": { "name": "c", "count": "many" } })),
        ),
        (
            "wrong-type",
            assignment(json!({ "copy": { "name": "c", "count": 801 } })),
        ),
        ("wrong-type", assignment(json!({ "type": 1 }))),
        ("wrong-type", assignment(json!({ "name": 1 }))),
        ("wrong-type", json!(1)),
        ("incomplete-record", assignment(json!({ "properties": 1 }))),
    ];
    for (code, resource) in lost {
        let mut whole = template("subscription", json!([resource]));
        whole["parameters"] = json!({ "open": { "type": "string" } });
        let tenant = read(std::slice::from_ref(&whole));
        assert!(told(&tenant).is_empty(), "{resource}");
        let notes = unresolved(&tenant);
        let is_said = notes.iter().any(|(said, effect, place)| {
            *said == code && *effect >= Effect::GrantLost && place.contains("#/resources/0")
        });
        assert!(is_said, "{resource}: {notes:?}");
        let _ = needs(&whole);
    }
    // What is kept with a symbol.
    for resource in [
        assignment(json!({})),
        assignment(
            json!({ "properties": { "principalId": "[parameters('open')]", "roleDefinitionId": READER } }),
        ),
        assignment(
            json!({ "properties": { "principalId": USER, "roleDefinitionId": format!("[if(parameters('open'), '{READER}', 'b24988ac-6180-42a0-ab88-20f7382dd24c')]") } }),
        ),
    ] {
        let mut whole = template("subscription", json!([resource]));
        whole["parameters"] = json!({ "open": { "type": "string" } });
        let tenant = read(&[whole]);
        assert_eq!(tenant.role_assignments.len(), 1);
        let [(code, _, _)] = &unresolved(&tenant)[..] else {
            panic!("{:#?}", tenant.diagnostics)
        };
        assert_eq!(*code, "unresolved-expression");
    }
    // A condition that is false, and one that is false by default.
    let rows = [
        (json!(false), None),
        (json!("[equals('a', 'b')]"), None),
        (
            json!("[parameters('off')]"),
            Some("not-deployed-by-default"),
        ),
        (
            json!("[and(parameters('off'), parameters('open'))]"),
            Some("not-deployed-by-default"),
        ),
    ];
    for (condition, code) in rows {
        let held = assignment(
            json!({ "condition": condition, "scope": format!("/subscriptions/{SUBSCRIPTION}") }),
        );
        let mut whole = template("subscription", json!([held]));
        whole["parameters"] =
            json!({ "off": { "type": "bool", "defaultValue": false }, "open": { "type": "bool" } });
        let tenant = read(&[whole]);
        assert!(told(&tenant).is_empty());
        let notes = unresolved(&tenant);
        assert_eq!(notes.first().map(|note| note.0), code, "{condition}");
    }
}

#[test]
fn requests_are_read_at_every_level() {
    for (kind, expected) in [
        ("roleEligibilityScheduleRequests", ScheduleKind::Eligible),
        ("roleAssignmentScheduleRequests", ScheduleKind::Assigned),
    ] {
        let request = json!({
            "type": format!("Microsoft.Authorization/{kind}"), "apiVersion": "2022-04-01-preview", "name": "[guid('x')]",
            "scope": "Microsoft.Storage/storageAccounts/data",
            "properties": { "principalId": USER, "roleDefinitionId": READER, "requestType": "AdminAssign",
                "scheduleInfo": { "startDateTime": "[utcNow()]", "expiration": { "type": "NoExpiration" } } },
        });
        let fields = json!({ "subscriptionId": SUBSCRIPTION, "resourceGroup": "net" });
        let whole = template(
            "managementGroup",
            json!([nested(fields, "inner", template("group", json!([request])))]),
        );
        let tenant = read(&[whole]);
        let [schedule] = &tenant.schedules[..] else {
            panic!("{:#?}", tenant.diagnostics)
        };
        assert_eq!(schedule.kind, expected);
        let there = format!(
            "/subscriptions/{SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Storage/storageAccounts/data"
        );
        assert_eq!(schedule.scope.as_str(), there);
    }
}

/// A template with something of everything.
fn everything() -> Value {
    let inner = json!({
        "$schema": schema("group"), "contentVersion": "1.0.0.0",
        "parameters": { "who": { "type": "string" } },
        "resources": [
            assignment(json!({ "properties": { "principalId": "[parameters('who')]", "roleDefinitionId": READER } })),
            { "type": "Microsoft.Storage/storageAccounts", "name": "data", "resources": [
                assignment(json!({ "type": "providers/roleAssignments", "name": format!("Microsoft.Authorization/{NAME}") })),
            ] },
        ],
    });
    let mut module = nested(
        json!({ "subscriptionId": SUBSCRIPTION, "resourceGroup": "net", "condition": true }),
        "inner",
        inner,
    );
    module["properties"]["parameters"] = json!({ "who": { "value": "[parameters('who')]" } });
    let mut whole = template(
        "subscription",
        json!([
            assignment(json!({
                "copy": { "name": "c", "count": 2 }, "scope": format!("[concat('/subscriptions/{SUBSCRIPTION}/resourceGroups/', variables('groups')[copyIndex('c')])]"),
            })),
            module,
            { "type": "Microsoft.Authorization/roleEligibilityScheduleRequests", "name": NAME, "scope": format!("/subscriptions/{SUBSCRIPTION}"),
              "properties": { "principalId": USER, "roleDefinitionId": READER, "requestType": "AdminAssign",
                "scheduleInfo": { "startDateTime": "2026-01-01T00:00:00Z", "expiration": { "type": "AfterDuration", "duration": "P365D" } } } },
        ]),
    );
    whole["parameters"] = json!({ "who": { "type": "string", "defaultValue": USER } });
    whole["variables"] = json!({ "groups": ["a", "b"] });
    whole
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                pointers(
                    field,
                    &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        _ => {}
    }
}

#[test]
fn wrong_types_anywhere_are_said_or_change_nothing() {
    let whole = everything();
    let before = read(std::slice::from_ref(&whole));
    assert_eq!(told(&before).len(), 5, "{:?}", told(&before));
    assert!(unresolved(&before).is_empty(), "{:#?}", before.diagnostics);
    let mut places = Vec::new();
    pointers(&whole, "", &mut places);
    let mut tried = 0;
    for place in places.iter().skip(1) {
        for wrong in [
            json!(1),
            json!(true),
            json!([1]),
            json!({ "x": 1 }),
            json!([[]]),
            json!([{ "x": "y" }]),
        ] {
            let mut changed = whole.clone();
            let there = changed.pointer_mut(place).unwrap();
            // Any number of copies is one, and a number in a name is a name.
            let is_scalar = wrong.is_u64() || wrong.is_boolean();
            let is_value = there.is_u64() || place.starts_with("/variables/groups/");
            if *there == wrong || (is_value && is_scalar) {
                continue;
            }
            *there = wrong.clone();
            let after = read(&[changed.clone()]);
            let is_same = told(&after) == told(&before);
            assert!(
                is_same || !unresolved(&after).is_empty(),
                "{place} {wrong}\n{:#?}",
                told(&after)
            );
            let _ = operations_of_arm(&changed.to_string(), "template", &|_| false);
            tried += 1;
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn templates_that_would_grow_without_bounds_are_cut_off() {
    let is_cut = |whole: &Value| {
        let tenant = read(std::slice::from_ref(whole));
        let notes = unresolved(&tenant);
        let derived = needs(whole).operations.len();
        assert!(tenant.role_assignments.len() < 100_000 && derived < 500_000);
        assert!(!notes.is_empty(), "{whole}");
        tenant
    };
    // Each variable is twice the one before.
    for double in [
        "concat(variables('vN'), variables('vN'))",
        "createArray(variables('vN'), variables('vN'))",
    ] {
        let mut whole = template(
            "subscription",
            json!([assignment(json!({ "scope": "[variables('v200')]" }))]),
        );
        let mut variables = json!({ "v0": "aaaaaaaaaaaaaaaaaaaaaaaa" });
        for at in 1..=200 {
            let source = double.replace('N', &(at - 1).to_string());
            variables[format!("v{at}")] = json!(format!("[{source}]"));
        }
        whole["variables"] = variables;
        is_cut(&whole);
    }
    // Variables that refer to each other in a circle, and in a long chain.
    let mut whole = template(
        "subscription",
        json!([assignment(json!({ "scope": "[variables('a')]" }))]),
    );
    whole["variables"] = json!({ "a": "[variables('b')]", "b": "[variables('a')]" });
    is_cut(&whole);
    let mut variables = json!({ "v0": "/" });
    for at in 1..=20_000 {
        variables[format!("v{at}")] = json!([format!("[variables('v{}')]", at - 1)]);
    }
    whole["variables"] = variables;
    whole["resources"][0]["scope"] = json!("[variables('v20000')]");
    is_cut(&whole);
    // Loops in loops.
    let mut resources = json!([assignment(json!({ "copy": { "name": "c", "count": 800 } }))]);
    for _ in 0..4 {
        resources = json!([nested(
            json!({ "copy": { "name": "c", "count": 800 } }),
            "inner",
            template("group", resources)
        )]);
    }
    let tenant = is_cut(&template("group", resources));
    assert!(
        tenant
            .diagnostics
            .iter()
            .any(|note| note.code == "template-too-large")
    );
    // A loop that makes too many, and one of a variable.
    is_cut(&template(
        "group",
        json!([assignment(
            json!({ "copy": { "name": "c", "count": 9_000_000_000_u64 } })
        )]),
    ));
    let mut whole = template(
        "group",
        json!([assignment(
            json!({ "properties": { "principalId": "[variables('v')[0]]", "roleDefinitionId": READER } })
        )]),
    );
    whole["variables"] = json!({ "copy": [{ "name": "v", "count": 9_000_000, "input": "x" }] });
    is_cut(&whole);
    // As deep as JSON is read, and deeper.
    let mut deep = template("group", json!([assignment(json!({}))]));
    for _ in 0..20 {
        deep = template("group", json!([nested(json!({}), "inner", deep)]));
    }
    assert_eq!(is_cut(&deep).role_assignments.len(), 1);
    let levels = "{\"$schema\":\"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\",\"resources\":[{\"type\":\"Microsoft.Resources/deployments\",\"name\":\"n\",\"properties\":{\"template\":".repeat(1000) + "{}" + &"}}]}".repeat(1000);
    assert!(operations_of_arm(&levels, "template", &|_| false).is_err());
    // An expression of nothing but brackets.
    for expression in [
        "(".repeat(20_000),
        "concat(".repeat(3_000),
        format!("a(){}", ".b".repeat(9_000)),
        "[".repeat(20_000),
    ] {
        let held = assignment(
            json!({ "scope": format!("[{expression}]"), "name": format!("[{expression}]") }),
        );
        is_cut(&template("group", json!([held])));
    }
}

#[test]
fn templates_with_comments_are_read_by_both() {
    let text = template("group", json!([assignment(json!({}))])).to_string();
    let text = format!(
        "{{ // deployed by hand\n{}",
        text.strip_prefix('{').unwrap()
    );
    let found = operations_of_arm(&text, "template", &|_| false).unwrap();
    assert!(
        found
            .operations
            .iter()
            .any(|needed| needed.action.as_str().contains("roleAssignments"))
    );
}

#[test]
fn a_group_of_a_template_needs_the_operations_of_groups() {
    let group = json!({ "type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01", "name": "net" });
    let found = needs(&template("subscription", json!([group])));
    let needed = |operation: &str| {
        let mut of = found.operations.iter();
        of.any(|needed| needed.action.as_str() == operation)
    };
    assert!(needed(
        "Microsoft.Resources/subscriptions/resourceGroups/write"
    ));
    assert!(!needed("Microsoft.Resources/resourceGroups/write"));
}

#[test]
fn what_is_off_by_default_is_off_whatever_stands_in_it() {
    let within = assignment(json!({ "condition": "[equals(parameters('open'), 1)]" }));
    let mut inner = template("group", json!([within]));
    inner["parameters"] = json!({ "open": { "type": "int" } });
    let module = nested(
        json!({ "condition": "[parameters('off')]" }),
        "inner",
        inner,
    );
    let mut whole = template("group", json!([module]));
    whole["parameters"] = json!({ "off": { "type": "bool", "defaultValue": false } });
    let notes = unresolved(&read(&[whole]));
    let [(code, effect, _)] = &notes[..] else {
        panic!("{notes:?}")
    };
    assert_eq!(
        (*code, *effect),
        ("not-deployed-by-default", Effect::MayChangeAnswer)
    );
}
