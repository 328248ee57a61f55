//! The rules of the audit, each on the smallest tenant in which it fires and on those in which it
//! must not; and those about role definitions.

mod activation_policy_writer;
mod administrator_of_every_machine;
mod assignment_at_root;
mod assignment_outside_hierarchy;
mod automation_code_writer;
mod backup_remover;
mod blobs_of_every_account;
mod classic_administrator;
mod cluster_identity_broken;
mod cluster_identity_doubtful;
mod condition_bypassed;
mod condition_without_effect;
mod constrained_delegate_breakout;
mod contributor_at_subscription_or_above;
mod custom_role_assignable_too_widely;
mod custom_role_where_built_in_suffices;
mod custom_roles_near_limit;
mod database_administrator_writer;
mod deny_assignment_liftable;
mod deny_assignment_not_for_children;
mod deny_assignment_only_audits;
mod deny_assignment_spares_principals;
mod deployment_identity_writer;
mod deprecated_role;
mod direct_user_assignments;
mod disabled_principal_with_role;
mod disk_exporter;
mod duplicate_assignment;
mod elevate_access_caller;
mod elevated_access_at_root;
mod eligible_application;
mod eligible_holders;
mod empty_group_with_role;
mod exclusion_granted_back;
mod expired_suppression;
mod federated_credential_writer;
mod foreign_group_with_role;
mod guest_with_privileged_role;
mod hierarchy_mover;
mod kubernetes_administrator_credential_reader;
mod large_privileged_group;
mod lighthouse_delegation;
mod lighthouse_delegation_writer;
mod lighthouse_standing_privilege;
mod lint;
mod lock_remover;
mod log_export_stopper;
mod long_activation;
mod machine_command_runner;
mod managed_identity_assigner;
mod near_identical_custom_roles;
mod nested_privileged_group;
mod nexus_cluster_remover;
mod nexus_command_runner;
mod nexus_console_writer;
mod nexus_data_extractor;
mod nexus_keyset_writer;
mod nexus_owner_where_contributor_suffices;
mod orphaned_principal;
mod owner_at_subscription_or_above;
mod permanent_eligibility;
mod policy_identity_writer;
mod preview_role;
mod principal_type_mismatch;
mod privileged_role_to_user;
mod registry;
mod role_assignment_writer;
mod role_assignments_near_limit;
mod role_definition_writer;
mod scattered_assignments;
mod schedule_outside_its_time;
mod schedule_request_writer;
mod secrets_of_every_vault;
mod security_monitoring_changer;
mod service_key_reader;
mod shadowed_by_group;
mod shadowed_by_stronger_role;
mod standing_beside_eligible;
mod standing_privileged_access;
mod storage_key_reader;
mod too_few_owners;
mod too_many_owners;
mod unparsable_condition;
mod unresolved_role;
mod unused_custom_role;
mod unused_privileged_assignment;
mod useless_suppression;
mod vault_access_policy_writer;
mod wildcard_custom_role;
mod workload_identity_owns_scope;
mod workload_identity_writes_everything;

