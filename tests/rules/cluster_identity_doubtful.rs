use super::*;
use crate::nexus::bed::{U1_PRINCIPAL, VAULT_ROLE, account, vault};

const RULE: &str = "cluster-identity-doubtful";
const SECRETS_OFFICER: &str = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
const BLOB_READER: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

#[test]
fn does_not_fire_where_every_rule_holds() {
    assert!(Exports::cluster(f1()).find(RULE).is_empty());
}

#[test]
fn does_not_fire_for_what_is_broken() {
    assert!(Exports::cluster(fixture("f2")).find(RULE).is_empty());
}

#[test]
fn fires_for_a_wider_role() {
    let mut bed = f1();
    bed.without(VAULT_ROLE);
    bed.assign(U1_PRINCIPAL, "ServicePrincipal", SECRETS_OFFICER, &vault());
    let findings = Exports::cluster(bed).find(RULE);
    let [finding] = &findings[..] else {
        panic!("{findings:?}");
    };
    assert_eq!(finding.severity, Severity::Medium);
    assert!(finding.detail.starts_with("A6\n"), "{}", finding.detail);
    assert!(
        finding
            .title
            .ends_with("the identity can do more than its setting asks for"),
        "{}",
        finding.title
    );
}

#[test]
fn fires_for_a_reader_of_output_without_the_account() {
    let mut bed = f1();
    bed.assign(
        "dddddddd-0000-0000-0000-000000000009",
        "User",
        BLOB_READER,
        &account(),
    );
    let findings = Exports::cluster(bed).find(RULE);
    let [finding] = &findings[..] else {
        panic!("{findings:?}");
    };
    assert!(finding.detail.starts_with("A5\n"), "{}", finding.detail);
    assert_eq!(finding.remediation.commands.len(), 1);
}
