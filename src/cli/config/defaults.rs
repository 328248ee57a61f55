//! `[defaults]`: what every command takes where the command line says nothing.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, ValueEnum};
use toml::de::DeValue;

use super::reader::{Entry, Reader, TABLES, entries};
use crate::cli::args::{Configured, Format, When};
use crate::cli::complain::Complaint;

/// The keys.
const KEYS: [&str; 5] = ["inputs", "format", "color", "catalog", "today"];

/// What a file gives, by the names of the arguments.
#[derive(Debug, Default)]
pub(crate) struct Defaults {
    file: String,
    format: Option<Format>,
    /// Each argument with its values, in the order in which they are reported.
    values: Vec<(&'static str, Vec<OsString>)>,
    /// What is wrong with the inputs, if they are to be taken.
    missing: Option<Complaint>,
}

/// Reads the table; paths are relative to the folder of the file.
pub(super) fn read(path: &str, text: &str, folder: &Path) -> Result<Option<Defaults>, Complaint> {
    let reader = Reader { path, text };
    let document = reader.document()?;
    let mut found = None;
    for entry in entries(document.get_ref()) {
        match entry.key {
            "defaults" => found = Some(table(&reader, &entry, folder)?),
            known if TABLES.contains(&known) => {}
            _ => return Err(reader.unknown(&entry, "key", TABLES)),
        }
    }
    Ok(found)
}

fn table(
    reader: &Reader<'_>,
    section: &Entry<'_, '_>,
    folder: &Path,
) -> Result<Defaults, Complaint> {
    let mut defaults = Defaults {
        file: reader.path.to_owned(),
        ..Defaults::default()
    };
    for entry in entries(reader.table(section)?) {
        let value = match entry.key {
            "inputs" => {
                let paths = inputs(reader, &entry, folder, &mut defaults.missing)?;
                defaults.values.push(("input", paths));
                continue;
            }
            "format" => {
                defaults.format = Some(word(reader, &entry)?);
                continue;
            }
            "color" => {
                let when: When = word(reader, &entry)?;
                let name = when.to_possible_value();
                name.map(|name| name.get_name().to_owned().into())
            }
            "catalog" => {
                // The environment goes before the file.
                let set = env::var_os("ROLECALL_CATALOG").is_some_and(|value| !value.is_empty());
                let named = reader.string(&entry)?;
                let path = match &*named {
                    "core" => PathBuf::from("core"),
                    path => folder.join(path),
                };
                (!set).then(|| path.into_os_string())
            }
            "today" => Some(reader.day(&entry)?.day().into()),
            _ => return Err(reader.unknown(&entry, "key", KEYS)),
        };
        let argument = KEYS.into_iter().find(|key| *key == entry.key);
        defaults
            .values
            .extend(argument.zip(value.map(|value| vec![value])));
    }
    Ok(defaults)
}

fn inputs(
    reader: &Reader<'_>,
    entry: &Entry<'_, '_>,
    folder: &Path,
    missing: &mut Option<Complaint>,
) -> Result<Vec<OsString>, Complaint> {
    let wrong = || reader.wrong(entry, "a list of paths");
    let list = entry.value.get_ref().as_array().ok_or_else(wrong)?;
    let mut paths = Vec::new();
    for value in list.iter() {
        let named = match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() && text != "-" => text.as_ref(),
            _ => {
                return Err(
                    reader.fault(&value.span(), "`inputs` holds paths of files and folders")
                );
            }
        };
        let path: PathBuf = folder.join(named);
        if !path.exists() && missing.is_none() {
            let fault = format!("the input `{named}` is not there");
            let help = "`rolecall collect -o DIR` gathers one; `-i` names another, `--no-config` takes none";
            *missing = Some(reader.fault(&value.span(), fault).help(help));
        }
        paths.push(path.into_os_string());
    }
    if paths.is_empty() {
        return Err(wrong());
    }
    Ok(paths)
}

/// A word that an option takes too.
fn word<T: ValueEnum>(reader: &Reader<'_>, entry: &Entry<'_, '_>) -> Result<T, Complaint> {
    let text = reader.string(entry)?;
    T::from_str(&text, true).map_err(|_| {
        let known: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned()))
            .collect();
        reader.wrong(entry, &format!("one of {}", known.join(", ")))
    })
}

impl Defaults {
    /// The inputs.
    pub(super) fn inputs(&self) -> Vec<PathBuf> {
        let inputs = self
            .values
            .iter()
            .filter(|(argument, _)| *argument == "input");
        inputs
            .flat_map(|(_, paths)| paths)
            .map(PathBuf::from)
            .collect()
    }

    /// The commands with these values where the command line gives none.
    pub(crate) fn applied(&self, command: Command) -> Command {
        command
            .mut_args(|arg| self.on(arg))
            .mut_subcommands(|below| self.applied(below))
    }

    fn on(&self, arg: Arg) -> Arg {
        let id = arg.get_id().as_str();
        let given = self.values.iter().find(|(argument, _)| *argument == id);
        let Some((_, values)) = given else {
            return arg;
        };
        arg.default_values(values)
    }

    /// What was taken.
    ///
    /// # Errors
    ///
    /// When the inputs were taken, and one isn't there.
    pub(crate) fn taken(&mut self, matches: &ArgMatches) -> Result<Configured, Complaint> {
        let mut deepest = matches;
        while let Some((_, below)) = deepest.subcommand() {
            deepest = below;
        }
        let by_default = |id: &str| {
            deepest.try_contains_id(id).unwrap_or(false)
                && deepest.value_source(id) == Some(ValueSource::DefaultValue)
        };
        let mut given = Vec::new();
        for (argument, values) in &self.values {
            // Colour changes no answer.
            if *argument != "color" && by_default(argument) {
                let shown: Vec<String> = values
                    .iter()
                    .map(|value| value.display().to_string())
                    .collect();
                given.push(format!("--{argument} {}", shown.join(" ")));
            }
        }
        if by_default("input")
            && self.values.iter().any(|(argument, _)| *argument == "input")
            && let Some(missing) = self.missing.take()
        {
            return Err(missing);
        }
        Ok(Configured {
            format: self.format,
            gives_moment: by_default("today")
                && self.values.iter().any(|(argument, _)| *argument == "today"),
            note: (!given.is_empty())
                .then(|| format!("`{}` gives {}", self.file, given.join(", "))),
        })
    }
}
