//! `can --questions`: what is wrong with a list is said, never passed over.

use serde_json::json;

use super::*;

fn asked(content: &str) -> Run {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    std::fs::write(folder.path().join("q.json"), content).unwrap();
    rolecall_in(folder.path(), &["can", "--questions", "q.json"])
}

const ACTION: &str = "Microsoft.NetworkCloud/clusters/read";

#[test]
fn a_field_that_no_question_has_is_an_error() {
    for (field, value, said) in [
        ("expct", json!("allowed"), "did you mean `expect`?"),
        ("Expect", json!("allowed"), "did you mean `expect`?"),
        ("expected", json!("allowed"), "did you mean `expect`?"),
        ("action ", json!("x"), "did you mean `action`?"),
        ("zzz", json!(null), "write a JSON array"),
        ("expect", json!(true), "`expect` is not a text"),
        ("scope", json!(["/"]), "`scope` is not a text"),
        ("attributes", json!("x"), "`attributes` is not an object"),
        ("who", json!("somebody"), "`who` and `role` are both given"),
    ] {
        let mut second = json!({"role": "Reader", "action": ACTION});
        second[field] = value;
        let questions = json!([{"role": "Reader", "action": ACTION}, second]);
        let run = asked(&questions.to_string());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.told());
        assert!(
            run.stderr.contains("question 2 of `q.json` (line 1)"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(said), "{field}: {}", run.stderr);
    }
}

