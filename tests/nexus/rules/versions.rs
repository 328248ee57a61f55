//! V1 to V6.

use rolecall::access::AccessIndex;
use rolecall::nexus::{
    ApiVersion, CheckInput, ClusterChange, ClusterPatch, ClusterRule, RuleStatus, check_cluster,
    simulate_change,
};
use rolecall::rule::Severity;
use serde_json::json;

use crate::nexus::bed::{Bed, core, errors, f1, identity};

fn at(version: &'static str) -> Bed {
    let mut bed = f1();
    bed.api_version = Some(version);
    bed
}

/// Without a version: what an export shows, its own version knows; of what was written by hand it
/// isn't known.
fn shown(rule: ClusterRule) {
    let mut bed = f1();
    bed.api_version = None;
    let checks = bed.of(rule);
    assert!(!checks.is_empty());
    for check in checks {
        assert_eq!(check.status, RuleStatus::Pass, "{rule}");
        assert!(
            check.message.contains("the export shows"),
            "{}",
            check.message
        );
    }
    assert_eq!(bed.check().verdict(), RuleStatus::Pass);
    bed.cluster
        .as_object_mut()
        .unwrap()
        .remove("detailedStatus");
    for check in bed.of(rule) {
        assert_eq!(check.status, RuleStatus::Unknown, "{rule}");
        assert_eq!(check.severity, Severity::High, "{rule}");
    }
    assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
}

fn open(rule: ClusterRule) {
    let mut bed = f1();
    bed.api_version = None;
    for check in bed.of(rule) {
        assert_eq!(check.status, RuleStatus::Unknown, "{rule}");
        assert_eq!(check.severity, Severity::Info, "{rule}");
    }
    assert!(!bed.of(rule).is_empty());
    assert_eq!(bed.check().verdict(), RuleStatus::Pass);
}

/// After a change, what its request sets is judged by the version of that request, the rest by its export.
#[test]
fn what_a_request_does_not_set_its_version_does_not_judge() {
    let simulated = |body: serde_json::Value| {
        let bed = f1();
        let mut patch = ClusterPatch::from_json(&body).unwrap();
        patch.api_version = ApiVersion::parse("2024-07-01").ok();
        let change = ClusterChange::Patch(patch);
        let after = simulate_change(Some(&bed.cluster()), &change)
            .cluster_after
            .unwrap();
        let tenant = bed.tenant();
        let index = AccessIndex::new(&tenant, core());
        let result = check_cluster(&CheckInput {
            cluster: &after,
            resources: &bed.resources(),
            access: Some(&index),
            api_version: ApiVersion::parse("2024-07-01").ok(),
            platform: None,
        });
        errors(&result, RuleStatus::Fail)
    };
    let unused = json!({ "identity": { "type": "UserAssigned", "userAssignedIdentities": { identity("u1"): {} } } });
    assert_eq!(simulated(unused), Vec::<&str>::new());
    let vault = f1().cluster["secretArchiveSettings"].clone();
    let set = json!({ "properties": { "secretArchiveSettings": vault } });
    assert_eq!(simulated(set), ["V2"]);
}

#[test]
fn v1_storage_settings() {
    for (version, status) in [
        ("2024-07-01", RuleStatus::Pass),
        ("2024-06-01-preview", RuleStatus::Pass),
        ("2023-10-01-preview", RuleStatus::Fail),
    ] {
        assert_eq!(at(version).statuses(ClusterRule::V1), [status], "{version}");
    }
    shown(ClusterRule::V1);
}

#[test]
fn v2_workspace_and_vault_settings() {
    for (version, status) in [
        ("2025-02-01", RuleStatus::Pass),
        ("2024-10-01-preview", RuleStatus::Pass),
        ("2024-07-01", RuleStatus::Fail),
    ] {
        assert_eq!(
            at(version).statuses(ClusterRule::V2),
            [status; 2],
            "{version}"
        );
    }
    shown(ClusterRule::V2);
}

#[test]
fn v3_removal_by_patch() {
    assert_eq!(
        at("2024-07-01").statuses(ClusterRule::V3),
        [RuleStatus::Pass]
    );
    assert_eq!(
        at("2024-06-01-preview").statuses(ClusterRule::V3),
        [RuleStatus::Fail]
    );
    open(ClusterRule::V3);
}

#[test]
fn v4_overrides() {
    assert!(f1().of(ClusterRule::V4).is_empty());
    let overrides = json!([{
        "commandOutputType": "BareMetalMachineRunCommand",
        "containerUrl": "https://acct.blob.core.windows.net/out",
        "associatedIdentity": {
            "identityType": "UserAssignedIdentity",
            "userAssignedIdentityResourceId": identity("u1"),
        },
    }]);
    for (version, status) in [
        (Some("2025-07-01-preview"), RuleStatus::Pass),
        (Some("2025-02-01"), RuleStatus::Fail),
        (None, RuleStatus::Pass),
    ] {
        let mut bed = f1();
        bed.api_version = version;
        bed.cluster["commandOutputSettings"]["overrides"] = overrides.clone();
        assert_eq!(bed.statuses(ClusterRule::V4), [status], "{version:?}");
    }
}

#[test]
fn v5_the_extension() {
    let check = at("2025-02-01").only(ClusterRule::V5, RuleStatus::Pass);
    assert!(check.message.contains("from 3.0.0 on"), "{}", check.message);
    assert_eq!(
        at("2026-07-01").statuses(ClusterRule::V5),
        [RuleStatus::Fail]
    );
    open(ClusterRule::V5);
}

#[test]
fn v6_known_versions() {
    assert_eq!(
        at("2025-02-01").statuses(ClusterRule::V6),
        [RuleStatus::Pass]
    );
    let odd = at("2025-03-01");
    let check = odd.only(ClusterRule::V6, RuleStatus::Fail);
    assert_eq!(check.severity, Severity::Medium);
    // Compared by date all the same.
    assert_eq!(odd.statuses(ClusterRule::V2), [RuleStatus::Pass; 2]);
    open(ClusterRule::V6);
}
