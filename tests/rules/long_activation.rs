use rolecall::rule::Severity;

use super::*;

const RULE: &str = "long-activation";

const MORNING: &str = "2026-03-01T06:00:00Z";

fn activated(kind: &str, role: &str, end: Option<&str>) -> Vec<Severity> {
    let tenant = Exports::default().schedule(kind, "a@b.example", role, [Some(MORNING), end], None);
    tenant.severities(RULE)
}

#[test]
fn fires_for_more_than_a_working_day() {
    let late = Some("2026-03-01T14:00:01Z");
    assert_eq!(activated("Activated", OWNER, late), [Severity::Medium]);
    assert_eq!(activated("Activated", NEXUS_OWNER, late), [Severity::Low]);
    assert_eq!(activated("Activated", OWNER, None), [Severity::Medium]);
}

#[test]
fn does_not_fire_for_hours_for_readers_or_for_assigned_roles() {
    assert!(activated("Activated", OWNER, Some("2026-03-01T14:00:00Z")).is_empty());
    assert!(activated("Activated", READER, Some("2026-03-05T14:00:00Z")).is_empty());
    assert!(activated("Assigned", OWNER, Some("2026-03-05T14:00:00Z")).is_empty());
    assert!(activated("Eligible", OWNER, Some("2026-03-05T14:00:00Z")).is_empty());
}
