//! Usage by logs: tables of made-up calls, from every form of logs, in any split and order.

mod kusto;
#[path = "../../xtask/src/logs/mod.rs"]
#[allow(
    dead_code,
    reason = "the exports of the tenant are for `cargo xtask gen-logs`"
)]
pub(crate) mod logs;
mod replay;
pub(crate) mod rightsize;
mod support;
mod table;
mod together;

use std::fs;
use std::path::Path;

use logs::calls::{Known, World};
use logs::forms::Form;
use tempfile::TempDir;

use crate::cli::{Run, rolecall};

/// The calls of a world that a form holds.
fn calls_of(world: &World, form: Form) -> Vec<&Known> {
    let of_form = |call: &&Known| call.service == form.shown().service;
    world.calls.iter().filter(of_form).collect()
}

/// Writes files into a new folder.
fn written(files: &[(String, Vec<u8>)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        write(folder.path(), name, bytes);
    }
    folder
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn bytes(files: Vec<(String, String)>) -> Vec<(String, Vec<u8>)> {
    let files = files.into_iter();
    files
        .map(|(name, text)| (name, text.into_bytes()))
        .collect()
}

/// The table of logs, as JSON Lines.
fn usage(paths: &[&Path]) -> Run {
    let mut arguments = vec!["usage", "--format", "jsonl"];
    arguments.extend(paths.iter().map(|path| path.to_str().unwrap()));
    rolecall(&arguments)
}
