//! Who had access when: exports taken back by logs are what they were, and what logs lack stays open.

mod kinds;
mod world;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Run, rolecall_in};
use world::{Form, Numbers, PRINCIPALS, SUBSCRIPTION, World, principal, time};

const HOURS: u32 = 480;
const ACTIONS: [&str; 3] = [
    "Microsoft.Storage/storageAccounts/write",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Network/virtualNetworks/read",
];

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A folder with exports of an hour, questions about every principal, and a log.
fn folder(world: &World, hour: u32, log: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, value) in world.exports(hour) {
        write(&folder, &format!("exports/{name}"), &value.to_string());
    }
    let scopes = [
        SUBSCRIPTION.to_owned(),
        format!("{SUBSCRIPTION}/resourceGroups/rg"),
    ];
    let mut questions = Vec::new();
    for who in (0..PRINCIPALS).map(principal) {
        for action in ACTIONS {
            for scope in &scopes {
                questions.push(json!({"who": who, "action": action, "scope": scope}));
            }
        }
    }
    write(&folder, "questions.json", &json!(questions).to_string());
    write(&folder, "log.json", log);
    folder
}

fn asked(folder: &TempDir, more: &[&str]) -> Run {
    let mut all = vec![
        "can",
        "--questions",
        "questions.json",
        "-i",
        "exports",
        "--format",
        "json",
    ];
    all.extend(more);
    rolecall_in(folder.path(), &all)
}

fn outcomes(run: &Run) -> Vec<String> {
    let answers = run.result()["answers"].as_array().unwrap().clone();
    let outcome = |answer: &Value| answer["outcome"].as_str().unwrap().to_owned();
    answers.iter().map(outcome).collect()
}

/// The answers of an hour, by later exports and a log.
fn asked_back(folder: &TempDir, hour: u32, more: &[&str]) -> Run {
    let (moment, exported) = (time(hour), time(HOURS - 1));
    let back = [
        "--as-of",
        &moment,
        "--logs",
        "log.json",
        "--exported",
        &exported,
    ];
    asked(folder, &[&back, more].concat())
}

#[test]
fn exports_taken_back_are_what_they_were() {
    for seed in 1..=4 {
        let world = World::new(seed, HOURS);
        for (form, hour) in Form::ALL.into_iter().zip([70, 210, 400]) {
            let log = world.log(form, 0, |_| true);
            let now = folder(&world, HOURS - 1, &log);
            let then = folder(&world, hour, &log);
            let back = asked_back(&now, hour, &["--logs-complete"]);
            let was = asked(&then, &[]);
            assert_eq!(
                outcomes(&back),
                outcomes(&was),
                "seed {seed}, {form:?}, hour {hour}\n{}",
                back.stderr
            );
            assert_eq!(back.code, was.code, "{}", back.stderr);
            assert_eq!(back.json()["asOf"], json!(time(hour)));
        }
    }
}

/// Bodies, statuses and dates may be missing: what is certain all the same is what was.
#[test]
fn what_events_and_exports_leave_out_makes_no_answer_wrong() {
    let (mut whole, mut certain) = (0, 0);
    for seed in 100..160 {
        let mut world = World::new(seed, HOURS);
        let mut numbers = Numbers(seed + 7);
        let hour = HOURS - 1 - 3 * (1 + numbers.below(12));
        let truth = outcomes(&asked(&folder(&world, hour, ""), &[]));
        world.forget(&mut numbers);
        let now = folder(&world, HOURS - 1, &world.log(Form::Az, 0, |_| true));
        let run = asked_back(&now, hour, &["--logs-complete"]);
        if run.json()["complete"] == json!(true) || run.code != 4 {
            whole += 1;
        }
        let is_whole =
            !run.stderr.contains("lost-past") && !run.stderr.contains("changed since by an event");
        for (told, was) in outcomes(&run).iter().zip(&truth) {
            let is_certain = told == "allowed" || is_whole && told == "notGranted";
            if is_certain {
                assert_eq!(told, was, "seed {seed}, hour {hour}\n{}", run.stderr);
                certain += 1;
            }
        }
    }
    assert!(whole > 0 && certain > 400, "{whole} {certain}");
}

