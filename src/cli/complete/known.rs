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
    for word in typed(words) {
        let text = word.to_string_lossy();
        if let Some(glued) = glued(&text, "-i", "--input") {
            inputs.push(PathBuf::from(glued));
            is_input = false;
        } else if text.starts_with('-') {
            is_input = text == "-i" || text == "--input";
        } else if is_input {
            inputs.push(PathBuf::from(word));
        }
    }
    if inputs.is_empty() {
        let config = value_of(words, "--config");
        let no_config = typed(words).iter().any(|word| word == "--no-config");
        inputs = config::default_inputs(&Choice::by(config.as_deref(), no_config));
    }
    inputs
}

/// What the line says behind an option that takes one path.
pub(super) fn value_of(words: &[OsString], option: &str) -> Option<PathBuf> {
    let mut words = typed(words).iter();
    while let Some(word) = words.next() {
        if word == option {
            return words.next().map(PathBuf::from);
        }
        if let Some(glued) = glued(&word.to_string_lossy(), "", option) {
            return Some(PathBuf::from(glued));
        }
    }
    None
}

/// All but the last word, which is the one at the cursor.
fn typed(words: &[OsString]) -> &[OsString] {
    &words[..words.len().saturating_sub(1)]
}

/// The value that stands in one word with its option: `--input=X`, `-iX`, `-i=X`.
fn glued<'w>(word: &'w str, short: &str, long: &str) -> Option<&'w str> {
    if let Some(value) = word
        .strip_prefix(long)
        .and_then(|rest| rest.strip_prefix('='))
    {
        return Some(value);
    }
    let value = word.strip_prefix(short).filter(|_| !short.is_empty())?;
    let value = value.strip_prefix('=').unwrap_or(value);
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn a_path_is_found_however_it_is_joined_to_its_option() {
        for (line, expected) in [
            ("who -i a b --at ", &["a", "b"][..]),
            ("who -ia --at ", &["a"]),
            ("who -i=a -i b ", &["a", "b"]),
            ("who --input=a x ", &["a"]),
            ("who --input a -ib ", &["a", "b"]),
        ] {
            let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
            assert_eq!(inputs_of(&words(line)), expected, "{line}");
        }
        for (line, expected) in [
            ("who --catalog a ", Some("a")),
            ("who --catalog=a ", Some("a")),
            ("who --catalog a", None),
            ("who ", None),
        ] {
            let expected = expected.map(PathBuf::from);
            assert_eq!(value_of(&words(line), "--catalog"), expected, "{line}");
        }
    }

    #[test]
    fn the_configuration_is_the_one_that_the_line_names() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("c.toml");
        std::fs::write(&config, "[defaults]\ninputs = [\"in\"]\n").unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        for option in ["--config ", "--config="] {
            let line = format!("who {option}{} ", config.display());
            assert_eq!(inputs_of(&words(&line)), [folder.path().join("in")]);
            let line = format!("who {option}{} --no-config ", config.display());
            assert_eq!(inputs_of(&words(&line)), [""; 0].map(PathBuf::from));
        }
    }
}
