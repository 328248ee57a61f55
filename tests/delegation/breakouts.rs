//! The breakouts: AB-45 to AB-47.

use super::{ALICE, BOB, OWNER, RBAC_ADMIN, SUBSCRIPTION, UAA, alice, assignment};
use rolecall::condition::Verdict;
use rolecall::delegation::{Beneficiary, Breakout, Delegation, RoleReach};
use serde_json::json;

const ALLOW_READER: &str = "(!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«RE»})) AND (!(ActionMatches{'«RA»/delete'}) OR (@Resource[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«RE»}))";

fn by(role: &str, condition: &str) -> Delegation {
    alice(&[assignment(1, (ALICE, "User"), role, Some(condition))])
}

fn kinds(found: &Delegation) -> Vec<(&'static str, Verdict)> {
    let kind = |breakout: &Breakout| match breakout {
        Breakout::PrivilegedRoles {
            to: Beneficiary::Own,
            ..
        } => "privileged",
        Breakout::PrivilegedRoles { .. } => "privileged to others",
        Breakout::UnlistedRole { .. } => "unlisted",
        Breakout::Chain { .. } => "chain",
        Breakout::OtherOperation { .. } => "door",
        Breakout::RemovesMore { .. } => "removes",
        _ => "?",
    };
    found
        .breakouts
        .iter()
        .map(|breakout| (kind(breakout), breakout.open()))
        .collect()
}

#[test]
fn a_sound_delegation_has_no_breakout() {
    let found = by(RBAC_ADMIN, ALLOW_READER);
    assert_eq!(kinds(&found), []);
    assert_eq!(found.breaks_out(), Verdict::NotMet);
}

#[test]
fn a_privileged_role_for_oneself() {
    let found = by(RBAC_ADMIN, &ALLOW_READER.replace("{«RE»}", "{«RE», «OW»}"));
    assert_eq!(kinds(&found), [("privileged", Verdict::Met)]);
    let Breakout::PrivilegedRoles { roles, .. } = &found.breakouts[0] else {
        panic!("{found:?}");
    };
    assert_eq!(roles[0].name.as_deref(), Some("Owner"));
    assert_eq!(
        roles[0].privilege.as_deref(),
        Some("Microsoft.Authorization/roleAssignments/write")
    );
    assert_eq!(found.breaks_out(), Verdict::Met);
}

#[test]
fn a_privileged_role_for_others_only() {
    let found = by(
        RBAC_ADMIN,
        "(!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] GuidEquals «OW» AND @Request[«RA»:PrincipalType] StringEquals 'ServicePrincipal')) AND !(ActionMatches{'«RA»/delete'})",
    );
    assert_eq!(kinds(&found), [("privileged to others", Verdict::Met)]);
    assert_eq!(found.breaks_out(), Verdict::Unknown);
    assert_eq!(found.remove, RoleReach::Nothing);
}

#[test]
fn a_deny_list_is_escaped() {
    let list = |roles: &str| {
        ALLOW_READER.replace(
            "ForAnyOfAnyValues:GuidEquals {«RE»}",
            &format!("ForAnyOfAllValues:GuidNotEquals {{{roles}}}"),
        )
    };
    let found = by(RBAC_ADMIN, &list("«OW», «UAA»"));
    assert!(kinds(&found).contains(&("privileged", Verdict::Met)));
    assert!(kinds(&found).contains(&("unlisted", Verdict::Met)));
    assert_eq!(found.breaks_out(), Verdict::Met);
}

#[test]
fn only_the_write_block() {
    let found = by(
        RBAC_ADMIN,
        "!(ActionMatches{'«RA»/write'}) OR @Request[«RA»:RoleDefinitionId] GuidEquals «RE»",
    );
    assert_eq!(kinds(&found), [("removes", Verdict::Met)]);
    assert_eq!(found.breaks_out(), Verdict::NotMet);
    assert!(matches!(found.remove, RoleReach::AnyRole { .. }));
}

