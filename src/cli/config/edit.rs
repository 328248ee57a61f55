//! A configuration that is written: a new one, and an entry more.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Choice, NAMES, of_text};
use crate::cli::complain::Complaint;
use crate::cli::documents::read_file;
use crate::cli::output;
use crate::rule::finding_id;
use crate::time::Timestamp;

/// A configuration in which everything is a comment.
pub(crate) const TEMPLATE: &str = include_str!("template.toml");

/// An entry to add for one finding.
pub(crate) struct NewSuppression<'a> {
    pub(crate) finding: &'a str,
    pub(crate) owner: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) until: Option<Timestamp>,
}

impl NewSuppression<'_> {
    fn text(&self) -> String {
        let mut text = format!(
            "\n[[suppress]]\nfinding = {}\nowner = {}\nreason = {}\n",
            quoted(self.finding),
            quoted(self.owner),
            quoted(self.reason)
        );
        if let Some(until) = self.until {
            text.push_str(&format!("expires = {}\n", until.day()));
        }
        text
    }

    /// Adds it to the configuration that is in use, or to a new one in the current folder, and gives
    /// the file.
    ///
    /// # Errors
    ///
    /// When the file can't be read or written, would not be valid with the entry, or holds one for the
    /// finding.
    pub(crate) fn add(&self, choice: &Choice) -> Result<PathBuf, Complaint> {
        let path = choice.path().unwrap_or_else(|| PathBuf::from(NAMES[0]));
        let mut text = match path.exists() {
            true => read_file(&path)?.text,
            false => String::new(),
        };
        let shown = path.display().to_string();
        let known = of_text(&shown, &text)?.settings.suppressions;
        let id = finding_id(self.finding);
        if let Some(entry) = known
            .iter()
            .find(|entry| id.is_some() && entry.finding == id)
        {
            return Err(Complaint::usage(format!(
                "finding `{}` is suppressed already, at {}",
                self.finding, entry.place
            )));
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(
            self.text()
                .trim_start_matches(|c| text.is_empty() && c == '\n'),
        );
        of_text(&shown, &text)?;
        output::write_anew(&path, text.as_bytes())?;
        Ok(path)
    }
}

/// Writes a new configuration.
///
/// # Errors
///
/// When one is there already and isn't to be replaced, or it can't be written.
pub(crate) fn write_new(path: &Path, is_replaced: bool) -> Result<(), Complaint> {
    if fs::symlink_metadata(path).is_ok() && !is_replaced {
        return Err(
            Complaint::usage(format!("`{}` is there already", path.display()))
                .help("`--force` replaces it, `-o FILE` writes another"),
        );
    }
    output::write_file(path, TEMPLATE.as_bytes())
}

/// Where a new configuration goes.
pub(crate) fn new_path() -> PathBuf {
    let named = env::var_os("ROLECALL_CONFIG").filter(|value| !value.is_empty());
    named.map_or_else(|| PathBuf::from(NAMES[0]), PathBuf::from)
}

/// A text as TOML writes it on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is offered as a comment is valid once the sign is off.
    #[test]
    fn the_template_is_a_configuration() {
        assert!(
            of_text("rolecall.toml", TEMPLATE)
                .unwrap()
                .settings
                .suppressions
                .is_empty()
        );
        let lines = TEMPLATE
            .lines()
            .map(|line| line.strip_prefix("# ").unwrap_or(line));
        let lines = lines.filter(|line| line.starts_with('[') || line.contains(" = "));
        let text: Vec<&str> = lines.collect();
        assert!(text.len() > 15, "{text:?}");
        let read = of_text("rolecall.toml", &text.join("\n")).unwrap();
        assert_eq!(read.settings.suppressions.len(), 1);
    }

    #[test]
    fn a_text_is_quoted_as_toml_reads_it() {
        let text = "a \"b\" \\ c\n\u{7f}ü";
        let entry = NewSuppression {
            finding: "0123456789abcdef",
            owner: text,
            reason: "r",
            until: None,
        };
        let read = of_text("rolecall.toml", &entry.text()).unwrap();
        assert_eq!(read.settings.suppressions[0].suppression.owner, text);
    }
}
