//! Tenants to try paths on.

use rolecall::access::AccessIndex;
use rolecall::catalog::Catalog;
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::Tenant;
use rolecall::paths::{EscalationPath, EscalationPaths, PathNode, PathQuestion, escalation_paths};
use rolecall::pattern::Wildcards;
use serde_json::{Value, json};

pub(crate) const SUBSCRIPTION: &str = "/subscriptions/5ab5ab5a-0000-4000-8000-000000000001";
pub(crate) const OTHER: &str = "/subscriptions/5ab5ab5a-0000-4000-8000-000000000002";
pub(crate) const APP: &str =
    "/subscriptions/5ab5ab5a-0000-4000-8000-000000000001/resourceGroups/app";
pub(crate) const CORE: &str =
    "/subscriptions/5ab5ab5a-0000-4000-8000-000000000001/resourceGroups/core";

pub(crate) const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub(crate) const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
pub(crate) const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
pub(crate) const ACCESS_ADMINISTRATOR: &str = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
pub(crate) const RBAC_ADMINISTRATOR: &str = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
pub(crate) const IDENTITY_OPERATOR: &str = "f1a07417-d97a-45cb-824c-7a7467783830";

/// Records of a tenant, as `az` prints them. Principals go by short names.
#[derive(Clone, Default)]
pub(crate) struct Bed(pub(crate) Vec<Value>);

