//! SARIF 2.1.0 against the standard's schema, and against the inputs it points into.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::cli::{Run, TENANT, rolecall, rolecall_in};

/// Fails with every breach of the standard's schema.
pub(crate) fn valid(log: &Value) {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let file = root.join("tests/fixtures/schemas/sarif-schema-2.1.0.json");
        // The standard's patterns for languages have a bracket too many; JavaScript takes it for a
        // character, other regular expressions don't.
        let text = fs::read_to_string(file)
            .unwrap()
            .replace("{2}]?$", "{2}\\\\]?$");
        let schema: Value = serde_json::from_str(&text).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    });
    let faults: Vec<String> = schema
        .iter_errors(log)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn log_of(run: &Run) -> Value {
    let log = run.json();
    valid(&log);
    log["runs"][0].clone()
}

fn results(run: &Value) -> &Vec<Value> {
    run["results"].as_array().unwrap()
}

#[test]
fn the_schema_rejects_what_is_wrong() {
    let wrong = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {}, "results": []}]});
    assert!(std::panic::catch_unwind(|| valid(&wrong)).is_err());
}

#[test]
fn every_finding_is_a_result_that_stands_where_its_evidence_is() {
    let run = log_of(&rolecall(&["audit", "-i", TENANT, "--format", "sarif"]));
    let json = rolecall(&["audit", "-i", TENANT, "--format", "json"]).result();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(results(&run).len(), findings.len());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), rolecall::audit::rules().len());
    let mut placed = 0;
    for (result, finding) in results(&run).iter().zip(findings) {
        assert_eq!(result["ruleId"], finding["rule"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], finding["rule"]);
        assert_eq!(
            result["partialFingerprints"]["rolecallFinding/v1"],
            finding["id"]
        );
        let grave = ["critical", "high"].contains(&finding["severity"].as_str().unwrap());
        assert_eq!(result["level"] == "error", grave);
        let evidence = finding["evidence"][0].as_str().unwrap();
        let (file, pointer) = evidence.split_once('#').unwrap_or((evidence, ""));
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], file);
        placed += usize::from(cut(file, &location["region"]) == record(file, pointer));
    }
    assert_eq!(placed, findings.len(), "each region holds the record");
}

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

fn record(file: &str, pointer: &str) -> Value {
    let document: Value = serde_json::from_str(&read(file)).unwrap();
    document.pointer(pointer).unwrap().clone()
}

/// The JSON in a region, by lines and columns.
fn cut(file: &str, region: &Value) -> Value {
    let at = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap();
    let text = read(file);
    let lines: Vec<&str> = text.split('\n').collect();
    let mut cut: Vec<String> = lines[at("startLine") - 1..at("endLine")]
        .iter()
        .map(|line| (*line).to_owned())
        .collect();
    let last = cut.last_mut().unwrap();
    *last = last.chars().take(at("endColumn") - 1).collect();
    cut[0] = cut[0].chars().skip(at("startColumn") - 1).collect();
    serde_json::from_str(&cut.join("\n")).unwrap()
}

#[test]
fn rules_carry_their_pages() {
    let run = log_of(&rolecall(&["audit", "-i", TENANT, "--format", "sarif"]));
    for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
        let id = rule["id"].as_str().unwrap();
        let page = read(&format!("docs/rules/{id}.md"));
        assert_eq!(rule["help"]["markdown"], page.as_str(), "{id}");
        let what = rule["fullDescription"]["text"].as_str().unwrap();
        assert!(what.len() > 20 && !what.contains("**"), "{id}: {what}");
    }
}

/// Where no address of the pages is known, the help is all that a reader has of a rule.
#[test]
fn every_rule_has_a_help_of_its_own() {
    for arguments in [
        &["audit", "-i", TENANT][..],
        &["roles", "lint", &format!("{TENANT}/custom-roles.json")],
        &["nexus", "check", "-i", TENANT],
        &["conditions", "lint", "@Request[a:b] StringEquals 'c'"],
    ] {
        let run = log_of(&rolecall(&[arguments, &["--format", "sarif"]].concat()));
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let mut helps: Vec<&str> = Vec::new();
        for rule in rules {
            let id = rule["id"].as_str().unwrap();
            let text = rule["help"]["text"].as_str().unwrap();
            let markdown = rule["help"]["markdown"].as_str().unwrap();
            assert!(text.len() > 80 && markdown.contains("**"), "{id}: {text}");
            assert!(!text.contains("**"), "{id}: {text}");
            helps.push(text);
        }
        helps.sort_unstable();
        helps.dedup();
        assert!(!rules.is_empty());
        assert_eq!(helps.len(), rules.len());
    }
}

#[test]
fn rules_that_were_left_out_have_not_passed() {
    let arguments = ["audit", "-i", TENANT, "--format", "sarif", "--rule"];
    let run = log_of(&rolecall(
        &[&arguments[..], &["orphaned-principal"]].concat(),
    ));
    let left_out = run["invocations"][0]["ruleConfigurationOverrides"]
        .as_array()
        .unwrap();
    assert_eq!(left_out.len(), rolecall::audit::rules().len() - 1);
    assert!(left_out.iter().all(|rule| {
        rule["configuration"]["enabled"] == false
            && rule["descriptor"]["id"] != "orphaned-principal"
    }));
}

