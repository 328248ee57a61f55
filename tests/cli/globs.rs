//! Filters that people type, command by command.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{PRODUCTION, TENANT, rolecall, rolecall_in};

/// What stands in a field of each element of a list.
fn column(list: &Value, field: &str) -> BTreeSet<String> {
    let elements = list.as_array().unwrap().iter();
    let texts = elements.map(|element| element[field].as_str().unwrap().to_owned());
    texts.collect()
}

fn operations(pattern: &str) -> BTreeSet<String> {
    let run = rolecall(&["operations", "list", pattern, "--format", "json"]);
    let operations = column(&run.result()["operations"], "name");
    assert_eq!(run.code, i32::from(operations.is_empty()), "{pattern}");
    operations
}

#[test]
fn operations_are_listed_by_glob() {
    let clusters = operations("Microsoft.NetworkCloud/clusters/*");
    assert_eq!(operations("microsoft.networkcloud/CLUSTERS/**"), clusters);
    let one_part = operations("Microsoft.NetworkCloud/clusters/{*,nothing}");
    assert!(one_part.contains("Microsoft.NetworkCloud/clusters/read"));
    assert!(!one_part.contains("Microsoft.NetworkCloud/clusters/deploy/action"));
    assert!(one_part.is_subset(&clusters) && one_part.len() < clusters.len());
    let either = operations("Microsoft.NetworkCloud/{clusters,racks}/**");
    assert!(either.is_superset(&clusters));
    assert!(either.contains("Microsoft.NetworkCloud/racks/read"));
    assert_eq!(
        operations("Microsoft.NetworkCloud/cluster?/rea[a-d]"),
        BTreeSet::from(["Microsoft.NetworkCloud/clusters/read".to_owned()])
    );
    assert!(operations("Microsoft.NetworkCloud/cluster?").is_empty());
    let run = rolecall(&["operations", "list", "Microsoft.{Compute/**"]);
    assert_eq!(run.code, 2, "{}", run.told());
    assert!(run.stderr.contains("is not a glob"), "{}", run.stderr);
}

#[test]
fn a_star_of_azure_still_crosses_slashes() {
    let all = operations("Microsoft.NetworkCloud/*/action");
    assert!(all.contains("Microsoft.NetworkCloud/clusters/deploy/action"));
    assert_eq!(operations("Microsoft.NetworkCloud/**/action"), all);
    assert_eq!(operations("Microsoft.NetworkCloud/**er*/action").len(), {
        operations("Microsoft.NetworkCloud/*er*/action").len()
    });
}

fn roles(arguments: &[&str]) -> (i32, BTreeSet<String>) {
    let always = ["roles", "list", "--format", "json"];
    let run = rolecall(&[&always[..], arguments].concat());
    (run.code, column(&run.result()["roles"], "name"))
}

#[test]
fn roles_are_listed_by_name() {
    let (code, nexus) = roles(&["operator nexus*"]);
    assert_eq!(code, 0);
    assert!(nexus.contains("Operator Nexus Owner (Preview)"));
    assert!(nexus.iter().all(|name| name.starts_with("Operator Nexus")));
    let (_, one) = roles(&["reader"]);
    assert_eq!(one, BTreeSet::from(["Reader".to_owned()]));
    let (code, none) = roles(&["Reader?"]);
    assert_eq!((code, none.len()), (1, 0));
    let grants = ["--grants", "Microsoft.NetworkCloud/clusters/delete"];
    let (_, all) = roles(&grants);
    let (_, some) = roles(&[&["*Nexus*"][..], &grants].concat());
    assert!(!some.is_empty() && some.is_subset(&all) && some.len() < all.len());
}

