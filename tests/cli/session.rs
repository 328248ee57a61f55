//! Questions that programs ask: the same answers as on the command line, from a tenant read once.

use std::path::PathBuf;

use rolecall::{Answered, Session};

use super::{Run, rolecall};

const TENANT: &str = "tests/fixtures/tenant";
const LOGS: &str = "tests/fixtures/logs";

fn session() -> Session {
    Session::read(&[], &[PathBuf::from(TENANT)]).unwrap()
}

/// What the command prints of a question, with its exit code.
fn printed(words: &[&str], reads: bool) -> Run {
    let at = words.iter().position(|word| *word == "--");
    let (before, behind) = words.split_at(at.unwrap_or(words.len()));
    let mut line = before.to_vec();
    if reads {
        line.extend(["-i", TENANT]);
    }
    line.extend(["--format", "json", "--no-config"]);
    line.extend(behind);
    rolecall(&line)
}

#[test]
fn a_program_gets_what_the_command_prints() {
    let session = session();
    let sub = "/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1";
    let questions: &[&[&str]] = &[
        &[
            "can",
            "--at",
            sub,
            "--",
            "astrid.lund@fjordnett.example",
            "Microsoft.NetworkCloud/clusters/read",
        ],
        &["who", "Microsoft.NetworkCloud/clusters/delete"],
        &["who", "Microsoft.Authorization/*", "--at", sub],
        &["what", "astrid.lund@fjordnett.example", "--expand"],
        &["recommend", "--task", "deploy-cluster"],
        &["audit", "--today", "2026-06-01"],
        &["audit", "--paths"],
        &["rightsize", "--logs", LOGS],
        &["replay", "--logs", LOGS, "--to", "tests/fixtures/diff/new"],
        &["history", "--logs", LOGS],
        &["roles", "list"],
    ];
    // A question leaves nothing behind that turns the next: twice.
    for question in questions.iter().chain(questions) {
        let printed = printed(question, true);
        match session.ask(question) {
            Ok(Answered { json, exit, .. }) => {
                assert_eq!(json, printed.stdout, "{question:?}");
                assert_eq!(i32::from(exit), printed.code, "{question:?}");
            }
            Err(refused) => {
                assert_eq!(i32::from(refused.exit), printed.code, "{question:?}");
                assert!(printed.stderr.contains(&refused.message), "{refused:?}");
            }
        }
    }
}

#[test]
fn what_reads_for_itself_is_asked_without_a_tenant() {
    for question in [
        &["diff", "tests/fixtures/diff/old", "tests/fixtures/diff/new"][..],
        &["usage", LOGS],
        &[
            "can",
            "--role",
            "Reader",
            "Microsoft.Compute/virtualMachines/read",
        ],
    ] {
        let printed = printed(question, false);
        let answered = Session::ask_once(question).unwrap();
        assert_eq!(answered.json, printed.stdout, "{question:?}");
        assert_eq!(i32::from(answered.exit), printed.code, "{question:?}");
    }
}

#[test]
fn a_refusal_carries_what_was_odd_about_the_inputs() {
    let refused = Session::read(&[], &[PathBuf::from("tests/fixtures/absent")]).unwrap_err();
    assert_eq!(refused.exit, 3);
    assert!(
        refused.message.contains("tests/fixtures/absent"),
        "{refused}"
    );
    assert!(refused.diagnostics.contains("unreadable"), "{refused:?}");
    let half = [TENANT, "tests/fixtures/broken/truncated.json"].map(PathBuf::from);
    let session = Session::read(&[], &half).unwrap();
    let refused = session
        .ask(&["what", "nobody@contoso.example"])
        .unwrap_err();
    assert_eq!(refused.exit, 2);
    let said: serde_json::Value = serde_json::from_str(&refused.diagnostics).unwrap();
    assert!(!said.as_array().unwrap().is_empty(), "{refused:?}");
    let refused = session.ask(&["what", "--frobnicate"]).unwrap_err();
    assert_eq!(refused.exit, 2);
    assert!(refused.message.contains("--frobnicate"), "{refused}");
    assert!(session.ask(&["usage", "-"]).is_err());
}

#[test]
fn a_text_that_is_emitted_comes_to_the_letter() {
    let question = ["rightsize", "--logs", LOGS, "--emit", "az"];
    let printed = rolecall(&[&question[..], &["-i", TENANT, "--no-config"]].concat());
    let answered = session().ask(&question).unwrap();
    assert_eq!(answered.text.as_deref(), Some(&*printed.stdout));
    assert_eq!(i32::from(answered.exit), printed.code);
}

#[test]
fn names_mean_what_they_do_on_the_command_line() {
    let session = session();
    let sub = "/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1";
    assert_eq!(session.scope(sub).unwrap().to_string(), sub);
    assert!(session.scope("no-such-group").is_err());
    let somebody = session.tenant().principals.values().next().unwrap();
    assert_eq!(
        session.principal(somebody.id.as_str()).unwrap(),
        somebody.id
    );
    assert!(session.principal("nobody@contoso.example").is_err());
    assert!(session.catalog().operation_count() > 0);
}

#[test]
fn a_configuration_is_named_in_one_word_or_in_two() {
    let config = "tests/fixtures/answers/rolecall.toml";
    let question = ["audit", "--today", "2026-06-01"];
    let in_two = Session::ask_once(&[&question[..], &["-i", TENANT, "--config", config]].concat());
    let in_one = format!("--config={config}");
    let asked = Session::ask_once(&[&question[..], &["-i", TENANT, &in_one]].concat());
    assert_eq!(asked, in_two);
    let asked = asked.unwrap();
    assert!(asked.json.contains(config), "{}", asked.json);
    let options = [in_one.into()];
    let session = Session::read(&options, &[PathBuf::from(TENANT)]).unwrap();
    assert_eq!(session.ask(&question).unwrap().json, asked.json);
    // Behind `--` it is a word.
    let refused = session.ask(&["what", "--", "--config"]).unwrap_err();
    assert!(refused.message.contains("--config"), "{refused}");
}