#[test]
fn diagnostics_are_notifications() {
    let run = rolecall(&[
        "audit",
        "-i",
        TENANT,
        "tests/fixtures/broken",
        "--format",
        "sarif",
    ]);
    let log = log_of(&run);
    let json = rolecall(&[
        "audit",
        "-i",
        TENANT,
        "tests/fixtures/broken",
        "--format",
        "json",
    ])
    .json();
    let told = log["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap();
    let diagnostics = json["diagnostics"].as_array().unwrap();
    assert!(!told.is_empty());
    assert_eq!(told.len(), diagnostics.len());
    for (told, diagnostic) in told.iter().zip(diagnostics) {
        assert_eq!(told["descriptor"]["id"], diagnostic["code"]);
    }
}

#[test]
fn role_and_condition_lints_are_valid() {
    let lint = rolecall(&[
        "roles",
        "lint",
        &format!("{TENANT}/custom-roles.json"),
        "--format",
        "sarif",
    ]);
    assert!(!results(&log_of(&lint)).is_empty());
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("x.json"),
        fs::read(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(TENANT)
                .join("role-assignments-prod.json"),
        )
        .unwrap(),
    )
    .unwrap();
    let lint = rolecall_in(
        folder.path(),
        &["conditions", "lint", "x.json", "--format", "sarif"],
    );
    let run = log_of(&lint);
    for result in results(&run) {
        assert!(
            result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64() > Some(1)
        );
    }
    let text = "(!(ActionMatches{'a/b'}) OR (@Resource[x] StringEquals 'é'))";
    log_of(&rolecall(&[
        "conditions",
        "lint",
        text,
        "--format",
        "sarif",
    ]));
}

#[test]
fn standard_input_and_compressed_files_have_no_lines() {
    let text = read(&format!("{TENANT}/role-assignments-lab.json"));
    let folder = tempfile::tempdir().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
    fs::write(folder.path().join("lab.json.gz"), gzip.finish().unwrap()).unwrap();
    let run = log_of(&rolecall_in(
        folder.path(),
        &["audit", "-i", "lab.json.gz", "--format", "sarif"],
    ));
    assert!(!results(&run).is_empty());
    for result in results(&run) {
        let location = &result["locations"][0];
        assert_eq!(
            location["physicalLocation"]["artifactLocation"]["uri"],
            "lab.json.gz"
        );
        assert_eq!(location["physicalLocation"]["region"], Value::Null);
        assert!(location["logicalLocations"][0]["fullyQualifiedName"].is_string());
    }
    let run = crate::cli::finish(
        crate::cli::command()
            .args(["audit", "-i", "-", "--format", "sarif"])
            .write_stdin(text),
    );
    for result in results(&log_of(&run)) {
        assert_eq!(result["locations"][0]["physicalLocation"], Value::Null);
    }
}

#[test]
fn a_superfluous_entry_of_a_role_comes_with_its_removal() {
    let role = r#"{
  "Name": "Double",
  "IsCustom": true,
  "Description": "é",
  "Actions": ["Microsoft.Storage/storageAccounts/*", "Microsoft.Storage/storageAccounts/read"],
  "NotActions": ["Microsoft.Insights/*/read"],
  "AssignableScopes": ["/subscriptions/5e467623-0000-4000-8000-000000000001"]
}"#;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("role.json"), role).unwrap();
    let run = log_of(&rolecall_in(
        folder.path(),
        &["roles", "lint", "role.json", "--format", "sarif"],
    ));
    let fixed: Vec<(&str, String)> = results(&run)
        .iter()
        .filter(|result| !result["fixes"].is_null())
        .map(|result| {
            let change = &result["fixes"][0]["artifactChanges"][0];
            let region = &change["replacements"][0]["deletedRegion"];
            let at = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap();
            assert_eq!(at("startLine"), at("endLine"));
            let mut lines: Vec<String> = role.lines().map(str::to_owned).collect();
            let line: Vec<char> = lines[at("startLine") - 1].chars().collect();
            let kept = line[..at("startColumn") - 1]
                .iter()
                .chain(&line[at("endColumn") - 1..]);
            lines[at("startLine") - 1] = kept.collect();
            (result["ruleId"].as_str().unwrap(), lines.join("\n"))
        })
        .collect();
    assert_eq!(fixed.len(), 2);
    let list = |text: &str, name: &str| serde_json::from_str::<Value>(text).unwrap()[name].clone();
    for (rule, text) in fixed {
        match rule {
            "redundant-action" => assert_eq!(
                list(&text, "Actions"),
                serde_json::json!(["Microsoft.Storage/storageAccounts/*"])
            ),
            "idle-not-action" => assert_eq!(list(&text, "NotActions"), serde_json::json!([])),
            other => panic!("{other}"),
        }
    }
}
