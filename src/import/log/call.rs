//! What a record of a log means: the calls that somebody made, each with who, what, where and how it ended.

use std::borrow::Cow;

use super::event::Event;
use super::field::TextField as T;
use super::{activity, key_vault, storage};
use crate::ids::parse_guid;
use crate::model::{ActivityStatus, Plane, PrincipalKind};
use crate::text;
use crate::time::Timestamp;

/// What a log says that somebody asked of Azure. A call to Azure Resource Manager may have several events:
/// its start, its acceptance, its end. A request to storage is a call for each action that was checked.
#[derive(Clone, Debug)]
pub(crate) struct Call<'e> {
    /// The object id of who called (LOG-2); where the log has none, the id or the sign-in name that it has.
    pub(crate) principal: Option<&'e str>,
    /// What the caller is.
    pub(crate) principal_kind: PrincipalKind,
    /// The name of the caller.
    pub(crate) name: Option<&'e str>,
    /// The operation, in whatever case the log has it (LOG-5).
    pub(crate) action: &'e str,
    pub(crate) plane: Plane,
    /// Where, as the log has it.
    pub(crate) scope: Option<Cow<'e, str>>,
    /// The role assignment that allowed it (LOG-4): its id, or the last part of that.
    pub(crate) assignment: Option<String>,
    /// The id of its role; its name where the log has only that.
    pub(crate) role: Option<Cow<'e, str>>,
    pub(crate) status: ActivityStatus,
    pub(crate) source: CallSource,
    pub(crate) time: Option<&'e str>,
    /// What tells the event from others: the same where the same event is read again.
    pub(crate) event: u64,
    /// The call that the event belongs to (LOG-3).
    pub(crate) correlation: Option<&'e str>,
}

/// A kind of log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum CallSource {
    /// The activity log of Azure Resource Manager.
    Activity,
    /// The audit log of a key vault.
    KeyVault,
    /// The resource logs of storage.
    Storage,
}

impl CallSource {
    pub(crate) const ALL: [Self; 3] = [Self::Activity, Self::KeyVault, Self::Storage];

    /// The word used in every output format.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::KeyVault => "keyVault",
            Self::Storage => "storage",
        }
    }
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It records calls.
    Calls,
    /// A list of records.
    List,
    /// What no principal asked for: health, alerts, what policies found.
    NotACall,
    /// A call that no role decides: with a key, a signature, or none.
    WithoutRole,
    /// A call of an operation that no action is known for.
    UnknownOperation,
    /// A call that failed, and the log does not say whether for want of a role.
    Unexplained,
    /// A record of another kind, or one that lacks what every event has.
    Foreign,
}

/// Hands over the calls of a record.
pub(super) fn calls<'e>(event: &'e Event<'_>, sink: &mut dyn FnMut(Call<'e>)) -> Meaning {
    if event.is_list {
        return Meaning::List;
    }
    let has_operation = event.first(&[T::Operation, T::Action]).is_some();
    if event.is_garbled || !has_operation {
        return Meaning::Foreign;
    }
    let category = event.text(T::Category).unwrap_or_default();
    let kind = event.text(T::Kind).unwrap_or_default();
    let is = |word: &str, words: &[&str]| words.iter().any(|known| text::same(word, known));
    let is_storage = is(category, &storage::CATEGORIES) || is(kind, &storage::TABLES);
    let has_checks = !event.checks.is_empty() || event.text(T::CheckResult).is_some();
    if is_storage || has_checks {
        storage::calls(event, sink)
    } else if text::same(category, key_vault::CATEGORY) || text::same(kind, key_vault::TABLE) {
        key_vault::call(event, sink)
    } else {
        activity::call(event, sink)
    }
}

/// What tells an event from others: its id, or what it says where it has none.
pub(super) fn identity(event: &Event<'_>) -> u64 {
    if let Some(id) = event.text(T::EventId) {
        return text::digest(&[id]);
    }
    // Forms differ in the digits of a time.
    let time = event.text(T::Time).map(Timestamp::parse);
    let time = time.and_then(Result::ok);
    let said = [
        T::Id,
        T::Correlation,
        T::Operation,
        T::Resource,
        T::Scope,
        T::Result,
        T::Signature,
        T::StatusCode,
        T::Uri,
        T::ObjectKey,
        T::Object,
        T::Application,
    ];
    text::digest(&(
        time,
        said.map(|field| event.text(field).unwrap_or_default()),
    ))
}

/// A GUID with its hyphens, in lower case; anything else as it is, in lower case. Of an id, its last part.
pub(crate) fn last_part(id: &str) -> String {
    let last = id.trim_end_matches('/').rsplit('/').next().unwrap_or(id);
    match parse_guid(last) {
        Some(guid) => crate::ids::guid_text(guid),
        None => text::fold(last).into_owned(),
    }
}
