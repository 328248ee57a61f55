//! The folder of facts and vectors beside the project. Tests that need it are skipped, with a
//! word, where it isn't there.

use std::path::{Path, PathBuf};

/// A file of the shared folder, or `None` with a message.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ROLECALL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let file = root.join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("SKIPPED: `{}` is not there", file.display());
    None
}
