//! Which assignments were used, and what less would do.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::logs::calls::{End, Service, World};
use super::logs::forms::Form;
use super::{bytes, calls_of, write, written};
use crate::cli::{Run, rolecall};

/// A tenant with logs of these forms.
pub(crate) fn tenant(world: &World, forms: &[Form]) -> TempDir {
    let mut files = Vec::new();
    for form in forms {
        files.extend(bytes(form.files(world, &calls_of(world, *form))));
    }
    let folder = written(&[]);
    for (name, text) in files {
        write(folder.path(), &format!("logs/{name}"), &text);
    }
    let [users, services] = world.directory();
    let exports = [
        ("role-assignments.json", world.assignments()),
        ("groups.json", world.groups()),
        ("users.json", users),
        ("service-principals.json", services),
    ];
    for (name, export) in exports {
        write(
            folder.path(),
            &format!("exports/{name}"),
            export.to_string().as_bytes(),
        );
    }
    folder
}

fn rightsize(folder: &TempDir, arguments: &[&str]) -> Run {
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (exports, logs) = (path("exports"), path("logs"));
    let mut all = vec!["rightsize", "-i", &exports, "--logs", &logs];
    all.extend(arguments);
    rolecall(&all)
}

/// The assignments of an answer, by the GUID that their ids end with.
fn by_name(run: &Run) -> BTreeMap<String, Value> {
    let result = run.result();
    let assignments = result["assignments"].as_array().unwrap();
    let name = |known: &Value| {
        let id = known["roleAssignment"].as_str().unwrap();
        id.rsplit('/').next().unwrap().to_owned()
    };
    assignments
        .iter()
        .map(|known| (name(known), known.clone()))
        .collect()
}

pub(crate) const EVIDENCE: [Form; 3] = [Form::Hours, Form::StorageHours, Form::VaultHours];

#[test]
fn what_logs_name_is_used_and_what_they_would_show_is_not_seen() {
    let world = World::new(21, 60, 3000);
    let folder = tenant(&world, &EVIDENCE);
    let run = rightsize(
        &folder,
        &["--window", "50d", "--format", "json", "--no-config"],
    );
    assert_eq!(run.code, 1, "{}", run.stderr);
    let found = by_name(&run);
    assert_eq!(found.len(), world.assignments.len());
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, assignment) in world.assignments.iter().enumerate() {
        let sized = &found[&assignment.name];
        let (evidence, kind) = (&sized["evidence"], &sized["proposal"]["kind"]);
        let is_used = world.calls.iter().any(|call| call.by == Some(at));
        let of_service = |service| assignment.role.service == service;
        let expected = match is_used {
            true if of_service(Service::KeyVault) => ["usedByEngine", "maybeUsed"].as_slice(),
            true => &["usedByEvidence"],
            // Reads are in no log.
            false if assignment.role.actions.is_empty() => &["notObservable"],
            false if of_service(Service::Manager) => &["notSeen"],
            false => &["notSeen", "notObservable", "usedByEngine", "maybeUsed"],
        };
        let evidence = evidence.as_str().unwrap();
        assert!(
            expected.contains(&evidence),
            "{evidence} of {} at {}",
            assignment.role.name,
            assignment.scope
        );
        match evidence {
            "notSeen" if kind == "keep" => {
                let because = sized["proposal"]["because"].as_str().unwrap();
                let is_short =
                    because == "a log that would show its use doesn't reach over the window";
                assert!(
                    is_short && assignment.role.service != Service::Manager
                        || because.contains("Owner")
                        || because.contains("linked resource")
                        || because.contains("reads"),
                    "{sized}"
                );
            }
            "notSeen" => assert_eq!(kind, "remove"),
            "notObservable" | "maybeUsed" => assert_eq!(kind, "keep"),
            _ => assert_ne!(kind, "remove"),
        }
        let (commands, undo) = (&sized["proposal"]["commands"], &sized["proposal"]["undo"]);
        let counts = [commands, undo].map(|list| list.as_array().unwrap().len());
        assert_eq!(counts[0] > 0, kind != "keep");
        assert_eq!(counts[1] > 0, kind != "keep");
        *seen.entry(evidence).or_default() += 1;
    }
    assert!(
        found
            .values()
            .any(|sized| sized["proposal"]["kind"] == "remove")
    );
    for evidence in ["usedByEvidence", "notSeen", "notObservable"] {
        assert!(seen.contains_key(evidence), "{seen:?}");
    }
    let score = &run.result()["score"];
    let unused = score["unused"].as_f64().unwrap();
    assert!(unused > 0.0 && unused < 100.0, "{score}");
}

