//! The tenant that the stand-in serves: what Azure would list at each scope, and which file of a
//! collection that list belongs into.

#![allow(
    clippy::needless_pass_by_value,
    reason = "records are written where they are used"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub(super) const TENANT: &str = "7e4a0000-0000-4000-8000-000000000001";
/// Enabled.
pub(super) const WORKS: &str = "50b00000-0000-4000-8000-00000000000a";
/// Disabled, with assignments of its own; one letter of its name is in no code page of the west.
pub(super) const OLD: &str = "50b00000-0000-4000-8000-00000000000b";
pub(super) const OPS: &str = "60000000-0000-4000-8000-000000000001";
const INNER: &str = "60000000-0000-4000-8000-000000000002";
pub(super) const DELETED: &str = "a0000000-0000-4000-8000-0000000000ff";
const AUTHORIZATION: &str = "/providers/Microsoft.Authorization";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

/// A list as Azure gives it.
pub(super) struct List {
    /// Its path, in lower case.
    pub(super) path: String,
    /// The file that it belongs into.
    pub(super) file: String,
    pub(super) records: Vec<Value>,
}

/// All that there is.
pub(super) struct Tenant {
    pub(super) lists: Vec<List>,
    tree: Value,
    directory: Vec<Value>,
}

impl Tenant {
    /// As the stand-in reads it.
    pub(super) fn served(&self) -> Value {
        let lists: BTreeMap<&str, &Vec<Value>> = self
            .lists
            .iter()
            .map(|list| (list.path.as_str(), &list.records))
            .collect();
        let root = group(TENANT).to_lowercase();
        json!({"tenant": TENANT, "lists": lists, "documents": {root: self.tree}, "directory": self.directory})
    }

    pub(super) fn of(&self, file: &str) -> &List {
        let mut lists = self.lists.iter();
        lists
            .find(|list| list.file == file)
            .unwrap_or_else(|| panic!("{file}"))
    }
}

fn group(id: &str) -> String {
    format!("/providers/Microsoft.Management/managementGroups/{id}")
}

fn person(n: usize) -> String {
    format!("a0000000-0000-4000-8000-{n:012}")
}

/// A name that is the same in every run.
fn name(parts: &[&str]) -> String {
    let hash = parts
        .concat()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let digits = format!("{hash:016x}{:016x}", hash.rotate_left(29));
    format!(
        "{}-{}-4{}-8{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..32]
    )
}

fn record(scope: &str, kind: &str, more: &[&str], mut properties: Value) -> Value {
    let name = name(&[&[scope, kind], more].concat());
    let at = if scope == "/" { "" } else { scope };
    properties["scope"] = Value::from(scope);
    json!({
        "id": format!("{at}{AUTHORIZATION}/{kind}/{name}"), "name": name,
        "type": format!("Microsoft.Authorization/{kind}"), "properties": properties,
    })
}

fn assignment(scope: &str, who: &str, kind: &str, role: &str, condition: Option<&str>) -> Value {
    let role = format!("{AUTHORIZATION}/roleDefinitions/{role}");
    record(
        scope,
        "roleAssignments",
        &[who, &role],
        json!({"principalId": who, "principalType": kind, "roleDefinitionId": role,
            "condition": condition, "conditionVersion": condition.map(|_| "2.0"),
            "description": "für Tests", "createdOn": "2026-01-02T03:04:05.678Z"}),
    )
}

fn deny(scope: &str, who: &str) -> Value {
    record(
        scope,
        "denyAssignments",
        &[who],
        json!({"denyAssignmentName": format!("deny at {scope}"), "denyAssignmentEffect": "enforced",
            "permissions": [{"actions": ["*/delete"], "notActions": [], "dataActions": [], "notDataActions": []}],
            "principals": [{"id": who, "type": "User"}], "excludePrincipals": [], "isSystemProtected": false}),
    )
}

