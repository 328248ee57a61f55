//! What a record is, by its content.

use super::activity_log;
use super::no_grant;
use super::pim_status::PimStatus;
use super::record::{Presence, Record, child, flag, list, text};
use crate::ids::RoleId;
use crate::model::{InputKind, ResourceKind};
use crate::scope::Scope;
use crate::text as names;

/// The kinds of record that are understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RecordKind {
    RoleAssignment,
    ClassicAdministrator,
    RoleDefinition,
    DenyAssignment,
    Eligibility,
    ActiveSchedule,
    ManagementGroup,
    ManagementGroupEntity,
    Principal,
    Group,
    KeyedMembers,
    Operations,
    /// What `rolecall collect` says of its own work.
    CollectManifest,
    /// An event of an activity log.
    Activity,
    Resource(ResourceKind),
    /// Any other resource: it may run as managed identities.
    Host,
    /// A deployment stack, which may deny at its resources.
    DeploymentStack,
    /// A known record that gives nobody access.
    NoGrant(InputKind),
    /// A page of a list, in a list of pages.
    Page,
    Unknown,
}

/// Decides by the `type` of the record where it has a telling one, else by its fields.
pub(crate) fn kind_of(record: &Record<'_>) -> RecordKind {
    let declared = record.text(text::Type).unwrap_or_default();
    let ends = |tail: &str| names::ends_with(declared, tail);
    if let Some(kind) = no_grant::kind_of(record, declared) {
        return RecordKind::NoGrant(kind);
    }
    if ends("/roleAssignments") {
        return match is_classic(record) {
            true => RecordKind::ClassicAdministrator,
            false if record.says_eligible() => RecordKind::Eligibility,
            false => RecordKind::RoleAssignment,
        };
    }
    if ends("/roleDefinitions") {
        return RecordKind::RoleDefinition;
    }
    if ends("/denyAssignments") {
        return RecordKind::DenyAssignment;
    }
    if ends("/roleEligibilityScheduleInstances") || ends("/roleEligibilitySchedules") {
        return RecordKind::Eligibility;
    }
    if ends("/roleAssignmentScheduleInstances") || ends("/roleAssignmentSchedules") {
        return RecordKind::ActiveSchedule;
    }
    if names::same(declared, "Microsoft.Resources/deploymentStacks") {
        return RecordKind::DeploymentStack;
    }
    if ends("/classicAdministrators") {
        return RecordKind::ClassicAdministrator;
    }
    if ends("/providerOperations") {
        return RecordKind::Operations;
    }
    if ends("managementGroups")
        || ends("/subscriptions")
        || names::same(declared, "microsoft.resources/subscriptions")
    {
        return if record.list(list::ParentNameChain).present == Presence::Present
            || !record.children(child::AncestorsChain).is_empty()
        {
            RecordKind::ManagementGroupEntity
        } else if ends("managementGroups") {
            RecordKind::ManagementGroup
        } else {
            RecordKind::ManagementGroupEntity
        };
    }
    if names::starts_with(
        record.text(text::Schema).unwrap_or_default(),
        "rolecall/collection/",
    ) {
        return RecordKind::CollectManifest;
    }
    if activity_log::is_event(record) {
        return RecordKind::Activity;
    }
    if let Some(kind) = resource(record, declared) {
        return RecordKind::Resource(kind);
    }
    let id = record.text(text::Id).unwrap_or_default();
    let is_of_arm = declared.contains('/');
    if is_of_arm && (id.starts_with('/') || !record.children(child::Identity).is_empty()) {
        // Every resource has an id below a subscription or a group, and a type.
        RecordKind::Host
    } else if is_of_arm {
        RecordKind::Unknown
    } else {
        by_fields(record)
    }
}

/// A resource by its type, or by its id where a query left the type out; a cluster by its
/// settings, and a container by what only containers have.
fn resource(record: &Record<'_>, declared: &str) -> Option<ResourceKind> {
    let by_type = |resource_type: &str| {
        let mut kinds = ResourceKind::ALL.into_iter();
        kinds.find(|kind| names::same(kind.resource_type(), resource_type))
    };
    if let Some(kind) = by_type(declared) {
        return Some(kind);
    }
    if names::same(declared, "Microsoft.KeyVault/deletedVaults") {
        return Some(ResourceKind::Vault);
    }
    let id = record.text(text::Id).filter(|id| id.starts_with('/'));
    if declared.is_empty()
        && let Some(kind) = id.and_then(|id| by_type(&Scope::parse(id).ok()?.resource_type()?))
    {
        return Some(kind);
    }
    if !record.children(child::ClusterSettings).is_empty() {
        return Some(ResourceKind::Cluster);
    }
    let container = record.flag(flag::HasLegalHold).is_some() && record.text(text::Name).is_some();
    container.then_some(ResourceKind::Container)
}

/// What a classic administrator is (CL-1); exports print several, joined by semicolons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ClassicRole {
    /// Service administrator or co-administrator: an Owner of the subscription.
    Owner,
    /// Account administrator: a matter of billing.
    Account,
}

/// The classic roles among names joined by semicolons.
pub(super) fn classic_roles(names: &str) -> impl Iterator<Item = ClassicRole> + '_ {
    names.split(';').filter_map(|name| {
        let is = |known: &str| names::same(name.trim(), known);
        if is("ServiceAdministrator") || is("CoAdministrator") {
            Some(ClassicRole::Owner)
        } else {
            is("AccountAdministrator").then_some(ClassicRole::Account)
        }
    })
}

