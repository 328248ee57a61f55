use rolecall::rule::Severity;

use super::*;

const RULE: &str = "role-assignment-writer";

#[test]
fn fires_by_what_a_role_permits() {
    let tenant = Exports::default()
        .custom_role(&["Microsoft.Authorization/roleAssignments/*"], &[])
        .assign("Team", CUSTOM, SUBSCRIPTION)
        .assign("Team", ACCESS_ADMINISTRATOR, PLACE)
        .assign("Others", ACCESS_ADMINISTRATOR, "/");
    assert_eq!(
        tenant.severities(RULE),
        [Severity::Critical, Severity::High]
    );
}

#[test]
fn is_milder_under_a_condition() {
    let condition =
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'";
    let tenant =
        Exports::default().assign_with("Team", ACCESS_ADMINISTRATOR, SUBSCRIPTION, Some(condition));
    assert_eq!(tenant.severities(RULE), [Severity::Medium]);
}

#[test]
fn says_which_roles_a_constrained_delegate_may_assign() {
    let ra = "Microsoft.Authorization/roleAssignments";
    let condition = format!(
        "!(ActionMatches{{'{ra}/write'}}) OR (@Request[{ra}:RoleDefinitionId] GuidEquals {READER} AND @Request[{ra}:PrincipalType] StringEquals 'Group')"
    );
    let tenant = Exports::default().assign_with(
        "Team",
        ACCESS_ADMINISTRATOR,
        SUBSCRIPTION,
        Some(&condition),
    );
    let findings = tenant.find(RULE);
    assert_eq!(
        findings[0].title,
        "Team may assign Reader to groups, by User Access Administrator"
    );
    let never = Exports::default().assign_with(
        "Team",
        ACCESS_ADMINISTRATOR,
        SUBSCRIPTION,
        Some("1 NumericEquals 2"),
    );
    assert!(never.find(RULE).is_empty());
    let unread = Exports::default().assign_with(
        "Team",
        ACCESS_ADMINISTRATOR,
        SUBSCRIPTION,
        Some("@Request[x] null"),
    );
    assert!(unread.find(RULE)[0].title.contains("what isn't known"));
}

#[test]
fn leaves_owners_of_subscriptions_to_their_own_rule() {
    let owner = Exports::default().assign("Team", OWNER, SUBSCRIPTION);
    assert!(owner.find(RULE).is_empty());
    let below = Exports::default().assign("Team", OWNER, GROUP);
    assert_eq!(below.severities(RULE), [Severity::High]);
}

#[test]
fn does_not_fire_where_a_not_action_takes_it_back() {
    let tenant = Exports::default()
        .custom_role(
            &["Microsoft.Authorization/*"],
            &["microsoft.authorization/*/WRITE"],
        )
        .assign("Team", CUSTOM, SUBSCRIPTION)
        .assign("Team", CONTRIBUTOR, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
