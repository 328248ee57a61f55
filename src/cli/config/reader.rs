use std::ops::Range;
use std::sync::Arc;

use clap::ValueEnum;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::content::Config;
use super::{replay, rightsize, suppressions};
use crate::audit::{AuditSettings, RuleSettings, THRESHOLDS, rules};
use crate::cli::complain::Complaint;
use crate::cli::globs::near_rules;
use crate::glob::ParseGlobError;
use crate::near::near;
use crate::rule::{FailOn, Severity, UnknownRuleError};
use crate::span::{Place, Position};
use crate::time::Timestamp;

/// What stands at the top of the file.
pub(super) const TABLES: [&str; 7] = [
    "audit",
    "defaults",
    "replay",
    "rightsize",
    "rules",
    "suppress",
    "thresholds",
];

/// A key with its value, both with their place.
pub(super) struct Entry<'t, 'i> {
    pub(super) key: &'t str,
    pub(super) key_span: Range<usize>,
    pub(super) value: &'t Spanned<DeValue<'i>>,
}

/// Reads all but the defaults of commands.
pub(super) fn settings(path: &str, text: &str) -> Result<Config, Complaint> {
    let reader = Reader { path, text };
    let document = reader.document()?;
    let mut config = Config {
        path: Some(path.to_owned()),
        ..Config::default()
    };
    let settings = &mut config.settings;
    for entry in entries(document.get_ref()) {
        match entry.key {
            "audit" => reader.audit(&entry, settings)?,
            "rules" => reader.rules(&entry, settings)?,
            "thresholds" => reader.thresholds(&entry, settings)?,
            "suppress" => settings.suppressions = suppressions::read(&reader, &entry)?,
            "replay" => config.accept = replay::read(&reader, &entry)?,
            "rightsize" => config.keep = rightsize::read(&reader, &entry)?,
            "defaults" => {}
            _ => return Err(reader.unknown(&entry, "key", TABLES)),
        }
    }
    Ok(config)
}

/// The entries of a table, in the order of the file.
pub(super) fn entries<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Entry<'t, 'i>> {
    let mut entries: Vec<Entry<'t, 'i>> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref(),
            key_span: key.span(),
            value,
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

/// The tables of a list in a section, as `[[rightsize.keep]]`, each read.
pub(super) fn tables<T>(
    reader: &Reader<'_>,
    section: &Entry<'_, '_>,
    name: &str,
    read: impl Fn(&Entry<'_, '_>) -> Result<T, Complaint>,
) -> Result<Vec<T>, Complaint> {
    let mut found = Vec::new();
    for entry in entries(reader.table(section)?) {
        if entry.key != name {
            return Err(reader.unknown(&entry, "key", [name]));
        }
        let DeValue::Array(list) = entry.value.get_ref() else {
            return Err(reader
                .wrong(&entry, "a list of tables")
                .help(format!("write each under `[[{}.{name}]]`", section.key)));
        };
        for value in list.iter() {
            let entry = Entry {
                key: entry.key,
                key_span: entry.key_span.clone(),
                value,
            };
            found.push(read(&entry)?);
        }
    }
    Ok(found)
}

/// A text that is read, for messages.
pub(super) struct Reader<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

impl<'a> Reader<'a> {
    /// Refuses an exception that nobody answers for; `what` is it as a subject.
    pub(super) fn answered_for(
        &self,
        span: &Range<usize>,
        what: &str,
        (owner, reason): (&str, &str),
    ) -> Result<(), Complaint> {
        for (key, value) in [("owner", owner), ("reason", reason)] {
            if value.is_empty() {
                return Err(self
                    .fault(span, format!("{what} has no `{key}`"))
                    .help("say who answers for it with `owner`, and why with `reason`"));
            }
        }
        Ok(())
    }

    /// The text as TOML.
    pub(super) fn document(&self) -> Result<Spanned<DeTable<'a>>, Complaint> {
        DeTable::parse(self.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            self.fault(&span, error.message().to_lowercase())
        })
    }
}

