use rolecall::ScopeKind;
use rolecall::effective::{Capability, CapabilityRow, Guest, capability_matrix};
use rolecall::model::Moment;

use super::*;

fn row(records: Vec<Value>, name: &str) -> CapabilityRow {
    let world = World::of(records);
    let rows = capability_matrix(&world.index(), Moment::AsExported);
    let found = rows.into_iter().find(|row| row.name == name);
    found.expect("the principal has a row")
}

#[test]
fn the_widest_scope_counts_and_each_capability_by_itself() {
    let row = row(
        vec![
            assigned(1, "ann@contoso.com", READER, SUBSCRIPTION),
            assigned(2, "ann@contoso.com", CONTRIBUTOR, GROUP),
            assigned(3, "ann@contoso.com", READER, GROUP),
        ],
        "ann@contoso.com",
    );
    assert_eq!(row.direct, 3);
    let standing = |capability| row.reach(capability).standing;
    assert_eq!(standing(Capability::Read), Some(ScopeKind::Subscription));
    for capability in [
        Capability::Escalation,
        Capability::Secrets,
        Capability::Destroy,
        Capability::Network,
        Capability::Write,
    ] {
        assert_eq!(
            standing(capability),
            Some(ScopeKind::ResourceGroup),
            "{capability:?}"
        );
    }
    assert!(
        row.reach(Capability::Data).is_empty(),
        "Contributor has no data plane"
    );
}

#[test]
fn members_have_what_their_groups_hold() {
    let world = World::of(vec![
        assigned(1, "Platform", OWNER, REGION),
        group("Platform", &["ann@contoso.com"]),
    ]);
    let rows = capability_matrix(&world.index(), Moment::AsExported);
    let names: Vec<(&str, usize, usize)> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.direct, row.groups))
        .collect();
    assert_eq!(names, [("Platform", 1, 0), ("ann@contoso.com", 0, 1)]);
    assert_eq!(
        rows[0].reach(Capability::Escalation),
        rows[1].reach(Capability::Escalation)
    );
}

#[test]
fn a_condition_and_an_eligibility_stand_apart() {
    let mut bound = assigned(1, "ann@contoso.com", ACCESS_ADMINISTRATOR, SUBSCRIPTION);
    bound["condition"] = json!(
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'Group'"
    );
    bound["conditionVersion"] = json!("2.0");
    let eligible = json!({
        "id": format!("{REGION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/e1"),
        "name": "e1", "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
        "properties": {"scope": REGION, "principalId": id_of("ann@contoso.com"), "principalType": "User",
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{OWNER}"),
            "status": "Provisioned", "memberType": "Direct",
            "roleEligibilityScheduleId": format!("{REGION}/providers/Microsoft.Authorization/roleEligibilitySchedules/e1")},
    });
    let row = row(vec![bound, eligible], "ann@contoso.com");
    let reach = row.reach(Capability::Escalation);
    assert_eq!(reach.standing, None);
    assert_eq!(reach.conditional, Some(ScopeKind::Subscription));
    assert_eq!(reach.eligible, Some(ScopeKind::ManagementGroup));
}

#[test]
fn a_role_that_the_catalogue_cannot_judge_is_said() {
    let custom = "c0570000-0000-4000-8000-000000000000";
    let role = json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{custom}"),
        "name": custom, "roleName": "Odd", "roleType": "CustomRole",
        "type": "Microsoft.Authorization/roleDefinitions", "assignableScopes": [SUBSCRIPTION],
        "permissions": [{"actions": ["Contoso.Made/ups/write"], "notActions": [], "dataActions": [], "notDataActions": []}],
    });
    let row = row(
        vec![role, assigned(1, "ann@contoso.com", custom, GROUP)],
        "ann@contoso.com",
    );
    assert!(row.may_hold_more);
    assert!(
        Capability::ALL
            .into_iter()
            .all(|capability| row.reach(capability).is_empty())
    );
}

#[test]
fn guests_are_told_by_type_or_name() {
    let name = "eve_fabrikam.com#EXT#@contoso.onmicrosoft.com";
    let row = row(vec![assigned(1, name, READER, GROUP)], name);
    assert_eq!(row.guest, Guest::Yes);
}

#[test]
fn the_gravest_stand_first() {
    let world = World::of(vec![
        assigned(1, "ann@contoso.com", READER, REGION),
        assigned(2, "ben@contoso.com", OWNER, GROUP),
        assigned(3, "cat@contoso.com", OWNER, SUBSCRIPTION),
    ]);
    let rows = capability_matrix(&world.index(), Moment::AsExported);
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        ["cat@contoso.com", "ben@contoso.com", "ann@contoso.com"]
    );
}
