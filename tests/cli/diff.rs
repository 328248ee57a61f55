use std::fs;
use std::path::PathBuf;

use insta::assert_snapshot;

use super::*;

/// The sample tenant in a folder of its own, to be changed.
fn tenant(test: &str, side: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("diff")
        .join(test)
        .join(side);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    folder
}

fn change(folder: &Path, file: &str, change: impl FnOnce(&mut Value)) {
    let path = folder.join(file);
    let mut json: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut json);
    fs::write(path, json.to_string()).unwrap();
}

/// Both sides, the new one changed.
fn sides(test: &str, alter: impl FnOnce(&Path)) -> PathBuf {
    tenant(test, "old");
    alter(&tenant(test, "new"));
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("diff")
        .join(test)
}

fn diff(test: &str, flags: &[&str], alter: impl FnOnce(&Path)) -> Run {
    let folder = sides(test, alter);
    rolecall_in(&folder, &[&["diff", "old", "new"][..], flags].concat())
}

fn widen(folder: &Path) {
    change(folder, "custom-roles.json", |roles| {
        let actions = roles[0]["permissions"][0]["actions"]
            .as_array_mut()
            .unwrap();
        actions.push("Microsoft.Authorization/*/write".into());
    });
}

fn unbind(folder: &Path) {
    change(folder, "role-assignments-prod.json", |rows| {
        let rows = rows.as_array_mut().unwrap();
        let bound = |row: &&mut Value| row["name"] == "0dda9bfa-58e2-55b1-98c8-720fb4257dab";
        let row = rows.iter_mut().find(bound).unwrap();
        row["condition"] = Value::Null;
        row["conditionVersion"] = Value::Null;
    });
}

#[test]
fn every_kind_of_record_for_people() {
    let run = rolecall(&["diff", "tests/fixtures/diff/old", "tests/fixtures/diff/new"]);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
}

#[test]
fn nothing_changed() {
    let run = diff("nothing", &["--fail-on-gain", "any"], |_| ());
    assert_eq!(run.code, 0, "{}", run.told());
    assert_snapshot!(run.told());
}

#[test]
fn a_custom_role_that_silently_gained_actions() {
    let run = diff("widened", &[], widen);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
    let result = diff("widened", &["--format", "json"], widen).result();
    let row = &result["effective"]["gained"][0];
    assert_eq!(row["class"], "escalation");
    assert_eq!(row["causes"][0]["kind"], "definitionChanged");
    assert_eq!(result["definitions"][0]["relation"], "subset");
    assert_eq!(result["assignments"]["changed"], Value::Array(Vec::new()));
    assert_eq!(result["effective"]["lost"], Value::Array(Vec::new()));
}

#[test]
fn a_condition_that_was_removed_is_gained_access() {
    let run = diff("unbound", &[], unbind);
    assert_snapshot!(run.told());
    let result = diff("unbound", &["--format", "json"], unbind).result();
    let row = &result["effective"]["gained"][0];
    assert_eq!(
        (&row["before"], &row["after"]),
        (&"conditional".into(), &"allowed".into())
    );
    assert_eq!(row["causes"][0]["kind"], "conditionRemoved");
    assert_eq!(
        result["assignments"]["changed"][0]["fields"][0],
        "condition"
    );
}

#[test]
fn a_gain_fails_from_its_class_on() {
    let lab = |folder: &Path| {
        change(folder, "role-assignments-lab.json", |rows| {
            let rows = rows.as_array_mut().unwrap();
            let mut row = rows[3].clone();
            row["principalId"] = "97f2cc1e-798c-5ec1-8d29-725f8a7e5790".into();
            row["name"] = "577bf988-297a-5898-8f6b-cbcbd0972219".into();
            row["id"] = row["id"]
                .as_str()
                .unwrap()
                .replace("cbcbd0972212", "cbcbd0972219")
                .into();
            rows.push(row);
        });
    };
    let code =
        |class: &str, alter: fn(&Path)| diff("fails", &["--fail-on-gain", class], alter).code;
    for class in ["escalation", "data", "write", "any"] {
        assert_eq!(code(class, widen), 1, "{class}");
    }
    let reader = |class: &str| diff("reads", &["--fail-on-gain", class], lab).code;
    assert_eq!(
        ["escalation", "data", "write", "any"].map(reader),
        [0, 0, 0, 1]
    );
}

