//! What is asked, of which scope, and what a refusal, an absence and an empty answer mean. The
//! program and the scripts are made from this table, and so is the list of rights in the manual.
//!
//! A refusal always means that something is missing. Every request reads: all are GET but
//! [`NAMES`], whose POST carries the object ids that names are wanted for.

use super::failure::FailureKind::{self, NotLicensed, NotRegistered};

/// One question: a list, or one document, that becomes one file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    /// The file, in the folder of its scope, without its ending.
    pub(crate) file: &'static str,
    /// What it holds, for people.
    pub(crate) what: &'static str,
    /// The address; words in braces stand for what differs (`{scope}`, `{graph}`, `{since}`, …).
    pub(crate) url: &'static str,
    /// What is taken of each page, in JMESPath: an object with the link to the next page under
    /// `next`, and the list.
    pub(crate) query: &'static str,
    /// The name of the list in that object; empty for one document without pages.
    pub(crate) list: &'static str,
    /// Failures that mean that there is nothing of the kind.
    pub(crate) absent: &'static [FailureKind],
    /// Whether the list may be empty. Where something is always there, an empty list means that
    /// it was not shown.
    pub(crate) may_be_empty: bool,
    /// What is asked only of what this shows, so that it lacks something where this is missing: names
    /// of folders, those with `./` beside this one's file.
    pub(crate) leads_to: &'static [&'static str],
    /// The operations whose right it needs; none for what Microsoft Graph answers.
    pub(crate) needs: &'static [&'static str],
}

/// The folders of names and members: of whoever holds something.
pub(crate) const OF_HOLDERS: [&str; 2] = ["principals", "groups"];

const PAGE: &str = "{next: nextLink, value: value}";

const ASK: Ask = Ask {
    file: "",
    what: "",
    url: "",
    query: PAGE,
    list: "value",
    absent: &[],
    may_be_empty: true,
    leads_to: &[],
    needs: &[],
};

/// The subscriptions. `az account list` knows only what the last sign-in saw.
pub(crate) const SUBSCRIPTIONS: Ask = Ask {
    file: "subscriptions",
    what: "subscriptions",
    url: "/subscriptions?api-version=2022-12-01",
    // Others are those that Azure Lighthouse delegates to this tenant.
    query: "{next: nextLink, value: value[?tenantId=='{tenant}']}",
    may_be_empty: false,
    leads_to: &OF_HOLDERS,
    needs: &["Microsoft.Resources/subscriptions/read"],
    ..ASK
};

/// A management group with all below it. `az account management-group show` would register a
/// provider first.
pub(crate) const TREE: Ask = Ask {
    file: "management-groups",
    what: "management groups",
    url: "{scope}?api-version=2020-05-01&$expand=children&$recurse=true",
    query: "{id: id, name: name, type: type, properties: properties}",
    list: "",
    leads_to: &OF_HOLDERS,
    needs: &["Microsoft.Management/managementGroups/read"],
    ..ASK
};

/// The management groups that can be seen, where the root can't.
pub(crate) const VISIBLE_GROUPS: Ask = Ask {
    file: "visible-management-groups",
    what: "visible management groups",
    url: "/providers/Microsoft.Management/managementGroups?api-version=2020-05-01",
    leads_to: &OF_HOLDERS,
    needs: &["Microsoft.Management/managementGroups/read"],
    ..ASK
};

/// Of the tenant.
pub(crate) const OF_TENANT: [Ask; 2] = [
    Ask {
        file: "role-definitions",
        what: "built-in roles",
        url: "/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-05-01-preview&$filter=type eq 'BuiltInRole'",
        may_be_empty: false,
        needs: &["Microsoft.Authorization/roleDefinitions/read"],
        ..ASK
    },
    Ask {
        file: "operations",
        what: "provider operations",
        url: "/providers/Microsoft.Authorization/providerOperations?api-version=2022-04-01&$expand=resourceTypes",
        query: OPERATIONS,
        may_be_empty: false,
        needs: &["Microsoft.Authorization/providerOperations/read"],
        ..ASK
    },
];

/// Names and planes; the service sends metrics and logs too.
const OPERATIONS: &str = "{next: nextLink, value: value[].{id: id, name: name, type: type, \
displayName: displayName, operations: operations[].{name: name, displayName: displayName, \
description: description, isDataAction: isDataAction}, resourceTypes: resourceTypes[].{name: name, \
displayName: displayName, operations: operations[].{name: name, displayName: displayName, \
description: description, isDataAction: isDataAction}}}}";

const ROLE_ASSIGNMENTS: &str =
    "{scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01";

const CUSTOM_ROLES: Ask = Ask {
    file: "custom-roles",
    what: "custom roles",
    // Those that are assignable only below would be left out without the filter.
    url: "{scope}/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-05-01-preview&$filter=atScopeAndBelow()",
    query: "{next: nextLink, value: value[?properties.type=='CustomRole']}",
    needs: &["Microsoft.Authorization/roleDefinitions/read"],
    ..ASK
};

