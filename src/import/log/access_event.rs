//! Events of the activity log that change who has access: assignments, roles, denials, requests of
//! Privileged Identity Management, and what moves or deletes that at which they are.

use super::activity;
use super::call::identity;
use super::event::Event;
use super::field::TextField as T;
use crate::model::{ActivityStatus, PrincipalKind};
use crate::text;

/// An event of a change of access.
#[derive(Clone, Debug)]
pub(crate) struct AccessEvent<'e> {
    pub(crate) operation: AccessOperation,
    /// The id of what was changed, as the log has it.
    pub(crate) id: Option<&'e str>,
    pub(crate) status: ActivityStatus,
    /// The object id of who called, or the best that the log has.
    pub(crate) caller: Option<&'e str>,
    pub(crate) caller_kind: PrincipalKind,
    /// The name of the caller.
    pub(crate) caller_name: Option<&'e str>,
    pub(crate) time: Option<&'e str>,
    /// The call that the event belongs to (LOG-3).
    pub(crate) correlation: Option<&'e str>,
    /// What tells the event from others.
    pub(crate) event: u64,
    /// The JSON text of what was sent.
    pub(crate) request: Option<&'e str>,
    /// The JSON text of what was answered.
    pub(crate) response: Option<&'e str>,
    /// The HTTP status of the answer, as a word or a number.
    pub(crate) code: Option<&'e str>,
    /// The line that it is on.
    pub(crate) line: u64,
}

/// What changes access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum AccessOperation {
    Write(AccessRecord),
    Delete(AccessRecord),
    /// A request for an eligible assignment, or for an active one.
    RequestEligible,
    RequestActive,
    /// What activation asks for was changed.
    ChangePolicy,
    /// A global administrator made themselves User Access Administrator at the root.
    Elevate,
    /// A management group was made or got another parent, or was deleted.
    WriteGroup,
    DeleteGroup,
    /// A subscription was moved into a management group, or out of it.
    MoveIn,
    MoveOut,
    MoveResources,
    /// Another record of access was written or deleted: a classic administrator, a delegation of Azure
    /// Lighthouse, a request that was taken back.
    Other,
    /// A resource, a group or a subscription was deleted, with the assignments at it.
    DeleteScope,
}

/// A kind of record that gives or takes access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum AccessRecord {
    Assignment,
    Definition,
    Deny,
}

impl AccessRecord {
    /// The type of the resource.
    pub(crate) fn resource_type(self) -> &'static str {
        match self {
            Self::Assignment => "Microsoft.Authorization/roleAssignments",
            Self::Definition => "Microsoft.Authorization/roleDefinitions",
            Self::Deny => "Microsoft.Authorization/denyAssignments",
        }
    }
}

