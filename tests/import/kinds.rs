//! What a record declares decides what it is; records that give no access are known for what they are.

use rolecall::Diagnostic;
use rolecall::import::{InputSource, Printed, read as read_all};
use rolecall::model::{InputKind, RoleGap, ScheduleKind, Tenant};
use serde_json::{Value, json};

use super::read;

const SUBSCRIPTION: &str = "/subscriptions/a2a2a2a2-0000-4000-8000-000000000001";
const USER: &str = "b2b2b2b2-0000-4000-8000-000000000001";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const NAME: &str = "c2c2c2c2-0000-4000-8000-000000000001";

fn role() -> String {
    format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{READER}")
}

/// A record of the shape of a role assignment that says it is something else.
fn declared(kind: &str) -> Value {
    json!({
        "id": format!("{SUBSCRIPTION}/providers/{kind}/{NAME}"), "name": NAME, "type": kind,
        "principalId": USER, "roleDefinitionId": role(), "scope": SUBSCRIPTION,
        "actions": ["*"], "permissions": [{"actions": ["*"]}], "roleName": "Anything",
    })
}

fn codes(tenant: &Tenant) -> Vec<&str> {
    tenant.diagnostics.iter().map(|d| d.code).collect()
}

fn may_change(tenant: &Tenant) -> bool {
    tenant.diagnostics.iter().any(Diagnostic::limits_answer)
}

#[track_caller]
fn gives_nothing(record: &Value, kind: InputKind) {
    let tenant = read(&[json!([record])]);
    assert!(tenant.role_assignments.is_empty(), "{record}");
    assert!(tenant.role_definitions.is_empty(), "{record}");
    assert!(tenant.deny_assignments.is_empty(), "{record}");
    assert!(tenant.schedules.is_empty(), "{record}");
    assert_eq!(tenant.inputs[0].kind, kind, "{record}");
}

#[test]
fn a_declared_type_is_never_guessed_into_a_role() {
    for (kind, expected) in [
        (
            "Microsoft.Authorization/roleEligibilityScheduleRequests",
            InputKind::ScheduleRequests,
        ),
        (
            "microsoft.authorization/RoleAssignmentScheduleRequests",
            InputKind::ScheduleRequests,
        ),
        ("Microsoft.Authorization/locks", InputKind::Locks),
        (
            "Microsoft.Authorization/policyAssignments",
            InputKind::Policies,
        ),
        (
            "Microsoft.Authorization/policySetDefinitions",
            InputKind::Policies,
        ),
        (
            "Microsoft.ManagedServices/registrationDefinitions",
            InputKind::LighthouseDelegations,
        ),
        (
            "Microsoft.ManagedServices/registrationAssignments",
            InputKind::LighthouseDelegations,
        ),
        (
            "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
            InputKind::OtherRoles,
        ),
        (
            "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions",
            InputKind::OtherRoles,
        ),
        (
            "Microsoft.DocumentDB/databaseAccounts/cassandraRoleAssignments",
            InputKind::OtherRoles,
        ),
        (
            "Microsoft.Example/accounts/roleAssignments",
            InputKind::OtherRoles,
        ),
        ("Microsoft.Insights/actionGroups", InputKind::Hosts),
        (
            "Microsoft.Authorization/roleManagementPolicies",
            InputKind::Hosts,
        ),
    ] {
        gives_nothing(&declared(kind), expected);
    }
}

