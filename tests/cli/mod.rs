//! The program as it is run: standard output, standard error and exit code.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod compact;
mod compare;
mod lint;

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// What a run of the program gave.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

/// Runs the program in a folder, with the core catalogue and no colour.
pub(crate) fn run_in(folder: &Path, args: &[&str]) -> Run {
    let output = Command::cargo_bin("rolecall")
        .unwrap()
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .args(args)
        .output()
        .unwrap();
    Run {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// Runs the program in an empty folder.
pub(crate) fn run(args: &[&str]) -> Run {
    run_in(tempfile::tempdir().unwrap().path(), args)
}

impl Run {
    /// All of it, for a snapshot.
    pub(crate) fn shown(&self) -> String {
        let mut text = format!("exit {}\n", self.code);
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                text.push_str(&format!("--- {name}\n{stream}"));
            }
        }
        text
    }

    /// The `result` of the JSON envelope.
    pub(crate) fn result(&self) -> Value {
        serde_json::from_str::<Value>(&self.stdout).unwrap()["result"].take()
    }
}