#[test]
fn what_is_lost_never_fails() {
    let without = |folder: &Path| {
        change(folder, "role-assignments-prod.json", |rows| {
            rows.as_array_mut().unwrap().remove(1);
        });
    };
    let run = diff("lost", &["--fail-on-gain", "any"], without);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
    let markdown = diff("lost", &["--format", "markdown"], without);
    assert_snapshot!(markdown.stdout);
}

#[test]
fn a_missing_file_looks_neither_lost_nor_gained() {
    for file in [
        "groups.json",
        "management-groups.json",
        "deny-assignments.json",
        "eligible-assignments.json",
        "custom-roles.json",
    ] {
        let folder = sides("missing", |new| fs::remove_file(new.join(file)).unwrap());
        for order in [["old", "new"], ["new", "old"]] {
            let run = rolecall_in(&folder, &["diff", order[0], order[1], "--format", "json"]);
            let json = run.json();
            assert_eq!(json["complete"], false, "{file}");
            let effective = &json["result"]["effective"];
            assert_eq!(effective["gained"], Value::Array(Vec::new()), "{file}");
            assert_eq!(effective["lost"], Value::Array(Vec::new()), "{file}");
            let told = json["diagnostics"].as_array().unwrap();
            let told = told.iter().find(|d| d["code"] == "missing-on-one-side");
            assert!(
                told.is_some_and(|d| d["message"]
                    .as_str()
                    .unwrap()
                    .ends_with("taken for unchanged")),
                "{file}"
            );
        }
    }
}

/// What one side describes nothing of may have changed, so that nobody knows whether access was gained.
#[test]
fn what_one_side_leaves_out_may_hide_a_gain() {
    let gate = ["--fail-on-gain", "any"];
    for file in [
        "deny-assignments.json",
        "management-groups.json",
        "custom-roles.json",
        "groups.json",
    ] {
        let folder = sides("hidden", |new| fs::remove_file(new.join(file)).unwrap());
        let run = |order: [&str; 2], flags: &[&str]| {
            let both = ["diff", order[0], order[1]];
            rolecall_in(&folder, &[&both, flags].concat()).code
        };
        // What is denied in the new one alone gives nobody more.
        let appeared = if file == "deny-assignments.json" {
            0
        } else {
            4
        };
        for (order, code) in [(["old", "new"], 4), (["new", "old"], appeared)] {
            assert_eq!(run(order, &gate), code, "{file} {order:?}");
            assert_eq!(run(order, &[]), 0, "{file} {order:?}");
        }
        let partial = [&gate[..], &["--partial"]].concat();
        assert_eq!(run(["old", "new"], &partial), 0, "{file}");
        assert_eq!(run(["new", "old"], &partial), appeared, "{file}");
        let json = [&partial[..], &["--format", "json"]].concat();
        let both = ["diff", "old", "new"];
        let json = rolecall_in(&folder, &[&both, &json[..]].concat()).json();
        assert_eq!(json["complete"], true, "{}", json["diagnostics"]);
    }
}

