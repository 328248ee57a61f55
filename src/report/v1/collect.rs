//! `collect`: what was gathered, and what is missing.

use serde::{Deserialize, Serialize};

use crate::report::{self, CollectReport};

/// The `result` of `rolecall/collect/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CollectResult {
    /// The folder, as named.
    pub(crate) folder: String,
    /// The tenant's id.
    pub(crate) tenant: String,
    /// The ids of the subscriptions asked about.
    pub(crate) subscriptions: Vec<String>,
    /// How many files were written.
    pub(crate) written: usize,
    /// How many were there before.
    pub(crate) kept: usize,
    /// What could not be had.
    pub(crate) missing: Vec<Uncollected>,
    /// What isn't there to be had.
    pub(crate) absent: Vec<Uncollected>,
}

impl From<&CollectReport> for CollectResult {
    fn from(report: &CollectReport) -> Self {
        Self {
            folder: report.folder.clone(),
            tenant: report.tenant.clone(),
            subscriptions: report.subscriptions.clone(),
            written: report.written,
            kept: report.kept,
            missing: report.missing.iter().map(Uncollected::from).collect(),
            absent: report.absent.iter().map(Uncollected::from).collect(),
        }
    }
}

/// A file that is not in the folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Uncollected {
    /// Its path in the folder.
    pub(crate) file: String,
    /// Why it was not collected.
    pub(crate) status: WhyUncollected,
    /// What `az` said.
    pub(crate) message: String,
}

impl From<&report::CollectEntry> for Uncollected {
    fn from(entry: &report::CollectEntry) -> Self {
        Self {
            file: entry.file.clone(),
            status: entry.status,
            message: entry.message.clone(),
        }
    }
}

/// `collect.json` in the folder: what it holds, and what is missing from it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Collection {
    /// By this the importers know it.
    pub(crate) schema: String,
    /// The tenant's id.
    pub(crate) tenant: String,
    /// The ids of the subscriptions asked about.
    pub(crate) subscriptions: Vec<String>,
    /// Whether nothing is missing.
    pub(crate) complete: bool,
    /// What could not be had.
    pub(crate) missing: Vec<CollectionGap>,
    /// What isn't there to be had.
    pub(crate) absent: Vec<CollectionGap>,
    /// The object ids of principals that hold something and that the directory doesn't know: they
    /// were deleted.
    pub(crate) principals_not_found: Vec<String>,
    /// The files that were collected.
    pub(crate) collected_files: Vec<String>,
}

/// A file that is not in the folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CollectionGap {
    /// Its path in the folder.
    pub(crate) name: String,
    /// Why it was not collected.
    pub(crate) status: WhyUncollected,
    /// What `az` said.
    pub(crate) message: String,
}

words! {
    /// Why a file was not collected.
    WhyUncollected {
        Refused = "refused",
        Throttled = "throttled",
        NotFound = "not found",
        NotLicensed = "not licensed",
        NotRegistered = "not registered",
        NotSignedIn = "not signed in",
        Unavailable = "unavailable",
        Failed = "failed",
        NotVisible = "not visible",
        Pending = "not asked yet",
    }
}
