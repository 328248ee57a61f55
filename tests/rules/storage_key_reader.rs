use rolecall::rule::Severity;

use super::*;

const RULE: &str = "storage-key-reader";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Storage/storageAccounts/listKeys/action",
        "Microsoft.Storage/storageAccounts/listAccountSas/action",
        "Microsoft.Storage/storageAccounts/listServiceSas/action",
        "Microsoft.Storage/storageAccounts/regenerateKey/action",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.Storage/storageAccounts/write",
            "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
        ],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(
        RULE,
        &[
            "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
            "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
            "17d1049b-9a84-46fb-8f53-869881c3d3ab",
            "c12c1c16-33a1-487b-954d-41c89c60f349",
        ],
    );
}

#[test]
fn says_who_is_behind_a_group() {
    let log_analytics = "92aaf0da-9dab-42b6-94a3-d43ce8d16293";
    let because = |tenant: Exports| {
        let found = tenant
            .assign("Team", log_analytics, SUBSCRIPTION)
            .find(RULE)
            .remove(0);
        (found.because, found.confidence)
    };
    use rolecall::rule::Confidence::{High, Medium};
    let (text, confidence) = because(Exports::default());
    assert!(text.contains("whose members are not all listed"), "{text}");
    assert_eq!(confidence, Medium);
    let nested = Exports::default()
        .group("Team", &["a@b.example", "Inner"])
        .group("Inner", &["c@b.example", "a@b.example"]);
    let (text, confidence) = because(nested);
    assert!(
        text.contains("each of the 2 members of the group Team"),
        "{text}"
    );
    assert_eq!(confidence, High);
    let (text, _) = because(Exports::default().group("Team", &[]));
    assert!(text.contains("which is empty now"), "{text}");
}

#[test]
fn counts_on_a_resource_only_what_can_lie_below_it() {
    let log_analytics = "92aaf0da-9dab-42b6-94a3-d43ce8d16293";
    let found = |name: &str| {
        let scope = format!("{GROUP}/providers/{name}");
        let tenant = Exports::default().assign("a@b.example", log_analytics, &scope);
        tenant.find(RULE).len()
    };
    assert_eq!(found("Microsoft.OperationalInsights/workspaces/w"), 0);
    assert_eq!(found("microsoft.storage/STORAGEACCOUNTS/s"), 1);
    assert_eq!(
        found("Microsoft.Storage/storageAccounts/s/blobServices/default"),
        0
    );
}

#[test]
fn is_not_told_again_for_a_duplicate() {
    let account = "17d1049b-9a84-46fb-8f53-869881c3d3ab";
    let tenant = Exports::default()
        .assign("a@b.example", account, SUBSCRIPTION)
        .assign("a@b.example", account, GROUP);
    assert_eq!(tenant.find(RULE).len(), 1);
}
