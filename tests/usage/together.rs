//! The proposals of `rightsize`, run together on a stand-in for Azure: it keeps one assignment of a role to a
//! principal at a scope, and creates no other.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::support::{
    ACCESS_ADMINISTRATOR, ANNA, BOT, CONTRIBUTOR, PROD, Tenant, definition, in_group, name,
};
use super::write;
use crate::cli::rolecall_in;

/// A custom role of one operation.
const RESTARTER: &str = "dddd0000-0000-4000-8000-000000000001";
const ROLE_ADMINISTRATOR: &str = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
const RESTART: &str = "microsoft.compute/virtualmachines/restart/action";
const ASSIGN: &str = "microsoft.authorization/roleassignments/write";

/// The assignments and definitions of a tenant, as commands change them.
#[derive(Clone, Default)]
struct Azure {
    assignments: Vec<Value>,
    definitions: Vec<Value>,
    /// The GUIDs of the custom roles, by name.
    custom: BTreeMap<String, String>,
}

impl Azure {
    /// Runs a command of `az role`.
    #[track_caller]
    fn run(&mut self, command: &str) {
        if let Some(id) = command.strip_prefix("az role assignment delete --ids ") {
            let before = self.assignments.len();
            self.assignments.retain(|held| !same(&held["id"], id));
            assert_eq!(self.assignments.len() + 1, before, "{command}");
        } else if let Some(text) =
            command.strip_prefix("az role definition create --role-definition ")
        {
            let made: Value = serde_json::from_str(text.trim_matches('\'')).unwrap();
            let role = format!("eeee0000-0000-4000-8000-{:012}", self.custom.len());
            let list = |field: &str| -> Vec<String> {
                let list = made[field].as_array().into_iter().flatten();
                list.map(|text| text.as_str().unwrap().to_owned()).collect()
            };
            let [actions, data] = ["Actions", "DataActions"].map(list);
            let texts = |list: &[String]| list.iter().map(|text| json!(text)).collect::<Value>();
            let mut record = definition(&role, &[], &[]);
            let content = &mut record["properties"];
            content["roleName"] = made["Name"].clone();
            content["permissions"][0]["actions"] = texts(&actions);
            content["permissions"][0]["dataActions"] = texts(&data);
            self.definitions.push(record);
            let label = made["Name"].as_str().unwrap().to_owned();
            assert!(self.custom.insert(label, role).is_none(), "{command}");
        } else if let Some(rest) = command.strip_prefix("az role assignment create ") {
            let value = |flag: &str| {
                let (_, rest) = rest.split_once(&format!("{flag} ")).unwrap();
                match rest.strip_prefix('\'') {
                    Some(quoted) => quoted.split('\'').next().unwrap(),
                    None => rest.split(' ').next().unwrap(),
                }
            };
            let role = value("--role");
            let role = self.custom.get(role).map_or(role, String::as_str);
            let (who, scope) = (value("--assignee-object-id"), value("--scope"));
            let definition = format!("/providers/Microsoft.Authorization/roleDefinitions/{role}");
            let is_there = self.assignments.iter().any(|held| {
                same(&held["principalId"], who)
                    && same(&held["scope"], scope)
                    && same(&held["roleDefinitionId"], &definition)
            });
            if !is_there {
                let own = value("--name");
                self.assignments.push(json!({
                    "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{own}"),
                    "name": own, "type": "Microsoft.Authorization/roleAssignments",
                    "principalId": who, "principalType": value("--assignee-principal-type"),
                    "scope": scope, "roleDefinitionId": definition,
                }));
            }
        }
    }

    /// The logged calls that this breaks, of a tenant that was written.
    fn breaks(&self, folder: &TempDir) -> Value {
        let file = |name: &str, list: &[Value]| {
            write(folder.path(), name, json!(list).to_string().as_bytes());
        };
        file("after/role-assignments.json", &self.assignments);
        file("after/definitions.json", &self.definitions);
        let people = std::fs::read(folder.path().join("exports/principals.json")).unwrap();
        write(folder.path(), "after/principals.json", &people);
        let run = rolecall_in(
            folder.path(),
            &[
                "replay",
                "-i",
                "exports",
                "--logs",
                "usage.jsonl",
                "--to",
                "after",
                "--format",
                "json",
            ],
        );
        let result = run.result();
        let breaking = result["rows"].as_array().unwrap().iter();
        breaking
            .filter(|row| ["revoked", "maybeRevoked"].contains(&row["class"].as_str().unwrap()))
            .cloned()
            .collect()
    }
}

