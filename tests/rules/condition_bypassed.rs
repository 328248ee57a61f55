use rolecall::rule::Severity;

use super::*;

const RULE: &str = "condition-bypassed";

const BLOBS: &str = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
const READ_BLOBS: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
const ON_READING: &str = "!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'}) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'open')";

fn bound() -> Exports {
    Exports::default().assign_with("a@b.example", READ_BLOBS, GROUP, Some(ON_READING))
}

#[test]
fn fires_for_an_assignment_without_the_condition() {
    let findings = bound()
        .assign("a@b.example", BLOBS, SUBSCRIPTION)
        .find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Medium);
    assert!(
        findings[0].because.contains("blobs/read`"),
        "{}",
        findings[0].because
    );
    let through = bound()
        .assign("Team", BLOBS, GROUP)
        .group("Team", &["a@b.example"]);
    assert!(
        through.find(RULE)[0]
            .because
            .contains("as a member of Team")
    );
}

#[test]
fn is_grave_where_role_assignments_are_free() {
    let users =
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'";
    let tenant = Exports::default()
        .assign_with("a@b.example", ACCESS_ADMINISTRATOR, GROUP, Some(users))
        .assign("a@b.example", OWNER, SUBSCRIPTION);
    assert_eq!(tenant.severities(RULE), [Severity::High]);
}

#[test]
fn does_not_fire_for_what_the_condition_leaves_open_or_does_not_meet() {
    let quiet = |tenant: Exports| assert!(tenant.find(RULE).is_empty());
    quiet(bound());
    quiet(bound().assign("a@b.example", READER, SUBSCRIPTION));
    quiet(bound().assign("c@b.example", BLOBS, SUBSCRIPTION));
    quiet(bound().assign("a@b.example", BLOBS, &format!("{GROUP}2")));
    quiet(bound().assign_with("a@b.example", BLOBS, SUBSCRIPTION, Some(ON_READING)));
}
