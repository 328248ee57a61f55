//! The rules of the audit, each on the smallest tenant in which it fires and on those in which it
//! must not; and those about role definitions.

mod cluster_identity_broken;
mod cluster_identity_doubtful;
mod condition_without_effect;
mod constrained_delegate_breakout;
mod duplicate_assignment;
mod lint;
mod nexus_owner_where_contributor_suffices;
mod orphaned_principal;
mod owner_at_subscription_or_above;
mod privileged_role_to_user;
mod role_assignment_writer;
mod unparsable_condition;
mod wildcard_custom_role;

use rolecall::{
    AccessIndex, Catalog, Finding, InputSource, Severity, Stdin, Thresholds, Wildcards, audit,
    find_rule, read_inputs, rules,
};
use serde_json::{Value, json};

use crate::nexus::bed::{Bed, f1, fixture};

const SUBSCRIPTION: &str = "/subscriptions/11111111-0000-4000-8000-000000000001";
const GROUP: &str = "/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/site";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const ACCESS_ADMINISTRATOR: &str = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
const NEXUS_OWNER: &str = "77be276d-fb44-4f3b-beb5-9bf03c4cd2d3";
const NEXUS_CONTRIBUTOR: &str = "4aa368ec-fba9-4e93-81ed-396b3d461cc5";
const CUSTOM: &str = "c0570000-0000-4000-8000-000000000000";

/// Records of a tenant, as `az` prints them.
#[derive(Default)]
struct Exports(Vec<Value>);

impl Exports {
    /// Assigns a role to `name`: a user where it has an `@`, else a group.
    fn assign(self, name: &str, role: &str, scope: &str) -> Self {
        self.assign_with(name, role, scope, None)
    }

    fn assign_with(mut self, name: &str, role: &str, scope: &str, condition: Option<&str>) -> Self {
        let digest = name.bytes().fold(0u32, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        let at = self.0.len();
        let base = scope.trim_end_matches('/');
        self.0.push(json!({
            "id": format!("{base}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-{at:012}"),
            "type": "Microsoft.Authorization/roleAssignments",
            "principalId": format!("{digest:08x}-0000-4000-8000-00000000000b"),
            "principalName": name,
            "principalType": if name.contains('@') || name.is_empty() { "User" } else { "Group" },
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "scope": scope,
            "condition": condition,
        }));
        self
    }

    fn custom_role(mut self, actions: &[&str], not_actions: &[&str]) -> Self {
        self.0.push(json!({
            "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{CUSTOM}"),
            "name": CUSTOM, "roleName": "Site role", "roleType": "CustomRole",
            "type": "Microsoft.Authorization/roleDefinitions", "assignableScopes": [SUBSCRIPTION],
            "permissions": [{"actions": actions, "notActions": not_actions, "dataActions": [], "notDataActions": []}],
        }));
        self
    }

    /// A cluster with its assignments and resources.
    fn cluster(bed: Bed) -> Self {
        let rows = [bed.assignments, bed.resources].map(|list| list.as_array().unwrap().clone());
        let mut records = rows.concat();
        records.push(bed.cluster);
        Self(records)
    }

    fn add(mut self, record: Value) -> Self {
        self.0.push(record);
        self
    }

    /// What one rule finds.
    fn find(&self, rule: &str) -> Vec<Finding> {
        let bytes = Value::from(self.0.clone()).to_string().into_bytes();
        let tenant = read_inputs(&[InputSource::Stdin(Stdin(bytes))]);
        assert!(tenant.diagnostics.is_empty(), "{:?}", tenant.diagnostics);
        let mut catalog = Catalog::core(Wildcards::Azure);
        catalog.add_roles(&tenant.role_definitions);
        let index = AccessIndex::new(&tenant, &catalog);
        let findings = audit(&index, &[find_rule(rule).unwrap()], &Thresholds::default());
        assert!(
            findings
                .iter()
                .all(|f| f.rule == rule && !f.evidence.is_empty())
        );
        findings
    }

    fn severities(&self, rule: &str) -> Vec<Severity> {
        self.find(rule)
            .iter()
            .map(|finding| finding.severity)
            .collect()
    }
}

#[test]
fn every_rule_has_a_file_of_tests() {
    let source = include_str!("mod.rs");
    for rule in rules() {
        let module = format!("\nmod {};\n", rule.id.replace('-', "_"));
        assert!(source.contains(&module), "no tests of {}", rule.id);
    }
}

#[test]
fn ids_are_stable_and_told_apart() {
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .assign("c@b.example", OWNER, SUBSCRIPTION);
    let rule = "owner-at-subscription-or-above";
    let ids: Vec<String> = tenant.find(rule).iter().map(Finding::id).collect();
    let again = Exports::default()
        .assign("c@b.example", OWNER, &SUBSCRIPTION.to_uppercase())
        .assign("a@b.example", OWNER, SUBSCRIPTION);
    assert_eq!(
        ids,
        again.find(rule).iter().map(Finding::id).collect::<Vec<_>>()
    );
    assert_ne!(ids[0], ids[1]);
}
