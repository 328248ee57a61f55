use rolecall::audit::cluster_diagnostics;
use rolecall::rule::Confidence;

use super::*;

const RULE: &str = "cluster-identity-broken";

fn details(bed: Bed) -> Vec<String> {
    let findings = Exports::cluster(bed).find(RULE);
    findings.iter().map(|f| f.detail.to_string()).collect()
}

#[test]
fn does_not_fire_where_every_rule_holds() {
    assert!(details(f1()).is_empty());
    assert!(Exports::default().find(RULE).is_empty());
}

#[test]
fn fires_for_a_role_that_is_missing() {
    let findings = Exports::cluster(fixture("f2")).find(RULE);
    let [finding] = &findings[..] else {
        panic!("{findings:?}");
    };
    assert_eq!(finding.severity, Severity::High);
    assert_eq!(finding.confidence, Confidence::High);
    assert_eq!(
        finding.title,
        "cluster c1, the platform (AFOI-NC-MGMT-PME-PROD) on u1: \
         the platform cannot use the identity for the vault"
    );
    assert!(finding.because.contains("(A4: "), "{}", finding.because);
    assert!(
        finding
            .scope
            .as_ref()
            .unwrap()
            .as_str()
            .ends_with("/clusters/c1")
    );
    assert!(finding.remediation.commands[1].starts_with("az role assignment create"));
}

#[test]
fn names_a_missing_role_once_with_the_hint_in_it() {
    let findings = Exports::cluster(fixture("f4")).find(RULE);
    let [finding] = &findings[..] else {
        panic!("{findings:?}");
    };
    assert!(finding.detail.starts_with("A1"));
    assert!(
        finding.because.contains("A7: Contributor"),
        "{}",
        finding.because
    );
}

#[test]
fn fires_for_settings_and_resources() {
    assert_eq!(details(fixture("f8")), ["R1\nkv"]);
    assert_eq!(details(fixture("f9")), ["R2\nkv"]);
    assert!(details(fixture("f7"))[0].starts_with("I1\n"));
}

#[test]
fn what_the_inputs_leave_open_is_said_and_is_no_finding() {
    let exports = Exports::cluster(fixture("f6"));
    assert!(exports.find(RULE).is_empty());
    let bytes = Value::from(exports.0).to_string().into_bytes();
    let tenant = import::read(&[InputSource::Stdin(Stdin(bytes))]);
    let catalog = Catalog::core(Wildcards::Azure);
    let index = AccessIndex::new(&tenant, &catalog);
    let said = cluster_diagnostics(&index, rules());
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0]
            .message
            .starts_with("some rules on the identities of cluster `c1` can't be judged: A1, A3"),
        "{}",
        said[0].message
    );
    let others = [find_rule("orphaned-principal").unwrap()];
    assert!(cluster_diagnostics(&index, &others).is_empty());
}

#[test]
fn two_clusters_have_findings_of_their_own() {
    let bed = fixture("f2");
    let mut other = bed.cluster.clone();
    let id = other["id"].as_str().unwrap().replace("/c1", "/c2");
    other["id"] = id.into();
    other["name"] = "c2".into();
    let findings = Exports::cluster(bed).add(other).find(RULE);
    assert_eq!(findings.len(), 2);
    assert_ne!(findings[0].id(), findings[1].id());
}
