//! S1 to S9. The cluster itself says everything: nothing here can be unknown.

use rolecall::nexus::{ClusterRule, RuleStatus};
use rolecall::rule::Severity;
use serde_json::{Value, json};

use crate::nexus::bed::{Bed, f1, identity};

const OUTPUT: &str = "/commandOutputSettings/associatedIdentity";

fn with(pointer: &str, value: Value) -> Bed {
    let mut bed = f1();
    *bed.cluster.pointer_mut(pointer).unwrap() = value;
    bed
}

fn fires(rule: ClusterRule, bed: &Bed, words: &str) {
    let check = bed.only(rule, RuleStatus::Fail);
    assert!(check.message.contains(words), "{}", check.message);
    assert!(check.consequence.is_some(), "{rule}");
    let passing = f1().statuses(rule);
    assert!(!passing.is_empty(), "{rule} does not pass on F1");
    assert!(
        passing.iter().all(|status| *status == RuleStatus::Pass),
        "{rule}"
    );
}

#[test]
fn s1_tells_the_two_vocabularies_apart() {
    let bed = with(&format!("{OUTPUT}/identityType"), json!("UserAssigned"));
    fires(
        ClusterRule::S1,
        &bed,
        "belongs to `identity.type` of the cluster, a setting says `UserAssignedIdentity`",
    );
    let check = bed.only(ClusterRule::S1, RuleStatus::Fail);
    assert!(
        check.fix[0].contains("identity-type=UserAssignedIdentity"),
        "{:?}",
        check.fix
    );
    assert!(
        check.fix[0].contains("container-url=https://acct"),
        "{:?}",
        check.fix
    );
    fires(
        ClusterRule::S1,
        &with(&format!("{OUTPUT}/identityType"), json!("Sami")),
        "`Sami`",
    );
    fires(
        ClusterRule::S1,
        &with(OUTPUT, json!(null)),
        "no identityType",
    );
    let mixed = with("/identity/type", json!("UserAssignedIdentity"));
    let check = mixed.only(ClusterRule::I3, RuleStatus::Fail);
    assert!(
        check.message.contains("`identityType` of a setting"),
        "{}",
        check.message
    );
}

#[test]
fn s2_user_assigned_without_an_id() {
    let pointer = format!("{OUTPUT}/userAssignedIdentityResourceId");
    fires(ClusterRule::S2, &with(&pointer, json!("")), "without");
}

#[test]
fn s3_system_assigned_with_an_id() {
    let bed = with(
        &format!("{OUTPUT}/identityType"),
        json!("SystemAssignedIdentity"),
    );
    let check = bed.only(ClusterRule::S3, RuleStatus::Fail);
    assert!(
        check.message.contains("exclude each other"),
        "{}",
        check.message
    );
    let passing = crate::nexus::bed::fixture("f3");
    assert_eq!(passing.statuses(ClusterRule::S3), [RuleStatus::Pass]);
}

#[test]
fn s4_an_id_without_a_type() {
    fires(
        ClusterRule::S4,
        &with(&format!("{OUTPUT}/identityType"), json!(null)),
        "without",
    );
}

#[test]
fn s5_an_id_of_something_else() {
    let pointer = format!("{OUTPUT}/userAssignedIdentityResourceId");
    for id in [crate::nexus::bed::vault(), "u1".to_owned()] {
        fires(
            ClusterRule::S5,
            &with(&pointer, json!(id)),
            "is not the id of a resource of type",
        );
    }
}

#[test]
fn s6_a_block_without_its_target() {
    for (pointer, name) in [
        ("/commandOutputSettings/containerUrl", "containerUrl"),
        (
            "/analyticsOutputSettings/analyticsWorkspaceId",
            "analyticsWorkspaceId",
        ),
        ("/secretArchiveSettings/vaultUri", "vaultUri"),
    ] {
        fires(ClusterRule::S6, &with(pointer, json!(null)), name);
    }
    let missing = with("/secretArchiveSettings", json!(null));
    let check = missing.only(ClusterRule::S6, RuleStatus::Fail);
    assert_eq!(check.severity, Severity::Medium);
    assert!(
        check.message.contains("no `secretArchiveSettings`"),
        "{}",
        check.message
    );
}

