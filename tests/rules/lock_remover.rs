use rolecall::rule::Severity;

use super::*;

const RULE: &str = "lock-remover";

#[test]
fn fires_for_each_operation() {
    let operations = ["Microsoft.Authorization/locks/delete"];
    fires_for_each(RULE, Severity::Low, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.Authorization/locks/write"]);
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["28bf596f-4eb7-45ce-b5bc-6cf482fec137"]);
}
