use rolecall::rule::Severity;

use super::*;

const RULE: &str = "database-administrator-writer";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Sql/servers/administrators/write",
        "Microsoft.Sql/servers/write",
        "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/write",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.Sql/servers/databases/write"]);
}
