//! Logs, in every form that Azure and its tools write them: the activity log, the resource logs of
//! storage, the audit logs of key vaults, and usage tables made of them. One reader for all: a log is cut
//! into records ([`split`]), a record into the texts that count ([`event`]), and those mean calls
//! ([`call`]).

mod access_event;
mod activity;
mod call;
mod event;
mod field;
mod files;
mod key_vault;
mod reader;
mod reading;
mod row;
mod split;
mod storage;
mod times;

pub(crate) use access_event::{AccessEvent, AccessOperation, AccessRecord};
pub(crate) use call::{Call, CallSource, Meaning};
pub(crate) use files::LogFile;
#[cfg(feature = "cli")]
pub(crate) use files::is_log_name;
#[cfg(feature = "cli")]
pub(crate) use key_vault::operations as vault_operations;
pub(crate) use reader::{Fault, Logged, ReadFor};
#[cfg(feature = "cli")]
pub(crate) use reading::read_log_lines;
pub(crate) use reading::{Reading, read_logs};
pub(crate) use row::UsageLine;
#[cfg(feature = "cli")]
pub(crate) use row::read as read_row;
pub(crate) use times::{LONGEST_HOLE, LoggedTimes};

use event::Event;
use serde_json::Value;

/// Hands over the calls of a record that was read as JSON.
pub(super) fn calls_of(record: &Value, sink: &mut dyn FnMut(Call<'_>)) -> Meaning {
    match Event::read(record) {
        // What a record of another kind holds are lists of it.
        Ok(event) if event.is_list => Meaning::Foreign,
        Ok(event) => call::calls(&event, &mut |call| sink(call)),
        Err(_) => Meaning::Foreign,
    }
}
