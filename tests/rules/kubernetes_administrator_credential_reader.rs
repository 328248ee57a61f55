use rolecall::rule::Severity;

use super::*;

const RULE: &str = "kubernetes-administrator-credential-reader";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
        "Microsoft.ContainerService/managedClusters/runCommand/action",
        "Microsoft.ContainerService/managedClusters/write",
        "Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &["Microsoft.ContainerService/managedClusters/listClusterUserCredential/action"],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(
        RULE,
        &[
            "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
            "00493d72-78f6-4148-b6c5-d3ce8e4799dd",
        ],
    );
}
