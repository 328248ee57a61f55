//! Records that are known for what they are and give nobody access by a role of Azure RBAC. Read by
//! their field names they would pass for role assignments and role definitions.

use super::record::{Record, child, flag, text};
use crate::model::InputKind;
use crate::text as names;

/// What the type of a record, or fields that only its kind has, say that it is.
pub(super) fn kind_of(record: &Record<'_>, declared: &str) -> Option<InputKind> {
    // An assignment of a policy may run as a managed identity, as other resources do.
    if !record.children(child::Identity).is_empty() {
        return None;
    }
    answers(record)
        .or_else(|| by_type(declared))
        .or_else(|| by_odata_type(record))
        .or_else(|| by_fields(record, declared))
}

fn by_type(declared: &str) -> Option<InputKind> {
    let (provider, rest) = declared.split_once('/')?;
    let first = rest.split('/').next().unwrap_or_default();
    let first_is = |words: &[&str]| words.iter().any(|word| names::same(first, word));
    if names::same(provider, "Microsoft.Authorization") {
        if first_is(&[
            "roleAssignmentScheduleRequests",
            "roleEligibilityScheduleRequests",
        ]) {
            return Some(InputKind::ScheduleRequests);
        }
        if first_is(&["locks"]) {
            return Some(InputKind::Locks);
        }
        return first_is(&[
            "policyAssignments",
            "policyDefinitions",
            "policySetDefinitions",
            "policyExemptions",
        ])
        .then_some(InputKind::Policies);
    }
    if names::same(provider, "Microsoft.ManagedServices") {
        return first_is(&["registrationAssignments", "registrationDefinitions"])
            .then_some(InputKind::LighthouseDelegations);
    }
    // `sqlRoleAssignments`, `cassandraRoleDefinitions`, `roleAssignments` of a service.
    let last = names::fold(declared.rsplit('/').next().unwrap_or_default());
    let is_role = last.ends_with("roleassignments") || last.ends_with("roledefinitions");
    let is_extension = names::ends_with(declared, "/providers/roleAssignments");
    (is_role && !is_extension).then_some(InputKind::OtherRoles)
}

/// The fields of a question that hold text; beside them it may have `attributes`.
pub(crate) const QUESTION_TEXTS: [&str; 8] = [
    "who",
    "role",
    "action",
    "plane",
    "scope",
    "suboperation",
    "expect",
    "outcome",
];

/// Earlier answers, which are kept beside exports to compare with.
fn answers(record: &Record<'_>) -> Option<InputKind> {
    let schema = record.text(text::Schema)?;
    let is_answer = names::starts_with(schema, "rolecall/")
        && !names::starts_with(schema, "rolecall/collection/");
    is_answer.then_some(InputKind::Answers)
}

/// Whether a record that is nothing else is a question, which is kept beside exports to test them: it asks
/// about an action, and has no field of an export.
pub(super) fn is_question(record: &Record<'_>) -> bool {
    let has = |field: &str| record.unknown.iter().any(|known| names::same(known, field));
    let is_field = |name: &str| {
        let mut fields = QUESTION_TEXTS.into_iter().chain(["attributes"]);
        fields.any(|field| names::same(name, field))
    };
    let known = [text::Role, text::Scope];
    let known = known
        .into_iter()
        .filter(|slot| record.text(*slot).is_some());
    let has_role = record.text(text::Role).is_some();
    has("action")
        && (has("who") || has("expect") || has("outcome") || has_role)
        && record.unknown.iter().all(|field| is_field(field))
        && record.fields == record.unknown.len() + known.count()
}

fn by_odata_type(record: &Record<'_>) -> Option<InputKind> {
    let kind = record.text(text::OdataType)?;
    let starts = |head| names::starts_with(kind, head);
    if names::same(kind, "#microsoft.graph.application") {
        return Some(InputKind::Applications);
    }
    (starts("#microsoft.graph.unifiedRole") || starts("#microsoft.graph.directoryRole"))
        .then_some(InputKind::DirectoryRoles)
}

