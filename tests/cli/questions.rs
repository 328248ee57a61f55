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
            run.stderr.contains("question 1 of `q.json`"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(said), "{field}: {}", run.stderr);
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
