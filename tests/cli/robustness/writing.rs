//! Output that can't be written whole: an error, and nothing half of it stays.

use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command as Process, Stdio};

use super::*;

const OLD: &str = "what stood here before";

/// A role of many megabytes, so that writing it takes a while.
fn large_input(folder: &Path) -> PathBuf {
    let path = folder.join("large.json");
    let role = serde_json::json!([{
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/44444444-4444-4444-4444-444444444444"),
        "roleName": "large", "roleType": "CustomRole", "assignableScopes": [SUBSCRIPTION],
        "description": "x".repeat(8 << 20), "permissions": [{"actions": ["*/read"]}],
    }]);
    std::fs::write(&path, role.to_string()).unwrap();
    path
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_under_standard_output_is_an_error() {
    if !Path::new("/dev/full").exists() {
        println!("SKIPPED: there is no /dev/full");
        return;
    }
    for arguments in [
        &["audit", "-i", TENANT][..],
        &["audit", "-i", TENANT, "--format", "json"],
        &["audit", "-i", TENANT, "--format", "xlsx"],
        &["roles", "list"],
        &["recommend", "--task", "deploy-cluster", "--emit", "bicep"],
        &["collect", "--dry-run"],
        &["--help"],
        &["audit", "-h"],
        &["--version"],
    ] {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = Process::new(env!("CARGO_BIN_EXE_rolecall"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_remove("ROLECALL_CATALOG")
            .env("XDG_DATA_HOME", "no-catalogue")
            .args(arguments)
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?} {told}");
        assert!(
            told.contains("error: can't write the answer: no space left on device\n"),
            "{told}"
        );
    }
}

/// The limit on the size of files stands for the full disk: `write` fails in the middle.
#[test]
fn a_file_that_grows_too_large_leaves_the_old_one() {
    let folder = folder();
    for name in [
        "a.json", "a.html", "a.xlsx", "a.md", "a.sarif", "a.csv", "a.txt",
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, OLD).unwrap();
        let run = with_small_files(&["audit", "-i", TENANT, "-o"], &path);
        assert_eq!(run.code, 3, "{name}: {}", run.told());
        let said = ["can't write", "can't make the workbook"];
        let is_said = said.iter().any(|said| run.stderr.contains(said));
        assert!(is_said, "{}", run.told());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), OLD, "{name}");
    }
    assert_eq!(
        names(folder.path()).len(),
        7,
        "no temporary file stays: {:?}",
        names(folder.path())
    );
}

#[test]
fn a_folder_that_grows_too_large_is_not_there() {
    let kept = folder();
    let new = kept.path().join("new");
    let there = kept.path().join("there");
    std::fs::create_dir(&there).unwrap();
    std::fs::write(there.join("findings.csv"), OLD).unwrap();
    for path in [&new, &there] {
        let named = PathBuf::from(format!("{}/", path.display()));
        let run = with_small_files(&["audit", "-i", TENANT, "--format", "csv", "-o"], &named);
        assert_eq!(run.code, 3, "{}", run.told());
    }
    assert_eq!(names(kept.path()), ["there"]);
    assert_eq!(names(&there), ["findings.csv"]);
    assert_eq!(
        std::fs::read_to_string(there.join("findings.csv")).unwrap(),
        OLD
    );
}

/// Runs with files of at most one block.
fn with_small_files(arguments: &[&str], path: &Path) -> Run {
    let mut command = assert_cmd::Command::new("sh");
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("XDG_DATA_HOME", "no-catalogue")
        .env_remove("ROLECALL_CATALOG")
        .args([
            "-c",
            "ulimit -f 1 && exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_rolecall"),
        ])
        .args(arguments)
        .arg(path);
    finish(&mut command)
}

/// Whenever a signal comes, the old file is there or the new one, whole, and nothing beside it. That
/// a signal in the middle leaves the old one is tested where a process can be stopped there,
/// in `src/cli/output.rs`.
#[test]
fn a_signal_leaves_the_old_file_or_the_new_one() {
    let inputs = folder();
    let input = large_input(inputs.path());
    for signal in ["INT", "TERM"] {
        let folder = folder();
        let path = folder.path().join("roles.json");
        std::fs::write(&path, OLD).unwrap();
        let mut child = Process::new(env!("CARGO_BIN_EXE_rolecall"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_remove("ROLECALL_CATALOG")
            .env("XDG_DATA_HOME", "no-catalogue")
            .args(["roles", "show", "large", "-i"])
            .arg(&input)
            .arg("-o")
            .arg(&path)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while names(folder.path()).len() < 2 && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let sent = Process::new("kill")
            .args([format!("-{signal}"), child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        sent.unwrap();
        let status = child.wait().unwrap();
        assert_eq!(names(folder.path()), ["roles.json"]);
        let written = std::fs::read_to_string(&path).unwrap();
        if written == OLD {
            assert!(status.signal().is_some(), "{status}");
        } else {
            assert!(
                written.ends_with("}\n") && written.len() > 8 << 20,
                "half a report"
            );
        }
    }
}

#[test]
fn a_link_is_followed_and_rights_stay() {
    let folder = folder();
    let (real, link) = (
        folder.path().join("real.json"),
        folder.path().join("link.json"),
    );
    std::fs::write(&real, OLD).unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink("real.json", &link).unwrap();
    let run = run_on(&["audit", "-i", TENANT, "-o"], &link);
    assert_eq!(run.code, 1, "{}", run.told());
    assert!(link.is_symlink());
    assert_ne!(std::fs::read_to_string(&real).unwrap(), OLD);
    let mode = std::fs::metadata(&real).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "what was private stays private");
}

/// `-o /dev/stdout` is an old habit, and a program run by root could replace the device itself.
#[test]
fn what_is_no_file_is_written_to_and_stays() {
    let folder = folder();
    let pipe = folder.path().join("pipe.json");
    let made = Process::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("SKIPPED: there is no mkfifo");
        return;
    }
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let run = run_on(&["tasks", "list", "-o"], &pipe);
    assert_eq!(run.code, 0, "{}", run.told());
    assert!(reader.join().unwrap().ends_with("}\n"));
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    let run = rolecall(&["tasks", "list", "--format", "json", "-o", "/dev/stdout"]);
    assert_eq!(
        run.json()["schema"],
        "rolecall/tasks-list/1",
        "{}",
        run.told()
    );
}

/// Nobody reads standard error either.
#[test]
fn a_closed_standard_error_changes_nothing() {
    let script = "exec \"$0\" \"$@\" 2>&-";
    let output = Process::new("sh")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("ROLECALL_CATALOG")
        .env("XDG_DATA_HOME", "no-catalogue")
        .args([
            "-c",
            script,
            env!("CARGO_BIN_EXE_rolecall"),
            "audit",
            "-i",
            TENANT,
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        rolecall(&["audit", "-i", TENANT]).stdout
    );
}
