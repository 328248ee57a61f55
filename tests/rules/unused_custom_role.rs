use rolecall::rule::Severity;

use super::*;

const RULE: &str = "unused-custom-role";

#[test]
fn fires_for_a_role_that_nobody_holds() {
    let tenant =
        Exports::default()
            .custom_role(&["*/read"], &[])
            .assign("Team", READER, SUBSCRIPTION);
    assert_eq!(tenant.severities(RULE), [Severity::Low]);
    assert_eq!(
        tenant.find(RULE)[0].confidence,
        rolecall::rule::Confidence::Medium
    );
}

#[test]
fn does_not_fire_for_a_held_or_eligible_role_or_for_definitions_alone() {
    let role = || Exports::default().custom_role(&["*/read"], &[]);
    let quiet = |tenant: Exports| assert!(tenant.find(RULE).is_empty());
    quiet(role());
    quiet(role().assign("Team", CUSTOM, GROUP));
    let eligible = role().assign("Team", READER, GROUP);
    quiet(eligible.schedule("Eligible", "a@b.example", CUSTOM, [None; 2], None));
}
