use rolecall::rule::Severity;

use super::*;

const RULE: &str = "preview-role";

#[test]
fn fires_once_a_role() {
    let tenant = Exports::default()
        .assign("Team", NEXUS_OWNER, SUBSCRIPTION)
        .assign("Others", NEXUS_OWNER, GROUP)
        .assign("Others", NEXUS_CONTRIBUTOR, GROUP);
    assert_eq!(tenant.severities(RULE), [Severity::Info, Severity::Info]);
}

#[test]
fn does_not_fire_for_other_roles() {
    let tenant = Exports::default().assign("Team", READER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
