//! The program as its users run it: what it prints, where, and its exit code.

mod audit;
mod az_habits;
mod can;
mod catalog;
#[cfg(unix)]
mod collect;
mod compact;
mod compare;
#[cfg(unix)]
mod completions;
mod conditions;
mod config;
mod defaults;
mod demo;
mod diff;
mod diff_causes;
mod errors;
mod escapes;
mod foreign;
mod formats;
mod from_error;
mod globs;
mod guides;
mod import_formats;
mod left_out;
mod lint;
mod lost_records;
mod man;
mod nexus;
mod nexus_named;
#[cfg(unix)]
mod nexus_plan;
mod nexus_redacted;
mod nexus_simulated;
#[cfg(unix)]
mod nexus_words;
mod output;
mod own_catalogue;
mod pasted;
mod paths;
mod questions;
mod readme;
mod recommend;
mod recommend_among;
mod recommend_emit;
mod recommend_for;
mod recommend_places;
mod recommend_scopes;
mod recommend_sentences;
mod recommend_words;
mod redact;
mod redact_marked;
mod robustness;
mod roles;
mod rule_pages;
mod session;
mod spared;
#[cfg(unix)]
mod standin;
#[cfg(unix)]
mod terminal;
mod uncounted;
mod undetermined;
mod unknown_action;
mod verify;
mod verify_changed;
mod what;
mod when;
mod written_config;

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

pub(crate) use escapes::planted;
pub(crate) use guides::words;
#[cfg(unix)]
pub(crate) use nexus_plan::plans;
#[cfg(unix)]
pub(crate) use standin::program;

pub(crate) const TENANT: &str = "tests/fixtures/tenant";
pub(crate) const PRODUCTION: &str = "/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1";

/// What a run gave.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program with the core catalogue, in the folder of the project.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env(
            "XDG_DATA_HOME",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-catalogue"),
        )
        .env_remove("ROLECALL_CATALOG")
        .env_remove("ROLECALL_CONFIG")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS");
    command
}

pub(crate) fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let run = Run {
        code: output.status.code().expect("no signal ended it"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run
}

/// Runs the program in a folder of files.
pub(crate) fn rolecall_in(folder: &Path, arguments: &[&str]) -> Run {
    finish(command().current_dir(folder).args(arguments))
}

pub(crate) fn rolecall(arguments: &[&str]) -> Run {
    finish(command().args(arguments))
}

impl Run {
    /// Everything, for a snapshot.
    pub(crate) fn told(&self) -> String {
        let Self {
            code,
            stdout,
            stderr,
        } = self;
        format!("exit {code}\n── stdout\n{stdout}── stderr\n{stderr}")
    }

    /// The `result` of the envelope.
    pub(crate) fn result(&self) -> Value {
        self.json()["result"].take()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

/// The scope of a resource group of the sample tenant.
fn group(name: &str) -> String {
    format!("{PRODUCTION}/resourceGroups/{name}")
}
