use rolecall::rule::Severity;

use super::*;

const RULE: &str = "near-identical-custom-roles";

const SOME: [&str; 3] = [
    "Microsoft.Compute/*/read",
    "Microsoft.Network/*/read",
    "Microsoft.Storage/*/read",
];

fn severities(other: &[&str]) -> Vec<Severity> {
    Exports::default()
        .role_of(1, &SOME)
        .role_of(2, other)
        .severities(RULE)
}

#[test]
fn fires_for_the_same_and_for_one_entry_more_less_or_other() {
    assert_eq!(
        severities(&[SOME[2], SOME[0], &SOME[1].to_uppercase()]),
        [Severity::Medium]
    );
    let more = [&SOME[..], &["Microsoft.KeyVault/*/read"]].concat();
    assert_eq!(severities(&more), [Severity::Low]);
    assert_eq!(
        severities(&[SOME[0], SOME[1], "Microsoft.KeyVault/*/read"]),
        [Severity::Low]
    );
    let findings = Exports::default()
        .role_of(1, &SOME)
        .role_of(2, &more)
        .find(RULE);
    assert_eq!(
        findings[0].because,
        "Role 2 has `microsoft.keyvault/*/read` (control) beyond the entries of Role 1, and nothing else differs"
    );
    assert_eq!(findings[0].evidence.len(), 2);
}

#[test]
fn three_of_a_kind_make_two_findings() {
    let tenant = Exports::default()
        .role_of(1, &SOME)
        .role_of(2, &SOME)
        .role_of(3, &SOME);
    assert_eq!(tenant.find(RULE).len(), 2);
}

#[test]
fn does_not_fire_for_two_entries_or_small_roles() {
    assert!(severities(&[SOME[0], "Microsoft.KeyVault/*/read", "Microsoft.Web/*/read"]).is_empty());
    let small = Exports::default()
        .role_of(1, &SOME[..2])
        .role_of(2, &SOME[..2]);
    assert!(small.find(RULE).is_empty());
    let excluded = json!({"actions": SOME[..2], "notActions": [SOME[2]], "dataActions": [], "notDataActions": []});
    let tenant = Exports::default()
        .role_of(1, &[SOME[0], "Microsoft.KeyVault/*/read", SOME[2]])
        .add(definition(CUSTOM, "Other", SUBSCRIPTION, &excluded));
    assert!(
        tenant.find(RULE).is_empty(),
        "an exclusion is another entry"
    );
}