#[test]
fn without_evidence_the_engine_says_who_else_allows_a_call() {
    let world = World::new(22, 36, 1500);
    let folder = tenant(&world, &[Form::Az]);
    let found = by_name(&rightsize(
        &folder,
        &["--window", "50d", "--format", "json", "--no-config"],
    ));
    for (at, assignment) in world.assignments.iter().enumerate() {
        let allowed = |call: &&super::logs::calls::Known| {
            call.by == Some(at) && call.end != End::Denied && call.service == Service::Manager
        };
        let sized = &found[&assignment.name];
        match sized["evidence"].as_str().unwrap() {
            "usedByEngine" | "maybeUsed" => {}
            other => assert!(
                !world.calls.iter().any(|call| allowed(&call)),
                "{other}: {sized}"
            ),
        }
        if sized["evidence"] == "maybeUsed" {
            assert_eq!(sized["proposal"]["kind"], "keep");
        }
    }
}

#[test]
fn nothing_is_proposed_of_what_logs_are_too_short_for_or_the_configuration_keeps() {
    let world = World::new(23, 30, 600);
    let folder = tenant(&world, &EVIDENCE);
    let run = rightsize(
        &folder,
        &["--window", "365d", "--format", "json", "--no-config"],
    );
    assert_eq!(run.code, 0, "{}", run.stdout);
    let reasons = by_name(&run);
    let is_short = |known: &Value| known["proposal"]["because"] == "it is younger than the window";
    assert!(reasons.values().any(is_short));
    let config = "[[rightsize.keep]]\nscope = \"/subscriptions/00000003-0000-4000-8000-000000000000\"\nowner = \"ops\"\nreason = \"break glass\"\n";
    write(folder.path(), "rolecall.toml", config.as_bytes());
    let path = folder.path().join("rolecall.toml");
    let run = rightsize(
        &folder,
        &[
            "--window",
            "50d",
            "--format",
            "json",
            "--config",
            path.to_str().unwrap(),
        ],
    );
    for known in by_name(&run).values() {
        let kept = known["scope"]
            .as_str()
            .unwrap()
            .starts_with("/subscriptions/00000003-0000-4000-8000-000000000000");
        let because = known["proposal"]["because"].as_str().unwrap();
        assert_eq!(because.contains("break glass (ops)"), kept, "{known}");
    }
    write(
        folder.path(),
        "rolecall.toml",
        b"[[rightsize.keep]]\nrole = \"Owner\"\n",
    );
    let run = rightsize(&folder, &["--config", path.to_str().unwrap()]);
    assert!(
        run.code == 3 && run.stderr.contains("no `owner`"),
        "{}",
        run.stderr
    );
}