#[test]
fn what_declares_no_type_is_known_by_fields_of_its_kind() {
    let directory =
        json!({"id": "x", "principalId": USER, "roleDefinitionId": NAME, "directoryScopeId": "/"});
    let helpdesk = json!({"id": NAME, "displayName": "Helpdesk", "rolePermissions": [{"allowedResourceActions": ["microsoft.directory/users/password/update"]}]});
    let typed = json!({"@odata.type": "#microsoft.graph.unifiedRoleAssignment", "principalId": USER, "roleDefinitionId": NAME});
    for record in [directory, helpdesk, typed] {
        gives_nothing(&record, InputKind::DirectoryRoles);
    }
    let kubernetes = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "team"},
        "roleRef": {"kind": "Role", "name": "reader"}, "subjects": [{"kind": "User", "name": USER}],
    });
    let hsm = json!({
        "id": format!("/providers/Microsoft.Authorization/roleAssignments/{NAME}"), "type": "Microsoft.Authorization/roleAssignments",
        "principalId": USER, "scope": "/",
        "roleDefinitionId": format!("Microsoft.KeyVault/providers/Microsoft.Authorization/roleDefinitions/{NAME}"),
    });
    for record in [kubernetes, hsm] {
        gives_nothing(&record, InputKind::OtherRoles);
    }
    let request = json!({"name": NAME, "principalId": USER, "roleDefinitionId": role(), "scope": SUBSCRIPTION, "requestType": "SelfActivate"});
    gives_nothing(&request, InputKind::ScheduleRequests);
}

#[test]
fn a_change_of_access_is_no_access() {
    // As `az role assignment list-changelogs` prints it, and `Get-AzAuthorizationChangeLog`.
    let az = json!({
        "action": "Revoked", "caller": "admin@contoso.com", "principalId": USER, "principalName": "ada@contoso.com",
        "roleDefinitionId": READER, "roleName": "Reader", "scope": SUBSCRIPTION, "scopeName": "sub",
        "scopeType": "Subscription", "timestamp": "2026-03-01T07:14:03+00:00",
    });
    let powershell = json!({
        "Timestamp": "2026-03-01T07:14:03Z", "Caller": "admin@contoso.com", "Action": "Granted", "PrincipalId": USER,
        "PrincipalName": "Ada", "PrincipalType": "User", "Scope": SUBSCRIPTION, "ScopeType": "Subscription",
        "RoleDefinitionId": READER, "RoleName": "Reader",
    });
    for record in [az, powershell] {
        gives_nothing(&record, InputKind::AccessChanges);
    }
    // What only says when it was read is an assignment.
    let seen = json!([{"timestamp": "2026-03-01T07:14:03Z", "principalId": USER, "roleDefinitionId": role(), "scope": SUBSCRIPTION}]);
    assert_eq!(read(&[seen]).role_assignments.len(), 1);
}

#[test]
fn what_gives_no_access_is_said_once_for_a_file() {
    let kind = "Microsoft.Authorization/locks";
    let locks = read(&[json!([declared(kind), declared(kind), declared(kind)])]);
    assert_eq!(codes(&locks), ["no-grant"]);
    assert!(!may_change(&locks));
}

fn series(kind: &str, status: Option<&str>) -> Value {
    json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/{kind}/{NAME}"), "name": NAME,
        "type": format!("Microsoft.Authorization/{kind}"),
        "properties": {
            "scope": SUBSCRIPTION, "principalId": USER, "principalType": "User", "roleDefinitionId": role(),
            "status": status, "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-12-31T00:00:00Z",
        },
    })
}

#[test]
fn the_status_of_a_schedule_decides_and_that_of_an_instance_does_not() {
    for (kind, status, given) in [
        ("RoleEligibilitySchedules", Some("Provisioned"), 1),
        ("RoleEligibilitySchedules", Some("Revoked"), 0),
        ("roleAssignmentSchedules", Some("Provisioned"), 1),
        ("roleAssignmentSchedules", Some("revoked"), 0),
        ("roleAssignmentSchedules", Some("PendingApproval"), 0),
        ("roleAssignmentScheduleInstances", Some("Revoked"), 1),
        ("roleEligibilityScheduleInstances", Some("Provisioned"), 1),
    ] {
        let tenant = read(&[json!([series(kind, status)])]);
        assert_eq!(tenant.schedules.len(), given, "{kind} {status:?}");
        assert!(tenant.role_assignments.is_empty(), "{kind}");
        assert!(!may_change(&tenant), "{kind} {status:?}");
        let eligible = tenant
            .schedules
            .iter()
            .all(|s| s.kind == ScheduleKind::Eligible);
        assert_eq!(
            eligible || given == 0,
            kind.contains("ligibility") || given == 0
        );
    }
    for status in [None, Some("Paused")] {
        let tenant = read(&[json!([series("roleAssignmentSchedules", status)])]);
        assert_eq!(codes(&tenant), ["unknown-status"]);
        assert!(tenant.schedules[0].window_unknown && may_change(&tenant));
    }
}

