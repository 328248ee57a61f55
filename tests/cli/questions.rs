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
