use rolecall::rule::Severity;

use super::*;

const RULE: &str = "unparsable-condition";

#[test]
fn fires_with_the_place_of_the_fault() {
    let condition = "@Resource[x] StringEquals 'a'\n  AND @Resource[y] null";
    let tenant =
        Exports::default().assign_with("alice@contoso.com", READER, SUBSCRIPTION, Some(condition));
    let findings = tenant.find(RULE);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Medium);
    assert!(
        findings[0]
            .because
            .contains("unexpected `null` in line 2, column 20"),
        "{}",
        findings[0].because
    );
    assert_eq!(findings[0].role.as_ref().unwrap().name, "Reader");
}

#[test]
fn does_not_fire_on_a_condition_or_none() {
    let tenant = Exports::default()
        .assign_with(
            "alice@contoso.com",
            READER,
            SUBSCRIPTION,
            Some("Exists @Resource[x]"),
        )
        .assign("bob@contoso.com", READER, SUBSCRIPTION);
    assert!(tenant.find(RULE).is_empty());
}