#[test]
fn a_schedule_that_its_instance_or_assignment_says_again_counts_once() {
    let both = json!([
        series("roleEligibilitySchedules", Some("Provisioned")),
        series("roleEligibilityScheduleInstances", Some("Provisioned")),
    ]);
    assert_eq!(read(&[both]).schedules.len(), 1);
    let assignment = json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/d2d2d2d2-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/roleAssignments", "principalId": USER, "principalType": "User",
        "roleDefinitionId": role(), "scope": SUBSCRIPTION,
    });
    let read = read(&[json!([
        assignment,
        series("roleAssignmentSchedules", Some("Provisioned"))
    ])]);
    let origin = read.schedules[0].origin_assignment.as_deref();
    assert_eq!(origin, Some(&*read.role_assignments[0].id));
}

#[test]
fn a_list_of_pages_is_one_list() {
    let assignment = |number: usize| {
        json!({
            "name": format!("c2c2c2c2-0000-4000-8000-{number:012}"), "type": "Microsoft.Authorization/roleAssignments",
            "properties": {"principalId": USER, "roleDefinitionId": role(), "scope": SUBSCRIPTION},
        })
    };
    let next = "https://management.azure.com/next";
    let whole = read(&[
        json!([{"value": [assignment(1), assignment(2)], "nextLink": next}, {"value": [assignment(3)]}, {"value": []}]),
    ]);
    assert_eq!(whole.role_assignments.len(), 3);
    assert!(codes(&whole).is_empty(), "{:?}", whole.diagnostics);
    let cut =
        read(&[json!([{"value": [assignment(1)]}, {"value": [assignment(3)], "nextLink": next}])]);
    assert_eq!(codes(&cut), ["truncated-page"]);
    let vault = json!({"data": [{"id": format!("{SUBSCRIPTION}/resourceGroups/r/providers/Microsoft.KeyVault/vaults/v"), "type": "microsoft.keyvault/vaults"}]});
    assert_eq!(read(&[json!([vault])]).resources.len(), 1);
}

#[test]
fn what_is_not_understood_may_change_answers_and_is_named() {
    let tenant = read(&[json!([{"colour": "blue", "wheels": 4}])]);
    assert_eq!(codes(&tenant), ["unrecognised-record"]);
    assert!(may_change(&tenant));
    assert!(tenant.diagnostics[0].message.contains("`colour`, `wheels`"));
}

#[test]
fn text_in_place_of_objects_is_said_with_its_field() {
    let class = "Microsoft.Azure.Commands.Resources.Models.Authorization.PSPrincipal";
    let group = json!({"id": USER, "members": [class]});
    let tenant = read(&[json!([group])]);
    assert_eq!(codes(&tenant), ["wrong-type"]);
    assert!(tenant.diagnostics[0].message.contains("`members`") && may_change(&tenant));
    assert!(
        tenant.diagnostics[0]
            .help
            .as_deref()
            .unwrap()
            .contains("-Depth 10")
    );
    // Ids alone are members.
    let tenant = read(&[json!([{"id": USER, "members": [NAME]}])]);
    assert!(tenant.diagnostics.is_empty());
    assert_eq!(tenant.group_members[0].members.len(), 1);
}

#[test]
fn a_deny_assignment_that_was_cut_off_is_kept_and_marked() {
    let deny = |fields: Value| {
        let mut record = json!({
            "Id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/{NAME}"),
            "DenyAssignmentName": "keep out", "Scope": SUBSCRIPTION, "Actions": ["*/delete"],
            "Principals": [{"ObjectId": USER, "ObjectType": "User"}],
        });
        for (key, value) in fields.as_object().unwrap() {
            record[key] = value.clone();
        }
        read(&[json!([record])])
    };
    assert!(!deny(json!({})).deny_assignments[0].cut_off);
    for cut in [
        json!({"Principals": ["Some.Class.Name"]}),
        json!({"Principals": null}),
        json!({"ExcludePrincipals": ["@{ObjectId=x}"]}),
        json!({"Actions": null, "Permissions": ["@{actions=System.Object[]}"]}),
        json!({"Actions": null}),
    ] {
        let tenant = deny(cut.clone());
        assert!(tenant.deny_assignments[0].cut_off, "{cut}");
        assert!(may_change(&tenant), "{cut}");
    }
}

