//! What the README and the guides under `docs/` show is what the program prints, and their
//! commands are real: every block of ```console is run from the folder of the project.
//!
//! In such a block a line `$ rolecall …` is a command, which may go on over lines that end in `\`;
//! `$ echo $?` is the exit code of the one before. The lines after a command are its standard
//! output; a line that holds only `…` stands for any number of them. A block of ```console NAME is
//! run as soon as the program has the command of that name.

use std::path::PathBuf;

use super::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README, and every page below `docs/`.
fn pages() -> Vec<PathBuf> {
    let mut folders = vec![root().join("docs")];
    let mut pages = vec![root().join("README.md")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// The fenced blocks of a language.
pub(super) fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    text.split(fence.as_str())
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap())
        .collect()
}

/// The words of a command line, with quotes as a POSIX shell reads them.
pub(crate) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// A command of a block, and what is shown below it.
struct Shown {
    line: String,
    answer: Vec<String>,
}

fn shown(block: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut lines = block.lines();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            let last = found.last_mut().expect("a block begins with `$ `");
            last.answer.push(line.to_owned());
            continue;
        };
        let mut whole = command.to_owned();
        while let Some(part) = whole.strip_suffix('\\') {
            let rest = lines.next().expect("a line follows a continued one");
            whole = format!("{part}{rest}");
        }
        found.push(Shown {
            line: whole,
            answer: Vec::new(),
        });
    }
    found
}

/// Whether the lines are those shown, `…` standing for any number.
fn matches(shown: &[String], lines: &[&str]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "…" => {
            (0..=lines.len()).any(|at| matches(rest, &lines[at..]))
        }
        Some((first, rest)) => {
            lines.first().is_some_and(|line| line == first) && matches(rest, &lines[1..])
        }
    }
}

fn has_command(name: &str) -> bool {
    let help = rolecall(&["-h"]).stdout;
    let mut lines = help.lines();
    lines.any(|line| line.starts_with("  ") && line.split_whitespace().next() == Some(name))
}

#[test]
fn shown_answers_are_printed_answers() {
    let mut commands = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let mut run = blocks(&text, "console");
        for part in text.split("```console ").skip(1) {
            let (name, rest) = part.split_once('\n').unwrap();
            if has_command(name) {
                run.extend(rest.split("\n```").next());
            }
        }
        for block in run {
            let mut code = None;
            for shown in shown(block) {
                let at = format!("{}: $ {}", page.display(), shown.line);
                if shown.line == "echo $?" {
                    let code = code.take().expect("a command stands before `echo $?`");
                    assert_eq!(shown.answer, [code], "{at}");
                    continue;
                }
                let words = words(&shown.line);
                assert_eq!(words.first().map(String::as_str), Some("rolecall"), "{at}");
                let run = finish(command().args(&words[1..]));
                let lines: Vec<&str> = run.stdout.lines().collect();
                assert!(matches(&shown.answer, &lines), "{at}\n{}", run.told());
                code = Some(run.code.to_string());
                commands += 1;
            }
        }
    }
    assert!(commands > 5, "the pages were read");
}

/// The table of docs/nexus.md: for each set of roles the tasks that it is the least for.
fn roles_and_tasks() -> String {
    let run = rolecall(&["recommend", "--all-tasks", "--format", "json"]);
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    for task in run.json()["result"]["tasks"].as_array().unwrap() {
        let roles = task["recommendation"]["roles"].as_array().unwrap();
        let names: Vec<&str> = roles.iter().map(|r| r["name"].as_str().unwrap()).collect();
        let names = names.join(" + ");
        let id = format!("`{}`", task["tasks"][0].as_str().unwrap());
        match rows.iter_mut().find(|(known, _)| *known == names) {
            Some((_, tasks)) => tasks.push(id),
            None => rows.push((names, vec![id])),
        }
    }
    rows.sort_by_key(|(names, tasks)| (std::cmp::Reverse(tasks.len()), names.clone()));
    let mut table = String::from("| roles | tasks |\n|---|---|\n");
    for (names, tasks) in rows {
        table.push_str(&format!("| {names} | {} |\n", tasks.join(", ")));
    }
    table
}

#[test]
fn the_table_of_roles_by_task_is_what_recommend_says() {
    let text = std::fs::read_to_string(root().join("docs/nexus.md")).unwrap();
    let table = roles_and_tasks();
    assert!(table.lines().count() > 20, "{table}");
    assert!(text.contains(&table), "docs/nexus.md should hold\n{table}");
}

#[test]
fn words_and_lines_are_read_as_a_shell_does() {
    assert_eq!(
        words(r#"a "b c" 'd "e' f\ g """#),
        ["a", "b c", "d \"e", "f g", ""]
    );
    let shown = shown("$ rolecall a \\\n    b\nx\n…\ny\n$ echo $?\n0");
    assert_eq!(shown[0].line, "rolecall a     b");
    assert_eq!(shown[1].answer, ["0"]);
    for (lines, fits) in [
        (&["x", "y"][..], true),
        (&["x", "1", "2", "y"], true),
        (&["x", "1"], false),
        (&["1", "x", "y"], false),
        (&["x", "y", "z"], false),
    ] {
        assert_eq!(matches(&shown[0].answer, lines), fits, "{lines:?}");
    }
}

/// The rows of docs/nexus.md on what the documentation says, each with its rules and with what steps, notes
/// and warnings hold.
fn answered() -> Vec<(Vec<String>, Vec<(String, String)>)> {
    let text = std::fs::read_to_string(root().join("docs/nexus.md")).unwrap();
    let table = text
        .split("| the documentation | rules | steps and notes |\n|---|---|---|\n")
        .nth(1)
        .unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 3, "{row}");
        let rules = cells[1].split(", ").map(str::to_owned);
        // `plan: ` or `simulate: ` stands before each text in backticks.
        let parts: Vec<&str> = cells[2].split('`').collect();
        let quoted = parts.chunks_exact(2).map(|pair| {
            let command = pair[0].trim_start_matches("; ").trim_end_matches(": ");
            (command.to_owned(), pair[1].to_owned())
        });
        let found = (
            rules.filter(|rule| !rule.is_empty()).collect::<Vec<_>>(),
            quoted.collect::<Vec<_>>(),
        );
        assert!(
            !found.0.is_empty() || !found.1.is_empty(),
            "nothing answers: {row}"
        );
        found
    })
    .collect()
}

