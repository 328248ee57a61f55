use rolecall::rule::Severity;

use super::*;

const RULE: &str = "federated-credential-writer";

#[test]
fn fires_for_each_operation() {
    let operations =
        ["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"];
    fires_for_each(RULE, Severity::High, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.ManagedIdentity/userAssignedIdentities/write",
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
        ],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"]);
}
