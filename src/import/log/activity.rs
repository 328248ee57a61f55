//! Events of the activity log (azure-rbac.md §4.13): of REST and az, of PowerShell, of storage and Event
//! Hubs, of Event Grid, and the table `AzureActivity` of Log Analytics.

use std::borrow::Cow;

use super::call::{Call, CallSource, Meaning, identity, last_part};
use super::event::Event;
use super::field::TextField as T;
use crate::ids::parse_guid;
use crate::model::{ActivityStatus, Plane, PrincipalKind};
use crate::text;

/// What begins the type of an event that Event Grid sends.
const EVENT_GRID: &str = "Microsoft.Resources.Resource";

pub(super) fn call<'e>(event: &'e Event<'_>, sink: &mut dyn FnMut(Call<'e>)) -> Meaning {
    const MARKS: [T; 5] = [
        T::Result,
        T::Correlation,
        T::EventId,
        T::Signature,
        T::OperationId,
    ];
    if !is_administrative(event) {
        return Meaning::NotACall;
    }
    let action = event.first(&[T::Action, T::Operation]);
    let Some(action) = action.filter(|action| action.contains('/')) else {
        return Meaning::Foreign;
    };
    let is_event = MARKS.iter().any(|mark| event.text(*mark).is_some());
    if !is_event || event.has_checks {
        return Meaning::Foreign;
    }
    let status = status(event);
    let assignment = assignment(event);
    let is_explained = assignment.is_some() || why_it_failed(event).is_some();
    if status == ActivityStatus::Failed && !is_explained {
        return Meaning::Unexplained;
    }
    let (principal, principal_kind) = caller(event);
    sink(Call {
        principal,
        principal_kind,
        name: caller_name(event),
        action,
        plane: Plane::Control,
        scope: event.first(&[T::Scope, T::Resource]).map(Cow::Borrowed),
        role: role(event),
        assignment,
        status,
        source: CallSource::Activity,
        time: event.text(T::Time),
        event: identity(event),
        correlation: event.first(&[T::Correlation, T::OperationId]),
    });
    Meaning::Calls
}

pub(super) fn is_administrative(event: &Event<'_>) -> bool {
    // Exports of storage name the kind of the operation.
    const ADMINISTRATIVE: [&str; 4] = ["Administrative", "Write", "Delete", "Action"];
    event
        .first(&[T::EventCategory, T::Category])
        .is_none_or(|name| ADMINISTRATIVE.iter().any(|known| text::same(known, name)))
}

/// The object id of who called, or the best that the log has, and what it is.
pub(super) fn caller<'e>(event: &'e Event<'_>) -> (Option<&'e str>, PrincipalKind) {
    let caller = event.text(T::Caller);
    let caller_id = caller.filter(|caller| parse_guid(caller).is_some());
    // The assignment's principal is the caller unless it is a group.
    let kind = PrincipalKind::parse(event.text(T::EvidenceKind).unwrap_or_default());
    let holds_alone = matches!(
        kind,
        PrincipalKind::User | PrincipalKind::ServicePrincipal | PrincipalKind::ManagedIdentity
    );
    let holder = event.text(T::EvidencePrincipal).filter(|_| holds_alone);
    // The caller may be the id of an application, which is no principal; a principal is better.
    let principal = event.text(T::Object).or(holder).or(caller_id);
    let principal = principal
        .or(caller)
        .or_else(|| event.first(&[T::SignInName, T::Application]));
    let by_token = match event.text(T::IdentityKind) {
        Some("user") => PrincipalKind::User,
        Some("app") if event.text(T::ManagedIdentity).is_some() => PrincipalKind::ManagedIdentity,
        Some("app") => PrincipalKind::ServicePrincipal,
        _ if event.text(T::SignInName).is_some() => PrincipalKind::User,
        _ if caller.is_some_and(|caller| caller.contains('@')) => PrincipalKind::User,
        _ => PrincipalKind::Unknown,
    };
    let is_holder = holder
        .is_some_and(|holder| principal.is_some_and(|id| parse_guid(id) == parse_guid(holder)));
    match by_token {
        PrincipalKind::Unknown if is_holder => (principal, kind),
        by_token => (principal, by_token),
    }
}