fn instance(scope: &str, kind: &str, who: &str) -> Value {
    record(
        scope,
        kind,
        &[who],
        json!({"principalId": who, "principalType": "User", "memberType": "Direct", "status": "Provisioned",
            "roleDefinitionId": format!("{AUTHORIZATION}/roleDefinitions/{OWNER}"),
            "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2099-01-01T00:00:00Z"}),
    )
}

fn role(id: &str, role_name: &str, kind: &str, scope: &str, permissions: Value) -> Value {
    json!({
        "id": format!("{AUTHORIZATION}/roleDefinitions/{id}"), "name": id,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {"roleName": role_name, "type": kind, "description": role_name,
            "assignableScopes": [scope], "permissions": permissions},
    })
}

fn actions(actions: &[&str]) -> Value {
    json!({"actions": actions, "notActions": [], "dataActions": [], "notDataActions": []})
}

/// The scopes above one and itself, the nearest first.
fn above(scope: &str) -> Vec<String> {
    let (root, corp, factories) = (group(TENANT), group("corp"), group("factories"));
    let mut chain = Vec::new();
    if let Some(rest) = scope.strip_prefix("/subscriptions/") {
        let parts: Vec<&str> = rest.split('/').collect();
        for end in (1..=parts.len()).rev() {
            chain.push(format!("/subscriptions/{}", parts[..end].join("/")));
        }
        if parts[0] == WORKS {
            chain.push(factories);
        }
        chain.extend([corp, root]);
    } else if scope == factories {
        chain.extend([factories, corp, root]);
    } else if scope == corp {
        chain.extend([corp, root]);
    } else if scope == root {
        chain.push(root);
    }
    chain.push("/".to_owned());
    chain
}

fn scope_of(record: &Value) -> &str {
    record["properties"]["scope"].as_str().unwrap()
}

/// Those at a scope, above it, and below it where that is asked.
fn seen(records: &[Value], scope: &str, below: bool) -> Vec<Value> {
    let up = above(scope);
    let fits = |record: &&Value| {
        let at = scope_of(record);
        up.iter().any(|s| s == at) || (below && above(at).iter().any(|s| s == scope))
    };
    records.iter().filter(fits).cloned().collect()
}

fn object(kind: &str, id: &str, display_name: &str, upn: Option<String>) -> Value {
    json!({"@odata.type": format!("#microsoft.graph.{kind}"), "id": id, "displayName": display_name,
        "userPrincipalName": upn, "appId": null, "userType": null, "servicePrincipalType": null,
        "alternativeNames": null, "mobilePhone": "+1 555 0100"})
}

fn resource(group_at: &str, kind: &str, name: &str, properties: Value) -> Value {
    json!({"id": format!("{group_at}/providers/{kind}/{name}"), "name": name, "type": kind,
        "location": "westeurope", "properties": properties})
}

