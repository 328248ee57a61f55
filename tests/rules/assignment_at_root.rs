use rolecall::rule::Severity;

use super::*;

const RULE: &str = "assignment-at-root";

#[test]
fn fires_at_the_root_by_what_the_role_leads_to() {
    let tenant = Exports::default()
        .assign("a@b.example", READER, "/")
        .assign("Team", CONTRIBUTOR, "/");
    assert_eq!(tenant.severities(RULE), [Severity::Medium, Severity::Low]);
}

#[test]
fn does_not_fire_below_or_for_what_other_rules_tell() {
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, "/")
        .assign("a@b.example", ACCESS_ADMINISTRATOR, "/")
        .assign("a@b.example", READER, PLACE);
    assert!(tenant.find(RULE).is_empty());
}
