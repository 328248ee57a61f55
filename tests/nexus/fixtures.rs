//! F1 to F10 of nexus.md §2.5.

use rolecall::nexus::{ClusterRule, RuleStatus};

use super::bed::{errors, f1, fixture};

fn fails(name: &str) -> Vec<&'static str> {
    errors(&fixture(name).check(), RuleStatus::Fail)
}

#[test]
fn f1_passes_whole() {
    let result = fixture("f1").check();
    assert_eq!(errors(&result, RuleStatus::Fail), [""; 0]);
    assert_eq!(errors(&result, RuleStatus::Unknown), [""; 0]);
    assert_eq!(result.verdict(), RuleStatus::Pass);
    let open: Vec<_> = result
        .checks
        .iter()
        .filter(|check| check.status != RuleStatus::Pass)
        .collect();
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn f1_passes_in_the_form_of_rest_too() {
    let mut bed = f1();
    let mut properties = serde_json::Map::new();
    let fields = bed.cluster.as_object_mut().unwrap();
    for name in [
        "commandOutputSettings",
        "analyticsOutputSettings",
        "secretArchiveSettings",
        "detailedStatus",
        "provisioningState",
    ] {
        properties.insert(name.to_owned(), fields.remove(name).unwrap());
    }
    fields.insert("properties".to_owned(), properties.into());
    assert_eq!(bed.check(), f1().check());
}

#[test]
fn f1_is_open_without_the_resource_list() {
    let mut bed = f1();
    bed.resources = serde_json::json!([]);
    let result = bed.check();
    assert_eq!(result.verdict(), RuleStatus::Unknown);
    assert_eq!(errors(&result, RuleStatus::Fail), [""; 0]);
    assert_eq!(
        errors(&result, RuleStatus::Unknown),
        ["R1", "R2", "R3", "R4", "R5"]
    );
}

#[test]
fn f2_without_the_platform_fails_a4_alone() {
    assert_eq!(fails("f2"), ["A4"]);
    let check = fixture("f2").only(ClusterRule::A4, RuleStatus::Fail);
    assert!(
        check.fix[0].starts_with("az ad sp show --id 3365d4ea"),
        "{:?}",
        check.fix
    );
    assert!(
        check.fix[1].contains("f1a07417-d97a-45cb-824c-7a7467783830"),
        "{:?}",
        check.fix
    );
}

#[test]
fn f3_a_system_identity_for_the_vault_needs_no_a4() {
    let bed = fixture("f3");
    assert_eq!(fails("f3"), [""; 0]);
    assert!(bed.of(ClusterRule::A4).is_empty());
    assert_eq!(bed.check().verdict(), RuleStatus::Pass);
}

#[test]
fn f4_contributor_gives_no_data_actions() {
    assert_eq!(fails("f4"), ["A1", "A7"]);
    let check = fixture("f4").only(ClusterRule::A1, RuleStatus::Fail);
    assert!(
        check.message.contains("A7: Contributor"),
        "{}",
        check.message
    );
}

#[test]
fn f5_another_container_does_not_count() {
    assert_eq!(fails("f5"), ["A1"]);
    let check = fixture("f5").only(ClusterRule::A1, RuleStatus::Fail);
    assert!(
        check.message.contains("containers/other"),
        "{}",
        check.message
    );
}

#[test]
fn f6_a_group_role_is_open_where_only_a_url_is_known() {
    let bed = fixture("f6");
    assert_eq!(fails("f6"), [""; 0]);
    assert_eq!(
        errors(&bed.check(), RuleStatus::Unknown),
        ["A1", "A3", "R1", "R2", "R3", "R4", "R5"]
    );
    assert_eq!(bed.statuses(ClusterRule::A2), [RuleStatus::Pass]);
    assert_eq!(bed.statuses(ClusterRule::A4), [RuleStatus::Pass]);
    assert_eq!(bed.check().verdict(), RuleStatus::Unknown);
    let check = bed.only(ClusterRule::A1, RuleStatus::Unknown);
    assert!(
        check.message.contains("az storage account show"),
        "{}",
        check.message
    );
}

#[test]
fn f7_an_identity_that_is_not_attached() {
    assert_eq!(fails("f7"), ["I1"]);
    let check = fixture("f7").only(ClusterRule::I1, RuleStatus::Fail);
    assert!(
        check.fix[0].contains("--mi-user-assigned") && check.fix[0].contains("/u1 "),
        "{:?}",
        check.fix
    );
}

#[test]
fn f8_a_vault_with_access_policies() {
    assert_eq!(fails("f8"), ["R1"]);
}

#[test]
fn f9_a_vault_that_blocks_trusted_services() {
    assert_eq!(fails("f9"), ["R2"]);
}

#[test]
fn f10_an_api_version_before_the_settings() {
    let mut bed = f1();
    bed.api_version = Some("2024-07-01");
    assert_eq!(errors(&bed.check(), RuleStatus::Fail), ["V2"]);
}
