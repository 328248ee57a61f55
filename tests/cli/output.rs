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
