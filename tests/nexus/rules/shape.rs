//! S1 to S9.

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
    assert_eq!(check.severity, Severity::High);
    assert!(
        check.message.contains("no `secretArchiveSettings`"),
        "{}",
        check.message
    );
}

const BLOCKS: [&str; 3] = [
    "commandOutputSettings",
    "analyticsOutputSettings",
    "secretArchiveSettings",
];

/// The cluster without some blocks: left out, or `null`.
fn lacking(blocks: &[&str], status: Option<&str>, is_null: bool) -> Bed {
    let mut bed = f1();
    let fields = bed.cluster.as_object_mut().unwrap();
    for block in blocks {
        match is_null {
            true => fields.insert((*block).to_owned(), Value::Null),
            false => fields.remove(*block),
        };
    }
    fields.insert("detailedStatus".to_owned(), json!(status));
    bed
}

#[test]
fn s6_a_block_that_is_not_set_is_as_bad_as_one_that_does_not_work() {
    for status in [Some("PendingDeployment"), Some("Running"), None] {
        for block in BLOCKS {
            let bed = lacking(&[block], status, true);
            let check = bed.only(ClusterRule::S6, RuleStatus::Fail);
            assert_eq!(check.severity, Severity::High, "{block} {status:?}");
            assert_eq!(bed.check().verdict(), RuleStatus::Fail);
        }
    }
    let check =
        lacking(&["analyticsOutputSettings"], None, true).only(ClusterRule::S6, RuleStatus::Fail);
    assert!(check.consequence.unwrap().contains("deployment fails"));
}

#[test]
fn s6_what_an_older_api_version_leaves_out_is_open() {
    // The other blocks show that the version knows this one.
    for block in BLOCKS {
        assert_eq!(
            lacking(&[block], Some("Running"), false).check().verdict(),
            RuleStatus::Fail
        );
    }
    // Storage settings came before those of workspace and vault, and overrides after all of them.
    let later = &BLOCKS[1..];
    let mut bed = lacking(later, Some("Running"), false);
    assert_eq!(bed.check().verdict(), RuleStatus::Fail);
    let storage = bed.cluster["commandOutputSettings"]
        .as_object_mut()
        .unwrap();
    storage.remove("overrides");
    let open = bed.of(ClusterRule::S6);
    let open: Vec<(&str, RuleStatus)> = open.iter().map(|c| (&*c.subject, c.status)).collect();
    assert_eq!(
        open,
        [
            (BLOCKS[0], RuleStatus::Pass),
            (BLOCKS[1], RuleStatus::Unknown),
            (BLOCKS[2], RuleStatus::Unknown)
        ]
    );
    assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
    let bed = lacking(&BLOCKS, Some("Running"), false);
    assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
    assert_eq!(bed.statuses(ClusterRule::S6), [RuleStatus::Unknown; 3]);
    // A fragment shows nothing of what it leaves out.
    let bed = lacking(&BLOCKS[..1], None, false);
    bed.only(ClusterRule::S6, RuleStatus::Unknown);
    // Before the deployment a workspace has to be seen.
    let bed = lacking(&BLOCKS, Some("PendingDeployment"), false);
    let check = bed.only(ClusterRule::S6, RuleStatus::Fail);
    assert_eq!(check.subject, "analyticsOutputSettings");
}

#[test]
fn a_resource_of_a_deprecated_field_is_not_judged_by_its_name_alone() {
    let mut bed = lacking(&BLOCKS[1..], Some("Running"), true);
    let workspace = bed.resources[3]["id"].clone();
    bed.cluster["analyticsWorkspaceId"] = workspace;
    bed.cluster["secretArchive"] = json!({"keyVaultId": crate::nexus::bed::vault()});
    for (rule, field) in [
        (ClusterRule::A2, "analyticsWorkspaceId"),
        (ClusterRule::A3, "secretArchive"),
    ] {
        let check = bed.only(rule, RuleStatus::Unknown);
        assert_eq!((&*check.subject, check.severity), (field, Severity::High));
    }
    assert_eq!(bed.statuses(ClusterRule::R5), [RuleStatus::Pass]);
    assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
    bed.cluster["analyticsWorkspaceId"] = json!("law");
    let check = bed.only(ClusterRule::R5, RuleStatus::Fail);
    assert!(
        check.message.contains("not the resource id of a workspace"),
        "{}",
        check.message
    );
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
