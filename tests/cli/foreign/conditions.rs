//! Conditions that a source leaves out, names otherwise, or writes as nothing.

use super::*;

#[test]
fn sources_without_conditions_say_nothing_of_them() {
    let row = json!({ "id": id_of("roleAssignments", 1), "name": "1", "scope": SUBSCRIPTION,
        "type": "Microsoft.Authorization/roleAssignments", "principal_id": ANNA, "principal_type": "User",
        "role_definition_id": of_role(OWNER) });
    let with = |field: &str, value: Value| {
        let mut row = row.clone();
        row[field] = value;
        row
    };
    let steampipe = |row: &Value| {
        let mut row = row.clone();
        row["akas"] = json!([]);
        vec![("rows.json", json!({ "columns": [], "rows": [row] }))]
    };
    // Others write their fields so too.
    let plain = vec![("rows.json", json!({ "columns": [], "rows": [row] }))];
    ask(&plain, (ANNA, WRITE), YES);
    ask(&steampipe(&row), (ANNA, WRITE), OPEN);
    ask(&steampipe(&row), (BEN, WRITE), OPEN);
    ask(
        &steampipe(&with("condition", Value::Null)),
        (ANNA, WRITE),
        YES,
    );
    ask(
        &steampipe(&with("condition", Value::Null)),
        (BEN, WRITE),
        NO,
    );
    let table = |column: &str, cell: &str| {
        let text = format!(
            "id,cloud_environment,scope,principal_id,principal_type,role_definition_id{column}\n{},AzurePublicCloud,{SUBSCRIPTION},{ANNA},User,{}{cell}\n",
            id_of("roleAssignments", 1),
            of_role(OWNER)
        );
        vec![("rows.csv", Value::from(text))]
    };
    ask(&table("", ""), (ANNA, WRITE), OPEN);
    ask(&table(",condition", ","), (ANNA, WRITE), YES);
    let ansible = with("assignee_object_id", ANNA.into());
    ask(&vec![("rows.json", json!([ansible]))], (ANNA, WRITE), OPEN);
    ask(&vec![("rows.json", json!([row]))], (ANNA, WRITE), YES);
}

/// A role assignment that is removed is no request: its attributes are those of the resource (AB-45).
#[test]
fn the_attributes_of_a_removal_are_not_those_of_a_request() {
    let reader = format!("{{{READER}}}");
    let of = |source: &str| {
        let mut row = assignment(1, ANNA, "User", "f58310d9-a9f6-439a-9e8d-f62e7b41a168");
        row["conditionVersion"] = json!("2.0");
        row["condition"] = json!(format!(
            "(!(ActionMatches{{'{REMOVE}'}})) OR (@{source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {reader})"
        ));
        folder(&vec![("rows.json", json!([row]))])
    };
    for (source, code) in [("Request", NO), ("Resource", YES)] {
        let exports = of(source);
        let given =
            format!("@{source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId]={READER}");
        let run = can(exports.path(), ANNA, REMOVE, &["--attr", &given]);
        assert_eq!(run.code, code, "{source}: {}", run.told());
    }
}

/// Databases, PowerShell and Python write nothing into a table in their own ways.
#[test]
fn a_condition_that_a_table_writes_as_nothing_is_none() {
    for (written, code) in [
        ("", YES),
        ("\\N", YES),
        ("NULL", YES),
        ("(null)", YES),
        ("None", YES),
        ("nan", YES),
        ("nothing", OPEN),
    ] {
        let table = format!(
            "id,principalId,principalType,roleDefinitionId,scope,condition\n{},{ANNA},User,{},{SUBSCRIPTION},{written}\n",
            id_of("roleAssignments", 1),
            of_role(OWNER)
        );
        ask(
            &vec![others(), ("rows.csv", json!(table))],
            (ANNA, WRITE),
            code,
        );
    }
}