#[test]
fn an_empty_list_of_denies_is_no_missing_file() {
    let run = diff("lifted", &["--format", "json"], |new| {
        fs::write(new.join("deny-assignments.json"), "[]").unwrap();
    });
    let result = run.result();
    assert!(
        !result["denyAssignments"]["removed"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let mut kinds = result["effective"]["gained"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["causes"][0]["kind"]);
    assert!(kinds.all(|kind| kind == "denyLifted"));
}

#[test]
fn definitions_alone_are_judged_against_the_old_tenant() {
    let folder = sides("proposed", widen);
    let file = "new/custom-roles.json";
    let run = rolecall_in(
        &folder,
        &["diff", "old", file, "--only", "gained", "--format", "csv"],
    );
    assert_snapshot!(run.stdout);
    let lines = rolecall_in(&folder, &["diff", "old", file, "--format", "jsonl"]);
    let first: Value = serde_json::from_str(lines.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["change"], "gained");
    assert_eq!(first["class"], "escalation");
}

#[test]
fn parts_are_shown_alone() {
    let run = diff(
        "parts",
        &["--only", "definitions", "--format", "json"],
        widen,
    );
    let result = run.result();
    assert!(result["definitions"].is_array());
    assert!(result["assignments"].is_null() && result["effective"]["gained"].is_null());
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let run = rolecall(&["diff", TENANT, "nowhere"]);
    assert_eq!(run.code, 3);
    assert_eq!(run.stdout, "");
}

/// What stands above a scope reaches it; what is elsewhere is counted, and neither shown nor judged.
#[test]
fn a_scope_narrows_it_to_what_bears_on_it() {
    const OLD: &str = "tests/fixtures/diff/old";
    const NEW: &str = "tests/fixtures/diff/new";
    let ask = |flags: &[&str]| {
        let run = rolecall(&[&["diff", OLD, NEW, "--format", "json"], flags].concat());
        (run.code, run.json()["result"].clone())
    };
    let scopes = |result: &Value| -> Vec<String> {
        let lists = ["gained", "lost", "mayHaveGained", "mayHaveLost"];
        let rows = lists
            .iter()
            .filter_map(|list| result["effective"][*list].as_array());
        let mut scopes: Vec<String> = rows
            .flatten()
            .map(|row| row["scope"].as_str().unwrap().to_owned())
            .collect();
        scopes.sort();
        scopes.dedup();
        scopes
    };
    let (_, whole) = ask(&[]);
    let (_, part) = ask(&["-g", "rg-b"]);
    let subscription = "/subscriptions/5d1f0a52-0000-4000-8000-000000000001";
    let group = format!("{subscription}/resourceGroups/rg-b");
    assert_eq!(part["scope"], group.as_str());
    assert!(scopes(&whole).contains(&format!("{subscription}/resourceGroups/rg-a")));
    assert_eq!(scopes(&part), [subscription, group.as_str()]);
    let count = |result: &Value| {
        let lists = ["gained", "lost", "mayHaveGained", "mayHaveLost"];
        let rows = lists
            .iter()
            .filter_map(|list| result["effective"][*list].as_array());
        rows.map(Vec::len).sum::<usize>()
    };
    let records = |result: &Value| {
        let kinds = ["assignments", "denyAssignments", "scheduleInstances"];
        let lists = kinds.iter().flat_map(|kind| {
            let changes = ["added", "removed", "changed"].iter();
            changes.map(|change| result[*kind][*change].as_array().unwrap().len())
        });
        lists.sum::<usize>()
    };
    assert!(records(&part) < records(&whole));
    let left_out = count(&whole) - count(&part) + records(&whole) - records(&part);
    assert_eq!(part["elsewhere"], left_out);
    let (code, _) = ask(&["--at", &group, "--fail-on-gain", "write"]);
    assert_eq!(code, 1);
    let other = "5d1f0a52-0000-4000-8000-000000000002";
    let (code, empty) = ask(&["--subscription", other, "--fail-on-gain", "any"]);
    assert_eq!((code, count(&empty)), (0, 0));
    assert_eq!(empty["assignments"]["added"], serde_json::json!([]));
    let (code, _) = ask(&["--subscription", other, "--redact"]);
    assert_eq!(code, 0);
    assert_eq!(rolecall(&["diff", OLD, NEW, "-g", "rg-none"]).code, 2);
}