/// Deleted groups, calls that are slow, made again or torn, two events at one time, dates that callers send
/// back, and events in two exports: what is certain all the same is what was.
#[test]
fn what_logs_have_torn_twice_or_out_of_order_makes_no_answer_wrong() {
    let (mut certain, mut open) = (0, 0);
    for seed in (200..280).chain([2246]) {
        let mut world = World::troubled(seed, HOURS);
        let mut numbers = Numbers(seed + 11);
        let hour = HOURS - 2 - numbers.below(60);
        let truth = outcomes(&asked(&folder(&world, hour, ""), &[]));
        world.forget(&mut numbers);
        let now = folder(&world, HOURS - 1, &world.troubled_log(&mut numbers));
        let run = asked_back(&now, hour, &["--logs-complete"]);
        let is_whole = ["changed since by an event", "deleted since"]
            .iter()
            .all(|lost| !run.stderr.contains(lost));
        for (told, was) in outcomes(&run).iter().zip(&truth) {
            let is_certain =
                ["allowed", "denied"].contains(&told.as_str()) || is_whole && told == "notGranted";
            if is_certain {
                assert_eq!(told, was, "seed {seed}, hour {hour}\n{}", run.stderr);
                certain += 1;
            }
            open += usize::from(told == "undetermined");
        }
    }
    assert!(certain > 400 && open > 50, "{certain} {open}");
}

/// Whatever the log lacks from its beginning on: no answer turns into another one for certain.
#[test]
fn what_a_log_lacks_stays_open() {
    let mut open = 0;
    for seed in 5..=8 {
        let world = World::new(seed, HOURS);
        let hour = 100;
        let truth = outcomes(&asked(&folder(&world, hour, ""), &[]));
        for from in [130, 240, 470] {
            let now = folder(&world, HOURS - 1, &world.log(Form::Hours, from, |_| true));
            let run = asked_back(&now, hour, &[]);
            assert_eq!(run.code, 4, "{}", run.stderr);
            assert_eq!(run.json()["complete"], false);
            assert!(
                run.stderr.contains("no activity log reaches"),
                "{}",
                run.stderr
            );
            // What was removed in the gap is missing; what is said to be allowed was.
            for (told, was) in outcomes(&run).iter().zip(&truth) {
                if told == "allowed" {
                    assert_eq!(was, "allowed", "seed {seed} from {from}");
                }
                open += usize::from(told == "undetermined");
            }
        }
    }
    assert!(open > 20, "{open}");
}

#[test]
fn undated_exports_and_times_after_them_are_reported() {
    let world = World::new(9, HOURS);
    let now = folder(&world, HOURS - 1, &world.log(Form::Az, 0, |_| true));
    let moment = time(300);
    let run = asked(&now, &["--as-of", &moment, "--logs", "log.json"]);
    assert_eq!(run.code, 4);
    assert!(run.stderr.contains("--exported"), "{}", run.stderr);
    let (late, early) = (time(300), time(200));
    let run = asked(
        &now,
        &["--as-of", &late, "--logs", "log.json", "--exported", &early],
    );
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("is after"), "{}", run.stderr);
}

fn history(folder: &TempDir, more: &[&str]) -> Run {
    let mut all = vec![
        "history", "-i", "exports", "--logs", "log.json", "--format", "json",
    ];
    all.extend(more);
    rolecall_in(folder.path(), &all)
}

