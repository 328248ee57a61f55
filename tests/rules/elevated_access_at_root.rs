use rolecall::rule::Severity;

use super::*;

const RULE: &str = "elevated-access-at-root";

#[test]
fn fires_at_the_root_alone() {
    let tenant = Exports::default()
        .assign("a@b.example", ACCESS_ADMINISTRATOR, "/")
        .assign("c@b.example", ACCESS_ADMINISTRATOR, PLACE);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Critical);
    assert_eq!(findings[0].principal.as_ref().unwrap().name, "a@b.example");
}

#[test]
fn leaves_owners_and_delegates_to_their_own_rules() {
    let condition =
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'";
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, "/")
        .assign("a@b.example", READER, "/")
        .assign_with("c@b.example", ACCESS_ADMINISTRATOR, "/", Some(condition));
    assert!(tenant.find(RULE).is_empty());
}