/// Two subscriptions, one of them disabled; three levels of management groups; denies and schedules
/// at each; a group with 119 members, most of them nested; a Nexus cluster with all that it needs.
pub(super) fn tenant() -> Tenant {
    let (works, old) = (
        format!("/subscriptions/{WORKS}"),
        format!("/subscriptions/{OLD}"),
    );
    let rg = format!("{works}/resourceGroups/nexus");
    let scopes = [
        "/".to_owned(),
        group(TENANT),
        group("corp"),
        group("factories"),
        works.clone(),
        rg.clone(),
        old.clone(),
    ];
    let uami_id = format!("{rg}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uami");
    let uami = "c0000000-0000-4000-8000-000000000001";
    let condition = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}))";

    // One of each at every scope, then what is odd.
    let mut assignments = vec![
        assignment(&rg, uami, "ServicePrincipal", OWNER, None),
        assignment(&works, OPS, "Group", READER, None),
        assignment(&works, &person(3), "User", OWNER, Some(condition)),
        assignment(&works, DELETED, "User", READER, None),
    ];
    let (mut denies, mut eligible, mut active) = (Vec::new(), Vec::new(), Vec::new());
    for (n, scope) in scopes.iter().enumerate() {
        assignments.push(assignment(scope, &person(n), "User", OWNER, None));
        if scope != "/" {
            denies.push(deny(scope, &person(20 + n)));
            eligible.push(instance(
                scope,
                "roleEligibilityScheduleInstances",
                &person(40 + n),
            ));
            active.push(instance(
                scope,
                "roleAssignmentScheduleInstances",
                &person(60 + n),
            ));
        }
    }
    let built_in = [
        role(OWNER, "Owner", "BuiltInRole", "/", json!([actions(&["*"])])),
        role(
            READER,
            "Reader",
            "BuiltInRole",
            "/",
            json!([actions(&["*/read"])]),
        ),
    ];
    let mut two_entries = vec![
        actions(&["Microsoft.Authorization/roleAssignments/write"]),
        actions(&["Microsoft.Web/sites/*"]),
    ];
    two_entries[0]["condition"] = Value::from(condition);
    two_entries[0]["conditionVersion"] = Value::from("2.0");
    let custom = |n: u32, at: &str, permissions: Vec<Value>| {
        let id = format!("d0000000-0000-4000-8000-{n:012}");
        (
            at.to_owned(),
            role(
                &id,
                &format!("Rolle für {n}"),
                "CustomRole",
                at,
                Value::from(permissions),
            ),
        )
    };
    let customs = [
        custom(1, &works, two_entries),
        custom(2, &rg, vec![actions(&["Microsoft.Network/*"])]),
        custom(3, &group("corp"), vec![actions(&["Microsoft.Sql/*"])]),
    ];

    let mut lists = Vec::new();
    let mut add = |path: String, file: String, records: Vec<Value>| {
        lists.push(List {
            path: path.to_lowercase(),
            file,
            records,
        });
    };
    add(
        "/subscriptions".to_owned(),
        "subscriptions.json".to_owned(),
        [
            (WORKS, "Fertigung Zürich", "Enabled"),
            (OLD, "Altes Labor Ω", "Disabled"),
        ]
        .map(|(id, name, state)| {
            json!({"id": format!("/subscriptions/{id}"), "subscriptionId": id,
                "displayName": name, "state": state, "tenantId": TENANT})
        })
        .to_vec(),
    );
    add(
        format!("{AUTHORIZATION}/roleDefinitions"),
        "role-definitions.json".to_owned(),
        built_in.to_vec(),
    );
    add(
        format!("{AUTHORIZATION}/providerOperations"),
        "operations.json".to_owned(),
        ["Microsoft.Web", "Microsoft.Sql", "Microsoft.Own"]
            .map(|provider| json!({"id": format!("{AUTHORIZATION}/providerOperations/{provider}"), "name": provider,
                "type": "Microsoft.Authorization/providerOperations", "displayName": provider,
                "operations": [], "resourceTypes": [{"name": "things", "displayName": "Things", "operations": [
                    {"name": format!("{provider}/things/read"), "displayName": "Read", "description": "", "isDataAction": false,
                     "properties": {"serviceSpecification": {"metricSpecifications": []}}}]}]}))
            .to_vec(),
    );
    let at_scopes = [
        (group(TENANT), format!("management-groups/{TENANT}")),
        (group("corp"), "management-groups/corp".to_owned()),
        (group("factories"), "management-groups/factories".to_owned()),
        (works.clone(), format!("subscriptions/{WORKS}")),
        (old.clone(), format!("subscriptions/{OLD}")),
    ];
    for (scope, folder) in &at_scopes {
        let below = scope.starts_with("/subscriptions/");
        for (kind, file, records) in [
            ("roleAssignments", "role-assignments", &assignments),
            ("denyAssignments", "deny-assignments", &denies),
            (
                "roleEligibilityScheduleInstances",
                "eligible-assignments",
                &eligible,
            ),
            (
                "roleAssignmentScheduleInstances",
                "active-assignments",
                &active,
            ),
        ] {
            add(
                format!("{scope}{AUTHORIZATION}/{kind}"),
                format!("{folder}/{file}.json"),
                seen(records, scope, below),
            );
        }
        let assignable = customs
            .iter()
            .filter(|(at, _)| above(at).contains(scope) || above(scope).contains(at));
        let roles = assignable.map(|(_, role)| role).chain(&built_in);
        add(
            format!("{scope}{AUTHORIZATION}/roleDefinitions"),
            format!("{folder}/custom-roles.json"),
            roles.cloned().collect(),
        );
        let events = (0..7).map(|n| json!({"eventDataId": name(&[scope, "event", &n.to_string()]),
            "eventTimestamp": "2026-11-01T00:00:00Z", "caller": "someone@contoso.com",
            "authorization": {"action": "Microsoft.Web/sites/restart/action", "scope": scope},
            "operationName": {"value": "Microsoft.Web/sites/restart/action"}, "status": {"value": "Succeeded"},
            "claims": {"ipaddr": "203.0.113.7"}, "httpRequest": {"clientIpAddress": "203.0.113.7"},
            "properties": {"message": "schön"}}));
        add(
            format!("{scope}/providers/Microsoft.Insights/eventtypes/management/values"),
            format!("{folder}/activity-log-90-days.json"),
            events.collect(),
        );
    }
    let account = format!("{rg}/providers/Microsoft.Storage/storageAccounts/nexusout");
    let container = json!({"id": format!("{account}/blobServices/default/containers/out"), "name": "out",
        "type": "Microsoft.Storage/storageAccounts/blobServices/containers",
        "properties": {"publicAccess": "None", "hasLegalHold": false, "hasImmutabilityPolicy": false}});
    let workspace = resource(
        &rg,
        "Microsoft.OperationalInsights/workspaces",
        "law",
        json!({"customerId": name(&["law"])}),
    );
    let uses =
        json!({"identityType": "UserAssignedIdentity", "userAssignedIdentityResourceId": uami_id});
    let mut cluster = resource(
        &rg,
        "Microsoft.NetworkCloud/clusters",
        "cluster",
        json!({
        "clusterVersion": "1.0.0", "detailedStatus": "Running",
        "commandOutputSettings": {"containerUrl": "https://nexusout.blob.core.windows.net/out", "associatedIdentity": uses},
        "analyticsOutputSettings": {"analyticsWorkspaceId": workspace["id"], "associatedIdentity": uses},
        "secretArchiveSettings": {"vaultUri": "https://nexus-kv.vault.azure.net/", "associatedIdentity": uses}}),
    );
    let attached = uami_id.replace("resourceGroups", "resourcegroups");
    cluster["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities":
        {attached: {"clientId": name(&["client"]), "principalId": uami}}});
    let identity = resource(
        &rg,
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        "uami",
        json!({"tenantId": TENANT, "principalId": uami, "clientId": name(&["client"])}),
    );
    let mut machine = resource(&rg, "Microsoft.Compute/virtualMachines", "vm", json!({}));
    machine["identity"] =
        json!({"type": "SystemAssigned", "principalId": name(&["vm"]), "tenantId": TENANT});
    let services = "/providers/Microsoft.ManagedServices";
    let offer = json!({"id": format!("{works}{services}/registrationDefinitions/{}", name(&["offer"])), "name": name(&["offer"]),
        "type": "Microsoft.ManagedServices/registrationDefinitions",
        "properties": {"managedByTenantId": name(&["partner"]), "registrationDefinitionName": "Partner",
            "authorizations": [{"principalId": name(&["partner ops"]), "roleDefinitionId": READER}]}});
    let accepted = json!({"id": format!("{works}{services}/registrationAssignments/{}", name(&["accepted"])), "name": name(&["accepted"]),
        "type": "Microsoft.ManagedServices/registrationAssignments",
        "properties": {"registrationDefinitionId": offer["id"]}});
    let lock = |scope: &str| {
        json!({"id": format!("{scope}{AUTHORIZATION}/locks/keep"), "name": "keep",
        "type": "Microsoft.Authorization/locks", "properties": {"level": "CanNotDelete", "notes": "schön"}})
    };
    let storage = resource(
        &rg,
        "Microsoft.Storage/storageAccounts",
        "nexusout",
        json!({
        "publicNetworkAccess": "Enabled", "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny", "ipRules": []}}),
    );
    let vault = resource(
        &rg,
        "Microsoft.KeyVault/vaults",
        "nexus-kv",
        json!({"enableRbacAuthorization": true,
        "vaultUri": "https://nexus-kv.vault.azure.net/", "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny"}}),
    );
    for (kind, file, records) in [
        (
            "providers/Microsoft.Authorization/locks",
            "locks",
            vec![lock(&works), lock(&rg), lock(&account)],
        ),
        (
            "providers/Microsoft.ManagedServices/registrationAssignments",
            "delegations",
            vec![accepted],
        ),
        (
            "providers/Microsoft.ManagedServices/registrationDefinitions",
            "delegation-offers",
            vec![offer],
        ),
        (
            "providers/Microsoft.ManagedIdentity/userAssignedIdentities",
            "identities",
            vec![identity.clone()],
        ),
        (
            "resources",
            "hosts",
            vec![identity, cluster.clone(), machine, storage.clone()],
        ),
        (
            "providers/Microsoft.NetworkCloud/clusters",
            "clusters",
            vec![cluster],
        ),
        (
            "providers/Microsoft.KeyVault/vaults",
            "key-vaults",
            vec![vault],
        ),
        (
            "providers/Microsoft.OperationalInsights/workspaces",
            "workspaces",
            vec![workspace],
        ),
        (
            "providers/Microsoft.Storage/storageAccounts",
            "storage-accounts",
            vec![storage],
        ),
    ] {
        add(
            format!("{works}/{kind}"),
            format!("subscriptions/{WORKS}/{file}.json"),
            records,
        );
        add(
            format!("{old}/{kind}"),
            format!("subscriptions/{OLD}/{file}.json"),
            Vec::new(),
        );
    }
    add(
        format!("{account}/blobServices/default/containers"),
        format!("subscriptions/{WORKS}/containers/nexusout.json"),
        vec![container],
    );

    let mut directory: Vec<Value> = (0..118)
        .map(|n| {
            object(
                "user",
                &person(n),
                &format!("Jürgen {n}"),
                Some(format!("person{n}@contoso.com")),
            )
        })
        .collect();
    directory.push(object("group", INNER, "Inner", None));
    add(
        format!("/v1.0/groups/{OPS}/transitiveMembers"),
        format!("groups/{OPS}.json"),
        directory.clone(),
    );
    directory.push(object("group", OPS, "Ops", None));
    directory.push(object("servicePrincipal", uami, "uami", None));

    let below = |id: &str, name: &str, children: Value| {
        json!({"id": group(id), "name": id, "displayName": name,
        "type": "Microsoft.Management/managementGroups", "children": children})
    };
    let leaf = |id: &str| json!({"id": format!("/subscriptions/{id}"), "name": id, "displayName": id, "type": "/subscriptions"});
    let tree = json!({"id": group(TENANT), "name": TENANT, "type": "Microsoft.Management/managementGroups",
        "properties": {"tenantId": TENANT, "displayName": "Tenant Root Group", "details": {"version": 1, "parent": null},
            "children": [below("corp", "Corp", json!([below("factories", "Factories", json!([leaf(WORKS)])), leaf(OLD)]))]}});
    Tenant {
        lists,
        tree,
        directory,
    }
}