#[test]
fn a_whole_log_contradicts_no_exports_and_one_with_holes_does() {
    let mut kinds = BTreeSet::new();
    for (seed, form) in (10..40).zip(Form::ALL.into_iter().cycle()) {
        let world = World::new(seed, HOURS);
        let folder = folder(&world, HOURS - 1, &world.log(form, 0, |_| true));
        for (name, value) in world.exports(200) {
            write(&folder, &format!("earlier/{name}"), &value.to_string());
        }
        let whole = history(&folder, &["--earlier", "earlier"]);
        assert_eq!(whole.code, 0, "{}", whole.stderr);
        assert_eq!(whole.result()["contradictions"], json!([]), "{form:?}");
        let count = whole.result()["events"].as_array().unwrap().len();
        assert!(count > 100, "{count}");
        write(
            &folder,
            "log.json",
            &world.log(form, 0, |hour| !(300..420).contains(&hour)),
        );
        let torn = history(&folder, &["--earlier", "earlier"]);
        let mut found = torn.result()["contradictions"].as_array().unwrap().clone();
        // A log that begins after the records were made says nothing of them by itself.
        write(&folder, "log.json", &world.log(form, 470, |_| true));
        let late = history(&folder, &["--earlier", "earlier"]);
        found.extend(late.result()["contradictions"].as_array().unwrap().clone());
        kinds.extend(
            found
                .iter()
                .map(|found| found["kind"].as_str().unwrap().to_owned()),
        );
    }
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    assert_eq!(
        kinds,
        [
            "gone",
            "lostBetween",
            "madeTwice",
            "newBetween",
            "undeleted",
            "unlogged"
        ]
    );
}

#[test]
fn history_narrows_to_a_principal_and_a_scope() {
    let world = World::new(13, HOURS);
    let folder = folder(&world, HOURS - 1, &world.log(Form::Az, 0, |_| true));
    let who = principal(2);
    let theirs = history(&folder, &["--of", &who]).result()["events"]
        .as_array()
        .unwrap()
        .clone();
    assert!(!theirs.is_empty());
    for event in &theirs {
        let held = [&event["before"], &event["after"]]
            .into_iter()
            .find(|state| !state.is_null())
            .unwrap();
        assert_eq!(held["principal"]["id"], json!(who), "{event}");
    }
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg");
    let all = history(&folder, &["--at", SUBSCRIPTION]);
    let below = history(&folder, &["--at", &group]);
    let count = |run: &Run| run.result()["events"].as_array().unwrap().len();
    assert_eq!(count(&all), count(&history(&folder, &[])));
    assert_eq!(
        count(&below),
        count(&all),
        "what is above a group counts there"
    );
}

#[test]
fn an_answer_about_an_earlier_moment_is_not_verified_by_later_exports() {
    let world = World::new(14, HOURS);
    let folder = folder(&world, HOURS - 1, &world.log(Form::Az, 0, |_| true));
    let run = rolecall_in(
        folder.path(),
        &[
            "what",
            &principal(1),
            "-i",
            "exports",
            "--as-of",
            &time(200),
            "--logs",
            "log.json",
            "--exported",
            &time(479),
            "--logs-complete",
            "--format",
            "json",
        ],
    );
    write(&folder, "answer.json", &run.stdout);
    let verified = rolecall_in(folder.path(), &["verify", "answer.json", "-i", "exports"]);
    assert_eq!(verified.code, 2, "{}", verified.stderr);
    assert!(verified.stderr.contains("--as-of"), "{}", verified.stderr);
}

/// The sample log has a change of every kind.
const EVERY_KIND: &str = "tests/fixtures/answers/access-log.json";