#[test]
fn proposals_are_printed_for_other_tools_with_what_undoes_them() {
    let world = World::new(21, 60, 3000);
    let folder = tenant(&world, &EVIDENCE);
    for (form, new) in [
        ("az", "az role assignment create"),
        ("terraform", "resource \"azurerm_role_assignment\""),
    ] {
        let run = rightsize(&folder, &["--window", "50d", "--no-config", "--emit", form]);
        assert_eq!(run.code, 1);
        assert!(run.stdout.contains(new), "{}", run.stdout);
        assert!(run.stdout.contains("az role assignment delete --ids"));
        assert!(run.stdout.contains("# undo: az role assignment create"));
    }
    let one = rightsize(
        &folder,
        &["--window", "50d", "--no-config", "--emit", "bicep"],
    );
    assert_eq!(one.code, 2, "{}", one.stderr);
    assert!(one.stderr.contains("-o FOLDER/"), "{}", one.stderr);
    let into = format!("{}/bicep/", folder.path().display());
    let run = rightsize(
        &folder,
        &[
            "--window",
            "50d",
            "--no-config",
            "--emit",
            "bicep",
            "-o",
            &into,
        ],
    );
    assert_eq!(run.code, 1, "{}", run.stderr);
    let script = rightsize(&folder, &["--window", "50d", "--no-config", "--emit", "az"]).stdout;
    let mut texts = String::new();
    for entry in std::fs::read_dir(&into).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert_eq!(text.matches("targetScope = '").count(), 1, "{text}");
        texts.push_str(&text);
    }
    // Every assignment that the script makes is a resource, and every one that it deletes is named.
    let made = script
        .lines()
        .filter(|line| line.starts_with("az role assignment create"));
    for line in made {
        let name = line
            .split(" --name ")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap();
        assert!(
            texts.contains(&format!("name: '{}'", name.trim_matches('\''))),
            "{name}\n{texts}"
        );
    }
    let deleted = script
        .lines()
        .filter(|line| line.starts_with("az role assignment delete"));
    for line in deleted {
        assert!(texts.contains(&format!("// then: {line}")), "{line}");
    }
    let who = json!(world.people[1].id);
    let run = rightsize(
        &folder,
        &[
            "--window",
            "50d",
            "--no-config",
            "--for",
            who.as_str().unwrap(),
            "--format",
            "json",
        ],
    );
    let mine = by_name(&run);
    assert!(mine.len() < world.assignments.len());
}

#[test]
fn the_score_is_told_by_who_holds_what_was_not_used() {
    let world = World::new(21, 60, 3000);
    let folder = tenant(&world, &EVIDENCE);
    let run = rightsize(&folder, &["--window", "50d", "--format", "json"]);
    let score = &run.result()["score"];
    let principals = score["principals"].as_array().unwrap();
    assert!(principals.len() > 3, "{score}");
    let number = |value: &Value| value.as_f64().unwrap();
    // Each share is rounded to a tenth.
    let shares: f64 = principals.iter().map(|who| number(&who["share"])).sum();
    let slack = 0.05 * principals.len() as f64;
    assert!((shares - 100.0).abs() <= slack, "{shares}");
    let order: Vec<f64> = principals.iter().map(|who| number(&who["share"])).collect();
    assert!(order.is_sorted_by(|one, next| one >= next), "{order:?}");
    // Of somebody who is in no group, the score of what is held directly is the whole.
    let groups = world.groups().to_string();
    let alone = principals
        .iter()
        .filter(|who| who["principal"]["type"] != "Group")
        .find(|who| !groups.contains(who["principal"]["id"].as_str().unwrap()));
    let alone = alone.expect("somebody is in no group");
    let id = alone["principal"]["id"].as_str().unwrap();
    let own = rightsize(
        &folder,
        &["--window", "50d", "--for", id, "--format", "json"],
    );
    assert_eq!(own.result()["score"]["unused"], alone["unused"]);
    assert_eq!(own.result()["score"]["principals"][0]["share"], 100.0);
}

#[test]
fn earlier_answers_show_how_the_score_went() {
    let world = World::new(22, 36, 1500);
    let folder = tenant(&world, &EVIDENCE);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (first, second) = (path("first.json"), path("second.json"));
    let made = rightsize(&folder, &["--window", "20d", "-o", &first]);
    assert!(made.code < 2, "{}", made.stderr);
    let earlier: Value = serde_json::from_str(&std::fs::read_to_string(&first).unwrap()).unwrap();
    let run = rightsize(
        &folder,
        &["--window", "50d", "--earlier", &first, "-o", &second],
    );
    assert!(run.code < 2, "{}", run.stderr);
    let later: Value = serde_json::from_str(&std::fs::read_to_string(&second).unwrap()).unwrap();
    let past = &later["result"]["score"]["earlier"];
    assert_eq!(past.as_array().unwrap().len(), 1);
    assert_eq!(past[0]["unused"], earlier["result"]["score"]["unused"]);
    assert_eq!(past[0]["from"], earlier["result"]["window"]["from"]);
    let judged = earlier["result"]["assignments"].as_array().unwrap();
    assert_eq!(past[0]["assignments"], judged.len());
    let changes = judged
        .iter()
        .filter(|one| one["proposal"]["kind"] != "keep");
    assert_eq!(past[0]["proposals"], changes.count());
    // The oldest stands first, whatever the order on the command line.
    let shown = rightsize(
        &folder,
        &["--earlier", &second, &first, "--format", "human"],
    );
    assert!(shown.stdout.contains("ASSIGNMENTS"), "{}", shown.stdout);
    // What is no such answer is refused.
    let exports = path("exports/users.json");
    for wrong in [exports.as_str(), "no-such-file.json"] {
        let refused = rightsize(&folder, &["--earlier", wrong]);
        assert_eq!(refused.code, 3, "{}", refused.stderr);
        assert_eq!(refused.stdout, "");
    }
}

