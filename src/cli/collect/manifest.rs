//! `collect.json`: what the folder holds, and what is missing. Its `schema` is how the importers
//! know it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::failure::{Failure, FailureKind};
use super::table;
use crate::report::{Collection, CollectionGap};

/// The name of the file.
pub(crate) const FILE: &str = "collect.json";
/// Its schema.
pub(crate) const SCHEMA: &str = "rolecall/collection/1";

/// Something that is not in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The file that it would be in.
    pub(crate) name: String,
    pub(crate) kind: FailureKind,
    /// What `az` said.
    pub(crate) message: String,
}

impl Entry {
    pub(crate) fn new(name: &str, failure: Failure) -> Self {
        Self {
            name: name.to_owned(),
            kind: failure.kind,
            message: failure.message,
        }
    }

    pub(crate) fn pending(name: &str) -> Self {
        Self::new(name, Failure::new(FailureKind::Pending, ""))
    }

    fn gap(&self) -> CollectionGap {
        CollectionGap {
            name: self.name.clone(),
            status: self.kind.word(),
            message: self.message.clone(),
        }
    }
}

/// The entry for all that is not planned yet.
pub(crate) const REST: &str = "everything else";

/// What was collected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) tenant: String,
    /// The subscriptions asked about: ids.
    pub(crate) subscriptions: Vec<String>,
    /// What could not be had.
    pub(crate) missing: Vec<Entry>,
    /// What isn't there to be had.
    pub(crate) absent: Vec<Entry>,
    /// The principals that hold something and that the directory doesn't know.
    pub(crate) not_found: Vec<String>,
    /// The files that are there.
    pub(crate) files: BTreeSet<String>,
}

impl Manifest {
    fn written(&self) -> Collection {
        let gaps = |entries: &[Entry]| entries.iter().map(Entry::gap).collect();
        Collection {
            schema: SCHEMA.to_owned(),
            tenant: self.tenant.clone(),
            subscriptions: self.subscriptions.clone(),
            complete: self.missing.is_empty(),
            missing: gaps(&self.missing),
            absent: gaps(&self.absent),
            principals_not_found: self.not_found.clone(),
            collected_files: self.files.iter().cloned().collect(),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(&self.written()).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// What an earlier run wrote.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut written: Value = serde_json::from_slice(bytes).ok()?;
        // Earlier versions didn't write them.
        for list in ["principalsNotFound", "collectedFiles"] {
            let lists = written.as_object_mut()?;
            lists
                .entry(list)
                .or_insert_with(|| Value::Array(Vec::new()));
        }
        let written: Collection = serde_json::from_value(written).ok()?;
        if written.schema != SCHEMA {
            return None;
        }
        let entries = |gaps: Vec<CollectionGap>| {
            let entry = |gap: CollectionGap| Entry {
                kind: FailureKind::of_word(gap.status),
                name: gap.name,
                message: gap.message,
            };
            gaps.into_iter().map(entry).collect()
        };
        Some(Self {
            tenant: written.tenant,
            subscriptions: written.subscriptions,
            missing: entries(written.missing),
            absent: entries(written.absent),
            not_found: written.principals_not_found,
            files: written.collected_files.into_iter().collect(),
        })
    }

    /// Names what is asked only of what is missing: which of it there is, nobody knows.
    pub(crate) fn name_what_follows(&mut self) {
        let mut follows = Vec::new();
        for cause in &self.missing {
            let leads_to = table::of_file(&cause.name).map_or(&[][..], |ask| ask.leads_to);
            for folder in leads_to {
                let name = match folder.strip_prefix("./") {
                    Some(beside) => beside_of(&cause.name, beside),
                    None => (*folder).to_owned(),
                };
                let why = format!("`{}` is missing, so not all are known", cause.name);
                follows.push(Entry::new(&name, Failure::new(cause.kind, why)));
            }
        }
        for entry in follows {
            if !self.missing.iter().any(|known| known.name == entry.name) {
                self.missing.push(entry);
            }
        }
    }

    /// Takes over what an earlier run says of subscriptions that this one doesn't ask about.
    pub(crate) fn keep_of_others(&mut self, earlier: &Self) {
        let others = earlier.subscriptions.iter();
        let others: Vec<&String> = others
            .filter(|id| !self.subscriptions.contains(id))
            .collect();
        let is_other = |name: &str| {
            let id = name.strip_prefix("subscriptions/").unwrap_or_default();
            let id = id.split('/').next().unwrap_or_default();
            others.iter().any(|other| *other == id)
        };
        let is_of_others = |entry: &&Entry| is_other(&entry.name);
        let of_others = |entries: &[Entry]| -> Vec<Entry> {
            entries.iter().filter(is_of_others).cloned().collect()
        };
        self.missing.extend(of_others(&earlier.missing));
        self.absent.extend(of_others(&earlier.absent));
        let files = earlier.files.iter().filter(|file| is_other(file));
        self.files.extend(files.cloned());
        // Of what was not even planned, nobody knows whom it is of.
        if !others.is_empty() && earlier.missing.iter().any(|entry| entry.name == REST) {
            let file = |id: &&String| Entry::pending(&format!("subscriptions/{id}"));
            self.missing.extend(others.iter().map(file));
        }
        self.subscriptions.extend(others.into_iter().cloned());
    }
}

/// The path of something beside a file.
fn beside_of(file: &str, name: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}