#[test]
fn without_exports_there_is_nothing_to_contradict() {
    let run = crate::cli::rolecall(&[
        "history",
        "--logs",
        EVERY_KIND,
        "--format",
        "json",
        "--no-config",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result = run.result();
    assert_eq!(result["contradictions"], json!([]));
    assert!(!result["events"].as_array().unwrap().is_empty());
}

#[test]
fn every_kind_of_change_is_told_with_what_was_there() {
    let run = crate::cli::rolecall(&[
        "history",
        "-i",
        "tests/fixtures/tenant",
        "--logs",
        EVERY_KIND,
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result = run.result();
    let events = result["events"].as_array().unwrap();
    let sentences: Vec<&str> = events
        .iter()
        .map(|event| event["sentence"].as_str().unwrap())
        .collect();
    insta::assert_snapshot!(sentences.join("\n"));
    let told: Vec<(&str, bool, bool)> = events
        .iter()
        .map(|event| {
            let has = |name: &str| !event[name].is_null();
            (event["kind"].as_str().unwrap(), has("before"), has("after"))
        })
        .collect();
    let expected = [
        ("created", false, true),
        ("deleted", true, false),
        ("deleted", false, false),
        ("written", false, true),
        ("deleted", true, false),
        ("assigned", false, true),
        ("activated", false, true),
        ("deactivated", true, false),
        ("assignmentChanged", false, true),
        ("assignmentRemoved", true, false),
        ("policyChanged", false, false),
        ("elevated", false, false),
        ("groupWritten", false, false),
        ("subscriptionMoved", false, false),
        ("resourcesMoved", false, false),
        ("created", false, true),
        ("scopeDeleted", false, false),
        ("written", false, true),
    ];
    assert_eq!(told, expected);
    assert_eq!(result["failed"], 1);
}

/// What a person could do at moments between the events of the sample log.
#[test]
fn activations_denials_and_deleted_groups_count_at_their_time() {
    let folder = TempDir::new().unwrap();
    let who = "00000050-0000-4000-8000-0000000000b1";
    let subscription = "/subscriptions/00000050-0000-4000-8000-000000000001";
    let group = format!("{subscription}/resourceGroups/rg");
    let people =
        json!([{"id": who, "displayName": "Anna", "userPrincipalName": "anna@contoso.example"}]);
    let other = json!([{
        "id": format!("{subscription}/providers/Microsoft.Authorization/roleAssignments/00000050-0000-4000-9000-000000000099"),
        "type": "Microsoft.Authorization/roleAssignments", "scope": subscription,
        "principalId": "00000050-0000-4000-8000-0000000000b9", "principalType": "ServicePrincipal",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "createdOn": "2025-01-01T00:00:00Z", "updatedOn": "2025-01-01T00:00:00Z",
    }]);
    write(&folder, "exports/users.json", &people.to_string());
    write(&folder, "exports/assignments.json", &other.to_string());
    write(
        &folder,
        "log.json",
        &std::fs::read_to_string(EVERY_KIND).unwrap(),
    );
    let outcome = |action: &str, at: &str, moment: &str| {
        let run = rolecall_in(
            folder.path(),
            &[
                "can",
                who,
                action,
                "--at",
                at,
                "-i",
                "exports",
                "--as-of",
                moment,
                "--logs",
                "log.json",
                "--exported",
                "2026-05-16T12:00:00Z",
                "--logs-complete",
                "--format",
                "json",
            ],
        );
        let outcome = run.result()["answers"][0]["outcome"]
            .as_str()
            .unwrap()
            .to_owned();
        (outcome, run.code)
    };
    const BLOB: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete";
    let write = "Microsoft.Storage/storageAccounts/write";
    let delete = "Microsoft.Storage/storageAccounts/delete";
    for (action, at, moment, expected) in [
        // The assignment that was deleted on the second. That the subscription was moved on the twelfth leaves
        // what it inherited open.
        (write, subscription, "2026-05-01T00:00:00Z", ("allowed", 4)),
        // The deny assignment was there until the fourth.
        (delete, subscription, "2026-05-01T00:00:00Z", ("denied", 1)),
        // What ended by itself since is in no export.
        (
            BLOB,
            subscription,
            "2026-05-12T12:00:00Z",
            ("notGranted", 4),
        ),
        // The one of the first was never deleted, and the exports lack it: it may have gone by then.
        (
            write,
            subscription,
            "2026-05-04T12:00:00Z",
            ("undetermined", 4),
        ),
        // What was there when the group was deleted isn't known.
        (write, &group, "2026-04-30T00:00:00Z", ("allowed", 4)),
    ] {
        let (outcome, code) = outcome(action, at, moment);
        assert_eq!(
            (outcome.as_str(), code),
            expected,
            "{action} at {at} on {moment}"
        );
    }
}