#[test]
fn the_report_of_an_audit_shows_what_was_used() {
    let world = World::new(22, 36, 1500);
    let folder = tenant(&world, &EVIDENCE);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (exports, logs, page) = (path("exports"), path("logs"), path("report.html"));
    let html = |more: &[&str]| {
        let all = [&["audit", "-i", &exports, "-o", &page], more].concat();
        let run = rolecall(&all);
        assert!(run.code < 2, "{}", run.stderr);
        std::fs::read_to_string(&page).unwrap()
    };
    let section = |html: &str| {
        let start = html.find("<section id=\"usage\"").unwrap();
        let end = start + html[start..].find("</section>").unwrap();
        html[start..end].to_owned()
    };
    let without = section(&html(&[]));
    assert!(without.contains("No log was read"), "{without}");
    let with = html(&["--logs", &logs]);
    let shown = section(&with);
    let judged = rightsize(&folder, &["--format", "json"]).result();
    let assignments = judged["assignments"].as_array().unwrap();
    assert_eq!(shown.matches("<tr data-row").count(), assignments.len());
    let score = judged["score"]["unused"].as_f64().unwrap().to_string();
    assert!(
        shown.contains(&format!("<strong>{score}</strong>")),
        "{shown}"
    );
    for known in assignments {
        let what = known["proposal"]["what"].as_str().unwrap();
        let first = what
            .split(['/', '@', '.', '_', ':', '#', '&', '\''])
            .next()
            .unwrap();
        assert!(shown.contains(first), "{what}");
    }
    assert!(with.contains("Assignments used"));
}

/// Nothing is assigned to a principal that isn't there, nor undone for it; and what no command makes again is kept.
#[test]
fn what_could_not_be_made_again_is_kept_or_said() {
    let world = World::new(21, 60, 3000);
    let folder = tenant(&world, &EVIDENCE);
    let options = ["--window", "50d", "--format", "json", "--no-config"];
    let before = by_name(&rightsize(&folder, &options));
    let removed = before
        .iter()
        .filter(|(_, sized)| sized["proposal"]["kind"] == "remove");
    let names: Vec<&String> = removed.map(|(name, _)| name).collect();
    let [gone, delegated, ..] = names[..] else {
        panic!("too few are removed: {names:?}");
    };
    let mut records = world.assignments();
    for record in records.as_array_mut().unwrap() {
        let is = |name: &String| record["id"].as_str().unwrap().ends_with(name.as_str());
        if is(gone) {
            record["principalId"] = json!("90000000-0000-4000-8000-00000000dead");
            record["principalName"] = json!("");
        } else if is(delegated) {
            record["delegatedManagedIdentityResourceId"] = json!(
                "/subscriptions/90000000-0000-4000-8000-000000000001/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
            );
        }
    }
    write(
        folder.path(),
        "exports/role-assignments.json",
        records.to_string().as_bytes(),
    );
    let after = by_name(&rightsize(&folder, &options));
    let gone = &after[gone];
    assert_eq!(gone["proposal"]["kind"], "remove", "{gone}");
    assert_eq!(gone["proposal"]["undo"], json!([]), "{gone}");
    assert!(
        gone["proposal"]["because"]
            .as_str()
            .unwrap()
            .contains("can't be found"),
        "{gone}"
    );
    let delegated = &after[delegated];
    assert_eq!(delegated["proposal"]["kind"], "keep", "{delegated}");
    let because = delegated["proposal"]["because"].as_str().unwrap();
    assert!(because.contains("another tenant"), "{because}");
}
