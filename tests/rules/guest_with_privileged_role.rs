use rolecall::rule::Severity;

use super::*;

const RULE: &str = "guest-with-privileged-role";

const GUEST: &str = "x_partner.example#EXT#@b.example";

#[test]
fn fires_directly_and_tells_the_way_through_groups() {
    let tenant = Exports::default()
        .assign(GUEST, OWNER, GROUP)
        .assign("Team", CONTRIBUTOR, SUBSCRIPTION)
        .group("Team", &["Inner"])
        .group("Inner", &[GUEST]);
    let findings = tenant.find(RULE);
    assert_eq!(
        findings.iter().map(|f| f.severity).collect::<Vec<_>>(),
        [Severity::High, Severity::Medium]
    );
    assert!(
        findings[1]
            .because
            .contains("as a member of Inner, which is in Team")
    );
    assert_eq!(
        findings[1].evidence.len(),
        3,
        "the assignment and both lists"
    );
    assert!(findings[1].remediation.commands[0].starts_with("az ad group member remove"));
}

#[test]
fn two_groups_with_the_same_role_are_told_apart() {
    let tenant = Exports::default()
        .assign("Team", OWNER, SUBSCRIPTION)
        .assign("Others", OWNER, SUBSCRIPTION)
        .group("Team", &[GUEST])
        .group("Others", &[GUEST]);
    assert_eq!(tenant.find(RULE).len(), 2);
}

#[test]
fn goes_by_what_the_directory_says() {
    let tenant = Exports::default()
        .directory(
            "p@b.example",
            json!({"userPrincipalName": "p@b.example", "userType": "Guest"}),
        )
        .assign("p@b.example", ACCESS_ADMINISTRATOR, GROUP);
    assert_eq!(tenant.severities(RULE), [Severity::High]);
}

#[test]
fn does_not_fire_for_members_or_plain_roles() {
    let tenant = Exports::default()
        .assign(GUEST, READER, SUBSCRIPTION)
        .assign(GUEST, CONTRIBUTOR, GROUP)
        .assign("a@b.example", OWNER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
