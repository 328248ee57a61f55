//! The table of what was used.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::logs::calls::{Dice, Service, World};
use super::logs::forms::Form;
use super::logs::truth;
use super::{bytes, calls_of, usage, write, written};
use crate::cli::rolecall;

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn truth(world: &World, form: Form) -> String {
    truth::table(world, form.shown()).join("\n") + "\n"
}

#[test]
fn every_form_comes_to_what_was_called() {
    let world = World::new(7, 40, 600);
    for form in Form::ALL {
        let files = bytes(form.files(&world, &calls_of(&world, form)));
        let run = usage(&[written(&files).path()]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", form.name());
        assert_eq!(run.stdout, truth(&world, form), "{}", form.name());
        let packed: Vec<(String, Vec<u8>)> = files
            .iter()
            .map(|(name, bytes)| (format!("{name}.gz"), gzipped(bytes)))
            .collect();
        let run = usage(&[written(&packed).path()]);
        assert_eq!(run.stdout, truth(&world, form), "{} gzipped", form.name());
    }
}

#[test]
fn forms_together_count_an_event_once_in_each_row() {
    let world = World::new(11, 30, 200);
    let calls = calls_of(&world, Form::Az);
    let files = bytes(
        [Form::Az, Form::Rest, Form::PowerShell]
            .iter()
            .flat_map(|form| form.files(&world, &calls))
            .collect(),
    );
    let run = usage(&[written(&files).path()]);
    assert_eq!(run.stdout, truth(&world, Form::Az));
    let all: Vec<(String, Vec<u8>)> = Form::ALL
        .iter()
        .flat_map(|form| bytes(form.files(&world, &calls_of(&world, *form))))
        .collect();
    let folder = written(&all);
    let once = usage(&[folder.path()]);
    let twice = usage(&[folder.path(), folder.path()]);
    assert_eq!(once.stdout, twice.stdout);
}

/// Lines dealt to so many files.
fn dealt(lines: &[&str], files: usize, seed: u64) -> Vec<(String, Vec<u8>)> {
    let mut dice = Dice(seed);
    let mut hands = vec![Vec::new(); files];
    let mut lines = lines.to_vec();
    while !lines.is_empty() {
        let line = lines.swap_remove(dice.roll(lines.len()));
        let hand = &mut hands[dice.roll(files)];
        hand.extend_from_slice(line.as_bytes());
        hand.push(b'\n');
    }
    let named = hands.into_iter().enumerate();
    named
        .map(|(number, hand)| (format!("{number}.jsonl"), hand))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn splitting_and_order_change_nothing(seed in 0u64..1000, files in 1usize..6) {
        let world = World::new(seed, 24, 120);
        let texts: Vec<String> = [Form::Hours, Form::StorageHours, Form::VaultHours]
            .iter()
            .flat_map(|form| form.files(&world, &calls_of(&world, *form)))
            .map(|(_, text)| text)
            .collect();
        let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
        let whole = usage(&[written(&dealt(&lines, 1, 1)).path()]).stdout;
        let hands = dealt(&lines, files, seed);
        let folder = written(&hands);
        prop_assert_eq!(&usage(&[folder.path()]).stdout, &whole);
        // On several machines: a table each, and one of them all; some logs are not reduced yet.
        let tables: Vec<(String, Vec<u8>)> = hands
            .iter()
            .enumerate()
            .map(|(number, (name, log))| match number {
                0 => (name.clone(), log.clone()),
                _ => (format!("table-{name}"), usage(&[&folder.path().join(name)]).stdout.into_bytes()),
            })
            .collect();
        prop_assert_eq!(&usage(&[written(&tables).path()]).stdout, &whole);
    }
}

#[test]
fn large_logs_are_read_in_parts() {
    let world = World::new(3, 40, 400);
    let files = Form::Hours.files(&world, &calls_of(&world, Form::Hours));
    let lines: String = files.iter().map(|(_, text)| text.as_str()).collect();
    // Blanks make the lines long, so that they fill several parts.
    let blanks = " ".repeat((90 << 20) / lines.lines().count());
    let wide: String = lines
        .lines()
        .map(|line| line.replacen("{\"time\"", &format!("{{{blanks}\"time\""), 1) + "\n")
        .collect();
    assert!(wide.len() > 80 << 20);
    let torn = wide + "{\"time\":\n";
    let folder = written(&[("large.json".to_owned(), torn.into_bytes())]);
    let run = usage(&[folder.path()]);
    assert_eq!(run.stdout, truth(&world, Form::Hours));
    let line = lines.lines().count() + 1;
    assert!(
        run.stderr.contains(&format!("large.json:{line}")),
        "{}",
        run.stderr
    );
}

fn event(time: &str) -> Value {
    json!({ "time": time, "operationName": "Microsoft.X/y/write", "resultType": "Success", "correlationId": "c",
        "resourceId": "/subscriptions/1", "identity": { "claims": { "oid": "00000001-0000-4000-8000-000000000001" } } })
}

#[test]
fn what_is_not_read_is_counted_and_placed() {
    let day = "2026-03-01T00:00:00Z";
    let lines = [
        event(day).to_string(),
        "{\"time\":\"2026-03-01T00".to_owned(),
        json!({ "principalId": "x", "roleDefinitionId": "y" }).to_string(),
        event("yesterday").to_string(),
        json!({ "time": day, "category": "AuditEvent", "operationName": "SecretDance", "resultSignature": "OK",
            "identity": { "claim": { "oid": "1" } } })
        .to_string(),
        json!({ "time": day, "operationName": "Microsoft.X/y/write", "resultType": "Failure", "correlationId": "c" }).to_string(),
        json!({ "time": day, "operationName": "GetBlob", "category": "StorageRead", "statusCode": 200, "identity": { "type": "AccountKey" } }).to_string(),
        json!({ "time": day, "operationName": "Microsoft.X/y/action", "category": "ResourceHealth", "resultType": "Success", "correlationId": "c" }).to_string(),
    ];
    let folder = written(&[("log.jsonl".to_owned(), lines.join("\n").into_bytes())]);
    let path = folder.path().join("log.jsonl");
    let run = rolecall(&["usage", path.to_str().unwrap(), "--format", "json"]);
    let answer = run.json();
    assert_eq!((run.code, &answer["complete"]), (0, &json!(false)));
    let said: Vec<(&str, u64)> = answer["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|said| {
            let (_, line) = said["source"].as_str().unwrap().rsplit_once(':').unwrap();
            (said["code"].as_str().unwrap(), line.parse().unwrap())
        })
        .collect();
    let mut by_line = said.clone();
    by_line.sort_by_key(|(_, line)| *line);
    assert_eq!(
        by_line,
        [
            ("torn-record", 2),
            ("foreign-record", 3),
            ("record-without-time", 4),
            ("unknown-log-operation", 5),
            ("unexplained-failure", 6),
        ]
    );
    let result = &answer["result"];
    let read = &result["read"];
    assert_eq!(
        [
            &read["records"],
            &read["notRead"],
            &read["withoutRole"],
            &read["notCalls"]
        ],
        [&json!(8), &json!(5), &json!(1), &json!(1)]
    );
    assert_eq!(result["rows"].as_array().unwrap().len(), 1);
}