use rolecall::access::AccessIndex;
use rolecall::audit::{
    self, AuditSettings, Thresholds, find_rule, is_about_configuration, rules, suppress,
};
use rolecall::catalog::Catalog;
use rolecall::directory::Hierarchy;
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::Tenant;
use rolecall::pattern::Wildcards;
use rolecall::rule::{Finding, Rule, Severity, Suppression, SuppressionEntry};
use rolecall::{Glob, Place, Timestamp};
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
    /// Assigns a role to `name`: a user where it has an `@`, an application where it starts with
    /// `app-`, else a group.
    fn assign(self, name: &str, role: &str, scope: &str) -> Self {
        self.assign_with(name, role, scope, None)
    }

    fn assign_with(mut self, name: &str, role: &str, scope: &str, condition: Option<&str>) -> Self {
        let at = self.0.len();
        let base = scope.trim_end_matches('/');
        self.0.push(json!({
            "id": format!("{base}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-{at:012}"),
            "type": "Microsoft.Authorization/roleAssignments",
            "principalId": id_of(name),
            "principalName": name,
            "principalType": type_of(name),
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "scope": scope,
            "condition": condition,
        }));
        self
    }

    fn custom_role(self, actions: &[&str], not_actions: &[&str]) -> Self {
        let lists = json!({"actions": actions, "notActions": not_actions, "dataActions": [], "notDataActions": []});
        self.add(definition(CUSTOM, "Site role", SUBSCRIPTION, &lists))
    }

    fn custom_data_role(self, data_actions: &[&str]) -> Self {
        let lists = json!({"actions": [], "notActions": [], "dataActions": data_actions, "notDataActions": []});
        self.add(definition(CUSTOM, "Site role", SUBSCRIPTION, &lists))
    }

    /// A group with its direct members; one of their kinds as for [`Exports::assign`].
    fn group(self, name: &str, members: &[&str]) -> Self {
        let members = members.iter().map(|member| {
            let kind = match type_of(member) {
                "User" => "#microsoft.graph.user",
                "Group" => "#microsoft.graph.group",
                _ => "#microsoft.graph.servicePrincipal",
            };
            let sign_in = Some(member).filter(|_| type_of(member) == "User");
            json!({"@odata.type": kind, "id": id_of(member), "displayName": member, "userPrincipalName": sign_in})
        });
        let members: Vec<Value> = members.collect();
        self.add(json!({"id": id_of(name), "displayName": name, "members": members}))
    }

    /// What the directory says of a principal, besides its id.
    fn directory(self, name: &str, fields: Value) -> Self {
        let mut record = json!({"id": id_of(name), "displayName": name});
        extend(&mut record, fields);
        self.add(record)
    }

    /// A schedule instance: `Eligible`, `Activated` or `Assigned`. One that is active shows the
    /// role assignment at that position of the records a second time.
    fn schedule(
        self,
        kind: &str,
        name: &str,
        role: &str,
        [start, end]: [Option<&str>; 2],
        origin: Option<usize>,
    ) -> Self {
        let table = if kind == "Eligible" {
            "roleEligibilityScheduleInstances"
        } else {
            "roleAssignmentScheduleInstances"
        };
        let origin = origin.map(|at| self.0[at]["id"].clone());
        let at = self.0.len();
        self.add(json!({
            "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/{table}/bbbbbbbb-0000-4000-8000-{at:012}"),
            "type": format!("Microsoft.Authorization/{table}"),
            "properties": {
                "scope": SUBSCRIPTION, "principalId": id_of(name), "principalType": type_of(name),
                "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
                "startDateTime": start, "endDateTime": end, "originRoleAssignmentId": origin,
                "assignmentType": if kind == "Eligible" { None } else { Some(kind) },
            },
        }))
    }

    /// A deny assignment at the resource group for everyone but some, with more fields.
    fn deny(self, spared: &[&str], fields: Value) -> Self {
        let spared = spared
            .iter()
            .map(|name| json!({"id": id_of(name), "type": type_of(name)}));
        let spared: Vec<Value> = spared.collect();
        let at = self.0.len();
        let scope = fields["scope"].as_str().unwrap_or(GROUP);
        let mut record = json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/denyAssignments/cccccccc-0000-4000-8000-{at:012}"),
            "type": "Microsoft.Authorization/denyAssignments", "denyAssignmentName": "keep the site",
            "scope": GROUP, "isSystemProtected": false, "doNotApplyToChildScopes": false,
            "permissions": [{"actions": ["*/delete"], "notActions": [], "dataActions": [], "notDataActions": []}],
            "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
            "excludePrincipals": spared,
        });
        extend(&mut record, fields);
        self.add(record)
    }

    /// Another custom role, with a number of its own, of the actions.
    fn role_of(self, number: u32, actions: &[&str]) -> Self {
        let lists =
            json!({"actions": actions, "notActions": [], "dataActions": [], "notDataActions": []});
        self.add(definition(
            &custom(number),
            &format!("Role {number}"),
            SUBSCRIPTION,
            &lists,
        ))
    }

    /// The subscription below a management group.
    fn placed(self) -> Self {
        self.add(json!({
            "id": PLACE, "name": "top", "type": "Microsoft.Management/managementGroups",
            "children": [{"id": SUBSCRIPTION, "name": "s", "type": "/subscriptions"}],
        }))
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

    /// What one rule finds. Each finding can be suppressed by its id: ids tell findings apart, and
    /// don't depend on the order of the records.
    fn find(&self, rule: &str) -> Vec<Finding> {
        self.find_with(rule, &Thresholds::default())
    }

    /// The same by other thresholds.
    fn find_with(&self, rule: &str, thresholds: &Thresholds) -> Vec<Finding> {
        let rule = find_rule(rule).unwrap().id;
        let findings = Self::findings(&self.0, rule, thresholds);
        let ids = |findings: &[Finding]| -> Vec<String> {
            let mut ids: Vec<String> = findings.iter().map(Finding::id).collect();
            ids.sort();
            ids
        };
        let mut told_apart = ids(&findings);
        told_apart.dedup();
        assert_eq!(told_apart, ids(&findings), "two findings of one id");
        let reversed: Vec<Value> = self.0.iter().rev().cloned().collect();
        assert_eq!(
            ids(&Self::findings(&reversed, rule, thresholds)),
            told_apart
        );
        can_be_suppressed(rule, &findings);
        findings
    }

    fn read(records: &[Value]) -> Tenant {
        let bytes = Value::from(records).to_string().into_bytes();
        let tenant = import::read(&[InputSource::Stdin(Stdin(bytes))]);
        let mut odd = tenant.diagnostics.iter().filter(|d| d.code != "no-grant");
        assert_eq!(odd.next(), None);
        tenant
    }

    fn findings(records: &[Value], rule: &str, thresholds: &Thresholds) -> Vec<Finding> {
        let tenant = Self::read(records);
        let mut catalog = Catalog::core(Wildcards::Azure);
        catalog.add_inputs(&tenant);
        let index = AccessIndex::new(&tenant, &catalog);
        let findings = audit::run(&index, &[find_rule(rule).unwrap()], thresholds);
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

/// Each finding is suppressed by its id, and it alone; all are by their rule; none is by an entry
/// that is over. What is suppressed stays.
fn can_be_suppressed(rule: &'static str, findings: &[Finding]) {
    let suppressed_by = |finding: Option<String>, by: Option<&'static str>, expires: &str| {
        let mut judged = findings.to_vec();
        let settings = AuditSettings {
            suppressions: vec![SuppressionEntry {
                finding,
                rule: by.map(|id| Glob::of_names(id).unwrap()),
                principal: None,
                role: None,
                scope: None,
                scopes: None,
                suppression: Suppression {
                    owner: "platform team".into(),
                    reason: "accepted".into(),
                    expires: Timestamp::parse_day(expires).ok(),
                },
                place: Place::whole(&"rolecall.toml".into()),
            }],
            ..AuditSettings::default()
        };
        suppress(
            &mut judged,
            &settings,
            &Hierarchy::default(),
            Timestamp::parse("2026-06-01T23:59:59Z").unwrap(),
            &[rule],
        );
        let left: Vec<bool> = judged
            .iter()
            .filter(|finding| finding.rule == rule)
            .map(|finding| finding.suppressed.is_some())
            .collect();
        assert_eq!(left.len(), findings.len(), "{rule} lost a finding");
        left
    };
    for (at, finding) in findings.iter().enumerate() {
        let alone: Vec<bool> = (0..findings.len()).map(|other| other == at).collect();
        let id = Some(finding.id());
        assert_eq!(
            suppressed_by(id.clone(), None, "2026-06-01"),
            alone,
            "{rule}"
        );
        let over = suppressed_by(id, None, "2026-05-31");
        assert!(!over.contains(&true), "{rule}");
    }
    let all = suppressed_by(None, Some(rule), "2027-01-01");
    assert!(!all.contains(&false), "{rule}");
}

/// An entry that accepts all that a rule finds, until a day.
fn accepting(rule: &'static str, expires: &str) -> AuditSettings {
    AuditSettings {
        suppressions: vec![SuppressionEntry {
            finding: None,
            rule: Some(Glob::of_names(rule).unwrap()),
            principal: None,
            role: None,
            scope: None,
            scopes: None,
            suppression: Suppression {
                owner: "platform team".into(),
                reason: "accepted".into(),
                expires: Timestamp::parse_day(expires).ok(),
            },
            place: Place::whole(&"rolecall.toml".into()),
        }],
        ..AuditSettings::default()
    }
}

/// What some rules find as the settings say, on a day.
fn audited(tenant: &Exports, asked: &[&str], settings: &AuditSettings, day: &str) -> Vec<Finding> {
    let tenant = Exports::read(&tenant.0);
    let catalog = Catalog::core(Wildcards::Azure);
    let index = AccessIndex::new(&tenant, &catalog);
    let asked: Vec<Rule> = asked.iter().map(|id| find_rule(id).unwrap()).collect();
    audit::run_with(&index, &asked, settings, Timestamp::parse(day).unwrap())
}

/// The object id of a made-up principal.
fn id_of(name: &str) -> String {
    let digest = name.bytes().fold(0u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    format!("{digest:08x}-0000-4000-8000-00000000000b")
}

fn type_of(name: &str) -> &'static str {
    if name.contains('@') || name.is_empty() {
        "User"
    } else if name.starts_with("app-") {
        "ServicePrincipal"
    } else {
        "Group"
    }
}

/// Sets fields of a record.
fn extend(record: &mut Value, fields: Value) {
    if let (Value::Object(record), Value::Object(fields)) = (record, fields) {
        record.extend(fields);
    }
}

/// The id of the custom role of a number.
fn custom(number: u32) -> String {
    format!("c0570000-0000-4000-8000-{number:012}")
}

fn definition(id: &str, name: &str, assignable: &str, permission: &Value) -> Value {
    json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{id}"),
        "name": id, "roleName": name, "roleType": "CustomRole",
        "type": "Microsoft.Authorization/roleDefinitions", "assignableScopes": [assignable],
        "permissions": [permission],
    })
}

