use rolecall::rule::Severity;

use super::*;

const RULE: &str = "role-assignments-near-limit";

fn found(limit: usize) -> Vec<(Severity, String)> {
    let tenant = (0..8).fold(Exports::default(), |tenant, at| {
        let scope = [SUBSCRIPTION, GROUP, PLACE, "/"][at % 4];
        tenant.assign(&format!("p{at}@b.example"), READER, scope)
    });
    let thresholds = Thresholds {
        assignments_per_subscription: limit,
        assignments_per_management_group: limit,
        ..Thresholds::default()
    };
    let findings = tenant.find_with(RULE, &thresholds);
    let told = findings
        .iter()
        .map(|f| (f.severity, f.scope.as_ref().unwrap().to_string()));
    told.collect()
}

#[test]
fn counts_groups_and_resources_for_a_subscription_and_only_itself_for_a_management_group() {
    assert_eq!(found(5), [(Severity::Medium, SUBSCRIPTION.to_owned())]);
    assert_eq!(
        found(2),
        [
            (Severity::High, PLACE.to_owned()),
            (Severity::High, SUBSCRIPTION.to_owned())
        ]
    );
}

#[test]
fn does_not_fire_far_from_the_limit() {
    assert!(found(6).is_empty());
}