impl AccessOperation {
    fn of(action: &str) -> Option<Self> {
        const OPERATIONS: [(&str, AccessOperation); 16] = [
            (
                "Microsoft.Authorization/roleAssignments/write",
                AccessOperation::Write(AccessRecord::Assignment),
            ),
            (
                "Microsoft.Authorization/roleAssignments/delete",
                AccessOperation::Delete(AccessRecord::Assignment),
            ),
            (
                "Microsoft.Authorization/roleDefinitions/write",
                AccessOperation::Write(AccessRecord::Definition),
            ),
            (
                "Microsoft.Authorization/roleDefinitions/delete",
                AccessOperation::Delete(AccessRecord::Definition),
            ),
            (
                "Microsoft.Authorization/denyAssignments/write",
                AccessOperation::Write(AccessRecord::Deny),
            ),
            (
                "Microsoft.Authorization/denyAssignments/delete",
                AccessOperation::Delete(AccessRecord::Deny),
            ),
            (
                "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
                AccessOperation::RequestEligible,
            ),
            (
                "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
                AccessOperation::RequestActive,
            ),
            (
                "Microsoft.Authorization/roleManagementPolicies/write",
                AccessOperation::ChangePolicy,
            ),
            (
                "Microsoft.Authorization/elevateAccess/action",
                AccessOperation::Elevate,
            ),
            (
                "Microsoft.Management/managementGroups/write",
                AccessOperation::WriteGroup,
            ),
            (
                "Microsoft.Management/managementGroups/delete",
                AccessOperation::DeleteGroup,
            ),
            (
                "Microsoft.Management/managementGroups/subscriptions/write",
                AccessOperation::MoveIn,
            ),
            (
                "Microsoft.Management/managementGroups/subscriptions/delete",
                AccessOperation::MoveOut,
            ),
            (
                "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action",
                AccessOperation::MoveResources,
            ),
            (
                "Microsoft.Resources/moveResources/action",
                AccessOperation::MoveResources,
            ),
        ];
        let named = OPERATIONS.iter().find(|(name, _)| text::same(name, action));
        if let Some((_, operation)) = named {
            return Some(*operation);
        }
        let is_of = |namespaces: &[&str]| {
            let mut each = namespaces.iter();
            each.any(|namespace| text::starts_with(action, namespace))
        };
        // These decide nothing about who may do what.
        const NOT_ACCESS: [&str; 7] = [
            "Microsoft.Authorization/policy",
            "Microsoft.Authorization/locks",
            "Microsoft.Authorization/checkAccess",
            "Microsoft.Authorization/permissions",
            "Microsoft.Authorization/diagnosticSettings",
            "Microsoft.Authorization/variables",
            "Microsoft.Authorization/register",
        ];
        let is_access = is_of(&["Microsoft.Authorization/", "Microsoft.ManagedServices/"]);
        let ends = |ends: &[&str]| ends.iter().any(|end| text::ends_with(action, end));
        match is_access {
            true if is_of(&NOT_ACCESS) => None,
            true => ends(&["/write", "/delete", "/action"]).then_some(Self::Other),
            false => ends(&["/delete"]).then_some(Self::DeleteScope),
        }
    }

    /// Whether an id may be that of what it changes.
    pub(crate) fn is_of(self, id: &str) -> bool {
        let part = match self {
            Self::Write(record) | Self::Delete(record) => record.resource_type(),
            Self::RequestEligible => "Microsoft.Authorization/roleEligibilityScheduleRequests",
            Self::RequestActive => "Microsoft.Authorization/roleAssignmentScheduleRequests",
            Self::MoveIn | Self::MoveOut => "/subscriptions",
            _ => return true,
        };
        text::rfind(id, &part.to_ascii_lowercase()).is_some()
    }
}

/// What an event changes of who has access; none for any other.
pub(super) fn read<'e>(event: &'e Event<'_>, line: u64) -> Option<AccessEvent<'e>> {
    if event.is_list || event.is_garbled || event.has_checks {
        return None;
    }
    let operations = [T::Action, T::Operation].map(|field| event.text(field));
    let operation = operations
        .into_iter()
        .flatten()
        .find_map(AccessOperation::of)?;
    if !activity::is_administrative(event) {
        return None;
    }
    // Some forms have the scope of the record in one of them.
    let ids = [T::Scope, T::Resource].map(|field| event.text(field));
    let ids = ids.into_iter().flatten();
    let id = ids
        .clone()
        .find(|id| operation.is_of(id))
        .or(ids.clone().next());
    let (caller, caller_kind) = activity::caller(event);
    Some(AccessEvent {
        operation,
        id,
        status: activity::status(event),
        caller,
        caller_kind,
        caller_name: activity::caller_name(event),
        time: event.text(T::Time),
        correlation: event.first(&[T::Correlation, T::OperationId]),
        event: identity(event),
        request: event.text(T::RequestBody),
        response: event.text(T::ResponseBody),
        code: event.first(&[T::StatusCode, T::SubStatus, T::Signature]),
        line,
    })
}