const PLACE: &str = "/providers/Microsoft.Management/managementGroups/top";

/// A rule on operations that lead further: fires for each of them alone, with the severity at a
/// subscription; a step graver above, one severity lower below and under a condition; not for who has
/// everything or may assign roles, which other rules tell.
fn fires_for_each(rule: &str, severity: Severity, operations: &[&str]) {
    let steps = [
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ];
    let at = steps.iter().position(|step| *step == severity).unwrap();
    let (graver, milder) = (steps[(at + 1).min(3)], steps[at.saturating_sub(1)]);
    for operation in operations {
        let role = Exports::default().custom_role(&[operation], &[]);
        let found = |scope, condition| {
            let tenant =
                Exports(role.0.clone()).assign_with("a@b.example", CUSTOM, scope, condition);
            tenant.find(rule)
        };
        let usual = found(SUBSCRIPTION, None);
        assert_eq!(usual.len(), 1, "{operation}");
        assert_eq!(usual[0].severity, severity, "{operation}");
        let because = &usual[0].because;
        assert!(because.contains(&format!("`{operation}`")), "{because}");
        assert!(because.contains(SUBSCRIPTION), "{because}");
        assert!(!usual[0].remediation.text.is_empty());
        assert_eq!(found(PLACE, None)[0].severity, graver, "{operation}");
        assert_eq!(found(GROUP, None)[0].severity, milder, "{operation}");
        let condition = Some("@Resource[a:b] BoolEquals true");
        let conditional = found(SUBSCRIPTION, condition);
        assert_eq!(conditional[0].severity, milder, "{operation}");
        assert_eq!(
            conditional[0].confidence,
            rolecall::rule::Confidence::Medium
        );
        let eligible = eligible_for(CUSTOM, &role.0).find(rule);
        assert_eq!(eligible.len(), 1, "{operation}");
        assert_eq!(eligible[0].severity, milder, "{operation}");
        assert!(eligible[0].title.ends_with(", by activating Site role"));
        let because = &eligible[0].because;
        assert!(because.contains("Site role, which has to be activated first, grants"));
        assert_ne!(eligible[0].id(), usual[0].id());
        let commands = |finding: &Finding| finding.remediation.commands.len();
        assert_eq!(commands(&eligible[0]), commands(&usual[0]));
        let elsewhere = Some("!(ActionMatches{'None.None/none/none'})");
        assert_eq!(
            found(SUBSCRIPTION, elsewhere)[0].severity,
            severity,
            "a condition that doesn't limit {operation}"
        );
    }
    for role in [OWNER, CONTRIBUTOR, ACCESS_ADMINISTRATOR] {
        let told = Exports::default().assign("a@b.example", role, SUBSCRIPTION);
        assert!(told.find(rule).is_empty(), "{role}");
        assert!(eligible_for(role, &[]).find(rule).is_empty(), "{role}");
    }
}