#[test]
fn a_role_whose_permissions_were_cut_off_is_uncertain() {
    let role = |permissions: Value| {
        read(&[
            json!([{"Name": "Vault viewer", "Id": NAME, "IsCustom": true, "Permissions": permissions, "AssignableScopes": [SUBSCRIPTION]}]),
        ])
    };
    let whole = role(json!([{"Actions": ["*/read"]}]));
    assert_eq!(whole.role_definitions[0].gap, None);
    for cut in [
        json!(["@{Actions=System.Object[]}"]),
        json!("Some.Class.Name"),
        json!([{"Actions": "System.Object[]"}]),
    ] {
        let tenant = role(cut.clone());
        let gap = tenant.role_definitions[0].gap;
        assert_eq!(gap, Some(RoleGap::CutOff), "{cut}");
        assert!(
            codes(&tenant).contains(&"truncated-by-depth") && may_change(&tenant),
            "{cut}"
        );
    }
}

#[test]
fn what_a_reader_may_do_with_a_management_group_is_no_permission_of_a_role() {
    let entity = json!({
        "id": "/providers/Microsoft.Management/managementGroups/top", "name": "top", "type": "Microsoft.Management/managementGroups",
        "parent": {"id": null}, "parentNameChain": [], "permissions": "edit", "inheritedPermissions": "view",
    });
    let tenant = read(&[json!([entity])]);
    assert!(tenant.diagnostics.is_empty(), "{:?}", tenant.diagnostics);
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "values are written at the call"
)]
fn template(schema: &str, resource: Value) -> Tenant {
    let schema = format!("https://schema.management.azure.com/schemas/2019-08-01/{schema}.json#");
    read(&[json!({"$schema": schema, "contentVersion": "1.0.0.0", "resources": [resource]})])
}

#[test]
fn a_deployment_within_a_template_says_where_it_goes() {
    let nested = |schema: &str, fields: Value| {
        let mut deployment = json!({
            "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
            "properties": {"mode": "Incremental", "template": {
                "$schema": format!("https://schema.management.azure.com/schemas/2019-04-01/{schema}.json#"),
                "resources": [{
                    "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": NAME,
                    "properties": {"principalId": USER, "roleDefinitionId": role()},
                }],
            }},
        });
        for (key, value) in fields.as_object().unwrap() {
            deployment[key] = value.clone();
        }
        deployment
    };
    let id = SUBSCRIPTION.rsplit('/').next().unwrap();
    let (group, subscription) = ("deploymentTemplate", "subscriptionDeploymentTemplate");
    for (outer, inner, fields, scope) in [
        (
            subscription,
            group,
            json!({"resourceGroup": "net"}),
            "/subscriptions/{subscription}/resourceGroups/net".to_owned(),
        ),
        (
            group,
            group,
            json!({"resourceGroup": "net", "subscriptionId": id}),
            format!("{SUBSCRIPTION}/resourceGroups/net"),
        ),
        (
            group,
            group,
            json!({}),
            "/subscriptions/{subscription}/resourceGroups/{resourceGroup}".to_owned(),
        ),
        (
            subscription,
            subscription,
            json!({"subscriptionId": id, "location": "northeurope"}),
            SUBSCRIPTION.to_owned(),
        ),
        (
            "tenantDeploymentTemplate",
            "managementGroupDeploymentTemplate",
            json!({"scope": "Microsoft.Management/managementGroups/corp", "location": "northeurope"}),
            "/providers/Microsoft.Management/managementGroups/corp".to_owned(),
        ),
    ] {
        let tenant = template(outer, nested(inner, fields.clone()));
        assert_eq!(tenant.role_assignments[0].scope.as_str(), scope, "{fields}");
    }
}

