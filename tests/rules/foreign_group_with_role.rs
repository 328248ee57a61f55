use rolecall::rule::Severity;

use super::*;

const RULE: &str = "foreign-group-with-role";

fn foreign(role: &str) -> Exports {
    let mut tenant = Exports::default().assign("Partner", role, SUBSCRIPTION);
    tenant.0[0]["principalType"] = json!("ForeignGroup");
    tenant
}

#[test]
fn fires_for_a_group_of_another_tenant() {
    assert_eq!(foreign(READER).severities(RULE), [Severity::Medium]);
    assert_eq!(foreign(OWNER).severities(RULE), [Severity::High]);
}

#[test]
fn does_not_fire_for_own_groups_and_guests() {
    let tenant = Exports::default()
        .assign("Team", OWNER, SUBSCRIPTION)
        .assign("x_partner.example#EXT#@b.example", OWNER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