/// The object id of a short name.
pub(crate) fn id(name: &str) -> String {
    let digest = name.bytes().fold(0u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    format!("{digest:08x}-0000-4000-8000-00000000000b")
}

/// The GUID of a custom role.
pub(crate) fn role_id(name: &str) -> String {
    format!("{}c", &id(name)[..35])
}

/// The short names of groups.
const GROUPS: [&str; 5] = ["ops", "dev", "team", "makers", "operators"];

impl Bed {
    /// Assigns a role to a user.
    pub(crate) fn assign(self, who: &str, role: &str, scope: &str) -> Self {
        self.assign_as(who, "User", role, scope, None)
    }

    pub(crate) fn assign_as(
        self,
        who: &str,
        kind: &str,
        role: &str,
        scope: &str,
        condition: Option<&str>,
    ) -> Self {
        let at = self.0.len();
        let base = scope.trim_end_matches('/');
        self.add(json!({
            "id": format!("{base}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-{at:012}"),
            "type": "Microsoft.Authorization/roleAssignments",
            "principalId": id(who), "principalName": who, "principalType": kind,
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "scope": scope,
            "condition": condition.map(|text| text.replace("«RA»", "Microsoft.Authorization/roleAssignments")),
        }))
    }

    /// A role that may be activated.
    pub(crate) fn eligible(self, who: &str, role: &str, scope: &str) -> Self {
        let at = self.0.len();
        let own = format!(
            "{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/eeeeeeee-0000-4000-8000-{at:012}"
        );
        self.add(json!({
            "id": own, "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
            "properties": {
                "scope": scope, "principalId": id(who), "principalType": "User", "status": "Provisioned",
                "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
                "startDateTime": "2020-01-01T00:00:00Z", "endDateTime": null, "memberType": "Direct",
            },
        }))
    }

    pub(crate) fn group(self, name: &str, members: &[&str]) -> Self {
        let member = |who: &&str| {
            let kind = match *who {
                "vm1" | "vm2" | "id1" | "lost" => "servicePrincipal",
                who if GROUPS.contains(&who) => "group",
                _ => "user",
            };
            json!({"id": id(who), "@odata.type": format!("#microsoft.graph.{kind}")})
        };
        let members: Vec<Value> = members.iter().map(member).collect();
        self.add(json!({"id": id(name), "displayName": name, "members": members}))
    }

    /// A custom role that may be assigned in the subscription.
    pub(crate) fn role(self, name: &str, actions: &[&str], not_actions: &[&str]) -> Self {
        self.role_at(name, actions, not_actions, &[SUBSCRIPTION])
    }

    pub(crate) fn role_at(
        self,
        name: &str,
        actions: &[&str],
        not_actions: &[&str],
        assignable: &[&str],
    ) -> Self {
        let own = role_id(name);
        self.add(json!({
            "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{own}"),
            "name": own, "roleName": name, "roleType": "CustomRole",
            "type": "Microsoft.Authorization/roleDefinitions", "assignableScopes": assignable,
            "permissions": [{"actions": actions, "notActions": not_actions, "dataActions": [], "notDataActions": []}],
        }))
    }

    /// A resource with an identity of its own, of the same short name.
    pub(crate) fn host(self, kind: &str, group: &str, name: &str) -> Self {
        self.add(json!({
            "id": format!("{group}/providers/{kind}/{name}"), "name": name, "type": kind,
            "identity": {"type": "SystemAssigned", "principalId": id(name), "tenantId": "t"},
        }))
    }

    pub(crate) fn machine(self, group: &str, name: &str) -> Self {
        self.host("Microsoft.Compute/virtualMachines", group, name)
    }

    /// A user-assigned identity.
    pub(crate) fn identity(self, group: &str, name: &str) -> Self {
        self.add(json!({
            "id": identity_id(group, name), "name": name,
            "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
            "principalId": id(name), "clientId": role_id(name),
        }))
    }

    /// Denies actions to some, or to everyone where none is named.
    pub(crate) fn deny(
        self,
        scope: &str,
        actions: &[&str],
        (principals, spared): (&[&str], &[&str]),
        protection: &str,
    ) -> Self {
        let at = self.0.len();
        let named = |names: &[&str]| -> Vec<Value> {
            let each = names.iter();
            each.map(|who| json!({"id": id(who), "type": "User"}))
                .collect()
        };
        let everyone =
            json!([{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}]);
        let bound = if principals.is_empty() {
            everyone
        } else {
            named(principals).into()
        };
        self.add(json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/denyAssignments/dddddddd-0000-4000-8000-{at:012}"),
            "type": "Microsoft.Authorization/denyAssignments", "denyAssignmentName": "guard",
            "scope": scope, "isSystemProtected": protection == "system",
            "permissions": [{"actions": actions, "notActions": [], "dataActions": [], "notDataActions": []}],
            "principals": bound, "excludePrincipals": named(spared),
        }))
    }

    pub(crate) fn add(mut self, record: Value) -> Self {
        self.0.push(record);
        self
    }

    pub(crate) fn tenant(&self) -> Tenant {
        let bytes = Value::from(self.0.clone()).to_string().into_bytes();
        let tenant = import::read(&[InputSource::Stdin(Stdin(bytes))]);
        assert!(tenant.diagnostics.is_empty(), "{:?}", tenant.diagnostics);
        tenant
    }

    pub(crate) fn paths(&self) -> EscalationPaths {
        let tenant = self.tenant();
        let mut catalog = Catalog::core(Wildcards::Azure);
        catalog.add_inputs(&tenant);
        escalation_paths(
            &AccessIndex::new(&tenant, &catalog),
            PathQuestion::default(),
        )
    }

    /// The paths that somebody begins, each as its kinds of steps and the end of its scope.
    pub(crate) fn of(&self, who: &str) -> Vec<String> {
        let found = self.paths();
        let own = found
            .paths
            .iter()
            .filter(|path| path.principal.as_str() == id(who));
        own.map(told).collect()
    }
}

pub(crate) fn identity_id(group: &str, name: &str) -> String {
    format!("{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}")
}

/// A path in short: what is done, where to, and how sure.
pub(crate) fn told(path: &EscalationPath) -> String {
    let steps: Vec<&str> = path.steps.iter().map(|step| step.kind.as_str()).collect();
    let PathNode::Owner(scope) = &path.target else {
        panic!("{:?}", path.target);
    };
    let scope = match scope.as_str() {
        SUBSCRIPTION => "subscription",
        OTHER => "other",
        text => text.rsplit('/').next().unwrap(),
    };
    format!("{} > {scope} ({})", steps.join(" "), path.basis().as_str())
}
