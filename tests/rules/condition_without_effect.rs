use rolecall::rule::Severity;

use super::*;

const RULE: &str = "condition-without-effect";
const RA: &str = "Microsoft.Authorization/roleAssignments";

fn because(role: &str, condition: &str) -> Vec<(Severity, String)> {
    let tenant =
        Exports::default().assign_with("alice@contoso.com", role, SUBSCRIPTION, Some(condition));
    let findings = tenant.find(RULE).into_iter();
    findings.map(|f| (f.severity, f.because)).collect()
}

#[test]
fn a_target_that_the_role_does_not_grant() {
    let condition = format!(
        "!(ActionMatches{{'{RA}/write'}}) OR (@Request[{RA}:RoleDefinitionId] GuidEquals {READER})"
    );
    let found = because(CONTRIBUTOR, &condition);
    assert_eq!(found[0].0, Severity::Medium);
    assert!(
        found[0].1.contains("which Contributor doesn't grant"),
        "{}",
        found[0].1
    );
    assert!(because(ACCESS_ADMINISTRATOR, &condition).is_empty());
}

#[test]
fn a_condition_that_is_always_met() {
    let found = because(READER, "Exists @Resource[x] OR NOT Exists @Resource[x]");
    assert!(
        found[0].1.contains("met by every request"),
        "{}",
        found[0].1
    );
}

#[test]
fn the_trap_of_ab_34() {
    let trap = format!(
        "!(ActionMatches{{'{RA}/write'}}) OR (@Request[{RA}:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals {{{OWNER}, {ACCESS_ADMINISTRATOR}}})"
    );
    let found = because(ACCESS_ADMINISTRATOR, &trap);
    assert_eq!(found[0].0, Severity::High);
    assert!(
        found[0].1.contains("every role passes it"),
        "{}",
        found[0].1
    );
    let sound = trap.replace("ForAnyOfAnyValues", "ForAnyOfAllValues");
    assert!(because(ACCESS_ADMINISTRATOR, &sound).is_empty());
    // A bare comparison stops every operation that carries no role.
    let bare = format!(
        "@Request[{RA}:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals {{{OWNER}, {ACCESS_ADMINISTRATOR}}}"
    );
    assert!(because(ACCESS_ADMINISTRATOR, &bare).is_empty());
    // Here the delete block still limits.
    let half = format!(
        "({trap}) AND (!(ActionMatches{{'{RA}/delete'}}) OR (@Resource[{RA}:RoleDefinitionId] GuidEquals {READER}))"
    );
    assert!(because(ACCESS_ADMINISTRATOR, &half).is_empty());
}

#[test]
fn a_condition_on_data_is_left_alone() {
    let blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
    let condition = format!(
        "!(ActionMatches{{'{blobs}/read'}}) OR (@Resource[{blobs}:path] StringLike 'public/*')"
    );
    assert!(because("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", &condition).is_empty());
}
