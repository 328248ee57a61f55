//! Nothing is proposed that the logs don't support: of each doubt about who called, where and what was
//! logged, the assignments that it is about are kept.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::write;
use crate::cli::{Run, rolecall_in};

pub(super) const PROD: &str = "/subscriptions/00000000-0000-4000-8000-0000000000a1";
const TEST: &str = "/subscriptions/00000000-0000-4000-8000-0000000000a2";
const GROUP: &str = "/providers/Microsoft.Management/managementGroups/corp";
pub(super) const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub(super) const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
pub(super) const ACCESS_ADMINISTRATOR: &str = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
const BLOB_READER: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
const BLOB_CONTRIBUTOR: &str = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

pub(super) const ANNA: &str = "00000000-0000-4000-8000-0000000000b1";
pub(super) const BOT: &str = "00000000-0000-4000-8000-0000000000b2";
const TEAM: &str = "00000000-0000-4000-8000-0000000000b3";
const OTHER: &str = "00000000-0000-4000-8000-0000000000b4";

const GROUP_WRITE: &str = "microsoft.resources/subscriptions/resourcegroups/write";
const BLOB: &str = "microsoft.storage/storageaccounts/blobservices/containers/blobs";

/// Exports and a usage table in the making.
#[derive(Debug, Default)]
pub(super) struct Tenant {
    pub(super) assignments: Vec<Value>,
    pub(super) definitions: Vec<Value>,
    members: Vec<Value>,
    tree: Option<Value>,
    pub(super) schedules: Vec<Value>,
    pub(super) rows: Vec<Value>,
    people: Vec<Value>,
    pub(super) config: String,
}

impl Tenant {
    pub(super) fn new() -> Self {
        Self {
            people: vec![
                json!({"id": ANNA, "displayName": "Anna", "userPrincipalName": "anna@contoso.example", "userType": "Member"}),
                json!({"id": BOT, "displayName": "bot", "appId": "00000000-0000-4000-8000-0000000000c2", "servicePrincipalType": "Application"}),
            ],
            ..Self::default()
        }
    }

    /// Assigns a role two years before the logs; the number names the assignment.
    pub(super) fn assign(mut self, number: u32, who: &str, role: &str, scope: &str) -> Self {
        let kind = match who {
            ANNA | OTHER => "User",
            BOT => "ServicePrincipal",
            _ => "Group",
        };
        self.assignments.push(json!({
            "id": format!("{}/providers/Microsoft.Authorization/roleAssignments/{}", scope.trim_end_matches('/'), name(number)),
            "name": name(number), "type": "Microsoft.Authorization/roleAssignments",
            "principalId": who, "principalType": kind, "scope": scope,
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "createdOn": "2024-01-01T00:00:00Z", "updatedOn": "2024-01-01T00:00:00Z",
        }));
        self
    }

    /// Calls at the beginning and at the end of the window.
    pub(super) fn calls(self, who: Option<&str>, action: &str, scope: Option<&str>) -> Self {
        self.calls_from("2026-01-01", who, action, scope)
    }

    fn calls_from(
        mut self,
        first: &str,
        who: Option<&str>,
        action: &str,
        scope: Option<&str>,
    ) -> Self {
        let (plane, source) = match action.starts_with("microsoft.storage/storageaccounts/blob") {
            true => ("data", "storage"),
            false => ("control", "activity"),
        };
        self.rows.push(json!({
            "schema": "rolecall/usage/1",
            "principal": {"id": who, "type": null, "name": null},
            "action": action, "plane": plane, "scope": scope.map(str::to_lowercase),
            "roleAssignment": null, "role": null, "outcome": "allowed", "source": source,
            "count": 40, "first": format!("{first}T00:00:00Z"), "last": "2026-01-31T00:00:00Z",
            "correlationIds": [],
        }));
        self
    }

    /// A log of the whole window that has nothing to do with an assignment.
    pub(super) fn logged(mut self, scope: &str) -> Self {
        let action = "microsoft.support/supporttickets/write";
        self = self.calls(Some(BOT), action, Some(scope));
        self.rows.last_mut().unwrap()["outcome"] = json!("denied");
        self
    }

    pub(super) fn written(&self) -> TempDir {
        let folder = TempDir::new().unwrap();
        let file =
            |name: &str, value: &Value| write(folder.path(), name, value.to_string().as_bytes());
        file("exports/role-assignments.json", &json!(self.assignments));
        file("exports/principals.json", &json!(self.people));
        for (name, list) in [
            ("exports/groups.json", &self.members),
            ("exports/definitions.json", &self.definitions),
            ("exports/schedules.json", &self.schedules),
        ] {
            if !list.is_empty() {
                file(name, &json!(list));
            }
        }
        if let Some(tree) = &self.tree {
            file("exports/management-groups.json", tree);
        }
        let rows = self.rows.iter().map(|row| format!("{row}\n"));
        write(
            folder.path(),
            "usage.jsonl",
            rows.collect::<String>().as_bytes(),
        );
        write(folder.path(), "rolecall.toml", self.config.as_bytes());
        folder
    }

