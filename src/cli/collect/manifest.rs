//! `collect.json`: what the folder holds, and what is missing. Its `schema` is how the importers
//! know it.

use serde_json::Value;

use super::failure::{Failure, FailureKind};
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
        Self {
            name: name.to_owned(),
            kind: FailureKind::Pending,
            message: String::new(),
        }
    }

    fn gap(&self) -> CollectionGap {
        CollectionGap {
            name: self.name.clone(),
            status: self.kind.word(),
            message: self.message.clone(),
        }
    }
}

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
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(&self.written()).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// The tenant that a manifest is about.
pub(crate) fn tenant_of(bytes: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    if value.get("schema")?.as_str()? != SCHEMA {
        return None;
    }
    Some(value.get("tenant")?.as_str()?.to_owned())
}
