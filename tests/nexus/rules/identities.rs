//! I1 to I7.

use rolecall::nexus::{ClusterCheck, ClusterRule, RuleStatus};
use rolecall::rule::Severity;
use serde_json::json;

use crate::nexus::bed::{SAMI_PRINCIPAL, f1, fixture, identity};

#[test]
fn i1_is_without_case() {
    assert_eq!(f1().statuses(ClusterRule::I1), [RuleStatus::Pass; 3]);
    let check = fixture("f7").only(ClusterRule::I1, RuleStatus::Fail);
    assert_eq!(check.subject, "commandOutputSettings");
}

#[test]
fn i2_the_system_identity_and_its_principal() {
    assert_eq!(fixture("f3").statuses(ClusterRule::I2), [RuleStatus::Pass]);
    let mut bed = fixture("f3");
    bed.cluster["identity"]["type"] = json!("UserAssigned");
    let check = bed.only(ClusterRule::I2, RuleStatus::Fail);
    assert!(
        check.message.contains("identity type is `UserAssigned`"),
        "{}",
        check.message
    );
    assert!(
        check.fix[0].contains("--mi-system-assigned --mi-user-assigned"),
        "{:?}",
        check.fix
    );
    let mut bed = fixture("f3");
    bed.cluster["identity"]["principalId"] = json!(null);
    let check = bed.only(ClusterRule::I2, RuleStatus::Fail);
    assert!(check.message.contains("principalId"), "{}", check.message);
    assert!(bed.statuses(ClusterRule::A3).contains(&RuleStatus::Unknown));
}

#[test]
fn i3_type_and_contents() {
    assert_eq!(f1().statuses(ClusterRule::I3), [RuleStatus::Pass]);
    for (kind, attached) in [
        ("UserAssigned", json!({})),
        ("None", json!({identity("u1"): {}})),
    ] {
        let mut bed = f1();
        bed.cluster["identity"] = json!({"type": kind, "userAssignedIdentities": attached});
        assert_eq!(bed.statuses(ClusterRule::I3), [RuleStatus::Fail], "{kind}");
    }
}

#[test]
fn i4_an_identity_that_nothing_uses() {
    assert_eq!(f1().statuses(ClusterRule::I4), [RuleStatus::Pass]);
    let mut bed = f1();
    bed.cluster["identity"]["userAssignedIdentities"][identity("u9")] =
        json!({"principalId": "aaaaaaaa-0000-0000-0000-000000000009"});
    let check = bed.only(ClusterRule::I4, RuleStatus::Fail);
    assert_eq!(check.severity, Severity::Info);
    assert_eq!(bed.check().verdict(), RuleStatus::Pass);
}

#[test]
fn i5_the_same_identity_twice() {
    assert_eq!(f1().statuses(ClusterRule::I5), [RuleStatus::Pass]);
    let mut bed = f1();
    bed.cluster["identity"]["userAssignedIdentities"][identity("U1")] = json!({"principalId": "x"});
    assert_eq!(bed.statuses(ClusterRule::I5), [RuleStatus::Fail]);
}

#[test]
fn i6_without_a_principal_id_nothing_is_judged() {
    assert_eq!(f1().statuses(ClusterRule::I6), [RuleStatus::Pass]);
    let mut bed = f1();
    let entries = bed.cluster["identity"]["userAssignedIdentities"]
        .as_object_mut()
        .unwrap();
    for entry in entries.values_mut() {
        *entry = json!({});
    }
    let check = bed.only(ClusterRule::I6, RuleStatus::Unknown);
    assert!(
        check.fix[0].starts_with("az identity show --ids"),
        "{:?}",
        check.fix
    );
    assert_eq!(bed.statuses(ClusterRule::A1), [RuleStatus::Unknown]);
    assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
    // The identity's own export settles it.
    bed.resources.as_array_mut().unwrap().push(json!({
        "id": identity("u1"),
        "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "principalId": crate::nexus::bed::U1_PRINCIPAL,
    }));
    assert_eq!(bed.statuses(ClusterRule::I6), [RuleStatus::Pass]);
    assert_eq!(bed.check().verdict(), RuleStatus::Pass);
}

#[test]
fn i7_a_mixture_is_remarked() {
    let plain = f1().only(ClusterRule::I7, RuleStatus::Pass);
    assert_eq!(plain.message, "1 user-assigned");
    let mixed = fixture("f3").only(ClusterRule::I7, RuleStatus::Pass);
    assert!(
        mixed.message.contains("later pages combine them"),
        "{}",
        mixed.message
    );
    let mut bed = f1();
    bed.cluster["identity"] = json!({"type": "SystemAssigned", "principalId": SAMI_PRINCIPAL});
    let alone = bed.only(ClusterRule::I7, RuleStatus::Pass);
    assert_eq!(alone.message, "one system-assigned identity");
}

#[test]
fn i6_an_identity_with_two_principal_ids_is_judged_by_neither() {
    let made_again = "aaaaaaaa-0000-0000-0000-0000000000ff";
    let mut of_export = f1();
    of_export.resources.as_array_mut().unwrap().push(json!({
        "id": identity("U1"),
        "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "principalId": made_again,
    }));
    let mut of_twins = f1();
    let twin = json!({"principalId": made_again});
    of_twins.cluster["identity"]["userAssignedIdentities"][identity("U1")] = twin;
    for bed in [of_export, of_twins] {
        let open = bed.of(ClusterRule::I6);
        let is_open = |check: &&ClusterCheck| check.status == RuleStatus::Unknown;
        let check = open.iter().find(is_open).unwrap();
        assert_eq!(check.severity, Severity::High);
        assert!(check.message.contains(made_again), "{}", check.message);
        bed.only(ClusterRule::A1, RuleStatus::Unknown);
        assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
    }
}
