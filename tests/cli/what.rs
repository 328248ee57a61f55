use insta::assert_snapshot;

use super::*;

const DELEGATES: &str = "tests/fixtures/delegates";

#[test]
fn a_constrained_delegate_is_shown_with_its_way_out() {
    let run = rolecall(&["what", "Nexus Security", "-i", TENANT, DELEGATES]);
    assert_snapshot!(run.told());
}

#[test]
fn what_a_delegate_may_assign_is_in_the_json() {
    let run = rolecall(&[
        "what",
        "Nexus Security",
        "-i",
        TENANT,
        DELEGATES,
        "--format",
        "json",
    ]);
    let result = run.result();
    let [delegation] = &result["delegations"].as_array().unwrap()[..] else {
        panic!("{result:#}");
    };
    assert_eq!(delegation["scope"], group("rg-osl1"));
    assert_eq!(delegation["breaksOut"], "true");
    let refused = delegation["assign"]["refused"].as_array().unwrap();
    assert!(refused.iter().any(|role| role["name"] == "Owner"));
}

#[test]
fn who_may_assign_nothing_has_no_delegation() {
    let reader = rolecall(&["what", "Nexus Security", "-i", TENANT, "--format", "json"]);
    assert_eq!(reader.result()["delegations"], serde_json::json!([]));
}