/// What the caller is called.
pub(super) fn caller_name<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    let names = [T::SignInName, T::Name, T::Caller];
    let names = names.iter().filter_map(|field| event.text(*field));
    let mut names = names.filter(|name| parse_guid(name).is_none());
    names.next().or_else(|| event.text(T::Application))
}

/// The id of the assignment that allowed the call: the log has its scope and its last part.
fn assignment(event: &Event<'_>) -> Option<String> {
    let id = event.text(T::Assignment)?;
    if id.starts_with('/') && id.contains("/providers/") {
        return Some(text::fold(id).into_owned());
    }
    let last = last_part(id);
    let Some(scope) = event.text(T::AssignmentScope) else {
        return Some(last);
    };
    let mut full = text::fold(scope.trim_end_matches('/')).into_owned();
    full.push_str("/providers/microsoft.authorization/roleassignments/");
    full.push_str(&last);
    Some(full)
}

/// The id of the role, or its name: who acts as a classic or elevated administrator has no assignment.
fn role<'e>(event: &'e Event<'_>) -> Option<Cow<'e, str>> {
    let id = event
        .text(T::Definition)
        .map(|id| Cow::Owned(last_part(id)));
    id.or_else(|| event.text(T::Role).map(Cow::Borrowed))
}

pub(super) fn status(event: &Event<'_>) -> ActivityStatus {
    let kind = event.text(T::Kind).unwrap_or_default();
    if text::starts_with(kind, EVENT_GRID) {
        return match () {
            () if text::ends_with(kind, "Success") => ActivityStatus::Succeeded,
            () if text::ends_with(kind, "Failure") => failure(event),
            // One that was cancelled did not end.
            () if text::ends_with(kind, "Cancel") => ActivityStatus::Accepted,
            () => ActivityStatus::Other,
        };
    }
    let said = event.text(T::Result).unwrap_or_default();
    let is = |words: &[&str]| words.iter().any(|word| text::same(word, said));
    if is(&["Started", "Start", "Begin"]) {
        ActivityStatus::Started
    } else if is(&[
        "Accepted",
        "Accept",
        "In Progress",
        "InProgress",
        "Canceled",
        "Cancelled",
        "Canceling",
    ]) {
        ActivityStatus::Accepted
    } else if is(&["Succeeded", "Success"]) {
        ActivityStatus::Succeeded
    } else if is(&["Failed", "Failure"]) {
        failure(event)
    } else {
        ActivityStatus::Other
    }
}

/// What says why a call failed: a code, or a message.
fn why_it_failed<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    let code = event.first(&[T::SubStatus, T::StatusCode, T::Signature, T::Message]);
    // Event Grid has the code where other forms have how it ended.
    code.or_else(|| event.text(T::Result).filter(|said| !is_failure(said)))
}

fn is_failure(said: &str) -> bool {
    ["Failed", "Failure"]
        .iter()
        .any(|word| text::same(word, said))
}

fn failure(event: &Event<'_>) -> ActivityStatus {
    let message = event.text(T::Message).unwrap_or_default();
    // A policy refuses with 403 what roles allow.
    if message.contains("DisallowedByPolicy") {
        return ActivityStatus::Failed;
    }
    let refused = |code: &str| {
        let code = text::fold(code);
        ["forbidden", "unauthorized", "403", "401"]
            .iter()
            .any(|word| code.contains(word))
    };
    let codes = [T::SubStatus, T::Signature, T::StatusCode, T::Result];
    let denied = codes
        .iter()
        .filter_map(|code| event.text(*code))
        .any(refused)
        || message.contains("AuthorizationFailed")
        || message.contains("LinkedAccessCheckFailed");
    if denied {
        ActivityStatus::Denied
    } else {
        ActivityStatus::Failed
    }
}