    pub(super) fn run(&self, more: &[&str]) -> Run {
        let folder = self.written();
        let mut arguments = vec![
            "rightsize",
            "-i",
            "exports",
            "--logs",
            "usage.jsonl",
            "--window",
            "30d",
            "--config",
            "rolecall.toml",
        ];
        arguments.extend(more);
        rolecall_in(folder.path(), &arguments)
    }

    /// The evidence and the proposal of each assignment, by its number.
    pub(super) fn sized(&self, more: &[&str]) -> BTreeMap<u32, (String, String)> {
        let run = self.run(&[&["--format", "json"], more].concat());
        let result = run.result();
        let assignments = result["assignments"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        assignments
            .map(|known| {
                let id = known["roleAssignment"].as_str().unwrap();
                let number = id.rsplit('-').next().unwrap().trim_start_matches('0');
                (
                    number.parse().unwrap(),
                    (text(&known["evidence"]), text(&known["proposal"]["kind"])),
                )
            })
            .collect()
    }

    #[track_caller]
    pub(super) fn expect(&self, expected: &[(u32, &str, &str)]) {
        self.expect_with(&[], expected);
    }

    #[track_caller]
    fn expect_with(&self, more: &[&str], expected: &[(u32, &str, &str)]) {
        let found = self.sized(more);
        let expected = expected.iter();
        let expected: BTreeMap<u32, (String, String)> = expected
            .map(|(number, evidence, kind)| (*number, ((*evidence).to_owned(), (*kind).to_owned())))
            .collect();
        assert_eq!(found, expected);
    }
}

pub(super) fn name(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

pub(super) fn in_group(scope: &str) -> String {
    format!("{scope}/resourceGroups/web")
}

fn account() -> String {
    format!("{PROD}/resourceGroups/web/providers/Microsoft.Storage/storageAccounts/data")
}

fn tree(subscriptions: &[&str]) -> Value {
    let children = subscriptions.iter().map(|id| {
        json!({"id": id, "name": id.rsplit('/').next(), "type": "/subscriptions", "children": null})
    });
    json!({
        "id": GROUP, "name": "corp", "type": "Microsoft.Management/managementGroups",
        "details": {"parent": null}, "children": children.collect::<Vec<_>>(),
    })
}

#[test]
fn the_log_of_each_subscription_must_reach_over_the_window() {
    let tenant = Tenant::new()
        .assign(1, ANNA, CONTRIBUTOR, &in_group(PROD))
        .assign(2, ANNA, CONTRIBUTOR, &in_group(TEST))
        .logged(PROD)
        .calls_from(
            "2026-01-29",
            Some(BOT),
            "microsoft.support/supporttickets/write",
            Some(TEST),
        );
    tenant.expect(&[(1, "notSeen", "remove"), (2, "notSeen", "keep")]);
    tenant.expect_with(
        &["--logs-complete"],
        &[(1, "notSeen", "remove"), (2, "notSeen", "remove")],
    );
}

#[test]
fn a_caller_that_no_export_knows_may_be_whoever_is_not_told_apart() {
    let called = |who: Option<&str>| {
        let mut tenant = Tenant::new()
            .assign(1, ANNA, CONTRIBUTOR, PROD)
            .assign(2, BOT, CONTRIBUTOR, PROD)
            .assign(3, TEAM, CONTRIBUTOR, PROD)
            .assign(4, OTHER, CONTRIBUTOR, PROD)
            .assign(5, OTHER, CONTRIBUTOR, TEST)
            .logged(PROD)
            .logged(TEST)
            .calls(
                who,
                "microsoft.compute/virtualmachines/start/action",
                Some(&in_group(PROD)),
            );
        tenant
            .members
            .push(json!({"id": TEAM, "displayName": "team", "members": []}));
        tenant
    };
    let expected = |one: bool, two: bool| {
        let of = |may: bool| {
            if may {
                ("maybeUsed", "keep")
            } else {
                ("notSeen", "remove")
            }
        };
        [
            (1, of(one)),
            (2, of(two)),
            (3, of(true)),
            (4, of(true)),
            (5, of(false)),
        ]
        .map(|(number, (evidence, kind))| (number, evidence, kind))
    };
    called(None).expect(&expected(true, true));
    called(Some("somebody@contoso.example")).expect(&expected(true, false));
    let run = called(Some("somebody@contoso.example")).run(&[]);
    assert!(
        run.stderr.contains("callers whom no export knows"),
        "{}",
        run.stderr
    );
}

#[test]
fn who_was_in_a_group_then_is_not_in_the_exports() {
    let mut tenant = Tenant::new()
        .assign(1, ANNA, CONTRIBUTOR, PROD)
        .assign(2, TEAM, CONTRIBUTOR, PROD)
        .logged(PROD)
        .calls(Some(BOT), GROUP_WRITE, Some(&in_group(PROD)));
    tenant
        .members
        .push(json!({"id": TEAM, "displayName": "team", "members": [{"id": ANNA}]}));
    tenant.expect(&[(1, "notSeen", "remove"), (2, "maybeUsed", "keep")]);
}

#[test]
fn a_call_without_a_scope_may_have_been_anywhere() {
    Tenant::new()
        .assign(1, ANNA, CONTRIBUTOR, PROD)
        .assign(2, BOT, CONTRIBUTOR, PROD)
        .logged(PROD)
        .calls(Some(ANNA), GROUP_WRITE, None)
        .expect(&[(1, "maybeUsed", "keep"), (2, "notSeen", "remove")]);
}

#[test]
fn above_subscriptions_every_log_that_is_reached_must_be_there() {
    let kept = [(1, "notObservable", "keep")];
    let assigned = || Tenant::new().assign(1, ANNA, CONTRIBUTOR, GROUP);
    assigned().logged(PROD).expect(&kept);
    let with_tree = |tenant: Tenant| Tenant {
        tree: Some(tree(&[PROD, TEST])),
        ..tenant
    };
    with_tree(assigned().logged(PROD)).expect(&kept);
    with_tree(assigned().logged(PROD).logged(TEST)).expect(&kept);
    let whole = with_tree(assigned().logged(PROD).logged(TEST).logged(GROUP));
    whole.expect(&[(1, "notSeen", "remove")]);
    with_tree(assigned().logged(PROD))
        .expect_with(&["--logs-complete"], &[(1, "notSeen", "remove")]);
    Tenant::new()
        .assign(1, ANNA, CONTRIBUTOR, "/")
        .logged(PROD)
        .expect(&kept);
    Tenant::new()
        .assign(1, ANNA, CONTRIBUTOR, "/providers/Microsoft.Capacity")
        .logged(PROD)
        .expect(&kept);
}

#[test]
fn each_category_of_a_resource_log_is_a_log_of_its_own() {
    let read = format!("{BLOB}/read");
    let of_table = "microsoft.storage/storageaccounts/tableservices/tables/entities/read";
    let inside = format!("{}/blobServices/default/containers/c", account());
    let tenant = || {
        Tenant::new()
            .assign(1, ANNA, BLOB_READER, &account())
            .assign(2, ANNA, BLOB_CONTRIBUTOR, &account())
            .logged(PROD)
    };
    let of_blobs = tenant().calls(Some(BOT), &read, Some(&inside));
    let found = of_blobs.sized(&[]);
    assert_eq!(found[&1].0, "notSeen");
    assert_eq!(found[&2], ("notObservable".to_owned(), "keep".to_owned()));
    let found = tenant()
        .calls(Some(BOT), of_table, Some(&account()))
        .sized(&[]);
    assert_eq!(found[&1].0, "notObservable");
    let mut all = tenant().calls(Some(BOT), &read, Some(&inside));
    for verb in ["write", "delete"] {
        all = all.calls(Some(BOT), &format!("{BLOB}/{verb}"), Some(&inside));
    }
    assert_eq!(
        all.sized(&[])[&2],
        ("notSeen".to_owned(), "remove".to_owned())
    );
}

/// A custom role with these actions.
pub(super) fn definition(role: &str, actions: &[&str], data: &[&str]) -> Value {
    json!({
        "id": format!("{PROD}/providers/Microsoft.Authorization/roleDefinitions/{role}"), "name": role,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {
            "roleName": format!("Custom {role}"), "type": "CustomRole", "assignableScopes": [PROD],
            "permissions": [{"actions": actions, "notActions": [], "dataActions": data, "notDataActions": []}],
        },
    })
}

#[test]
fn what_no_log_shows_of_a_role_stays_in_what_replaces_it() {
    let role = "00000000-0000-4000-8000-0000000000d1";
    let mut tenant = Tenant::new().assign(1, BOT, role, PROD).calls(
        Some(BOT),
        GROUP_WRITE,
        Some(&in_group(PROD)),
    );
    let actions = ["Microsoft.Resources/*", "Microsoft.Support/*"];
    tenant.definitions.push(definition(
        role,
        &actions,
        &["Microsoft.KeyVault/vaults/secrets/*"],
    ));
    let run = tenant.run(&["--format", "json"]);
    let sized = &run.result()["assignments"][0];
    let commands = sized["proposal"]["commands"].to_string();
    assert_eq!(sized["proposal"]["kind"], "customRole", "{sized}");
    assert!(
        commands.contains("getSecret/action") || commands.contains("vaults/secrets/"),
        "{commands}"
    );
    // All that was used lies in one group; what no log shows may be anywhere.
    assert!(commands.contains(&format!("--scope {PROD} ")), "{commands}");
}

#[test]
fn a_role_that_reads_is_not_unused_because_its_few_changes_are() {
    let reader = "00000000-0000-4000-8000-0000000000d2";
    let mut tenant = Tenant::new()
        .assign(1, BOT, READER, PROD)
        .assign(2, BOT, reader, PROD)
        .assign(3, BOT, ACCESS_ADMINISTRATOR, PROD)
        .logged(PROD);
    tenant
        .definitions
        .push(definition(reader, &["*/read", "Microsoft.Support/*"], &[]));
    let found = tenant.sized(&[]);
    assert_eq!(found[&1], ("notObservable".to_owned(), "keep".to_owned()));
    let run = tenant.run(&["--format", "json"]).result();
    let of = |number: u32| {
        let mut all = run["assignments"].as_array().unwrap().iter();
        all.find(|known| {
            known["roleAssignment"]
                .as_str()
                .unwrap()
                .ends_with(&name(number))
        })
        .unwrap()
        .clone()
    };
    assert_ne!(of(2)["proposal"]["kind"], "remove", "{}", of(2));
    assert_ne!(of(3)["proposal"]["kind"], "remove", "{}", of(3));
}

#[test]
fn a_subscription_keeps_an_owner() {
    let several = Tenant::new()
        .assign(1, ANNA, OWNER, PROD)
        .assign(2, BOT, OWNER, PROD)
        .logged(PROD);
    several.expect(&[(1, "notSeen", "remove"), (2, "notSeen", "keep")]);
    let none = Tenant::new()
        .assign(1, ANNA, OWNER, PROD)
        .assign(2, ANNA, OWNER, &in_group(PROD))
        .logged(PROD);
    none.expect(&[(1, "notSeen", "keep"), (2, "notSeen", "remove")]);
}

#[test]
fn what_is_kept_at_a_management_group_is_kept_below_it() {
    let mut tenant = Tenant::new()
        .assign(1, ANNA, CONTRIBUTOR, PROD)
        .assign(2, ANNA, CONTRIBUTOR, TEST)
        .logged(PROD)
        .logged(TEST);
    tenant.config = format!(
        "[[rightsize.keep]]\nscope = \"{GROUP}\"\nowner = \"ops\"\nreason = \"break glass\"\n"
    );
    tenant.tree = Some(tree(&[PROD]));
    let found = tenant.sized(&[]);
    assert_eq!(found[&1].1, "keep");
}

#[test]
fn a_script_stops_where_a_command_fails_and_takes_back_only_what_it_made() {
    let mut tenant = Tenant::new()
        .assign(1, ANNA, CONTRIBUTOR, PROD)
        .assign(2, ANNA, OWNER, &in_group(TEST))
        .assign(3, ANNA, OWNER, &in_group(PROD))
        .calls(Some(ANNA), GROUP_WRITE, Some(&in_group(PROD)))
        .logged(PROD)
        .logged(TEST);
    tenant.schedules.push(json!({
        "id": format!("{PROD}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/{}", name(90)),
        "name": name(90), "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
        "properties": {"principalId": OTHER, "principalType": "User", "scope": PROD, "status": "Provisioned",
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}"),
            "startDateTime": "2025-01-01T00:00:00Z", "endDateTime": null},
    }));
    let run = tenant.run(&["--emit", "az"]);
    assert!(
        run.stdout.starts_with("#!/bin/sh\nset -eu\n"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("delete --assignee"), "{}", run.stdout);
    let mut made = 0;
    for line in run.stdout.lines() {
        if line.starts_with("az role assignment create") {
            let (_, name) = line.split_once("--name ").expect(line);
            let name = name.split(' ').next().unwrap();
            assert!(
                run.stdout.contains(&format!("roleAssignments/{name}\n")),
                "nothing takes back {line}"
            );
            made += 1;
        }
        if line.starts_with("az rest") {
            assert!(line.contains("\"duration\":\"P365D\""), "{line}");
            assert!(
                line.contains("--url '/subscriptions/") || line.contains("--url /subscriptions/"),
                "{line}"
            );
            made += 1;
        }
    }
    assert!(made > 0, "{}", run.stdout);
}

#[test]
fn nothing_is_narrowed_into_a_group_that_is_deleted() {
    let role = "00000000-0000-4000-8000-0000000000d3";
    let delete = "microsoft.resources/subscriptions/resourcegroups/delete";
    let tag = "microsoft.resources/tags/write";
    let scopes = |actions: &[&str]| {
        let mut tenant = Tenant::new().assign(1, BOT, role, PROD);
        tenant
            .definitions
            .push(definition(role, &["Microsoft.Resources/*"], &[]));
        for action in actions {
            tenant = tenant.calls(Some(BOT), action, Some(&in_group(PROD)));
        }
        let result = breaks_nothing(&tenant);
        result["assignments"][0]["proposal"]["adds"]
            .to_string()
            .to_lowercase()
    };
    let narrow = format!("\"scope\":\"{}\"", in_group(PROD)).to_lowercase();
    assert!(scopes(&[tag]).contains(&narrow), "{}", scopes(&[tag]));
    assert!(!scopes(&[tag, delete]).contains(&narrow));
}

/// The proposals of `rightsize`, tried by `replay` on the same logs.
#[track_caller]
fn breaks_nothing(tenant: &Tenant) -> Value {
    let folder = tenant.written();
    let both = ["-i", "exports", "--logs", "usage.jsonl", "--format", "json"];
    let sized = rolecall_in(
        folder.path(),
        &[
            &["rightsize", "--window", "30d", "--config", "rolecall.toml"],
            &both[..],
        ]
        .concat(),
    );
    write(folder.path(), "sized.json", sized.stdout.as_bytes());
    let run = rolecall_in(
        folder.path(),
        &[&["replay", "--change", "sized.json"], &both[..]].concat(),
    );
    let result = run.result();
    assert_eq!(result["classes"]["revoked"], 0, "{}", result["rows"]);
    assert_eq!(result["classes"]["gained"], 0, "{}", result["rows"]);
    sized.result()
}

#[test]
fn what_goes_itself_does_not_stand_in_for_what_it_replaces() {
    let restart = "microsoft.compute/virtualmachines/restart/action";
    let scope = format!(
        "{}/providers/Microsoft.Compute/virtualMachines/a",
        in_group(PROD)
    );
    let mut tenant = Tenant::new()
        .assign(1, BOT, CONTRIBUTOR, PROD)
        .assign(2, BOT, CONTRIBUTOR, &in_group(PROD))
        .calls(Some(BOT), restart, Some(&scope));
    tenant.rows[0]["roleAssignment"] =
        json!(tenant.assignments[0]["id"].as_str().unwrap().to_lowercase());
    breaks_nothing(&tenant);
    tenant.assignments[1]["condition"] = json!("(!(ActionMatches{'a/b'}))");
    tenant.assignments[1]["conditionVersion"] = json!("2.0");
    breaks_nothing(&tenant);
}

#[test]
fn checks_at_linked_resources_are_in_no_log() {
    let operator = "f1a07417-d97a-45cb-824c-7a7467783830";
    let tenant = Tenant::new()
        .assign(1, BOT, operator, PROD)
        .assign(2, BOT, CONTRIBUTOR, TEST)
        .assign(3, ANNA, CONTRIBUTOR, TEST)
        .assign(4, BOT, CONTRIBUTOR, &in_group(PROD))
        .calls(Some(BOT), GROUP_WRITE, Some(&in_group(PROD)))
        .logged(PROD)
        .logged(TEST);
    let found = tenant.sized(&[]);
    assert_eq!(found[&1].0, "notObservable");
    // What it writes elsewhere may link to what is here.
    assert_eq!(found[&2].1, "keep");
    assert_eq!(found[&3].1, "remove");
    let run = tenant.run(&["--format", "json"]).result();
    let mut all = run["assignments"].as_array().unwrap().iter();
    let used = all.find(|known| {
        known["roleAssignment"]
            .as_str()
            .unwrap()
            .ends_with(&name(4))
    });
    assert_ne!(used.unwrap()["proposal"]["kind"], "narrow");
}

#[test]
fn a_use_without_a_place_stays_in_what_replaces_the_role() {
    let mut tenant = Tenant::new()
        .assign(1, BOT, CONTRIBUTOR, PROD)
        .calls(
            Some(BOT),
            "microsoft.compute/virtualmachines/restart/action",
            Some(&in_group(PROD)),
        )
        .calls(
            Some(BOT),
            "microsoft.compute/virtualmachines/deallocate/action",
            None,
        );
    let id = tenant.assignments[0]["id"].as_str().unwrap().to_lowercase();
    tenant.rows[1]["roleAssignment"] = json!(id);
    let result = breaks_nothing(&tenant);
    let adds = result["assignments"][0]["proposal"]["adds"].to_string();
    assert!(adds.contains("deallocate/action"), "{adds}");
    assert!(adds.contains(&format!("\"scope\":\"{PROD}\"")), "{adds}");
}

#[test]
fn the_reads_of_a_role_that_reads_stay_when_a_change_was_used() {
    let reader = "00000000-0000-4000-8000-0000000000d2";
    let mut tenant = Tenant::new().assign(1, BOT, reader, PROD).calls(
        Some(BOT),
        "microsoft.support/supporttickets/write",
        Some(PROD),
    );
    tenant
        .definitions
        .push(definition(reader, &["*/read", "Microsoft.Support/*"], &[]));
    let result = breaks_nothing(&tenant);
    let proposal = &result["assignments"][0]["proposal"];
    let adds = proposal["adds"].to_string();
    assert!(
        proposal["kind"] == "keep" || adds.contains(READER) || adds.contains("*/read"),
        "{proposal}"
    );
}

#[test]
fn a_log_with_a_hole_does_not_reach_over_the_window() {
    let mut tenant = Tenant::new()
        .assign(1, ANNA, CONTRIBUTOR, PROD)
        .logged(PROD);
    tenant.rows[0]["count"] = json!(5);
    tenant.expect(&[(1, "notSeen", "remove")]);
    tenant.rows[0]["count"] = json!(2);
    tenant.expect(&[(1, "notSeen", "keep")]);
    // Days that lie between fill it.
    for day in ["2026-01-07", "2026-01-14", "2026-01-21", "2026-01-27"] {
        let mut row = tenant.rows[0].clone();
        row["first"] = json!(format!("{day}T00:00:00Z"));
        row["last"] = row["first"].clone();
        row["count"] = json!(1);
        row["action"] = json!(format!("microsoft.support/{day}/write"));
        tenant.rows.push(row);
    }
    tenant.expect(&[(1, "notSeen", "remove")]);
}

#[test]
fn what_the_configuration_keeps_is_found_by_any_name_and_what_is_not_is_said() {
    let tenant = |entry: &str| {
        let mut tenant = Tenant::new()
            .assign(1, TEAM, CONTRIBUTOR, PROD)
            .assign(2, BOT, CONTRIBUTOR, TEST)
            .logged(PROD)
            .logged(TEST);
        tenant
            .members
            .push(json!({"id": TEAM, "displayName": "team", "members": [{"id": ANNA}]}));
        tenant.config =
            format!("[[rightsize.keep]]\n{entry}\nowner = \"ops\"\nreason = \"break glass\"\n");
        tenant
    };
    let role = format!("{PROD}/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}");
    for (entry, kept) in [
        (
            "principal = \"anna@contoso.example\"".to_owned(),
            [true, false],
        ),
        ("principal = \"team\"".to_owned(), [true, false]),
        (
            "principal = \"00000000-0000-4000-8000-0000000000c2\"".to_owned(),
            [false, true],
        ),
        (format!("role = \"{role}\""), [true, true]),
        (format!("scope = \"{}\"", in_group(PROD)), [true, false]),
    ] {
        let tenant = tenant(&entry);
        let found = tenant.sized(&[]);
        assert_eq!(
            [found[&1].1 == "keep", found[&2].1 == "keep"],
            kept,
            "{entry}: {found:?}"
        );
        assert!(
            !tenant.run(&[]).stderr.contains("no assignment is that"),
            "{entry}"
        );
    }
    let run = tenant("principal = \"ana@contoso.example\"").run(&[]);
    assert!(
        run.stderr
            .contains("`ana@contoso.example`, and no assignment is that"),
        "{}",
        run.stderr
    );
}

/// The last day of the logs is the 31st of January.
#[test]
fn an_entry_counts_on_its_last_day_and_is_said_when_that_is_over() {
    let kept = |day: &str| {
        let mut tenant = Tenant::new()
            .assign(1, ANNA, CONTRIBUTOR, PROD)
            .logged(PROD);
        tenant.config = format!(
            "[[rightsize.keep]]\nprincipal = \"anna@contoso.example\"\nowner = \"ops\"\nreason = \"break glass\"\nexpires = {day}\n"
        );
        let run = tenant.run(&[]);
        let is_said = run
            .stderr
            .contains("kept `anna@contoso.example` until 2026-01-30");
        (tenant.sized(&[])[&1].1.clone(), is_said)
    };
    assert_eq!(kept("2026-01-31"), ("keep".to_owned(), false));
    assert_eq!(kept("2026-01-30"), ("remove".to_owned(), true));
    let accepted = |day: &str| {
        let mut tenant = Tenant::new().assign(1, ANNA, CONTRIBUTOR, PROD).calls(
            Some(ANNA),
            "microsoft.compute/virtualmachines/start/action",
            Some(&in_group(PROD)),
        );
        tenant.config = format!(
            "[[replay.accept]]\naction = \"*\"\nowner = \"ops\"\nreason = \"gone\"\nexpires = {day}\n"
        );
        let change = json!({"remove": [tenant.assignments[0]["id"]]});
        tried(&tenant, &change, &["--config", "rolecall.toml"]).code
    };
    assert_eq!(accepted("2026-01-31"), 0);
    assert_eq!(accepted("2026-01-30"), 1);
}

/// What `replay` says of a change to a tenant.
fn tried(tenant: &Tenant, change: &Value, more: &[&str]) -> Run {
    let folder = tenant.written();
    write(folder.path(), "change.json", change.to_string().as_bytes());
    let change = [
        "replay",
        "-i",
        "exports",
        "--logs",
        "usage.jsonl",
        "--change",
        "change.json",
    ];
    rolecall_in(folder.path(), &[&change, more].concat())
}

/// Azure keeps one assignment of a role at a scope: a second is not created, and the first is what is removed.
#[test]
fn an_assignment_that_is_added_where_it_is_there_is_none() {
    let tenant = Tenant::new().assign(1, ANNA, CONTRIBUTOR, PROD).calls(
        Some(ANNA),
        "microsoft.compute/virtualmachines/start/action",
        Some(&in_group(PROD)),
    );
    let held = &tenant.assignments[0];
    let added = |role: &str| {
        let mut added = held.clone();
        added["id"] = json!(format!(
            "{PROD}/providers/Microsoft.Authorization/roleAssignments/{}",
            name(77)
        ));
        added["name"] = json!(name(77));
        added["roleDefinitionId"] = json!(format!(
            "{PROD}/providers/Microsoft.Authorization/roleDefinitions/{role}"
        ));
        added
    };
    let again = json!({"add": [added(CONTRIBUTOR)], "remove": [held["id"]]});
    let run = tried(&tenant, &again, &[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        run.stderr.contains("Azure keeps that one"),
        "{}",
        run.stderr
    );
    let other = json!({"add": [added(OWNER)], "remove": [held["id"]]});
    let run = tried(&tenant, &other, &[]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    // Terraform destroys first, unless it is told not to.
    let plan = |actions: [&str; 2]| {
        let values = |name: u32, id: Value| {
            json!({"id": id, "name": self::name(name), "scope": PROD, "principal_id": ANNA, "principal_type": "User",
                "role_definition_name": "Contributor",
                "role_definition_id": format!("{PROD}/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}")})
        };
        json!({"format_version": "1.2", "terraform_version": "1.9.0",
            "planned_values": {"root_module": {"resources": [{
                "address": "azurerm_role_assignment.a", "mode": "managed", "type": "azurerm_role_assignment", "name": "a",
                "provider_name": "registry.terraform.io/hashicorp/azurerm", "values": values(77, Value::Null)}]}},
            "resource_changes": [{
                "address": "azurerm_role_assignment.a", "mode": "managed", "type": "azurerm_role_assignment", "name": "a",
                "change": {"actions": actions, "before": values(1, held["id"].clone()), "after": values(77, Value::Null)}}]})
    };
    let run = tried(&tenant, &plan(["delete", "create"]), &[]);
    assert_eq!(run.code, 0, "{} {}", run.stdout, run.stderr);
    let run = tried(&tenant, &plan(["create", "delete"]), &[]);
    assert_eq!(run.code, 1, "{} {}", run.stdout, run.stderr);
}

/// An application can't activate what it is eligible for.
#[test]
fn an_eligible_application_loses_what_was_assigned() {
    for (who, kind, code) in [(ANNA, "User", 0), (BOT, "ServicePrincipal", 1)] {
        let tenant = Tenant::new().assign(1, who, CONTRIBUTOR, PROD).calls(
            Some(who),
            "microsoft.compute/virtualmachines/start/action",
            Some(&in_group(PROD)),
        );
        let change = json!({"remove": [tenant.assignments[0]["id"]], "add": [{
            "id": format!("{PROD}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/{}", name(91)),
            "name": name(91), "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
            "properties": {"principalId": who, "principalType": kind, "scope": PROD, "status": "Provisioned",
                "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"),
                "startDateTime": "2025-01-01T00:00:00Z", "endDateTime": null},
        }]});
        let run = tried(&tenant, &change, &[]);
        assert_eq!(run.code, code, "{who}: {} {}", run.stdout, run.stderr);
    }
}

/// What `replay` says of a change to a tenant where a log names the assignment of Anna's group.
fn named_after(change: impl FnOnce(&mut Tenant)) -> (i32, Value) {
    let tenant = || {
        let mut tenant = Tenant::new().assign(1, TEAM, CONTRIBUTOR, PROD).calls(
            Some(ANNA),
            "microsoft.compute/virtualmachines/start/action",
            Some(&in_group(PROD)),
        );
        tenant
            .members
            .push(json!({"id": TEAM, "displayName": "team", "members": [{"id": ANNA}]}));
        let id = tenant.assignments[0]["id"].as_str().unwrap().to_lowercase();
        tenant.rows[0]["roleAssignment"] = json!(id);
        tenant
    };
    let mut after = tenant();
    change(&mut after);
    let (before, after) = (tenant().written(), after.written());
    let to = after.path().join("exports");
    let run = rolecall_in(
        before.path(),
        &[
            "replay",
            "-i",
            "exports",
            "--logs",
            "usage.jsonl",
            "--to",
            to.to_str().unwrap(),
            "--format",
            "json",
        ],
    );
    (run.code, run.result())
}

#[test]
fn an_assignment_that_is_named_and_still_there_is_no_proof_after_a_change() {
    assert_eq!(named_after(|_| ()).0, 0);
    let member = |after: &mut Tenant| after.members[0]["members"] = json!([]);
    let role = |after: &mut Tenant| {
        let reader = format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}");
        after.assignments[0]["roleDefinitionId"] = json!(reader);
    };
    let scope = |after: &mut Tenant| after.assignments[0]["scope"] = json!(TEST);
    let condition = |after: &mut Tenant| {
        after.assignments[0]["condition"] = json!("@Resource[a/b:c] StringEquals 'x'");
        after.assignments[0]["conditionVersion"] = json!("2.0");
    };
    let (code, result) = named_after(member);
    assert_eq!(
        (code, &result["classes"]["revoked"]),
        (1, &json!(1)),
        "{result}"
    );
    assert_eq!(named_after(role).0, 1);
    assert_ne!(named_after(scope).0, 0);
    assert_ne!(named_after(condition).0, 0);
}

#[test]
fn an_instance_that_shows_an_assignment_goes_with_it() {
    let mut tenant = Tenant::new().assign(1, ANNA, CONTRIBUTOR, PROD).calls(
        Some(ANNA),
        "microsoft.compute/virtualmachines/start/action",
        Some(&in_group(PROD)),
    );
    let id = tenant.assignments[0]["id"].as_str().unwrap().to_owned();
    let instance = format!(
        "{PROD}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances/{}",
        name(91)
    );
    tenant.schedules.push(json!({
        "id": instance, "name": name(91), "type": "Microsoft.Authorization/roleAssignmentScheduleInstances",
        "properties": {"principalId": ANNA, "principalType": "User", "scope": PROD, "status": "Provisioned",
            "assignmentType": "Assigned", "originRoleAssignmentId": id,
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"),
            "startDateTime": "2025-01-01T00:00:00Z", "endDateTime": null},
    }));
    let folder = tenant.written();
    for removed in [&id, &instance] {
        write(
            folder.path(),
            "change.json",
            json!({"remove": [removed]}).to_string().as_bytes(),
        );
        let run = rolecall_in(
            folder.path(),
            &[
                "replay",
                "-i",
                "exports",
                "--logs",
                "usage.jsonl",
                "--change",
                "change.json",
            ],
        );
        assert_eq!(run.code, 1, "{removed}: {} {}", run.stdout, run.stderr);
    }
}

#[test]
fn nothing_is_assigned_where_the_assignment_did_not_reach() {
    let mut tenant = Tenant::new().assign(1, BOT, CONTRIBUTOR, GROUP).calls(
        Some(BOT),
        "microsoft.support/supporttickets/write",
        Some(&in_group(TEST)),
    );
    let id = tenant.assignments[0]["id"].as_str().unwrap().to_lowercase();
    tenant.rows[0]["roleAssignment"] = json!(id);
    tenant.tree = Some(json!({
        "id": "/providers/Microsoft.Management/managementGroups/root", "name": "root",
        "type": "Microsoft.Management/managementGroups", "details": {"parent": null},
        "children": [
            {"id": GROUP, "name": "corp", "type": "Microsoft.Management/managementGroups",
             "children": [{"id": PROD, "name": PROD.rsplit('/').next(), "type": "/subscriptions", "children": null}]},
            {"id": TEST, "name": TEST.rsplit('/').next(), "type": "/subscriptions", "children": null},
        ],
    }));
    let adds = tenant
        .run(&["--format", "json", "--logs-complete"])
        .result()["assignments"][0]["proposal"]["adds"]
        .to_string();
    assert!(!adds.contains(TEST), "{adds}");
}
