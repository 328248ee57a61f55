use rolecall::rule::Severity;

use super::*;

const RULE: &str = "role-definition-writer";

#[test]
fn fires_for_each_operation() {
    let operations = ["Microsoft.Authorization/roleDefinitions/write"];
    fires_for_each(RULE, Severity::High, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.Authorization/roleDefinitions/delete"]);
}
