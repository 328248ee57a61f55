//! The configuration of the audit, `rolecall.toml`. The toml crate lives only here.

mod reader;
mod suppressions;

use std::env;
use std::path::{Path, PathBuf};

use super::complain::Complaint;
use super::documents::read_file;
use crate::audit::AuditSettings;

/// What the file is called; the second is for those who hide such files.
const NAMES: [&str; 2] = ["rolecall.toml", ".rolecall.toml"];

/// Which file to take.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Choice<'a> {
    /// The one that is named.
    Named(&'a Path),
    /// The first in the current folder or one above it.
    Found,
    /// None.
    Nothing,
}

/// A configuration, with the file that it was read from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Config {
    /// As it was named or found; nothing where there is none.
    pub(crate) path: Option<String>,
    pub(crate) settings: AuditSettings,
}

/// Reads the configuration.
pub(crate) fn read(choice: Choice<'_>) -> Result<Config, Complaint> {
    let path = match choice {
        Choice::Named(path) => Some(path.to_path_buf()),
        Choice::Found => found(),
        Choice::Nothing => None,
    };
    let Some(path) = path else {
        return Ok(Config::default());
    };
    let file = read_file(&path)?;
    of_text(&file.path, &file.text)
}

/// The configuration in a text that was read from `path`.
pub(crate) fn of_text(path: &str, text: &str) -> Result<Config, Complaint> {
    Ok(Config {
        settings: reader::settings(path, text)?,
        path: Some(path.to_owned()),
    })
}

/// Looks upward from the current folder; the path is relative to it.
fn found() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let mut up = PathBuf::new();
    for folder in here.ancestors() {
        for name in NAMES {
            if folder.join(name).is_file() {
                return Some(up.join(name));
            }
        }
        up.push("..");
    }
    None
}