/// Of every subscription: at it, below it, and inherited from above.
pub(crate) const OF_SUBSCRIPTION: [Ask; 13] = [
    Ask {
        file: "role-assignments",
        what: "role assignments",
        url: ROLE_ASSIGNMENTS,
        // Whoever may read them holds one of them.
        may_be_empty: false,
        leads_to: &OF_HOLDERS,
        needs: &["Microsoft.Authorization/roleAssignments/read"],
        ..ASK
    },
    CUSTOM_ROLES,
    Ask {
        file: "deny-assignments",
        what: "deny assignments",
        // Earlier versions leave `denyAssignmentEffect` out.
        url: "{scope}/providers/Microsoft.Authorization/denyAssignments?api-version=2024-07-01-preview",
        leads_to: &OF_HOLDERS,
        needs: &["Microsoft.Authorization/denyAssignments/read"],
        ..ASK
    },
    Ask {
        file: "eligible-assignments",
        what: "eligible assignments",
        url: "{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01",
        absent: &[NotLicensed],
        leads_to: &OF_HOLDERS,
        needs: &["Microsoft.Authorization/roleEligibilityScheduleInstances/read"],
        ..ASK
    },
    Ask {
        file: "active-assignments",
        what: "active assignments",
        url: "{scope}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances?api-version=2020-10-01",
        absent: &[NotLicensed],
        leads_to: &OF_HOLDERS,
        needs: &["Microsoft.Authorization/roleAssignmentScheduleInstances/read"],
        ..ASK
    },
    Ask {
        file: "locks",
        what: "locks",
        url: "{scope}/providers/Microsoft.Authorization/locks?api-version=2016-09-01",
        needs: &["Microsoft.Authorization/locks/read"],
        ..ASK
    },
    Ask {
        file: "delegations",
        what: "Lighthouse delegations",
        url: "{scope}/providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01&$expandRegistrationDefinition=true",
        absent: &[NotRegistered],
        needs: &["Microsoft.ManagedServices/registrationAssignments/read"],
        ..ASK
    },
    Ask {
        file: "delegation-offers",
        what: "Lighthouse offers",
        url: "{scope}/providers/Microsoft.ManagedServices/registrationDefinitions?api-version=2022-10-01",
        absent: &[NotRegistered],
        needs: &["Microsoft.ManagedServices/registrationDefinitions/read"],
        ..ASK
    },
    Ask {
        file: "identities",
        what: "managed identities",
        url: "{scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2023-01-31",
        absent: &[NotRegistered],
        needs: &["Microsoft.ManagedIdentity/userAssignedIdentities/read"],
        ..ASK
    },
    Ask {
        file: "hosts",
        what: "resources that run as an identity",
        url: "{scope}/resources?api-version=2021-04-01",
        query: "{next: nextLink, value: value[?identity].{id: id, name: name, type: type, identity: identity}}",
        needs: &["Microsoft.Resources/subscriptions/resources/read"],
        ..ASK
    },
    Ask {
        file: "clusters",
        what: "Nexus clusters",
        url: "{scope}/providers/Microsoft.NetworkCloud/clusters?api-version=2025-02-01",
        absent: &[NotRegistered],
        needs: &["Microsoft.NetworkCloud/clusters/read"],
        ..ASK
    },
    Ask {
        file: "key-vaults",
        what: "key vaults",
        url: "{scope}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01",
        absent: &[NotRegistered],
        needs: &["Microsoft.KeyVault/vaults/read"],
        ..ASK
    },
    Ask {
        file: "workspaces",
        what: "Log Analytics workspaces",
        url: "{scope}/providers/Microsoft.OperationalInsights/workspaces?api-version=2023-09-01",
        absent: &[NotRegistered],
        needs: &["Microsoft.OperationalInsights/workspaces/read"],
        ..ASK
    },
];

/// Of every subscription, before the containers in them.
pub(crate) const STORAGE_ACCOUNTS: Ask = Ask {
    file: "storage-accounts",
    what: "storage accounts",
    url: "{scope}/providers/Microsoft.Storage/storageAccounts?api-version=2023-05-01",
    absent: &[NotRegistered],
    leads_to: &["./containers"],
    needs: &["Microsoft.Storage/storageAccounts/read"],
    ..ASK
};

