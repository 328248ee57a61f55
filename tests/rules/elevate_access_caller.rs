use rolecall::rule::Severity;

use super::*;

const RULE: &str = "elevate-access-caller";

#[test]
fn fires_for_each_operation() {
    let operations = ["Microsoft.Authorization/elevateAccess/action"];
    fires_for_each(RULE, Severity::Low, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.Authorization/locks/write"]);
}
