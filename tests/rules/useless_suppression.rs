use rolecall::rule::Severity;

use super::*;

const RULE: &str = "useless-suppression";

fn owner() -> Exports {
    Exports::default().assign("a@b.example", OWNER, SUBSCRIPTION)
}

#[test]
fn fires_for_an_entry_that_names_nothing() {
    let settings = accepting("wildcard-custom-role", "2027-01-01");
    let findings = audited(&owner(), &[RULE], &settings, "2026-06-01");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Low);
    assert_eq!(findings[0].evidence[0].to_string(), "rolecall.toml");
}

#[test]
fn does_not_fire_where_the_entry_accepts_something_or_its_rule_was_not_run() {
    let settings = accepting("owner-at-subscription-or-above", "2027-01-01");
    assert!(audited(&owner(), &[RULE], &settings, "2026-06-01").is_empty());
    let mut settings = accepting("wildcard-custom-role", "2027-01-01");
    let disabled = settings.rules.entry("wildcard-custom-role").or_default();
    disabled.disabled = true;
    assert!(audited(&owner(), &[RULE], &settings, "2026-06-01").is_empty());
}