fn by_fields(record: &Record<'_>, declared: &str) -> Option<InputKind> {
    if record.unknown.is_empty()
        && record.text(text::RoleDefinitionId).is_none()
        && record.text(text::Scope).is_none()
    {
        return None;
    }
    let has = |field: &str| record.unknown.iter().any(|known| names::same(known, field));
    if declared.is_empty()
        && (has("directoryScopeId") || has("rolePermissions") || has("roleTemplateId"))
    {
        return Some(InputKind::DirectoryRoles);
    }
    if declared.is_empty() && is_application(record) {
        return Some(InputKind::Applications);
    }
    if has("requestType") && record.text(text::PrincipalId).is_some() {
        return Some(InputKind::ScheduleRequests);
    }
    // An assignment has no verb.
    let names_role = record.text(text::RoleDefinitionId).is_some()
        || record.text(text::RoleDefinitionName).is_some()
        || record.text(text::RoleName).is_some();
    let is_change = ["action", "changeType"].into_iter().any(has)
        && [
            "timestamp",
            "time",
            "date",
            "eventTimestamp",
            "timeGenerated",
        ]
        .into_iter()
        .any(has);
    if declared.is_empty() && names_role && is_change {
        return Some(InputKind::AccessChanges);
    }
    let of_kubernetes = has("apiVersion") && (has("roleRef") || has("rules"));
    // The roles of a managed HSM are its own, though their records say `Microsoft.Authorization`.
    let of_hsm = record
        .text(text::RoleDefinitionId)
        .is_some_and(|id| names::starts_with(id, "Microsoft.KeyVault/"));
    // Synapse has roles, workspaces and scopes of its own.
    let of_synapse = record
        .text(text::Scope)
        .is_some_and(|scope| names::starts_with(scope, "workspaces/"))
        || (has("availabilityStatus") && has("scopes"));
    // Of Microsoft Graph: consents, and roles of applications.
    let of_applications = declared.is_empty()
        && record.text(text::RoleDefinitionId).is_none()
        && (has("consentType") || has("appRoleId"));
    (of_kubernetes || of_hsm || of_synapse || of_applications).then_some(InputKind::OtherRoles)
}

/// Fields that a registration has and a service principal has not, in Microsoft Graph and PowerShell.
const OF_APPLICATIONS: [&str; 6] = [
    "identifierUri",
    "identifierUris",
    "isFallbackPublicClient",
    "publicClient",
    "publisherDomain",
    "requiredResourceAccess",
];

fn is_application(record: &Record<'_>) -> bool {
    let has = |field: &str| record.unknown.iter().any(|known| names::same(known, field));
    record.text(text::AppId).is_some()
        && record.text(text::ServicePrincipalType).is_none()
        && record.flag(flag::AccountEnabled).is_none()
        && OF_APPLICATIONS.into_iter().any(has)
}

/// What records of a kind mean for answers; `None` for kinds that answers are made of.
pub(super) fn meaning(kind: InputKind) -> Option<&'static str> {
    Some(match kind {
        InputKind::ScheduleRequests => {
            "a request gives no access: what came of it is in schedule instances and role assignments"
        }
        InputKind::AccessChanges => {
            "a change says who gave or took a role, not who holds it: that is in role assignments, and `rolecall history` reads the activity log"
        }
        InputKind::LighthouseDelegations => {
            "Azure Lighthouse lets principals of another tenant act here: `audit` reports them, and `can`, `who` and `what` say where they could matter"
        }
        InputKind::Locks => "a lock stops what roles allow: no answer looks at locks",
        InputKind::Policies => "a policy decides what resources may look like, not who may do what",
        InputKind::Applications => {
            "an app registration holds no role: its service principal does, by an object id of its own (PR-1)"
        }
        InputKind::DirectoryRoles => {
            "roles of Entra ID are for the directory: no answer about Azure counts them"
        }
        InputKind::OtherRoles => {
            "these are roles of a system of its own: Azure RBAC does not count them"
        }
        _ => return None,
    })
}
