//! A file that is left out of the inputs: no complete answer becomes another complete answer without
//! a word on it. The exports are one file for each kind and subscription, as `az` writes them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::*;

const PROD: &str = "/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1";

const ACTIONS: [&str; 5] = [
    "Microsoft.NetworkCloud/clusters/write",
    "Microsoft.Compute/virtualMachines/read",
    "Microsoft.KeyVault/vaults/write",
    "Microsoft.Storage/storageAccounts/delete",
    "Microsoft.Authorization/roleAssignments/write",
];

/// Everyone whom an assignment, a member list or a deny assignment names.
fn principals(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().filter(|_| key == "principalId") {
                    Some(id) => drop(found.insert(id.to_owned())),
                    None => principals(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| principals(item, found)),
        _ => {}
    }
}

/// What a command says: its answers, whether they are complete, and its diagnostics.
struct Said {
    answers: Value,
    complete: bool,
    diagnostics: BTreeSet<String>,
}

fn ask(command: &[String], files: &[&Path]) -> Said {
    let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    arguments.extend(["--format", "json", "--no-config", "-i"]);
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    let run = rolecall(&arguments);
    // Without any assignment, or where WHO is in no file, there is no answer.
    let Ok(json) = serde_json::from_str::<Value>(&run.stdout) else {
        assert_eq!(run.code, 2, "{}", run.told());
        return Said {
            answers: Value::Null,
            complete: false,
            diagnostics: BTreeSet::new(),
        };
    };
    let diagnostics = json["diagnostics"].as_array().unwrap().iter();
    Said {
        answers: rows(&json["result"]),
        complete: json["complete"] == true,
        diagnostics: diagnostics
            .map(|d| format!("{} {}", d["code"], d["message"]))
            .collect(),
    }
}

/// Who may do what, without how it comes about.
fn rows(result: &Value) -> Value {
    let of = |list: &str, fields: &[&str]| -> Vec<Value> {
        let rows = result[list].as_array().into_iter().flatten();
        let row = |row: &Value| fields.iter().map(|field| row[*field].clone()).collect();
        rows.map(row).collect()
    };
    json!({
        "questions": of("answers", &["outcome"]),
        "who": of("principals", &["principal", "outcome"]),
        "what": of("grants", &["assignment", "role", "scope", "standing"]),
        "audit": of("findings", &["id", "rule"]),
    })
}

#[test]
fn a_file_left_out_changes_no_complete_answer_in_silence() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut ids = BTreeSet::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        principals(&serde_json::from_str(&text).unwrap(), &mut ids);
    }
    let scopes = [
        PROD.to_owned(),
        format!("{PROD}/resourceGroups/rg-osl1"),
        format!("{PROD}/resourceGroups/rg-osl1-managed"),
    ];
    let mut questions = Vec::new();
    for who in &ids {
        for action in ACTIONS {
            let asked = scopes
                .iter()
                .map(|scope| json!({"who": who, "action": action, "scope": scope}));
            questions.extend(asked);
        }
    }
    let temporary = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let asked = temporary.path().join("questions.json");
    std::fs::write(&asked, Value::from(questions).to_string()).unwrap();
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let mut commands: Vec<Vec<String>> =
        vec![words(&["can", "--questions", asked.to_str().unwrap()])];
    commands.extend(ACTIONS.map(|action| words(&["who", action, "--at", &scopes[1]])));
    commands.extend(
        ids.iter()
            .map(|who| words(&["what", who, "--at", &scopes[1]])),
    );
    commands.extend(ids.iter().map(|who| words(&["what", who])));
    commands.push(words(&["audit"]));
    let all: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let mut changed = BTreeSet::new();
    for command in &commands {
        let whole = ask(command, &all);
        assert!(whole.complete, "{command:?}");
        for left_out in &all {
            let rest: Vec<&Path> = all
                .iter()
                .copied()
                .filter(|file| file != left_out)
                .collect();
            let said = ask(command, &rest);
            // Of a cluster nothing else says that it is there.
            let is_cluster = left_out.ends_with("cluster-osl1.json");
            if said.answers == whole.answers || is_cluster {
                continue;
            }
            changed.insert(left_out.file_name().unwrap());
            let is_said = said.diagnostics.difference(&whole.diagnostics).next();
            assert!(
                !said.complete || is_said.is_some(),
                "without {}: {command:?}",
                left_out.display()
            );
        }
    }
    assert!(changed.len() >= 6, "{changed:?}");
}
