//! The configuration, `rolecall.toml`: defaults of the command line, and all that an audit can be told.
//! The toml crate lives only here.

mod content;
mod defaults;
mod edit;
mod reader;
mod replay;
mod rightsize;
mod suppressions;

use std::env;
use std::path::{Path, PathBuf};

use super::args::Global;
use super::complain::Complaint;
use super::sources::read_file;

pub(crate) use content::Config;
pub(crate) use defaults::Defaults;
pub(crate) use edit::{Added, NewSuppression, Written, write_new};

/// What the file is called; the second is for those who hide such files.
const NAMES: [&str; 2] = ["rolecall.toml", ".rolecall.toml"];

/// Which file to take.
#[derive(Clone, Debug)]
pub(crate) enum Choice {
    /// The one that is named.
    Named(PathBuf),
    /// The first in the current folder or one above it.
    Found,
    /// No configuration is taken.
    Nothing,
}

impl Choice {
    /// By the command line, then by `ROLECALL_CONFIG`, else by looking.
    pub(crate) fn of(global: &Global) -> Self {
        Self::by(global.config.as_deref(), global.no_config)
    }

    /// By what `--config` and `--no-config` say.
    pub(crate) fn by(config: Option<&Path>, no_config: bool) -> Self {
        let named = env::var_os("ROLECALL_CONFIG").filter(|value| !value.is_empty());
        match (config, named) {
            _ if no_config => Self::Nothing,
            (Some(path), _) => Self::Named(path.to_path_buf()),
            (None, Some(path)) => Self::Named(path.into()),
            (None, None) => Self::Found,
        }
    }

    fn path(&self) -> Option<PathBuf> {
        match self {
            Self::Named(path) => Some(path.clone()),
            Self::Found => found(),
            Self::Nothing => None,
        }
    }
}

/// Reads the configuration.
pub(crate) fn read(choice: &Choice) -> Result<Config, Complaint> {
    let Some(path) = choice.path() else {
        return Ok(Config::default());
    };
    let file = read_file(&path)?;
    of_text(&file.path, &file.text)
}

/// Reads what the configuration gives to every command; nothing where there is none.
pub(crate) fn defaults(choice: &Choice) -> Result<Option<Defaults>, Complaint> {
    let Some(path) = choice.path() else {
        return Ok(None);
    };
    let file = read_file(&path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    defaults::read(&file.path, &file.text, folder)
}

/// The inputs that the configuration gives; none where it can't be read.
pub(crate) fn default_inputs(choice: &Choice) -> Vec<PathBuf> {
    let defaults = defaults(choice).ok().flatten();
    defaults
        .map(|defaults| defaults.inputs())
        .unwrap_or_default()
}

/// The configuration in a text that was read from `path`.
pub(crate) fn of_text(path: &str, text: &str) -> Result<Config, Complaint> {
    reader::settings(path, text)
}

/// Whether a configuration is the one that is found in the current folder.
pub(crate) fn counts_here(path: &Path) -> bool {
    let same = |found: PathBuf| found.canonicalize().ok() == path.canonicalize().ok();
    found().is_some_and(same)
}

/// Whether a file is a configuration by its name.
pub(crate) fn is_configuration(path: &Path) -> bool {
    let name = path.file_name();
    NAMES
        .iter()
        .any(|known| name.is_some_and(|name| name == *known))
        && path.is_file()
}

/// The configurations among inputs or in their folders, where none is in use: they look as if they were.
pub(crate) fn unused(choice: &Choice, inputs: &[PathBuf]) -> Vec<PathBuf> {
    if !matches!(choice, Choice::Found) || found().is_some() {
        return Vec::new();
    }
    let folders = inputs.iter().map(|input| match is_configuration(input) {
        true => input.parent().unwrap_or(input),
        false => input,
    });
    let files = folders.flat_map(|folder| NAMES.iter().map(move |name| folder.join(name)));
    let mut files: Vec<PathBuf> = files.filter(|file| file.is_file()).collect();
    files.dedup();
    files
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