#[test]
fn a_request_in_a_template_makes_the_schedule_it_asks_for() {
    let request = |kind: &str, request: &str, expiration: Value| {
        let resource = json!({
            "type": format!("Microsoft.Authorization/{kind}"), "apiVersion": "2022-04-01-preview", "name": NAME,
            "properties": {
                "principalId": USER, "roleDefinitionId": role(), "requestType": request,
                "scheduleInfo": {"startDateTime": "2026-01-01T00:00:00Z", "expiration": expiration},
            },
        });
        template("subscriptionDeploymentTemplate", resource).schedules
    };
    let year = json!({"type": "AfterDuration", "duration": "P365D"});
    let [made] = &request(
        "roleEligibilityScheduleRequests",
        "AdminAssign",
        year.clone(),
    )[..] else {
        panic!()
    };
    assert_eq!(made.kind, ScheduleKind::Eligible);
    assert_eq!(made.end.unwrap().to_string(), "2027-01-01T00:00:00Z");
    let [made] = &request(
        "roleAssignmentScheduleRequests",
        "AdminAssign",
        json!({"type": "NoExpiration"}),
    )[..] else {
        panic!()
    };
    assert_eq!((made.kind, made.end), (ScheduleKind::Assigned, None));
    assert!(request("roleEligibilityScheduleRequests", "AdminRemove", year).is_empty());
}

#[test]
fn an_empty_file_is_an_export_that_failed() {
    let nothing = rolecall::import::read(&[rolecall::import::InputSource::Printed(
        rolecall::import::Printed {
            command: "an export".to_owned(),
            bytes: Vec::new(),
        },
    )]);
    assert_eq!(codes(&nothing), ["empty-file"]);
    assert!(may_change(&nothing));
}

/// The name of a file says whose members it lists; what an export that failed left is no list.
#[test]
fn an_empty_file_is_no_list_of_members() {
    let lists = |content: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(format!("{USER}.json")), content).unwrap();
        let tenant = crate::support::tenant(&[folder.path()]);
        tenant.group_members.len()
    };
    assert_eq!((lists("[]"), lists(""), lists("[{")), (1, 0, 0));
}

#[test]
fn an_id_and_a_scope_that_differ_are_reported() {
    let record = |id_of: &str, kind: &str, scope: &str| {
        json!([{
            "id": format!("{id_of}/providers/Microsoft.Authorization/{kind}/{NAME}"),
            "type": format!("Microsoft.Authorization/{kind}"), "scope": scope, "principalId": USER,
            "principalType": "User", "roleDefinitionId": role(), "denyAssignmentName": "D",
            "principals": [{ "id": USER, "type": "User" }], "excludePrincipals": [],
            "permissions": [{ "actions": ["*"] }], "status": "Provisioned",
        }])
    };
    let group = format!("{SUBSCRIPTION}/resourceGroups/app");
    let of_provider = format!("/providers/Microsoft.Subscription{SUBSCRIPTION}");
    for kind in [
        "roleAssignments",
        "denyAssignments",
        "roleAssignmentScheduleInstances",
    ] {
        for (id_of, scope, agrees) in [
            (SUBSCRIPTION, SUBSCRIPTION, true),
            (&SUBSCRIPTION.to_uppercase(), SUBSCRIPTION, true),
            ("", "/", true),
            (&of_provider, SUBSCRIPTION, true),
            (SUBSCRIPTION, "/", false),
            ("", SUBSCRIPTION, false),
            (SUBSCRIPTION, &group, false),
            (&group, SUBSCRIPTION, false),
        ] {
            let tenant = read(&[record(id_of, kind, scope)]);
            let said = codes(&tenant).contains(&"contradictory-scope");
            assert_eq!(
                !said, agrees,
                "{kind} {id_of} {scope}: {:#?}",
                tenant.diagnostics
            );
        }
    }
}

