//! A configuration that is written: a new one, and an entry more.

use std::fs;
use std::path::{Path, PathBuf};

use super::reader::Reader;
use super::{Choice, NAMES, found, of_text};
use crate::cli::complain::Complaint;
use crate::cli::output;
use crate::cli::sources::read_file;
use crate::rule::finding_id;
use crate::span::Place;
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

/// Where an entry was added.
pub(crate) struct Added {
    pub(crate) path: PathBuf,
    /// An entry for the same finding whose day is over.
    pub(crate) expired: Option<Place>,
}

impl NewSuppression<'_> {
    /// Its keys, each with its value.
    fn pairs(&self) -> Vec<String> {
        let mut pairs = vec![
            format!("finding = {}", quoted(self.finding)),
            format!("owner = {}", quoted(self.owner)),
            format!("reason = {}", quoted(self.reason)),
        ];
        pairs.extend(self.until.map(|until| format!("expires = {}", until.day())));
        pairs
    }

    /// A text with the entry: in the list where the text has one in brackets, else at its end.
    fn added_to(&self, shown: &str, text: &str) -> Result<String, Complaint> {
        let pairs = self.pairs();
        if let Some(list) = (Reader { path: shown, text }).suppress_list()? {
            let entry = format!("{{ {} }}", pairs.join(", "));
            let (before, after) = text.split_at(list.end);
            let entry = match list.is_empty {
                true => entry,
                false => format!(", {entry}"),
            };
            return Ok(format!("{before}{entry}{after}"));
        }
        let mut whole = text.to_owned();
        if !whole.is_empty() {
            whole.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
        }
        whole.push_str(&format!("[[suppress]]\n{}\n", pairs.join("\n")));
        Ok(whole)
    }

    /// Adds it to the configuration that is in use, or to a new one in the current folder. An entry for
    /// the same finding that has expired by `now` stays where it is.
    ///
    /// # Errors
    ///
    /// When what it says is no entry, the file can't be read or written, or it holds one for the finding
    /// that still counts.
    pub(crate) fn add(&self, choice: &Choice, now: Timestamp) -> Result<Added, Complaint> {
        // Sixteen digits that begin with `f` may be an id that lost one.
        let given = self.finding.trim();
        let is_whole = |_: &String| given.len() != 16 || !given.starts_with(['f', 'F']);
        let finding = finding_id(given).filter(is_whole).ok_or_else(|| {
            Complaint::usage(format!("`{}` is not the id of a finding", self.finding)).help(
                "it is `f` and 16 hexadecimal digits: `rolecall audit --all -i PATH` prints it with each finding",
            )
        })?;
        for (option, value) in [("--owner", self.owner), ("--reason", self.reason)] {
            if value.trim().is_empty() {
                return Err(Complaint::usage(format!("`{option}` says nothing"))
                    .help("say who answers for it with `--owner`, and why with `--reason`"));
            }
        }
        let path = choice.path().unwrap_or_else(|| PathBuf::from(NAMES[0]));
        is_a_file(&path)?;
        let text = match path.exists() {
            true => read_file(&path)?.text,
            false => String::new(),
        };
        let shown = path.display().to_string();
        let known = of_text(&shown, &text)?.settings.suppressions;
        let mut same = known
            .iter()
            .filter(|entry| entry.finding.as_ref() == Some(&finding));
        let expired = same.clone().find(|entry| entry.is_expired(now));
        if let Some(entry) = same.find(|entry| !entry.is_expired(now)) {
            return Err(Complaint::usage(format!(
                "finding `{finding}` is suppressed already, at {}",
                entry.place
            ))
            .help("change or remove that entry"));
        }
        let entry = NewSuppression {
            finding: &finding,
            ..*self
        };
        let whole = entry.added_to(&shown, &text)?;
        let read = of_text(&shown, &whole)?.settings.suppressions;
        if read.len() != known.len() + 1 {
            return Err(Complaint::input(format!("can't add an entry to `{shown}`"))
                .help("write its entries under `[[suppress]]`"));
        }
        output::write_anew(&path, whole.as_bytes())?;
        Ok(Added {
            path,
            expired: expired.map(|entry| entry.place.clone()),
        })
    }
}

/// A new configuration.
pub(crate) struct Written {
    pub(crate) path: PathBuf,
    /// A configuration in a folder above, which no longer counts where the new one does.
    pub(crate) hidden: Option<PathBuf>,
}

/// Writes a new configuration: to the file that is named, else to the one that `choice` names, else to
/// the current folder.
///
/// # Errors
///
/// When one is there already and isn't to be replaced, one of the two would not be read beside the
/// other, or it can't be written.
pub(crate) fn write_new(
    named: Option<&Path>,
    choice: &Choice,
    is_replaced: bool,
    inputs: &[PathBuf],
) -> Result<Written, Complaint> {
    let path = match (named, choice) {
        (Some(path), _) => path.to_path_buf(),
        (None, Choice::Named(path)) => path.clone(),
        (None, _) => PathBuf::from(NAMES[0]),
    };
    is_a_file(&path)?;
    if let Some(other) = beside(&path) {
        let (path, shown) = (path.display(), other.display());
        return Err(Complaint::usage(format!(
            "`{shown}` is there, and of the two only `{}` would be read",
            NAMES[0]
        ))
        .help(format!(
            "add to `{shown}`, replace it with `-o {shown} --force`, or remove it before `{path}` is written"
        )));
    }
    if fs::symlink_metadata(&path).is_ok() && !is_replaced {
        return Err(
            Complaint::usage(format!("`{}` is there already", path.display()))
                .help("`--force` replaces it, `-o FILE` writes another"),
        );
    }
    let is_here = |path: &Path| {
        let folder = path.parent();
        folder == Some(Path::new("")) || folder == Some(Path::new("."))
    };
    let is_new_here = is_here(&path) && is_found_by_name(&path);
    let hidden = found().filter(|found| is_new_here && !is_here(found));
    output::write_file(&path, filled(inputs, &path)?.as_bytes())?;
    Ok(Written { path, hidden })
}