fn same(value: &Value, text: &str) -> bool {
    value.as_str().unwrap().eq_ignore_ascii_case(text)
}

/// The lists of commands of the proposals.
fn commands(result: &Value, field: &str) -> Vec<Vec<String>> {
    let sized = result["assignments"].as_array().unwrap().iter();
    let lists = sized.map(|sized| sized["proposal"][field].as_array().unwrap());
    lists
        .map(|list| {
            let texts = list.iter().map(|text| text.as_str().unwrap().to_owned());
            texts.collect()
        })
        .collect()
}

/// Runs what is proposed, then undoes each proposal alone, and all of them.
#[track_caller]
fn holds_together(tenant: &Tenant) -> Value {
    let folder = tenant.written();
    let run = tenant.run(&["--format", "json"]);
    let result = run.result();
    let mut azure = Azure {
        assignments: tenant.assignments.clone(),
        definitions: tenant.definitions.clone(),
        custom: BTreeMap::new(),
    };
    for command in commands(&result, "commands").iter().flatten() {
        azure.run(command);
    }
    assert_eq!(azure.breaks(&folder), json!([]), "{result:#}");
    for undo in commands(&result, "undo") {
        let mut undone = azure.clone();
        undo.iter().for_each(|command| undone.run(command));
        assert_eq!(undone.breaks(&folder), json!([]), "{undo:#?} {result:#}");
    }
    let undone = commands(&result, "undo");
    undone
        .iter()
        .flatten()
        .for_each(|command| azure.run(command));
    assert_eq!(azure.breaks(&folder), json!([]), "{result:#}");
    // What `replay` says of the proposals is what became of them.
    write(folder.path(), "sized.json", run.stdout.as_bytes());
    let tried = rolecall_in(
        folder.path(),
        &[
            "replay",
            "-i",
            "exports",
            "--logs",
            "usage.jsonl",
            "--change",
            "sized.json",
            "--format",
            "json",
        ],
    );
    assert_eq!(tried.result()["classes"]["revoked"], 0, "{}", tried.stdout);
    assert!(
        !tried.stderr.contains("Azure keeps that one"),
        "{}",
        tried.stderr
    );
    result
}

fn vm(scope: &str) -> String {
    format!("{scope}/providers/Microsoft.Compute/virtualMachines/a")
}

/// A tenant with custom role Restarter, whose log is of the whole window.
fn world() -> Tenant {
    let mut tenant = Tenant::new().logged(PROD);
    tenant.definitions.push(definition(
        RESTARTER,
        &["Microsoft.Compute/virtualMachines/restart/action"],
        &[],
    ));
    tenant
}

fn calls_by(mut tenant: Tenant, number: usize, who: &str, action: &str, scope: &str) -> Tenant {
    let id = tenant.assignments[number]["id"]
        .as_str()
        .unwrap()
        .to_lowercase();
    tenant = tenant.calls(Some(who), action, Some(scope));
    tenant.rows.last_mut().unwrap()["roleAssignment"] = json!(id);
    tenant
}

fn kinds(result: &Value) -> Vec<(&str, &str)> {
    let sized = result["assignments"].as_array().unwrap().iter();
    let mut kinds: Vec<(&str, &str)> = sized
        .map(|sized| {
            let id = sized["roleAssignment"].as_str().unwrap();
            (
                &id[id.len() - 1..],
                sized["proposal"]["kind"].as_str().unwrap(),
            )
        })
        .collect();
    kinds.sort_unstable();
    kinds
}

#[test]
fn what_a_proposal_would_assign_is_kept_where_it_is_there() {
    let tenant =
        world()
            .assign(1, ANNA, RESTARTER, PROD)
            .assign(2, ANNA, RESTARTER, &in_group(PROD));
    let tenant = calls_by(tenant, 0, ANNA, RESTART, &vm(&in_group(PROD)));
    let result = holds_together(&tenant);
    assert_eq!(kinds(&result), [("1", "narrow"), ("2", "keep")]);
    // The role itself, of the same place: and what replaces that one is not needed any more.
    let tenant = world()
        .assign(1, ANNA, ACCESS_ADMINISTRATOR, &in_group(PROD))
        .assign(2, ANNA, ROLE_ADMINISTRATOR, &in_group(PROD));
    let tenant = calls_by(tenant, 0, ANNA, ASSIGN, &in_group(PROD));
    holds_together(&tenant);
}