#[test]
fn s6_a_cluster_without_workspace_fails_before_its_deployment() {
    for (status, severity, judged) in [
        (Some("PendingDeployment"), Severity::High, RuleStatus::Fail),
        (Some("Running"), Severity::Medium, RuleStatus::Fail),
        (None, Severity::High, RuleStatus::Unknown),
    ] {
        let mut bed = with("/analyticsOutputSettings", json!(null));
        bed.cluster["detailedStatus"] = json!(status);
        let check = bed.only(ClusterRule::S6, judged);
        assert_eq!(check.severity, severity, "{status:?}");
        assert!(check.consequence.unwrap().contains("deployment fails"));
    }
    let nothing = |status: &str| {
        let mut bed = f1();
        for block in [
            "commandOutputSettings",
            "analyticsOutputSettings",
            "secretArchiveSettings",
        ] {
            bed.cluster[block] = json!(null);
        }
        bed.cluster["detailedStatus"] = json!(status);
        bed.check().verdict()
    };
    assert_eq!(nothing("PendingDeployment"), RuleStatus::Fail);
    assert_eq!(nothing("Running"), RuleStatus::Pass);
}

fn override_of(command_type: &Value) -> Value {
    json!({
        "commandOutputType": command_type,
        "containerUrl": "https://acct.blob.core.windows.net/out",
        "associatedIdentity": {
            "identityType": "UserAssignedIdentity",
            "userAssignedIdentityResourceId": identity("u1"),
        },
    })
}

#[test]
fn s7_overrides_are_complete_and_one_a_type() {
    let pointer = "/commandOutputSettings/overrides";
    let good = override_of(&json!("BareMetalMachineRunCommand"));
    let bed = with(pointer, json!([good]));
    assert_eq!(bed.statuses(ClusterRule::S7), [RuleStatus::Pass]);
    assert!(f1().of(ClusterRule::S7).is_empty());
    let twice = with(
        pointer,
        json!([good, override_of(&json!("baremetalmachineruncommand"))]),
    );
    assert_eq!(twice.statuses(ClusterRule::S7), [RuleStatus::Fail; 2]);
    for (entry, words) in [
        (
            override_of(&json!("Everything")),
            "not a known commandOutputType",
        ),
        (override_of(&json!(null)), "no commandOutputType"),
        (
            json!({"commandOutputType": "StorageRunReadCommands"}),
            "no containerUrl; no identity",
        ),
    ] {
        let check = with(pointer, json!([entry])).only(ClusterRule::S7, RuleStatus::Fail);
        assert!(check.message.contains(words), "{}", check.message);
    }
}

#[test]
fn every_override_needs_its_own_storage_grant() {
    let mut entry = override_of(&json!("StorageRunReadCommands"));
    entry["containerUrl"] = json!("https://other.blob.core.windows.net/logs");
    let bed = with("/commandOutputSettings/overrides", json!([entry]));
    assert_eq!(
        bed.statuses(ClusterRule::A1),
        [RuleStatus::Pass, RuleStatus::Fail]
    );
}

#[test]
fn s8_old_and_new_together() {
    let mut bed = f1();
    bed.cluster["secretArchive"] = json!({"keyVaultId": crate::nexus::bed::vault()});
    fires(
        ClusterRule::S8,
        &bed,
        "both `secretArchiveSettings` and `secretArchive`",
    );
    let mut bed = f1();
    bed.cluster["analyticsWorkspaceId"] = json!("/subscriptions/x");
    fires(ClusterRule::S8, &bed, "analyticsWorkspaceId");
}

#[test]
fn s9_only_the_old_field() {
    let mut bed = with("/secretArchiveSettings", json!(null));
    bed.cluster["secretArchive"] = json!({"keyVaultId": crate::nexus::bed::vault()});
    fires(ClusterRule::S9, &bed, "only the deprecated `secretArchive`");
    let check = bed.only(ClusterRule::S9, RuleStatus::Fail);
    assert!(
        check.fix[0].contains("vault-uri=https://kv.vault.azure.net/"),
        "{:?}",
        check.fix
    );
    assert!(
        bed.of(ClusterRule::S6)
            .iter()
            .all(|check| check.status == RuleStatus::Pass)
    );
}
