//! The formats that the help of a command lists are those that it writes.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;

const FORMATS: [&str; 14] = [
    "human", "json", "jsonl", "csv", "markdown", "html", "sarif", "xlsx", "junit", "dot",
    "mermaid", "yaml", "tsv", "none",
];

/// The commands that have none below them, by their help.
fn commands() -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(path) = open.pop() {
        let help = rolecall(
            &[
                &words(&path).iter().map(String::as_str).collect::<Vec<_>>()[..],
                &["-h"],
            ]
            .concat(),
        );
        assert_eq!(help.code, 0, "{}", help.told());
        let list = match path.is_empty() {
            true => help.stdout.split("Every command").next().unwrap(),
            false => match help.stdout.split_once("\nCommands:\n") {
                Some((_, list)) => list.split("\n\n").next().unwrap(),
                None => {
                    found.push(path);
                    continue;
                }
            },
        };
        let names = list.lines().filter_map(|line| line.strip_prefix("  "));
        let names = names.filter(|name| !name.starts_with(' '));
        let names = names.filter_map(|name| name.split_whitespace().next());
        open.extend(
            names
                .filter(|name| *name != "help")
                .map(|name| format!("{path} {name}").trim().to_owned()),
        );
    }
    found
}

/// What the help of a command says of its formats: those for all, and those of an option.
fn listed(path: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut call = words(path);
    call.push("-h".to_owned());
    let call: Vec<&str> = call.iter().map(String::as_str).collect();
    let help = finish(command().args(&call).env("COLUMNS", "100")).stdout;
    let Some((_, text)) = help.split_once("Format of the answer:") else {
        return Default::default();
    };
    let text = text
        .split("\n  -")
        .next()
        .unwrap()
        .split("\n      --")
        .next()
        .unwrap();
    let formats = |text: &str| {
        let words = text
            .split([',', ' ', '\n'])
            .filter(|word| FORMATS.contains(word));
        words.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    match text.split_once("; with ") {
        Some((all, option)) => (formats(all), formats(option)),
        None => (formats(text), BTreeSet::new()),
    }
}

#[test]
fn help_lists_the_formats_that_a_command_writes() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let kept = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let question = json!([{"role": "Reader", "action": "a/b"}]).to_string();
    let questions = kept("questions.json", &question);
    let role = kept(
        "role.json",
        r#"{"Name":"r","IsCustom":true,"Description":"d","Actions":["*/read"],"NotActions":[],"AssignableScopes":["/"]}"#,
    );
    let answer = rolecall(&["can", "--role", "Reader", "a/b", "--format", "json"]).stdout;
    let answer = kept("answer.json", &answer);
    let suppressed = "suppress f0 --owner o --reason r";
    // Each reaches what decides on formats, whatever becomes of it then.
    let calls: Vec<(&str, String)> = vec![
        ("can", "can --role Reader a/b".to_owned()),
        ("can with", format!("can --questions {questions}")),
        ("who", format!("who a/b -i {TENANT}")),
        ("what", format!("what nobody -i {TENANT}")),
        ("recommend", "recommend --task deploy-cluster".to_owned()),
        ("verify", format!("verify {answer}")),
        ("audit", format!("audit -i {TENANT}")),
        ("audit with", format!("audit --paths -i {TENANT}")),
        ("diff", format!("diff {TENANT} {TENANT}")),
        ("usage", format!("usage {TENANT}")),
        (
            "rightsize",
            format!("rightsize -i {TENANT} --logs {TENANT}"),
        ),
        (
            "replay",
            format!("replay -i {TENANT} --logs {TENANT} --to {TENANT}"),
        ),
        (
            "history",
            format!("history -i {TENANT} --logs tests/fixtures/answers/access-log.json"),
        ),
        ("demo", "demo".to_owned()),
        ("collect", format!("collect --check {TENANT}")),
        ("init", "init".to_owned()),
        ("suppress", suppressed.to_owned()),
        ("conditions eval", "conditions eval nonsense".to_owned()),
        ("conditions lint", "conditions lint nonsense".to_owned()),
        (
            "conditions explain",
            "conditions explain nonsense".to_owned(),
        ),
        (
            "conditions delegation",
            format!("conditions delegation nobody -i {TENANT}"),
        ),
        ("roles list", "roles list Reader".to_owned()),
        ("roles search", "roles search reader".to_owned()),
        ("roles show", "roles show Reader".to_owned()),
        ("roles expand", "roles expand Reader".to_owned()),
        ("roles compare", "roles compare Reader Owner".to_owned()),
        ("roles lint", format!("roles lint {role}")),
        ("roles compact", "roles compact Reader".to_owned()),
        ("roles export", "roles export Reader".to_owned()),
        ("rules list", "rules list".to_owned()),
        ("rules show", "rules show preview-role".to_owned()),
        ("explain", "explain WC-6".to_owned()),
        (
            "operations list",
            "operations list Microsoft.NetworkCloud/clusters/read".to_owned(),
        ),
        ("operations search", "operations search cluster".to_owned()),
        ("tasks list", "tasks list".to_owned()),
        ("tasks show", "tasks show deploy-cluster".to_owned()),
        ("catalog info", "catalog info".to_owned()),
        ("catalog import", "catalog import no-such-file".to_owned()),
        ("catalog update", "catalog update".to_owned()),
        ("catalog reset", "catalog reset".to_owned()),
        ("catalog diff", "catalog diff core core".to_owned()),
        ("nexus check", format!("nexus check -i {TENANT}")),
        (
            "nexus plan",
            "nexus plan --identity uami -g g --name c --location l".to_owned(),
        ),
        (
            "nexus simulate",
            "nexus simulate --cluster no-such-file --patch no-such-file".to_owned(),
        ),
        ("completions", "completions bash".to_owned()),
        ("man", "man".to_owned()),
    ];
    let commands: BTreeSet<String> = commands().into_iter().collect();
    let called: BTreeSet<String> = calls
        .iter()
        .map(|(path, _)| path.trim_end_matches(" with").to_owned())
        .collect();
    assert_eq!(commands, called);
    for (path, call) in &calls {
        let (own, with) = listed(path.trim_end_matches(" with"));
        let mut expected = own;
        if path.ends_with(" with") {
            expected = &[
                "human", "json", "jsonl", "csv", "markdown", "yaml", "tsv", "none",
            ]
            .map(str::to_owned)
            .into()
                | &with;
        }
        let mut written = BTreeSet::new();
        for format in FORMATS {
            let out = folder.path().join("out");
            let mut words = words(call);
            words.extend([
                "--no-config".to_owned(),
                "--format".to_owned(),
                format.to_owned(),
            ]);
            let takes_output = !["init", "suppress", "man", "collect"].contains(path);
            let mut run = command();
            // No `az` is found there.
            run.env("PATH", "").args(words);
            if takes_output {
                run.arg("--output-file").arg(&out);
            }
            let run = finish(&mut run);
            let refused = [
                "does not write",
                "has one format",
                "reports as `human` or `json`",
            ]
            .iter()
            .any(|said| run.stderr.contains(said));
            if !refused {
                written.insert(format.to_owned());
            }
        }
        assert_eq!(written, expected, "{path}");
    }
}