/// Counted from 1, as in the answer, and with the line.
#[test]
fn a_question_is_found_again() {
    let good = format!(r#"{{"role":"Reader","action":"{ACTION}"}}"#);
    let bad = r#"{"role":"Reader","action":"a b"}"#;
    for (content, said) in [
        (
            format!("{bad}\n{good}"),
            "question 1 of `q.json` (line 1): ",
        ),
        (
            format!("{good}\n\n{bad}\n"),
            "question 2 of `q.json` (line 3): ",
        ),
        (
            format!("[\n{good},\n {bad}]"),
            "question 2 of `q.json` (line 3): ",
        ),
        (
            format!("[{good}]\n[{good},\n {bad}]"),
            "question 3 of `q.json`: ",
        ),
        (format!("[{good},\n7]"), "question 2 of `q.json` (line 2): "),
    ] {
        let run = asked(&content);
        assert_ne!(run.code, 0);
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
}

#[test]
fn a_file_without_questions_is_an_error() {
    for nothing in ["", " \n", "[]", "[][]"] {
        let run = asked(nothing);
        assert_eq!(run.code, 2, "{nothing:?}: {}", run.told());
        assert!(
            run.stderr.contains("`q.json` holds no question"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn null_is_a_field_that_is_not_given_and_an_outcome_is_expected() {
    let question = |more: &[(&str, Value)]| {
        let mut question = json!({"role": "Reader", "action": ACTION, "who": null, "scope": null});
        for (field, value) in more {
            question[*field] = value.clone();
        }
        asked(&question.to_string()).code
    };
    assert_eq!(
        question(&[("attributes", json!(null)), ("plane", json!("control"))]),
        0
    );
    assert_eq!(question(&[("expect", json!("notGranted"))]), 1);
    assert_eq!(question(&[("outcome", json!("notGranted"))]), 1);
    assert_eq!(question(&[("outcome", json!("allowed"))]), 0);
    assert_eq!(
        question(&[("outcome", json!("allowed")), ("expect", json!("allowed"))]),
        2
    );
}

/// The layout of docs/ci.md: questions and earlier reports lie beside the exports.
#[test]
fn questions_and_reports_beside_exports_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(project.join(TENANT)).unwrap() {
        let from = entry.unwrap().path();
        std::fs::copy(&from, folder.path().join(from.file_name().unwrap())).unwrap();
    }
    let question = |expect: &str| {
        format!(
            "{{\"who\":\"astrid.lund@fjordnett.example\",\"action\":\"Microsoft.NetworkCloud/clusters/read\",\"scope\":\"{PRODUCTION}\",\"expect\":\"{expect}\"}}\n{{\"role\":\"Reader\",\"action\":\"Microsoft.NetworkCloud/clusters/read\"}}\n"
        )
    };
    let write = |expect: &str| {
        std::fs::write(folder.path().join("access.jsonl"), question(expect)).unwrap();
    };
    write("allowed");
    let ask = [
        "can",
        "--questions",
        "access.jsonl",
        "-i",
        ".",
        "-o",
        "out.xml",
    ];
    let run = rolecall_in(folder.path(), &ask);
    assert_eq!(
        (run.code, &*run.stderr),
        (0, "wrote out.xml\n"),
        "{}",
        run.told()
    );
    let audit = ["audit", "-i", ".", "-o", "before.json"];
    rolecall_in(folder.path(), &audit);
    let again = rolecall_in(folder.path(), &["audit", "-i", ".", "--format", "json"]).json();
    let kinds: Vec<&str> = again["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"questions") && kinds.contains(&"answers"),
        "{kinds:?}"
    );
    assert_eq!(
        again["diagnostics"],
        rolecall(&["audit", "-i", TENANT, "--format", "json"]).json()["diagnostics"]
    );
    // A file takes the answers, and what failed is seen all the same.
    write("denied");
    let run = rolecall_in(folder.path(), &ask);
    assert_eq!(run.code, 1);
    let said = format!(
        "failed: question 1: astrid.lund@fjordnett.example Microsoft.NetworkCloud/clusters/read at {PRODUCTION} is allowed, denied is expected\n"
    );
    assert!(run.stderr.contains(&said), "{}", run.stderr);
}

#[test]
fn a_misspelt_operation_passes_no_gate() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |action: &str, expect: &str| {
        let question = json!({"role": "Reader", "action": action, "expect": expect});
        std::fs::write(folder.path().join("q.json"), question.to_string()).unwrap();
        rolecall_in(folder.path(), &["can", "--questions", "q.json"])
    };
    let delete = "Microsoft.NetworkCloud/clusters/delete";
    assert_eq!(ask(delete, "notGranted").code, 0);
    for expect in ["notGranted", "allowed"] {
        let run = ask("Microsoft.NetworkCloud/clusters/delet", expect);
        assert_eq!(run.code, 4, "{}", run.told());
        assert!(
            run.stderr.contains(&format!("did you mean `{delete}`")),
            "{}",
            run.stderr
        );
        assert!(!run.stdout.contains("met  all"), "{}", run.stdout);
    }
    // Nothing is like it: a provider that the catalogue doesn't hold.
    assert_eq!(ask("Contoso.Other/things/delete", "notGranted").code, 0);
}

/// The others are answered, and what is unknown has a line of its own in every format.
#[test]
fn an_unknown_name_stops_no_other_question() {
    const WHO: &str = "astrid.lund@fjordnett.example";
    let good = json!({"who": WHO, "action": ACTION, "scope": PRODUCTION, "expect": "allowed"});
    let bad = |field: &str, value: &str| {
        let mut bad = good.clone();
        bad[field] = json!(value);
        bad
    };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let tenant = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    let ask = |questions: &Value, more: &[&str]| {
        std::fs::write(folder.path().join("q.json"), questions.to_string()).unwrap();
        let base = [
            "can",
            "--questions",
            "q.json",
            "-i",
            tenant.to_str().unwrap(),
        ];
        rolecall_in(folder.path(), &[&base, more].concat())
    };
    for (field, name, said) in [
        (
            "who",
            "astrid.lnd@fjordnett.example",
            "did you mean `astrid.lund@fjordnett.example`?",
        ),
        ("who", "nobody", "no principal `nobody` in the inputs"),
        ("scope", "nowhere-at-all", "`nowhere-at-all` in the inputs"),
    ] {
        let questions = json!([good, bad(field, name), good]);
        let run = ask(&questions, &["--format", "json"]);
        assert_eq!(run.code, 4, "{field}: {}", run.told());
        let json = run.json();
        let answers = json["result"]["answers"].as_array().unwrap();
        let found: Vec<(&str, bool)> = answers
            .iter()
            .map(|answer| {
                (
                    answer["outcome"].as_str().unwrap(),
                    answer["met"].as_bool().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("allowed", true),
                ("undetermined", false),
                ("allowed", true)
            ]
        );
        assert_eq!(answers[1]["unknown"][0]["field"], field);
        assert!(answers[0].get("unknown").is_none());
        assert_eq!(json["complete"], false);
        assert_eq!(
            json["diagnostics"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|d| d["code"] == "unknown-name")
                .count(),
            1
        );
        let human = ask(&questions, &[]);
        assert!(human.told().contains(said), "{}", human.told());
        assert!(
            human.stdout.contains("1 of 3 expectations"),
            "{}",
            human.stdout
        );
        let file = ask(&questions, &["-o", "out.xml"]);
        assert!(
            file.stderr.contains("open: question 2: "),
            "{}",
            file.stderr
        );
        let junit = std::fs::read_to_string(folder.path().join("out.xml")).unwrap();
        assert!(
            junit.contains("errors=\"1\"") && junit.contains("failures=\"0\""),
            "{junit}"
        );
        // Nothing was decided, so nothing can be confirmed.
        std::fs::write(folder.path().join("answer.json"), &run.stdout).unwrap();
        let verified = rolecall_in(
            folder.path(),
            &["verify", "answer.json", "-i", tenant.to_str().unwrap()],
        );
        assert_eq!(verified.code, 4, "{}", verified.told());
    }
    let role = json!({"role": "Readr", "action": ACTION});
    assert_eq!(ask(&json!([role]), &[]).code, 4);
    // A certain no stays one, and `undetermined` is not what an unknown name is expected to be.
    let no = bad("expect", "denied");
    assert_eq!(ask(&json!([bad("who", "nobody"), no]), &[]).code, 1);
    let mut open = bad("who", "nobody");
    open["expect"] = json!("undetermined");
    assert_eq!(ask(&json!([open]), &[]).code, 4);
    // What is asked in no known form is a fault of the file.
    assert_eq!(ask(&json!([good, bad("scope", "/no/scope")]), &[]).code, 3);
    // Two unknown names are both said; a redacted answer says none.
    let mut both = bad("who", "nobody");
    both["scope"] = json!("nowhere");
    let run = ask(&json!([both]), &["--format", "json"]);
    assert_eq!(
        run.result()["answers"][0]["unknown"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let run = ask(&json!([both]), &["--format", "json", "--redact"]);
    assert_eq!(run.code, 4, "{}", run.told());
    assert!(
        !run.told().contains("nobody") && !run.told().contains("nowhere"),
        "{}",
        run.told()
    );
}
