use rolecall::Timestamp;
use rolecall::rule::Severity;

use super::*;

const RULE: &str = "schedule-outside-its-time";

/// A tenant whose newest assignment is of 2026-03-01.
fn tenant() -> Exports {
    let mut tenant = Exports::default().assign("a@b.example", OWNER, SUBSCRIPTION);
    tenant.0[0]["createdOn"] = json!("2026-03-01T00:00:00Z");
    tenant
}

#[test]
fn fires_for_what_is_over() {
    let over = [Some("2026-01-01T00:00:00Z"), Some("2026-02-01T00:00:00Z")];
    let all = tenant()
        .schedule("Assigned", "a@b.example", OWNER, over, Some(0))
        .schedule("Activated", "a@b.example", OWNER, over, None)
        .schedule("Eligible", "c@b.example", OWNER, over, None);
    assert_eq!(
        all.severities(RULE),
        [Severity::Medium, Severity::Low, Severity::Low]
    );
    assert_eq!(all.find(RULE)[0].remediation.commands.len(), 1);
}

#[test]
fn what_is_to_come_is_told_only_where_the_day_is_given() {
    let to_come = [Some("2026-04-01T00:00:00Z"), None];
    let tenant = tenant().schedule("Eligible", "a@b.example", OWNER, to_come, None);
    assert!(tenant.find(RULE).is_empty(), "the export may be of May");
    let thresholds = Thresholds {
        as_of: Timestamp::parse("2026-03-31T23:59:59Z").ok(),
        ..Thresholds::default()
    };
    let findings = tenant.find_with(RULE, &thresholds);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Info);
}

#[test]
fn does_not_fire_in_time_or_without_any_date() {
    let now = [Some("2026-01-01T00:00:00Z"), Some("2026-03-01T00:00:01Z")];
    let in_time = tenant()
        .schedule("Assigned", "a@b.example", OWNER, now, Some(0))
        .schedule("Eligible", "a@b.example", OWNER, [None; 2], None);
    assert!(in_time.find(RULE).is_empty());
    let over = [None, Some("2020-02-01T00:00:00Z")];
    let undated = Exports::default().schedule("Eligible", "a@b.example", OWNER, over, None);
    assert!(
        undated.find(RULE).is_empty(),
        "nothing says which day it is"
    );
}

/// An end that can't be read is not none: nobody knows whether it is over, or how long it lasts.
#[test]
fn rules_about_times_leave_out_what_has_none() {
    let as_of = Thresholds {
        as_of: Timestamp::parse("2026-03-31").ok(),
        ..Thresholds::default()
    };
    for (kind, rules) in [
        ("Eligible", ["permanent-eligibility", RULE]),
        ("Activated", ["long-activation", RULE]),
    ] {
        for end in ["2026-02-31T00:00:00Z", "2025-01-01T00:00:00Z"] {
            let start = Some("2026-02-01T00:00:00Z");
            let tenant =
                Exports::default().schedule(kind, "a@b.example", OWNER, [start, Some(end)], None);
            let bytes = Value::from(tenant.0).to_string().into_bytes();
            let tenant = import::read(&[InputSource::Stdin(Stdin(bytes))]);
            assert_eq!(tenant.diagnostics[0].code, "unknown-window");
            let catalog = Catalog::core(Wildcards::Azure);
            let index = AccessIndex::new(&tenant, &catalog);
            let rules = rules.map(|id| find_rule(id).unwrap());
            assert_eq!(audit::run(&index, &rules, &as_of), [], "{kind} {end}");
        }
    }
}
