//! What completion knows: the catalogue, and the inputs that the line or the configuration names.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::catalog::Catalog;
use crate::cli::config::{self, Choice};
use crate::import::{self, InputSource};
use crate::model::Tenant;

/// The catalogue, and the inputs once something asks for them: reading them takes time.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) catalog: Catalog,
    inputs: Vec<PathBuf>,
    tenant: OnceLock<Tenant>,
}

impl Known {
    pub(super) fn new(catalog: Catalog, inputs: Vec<PathBuf>) -> Self {
        let tenant = OnceLock::new();
        Self {
            catalog,
            inputs,
            tenant,
        }
    }

    /// What the inputs hold.
    pub(super) fn tenant(&self) -> &Tenant {
        self.tenant.get_or_init(|| {
            let sources: Vec<_> = self.inputs.iter().cloned().map(InputSource::Path).collect();
            import::read(&sources)
        })
    }
}

/// The inputs of a line that is still being typed: those that it names, else those of the
/// configuration. Standard input is not read.
pub(super) fn inputs_of(words: &[OsString]) -> Vec<PathBuf> {
    let mut inputs = Vec::new();
    let mut is_input = false;
    // The last word is the one at the cursor.
    for word in &words[..words.len().saturating_sub(1)] {
        let text = word.to_string_lossy();
        if let Some(path) = text.strip_prefix("--input=") {
            inputs.push(PathBuf::from(path));
        } else if text.starts_with('-') {
            is_input = text == "-i" || text == "--input";
        } else if is_input {
            inputs.push(PathBuf::from(word));
        }
    }
    if inputs.is_empty() {
        inputs = config::default_inputs(&Choice::Found);
    }
    inputs
}
