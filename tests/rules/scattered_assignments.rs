use rolecall::rule::Severity;

use super::*;

const RULE: &str = "scattered-assignments";

fn scattered(count: usize, groups: usize) -> Exports {
    (0..count).fold(Exports::default(), |tenant, at| {
        let group = at % groups;
        let scope = format!("{GROUP}{group}/providers/Microsoft.Storage/storageAccounts/s{at}");
        tenant.assign("Team", READER, &scope)
    })
}

#[test]
fn fires_for_ten_resources_of_one_group() {
    let findings = scattered(10, 1).find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Info);
    assert_eq!(findings[0].evidence.len(), 10);
    assert_eq!(
        findings[0].scope.as_ref().unwrap().as_str(),
        format!("{GROUP}0")
    );
}

#[test]
fn does_not_fire_for_fewer_for_several_groups_or_for_duplicates() {
    assert!(scattered(9, 1).find(RULE).is_empty());
    assert!(scattered(18, 2).find(RULE).is_empty());
    let told = scattered(10, 1).assign("Team", READER, SUBSCRIPTION);
    assert!(
        told.find(RULE).is_empty(),
        "duplicate-assignment tells of these"
    );
}