/// Of every storage account. One that is for files alone has none.
pub(crate) const CONTAINERS: Ask = Ask {
    file: "{account}",
    what: "containers",
    url: "{scope}/blobServices/default/containers?api-version=2023-05-01",
    absent: &[NotRegistered],
    needs: &["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
    ..ASK
};

/// Of every management group: at it and above. What lies below comes with the groups and
/// subscriptions there, except custom roles.
pub(crate) const OF_MANAGEMENT_GROUP: [Ask; 5] = [
    Ask {
        file: "role-assignments",
        what: "role assignments",
        url: "{scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope()",
        leads_to: &OF_HOLDERS,
        needs: &["Microsoft.Authorization/roleAssignments/read"],
        ..ASK
    },
    CUSTOM_ROLES,
    Ask {
        file: "deny-assignments",
        what: "deny assignments",
        url: "{scope}/providers/Microsoft.Authorization/denyAssignments?api-version=2024-07-01-preview&$filter=atScope()",
        leads_to: &OF_HOLDERS,
        needs: &["Microsoft.Authorization/denyAssignments/read"],
        ..ASK
    },
    Ask {
        file: "eligible-assignments",
        what: "eligible assignments",
        url: "{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01&$filter=atScope()",
        absent: &[NotLicensed],
        leads_to: &OF_HOLDERS,
        needs: &["Microsoft.Authorization/roleEligibilityScheduleInstances/read"],
        ..ASK
    },
    Ask {
        file: "active-assignments",
        what: "active assignments",
        url: "{scope}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances?api-version=2020-10-01&$filter=atScope()",
        absent: &[NotLicensed],
        leads_to: &OF_HOLDERS,
        needs: &["Microsoft.Authorization/roleAssignmentScheduleInstances/read"],
        ..ASK
    },
];

/// The names behind object ids. Graph takes the ids in the body, and changes nothing.
pub(crate) const NAMES: Ask = Ask {
    file: "{question}",
    what: "names",
    url: "{graph}/v1.0/directoryObjects/getByIds",
    // Graph would give telephone numbers too.
    query: "{value: value[].{\"@odata.type\": \"@odata.type\", id: id, displayName: displayName, \
userPrincipalName: userPrincipalName, appId: appId, userType: userType, \
servicePrincipalType: servicePrincipalType, alternativeNames: alternativeNames}}",
    leads_to: &["groups"],
    ..ASK
};

/// Everyone in a group, through nested groups too.
pub(crate) const MEMBERS: Ask = Ask {
    file: "{group}",
    what: "members",
    url: "{graph}/v1.0/groups/{group}/transitiveMembers?$top=999&$select=id,displayName,userPrincipalName,appId,userType,servicePrincipalType",
    // Graph's answer doesn't name the group, nor say that nested groups are in it.
    query: "{id: '{group}', next: \"@odata.nextLink\", transitiveMembers: value}",
    list: "transitiveMembers",
    ..ASK
};

/// What happened, with what tells who did what; the service sends addresses and tokens' claims too.
const EVENTS: &str = "{next: nextLink, value: value[].{eventDataId: eventDataId, \
eventTimestamp: eventTimestamp, caller: caller, authorization: authorization, \
claims: claims.{\"http://schemas.microsoft.com/identity/claims/objectidentifier\": \
\"http://schemas.microsoft.com/identity/claims/objectidentifier\", appid: appid, idtyp: idtyp, \
groups: groups, \"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn\": \
\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn\"}, category: category, \
correlationId: correlationId, operationId: operationId, operationName: operationName, \
resourceId: resourceId, status: status, subStatus: subStatus, properties: properties}}";

/// The activity log of a subscription.
pub(crate) const LOG_OF_SUBSCRIPTION: Ask = Ask {
    file: "activity-log-{days}-days",
    what: "activity log",
    url: "{scope}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=eventTimestamp ge '{since}' and eventTimestamp le '{until}'",
    query: EVENTS,
    needs: &["Microsoft.Insights/eventtypes/values/Read"],
    ..ASK
};

/// The activity log of a management group, which has a version of its own.
pub(crate) const LOG_OF_MANAGEMENT_GROUP: Ask = Ask {
    url: "{scope}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2017-03-01-preview&$filter=eventTimestamp ge '{since}' and eventTimestamp le '{until}'",
    ..LOG_OF_SUBSCRIPTION
};

/// The scope of a subscription.
pub(crate) const SUBSCRIPTION: &str = "/subscriptions/{subscription}";
/// The scope of a management group.
pub(crate) const MANAGEMENT_GROUP: &str =
    "/providers/Microsoft.Management/managementGroups/{management-group}";

/// The question whose answer a file is.
pub(crate) fn of_file(file: &str) -> Option<&'static Ask> {
    if file.starts_with("principals/") {
        return Some(&NAMES);
    }
    let (_, name) = file.rsplit_once('/').unwrap_or(("", file));
    let name = name.strip_suffix(".json")?;
    every().find(|ask| ask.file == name)
}

/// Every question there is.
pub(crate) fn every() -> impl Iterator<Item = &'static Ask> {
    const ONE: [Ask; 9] = [
        SUBSCRIPTIONS,
        TREE,
        VISIBLE_GROUPS,
        STORAGE_ACCOUNTS,
        CONTAINERS,
        NAMES,
        MEMBERS,
        LOG_OF_SUBSCRIPTION,
        LOG_OF_MANAGEMENT_GROUP,
    ];
    OF_TENANT
        .iter()
        .chain(&OF_SUBSCRIPTION)
        .chain(&OF_MANAGEMENT_GROUP)
        .chain(&ONE)
}
