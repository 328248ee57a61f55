use rolecall::rule::Severity;

use super::*;

const RULE: &str = "standing-beside-eligible";

fn eligible() -> Exports {
    Exports::default().schedule("Eligible", "a@b.example", OWNER, [None; 2], None)
}

#[test]
fn fires_for_a_standing_assignment_of_the_same_role() {
    let direct = eligible().assign("a@b.example", OWNER, SUBSCRIPTION);
    assert_eq!(direct.severities(RULE), [Severity::Medium]);
    let through_a_group = eligible()
        .assign("Team", OWNER, PLACE)
        .group("Team", &["a@b.example"])
        .placed();
    let findings = through_a_group.find(RULE);
    assert_eq!(findings.len(), 1);
    assert!(findings[0].because.contains("as a member of Team"));
    assert_eq!(findings[0].evidence.len(), 3);
}

#[test]
fn does_not_fire_for_activations_other_roles_or_scopes_below() {
    let activated = Exports::default()
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .schedule("Activated", "a@b.example", OWNER, [None; 2], Some(0))
        .schedule("Eligible", "a@b.example", OWNER, [None; 2], None);
    assert!(activated.find(RULE).is_empty());
    let other = eligible()
        .assign("a@b.example", READER, SUBSCRIPTION)
        .assign("a@b.example", OWNER, GROUP)
        .assign("c@b.example", OWNER, SUBSCRIPTION);
    assert!(other.find(RULE).is_empty());
}