/// Records, and a user who is eligible for a role at the subscription.
fn eligible_for(role: &str, records: &[Value]) -> Exports {
    Exports(records.to_vec()).schedule("Eligible", "a@b.example", role, [None; 2], None)
}

/// The same for data operations, which matter from subscriptions upward.
fn fires_for_each_above_resource_groups(rule: &str, severity: Severity, operations: &[&str]) {
    for operation in operations {
        let role = Exports::default().custom_data_role(&[operation]);
        let found = |scope| {
            let tenant = Exports(role.0.clone()).assign("a@b.example", CUSTOM, scope);
            tenant.severities(rule)
        };
        assert_eq!(found(SUBSCRIPTION), [severity], "{operation}");
        let eligible = eligible_for(CUSTOM, &role.0).severities(rule);
        assert!(eligible.len() == 1 && eligible[0] < severity, "{operation}");
        assert!(found(PLACE)[0] > severity, "{operation}");
        assert!(found(GROUP).is_empty(), "{operation}");
    }
}

/// None of the operations makes the rule fire, nor does reading.
fn stays_quiet(rule: &str, operations: &[&str]) {
    let granted = [operations, &["*/read"]].concat();
    let tenant =
        Exports::default()
            .custom_role(&granted, &[])
            .assign("a@b.example", CUSTOM, SUBSCRIPTION);
    assert!(tenant.find(rule).is_empty(), "{rule}");
}

/// The roles make the rule fire at a subscription.
fn fires_for_roles(rule: &str, roles: &[&str]) {
    for role in roles {
        let tenant = Exports::default().assign("Team", role, SUBSCRIPTION);
        assert_eq!(tenant.find(rule).len(), 1, "{role}");
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