#[test]
fn the_other_doors_of_wider_roles() {
    let doors = |found: &Delegation| -> Vec<(&'static str, Verdict)> {
        let other = |breakout: &Breakout| match breakout {
            Breakout::OtherOperation { operation, open } => Some((*operation, *open)),
            _ => None,
        };
        found.breakouts.iter().filter_map(other).collect()
    };
    for role in [OWNER, UAA] {
        let found = doors(&by(role, ALLOW_READER));
        for operation in [
            "roleDefinitions/write",
            "roleEligibilityScheduleRequests/write",
            "roleAssignmentScheduleRequests/write",
            "policyAssignments/write",
        ] {
            let operation = format!("Microsoft.Authorization/{operation}");
            assert!(
                found.contains(&(operation.as_str(), Verdict::Met)),
                "{operation}: {found:?}"
            );
        }
        // A bare condition binds every operation; a schedule request may carry what it asks for.
        let bare = doors(&by(role, "@Request[«RA»:RoleDefinitionId] GuidEquals «RE»"));
        assert_eq!(bare.len(), 2, "{bare:?}");
        assert!(
            bare.iter()
                .all(|(name, open)| name.contains("Schedule") && *open == Verdict::Unknown)
        );
    }
}

#[test]
fn a_role_that_delegates_in_turn() {
    let lax = json!({
        "id": "/providers/Microsoft.Authorization/roleDefinitions/c0c0c0c0-0000-4000-8000-000000000001",
        "name": "c0c0c0c0-0000-4000-8000-000000000001",
        "roleName": "Lax delegate", "roleType": "CustomRole", "assignableScopes": [SUBSCRIPTION],
        "type": "Microsoft.Authorization/roleDefinitions",
        "permissions": [{
            "actions": ["Microsoft.Authorization/roleAssignments/write"], "notActions": [],
            "dataActions": [], "notDataActions": [],
            "condition": super::spell_out("@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«OW»}"),
            "conditionVersion": "2.0",
        }],
    });
    let condition = ALLOW_READER.replace("«RE»", "c0c0c0c0-0000-4000-8000-000000000001");
    let found = alice(&[
        lax,
        assignment(1, (ALICE, "User"), RBAC_ADMIN, Some(&condition)),
    ]);
    assert_eq!(kinds(&found), [("chain", Verdict::Met)]);
    let Breakout::Chain { through, roles, .. } = &found.breakouts[0] else {
        panic!("{found:?}");
    };
    assert_eq!(through.name.as_deref(), Some("Lax delegate"));
    assert_eq!(roles[0].name.as_deref(), Some("Owner"));
    assert_eq!(found.breaks_out(), Verdict::Met);
}

#[test]
fn a_group_that_one_is_in_counts_as_oneself() {
    let group = "96096096-0000-4000-8000-000000000001";
    let members = json!({ group: [{ "id": ALICE, "userPrincipalName": "alice@contoso.com" }] });
    let condition = "@Request[«RA»:PrincipalId] GuidEquals 96096096-0000-4000-8000-000000000001";
    let records = [assignment(1, (ALICE, "User"), RBAC_ADMIN, Some(condition))];
    let own = |found: &Delegation| found.assign.unlisted().map(|to| to.own);
    assert_eq!(own(&alice(&records)), Some(Verdict::NotMet));
    let together = [members, records[0].clone()];
    assert_eq!(own(&alice(&together)), Some(Verdict::Met));
}

#[test]
fn a_deny_assignment_takes_it_back() {
    let deny = json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/d0000000-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/denyAssignments",
        "denyAssignmentName": "no delegation", "scope": SUBSCRIPTION, "doNotApplyToChildScopes": false,
        "permissions": [{ "actions": ["Microsoft.Authorization/roleAssignments/write"], "notActions": [], "dataActions": [], "notDataActions": [],
            "condition": super::spell_out("@Request[«RA»:RoleDefinitionId] GuidEquals «OW»"), "conditionVersion": "2.0" }],
        "principals": [{ "id": ALICE, "type": "User" }], "excludePrincipals": [], "isSystemProtected": false,
    });
    let found = alice(&[assignment(1, (ALICE, "User"), RBAC_ADMIN, None), deny]);
    let RoleReach::Roles { refused, .. } = &found.assign else {
        panic!("{:?}", found.assign);
    };
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].name.as_deref(), Some("Owner"));
}

#[test]
fn who_writes_no_role_assignments_has_no_breakout() {
    let found = alice(&[assignment(1, (BOB, "User"), OWNER, None)]);
    assert_eq!(found.assign, RoleReach::Nothing);
    assert!(found.breakouts.is_empty());
}
