//! O1 to O6.

use rolecall::nexus::{ClusterRule, RuleStatus};
use serde_json::json;

use crate::nexus::bed::{Bed, VAULT_ROLE, f1, fixture, identity};

fn pending(mut bed: Bed) -> Bed {
    bed.cluster["detailedStatus"] = json!("PendingDeployment");
    bed
}

fn silent(mut bed: Bed) -> Bed {
    bed.cluster
        .as_object_mut()
        .unwrap()
        .remove("detailedStatus");
    bed
}

#[test]
fn o1_grants_come_before_deployment() {
    assert!(f1().of(ClusterRule::O1).is_empty());
    assert_eq!(pending(f1()).statuses(ClusterRule::O1), [RuleStatus::Pass]);
    let check = pending(fixture("f2")).only(ClusterRule::O1, RuleStatus::Fail);
    assert!(check.message.contains("open: A4"), "{}", check.message);
    assert!(
        check
            .fix
            .last()
            .unwrap()
            .starts_with("az networkcloud cluster deploy")
    );
    assert_eq!(
        silent(f1()).statuses(ClusterRule::O1),
        [RuleStatus::Unknown]
    );
    assert_eq!(
        pending(fixture("f6")).statuses(ClusterRule::O1),
        [RuleStatus::Unknown]
    );
}

#[test]
fn o2_the_system_identity_is_granted_after_creation() {
    assert!(f1().of(ClusterRule::O2).is_empty());
    assert_eq!(
        pending(fixture("f3")).statuses(ClusterRule::O2),
        [RuleStatus::Pass]
    );
    let mut bed = pending(fixture("f3"));
    bed.without(VAULT_ROLE);
    bed.only(ClusterRule::O2, RuleStatus::Fail);
    assert_eq!(
        silent(fixture("f3")).statuses(ClusterRule::O2),
        [RuleStatus::Unknown]
    );
}

#[test]
fn o3_is_a_remark_on_deployed_clusters() {
    let check = f1().only(ClusterRule::O3, RuleStatus::Pass);
    assert!(
        check.message.contains("interrupts metrics"),
        "{}",
        check.message
    );
    assert!(pending(f1()).of(ClusterRule::O3).is_empty());
}

#[test]
fn o4_two_steps_where_identities_and_settings_disagree() {
    assert_eq!(f1().statuses(ClusterRule::O4), [RuleStatus::Pass]);
    assert_eq!(fixture("f7").statuses(ClusterRule::O4), [RuleStatus::Fail]);
}

#[test]
fn o5_storage_settings_are_cleared_first() {
    let mut bed = fixture("f3");
    let storage = &mut bed.cluster["commandOutputSettings"]["associatedIdentity"];
    *storage = json!({"identityType": "SystemAssignedIdentity"});
    assert_eq!(bed.statuses(ClusterRule::O5), [RuleStatus::Pass]);
    let storage = &mut bed.cluster["commandOutputSettings"]["associatedIdentity"];
    storage["userAssignedIdentityResourceId"] = json!(identity("u1"));
    let check = bed.only(ClusterRule::O5, RuleStatus::Fail);
    assert!(
        check.fix[0].contains(r#"'{"properties":{"commandOutputSettings":null}}'"#),
        "{:?}",
        check.fix
    );
    assert!(
        check.fix[1].contains("container-url=https://acct.blob"),
        "{:?}",
        check.fix
    );
}

#[test]
fn o6_attach_first() {
    assert_eq!(f1().statuses(ClusterRule::O6), [RuleStatus::Pass]);
    assert_eq!(fixture("f7").statuses(ClusterRule::O6), [RuleStatus::Fail]);
}