#[test]
fn what_is_there_under_a_condition_stands_in_for_nothing() {
    let mut tenant =
        world()
            .assign(1, ANNA, RESTARTER, PROD)
            .assign(2, ANNA, RESTARTER, &in_group(PROD));
    tenant.assignments[1]["condition"] = json!("(!(ActionMatches{'a/b'}))");
    tenant.assignments[1]["conditionVersion"] = json!("2.0");
    let tenant = calls_by(tenant, 0, ANNA, RESTART, &vm(&in_group(PROD)));
    let result = holds_together(&tenant);
    assert_eq!(kinds(&result), [("1", "keep"), ("2", "keep")]);
    let because = result["assignments"].to_string();
    assert!(
        because.contains("there already, under a condition"),
        "{because}"
    );
}

/// What somebody is eligible for already is not made eligible: to undo that would take the old.
#[test]
fn who_is_eligible_already_is_not_made_eligible() {
    let eligible = |end: Value| {
        let mut tenant = Tenant::new()
            .assign(1, ANNA, ACCESS_ADMINISTRATOR, PROD)
            .logged(PROD);
        tenant.schedules.push(json!({
            "id": format!("{PROD}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/{}", name(91)),
            "name": name(91), "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
            "properties": {"principalId": ANNA, "principalType": "User", "scope": PROD, "status": "Provisioned",
                "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{ACCESS_ADMINISTRATOR}"),
                "startDateTime": "2025-01-01T00:00:00Z", "endDateTime": end},
        }));
        tenant.run(&["--format", "json"]).result()["assignments"][0]["proposal"].clone()
    };
    let proposal = eligible(Value::Null);
    assert_eq!(
        (&proposal["kind"], &proposal["adds"]),
        (&json!("remove"), &json!([]))
    );
    let undo = proposal["undo"].to_string();
    assert!(!undo.contains("AdminRemove"), "{undo}");
    let proposal = eligible(json!("2026-03-01T00:00:00Z"));
    assert_eq!(proposal["kind"], "keep", "{proposal}");
}

/// Some assignments of few roles at few scopes, and calls by some of them.
fn worlds() -> impl Strategy<Value = Tenant> {
    let scopes = || {
        select(vec![
            PROD.to_owned(),
            in_group(PROD),
            format!("{PROD}/resourceGroups/db"),
        ])
    };
    let roles = select(vec![
        RESTARTER,
        CONTRIBUTOR,
        ACCESS_ADMINISTRATOR,
        ROLE_ADMINISTRATOR,
    ]);
    let held = (select(vec![ANNA, BOT]), roles, scopes(), any::<bool>());
    let called = (any::<prop::sample::Index>(), scopes());
    let both = (
        prop::collection::vec(held, 2..9),
        prop::collection::vec(called, 1..5),
    );
    both.prop_map(|(held, called)| {
        let mut tenant = world();
        let mut once = std::collections::BTreeSet::new();
        let mut holders = Vec::new();
        for (who, role, scope, has_condition) in held {
            if !once.insert((who, role, scope.clone())) {
                continue;
            }
            holders.push((who, role, scope.clone()));
            let number = u32::try_from(holders.len()).unwrap();
            tenant = tenant.assign(number, who, role, &scope);
            if has_condition && number % 4 == 0 {
                let last = tenant.assignments.last_mut().unwrap();
                last["condition"] = json!("(!(ActionMatches{'a/b'}))");
                last["conditionVersion"] = json!("2.0");
            }
        }
        for (which, scope) in called {
            let at = which.index(holders.len());
            let (who, role, reach) = holders[at].clone();
            let action = match role {
                ACCESS_ADMINISTRATOR | ROLE_ADMINISTRATOR => ASSIGN,
                _ => RESTART,
            };
            let scope = if scope.starts_with(&reach) {
                scope
            } else {
                reach
            };
            let scope = if action == RESTART { vm(&scope) } else { scope };
            tenant = calls_by(tenant, at, who, action, &scope);
        }
        tenant
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn proposals_that_are_all_run_break_nothing(tenant in worlds()) {
        holds_together(&tenant);
    }
}
