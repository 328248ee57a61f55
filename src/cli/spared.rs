//! What was read is not written over: the next run would miss it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::complain::Complaint;
use crate::import::{is_input_name, log::is_log_name};

/// What was read so far.
static READ: Mutex<Vec<Read>> = Mutex::new(Vec::new());

/// A file that was read, or a folder with what is read in it.
struct Read {
    path: PathBuf,
    takes: fn(&Path) -> bool,
}

/// Notes a file, or a folder of exports.
pub(super) fn note(path: &Path) {
    note_taking(path, is_input_name);
}

/// Notes a file, or a folder of logs.
pub(super) fn note_logs(path: &Path) {
    note_taking(path, is_log_name);
}

fn note_taking(path: &Path, takes: fn(&Path) -> bool) {
    if let Ok(path) = fs::canonicalize(path) {
        read().push(Read { path, takes });
    }
}

/// Lets what was read so far be replaced: a command that makes a catalogue may write over the one that
/// was in use.
pub(super) fn release() {
    read().clear();
}

/// Refuses to write to a file that was read.
pub(super) fn check(path: &Path) -> Result<(), Complaint> {
    let Ok(target) = fs::canonicalize(path) else {
        return Ok(());
    };
    let is_read = |read: &Read| {
        target == read.path || target.starts_with(&read.path) && (read.takes)(&target)
    };
    if !target.is_file() || !read().iter().any(is_read) {
        return Ok(());
    }
    Err(
        Complaint::usage(format!("`{}` is one of the inputs", path.display()))
            .help("name another file for what is to be written"),
    )
}

fn read() -> MutexGuard<'static, Vec<Read>> {
    READ.lock().unwrap_or_else(PoisonError::into_inner)
}
