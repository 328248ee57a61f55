use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::json;

use super::*;

const DELEGATES: &str = "tests/fixtures/delegates";

#[test]
fn a_constrained_delegate_is_shown_with_its_way_out() {
    let run = rolecall(&["what", "Nexus Security", "-i", TENANT, DELEGATES]);
    assert_snapshot!(run.told());
}

#[test]
fn what_a_delegate_may_assign_is_in_the_json() {
    let run = rolecall(&[
        "what",
        "Nexus Security",
        "-i",
        TENANT,
        DELEGATES,
        "--format",
        "json",
    ]);
    let result = run.result();
    let [delegation] = &result["delegations"].as_array().unwrap()[..] else {
        panic!("{result:#}");
    };
    assert_eq!(delegation["scope"], group("rg-osl1"));
    assert_eq!(delegation["breaksOut"], "true");
    let refused = delegation["assign"]["refused"].as_array().unwrap();
    assert!(refused.iter().any(|role| role["name"] == "Owner"));
}

#[test]
fn who_may_assign_nothing_has_no_delegation() {
    let reader = rolecall(&["what", "Nexus Security", "-i", TENANT, "--format", "json"]);
    assert_eq!(reader.result()["delegations"], serde_json::json!([]));
}

#[test]
fn the_place_that_was_asked_about_stands_in_the_first_line() {
    let run = rolecall(&["what", "Nexus Security", "--at", PRODUCTION, "-i", TENANT]);
    let first = run.stdout.lines().next().unwrap();
    assert!(
        first.ends_with(&format!("data operations at {PRODUCTION}")),
        "{first}"
    );
}

#[test]
fn who_says_that_owners_above_may_be_missing() {
    let assignments = format!("{TENANT}/role-assignments-prod.json");
    let action = "Microsoft.NetworkCloud/clusters/write";
    let ask = |scope: &str, inputs: &str| {
        let arguments = [
            "who", action, "--at", scope, "-i", inputs, "--format", "json",
        ];
        rolecall(&arguments).json()
    };
    let unplaced = |json: &Value| {
        let all = json["diagnostics"].as_array().unwrap();
        all.iter()
            .filter(|d| d["code"] == "unknown-hierarchy")
            .count()
    };
    let without = ask(PRODUCTION, &assignments);
    assert_eq!(without["complete"], false);
    assert_eq!(unplaced(&without), 2, "{without:#}");
    assert_eq!(unplaced(&ask(PRODUCTION, TENANT)), 0);
    let elsewhere = ask(
        "/subscriptions/00000000-0000-0000-0000-000000000001",
        TENANT,
    );
    assert_eq!(elsewhere["complete"], false);
    let arguments = [
        "what",
        "Nexus Security",
        "--at",
        PRODUCTION,
        "-i",
        &assignments,
    ];
    let told = rolecall(&arguments);
    assert!(
        told.stderr.contains("it is not known whether"),
        "{}",
        told.stderr
    );
}

