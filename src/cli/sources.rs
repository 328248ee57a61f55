//! What the paths of the command line mean: files, folders, and `-` for standard input.

use std::path::{Path, PathBuf};

use super::complain::Complaint;
use super::output;
use super::spared;
use crate::import::{InputSource, InputText, Stdin, read_text};

/// What the paths of the command line mean; `-` is read here.
pub(crate) fn sources(paths: &[PathBuf]) -> Result<Vec<InputSource>, Complaint> {
    paths.iter().map(|path| source(path)).collect()
}

/// What a path of the command line means.
pub(crate) fn source(path: &Path) -> Result<InputSource, Complaint> {
    Ok(if path.as_os_str() == "-" {
        InputSource::Stdin(Stdin(output::stdin()?))
    } else {
        spared::note(path);
        InputSource::Path(path.to_path_buf())
    })
}

/// The same for logs.
pub(crate) fn sources_of_logs(paths: &[PathBuf]) -> Result<Vec<InputSource>, Complaint> {
    paths.iter().for_each(|path| spared::note_logs(path));
    sources(paths)
}

/// Reads a file, or standard input for `-`.
pub(crate) fn read_file(path: &Path) -> Result<InputText, Complaint> {
    read_text(&source(path)?).map_err(|diagnostic| Complaint::input(diagnostic.message))
}

/// Standard input can be read once: at most one of these may be `-`.
pub(crate) fn one_stdin<'a>(
    paths: impl IntoIterator<Item = (&'static str, &'a PathBuf)>,
) -> Result<(), Complaint> {
    let from_stdin: Vec<&str> = paths
        .into_iter()
        .filter(|(_, path)| path.as_os_str() == "-")
        .map(|(option, _)| option)
        .collect();
    match from_stdin[..] {
        [first, second, ..] => Err(Complaint::usage(format!(
            "`{first}` and `{second}` can't both be read from standard input"
        ))),
        _ => Ok(()),
    }
}

/// How many threads work side by side.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
