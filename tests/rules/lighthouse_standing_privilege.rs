use rolecall::rule::Severity;

use super::lighthouse_delegation::{delegated, entry};
use super::*;

const RULE: &str = "lighthouse-standing-privilege";

#[test]
fn fires_for_a_privileged_role_that_needs_no_activation() {
    let tenant = delegated(&json!([entry("Operators", CONTRIBUTOR)]), &json!([]));
    assert_eq!(tenant.severities(RULE), [Severity::High]);
    let [finding] = &tenant.find(RULE)[..] else {
        panic!();
    };
    assert_eq!(finding.principal.as_ref().unwrap().name, "Operators");
}

#[test]
fn fires_for_whoever_may_give_roles_to_managed_identities() {
    let mut assigner = entry("Automation", ACCESS_ADMINISTRATOR);
    assigner["delegatedRoleDefinitionIds"] = json!([CONTRIBUTOR]);
    let tenant = delegated(&json!([assigner]), &json!([]));
    let [finding] = &tenant.find(RULE)[..] else {
        panic!();
    };
    assert!(
        finding.because.contains("may assign Contributor"),
        "{}",
        finding.because
    );
}

#[test]
fn does_not_fire_for_reading_or_eligible_roles() {
    let tenant = delegated(
        &json!([entry("Auditors", READER)]),
        &json!([entry("Operators", CONTRIBUTOR)]),
    );
    assert!(tenant.find(RULE).is_empty());
}