/// The rows of a table in CSV, without the header.
fn rows(arguments: &[&str]) -> Vec<Vec<String>> {
    let run = rolecall(&[arguments, &["--format", "csv"]].concat());
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[test]
fn csv_holds_what_the_json_holds() {
    let action = "Microsoft.NetworkCloud/clusters/write";
    let who = ["who", action, "-i", TENANT];
    let json = rolecall(&[&who[..], &["--format", "json"]].concat()).result();
    let holders = json["principals"].as_array().unwrap();
    assert!(holders.len() > 1);
    let held = holders.iter().flat_map(|holder| {
        let scopes = holder["scopes"].as_array().unwrap().iter();
        scopes.map(|held| [&held["outcome"], &holder["id"], &held["scope"]])
    });
    let in_csv = rows(&who);
    let in_csv = in_csv.iter().map(|row| [&row[0], &row[3], &row[6]]);
    assert!(held.eq(in_csv));

    let what = ["what", "Nexus Security", "-i", TENANT];
    let json = rolecall(&[&what[..], &["--format", "json"]].concat()).result();
    let grants = json["grants"].as_array().unwrap();
    let rows_of_what = rows(&what);
    assert_eq!(rows_of_what.len(), grants.len());
    for (row, grant) in rows_of_what.iter().zip(grants) {
        let actions: Vec<&str> = row[6].lines().collect();
        let listed: Vec<&str> = grant["actions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert_eq!(actions, listed);
    }

    let expanded = rows(&["what", "Nexus Security", "-i", TENANT, "--expand"]);
    assert!(expanded.len() > 100);

    let can = rows(&[
        "can",
        "--role",
        "Reader",
        action,
        "Microsoft.NetworkCloud/*",
    ]);
    let outcomes: Vec<&str> = can.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(outcomes, ["notGranted", "partial"]);
}

#[test]
fn roles_in_conditions_have_their_names() {
    let run = rolecall(&["what", "Nexus Security", "-i", TENANT, DELEGATES]);
    assert!(run.stdout.contains("Under a condition"), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("8e3af657-a8ff-443c-a75c-2fe8c4bcb635 (Owner)"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_a_deny_assignment_takes_away_is_said() {
    let owner = "astrid.lund@fjordnett.example";
    let ask = |arguments: &[&str]| {
        let arguments = [
            &["what", owner, "-i", TENANT, "--format", "json"],
            arguments,
        ]
        .concat();
        rolecall(&arguments).json()
    };
    let told = |json: &Value| {
        let all = json["diagnostics"].as_array().unwrap();
        all.iter()
            .filter(|d| d["code"] == "deny-assignment")
            .count()
    };
    let managed = group("rg-osl1-managed");
    let held = ask(&["--at", &managed, "--expand"]);
    assert_eq!(told(&held), 1, "{held:#}");
    let left = held["result"]["expanded"][0]["control"].as_array().unwrap();
    let granted = held["result"]["operations"]["control"].as_u64().unwrap();
    assert!(u64::try_from(left.len()).unwrap() < granted);
    assert_eq!(told(&ask(&["--at", &group("rg-elsewhere")])), 0);
    assert_eq!(told(&ask(&[])), 1);
    let shown = rolecall(&["what", owner, "-i", TENANT, "--at", &managed]);
    let first = shown.stdout.lines().next().unwrap();
    assert!(
        first.ends_with("less what a deny assignment takes away"),
        "{first}"
    );
}

/// Everyone who can, wherever that is: each once, in the human format on two screens.
#[test]
fn who_lists_each_principal_once() {
    let action = "Microsoft.NetworkCloud/clusters/delete";
    let run = rolecall(&["who", action, "-i", "demo", "--format", "json"]);
    let result = run.result();
    assert_eq!(
        (&result["scope"], result.get("answers")),
        (&Value::Null, None)
    );
    let holders = result["principals"].as_array().unwrap();
    let ids: BTreeSet<&str> = holders.iter().map(|h| h["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), holders.len());
    let lena = |h: &&Value| h["name"].as_str().unwrap().starts_with("lena");
    let lena = holders.iter().find(lena).unwrap();
    let production = "/subscriptions/52ba3e22-acd1-50c2-8d59-0ec3db5c362d";
    assert_eq!(
        lena["scopes"][0],
        json!({
            "scope": production,
            "outcome": "allowed",
            "except": [{
                "scope": format!("{production}/resourceGroups/rg-ham1-managed"),
                "outcome": "denied",
                "onlyHere": false,
                "denyAssignments": lena["scopes"][0]["except"][0]["denyAssignments"],
            }],
        })
    );
    let denies = lena["scopes"][0]["except"][0]["denyAssignments"].as_array();
    assert_eq!(denies.map(Vec::len), Some(1));
    assert_eq!(lena["through"].as_array().map(Vec::len), Some(1));
    assert_eq!(lena["derivations"].as_array().map(Vec::len), Some(1));
}

/// What a delegate can reach, by each command that says so: exit codes of `conditions delegation`, of the rule
/// and of `audit --paths`, and whether the principal breaks out.
fn of_delegate(role: &str, condition: &str) -> ([i32; 3], String) {
    let who = "a0000000-0000-4000-8000-000000000001";
    let at = "/subscriptions/50000000-0000-4000-8000-000000000001";
    let of = |name: &str| format!("{at}/providers/Microsoft.Authorization/{name}");
    let records = json!([{
        "id": of("roleAssignments/c0000000-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/roleAssignments", "scope": at, "principalId": who,
        "principalType": "User", "roleDefinitionId": of(&format!("roleDefinitions/{role}")),
        "condition": condition, "conditionVersion": "2.0",
    }]);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    std::fs::write(folder.path().join("held.json"), records.to_string()).unwrap();
    let run = |words: &[&str]| {
        let inputs = ["-i", ".", "--no-config", "--format", "json"];
        rolecall_in(folder.path(), &[words, &inputs[..]].concat())
    };
    let what = run(&["what", who]);
    let delegations = run(&["conditions", "delegation", who]);
    let breaks_out = delegations.result()["breaksOut"].clone();
    assert_eq!(what.result()["delegations"][0]["breaksOut"], breaks_out);
    let is_unknown = breaks_out == "unknown";
    assert_eq!(what.json()["complete"], !is_unknown, "{}", what.told());
    assert_eq!(delegations.json()["complete"], !is_unknown);
    let rule = "constrained-delegate-breakout";
    let codes = [
        delegations.code,
        run(&["audit", "--rule", rule]).code,
        run(&["audit", "--paths"]).code,
    ];
    (codes, breaks_out.as_str().unwrap().to_owned())
}

#[test]
fn commands_agree_on_what_a_delegate_can_reach() {
    let (administrator, access) = (
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    );
    let of = |source: &str, test: &str| {
        let ra = "Microsoft.Authorization/roleAssignments";
        format!(
            "(!(ActionMatches{{'{ra}/write'}}) OR (@{source}[{ra}:RoleDefinitionId] {test})) AND \
             (!(ActionMatches{{'{ra}/delete'}}) OR (@Resource[{ra}:RoleDefinitionId] {test}))"
        )
    };
    let reader = "GuidEquals acdd72a7-3385-48ef-bd42-f606fba81ae7";
    let nobodys = "GuidEquals dddd0000-0000-4000-8000-000000000001";
    for (role, condition, codes, breaks_out) in [
        (administrator, of("Request", reader), [0, 0, 0], "false"),
        (administrator, of("Request", nobodys), [4, 4, 4], "unknown"),
        // A block for writing that is never met withholds assignments, and nothing else (AB-45, AB-47).
        (access, of("Resource", reader), [1, 1, 1], "true"),
    ] {
        let found = of_delegate(role, &condition);
        assert_eq!(found, (codes, breaks_out.to_owned()), "{condition}");
    }
}

/// What leads to more rights stands before what only reads, so that a screen that is cut shows it. The contract's
/// order is kept in JSON.
#[test]
fn the_gravest_grants_stand_first() {
    let who = ["what", "jonas.wolf@contoso-telecom.example", "-i", "demo"];
    let shown = rolecall(&who).stdout;
    let grants = shown.split("\nUnder a condition").next().unwrap();
    let rows: Vec<&str> = grants
        .lines()
        .filter(|line| line.starts_with(" /"))
        .collect();
    assert!(rows.len() > 1 && rows[0].contains("  Owner  "), "{shown}");
    let json = rolecall(&[&who[..], &["--format", "json"]].concat()).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let scopes = json["result"]["grants"].as_array().unwrap().iter();
    let scopes: Vec<&str> = scopes
        .map(|grant| grant["scope"].as_str().unwrap())
        .collect();
    assert!(
        scopes.is_sorted_by_key(|scope| scope.to_lowercase()),
        "{scopes:?}"
    );
}