/// The codes of what is said of logs, with their answer.
fn said_of(logs: &[&str]) -> (Value, Vec<String>) {
    let files = logs.iter().enumerate();
    let files = files.map(|(at, log)| (format!("log-{at}.json"), log.as_bytes().to_vec()));
    let folder = written(&files.collect::<Vec<_>>());
    let run = rolecall(&["usage", folder.path().to_str().unwrap(), "--format", "json"]);
    let answer = run.json();
    let said = answer["diagnostics"].as_array().unwrap().iter();
    let codes = said
        .map(|said| said["code"].as_str().unwrap().to_owned())
        .collect();
    (answer, codes)
}

#[test]
fn how_a_call_ended_is_never_guessed() {
    let with = |field: &str, value: Value| {
        let mut event = event("2026-03-01T00:00:00Z");
        event[field] = value;
        event.to_string()
    };
    for quiet in [
        "Start",
        "Started",
        "Accept",
        "Accepted",
        "Canceled",
        "In Progress",
    ] {
        let (answer, codes) = said_of(&[&with("resultType", json!(quiet))]);
        assert_eq!(
            (
                answer["result"]["rows"].as_array().unwrap().len(),
                codes.len()
            ),
            (0, 0),
            "{quiet}"
        );
    }
    for odd in [json!("Finished"), json!(null), json!("")] {
        let (answer, codes) = said_of(&[&with("resultType", odd.clone())]);
        assert_eq!(codes, ["unknown-log-status"], "{odd}");
        assert_eq!(answer["complete"], false, "{odd}");
    }
}

