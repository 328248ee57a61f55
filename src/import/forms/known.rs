//! The marks by which forms are known.

use std::cell::OnceCell;

use super::outline::{Outline, Sort};
use super::{delimited, messages, relaxed, yaml};
use crate::text;

/// The first bytes of a text.
pub(super) struct Start<'a> {
    bytes: &'a [u8],
    outline: OnceCell<Outline<'a>>,
}

impl<'a> Start<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            outline: OnceCell::new(),
        }
    }

    fn begins(&self, words: &[&[u8]]) -> bool {
        words.iter().any(|word| self.bytes.starts_with(word))
    }

    /// Whether it can be JSON, as most texts are: then no mark of another form is looked for.
    fn is_json(&self) -> bool {
        self.begins(&[b"[", b"{"])
    }

    fn sort(&self, path: &[&str]) -> Option<Sort> {
        if !self.is_json() {
            return None;
        }
        let outline = self.outline.get_or_init(|| Outline::of(self.bytes));
        outline.sort(path)
    }

    fn text(&self, path: &[&str]) -> Option<&'a str> {
        self.sort(path)?;
        self.outline.get()?.text(path)
    }

    fn lines(&self) -> impl Iterator<Item = &'a str> {
        let lines = self.bytes.split(|byte| *byte == b'\n');
        lines.filter_map(|line| Some(str::from_utf8(line).ok()?.trim_end()))
    }

    /// Whether one of the first lines begins with one of the words, and a blank or a quote behind it.
    fn line_begins(&self, words: &[&str]) -> bool {
        !self.is_json()
            && self.lines().take(60).any(|line| {
                words.iter().any(|word| {
                    let rest = line.strip_prefix(word);
                    rest.is_some_and(|rest| rest.starts_with([' ', '"', '\'', '(', '=']))
                })
            })
    }
}

pub(super) fn while_reading(_: &Start<'_>) -> bool {
    false
}

pub(super) fn colours(start: &Start<'_>) -> bool {
    memchr::memchr(relaxed::ESCAPE, start.bytes).is_some()
}

pub(super) fn messages(start: &Start<'_>) -> bool {
    start.lines().next().is_some_and(messages::is_message)
}

pub(super) fn resource_graph(start: &Start<'_>) -> bool {
    let of = |above: &[&str]| {
        let columns = [above, &["columns"]].concat();
        let cell = [above, &["rows", "0"]].concat();
        start.sort(&columns) == Some(Sort::List) && start.sort(&cell) != Some(Sort::Object)
    };
    of(&["data"]) || of(&[])
}

pub(super) fn log_analytics(start: &Start<'_>) -> bool {
    start.sort(&["tables", "0", "columns"]) == Some(Sort::List)
        || start.sort(&["tables", "0", "name"]) == Some(Sort::Text)
}

pub(super) fn steampipe(start: &Start<'_>) -> bool {
    start.sort(&["rows", "0"]) == Some(Sort::Object)
}

pub(super) fn batch(start: &Start<'_>) -> bool {
    start.sort(&["responses"]) == Some(Sort::List)
}

pub(super) fn rest_method(start: &Start<'_>) -> bool {
    let of = |above: &[&str]| {
        let has = |key: &str| start.sort(&[above, &[key]].concat()).is_some();
        has("StatusCode") && (has("Content") || has("Headers") || has("Method"))
    };
    of(&[]) || of(&["0"])
}

pub(super) fn pulumi(start: &Start<'_>) -> bool {
    start.sort(&["deployment"]) == Some(Sort::Object)
        && start.sort(&["version"]) == Some(Sort::Word)
        || start.sort(&["checkpoint", "latest"]).is_some()
}

pub(super) fn what_if(start: &Start<'_>) -> bool {
    let of = |above: &[&str]| {
        let sort = |path: &[&str]| start.sort(&[above, path].concat());
        let is_list = |path: &[&str]| sort(path) == Some(Sort::List);
        let is_change = |key: &str| sort(&["changes", "0", key]).is_some();
        is_list(&["potentialChanges"])
            || is_list(&["resourceChanges"])
            || is_list(&["changes", "resourceChanges"])
            || sort(&["changes", "denySettingsChange"]).is_some()
            || is_list(&["changes"])
                && match sort(&["changes", "0"]) {
                    Some(_) => ["changeType", "resourceId", "before", "after"]
                        .into_iter()
                        .any(is_change),
                    None => start.sort(&["status"]).is_some(),
                }
    };
    of(&[]) || of(&["properties"])
}

pub(super) fn azure_hound(start: &Start<'_>) -> bool {
    let is_kind = |path: &[&str]| start.text(path).is_some_and(|kind| kind.starts_with("AZ"));
    is_kind(&["data", "0", "kind"]) || is_kind(&["0", "kind"])
}

pub(super) fn table(start: &Start<'_>) -> bool {
    !start.is_json() && delimited::delimiter(start.bytes).is_some()
}

pub(super) fn yaml(start: &Start<'_>) -> bool {
    !start.is_json() && yaml::is_yaml(start.bytes)
}

pub(super) fn bicep(start: &Start<'_>) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(start.bytes, word).is_some();
    start.line_begins(&[
        "targetScope",
        "param",
        "resource",
        "module",
        "using",
        "metadata",
    ]) && (has(b"targetScope =")
        || has(b"targetScope=")
        || has(b"' = ")
        || has(b"param ")
        || has(b"using '"))
        && !has(b"resource \"")
}

pub(super) fn terraform(start: &Start<'_>) -> bool {
    start.line_begins(&[
        "resource \"azurerm",
        "resource",
        "data",
        "terraform",
        "provider",
        "module",
        "variable",
        "locals",
    ]) && start.lines().any(|line| line.ends_with('{'))
}

pub(super) fn tsv(start: &Start<'_>) -> bool {
    let first = start.lines().next().unwrap_or_default();
    !start.is_json() && first.contains('\t') && text::rfind(first, "/providers/").is_some()
}

pub(super) fn printed_table(start: &Start<'_>) -> bool {
    let mut lines = start.lines().filter(|line| !line.is_empty());
    let (Some(header), Some(rule)) = (lines.next(), lines.next()) else {
        return false;
    };
    let is_rule = rule.contains("--") && rule.chars().all(|c| matches!(c, '-' | ' ' | '+' | '|'));
    let is_comment = header.trim_start().starts_with('#');
    !start.is_json() && is_rule && header.contains(' ') && !is_comment && rule != "---"
}

pub(super) fn printed_list(start: &Start<'_>) -> bool {
    let is_field = |line: &&str| {
        let parts = line.split_once(" : ").or_else(|| line.split_once(" :"));
        parts.is_some_and(|(name, _)| {
            let name = name.trim();
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
        })
    };
    let lines = start.lines().filter(|line| !line.is_empty()).take(3);
    !start.is_json() && lines.filter(is_field).count() > 1
}

pub(super) fn zip(start: &Start<'_>) -> bool {
    start.begins(&[b"PK\x03\x04"])
}

pub(super) fn parquet(start: &Start<'_>) -> bool {
    start.begins(&[b"PAR1", b"ARROW1"])
}

pub(super) fn clixml(start: &Start<'_>) -> bool {
    start.begins(&[b"<Objs"])
}

pub(super) fn html(start: &Start<'_>) -> bool {
    let head = start.bytes.get(..64).unwrap_or(start.bytes);
    let head = head.to_ascii_lowercase();
    head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
}
