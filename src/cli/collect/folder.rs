//! The folder that is filled.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;

use crate::cli::complain::Complaint;
use crate::cli::output;

/// The folder, and what is in it.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    /// Whether a file is there and whole: files are moved into place when they are complete, but a
    /// folder may have been copied or edited since.
    pub(crate) fn holds(&self, file: &str) -> bool {
        fs::read(self.path(file)).is_ok_and(|bytes| is_json(&bytes))
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, file: &str, bytes: &[u8]) -> Result<(), Complaint> {
        let path = self.path(file);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(|error| {
                Complaint::input(format!(
                    "can't make the folder `{}`: {}",
                    above.display(),
                    error.to_string().to_lowercase()
                ))
            })?;
        }
        output::write_file(&path, bytes)
    }
}

/// Whether bytes are one JSON document.
pub(crate) fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}
