use rolecall::rule::Severity;

use super::*;

const RULE: &str = "too-many-owners";

fn owners(count: usize, scope: &str) -> Exports {
    (0..count).fold(Exports::default(), |tenant, at| {
        tenant.assign(&format!("p{at}@b.example"), OWNER, scope)
    })
}

#[test]
fn fires_for_more_than_three_those_in_groups_counted() {
    assert_eq!(owners(4, SUBSCRIPTION).severities(RULE), [Severity::Medium]);
    let group = owners(2, SUBSCRIPTION)
        .assign("Team", OWNER, SUBSCRIPTION)
        .group("Team", &["x@b.example", "y@b.example", "p1@b.example"]);
    let findings = group.find(RULE);
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0].title.starts_with("4 own"),
        "{}",
        findings[0].title
    );
    assert_eq!(findings[0].evidence.len(), 3);
    assert_eq!(owners(4, PLACE).severities(RULE), [Severity::High]);
}

#[test]
fn is_told_where_the_number_is_passed_and_not_below() {
    let inherited = owners(4, PLACE)
        .assign("x@b.example", OWNER, SUBSCRIPTION)
        .placed();
    let findings = inherited.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].scope.as_ref().unwrap().as_str(), PLACE);
    let summed = owners(3, PLACE)
        .assign("x@b.example", OWNER, SUBSCRIPTION)
        .placed();
    let findings = summed.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].scope.as_ref().unwrap().as_str(), SUBSCRIPTION);
}

#[test]
fn does_not_fire_for_three_or_in_resource_groups() {
    let tenant = owners(3, SUBSCRIPTION).assign("p1@b.example", OWNER, GROUP);
    assert!(tenant.find(RULE).is_empty());
    assert!(owners(9, GROUP).find(RULE).is_empty());
    let unknown = owners(3, SUBSCRIPTION).assign("Team", OWNER, SUBSCRIPTION);
    assert!(
        unknown.find(RULE).is_empty(),
        "nobody knows who is in the group"
    );
}
