use rolecall::rule::Severity;

use super::*;

const RULE: &str = "standing-privileged-access";

use rolecall::rule::Confidence;

#[test]
fn fires_once_for_a_principal_where_others_are_eligible() {
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .assign("a@b.example", ACCESS_ADMINISTRATOR, GROUP)
        .schedule("Eligible", "c@b.example", OWNER, [None; 2], None);
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Medium);
    assert_eq!(
        findings[0].confidence,
        Confidence::Medium,
        "activations are not exported"
    );
    assert_eq!(findings[0].evidence.len(), 2);
    // Nobody loses a role before being eligible for it.
    let commands = &findings[0].remediation.commands;
    let (eligible, removals) = commands.split_at(2);
    let is_asked = |command: &String| {
        command.contains("/roleEligibilityScheduleRequests/") && command.contains("\"AdminAssign\"")
    };
    assert!(eligible.iter().all(is_asked), "{commands:?}");
    let is_removal = |command: &String| command.starts_with("az role assignment delete");
    assert!(removals.iter().all(is_removal), "{commands:?}");
    assert_eq!(removals.len(), 2);
}

#[test]
fn does_not_fire_for_activations_ends_applications_or_plain_roles() {
    let end = [None, Some("2026-02-01T00:00:00Z")];
    let tenant = Exports::default()
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .assign("c@b.example", OWNER, SUBSCRIPTION)
        .schedule("Activated", "a@b.example", OWNER, [None; 2], Some(0))
        .schedule("Assigned", "c@b.example", OWNER, end, None)
        .assign("app-a", OWNER, SUBSCRIPTION)
        .assign("a@b.example", CONTRIBUTOR, GROUP);
    assert!(tenant.find(RULE).is_empty());
    let without_end = Exports::default()
        .assign("a@b.example", OWNER, SUBSCRIPTION)
        .schedule("Assigned", "a@b.example", OWNER, [None; 2], Some(0));
    assert_eq!(without_end.find(RULE)[0].confidence, Confidence::High);
    let no_schedules = Exports::default().assign("a@b.example", OWNER, SUBSCRIPTION);
    assert!(no_schedules.find(RULE).is_empty());
}
