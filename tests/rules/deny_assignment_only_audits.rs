use rolecall::rule::Severity;

use super::*;

const RULE: &str = "deny-assignment-only-audits";

#[test]
fn fires_for_the_effect_audit() {
    let tenant = Exports::default().deny(&[], json!({"denyAssignmentEffect": "Audit"}));
    assert_eq!(tenant.severities(RULE), [Severity::Low]);
}

#[test]
fn does_not_fire_for_one_that_denies() {
    let tenant = Exports::default()
        .deny(&[], json!({}))
        .deny(&[], json!({"denyAssignmentEffect": "enforced"}));
    assert!(tenant.find(RULE).is_empty());
}