#[test]
fn records_on_one_line_are_all_read() {
    let (mut start, end) = (event("2026-03-01T00:00:00Z"), event("2026-03-01T00:00:01Z"));
    start["resultType"] = json!("Start");
    // `resultType` stands before the first object, as Azure writes it.
    let start = format!("{{\"resultType\":\"Start\",{}", &start.to_string()[1..]);
    for between in ["", " ", "\t"] {
        let line = format!("{start}{between}{end}\n{end}{between}{end}\n");
        let (answer, codes) = said_of(&[&line]);
        assert_eq!(codes.len(), 0, "{between:?} {codes:?}");
        assert_eq!(answer["result"]["rows"][0]["count"], 1, "{between:?}");
        assert_eq!(answer["result"]["read"]["records"], 4, "{between:?}");
    }
}

#[test]
fn rows_are_known_however_other_tools_write_them() {
    let row = json!({
        "source": "activity", "action": "microsoft.x/y/write", "plane": "control", "scope": "",
        "principal": {"name": null, "type": "User", "id": "a"}, "roleAssignment": "", "role": "",
        "outcome": "allowed", "count": 3, "first": "2026-03-01T00:00:00Z", "last": "2026-03-02T00:00:00Z",
        "correlationIds": [], "schema": "rolecall/usage/1",
    });
    let spaced = serde_json::to_string_pretty(&row).unwrap();
    let escaped = row.to_string().replace("rolecall/", "rolecall\\/");
    for text in [row.to_string(), spaced, json!([row]).to_string(), escaped] {
        let (answer, codes) = said_of(&[&text]);
        assert_eq!(codes.len(), 0, "{text}: {codes:?}");
        let read = &answer["result"]["rows"][0];
        assert_eq!(read["count"], 3, "{text}");
        let empty = [&read["scope"], &read["roleAssignment"], &read["role"]];
        assert!(empty.iter().all(|text| text.is_null()), "{read}");
    }
}