/// Everything that plans and simulations of all kinds say.
fn said_by_plans_and_simulations() -> (String, String) {
    const CLUSTER: &str = "tests/fixtures/tenant/cluster-osl1.json";
    let with = |start: &[&str], more: &[&str]| {
        let run = rolecall(&[&["nexus"], start, more, &["--format", "json"]].concat());
        serde_json::to_string(&run.json()["result"])
            .unwrap()
            .replace("\\\"", "\"")
    };
    let plans: [&[&str]; 12] = [
        &["--cluster", CLUSTER, "--per-resource", "--one-update"],
        &["--identity", "uami"],
        &[
            "--identity",
            "uami",
            "--per-resource",
            "--uami",
            "id-a",
            "id-b",
            "id-c",
        ],
        &["--identity", "sami"],
        &["--cluster", CLUSTER, "-i", TENANT],
        &["--cluster", CLUSTER, "--identity", "sami"],
        &["--cluster", CLUSTER, "--identity", "sami", "-i", TENANT],
        &["--cluster", CLUSTER, "--identity", "sami", "--one-update"],
        &["--cluster", CLUSTER, "--remove", "all"],
        &["--cluster", CLUSTER, "--remove", "uami"],
        &["--cluster", CLUSTER, "--remove", "sami"],
        &["--cluster", CLUSTER, "--remove", "id-osl1-cluster"],
    ];
    let plans: Vec<String> = plans.iter().map(|plan| with(&["plan"], plan)).collect();
    let own = ["az", "networkcloud", "cluster"];
    let update = |flags: &str| -> Vec<String> {
        own.into_iter()
            .chain(["update"])
            .chain(flags.split(' '))
            .map(str::to_owned)
            .collect()
    };
    let rest = |version: &str, body: &str| -> Vec<String> {
        let url = format!(
            "{PRODUCTION}/resourceGroups/rg-osl1/providers/Microsoft.NetworkCloud/clusters/osl1?api-version={version}"
        );
        [
            "az", "rest", "--method", "PATCH", "--url", &url, "--body", body,
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let workspace = r#"{"properties":{"analyticsOutputSettings":{"analyticsWorkspaceId":"/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/other","associatedIdentity":{"identityType":"SystemAssigned"}}}}"#;
    let both = [
        update("--mi-system-assigned"),
        vec![";".to_owned()],
        update("--mi-user-assigned x"),
    ]
    .concat();
    let changes = [
        update("--mi-system-assigned"),
        both,
        update("--secret-archive-settings identity-type=SystemAssignedIdentity"),
        update(
            "--mi-system-assigned --mi-user-assigned id-osl1-cluster --command-output-settings identity-type=SystemAssignedIdentity container-url=https://stosl1output.blob.core.windows.net/runcommands",
        ),
        rest("2024-07-01", workspace),
        rest("2023-07-01", r#"{"identity":{"type":"None"}}"#),
    ];
    let simulations = changes.iter().map(|change| {
        let words: Vec<&str> = change.iter().map(String::as_str).collect();
        with(
            &["simulate", "--cluster", CLUSTER, "--format", "json", "--"],
            &words,
        )
    });
    let folder = tempfile::tempdir().unwrap();
    let identity = format!(
        "{PRODUCTION}/resourceGroups/rg-osl1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-new"
    );
    let described = serde_json::json!([{"id": identity, "name": "id-new", "type": "Microsoft.ManagedIdentity/userAssignedIdentities", "principalId": "11111111-2222-3333-4444-555555555555"}]);
    let file = folder.path().join("identity.json");
    std::fs::write(&file, described.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let start = ["simulate", "--cluster", CLUSTER, "-i", TENANT, file, "--"];
    let new = [update("--mi-user-assigned id-osl1-cluster"), vec![identity]].concat();
    let new: Vec<&str> = new.iter().map(String::as_str).collect();
    let ungranted = rolecall(&[&["nexus"], &start[..], &new].concat()).stdout;
    let simulations: Vec<String> = simulations.chain([ungranted]).collect();
    (plans.join("\n"), simulations.join("\n"))
}

#[test]
fn each_of_the_documentations_sentences_has_a_rule_a_step_or_a_note() {
    let rows = answered();
    assert!(rows.len() > 30);
    let (plans, simulations) = said_by_plans_and_simulations();
    for (command, text) in rows.iter().flat_map(|(_, quoted)| quoted) {
        let said = match command.as_str() {
            "plan" => &plans,
            "simulate" => &simulations,
            other => panic!("{other}"),
        };
        assert!(
            said.contains(text.as_str()),
            "`nexus {command}` never says `{text}`"
        );
    }
    // Every rule answers something, and no other is named.
    let mut named: Vec<&str> = rows
        .iter()
        .flat_map(|(rules, _)| rules)
        .map(String::as_str)
        .collect();
    named.sort_unstable();
    named.dedup();
    let mut rules: Vec<&str> = rolecall::nexus::ClusterRule::ALL
        .iter()
        .map(|rule| rule.rule().id)
        .collect();
    rules.sort_unstable();
    assert_eq!(named, rules);
}