#[test]
fn an_audit_runs_the_rules_that_a_glob_matches() {
    let run = |rule: &str| {
        rolecall(&[
            "audit",
            "-i",
            TENANT,
            "--today",
            "2026-06-01",
            "--format",
            "json",
            "--rule",
            rule,
        ])
    };
    let run_rules = run("NEXUS-*").result()["rules"]["run"].take();
    let ids: Vec<String> = serde_json::from_value(run_rules).unwrap();
    let all = rolecall::audit::rules().iter().map(|rule| rule.id);
    let of_nexus: Vec<&str> = all.filter(|id| id.starts_with("nexus-")).collect();
    assert_eq!(ids, of_nexus);
    let none = run("nexuz-*");
    assert_eq!(none.code, 2, "{}", none.told());
    assert!(none.stderr.contains("no rule `nexuz-*`"), "{}", none.stderr);
    assert!(none.stderr.contains("did you mean"), "{}", none.stderr);
    assert!(none.stderr.contains("`nexus-"), "{}", none.stderr);
    assert_eq!(run("nexus-[").code, 2);
}

#[test]
fn role_definitions_are_linted_by_the_rules_that_a_glob_matches() {
    let folder = tempfile::tempdir().unwrap();
    let definition = r#"{"Name":"Ours","Description":"","Actions":["*","Microsoft.Storage/*/read"],
        "NotActions":[],"AssignableScopes":["/"]}"#;
    fs::write(folder.path().join("role.json"), definition).unwrap();
    let found = |rules: &[&str]| {
        let always = ["roles", "lint", "role.json", "--format", "json"];
        let run = rolecall_in(folder.path(), &[&always[..], rules].concat());
        column(&run.result()["findings"], "rule")
    };
    let all = found(&[]);
    let some = found(&["--rule", "*-wildcard*", "--rule", "redundant-?ction"]);
    assert!(some.contains("redundant-action"), "{some:?} of {all:?}");
    assert!(some.is_subset(&all) && some.len() < all.len());
    let none = rolecall_in(
        folder.path(),
        &["roles", "lint", "role.json", "--rule", "redundand-*"],
    );
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains("`redundant-action`"),
        "{}",
        none.stderr
    );
}

#[test]
fn conditions_are_linted_by_the_rules_that_a_glob_matches() {
    let text = "@Request[Microsoft.Authorization/roleAssignments:NoSuch] StringEquals 'x'";
    let found = |rules: &[&str]| {
        let always = ["conditions", "lint", text, "--format", "json"];
        let run = rolecall(&[&always[..], rules].concat());
        (run.code, column(&run.result()["findings"], "rule"))
    };
    let (_, all) = found(&[]);
    assert!(
        all.contains("unknown-attribute") && all.contains("no-action-named"),
        "{all:?}"
    );
    let (code, some) = found(&["--rule", "unknown-*"]);
    assert_eq!(some, BTreeSet::from(["unknown-attribute".to_owned()]));
    assert_eq!(code, 1);
    let (code, none) = found(&["--rule", "unknown-role"]);
    assert_eq!((code, none.len()), (0, 0));
    let none = rolecall(&["conditions", "lint", text, "--rule", "unknwon-*"]);
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains("`unknown-attribute`"),
        "{}",
        none.stderr
    );
}

#[test]
fn a_cluster_is_checked_by_the_rules_that_a_glob_matches() {
    let check = |only: &[&str]| {
        let nexus = |file: &str| format!("tests/fixtures/nexus/{file}.json");
        let [cluster, resources, grants] =
            ["f1/cluster", "f1/resources", "f2/assignments"].map(nexus);
        let inputs = ["--cluster", &cluster, "-i", &resources, &grants];
        let always = ["nexus", "check", "--format", "json"];
        let always = [&always[..], &inputs].concat();
        rolecall(&[&always[..], only].concat())
    };
    let all = check(&[]);
    assert_eq!(all.code, 1);
    let grants = check(&["--only", "a*"]);
    assert_eq!(grants.code, 1, "{}", grants.stdout);
    let ids = column(&grants.result()["checks"], "rule");
    assert!(
        ids.contains("A4") && ids.iter().all(|id| id.starts_with('A')),
        "{ids:?}"
    );
    let shape = check(&["--only", "S?"]);
    assert_eq!(shape.code, 0, "{}", shape.stdout);
    let diagnostics = shape.json()["diagnostics"].to_string();
    assert!(diagnostics.contains("rules-left-out"), "{diagnostics}");
    assert!(
        !all.json()["diagnostics"]
            .to_string()
            .contains("rules-left-out")
    );
    let group = check(&["--only", "Grants"]);
    assert_eq!(group.stdout, check(&["--only", "A*"]).stdout);
    let none = check(&["--only", "B*"]);
    assert_eq!(none.code, 2, "{}", none.stderr);
}