/// Whether a row of role assignments stands for a classic administrator: its role has a classic
/// name, and no id of a role definition.
fn is_classic(record: &Record<'_>) -> bool {
    let name = record.text(text::RoleDefinitionName).unwrap_or_default();
    let id = record.text(text::RoleDefinitionId);
    names::ends_with(name, "Administrator")
        && classic_roles(name).next().is_some()
        && id
            .and_then(RoleId::parse)
            .is_none_or(|id| id == RoleId::from_u128(0))
}

/// Whether a record without a type is a subscription: of REST, `az account list` or
/// `Get-AzSubscription`.
fn is_subscription(record: &Record<'_>, id: &str) -> bool {
    let of_subscription =
        names::starts_with(id, "/subscriptions/") || crate::ids::parse_guid(id).is_some();
    let mut others = record.unknown.iter();
    of_subscription
        && record.text(text::TenantId).is_some()
        && others.any(|field| names::same(field, "state"))
}

/// Whether a row of role assignments says since when it is there or until when, of which schedule it comes, or that it
/// is no more.
fn is_for_a_time(record: &Record<'_>) -> bool {
    let assigned = record.text(text::AssignmentType);
    let is_instance = |kind| names::same(kind, "Assigned") || names::same(kind, "Activated");
    record.text(text::AssignmentScheduleId).is_some()
        || record.text(text::Start).is_some()
        || record.text(text::End).is_some()
        || assigned.is_some_and(is_instance)
        || PimStatus::of_row(record) != PimStatus::Given
}

/// Whether a record of Microsoft Graph is about users and applications, and is none: a sign-in, a risk, a device or a
/// policy, by what only these have.
fn is_about_somebody(record: &Record<'_>) -> bool {
    const TELLING: [&str; 16] = [
        "deviceName",
        "managedDeviceId",
        "aadDeviceId",
        "azureActiveDirectoryDeviceId",
        "provisioningPolicyId",
        "appDisplayName",
        "isInteractive",
        "clientAppUsed",
        "conditionalAccessStatus",
        "riskEventType",
        "riskLastUpdatedDateTime",
        "managedDeviceOwnerType",
        "complianceState",
        "grantControls",
        "isMemberManagementRestricted",
        "methodsRegistered",
    ];
    let mut fields = record.unknown.iter();
    fields.any(|field| TELLING.iter().any(|telling| names::same(telling, field)))
}

fn by_fields(record: &Record<'_>) -> RecordKind {
    let has = |slot| record.raw_text(slot).is_some();
    let lists = |slot| record.list(slot).present == Presence::Present;
    let nested = |slot| !record.children(slot).is_empty();
    if has(text::DenyName)
        || nested(child::ExcludePrincipals)
        || record.flag(flag::SystemProtected).is_some()
    {
        return RecordKind::DenyAssignment;
    }
    if is_classic(record) {
        return RecordKind::ClassicAdministrator;
    }
    // A row that names its principal in vain is an assignment all the same.
    let principal = [
        text::PrincipalId,
        text::ObjectId,
        text::PrincipalName,
        text::PrincipalType,
        text::SignInName,
        text::UserPrincipalName,
    ];
    let names_role = has(text::RoleDefinitionId) || has(text::RoleDefinitionName);
    // As queries call it that choose some fields.
    let short_role = has(text::Scope) && (has(text::RoleName) || has(text::Role));
    if principal.into_iter().any(has) && (names_role || short_role) {
        let id = names::fold(record.text(text::Id).unwrap_or_default());
        return if id.contains("/roleeligibilityschedulerequests/")
            || id.contains("/roleassignmentschedulerequests/")
        {
            RecordKind::NoGrant(InputKind::ScheduleRequests)
        } else if id.contains("/roleeligibilityschedule")
            || has(text::EligibilityId)
            || record.says_eligible()
        {
            RecordKind::Eligibility
        } else if id.contains("/roleassignmentschedule") || is_for_a_time(record) {
            RecordKind::ActiveSchedule
        } else {
            RecordKind::RoleAssignment
        };
    }
    let cut_off = record.odd.contains(&"permissions");
    let grants =
        nested(child::Permissions) || lists(list::Actions) || lists(list::DataActions) || cut_off;
    if grants
        && (has(text::RoleName)
            || has(text::RoleType)
            || has(text::Name)
            || lists(list::AssignableScopes)
            || record.flag(flag::IsCustom).is_some())
    {
        return RecordKind::RoleDefinition;
    }
    if nested(child::ResourceTypes) || nested(child::Operations) || has(text::Operation) {
        return RecordKind::Operations;
    }
    let id = record.text(text::Id).unwrap_or_default();
    if names::starts_with(id, "/providers/microsoft.management/managementgroups/") {
        if names::fold(id).contains("/subscriptions/") {
            return RecordKind::ManagementGroupEntity;
        }
        return RecordKind::ManagementGroup;
    }
    if !record.keyed.is_empty() {
        return RecordKind::KeyedMembers;
    }
    if record.listed(child::Value).is_some() {
        return RecordKind::Page;
    }
    if record
        .listed(child::Members)
        .or(record.listed(child::TransitiveMembers))
        .is_some()
    {
        return RecordKind::Group;
    }
    if is_about_somebody(record) {
        return RecordKind::Unknown;
    }
    let directory = has(text::OdataType)
        || has(text::UserPrincipalName)
        || has(text::AppId)
        || has(text::ServicePrincipalType)
        || (has(text::PrincipalId) && has(text::ClientId));
    let guid = crate::ids::parse_guid(id.trim()).is_some();
    if directory || (guid && (has(text::DisplayName) || record.fields == 1)) {
        return RecordKind::Principal;
    }
    let is_resource = id.starts_with('/') && nested(child::Identity);
    if is_resource || is_subscription(record, id) {
        return RecordKind::Host;
    }
    match no_grant::is_question(record) {
        true => RecordKind::NoGrant(InputKind::Questions),
        false => RecordKind::Unknown,
    }
}
