//! Rows of the usage table v1 (cli.md §9), which stand wherever logs do.

use serde::Deserialize;

use crate::import::log::event::Text;

/// What begins a row as it is written.
const START: &[u8] = b"{\"schema\":\"rolecall/usage/1\"";

/// A row of a usage table.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageLine<'a> {
    #[serde(borrow)]
    pub(crate) principal: UsagePrincipal<'a>,
    #[serde(borrow)]
    pub(crate) action: Text<'a>,
    #[serde(borrow)]
    pub(crate) plane: Text<'a>,
    #[serde(borrow)]
    pub(crate) scope: Option<Text<'a>>,
    #[serde(borrow)]
    pub(crate) role_assignment: Option<Text<'a>>,
    #[serde(borrow)]
    pub(crate) role: Option<Text<'a>>,
    #[serde(borrow)]
    pub(crate) outcome: Text<'a>,
    #[serde(borrow)]
    pub(crate) source: Text<'a>,
    pub(crate) count: u64,
    #[serde(borrow)]
    pub(crate) first: Text<'a>,
    #[serde(borrow)]
    pub(crate) last: Text<'a>,
    pub(crate) correlation_ids: Vec<String>,
}

/// Who called.
#[derive(Debug, Deserialize)]
pub(crate) struct UsagePrincipal<'a> {
    #[serde(borrow)]
    pub(crate) id: Option<Text<'a>>,
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Option<Text<'a>>,
    #[serde(borrow)]
    pub(crate) name: Option<Text<'a>>,
}

/// Whether a record is a row.
pub(super) fn is_one(record: &[u8]) -> bool {
    record.starts_with(START)
}

pub(super) fn read(record: &[u8]) -> Result<UsageLine<'_>, String> {
    serde_json::from_slice(record).map_err(|error| error.to_string())
}
