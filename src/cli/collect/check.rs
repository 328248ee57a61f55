//! What a folder lacks, without asking Azure.

use std::fs;

use super::failure::Failure;
use super::folder::Folder;
use super::manifest::{self, Entry, Manifest};
use super::runner::Collected;
use crate::cli::complain::Complaint;

/// Looks at what `collect` filled: what its manifest names, and what is gone or damaged since.
///
/// # Errors
///
/// When there is no manifest.
pub(crate) fn check(folder: &Folder) -> Result<Collected, Complaint> {
    let path = folder.path(manifest::FILE);
    let written = fs::read(&path)
        .ok()
        .and_then(|bytes| Manifest::parse(&bytes));
    let Some(mut manifest) = written else {
        return Err(Complaint::input(format!(
            "there is no `{}` that says what was to be collected",
            path.display()
        ))
        .help("`rolecall collect -o DIR` fills a folder and writes it"));
    };
    // What came since, by whatever way, is no longer missing.
    manifest.missing.retain(|entry| !folder.holds(&entry.name));
    let mut kept = 0;
    for file in &manifest.files {
        if folder.holds(file) {
            kept += 1;
            continue;
        }
        let why = match folder.path(file).exists() {
            true => "the file is damaged: it is not JSON",
            false => "the file was there and is gone",
        };
        manifest
            .missing
            .push(Entry::new(file, Failure::failed(why)));
    }
    Ok(Collected {
        manifest,
        written: 0,
        kept,
    })
}
