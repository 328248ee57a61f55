use rolecall::rule::Severity;

use super::*;

const RULE: &str = "vault-access-policy-writer";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.KeyVault/vaults/accessPolicies/write",
        "Microsoft.KeyVault/vaults/write",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.KeyVault/vaults/delete",
            "Microsoft.KeyVault/vaults/secrets/write",
        ],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["f25e0fa2-a7c8-4377-a976-54943a77a395"]);
}
