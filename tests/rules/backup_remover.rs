use rolecall::rule::Severity;

use super::*;

const RULE: &str = "backup-remover";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.RecoveryServices/vaults/backupconfig/write",
        "Microsoft.RecoveryServices/vaults/delete",
        "Microsoft.DataProtection/backupVaults/delete",
        "Microsoft.DataProtection/backupVaults/backupInstances/delete",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.RecoveryServices/vaults/write"]);
}
