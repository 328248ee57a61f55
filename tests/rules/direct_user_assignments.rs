use rolecall::rule::Severity;

use super::*;

const RULE: &str = "direct-user-assignments";

fn tenant(users: usize) -> Exports {
    let tenant = Exports::default().assign("Team", READER, SUBSCRIPTION);
    (0..users).fold(tenant, |tenant, at| {
        tenant.assign(&format!("p{at}@b.example"), READER, GROUP)
    })
}

#[test]
fn fires_once_for_a_subscription() {
    let findings = tenant(10).find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Info);
    assert!(
        findings[0].because.starts_with("10 of 11 assignments"),
        "{}",
        findings[0].because
    );
}

#[test]
fn does_not_fire_for_a_few_groups_or_privileged_roles() {
    assert!(tenant(9).find(RULE).is_empty());
    let groups = (0..12).fold(tenant(0), |tenant, at| {
        tenant.assign(&format!("Team {at}"), READER, GROUP)
    });
    assert!(groups.find(RULE).is_empty());
    let owners = (0..12).fold(tenant(0), |tenant, at| {
        tenant.assign(&format!("p{at}@b.example"), OWNER, GROUP)
    });
    assert!(owners.find(RULE).is_empty(), "told one by one");
}
