use rolecall::rule::Severity;

use super::*;

const RULE: &str = "deny-assignment-spares-principals";

#[test]
fn fires_for_people_and_groups() {
    let person = Exports::default().deny(&["a@b.example"], json!({}));
    assert_eq!(person.severities(RULE), [Severity::Low]);
    let group = Exports::default().deny(&["Team"], json!({}));
    assert_eq!(
        group.severities(RULE),
        [Severity::Medium],
        "nobody knows how many"
    );
    let listed = group.group("Team", &["a@b.example", "c@b.example"]);
    let findings = listed.find(RULE);
    assert_eq!(findings[0].severity, Severity::Low);
    assert!(
        findings[0].because.ends_with("the 2 members of Team"),
        "{}",
        findings[0].because
    );
}

#[test]
fn does_not_fire_for_applications_or_where_nothing_is_denied() {
    let tenant = Exports::default()
        .deny(&["app-platform"], json!({}))
        .deny(&[], json!({}))
        .deny(&["a@b.example"], json!({"denyAssignmentEffect": "audit"}));
    assert!(tenant.find(RULE).is_empty());
}