#[test]
fn a_deny_assignment_with_an_effect_that_nobody_knows_may_block() {
    for (effect, is_open) in [
        (json!("enforced"), false),
        (json!("Audit"), false),
        (Value::Null, false),
        (json!("warn"), true),
        (json!(1), true),
    ] {
        let mut deny = json!([{
            "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/{NAME}"),
            "type": "Microsoft.Authorization/denyAssignments", "scope": SUBSCRIPTION, "denyAssignmentName": "D",
            "principals": [{ "id": USER, "type": "User" }], "excludePrincipals": [],
            "permissions": [{ "actions": ["*"] }],
        }]);
        deny[0]["denyAssignmentEffect"] = effect.clone();
        let tenant = read(&[deny]);
        assert_eq!(tenant.deny_assignments[0].cut_off, is_open, "{effect}");
        assert_eq!(may_change(&tenant), is_open, "{effect}");
    }
}

#[test]
fn what_an_export_holds_is_no_question_whatever_columns_it_has_beside() {
    let beside = |mut record: Value| {
        let fields = record.as_object_mut().unwrap();
        for field in ["action", "who", "expect", "outcome", "plane"] {
            fields.insert(field.to_owned(), json!("x"));
        }
        record
    };
    let assignment = json!({
        "principalId": USER, "roleDefinitionId": role(), "scope": SUBSCRIPTION,
    });
    let tenant = read(&[json!([beside(assignment)])]);
    assert_eq!(tenant.role_assignments.len(), 1);
    let row = format!(
        "PrincipalId,RoleDefinitionName,Scope,action,who,expect\n{USER},Reader,{SUBSCRIPTION},a,b,c\n"
    );
    let printed = |text: String| {
        read_all(&[InputSource::Printed(Printed {
            command: "export".to_owned(),
            bytes: text.into_bytes(),
        })])
    };
    assert_eq!(printed(row).role_assignments.len(), 1);
    let deny = json!({
        "denyAssignmentName": "d", "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/{NAME}"),
        "permissions": [{"actions": ["*"]}], "principals": [{"id": USER}], "scope": SUBSCRIPTION,
    });
    assert_eq!(read(&[json!([beside(deny)])]).deny_assignments.len(), 1);
    let definition = json!({"roleName": "Mine", "permissions": [{"actions": ["*"]}], "id": role(), "role": "Mine"});
    assert_eq!(
        read(&[json!([beside(definition)])]).role_definitions.len(),
        1
    );
    let group = json!({"id": NAME, "displayName": "g", "members": [{"id": USER}]});
    assert_eq!(read(&[json!([beside(group)])]).group_members.len(), 1);
    let user = json!({"id": USER, "displayName": "u"});
    assert_eq!(read(&[json!([beside(user)])]).principals.len(), 1);
}

#[test]
fn a_question_is_known_by_all_its_fields_and_what_is_like_one_is_named() {
    for question in [
        json!({"who": "anna", "action": "a/read", "scope": "/", "plane": "control", "suboperation": "s", "outcome": "allowed"}),
        json!({"role": "Reader", "action": "a/read", "attributes": {"a": 1}, "expect": "denied"}),
        json!({"action": "a/read", "outcome": "allowed"}),
    ] {
        let tenant = read(&[json!([question])]);
        assert_eq!(tenant.inputs[0].kind, InputKind::Questions, "{question}");
        assert!(!may_change(&tenant), "{question}");
    }
    for other in [
        json!({"who": "anna", "action": "a/read", "note": "x"}),
        json!({"who": "anna", "action": "a/read", "condition": "x"}),
        json!({"who": "anna", "action": "a/read", "actions": ["*"]}),
    ] {
        let tenant = read(&[json!([other])]);
        assert!(may_change(&tenant), "{other}: {:?}", tenant.inputs[0].kind);
    }
}

/// A row that a query or a script made of a role assignment, with one field more.
fn row(field: &str, value: Value) -> Tenant {
    let mut row = json!({ "principalId": USER, "roleDefinitionId": role(), "scope": SUBSCRIPTION });
    row[field] = value;
    read(&[json!([row])])
}

