use rolecall::rule::Severity;

use super::*;

const RULE: &str = "security-monitoring-changer";

#[test]
fn fires_for_each_operation() {
    let operations = [];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.SecurityInsights/incidents/write"]);
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["fb1c8493-542b-48eb-b624-b4c8fea62acd"]);
}
