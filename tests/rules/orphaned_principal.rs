use rolecall::rule::{Confidence, Severity};

use super::*;

const RULE: &str = "orphaned-principal";

#[test]
fn fires_for_an_empty_name() {
    let tenant = Exports::default().assign("", READER, SUBSCRIPTION);
    assert_eq!(tenant.severities(RULE), [Severity::Low]);
}

#[test]
fn does_not_fire_where_the_directory_was_not_read() {
    let mut tenant = Exports::default().assign("", READER, SUBSCRIPTION);
    tenant.0[0].as_object_mut().unwrap().remove("principalName");
    assert!(tenant.find(RULE).is_empty());
}

#[test]
fn does_not_fire_where_another_export_knows_the_principal() {
    let unnamed = Exports::default().assign("", READER, SUBSCRIPTION);
    let id = unnamed.0[0]["principalId"].clone();
    let named = unnamed.add(json!({
        "@odata.type": "#microsoft.graph.user", "id": id, "displayName": "Ann", "userPrincipalName": "ann@b.example",
    }));
    assert!(named.find(RULE).is_empty());
}

fn with(mut tenant: Exports, fields: Value) -> Exports {
    extend(&mut tenant.0[0], fields);
    tenant
}

/// An assignment to somebody without a name, beside one of somebody who has one.
fn orphan() -> Exports {
    Exports::default()
        .assign("", READER, SUBSCRIPTION)
        .assign("a@b.example", READER, GROUP)
}

#[test]
fn names_the_command_where_others_of_the_tenant_have_names() {
    let findings = orphan().find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].confidence, Confidence::Medium);
    let commands = &findings[0].remediation.commands;
    assert!(
        commands[1].starts_with("az role assignment delete --ids "),
        "{commands:?}"
    );
}

#[test]
fn does_not_fire_for_whom_the_own_directory_never_holds() {
    let everyone = json!({
        "principalId": "00000000-0000-0000-0000-000000000000", "principalType": "SystemDefined",
    });
    let delegated = json!({
        "principalType": "ServicePrincipal",
        "delegatedManagedIdentityResourceId": format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/agent"),
    });
    for fields in [
        json!({"principalType": "ForeignGroup"}),
        everyone,
        delegated,
    ] {
        assert!(
            with(orphan(), fields.clone()).find(RULE).is_empty(),
            "{fields}"
        );
    }
    let powershell =
        json!({"principalName": null, "ObjectType": "ForeignGroup", "DisplayName": ""});
    assert!(with(orphan(), powershell).find(RULE).is_empty());
}

#[test]
fn a_group_of_another_tenant_is_reported_once_and_kept() {
    let tenant = with(orphan(), json!({"principalType": "ForeignGroup"}));
    assert_eq!(tenant.find("foreign-group-with-role").len(), 1);
    let read = Exports::read(&tenant.0);
    let catalog = Catalog::core(Wildcards::Azure);
    let index = AccessIndex::new(&read, &catalog);
    let findings = audit::run(&index, rules(), &Thresholds::default());
    let fixes =
        rolecall::audit::ranked_fixes(&index, &findings, rolecall::model::Moment::AsExported);
    let gone = |fix: &rolecall::audit::RankedFix| {
        matches!(
            fix.action,
            rolecall::audit::FixAction::RemovePrincipal { .. }
        )
    };
    assert!(!fixes.iter().any(gone), "{fixes:?}");
}

#[test]
fn does_not_fire_where_another_input_knows_the_principal() {
    let id = orphan().0[0]["principalId"].clone();
    let unnamed = [
        // What Graph gives of somebody whose properties may not be read.
        json!({"@odata.type": "#microsoft.graph.user", "id": id, "displayName": null, "userPrincipalName": null}),
        // A guest.
        json!({"@odata.type": "#microsoft.graph.user", "id": id, "displayName": null, "userPrincipalName": null, "userType": "Guest"}),
        // The application of another tenant, with its service principal here.
        json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": id, "displayName": null, "appId": id_of("app"), "appOwnerOrganizationId": id_of("other")}),
        // A member of a group.
        json!({"id": id_of("Team"), "displayName": "Team", "members": [{"@odata.type": "#microsoft.graph.user", "id": id}]}),
        json!({ id_of("Team"): [id] }),
        // A resource runs as it.
        json!({
            "id": format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/vm"), "name": "vm",
            "type": "Microsoft.Compute/virtualMachines", "location": "westeurope",
            "identity": {"type": "SystemAssigned", "principalId": id, "tenantId": id_of("tenant")},
        }),
    ];
    for known in unnamed {
        assert!(orphan().add(known.clone()).find(RULE).is_empty(), "{known}");
    }
}

/// Whoever reads the subscription of another tenant, by Azure Lighthouse, finds nobody of it.
#[test]
fn is_unsure_where_nobody_of_the_tenant_has_a_name() {
    let customer = "/subscriptions/22222222-0000-4000-8000-000000000002";
    let unsure = |tenant: Exports| {
        let findings = tenant.find(RULE);
        assert_eq!(findings.len(), 1);
        let commands = &findings[0].remediation.commands;
        let removes = commands.iter().any(|command| command.contains("delete"));
        assert_eq!(removes, findings[0].confidence != Confidence::Low);
        !removes
    };
    let alone = || Exports::default().assign("", OWNER, customer);
    assert!(unsure(alone()));
    let beside = |tenant: Exports| tenant.assign("a@b.example", READER, SUBSCRIPTION);
    assert!(unsure(beside(alone())), "a subscription of whatever tenant");
    let tree = |children: &[&str]| {
        let children: Vec<Value> = children
            .iter()
            .map(|id| json!({"id": id, "name": "s", "type": "/subscriptions"}))
            .collect();
        json!({"id": PLACE, "name": "top", "type": "Microsoft.Management/managementGroups", "children": children})
    };
    let apart = beside(alone()).add(tree(&[SUBSCRIPTION]));
    assert!(unsure(apart), "not below the groups of the own tenant");
    let together = beside(alone()).add(tree(&[SUBSCRIPTION, customer]));
    assert!(!unsure(together), "one tenant");
    let above = alone()
        .assign("a@b.example", READER, PLACE)
        .add(tree(&[customer]));
    assert!(!unsure(above), "who is named above it");
    let root = Exports::default().assign("", OWNER, "/");
    assert!(unsure(root));
    let root = Exports::default().assign("", OWNER, "/");
    assert!(!unsure(beside(root)), "only the own tenant shows its root");
}