/// The findings of the sample tenant that an entry accepts, and the others.
fn accepted(named: &str) -> (Vec<Value>, Vec<Value>) {
    let folder = tempfile::tempdir().unwrap();
    let entry = format!("[[suppress]]\n{named}\nowner = \"x\"\nreason = \"y\"\n");
    fs::write(folder.path().join("rolecall.toml"), entry).unwrap();
    let tenant = format!("{}/{TENANT}", env!("CARGO_MANIFEST_DIR"));
    let run = rolecall_in(
        folder.path(),
        &[
            "audit",
            "-i",
            &tenant,
            "--today",
            "2026-06-01",
            "--format",
            "json",
        ],
    );
    let mut result = run.result();
    let findings = serde_json::from_value::<Vec<Value>>(result["findings"].take()).unwrap();
    findings
        .into_iter()
        .partition(|finding| finding["suppressed"] != Value::Null)
}

fn ids(findings: &[Value]) -> BTreeSet<String> {
    column(&Value::from(findings.to_vec()), "id")
}

#[test]
fn a_suppression_takes_globs_of_scopes_and_rules() {
    let plain = ids(&accepted(&format!("scope = \"{PRODUCTION}\"")).0);
    assert!(plain.len() > 1);
    let begun = format!("{}*", &PRODUCTION[..PRODUCTION.len() - 4].to_uppercase());
    let begun = begun.replace("/SUBSCRIPTIONS/", "/subscriptions/");
    assert_eq!(ids(&accepted(&format!("scope = \"{begun}\"")).0), plain);
    assert_eq!(ids(&accepted(&format!("scope = \"{begun}/\"")).0), plain);
    let below = accepted(&format!("scope = \"{PRODUCTION}/**\"")).0;
    assert!(
        below
            .iter()
            .all(|f| f["scope"].as_str().unwrap().len() > PRODUCTION.len())
    );
    assert!(!below.is_empty() && below.len() < plain.len());
    let group =
        ids(&accepted("scope = \"/providers/Microsoft.Management/managementGroups/nexus-prod\"").0);
    assert!(group.is_superset(&plain));
    let groups = "scope = \"/providers/Microsoft.Management/managementGroups/nexus-pro?\"";
    assert_eq!(
        ids(&accepted(groups).0),
        group,
        "what a management group holds"
    );
    let (nexus, open) = accepted("rule = \"{nexus,escalation}-*\"");
    let of_nexus = |finding: &Value| {
        let rule = finding["rule"].as_str().unwrap();
        rule.starts_with("nexus-") || rule.starts_with("escalation-")
    };
    assert!(!nexus.is_empty() && nexus.iter().all(of_nexus) && !open.iter().any(of_nexus));
}

#[test]
fn a_glob_that_accepts_nothing_is_useless() {
    let (_, open) = accepted("scope = \"/subscriptions/*/resourceGroups/no-such-*\"");
    let useless = open
        .iter()
        .find(|f| f["rule"] == "useless-suppression")
        .unwrap();
    assert!(
        useless["title"]
            .as_str()
            .unwrap()
            .contains("scope `/subscriptions/*/resourceGroups/no-such-*`"),
        "{useless}"
    );
    assert_eq!(useless["confidence"], "high");
}

#[test]
fn a_redacted_audit_takes_no_glob_of_scopes() {
    let folder = tempfile::tempdir().unwrap();
    let entry = "[[suppress]]\nscope = \"/subscriptions/*\"\nowner = \"x\"\nreason = \"y\"\n";
    fs::write(folder.path().join("rolecall.toml"), entry).unwrap();
    let tenant = format!("{}/{TENANT}", env!("CARGO_MANIFEST_DIR"));
    let run = rolecall_in(folder.path(), &["audit", "-i", &tenant, "--redact"]);
    assert_eq!(run.code, 2, "{}", run.told());
    assert!(run.stderr.contains("/subscriptions/*"), "{}", run.stderr);
}
