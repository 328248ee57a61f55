use rolecall::rule::Severity;

use super::*;

const RULE: &str = "expired-suppression";
const OWNERS: &str = "owner-at-subscription-or-above";

fn owner() -> Exports {
    Exports::default().assign("a@b.example", OWNER, SUBSCRIPTION)
}

#[test]
fn fires_from_the_day_after_the_last_one() {
    let settings = accepting(OWNERS, "2026-06-01");
    for last in [
        "2026-06-01",
        "2026-06-01T23:59:59.9999999Z",
        "2026-06-02T01:00:00+02:00",
    ] {
        assert!(
            audited(&owner(), &[RULE], &settings, last).is_empty(),
            "{last}"
        );
    }
    let findings = audited(&owner(), &[RULE], &settings, "2026-06-02T00:00:00Z");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::High, "that of what it hid");
    assert!(
        findings[0].because.contains("until 2026-06-01"),
        "{}",
        findings[0].because
    );
}

#[test]
fn is_the_same_alone_and_beside_all_others() {
    let settings = accepting(OWNERS, "2026-06-01");
    let all: Vec<&str> = rules().iter().map(|rule| rule.id).collect();
    let mut among = audited(&owner(), &all, &settings, "2027-01-01");
    among.retain(|finding| finding.rule == RULE);
    assert_eq!(among, audited(&owner(), &[RULE], &settings, "2027-01-01"));
    let other = audited(
        &owner(),
        &["direct-user-assignments"],
        &settings,
        "2027-01-01",
    );
    assert!(other.is_empty(), "only what is asked for: {other:?}");
}

#[test]
fn does_not_fire_for_what_nobody_finds_any_more() {
    let settings = accepting("wildcard-custom-role", "2026-06-01");
    assert!(audited(&owner(), &[RULE], &settings, "2027-01-01").is_empty());
}
