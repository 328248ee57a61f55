use rolecall::rule::Severity;

use super::*;

const RULE: &str = "blobs-of-every-account";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/modifyPermissions/action",
    ];
    fires_for_each_above_resource_groups(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(RULE, &["Microsoft.Storage/storageAccounts/listKeys/action"]);
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(RULE, &["ba92f5b4-2d11-453d-a403-e96b0029c9fe"]);
}
