//! Where answers go.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};

use super::*;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_file_is_whole_and_its_extension_picks_the_format() {
    let folder = folder("formats");
    for (extension, format) in [
        ("json", "json"),
        ("jsonl", "jsonl"),
        ("csv", "csv"),
        ("md", "markdown"),
        ("txt", "human"),
    ] {
        let path = folder.join(format!("report.{extension}"));
        std::fs::write(&path, "what stood here before").unwrap();
        let run = finish(command().args(["audit", "-i", TENANT, "-o"]).arg(&path));
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.told());
        let printed = rolecall(&["audit", "-i", TENANT, "--format", format]).stdout;
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            printed,
            "{extension}"
        );
    }
    let left = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(left, 5, "no temporary file stays");
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let folder = folder("unwritable");
    let path = folder.join("missing").join("report.csv");
    let run = finish(command().args(["audit", "-i", TENANT, "-o"]).arg(&path));
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("can't write"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_complaint_leaves_the_old_file() {
    let path = folder("kept").join("report.json");
    std::fs::write(&path, "old").unwrap();
    let run = finish(
        command()
            .args(["audit", "-i", "no-such-folder", "-o"])
            .arg(&path),
    );
    assert_eq!(run.code, 3);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    // The answer is longer than any pipe holds, and nobody reads more than a byte of it.
    let mut child = Process::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("ROLECALL_CATALOG")
        .env("XDG_DATA_HOME", "no-catalogue")
        .args(["recommend", "--all-tasks", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut byte = [0];
    child.stdout.take().unwrap().read_exact(&mut byte).unwrap();
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{told}");
    assert!(
        !told.contains("panicked") && !told.contains("pipe"),
        "{told}"
    );
}

#[test]
fn colour_is_for_terminals_and_on_demand() {
    let colours = |set: &[(&str, &str)], arguments: &[&str]| {
        let mut command = command();
        command.args(["audit", "-i", TENANT]).args(arguments);
        command.envs(set.iter().copied());
        finish(&mut command).stdout.contains('\u{1b}')
    };
    assert!(!colours(&[], &[]), "a pipe is no terminal");
    assert!(colours(&[], &["--color", "always"]));
    assert!(colours(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!colours(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!colours(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    for format in ["human", "json", "csv", "markdown"] {
        let run = || rolecall(&["audit", "-i", TENANT, "--format", format]).stdout;
        assert_eq!(run(), run(), "{format}");
    }
}

#[test]
fn standard_input_is_an_input() {
    let text = std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(TENANT)
            .join("role-assignments-lab.json"),
    )
    .unwrap();
    let run = finish(
        command()
            .args(["audit", "-i", "-", "--format", "json"])
            .write_stdin(text),
    );
    let json = run.json();
    assert_eq!(json["inputs"][0]["path"], "-");
    assert_eq!(json["inputs"][0]["records"], 5);
}

#[test]
fn a_format_that_a_command_does_not_write_is_refused_before_the_work() {
    let run = rolecall(&["tasks", "list", "--format", "sarif"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        "error: this command does not write `sarif`\n  help: it writes human, json, jsonl, csv, markdown, yaml, tsv, none\n"
    );
    let run = rolecall(&["what", "x", "-i", "no-such-folder", "-o", "paths.gv"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("does not write `dot`"),
        "{}",
        run.told()
    );
    let run = rolecall(&["tasks", "list", "-o", "tasks.pdf"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("no format goes with the extension `.pdf`")
    );
}

/// Whoever sees no more than the log of a build: what failed, in a line or two.
#[test]
fn a_gate_that_fails_says_what_beside_the_file() {
    let folder = folder("gates");
    let (before, after) = (folder.join("before"), folder.join("after"));
    for side in [&before, &after] {
        std::fs::create_dir_all(side).unwrap();
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT)).unwrap()
        {
            let from = entry.unwrap().path();
            std::fs::copy(&from, side.join(from.file_name().unwrap())).unwrap();
        }
    }
    let roles = before.join("role-assignments-prod.json");
    let text = std::fs::read_to_string(&roles).unwrap();
    let mut fewer: Value = serde_json::from_str(&text).unwrap();
    fewer.as_array_mut().unwrap().truncate(1);
    std::fs::write(&roles, fewer.to_string()).unwrap();
    let role = folder.join("role.json");
    std::fs::write(
        &role,
        r#"{"Name":"r","IsCustom":true,"Description":"d","Actions":["Microsoft.Nowhere/x/read"],"NotActions":[],"AssignableScopes":["/"]}"#,
    )
    .unwrap();
    let (before, after, role) = (
        before.to_str().unwrap(),
        after.to_str().unwrap(),
        role.to_str().unwrap(),
    );
    let gates: [(&[&str], &str); 6] = [
        (&["audit", "-i", TENANT], "failed: "),
        (&["audit", "-i", TENANT, "--format", "csv"], "failed: "),
        (&["audit", "--paths", "-i", "demo"], "2 paths: "),
        (
            &["diff", before, after, "--fail-on-gain", "any"],
            "failed: ",
        ),
        (&["nexus", "check", "-i", TENANT], "fail: "),
        (&["roles", "lint", role, "--fail-on", "info"], "failed: "),
    ];
    for (arguments, said) in gates {
        let out = folder.join(if arguments.contains(&"csv") {
            "tables/"
        } else {
            "report.json"
        });
        let run = rolecall(&[arguments, &["-o", out.to_str().unwrap()]].concat());
        assert_eq!(run.code, 1, "{arguments:?}: {}", run.told());
        let lines: Vec<&str> = run.stderr.lines().collect();
        let (wrote, before) = lines.split_last().unwrap();
        assert!(wrote.starts_with("wrote "), "{}", run.stderr);
        let at = before
            .iter()
            .rposition(|line| line.is_empty() || line.starts_with("note: "));
        let told = &before[at.map_or(0, |at| at + 1)..];
        assert!(
            (1..=2).contains(&told.len()),
            "{arguments:?}: {}",
            run.stderr
        );
        assert!(told[0].starts_with(said), "{arguments:?}: {}", run.stderr);
    }
    // A gate that passes says nothing more.
    let out = folder.join("report.json");
    let run = rolecall(&[
        "diff",
        after,
        after,
        "--fail-on-gain",
        "any",
        "-o",
        out.to_str().unwrap(),
    ]);
    assert_eq!(
        (
            run.code,
            run.stderr.lines().last().unwrap().starts_with("wrote ")
        ),
        (0, true)
    );
    assert!(
        !run.stderr.contains("failed") && !run.stderr.contains("nothing:"),
        "{}",
        run.stderr
    );
}