#[test]
fn rows_that_say_that_they_are_eligible_are_no_assignments() {
    for (field, value) in [
        ("assignmentType", json!("Eligible")),
        ("AssignmentState", json!("Eligible")),
        ("Status", json!("eligible")),
        ("memberType", json!("Eligible")),
        ("State", json!("Eligible time-bound")),
        ("PIM", json!("Permanent eligible")),
        ("isEligible", json!(true)),
        ("Eligible", json!("Yes")),
        ("isPimEligible", json!("Yes")),
    ] {
        let tenant = row(field, value);
        assert!(tenant.role_assignments.is_empty(), "{field}");
        let kinds: Vec<ScheduleKind> = tenant.schedules.iter().map(|s| s.kind).collect();
        assert_eq!(kinds, [ScheduleKind::Eligible], "{field}");
    }
    for (field, value) in [
        ("assignmentType", json!("azRoleAssignment")),
        ("assignmentType", json!("Permanent")),
        ("state", json!("Enabled")),
        ("comment", json!("Eligible users of the shop")),
        ("isEligible", json!(false)),
    ] {
        let tenant = row(field, value);
        assert_eq!(tenant.role_assignments.len(), 1, "{field}");
        assert!(tenant.schedules.is_empty(), "{field}");
    }
}

#[test]
fn rows_that_are_over_or_for_a_time_are_no_standing_assignments() {
    for (field, word) in [
        ("assignmentState", "Expired"),
        ("status", "Revoked"),
        ("status", "PendingApproval"),
    ] {
        let tenant = row(field, json!(word));
        assert!(tenant.role_assignments.is_empty(), "{word}");
        assert!(tenant.schedules.is_empty(), "{word}");
    }
    let tenant = row("endDateTime", json!("2026-03-01T08:00:00Z"));
    assert!(tenant.role_assignments.is_empty());
    assert_eq!(tenant.schedules[0].kind, ScheduleKind::Assigned);
    assert!(tenant.schedules[0].end.is_some());
}

/// `az … --query '[].{who: principalId, role: roleDefinitionName, scope: scope}'` and its like.
#[test]
fn rows_may_call_the_role_by_a_shorter_name() {
    for field in ["role", "roleName"] {
        let mut row = json!({ "principalId": USER, "scope": SUBSCRIPTION });
        row[field] = json!("Reader");
        let tenant = read(&[json!([row])]);
        let names: Vec<String> = (tenant.role_assignments.iter())
            .map(|held| held.role.to_string())
            .collect();
        assert_eq!(names, ["Reader"], "{field}");
    }
}

#[test]
fn a_field_that_says_that_there_is_a_condition_leaves_it_open() {
    for value in [json!(true), json!("True")] {
        assert!(may_change(&row("hasCondition", value)));
    }
    assert!(!may_change(&row("hasCondition", json!(false))));
}

/// Rows with names alone, as `az role assignment list --query '[].{principalName: principalName, …}'` gives.
#[test]
fn a_user_may_be_named_by_the_sign_in_name_alone() {
    let held = |more: Value| {
        let mut row = json!({ "principalName": "Ada@contoso.com", "roleDefinitionName": "Reader", "scope": SUBSCRIPTION });
        row.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        row
    };
    let ada = json!({ "id": USER, "userPrincipalName": "ada@contoso.com", "displayName": "Ada" });
    let known = read(&[json!([held(json!({}))]), json!([ada])]);
    assert_eq!(known.role_assignments[0].principal.as_str(), USER);
    assert!(!may_change(&known));
    let eligible = read(&[json!([held(json!({ "state": "Eligible" }))]), json!([ada])]);
    assert_eq!(eligible.schedules[0].principal.as_str(), USER);
    let unknown = read(&[json!([held(json!({}))])]);
    assert_eq!(codes(&unknown), ["unidentified-principal"]);
    // Applications and groups have no sign-in name.
    let of_group = read(&[
        json!([held(json!({ "principalType": "Group" }))]),
        json!([ada]),
    ]);
    assert!(of_group.role_assignments.is_empty() && may_change(&of_group));
}
