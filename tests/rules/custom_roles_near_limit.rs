use rolecall::rule::Severity;

use super::*;

const RULE: &str = "custom-roles-near-limit";

fn limited(limit: usize) -> Vec<Severity> {
    let tenant = (1..=8).fold(Exports::default(), |tenant, at| {
        tenant.role_of(at, &["*/read"])
    });
    let thresholds = Thresholds {
        custom_roles_per_tenant: limit,
        ..Thresholds::default()
    };
    let findings = tenant.find_with(RULE, &thresholds);
    findings.iter().map(|finding| finding.severity).collect()
}

#[test]
fn fires_near_the_limit_and_at_it() {
    assert_eq!(limited(10), [Severity::Medium]);
    assert_eq!(limited(8), [Severity::High]);
}

#[test]
fn does_not_fire_far_from_it() {
    assert!(limited(11).is_empty());
    assert!(limited(Thresholds::default().custom_roles_per_tenant).is_empty());
}