/// Whether a path stands for standard input or output.
fn is_a_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A configuration is kept in a file.
fn is_a_file(path: &Path) -> Result<(), Complaint> {
    match is_a_stream(path) {
        true => Err(Complaint::usage(
            "a configuration is written to a file, not to standard output",
        )
        .help("name one with `--config FILE`")),
        false => Ok(()),
    }
}

/// What the template says of inputs.
const INPUTS: &str = "# [defaults]\n# inputs = [\"exports\"]        ";

/// The template, with these inputs in place of the comment.
fn filled(inputs: &[PathBuf], file: &Path) -> Result<String, Complaint> {
    if inputs.is_empty() {
        return Ok(TEMPLATE.to_owned());
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut paths = Vec::new();
    for input in inputs {
        if is_a_stream(input) {
            return Err(
                Complaint::usage("standard input can't be an input of every command")
                    .help("name a file or a folder of exports"),
            );
        }
        if !input.exists() {
            let shown = input.display();
            return Err(
                Complaint::usage(format!("the input `{shown}` is not there"))
                    .help("name a file or a folder of exports"),
            );
        }
        paths.push(quoted(&seen_from(folder, input)));
    }
    let written = format!("[defaults]\ninputs = [{}]  ", paths.join(", "));
    Ok(TEMPLATE.replacen(INPUTS, &written, 1))
}

/// A path as it is named in a folder.
fn seen_from(folder: &Path, path: &Path) -> String {
    let is_here = folder == Path::new("") || folder == Path::new(".");
    let path = match path.strip_prefix(folder) {
        Ok(below) if below == Path::new("") => Path::new(".").to_path_buf(),
        Ok(below) => below.to_path_buf(),
        Err(_) if is_here => path.to_path_buf(),
        Err(_) => fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()),
    };
    path.display().to_string()
}

fn is_found_by_name(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| NAMES.iter().any(|known| name == *known))
}

/// The other configuration of the same folder, where there is one.
fn beside(path: &Path) -> Option<PathBuf> {
    if !is_found_by_name(path) {
        return None;
    }
    let others = NAMES.iter().map(|name| path.with_file_name(name));
    others
        .filter(|other| other != path)
        .find(|other| fs::symlink_metadata(other).is_ok())
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
    fn inputs_stand_where_the_template_has_them() {
        assert!(TEMPLATE.contains(INPUTS));
        let whole = filled(
            &[PathBuf::from("src"), PathBuf::from("tests")],
            Path::new("x.toml"),
        );
        let whole = whole.unwrap();
        assert!(
            whole.contains("\n[defaults]\ninputs = [\"src\", \"tests\"]"),
            "{whole}"
        );
        assert_eq!(seen_from(Path::new("src"), Path::new("src/cli")), "cli");
        assert_eq!(seen_from(Path::new("src"), Path::new("src")), ".");
        assert!(Path::new(&seen_from(Path::new("tests"), Path::new("src"))).is_absolute());
        assert!(filled(&[PathBuf::from("no-such")], Path::new("x.toml")).is_err());
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
        for before in ["", "suppress = []\n"] {
            let whole = entry.added_to("rolecall.toml", before).unwrap();
            let read = of_text("rolecall.toml", &whole).unwrap();
            assert_eq!(read.settings.suppressions[0].suppression.owner, text);
        }
    }

    /// However the entries that are there are written.
    #[test]
    fn an_entry_goes_to_the_others() {
        let entry = NewSuppression {
            finding: "f0123456789abcdef",
            owner: "o",
            reason: "r",
            until: None,
        };
        let old = "{ rule = \"*\", owner = \"a\", reason = \"b\" }";
        for before in [
            "".to_owned(),
            "[audit]".to_owned(),
            "# nothing\n".to_owned(),
            "[[suppress]]\nrule = \"*\"\nowner = \"a\"\nreason = \"b\"".to_owned(),
            "suppress = []".to_owned(),
            "suppress = [ # none yet\n]\n[audit]\n".to_owned(),
            format!("suppress = [{old}]\n"),
            format!("suppress = [\n  {old}, # why\n  {old},\n]\n[audit]\nfail-on = \"low\"\n"),
            format!("suppress = [{old} # ]\n]"),
        ] {
            let count = |text: &str| of_text("x", text).unwrap().settings.suppressions.len();
            let after = entry.added_to("x", &before).unwrap();
            assert_eq!(count(&after), count(&before) + 1, "{after}");
            let read = of_text("x", &after).unwrap().settings.suppressions;
            let last = read.last().unwrap();
            assert_eq!(last.finding.as_deref(), Some(entry.finding), "{after}");
        }
    }
}