#[test]
fn a_condition_under_another_name_is_not_passed_over() {
    let test = "@Resource[Microsoft.Compute/virtualMachines:x] StringEquals 'a'";
    let with = |field: &str, value: Value| -> Files {
        let mut record = assignment(1, ANNA, "User", OWNER);
        record[field] = value;
        vec![("anna.json", json!([record]))]
    };
    for (field, value) in [
        ("conditions", json!(test)),
        ("Bedingung", json!("siehe Anlage")),
        ("roleCondition", json!({ "text": test })),
        ("cond", json!(test)),
        ("remark", json!("ActionMatches{'Microsoft.Compute/*'}")),
    ] {
        let run = ask(&with(field, value), (ANNA, WRITE), OPEN);
        assert!(run.stderr.contains(&format!("`{field}`")), "{}", run.stderr);
    }
    for (field, value) in [
        ("conditions", Value::Null),
        ("Bedingung", json!("")),
        ("secondaryOwner", json!("somebody")),
        ("remark", json!("for the project")),
    ] {
        ask(&with(field, value), (ANNA, WRITE), YES);
    }
    let table = format!(
        "RoleAssignmentId,Scope,ObjectType,ObjectId,RoleDefinitionName,RoleDefinitionId,Bedingung\n{},{SUBSCRIPTION},User,{ANNA},Owner,{OWNER},\"{test}\"\n",
        id_of("roleAssignments", 1)
    );
    ask(&vec![("anna.csv", json!(table))], (ANNA, WRITE), OPEN);
    let run = ask(&with("condition", json!("null")), (ANNA, WRITE), YES);
    assert!(run.stderr.contains("the word `null`"), "{}", run.stderr);
}

#[test]
fn a_condition_of_another_version_is_said() {
    let with = |version: Value| -> Files {
        let mut record = assignment(1, ANNA, "User", OWNER);
        record["condition"] = json!("!(ActionMatches{'Microsoft.Compute/virtualMachines/write'})");
        record["conditionVersion"] = version;
        vec![("anna.json", json!([record]))]
    };
    let said = |version: Value| {
        let folder = folder(&with(version));
        let read = "Microsoft.Compute/virtualMachines/read";
        let run = can(folder.path(), ANNA, read, &["--format", "json"]);
        assert_eq!(run.code, YES, "{}", run.told());
        run.json()["complete"] == false
    };
    for known in [json!("2.0"), json!("1.0"), Value::Null] {
        assert!(!said(known.clone()), "{known}");
    }
    assert!(said(json!("9.9")));
}

/// A field that says whether there is a condition is none, and eligibility needs no date of the export.
#[test]
fn what_says_that_there_is_no_condition_is_none() {
    for (field, value) in [
        ("hasCondition", json!(false)),
        ("isConditional", json!("False")),
        ("conditions", json!([])),
        ("conditionCount", json!(0)),
    ] {
        let mut row = assignment(1, ANNA, "User", OWNER);
        row[field] = value;
        ask(
            &vec![others(), ("rows.json", json!([row]))],
            (ANNA, WRITE),
            YES,
        );
    }
    let eligible = json!({ "value": [{ "id": id_of("roleEligibilitySchedules", 7), "name": "7",
        "type": "Microsoft.Authorization/RoleEligibilitySchedules", "properties": { "scope": SUBSCRIPTION, "principalId": ANNA,
            "principalType": "User", "roleDefinitionId": of_role(OWNER), "status": "Provisioned", "memberType": "Direct",
            "startDateTime": "2024-05-01T10:00:00Z", "endDateTime": "2025-05-01T10:00:00Z" } }] });
    let exports = folder(&vec![("eligible.json", eligible)]);
    let words = [
        "who",
        WRITE,
        "--at",
        SUBSCRIPTION,
        "-i",
        ".",
        "--no-config",
        "--format",
        "json",
    ];
    let who = rolecall_in(exports.path(), &words).result();
    assert_eq!(who["principals"][0]["outcome"], "eligible");
}
