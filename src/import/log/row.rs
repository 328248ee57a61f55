//! Rows of the usage table v1 (docs/usage.md), which stand wherever logs do.

use std::borrow::Cow;
use std::ops::Deref;

use memchr::memmem;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Number;

use crate::text;

/// What begins a row as it is written.
const START: &[u8] = b"{\"schema\":\"rolecall/usage/1\"";
/// What a row has, whether or not its slashes are escaped.
const MARK: &[u8] = b"\"schema\"";
/// The version of the table.
const SCHEMA: &str = "rolecall/usage/1";

/// A text of a row, borrowed where nothing in it is escaped.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

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
    #[serde(deserialize_with = "whole")]
    pub(crate) count: u64,
    #[serde(borrow)]
    pub(crate) first: Text<'a>,
    #[serde(borrow)]
    pub(crate) last: Text<'a>,
    #[serde(borrow)]
    pub(crate) correlation_ids: Vec<Text<'a>>,
}

/// A whole number, which tools that know numbers with fractions alone write as `14.0`.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let number = Number::deserialize(deserializer)?;
    let whole = number.as_u64().or_else(|| {
        let written = number.to_string();
        let (whole, fraction) = written.split_once('.')?;
        let is_whole = fraction.bytes().all(|digit| digit == b'0');
        whole.parse().ok().filter(|_| is_whole)
    });
    whole.ok_or_else(|| D::Error::custom(format!("`count` is {number}, which is no whole number")))
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

/// Whether a record is a row, however other tools write it.
pub(super) fn is_one(record: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Versioned<'a> {
        #[serde(borrow)]
        schema: Option<Text<'a>>,
    }
    if record.starts_with(START) {
        return true;
    }
    if memmem::find(record, MARK).is_none() {
        return false;
    }
    let read: Result<Versioned<'_>, _> = serde_json::from_slice(record);
    read.is_ok_and(|read| read.schema.as_deref() == Some(SCHEMA))
}

/// Reads a row; a text that is empty is none.
pub(crate) fn read(record: &[u8]) -> Result<UsageLine<'_>, String> {
    let read: Result<UsageLine<'_>, _> = serde_json::from_slice(record);
    let mut row = read.map_err(|error| text::without_place(&error))?;
    let UsagePrincipal { id, kind, name } = &mut row.principal;
    for text in [
        id,
        kind,
        name,
        &mut row.scope,
        &mut row.role_assignment,
        &mut row.role,
    ] {
        text.take_if(|text| text.is_empty());
    }
    Ok(row)
}