#[test]
fn rows_in_other_case_are_the_same_rows() {
    let row = |action: &str| {
        json!({
            "schema": "rolecall/usage/1", "principal": {"id": "a", "type": "User", "name": null}, "action": action,
            "plane": "control", "scope": null, "roleAssignment": null, "role": null, "outcome": "allowed",
            "source": "activity", "count": 3, "first": "2026-03-01T00:00:00Z", "last": "2026-03-02T00:00:00Z",
            "correlationIds": [],
        })
        .to_string()
    };
    let (answer, _) = said_of(&[&row("microsoft.x/y/write"), &row("Microsoft.X/y/WRITE")]);
    let rows = answer["result"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{answer}");
    assert_eq!(
        (&rows[0]["action"], &rows[0]["count"]),
        (&json!("microsoft.x/y/write"), &json!(6))
    );
}

#[test]
fn what_stands_in_the_place_of_a_record_is_said_not_to_be_read() {
    let call = event("2026-03-01T00:00:00Z").to_string();
    for odd in ["1", "null", "true", "\"{\\\"a\\\": 1}\""] {
        let (answer, codes) = said_of(&[&format!("[{odd}, {call}, {odd}]")]);
        assert_eq!(answer["complete"], json!(false), "{odd}");
        assert_eq!(
            answer["result"]["rows"].as_array().unwrap().len(),
            1,
            "{odd}"
        );
        assert!(!codes.is_empty(), "{odd}");
    }
    let (answer, _) = said_of(&[&format!(
        r#"{{"value": [{call}], "next_link": "https://x"}}"#
    )]);
    assert_eq!(answer["complete"], json!(false), "{answer}");
}

#[test]
fn an_event_counts_once_whatever_digits_its_time_has() {
    let with = |time: &str, id: Option<&str>| {
        let mut event = event(time);
        if let Some(id) = id {
            event["eventDataId"] = json!(id);
        }
        event.to_string()
    };
    for id in [Some("00000009-0000-4000-8000-000000000001"), None] {
        let precise = if id.is_some() {
            "2026-03-01T00:00:00.1234567Z"
        } else {
            "2026-03-01T00:00:00.000Z"
        };
        let (answer, _) = said_of(&[&with("2026-03-01T00:00:00Z", id), &with(precise, id)]);
        assert_eq!(answer["result"]["rows"][0]["count"], 1, "{id:?}");
    }
}

#[test]
fn what_a_vault_tells_event_grid_is_no_call() {
    let told = json!({ "time": "2026-03-01T00:00:00Z", "category": "AuditEvent", "resultSignature": "OK",
        "operationName": "SecretNearExpiryEventGridNotification" });
    let (answer, codes) = said_of(&[&told.to_string()]);
    assert_eq!(
        (&answer["result"]["read"]["notCalls"], codes.len()),
        (&json!(1), 0)
    );
}

/// The path of an hour's file in the folders that Azure makes.
fn hour(within: &str) -> String {
    format!("{within}/y=2026/m=03/d=01/h=00/m=00/PT1H.json")
}

#[test]
fn an_hour_is_read_once_it_is_whole() {
    let first = event("2026-03-01T00:00:00Z").to_string();
    let second = event("2026-03-01T00:00:01Z").to_string();
    let third = event("2026-03-01T01:00:00Z").to_string();
    let name = hour("insights-activity-logs/resourceId=/SUBSCRIPTIONS/1");
    // A line that is being written, alone and behind a whole one.
    for whole in ["", &format!("{first}\n")] {
        let folder = written(&[
            (
                name.clone(),
                format!("{whole}{}", &second[..40]).into_bytes(),
            ),
            (name.replace("h=00", "h=01"), third.clone().into_bytes()),
        ]);
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (logs, hours) = (path("insights-activity-logs"), path("hours.list"));
        let (table, newer) = (path("table.jsonl"), path("newer.jsonl"));
        rolecall(&["usage", &logs, "--manifest", &hours, "-o", &table]);
        write(
            folder.path(),
            &name,
            format!("{whole}{second}\n").as_bytes(),
        );
        let run = rolecall(&["usage", &table, &logs, "--manifest", &hours, "-o", &newer]);
        assert!(!run.stderr.contains("torn"), "{whole}: {}", run.stderr);
        let read = std::fs::read_to_string(&newer).unwrap();
        let count: u64 = read
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).unwrap()["count"]
                    .as_u64()
                    .unwrap()
            })
            .sum();
        assert_eq!(count, 2 + whole.lines().count() as u64, "{whole}: {read}");
    }
    // An archive that is cut off, and then whole.
    let packed = gzipped(format!("{first}\n{second}\n").as_bytes());
    let name = format!("{name}.gz");
    let folder = written(&[(name.clone(), packed[..packed.len() - 12].to_vec())]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (logs, hours) = (path("insights-activity-logs"), path("hours.list"));
    write(
        folder.path(),
        "insights-activity-logs/other.json",
        second.as_bytes(),
    );
    let run = rolecall(&["usage", &logs, "--manifest", &hours, "--format", "json"]);
    assert_eq!(
        (run.code, &run.json()["complete"]),
        (0, &json!(false)),
        "{}",
        run.stderr
    );
    assert_eq!(run.result()["rows"][0]["count"], 1);
    write(folder.path(), &name, &packed);
    let run = rolecall(&["usage", &logs, "--manifest", &hours, "--format", "json"]);
    assert_eq!(run.result()["rows"][0]["count"], 2, "{}", run.stderr);
}

