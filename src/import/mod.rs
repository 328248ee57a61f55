//! Reads exports into a [`Tenant`]. The kind of each document is known by its content.
//!
//! Importers never fail on data: what can't be read becomes a diagnostic with its place, and the
//! rest is read.

mod access_record;
mod actions;
mod activity_log;
mod arm;
mod azure_error;
#[cfg(feature = "cli")]
mod change;
mod convert;
mod deployment;
mod detect;
mod document;
mod files;
mod forms;
mod fragment;
mod hosts;
mod lighthouse;
#[cfg(feature = "cli")]
mod locate;
pub(crate) mod log;
pub(crate) mod no_grant;
mod one_line;
#[cfg(feature = "cli")]
mod other_systems;
mod pieces;
mod pim_status;
mod placeholder;
mod pools;
mod query_counts;
mod record;
mod records;
mod stack;
mod syntax;
mod template;
mod terraform;
mod typed;
mod what_if;
mod written;

pub(crate) use access_record::{
    AccessContent, Bodies, BodySource, PimRequest, ReadRequest, RecordContent, id_in_body,
};
pub(crate) use actions::{ListedAction, actions_of_caller};
#[doc(hidden)]
pub use actions::{ListedActions, actions_in_text};
pub(crate) use azure_error::{
    AzureErrorCode, AzureErrors, LinkedFrom, OtherCause, OtherRefusal, RefusalReason, UnreadError,
};
#[doc(hidden)]
pub use azure_error::{QuotedRequest, azure_errors};
pub(crate) use deployment::{Because, DerivedOperation, linked_actions};
#[doc(hidden)]
pub use deployment::{Certainty, KnowsOperation, ReadDeploymentError};
pub use deployment::{DerivedOperations, operations_of_arm, operations_of_terraform};
pub use files::{InputSource, Printed, Stdin};
#[doc(hidden)]
pub use forms::{InputForm, input_forms};
pub(crate) use pim_status::PimStatus;
pub(crate) use placeholder::holds_placeholder;
pub(crate) use written::{WrittenEntry, WrittenScope};
pub use written::{WrittenRole, read_roles};

#[cfg(feature = "cli")]
pub(crate) use actions::alternatives;
#[cfg(feature = "cli")]
pub(crate) use change::{PlannedChange, read_change};
#[cfg(feature = "cli")]
pub(crate) use files::{InputText, is_input_name, read_text};
#[cfg(feature = "cli")]
pub(crate) use locate::{Located, Region, locate};
#[cfg(feature = "cli")]
pub(crate) use one_line::on_one_line;
#[cfg(feature = "cli")]
pub(crate) use other_systems::system_of;

use crate::model::Tenant;
use files::Found;

/// Reads all sources, in order, into one snapshot. What can't be read is a diagnostic of it.
///
/// ```
/// use rolecall::import::{self, InputSource, Printed};
///
/// let bytes = b"no JSON".to_vec();
/// let command = "az role assignment list".to_owned();
/// let tenant = import::read(&[InputSource::Printed(Printed { command, bytes })]);
/// assert!(tenant.role_assignments.is_empty());
/// assert_eq!(tenant.diagnostics[0].code, "malformed-json");
/// ```
pub fn read(sources: &[InputSource]) -> Tenant {
    read_watched(sources, |_, _| {})
}

/// The same, telling each file with its size in bytes before it is parsed.
pub(crate) fn read_watched(sources: &[InputSource], mut watch: impl FnMut(&str, u64)) -> Tenant {
    let mut fragment = fragment::Fragment::default();
    files::find_each(sources, |found| {
        let file = match found {
            Found::Path(path) => match pieces::open(path) {
                Some(list) => {
                    watch(&list.path, list.size);
                    return list.read(&mut fragment);
                }
                None => files::open(path),
            },
            Found::Read(file) => file,
        };
        match file {
            Ok(file) => {
                watch(
                    &file.path,
                    u64::try_from(file.text.len()).unwrap_or(u64::MAX),
                );
                read_one(&file, &mut fragment);
            }
            Err(diagnostic) => fragment.tenant.diagnostics.push(diagnostic),
        }
    });
    fragment.finish()
}

/// Files from this size on are hashed beside their reading, on a second core.
const LARGE: usize = 1 << 20;

fn read_one(file: &files::OpenFile, fragment: &mut fragment::Fragment) {
    if file.text.len() < LARGE {
        document::read(file, fragment);
        return fragment.end(file.sha256());
    }
    std::thread::scope(|scope| {
        let hash = scope.spawn(|| file.sha256());
        document::read(file, fragment);
        fragment.end(hash.join().unwrap_or_default());
    });
}
