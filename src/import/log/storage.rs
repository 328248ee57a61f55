//! The resource logs of storage: a request holds each action that was checked, with the assignment that
//! granted it.

use std::borrow::Cow;

use super::call::{Call, CallSource, Meaning, identity, last_part};
use super::event::Event;
use super::field::TextField as T;
use crate::model::{ActivityStatus, Plane, PrincipalKind};
use crate::text;

/// The categories of the logs.
pub(super) const CATEGORIES: [&str; 3] = ["StorageRead", "StorageWrite", "StorageDelete"];
/// The tables of Log Analytics.
pub(super) const TABLES: [&str; 4] = [
    "StorageBlobLogs",
    "StorageQueueLogs",
    "StorageTableLogs",
    "StorageFileLogs",
];

/// The services of an account: the part of an id that names one, and the part before what it holds.
const SERVICES: [(&str, &str, &str); 4] = [
    ("blob", "blobservices", "containers"),
    ("queue", "queueservices", "queues"),
    ("table", "tableservices", "tables"),
    ("file", "fileservices", "fileshares"),
];

pub(super) fn calls<'e>(event: &'e Event<'_>, sink: &mut dyn FnMut(Call<'e>)) -> Meaning {
    let mut checks = checks(event).peekable();
    if checks.peek().is_none() {
        return Meaning::WithoutRole;
    }
    let succeeded = match event.text(T::StatusCode).map(str::parse::<u16>) {
        Some(Ok(code)) => code < 400,
        Some(Err(_)) => return Meaning::Foreign,
        None => true,
    };
    let kind = match event.text(T::SignInName) {
        Some(_) => PrincipalKind::User,
        None => PrincipalKind::Unknown,
    };
    let scope = event
        .text(T::Resource)
        .map(|resource| scope(event, resource));
    let event_identity = identity(event);
    let mut meaning = Meaning::Foreign;
    for check in checks {
        let Some(action) = check.action else {
            continue;
        };
        let is_granted = match check.result {
            Some(result) if text::same(result.trim(), "Granted") => true,
            Some(result) if text::same(result.trim(), "Denied") => false,
            _ => continue,
        };
        meaning = Meaning::Calls;
        sink(Call {
            principal: event.first(&[T::Object, T::SignInName, T::Application]),
            principal_kind: kind,
            name: event.first(&[T::SignInName, T::Application]),
            action,
            plane: plane(action),
            scope: scope.clone(),
            assignment: check.assignment.map(last_part),
            role: check.role.map(last_part).map(Cow::Owned),
            status: match (is_granted, succeeded) {
                (false, _) => ActivityStatus::Denied,
                (true, true) => ActivityStatus::Succeeded,
                (true, false) => ActivityStatus::Failed,
            },
            source: CallSource::Storage,
            time: event.text(T::Time),
            event: event_identity,
            correlation: event.text(T::Correlation),
        });
    }
    meaning
}

/// What was checked for a request; empty texts are left out.
struct Checked<'e> {
    action: Option<&'e str>,
    assignment: Option<&'e str>,
    role: Option<&'e str>,
    result: Option<&'e str>,
}

/// The checks of a request: a list, or the one that a query spread out of it.
fn checks<'e>(event: &'e Event<'_>) -> impl Iterator<Item = Checked<'e>> {
    fn filled<'c>(text: &'c Option<Cow<'_, str>>) -> Option<&'c str> {
        let text = text.as_deref().map(str::trim);
        text.filter(|text| !text.is_empty())
    }
    let is_spread = event.checks.is_empty() && event.text(T::CheckResult).is_some();
    let spread = is_spread.then(|| Checked {
        action: event.text(T::Action),
        assignment: event.text(T::Assignment),
        role: event.text(T::Definition),
        result: event.text(T::CheckResult),
    });
    let listed = event.checks.iter().map(|check| Checked {
        action: filled(&check.action),
        assignment: filled(&check.assignment),
        role: filled(&check.role),
        result: filled(&check.result),
    });
    spread.into_iter().chain(listed)
}

/// What is checked of containers, queues, tables and shares themselves, and of keys that users delegate, are
/// actions; only what they hold is data
/// (<https://learn.microsoft.com/azure/role-based-access-control/permissions/storage>).
fn plane(action: &str) -> Plane {
    const HELD: [&str; 4] = ["blobs", "messages", "entities", "files"];
    const OF_FILES: [&str; 3] = [
        "readFileBackupSemantics",
        "writeFileBackupSemantics",
        "takeOwnership",
    ];
    let mut parts = action.split('/');
    let is_data = parts.any(|part| {
        HELD.iter()
            .chain(&OF_FILES)
            .any(|known| text::same(known, part))
    });
    if is_data { Plane::Data } else { Plane::Control }
}

/// Whether an action is of a service.
fn is_within(action: Option<&str>, service: &str) -> bool {
    let mut parts = action.unwrap_or_default().split('/');
    parts.any(|part| text::same(part, service))
}

/// The container, queue, table or share: roles can be assigned there. The log names the account, or its
/// service, and the key of the object.
fn scope<'e>(event: &'e Event<'_>, resource: &'e str) -> Cow<'e, str> {
    let folded = text::fold(resource);
    let folded = folded.trim_end_matches('/');
    let (account, service) = match SERVICES
        .iter()
        .find_map(|(_, part, _)| folded.find(&format!("/{part}/")))
    {
        Some(at) => (&resource[..at], Some(&folded[at + 1..])),
        None => (resource, None),
    };
    let named = event.text(T::Service);
    let kind = event.text(T::Kind).unwrap_or_default();
    let known = SERVICES.iter().find(|(name, part, _)| {
        service.is_some_and(|service| service.starts_with(part))
            || named.is_some_and(|named| text::same(named, name))
            || checks(event).any(|check| is_within(check.action, part))
            || text::starts_with(kind, &format!("Storage{name}"))
    });
    // `/account/container/name of a blob`
    let key = event.text(T::ObjectKey).unwrap_or_default();
    let inside = key
        .trim_start_matches('/')
        .split('/')
        .nth(1)
        .filter(|name| !name.is_empty());
    match (known, inside) {
        (Some((_, part, list)), Some(name)) => {
            Cow::Owned(format!("{account}/{part}/default/{list}/{name}"))
        }
        _ => Cow::Borrowed(account),
    }
}