#[test]
fn hours_of_two_exports_are_not_taken_for_each_other() {
    let folder = written(&[
        (
            hour("one"),
            event("2026-03-01T00:00:00Z").to_string().into_bytes(),
        ),
        (
            hour("two"),
            event("2026-03-01T00:00:01Z").to_string().into_bytes(),
        ),
    ]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let hours = path("hours.list");
    let count = |logs: &str| {
        let run = rolecall(&["usage", logs, "--manifest", &hours, "--format", "json"]);
        run.result()["rows"].as_array().unwrap().len()
    };
    assert_eq!(
        (
            count(&path("one")),
            count(&path("two")),
            count(&path("two"))
        ),
        (1, 1, 0)
    );
}

#[test]
fn documents_that_end_early_are_read_up_to_there() {
    let whole = json!([event("2026-03-01T00:00:00Z"), event("2026-03-01T00:00:01Z")]).to_string();
    let folder = written(&[
        (
            "cut.json".to_owned(),
            whole.as_bytes()[..whole.len() - 20].to_vec(),
        ),
        (
            "page.json".to_owned(),
            json!({ "value": [event("2026-03-01T00:00:02Z")], "nextLink": "https://next" })
                .to_string()
                .into_bytes(),
        ),
        (
            "damaged.json.gz".to_owned(),
            gzipped(whole.as_bytes())[..80].to_vec(),
        ),
    ]);
    let run = rolecall(&["usage", folder.path().to_str().unwrap(), "--format", "json"]);
    let answer = run.json();
    assert_eq!(answer["result"]["rows"][0]["count"], 2);
    let codes: Vec<&str> = answer["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|said| said["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["torn-record", "unreadable-log", "truncated-page"]);
}

#[test]
fn hours_that_were_read_are_skipped_and_those_that_grew_are_read_on() {
    let world = World::new(5, 24, 90);
    let calls = calls_of(&world, Form::Hours);
    let whole = bytes(Form::Hours.files(&world, &calls));
    let (first, later) = calls.split_at(calls.len() / 2);
    let folder = written(&bytes(Form::Hours.files(&world, first)));
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let logs = path("insights-activity-logs");
    let (hours, table) = (path("hours.list"), path("table.jsonl"));
    let run = rolecall(&["usage", &logs, "--manifest", &hours, "-o", &table]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // An hour that is being written ends in the middle of a line.
    for (name, bytes) in &whole {
        write(folder.path(), name, bytes);
    }
    let newer = path("newer.jsonl");
    let run = rolecall(&["usage", &table, &logs, "--manifest", &hours, "-o", &newer]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        std::fs::read_to_string(&newer).unwrap(),
        truth(&world, Form::Hours)
    );
    let again = rolecall(&[
        "usage",
        &newer,
        &logs,
        "--manifest",
        &hours,
        "--format",
        "json",
    ])
    .json();
    let read = &again["result"]["read"];
    assert_eq!(
        (&read["files"], &read["hoursSkipped"]),
        (&json!(1), &json!(whole.len()))
    );
    // Only a log that is longer can be the same with something added.
    write(folder.path(), &whole[0].0, b"{}\n");
    let run = rolecall(&["usage", &newer, &logs, "--manifest", &hours]);
    assert!(
        run.stderr.contains("its file is another since"),
        "{}",
        run.stderr
    );
    assert!(!later.is_empty());
}

#[test]
fn vault_operations_are_data_actions_of_the_catalogue() {
    let world = World::new(5, 24, 90);
    assert!(
        world
            .calls
            .iter()
            .any(|call| call.service == Service::KeyVault)
    );
    let source = include_str!("../../src/import/log/key_vault.rs");
    for action in source
        .split('"')
        .filter(|text| text.starts_with("Microsoft.KeyVault/vaults/"))
    {
        let run = rolecall(&["operations", "list", action]);
        assert_eq!(run.code, 0, "{action}: {}", run.stdout);
    }
}

#[test]
fn queries_for_other_engines_are_printed() {
    for (language, word) in [
        ("kql", "AzureActivity"),
        ("sql", "read_json"),
        ("spark-sql", "recursiveFileLookup"),
    ] {
        let run = rolecall(&["usage", "--emit", language]);
        assert!(run.code == 0 && run.stdout.contains(word) && run.stdout.contains("rolecall"));
    }
    assert_eq!(rolecall(&["usage"]).code, 2);
    let missing = Path::new("tests/fixtures/no-such-log");
    assert_eq!(usage(&[missing]).code, 3);
}

#[test]
fn what_is_no_log_is_refused() {
    let folder = written(&[(
        "exports.json".to_owned(),
        json!([{ "principalId": "x", "roleDefinitionId": "y" }])
            .to_string()
            .into_bytes(),
    )]);
    let run = usage(&[folder.path()]);
    assert!(
        run.code == 3 && run.stderr.contains("go with `-i`"),
        "{}",
        run.stderr
    );
}
