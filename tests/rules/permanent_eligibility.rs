use rolecall::rule::Severity;

use super::*;

const RULE: &str = "permanent-eligibility";

const DAY: &str = "2026-01-01T00:00:00Z";

fn eligible(kind: &str, role: &str, end: Option<&str>) -> Vec<Severity> {
    let tenant = Exports::default().schedule(kind, "a@b.example", role, [Some(DAY), end], None);
    tenant.severities(RULE)
}

#[test]
fn fires_without_an_end_and_for_more_than_a_year() {
    assert_eq!(eligible("Eligible", OWNER, None), [Severity::Medium]);
    assert_eq!(eligible("Eligible", NEXUS_OWNER, None), [Severity::Low]);
    let later = Some("2027-01-04T00:00:00Z");
    assert_eq!(eligible("Eligible", OWNER, later), [Severity::Medium]);
}

#[test]
fn does_not_fire_for_a_year_for_readers_or_for_assignments() {
    assert!(eligible("Eligible", OWNER, Some("2027-01-01T00:00:00Z")).is_empty());
    assert!(eligible("Eligible", READER, None).is_empty());
    assert!(eligible("Assigned", OWNER, None).is_empty());
}