/// A list of suppressions in brackets.
pub(super) struct SuppressList {
    /// Where an entry more goes: behind the last one, or behind the bracket.
    pub(super) end: usize,
    pub(super) is_empty: bool,
}

impl Reader<'_> {
    /// The suppressions, where they stand in brackets and not under `[[suppress]]`.
    pub(super) fn suppress_list(&self) -> Result<Option<SuppressList>, Complaint> {
        let document = self.document()?;
        let list = document.get_ref().get("suppress");
        let Some((list, entries)) = list.and_then(|list| Some((list, list.get_ref().as_array()?)))
        else {
            return Ok(None);
        };
        let opens = |at: usize, with: &str| {
            let rest = self.text.get(at..).unwrap_or_default();
            rest.starts_with(with) && !rest.starts_with("[[")
        };
        let last = entries.iter().last().map(toml::Spanned::span);
        let is_inline = match &last {
            Some(last) => opens(last.start, "{"),
            None => opens(list.span().start, "["),
        };
        Ok(is_inline.then(|| SuppressList {
            end: last.map_or(list.span().start + 1, |last| last.end),
            is_empty: entries.is_empty(),
        }))
    }

    fn audit(
        &self,
        section: &Entry<'_, '_>,
        settings: &mut AuditSettings,
    ) -> Result<(), Complaint> {
        for entry in entries(self.table(section)?) {
            match entry.key {
                "fail-on" => settings.fail_on = Some(self.fail_on(&entry)?),
                "severity" => settings.severity = Some(self.severity(&entry)?),
                _ => return Err(self.unknown(&entry, "key", ["fail-on", "severity"])),
            }
        }
        Ok(())
    }

    fn rules(
        &self,
        section: &Entry<'_, '_>,
        settings: &mut AuditSettings,
    ) -> Result<(), Complaint> {
        for rule in entries(self.table(section)?) {
            let mut known = rules().iter().map(|rule| rule.id);
            let id = known.find(|id| *id == rule.key);
            let id = id.ok_or_else(|| self.unknown_rule(rule.key, &rule.key_span))?;
            let mut said = RuleSettings::default();
            for entry in entries(self.table(&rule)?) {
                match entry.key {
                    "enabled" => said.disabled = !self.boolean(&entry)?,
                    "severity" => said.severity = Some(self.severity(&entry)?),
                    _ => return Err(self.unknown(&entry, "key", ["enabled", "severity"])),
                }
            }
            settings.rules.insert(id, said);
        }
        Ok(())
    }

    fn thresholds(
        &self,
        section: &Entry<'_, '_>,
        settings: &mut AuditSettings,
    ) -> Result<(), Complaint> {
        for entry in entries(self.table(section)?) {
            if entry.key == "as-of" {
                settings.thresholds.as_of = Some(self.day(&entry)?);
                continue;
            }
            let Some(threshold) = THRESHOLDS.iter().find(|known| known.name == entry.key) else {
                let known = THRESHOLDS.iter().map(|threshold| threshold.name);
                return Err(self.unknown(&entry, "threshold", known.chain(["as-of"])));
            };
            let DeValue::Integer(number) = entry.value.get_ref() else {
                return Err(self.wrong(&entry, "a whole number"));
            };
            let digits = number.as_str().replace('_', "");
            let number = u32::from_str_radix(&digits, number.radix());
            let number = number.map_err(|_| self.wrong(&entry, "a whole number from 0 on"))?;
            threshold.set(&mut settings.thresholds, number);
        }
        Ok(())
    }

    pub(super) fn table<'t, 'i>(
        &self,
        entry: &Entry<'t, 'i>,
    ) -> Result<&'t DeTable<'i>, Complaint> {
        let table = entry.value.get_ref().as_table();
        table.ok_or_else(|| self.wrong(entry, "a table"))
    }

    pub(super) fn string(&self, entry: &Entry<'_, '_>) -> Result<String, Complaint> {
        match entry.value.get_ref().as_str().map(str::trim) {
            Some("") => Err(self.wrong(entry, "a text that says something")),
            Some(text) => Ok(text.to_owned()),
            None => Err(self.wrong(entry, "a text")),
        }
    }

    /// A day, as a date of TOML or as a text.
    pub(super) fn day(&self, entry: &Entry<'_, '_>) -> Result<Timestamp, Complaint> {
        const EXPECTED: &str = "a day like 2027-01-31";
        let written = match entry.value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => return Err(self.wrong(entry, EXPECTED)),
        };
        Timestamp::parse_day(&written)
            .map_err(|error| self.wrong(entry, &format!("{EXPECTED}: {error}")))
    }

    fn severity(&self, entry: &Entry<'_, '_>) -> Result<Severity, Complaint> {
        let word = self.string(entry)?;
        Severity::from_str(&word, true)
            .map_err(|_| self.wrong(entry, "critical, high, medium, low or info"))
    }

    fn fail_on(&self, entry: &Entry<'_, '_>) -> Result<FailOn, Complaint> {
        let word = self.string(entry)?;
        FailOn::from_str(&word, true)
            .map_err(|_| self.wrong(entry, "critical, high, medium, low, info or none"))
    }

    fn boolean(&self, entry: &Entry<'_, '_>) -> Result<bool, Complaint> {
        let value = entry.value.get_ref().as_bool();
        value.ok_or_else(|| self.wrong(entry, "true or false"))
    }

    /// A rule that the audit doesn't have.
    pub(super) fn unknown_rule(&self, name: &str, span: &Range<usize>) -> Complaint {
        let unknown = UnknownRuleError {
            input: name.to_owned(),
            known: rules().iter().map(|rule| rule.id).collect(),
        };
        let fault = self.fault(span, format!("the audit has no rule `{name}`"));
        match near_rules(&unknown) {
            near if near.is_empty() => fault.help("docs/rules/README.md lists the rules"),
            near => fault.did_you_mean(&near),
        }
    }

    /// A text that has the signs of a glob and isn't one.
    pub(super) fn no_glob(&self, span: &Range<usize>, error: &ParseGlobError) -> Complaint {
        self.fault(span, error.to_string())
            .help(ParseGlobError::SIGNS)
    }

    /// A key that is none of these.
    pub(super) fn unknown<'k>(
        &self,
        entry: &Entry<'_, '_>,
        what: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Complaint {
        let known: Vec<&str> = known.into_iter().collect();
        let fault = self.fault(&entry.key_span, format!("unknown {what} `{}`", entry.key));
        match near(entry.key, known.iter().copied(), 3) {
            near if near.is_empty() => fault.help(format!("expected one of {}", known.join(", "))),
            near => fault.did_you_mean(&owned(near)),
        }
    }

    /// A value of the wrong kind.
    pub(super) fn wrong(&self, entry: &Entry<'_, '_>, expected: &str) -> Complaint {
        self.fault(
            &entry.value.span(),
            format!("`{}` must be {expected}", entry.key),
        )
    }

    /// A fault with its line and a mark under it.
    pub(super) fn fault(&self, span: &Range<usize>, message: impl Into<String>) -> Complaint {
        let (line, column, written) = self.line_at(span.start);
        let rest = written.chars().count().saturating_sub(column - 1);
        let marked = self.text.get(span.clone()).unwrap_or_default();
        let width = marked.chars().take_while(|c| *c != '\n').count();
        Complaint::input(format!(
            "`{}`: {}\n  at {}:{line}:{column}\n  {written}\n  {}{}",
            self.path,
            message.into(),
            self.path,
            " ".repeat(column - 1),
            "^".repeat(width.clamp(1, rest.max(1))),
        ))
    }

    /// The line and column of a byte, from 1, and the text of the line.
    fn line_at(&self, offset: usize) -> (usize, usize, &str) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[start..].chars().count() + 1;
        let written = self.text[start..].lines().next().unwrap_or_default();
        (line, column, written)
    }

    /// The place of a byte.
    pub(super) fn place(&self, offset: usize) -> Place {
        let (line, column, _) = self.line_at(offset);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place {
            file: Arc::from(self.path),
            at: Position::Line {
                line: number(line),
                column: number(column),
            },
        }
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}
