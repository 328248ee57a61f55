//! The fields that known records have, by every name that tools give them (G3).

use crate::import::query_counts::FOUND;

macro_rules! fields {
    ($($name:ident $kind:ident $($key:literal)+ ;)*) => {
        /// A known field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Key { $($name,)* Properties, Terraform, ArmTemplate, FoundCount, GivenCount, Errors, Ignored, Unknown }

        impl Key {
            /// By the key as most tools write it.
            pub(super) fn exact(key: &str) -> Self {
                match key {
                    $($($key)|+ => Self::$name,)*
                    // What every row of `az` has and nobody asks for: known not to be known.
                    "createdBy" | "updatedBy" | "canDelegate" | "resourceGroup" => Self::Ignored,
                    _ => Self::loose(key),
                }
            }

            /// By the key without underscores and case.
            pub(super) fn loose(key: &str) -> Self {
                let folded = folded_field(key);
                $($(if folded.eq_ignore_ascii_case($key) { return Self::$name; })+)*
                match folded.as_str() {
                    "properties" => Self::Properties,
                    "terraformversion" | "formatversion" => Self::Terraform,
                    "$schema" => Self::ArmTemplate,
                    found if FOUND.iter().any(|name| name.eq_ignore_ascii_case(found)) => Self::FoundCount,
                    "count" => Self::GivenCount,
                    "error" | "errors" => Self::Errors,
                    _ => Self::Unknown,
                }
            }

            pub(super) fn slot(self) -> (Kind, usize, &'static str) {
                match self {
                    $(Self::$name => (Kind::$kind, field::$name as usize, [$($key),+][0]),)*
                    _ => (Kind::None, 0, ""),
                }
            }
        }
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    List,
    Flag,
    Children,
    None,
}

macro_rules! slots {
    ($module:ident $count:ident : $($name:ident)*) => {
        #[allow(non_upper_case_globals)]
        pub(crate) mod $module {
            #[derive(Clone, Copy)]
            #[allow(clippy::upper_case_acronyms)]
            pub(crate) enum Slot { $($name,)* Count }
            $(pub(crate) const $name: Slot = Slot::$name;)*
        }
        pub(super) const $count: usize = $module::Slot::Count as usize;
    };
}

slots!(text TEXT_FIELDS:
    Id Name Type RoleName RoleType Description PrincipalId ObjectId PrincipalName PrincipalType
    ObjectType RoleDefinitionId RoleDefinitionName RoleAssignmentId Scope Condition
    ConditionVersion DisplayName SignInName UserPrincipalName AppId OdataType OdataContext
    CreatedOn UpdatedOn DenyName DenyEffect Status Start End MemberType AssignmentType OriginAssignment
    NextLink SkipToken EligibilityId AssignmentScheduleId AssignmentState UserType
    ServicePrincipalType ParentId TenantId ClientId Mail Role SubscriptionId Operation Schema DelegatedIdentity);
slots!(list LIST_FIELDS:
    Actions NotActions DataActions NotDataActions AssignableScopes AlternativeNames
    ParentNameChain AllowedMemberTypes PrincipalsNotFound CollectedFiles);
slots!(flag FLAG_FIELDS:
    IsCustom NotChildren SystemProtected IsDataAction HasLegalHold AccountEnabled ResultTruncated);
slots!(child CHILD_FIELDS:
    Value Permissions Principals ExcludePrincipals Members TransitiveMembers Children Operations
    ResourceTypes Parent Details Expanded AncestorsChain Missing ClusterSettings
    Identity);

#[allow(non_upper_case_globals)]
mod field {
    pub(super) use super::child::*;
    pub(super) use super::flag::{
        AccountEnabled, HasLegalHold, IsCustom, IsDataAction, NotChildren, ResultTruncated,
        SystemProtected,
    };
    pub(super) use super::list::{
        Actions, AllowedMemberTypes, AlternativeNames, AssignableScopes, CollectedFiles,
        DataActions, NotActions, NotDataActions, ParentNameChain, PrincipalsNotFound,
    };
    pub(super) use super::text::{
        AppId, AssignmentScheduleId, AssignmentState, AssignmentType, ClientId, Condition,
        ConditionVersion, CreatedOn, DelegatedIdentity, DenyEffect, DenyName, Description,
        DisplayName, EligibilityId, End, Id, Mail, MemberType, Name, NextLink, ObjectId,
        ObjectType, OdataContext, OdataType, Operation, OriginAssignment, ParentId, PrincipalId,
        PrincipalName, PrincipalType, Role, RoleAssignmentId, RoleDefinitionId, RoleDefinitionName,
        RoleName, RoleType, Schema, Scope, ServicePrincipalType, SignInName, SkipToken, Start,
        Status, SubscriptionId, TenantId, Type, UpdatedOn, UserPrincipalName, UserType,
    };
}

fields! {
    Id Text "id";
    Name Text "name";
    Type Text "type";
    PrincipalId Text "principalId";
    RoleDefinitionId Text "roleDefinitionId";
    Scope Text "scope";
    PrincipalType Text "principalType";
    PrincipalName Text "principalName";
    RoleDefinitionName Text "roleDefinitionName";
    Condition Text "condition";
    ConditionVersion Text "conditionVersion";
    CreatedOn Text "createdOn" "createdDateTime";
    UpdatedOn Text "updatedOn" "updatedDateTime";
    Description Text "description";
    DisplayName Text "displayName";
    RoleName Text "roleName";
    RoleType Text "roleType";
    ObjectId Text "objectId";
    ObjectType Text "objectType";
    RoleAssignmentId Text "roleAssignmentId";
    SignInName Text "signInName";
    UserPrincipalName Text "userPrincipalName";
    AppId Text "appId";
    OdataType Text "@odata.type" "odata.type";
    OdataContext Text "@odata.context" "odata.metadata";
    DenyName Text "denyAssignmentName";
    DenyEffect Text "denyAssignmentEffect";
    Status Text "status";
    Start Text "startDateTime";
    End Text "endDateTime";
    MemberType Text "memberType";
    AssignmentType Text "assignmentType";
    OriginAssignment Text "originRoleAssignmentId";
    NextLink Text "nextLink" "@odata.nextLink" "odataNextLink";
    SkipToken Text "$skipToken" "skip_token" "skipToken";
    EligibilityId Text "roleEligibilityScheduleId";
    AssignmentScheduleId Text "roleAssignmentScheduleId";
    AssignmentState Text "assignmentState";
    UserType Text "userType";
    ServicePrincipalType Text "servicePrincipalType";
    ParentId Text "parentId";
    TenantId Text "tenantId";
    ClientId Text "clientId";
    Mail Text "mail" "emailAddress";
    Role Text "role";
    SubscriptionId Text "subscriptionId";
    Operation Text "operation";
    Schema Text "schema";
    DelegatedIdentity Text "delegatedManagedIdentityResourceId";
    Actions List "actions";
    NotActions List "notActions";
    DataActions List "dataActions";
    NotDataActions List "notDataActions";
    AssignableScopes List "assignableScopes";
    AlternativeNames List "alternativeNames";
    ParentNameChain List "parentNameChain";
    AllowedMemberTypes List "allowedMemberTypes";
    PrincipalsNotFound List "principalsNotFound";
    CollectedFiles List "collectedFiles";
    IsCustom Flag "isCustom";
    NotChildren Flag "doNotApplyToChildScopes";
    SystemProtected Flag "isSystemProtected";
    IsDataAction Flag "isDataAction";
    HasLegalHold Flag "hasLegalHold";
    AccountEnabled Flag "accountEnabled";
    ResultTruncated Flag "resultTruncated";
    Value Children "value" "data" "records";
    Permissions Children "permissions";
    Principals Children "principals";
    ExcludePrincipals Children "excludePrincipals";
    Members Children "members";
    TransitiveMembers Children "transitiveMembers";
    Children Children "children";
    Operations Children "operations";
    ResourceTypes Children "resourceTypes";
    Parent Children "parent";
    Details Children "details";
    Expanded Children "expandedProperties";
    AncestorsChain Children "managementGroupAncestorsChain";
    Missing Children "missing";
    Identity Children "identity";
    ClusterSettings Children "commandOutputSettings" "analyticsOutputSettings"
        "secretArchiveSettings";
}

/// The name of a field without underscores and case. Tables have the fields of `properties` in columns of
/// their own.
pub(in crate::import) fn folded_field(name: &str) -> String {
    let mut folded: String = name.chars().filter(|c| *c != '_').collect();
    folded.make_ascii_lowercase();
    match folded.strip_prefix("properties") {
        Some(inner) if !inner.is_empty() => inner.trim_start_matches('.').to_owned(),
        _ => folded,
    }
}

/// Whether a column of a table is a field of `properties`.
pub(super) fn is_column_of_properties(name: &str) -> bool {
    let prefix = name.get(.."properties".len());
    prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case("properties"))
}

/// Whether a field of this name is one that a known record has.
pub(in crate::import) fn is_known_field(name: &str) -> bool {
    !matches!(
        Key::loose(name.trim()),
        Key::Unknown
            | Key::Properties
            | Key::Terraform
            | Key::ArmTemplate
            | Key::FoundCount
            | Key::GivenCount
            | Key::Errors
    )
}
