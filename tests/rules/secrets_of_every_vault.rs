use rolecall::rule::Severity;

use super::*;

const RULE: &str = "secrets-of-every-vault";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
        "Microsoft.KeyVault/vaults/secrets/setSecret/action",
        "Microsoft.KeyVault/vaults/keys/sign/action",
        "Microsoft.KeyVault/vaults/certificates/import/action",
    ];
    fires_for_each_above_resource_groups(RULE, Severity::High, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.KeyVault/vaults/secrets/write"]);
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["4633458b-17de-408a-b874-0445c86b69e6"]);
}
