use rolecall::rule::Severity;

use super::*;

const RULE: &str = "privileged-role-to-user";

#[test]
fn fires_for_a_user() {
    let tenant = Exports::default().assign("a@b.example", ACCESS_ADMINISTRATOR, GROUP);
    assert_eq!(tenant.severities(RULE), [Severity::Medium]);
    let because = &tenant.find(RULE)[0].because;
    assert!(
        because.contains("`Microsoft.Authorization/roleAssignments/write`"),
        "the most telling operation: {because}"
    );
}

#[test]
fn is_milder_under_a_condition() {
    let condition =
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'";
    let tenant =
        Exports::default().assign_with("a@b.example", ACCESS_ADMINISTRATOR, GROUP, Some(condition));
    assert_eq!(tenant.severities(RULE), [Severity::Low]);
}

#[test]
fn does_not_fire_for_a_group_or_a_plain_role() {
    let tenant = Exports::default()
        .assign("Team", OWNER, SUBSCRIPTION)
        .assign("a@b.example", READER, SUBSCRIPTION)
        .assign("a@b.example", CONTRIBUTOR, GROUP)
        .assign("a@b.example", NEXUS_OWNER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
