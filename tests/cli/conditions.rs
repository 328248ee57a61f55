use std::io::Write;

use insta::assert_snapshot;
use serde_json::json;

use super::*;

const RA: &str = "Microsoft.Authorization/roleAssignments";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const KEY_VAULT: &str = "Key Vault Data Access Administrator";

fn conditions(arguments: &[&str]) -> Run {
    rolecall(&[&["conditions"], arguments].concat())
}

fn reader_only() -> String {
    format!("@Request[{RA}:RoleDefinitionId] GuidEquals {READER}")
}

fn file(content: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    file
}

/// The verdict and the exit code by what is given of the role.
#[test]
fn eval_knows_three_values() {
    let condition = reader_only();
    for (arguments, value, code) in [
        (vec![], "unknown", 4),
        (vec!["--closed".to_owned()], "false", 1),
        (
            vec![
                "--attr".to_owned(),
                format!("@Request[{RA}:RoleDefinitionId]={READER}"),
            ],
            "true",
            0,
        ),
        (
            vec![
                "--attr".to_owned(),
                format!("@Request[{RA}:RoleDefinitionId]=null"),
            ],
            "false",
            1,
        ),
    ] {
        let mut all = vec!["eval", &condition, "--format", "json"];
        all.extend(arguments.iter().map(String::as_str));
        let run = conditions(&all);
        assert_eq!(run.code, code, "{arguments:?}");
        let result = &run.json()["result"];
        assert_eq!(result["value"], value);
        let open = value == "unknown";
        assert_eq!(
            result["residual"],
            if open { json!(condition) } else { json!(null) }
        );
        assert_eq!(result["needs"].as_array().unwrap().len(), usize::from(open));
    }
}

/// May a Key Vault Data Access Administrator write a role assignment with this attribute?
fn assigning(attr: &str) -> Run {
    let write = format!("{RA}/write");
    rolecall(&["can", "--role", KEY_VAULT, &write, "--attr", attr])
}

#[test]
fn a_role_may_be_named_in_any_form() {
    let full =
        format!("/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/{READER}");
    for (form, said) in [("Reader", true), (full.as_str(), true), (READER, false)] {
        let attr = format!("@Request[{RA}:RoleDefinitionId]={form}");
        let run = conditions(&["eval", &reader_only(), "--attr", &attr]);
        assert_eq!(run.code, 0, "{form}: {}", run.stderr);
        assert_eq!(
            run.stderr.contains(&format!("to `{READER}`")),
            said,
            "{}",
            run.stderr
        );
        let can = assigning(&attr);
        assert_eq!(can.code, 1, "{form}: {}", can.stderr);
    }
    let attr = format!("@Request[{RA}:RoleDefinitionId]=Key Vault Reader");
    let can = assigning(&attr);
    assert_eq!(can.code, 0, "{}", can.stderr);
    let run = conditions(&[
        "eval",
        &reader_only(),
        "--attr",
        &format!("@Request[{RA}:RoleDefinitionId]=Raeder"),
    ]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("did you mean `Reader`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn every_fault_of_a_text_is_shown_in_its_line() {
    let run = conditions(&[
        "lint",
        "@Resource[x] StringEqual 'a'\n  AND @Resource[y] null",
    ]);
    assert_eq!(run.code, 3);
    assert_snapshot!(run.told());
}

#[test]
fn a_text_may_be_in_a_file_or_on_standard_input() {
    let text = file(&format!("{}\n", reader_only()));
    let path = text.path().to_str().unwrap();
    assert_eq!(conditions(&["eval", path]).code, 4);
    let piped = finish(
        command()
            .args(["conditions", "eval", "-"])
            .write_stdin(reader_only()),
    );
    assert_eq!(piped.code, 4);
    let missing = conditions(&["eval", "nowhere/condition.txt"]);
    assert_eq!(missing.code, 3);
    assert!(
        missing.stderr.contains("there is no such file"),
        "{}",
        missing.stderr
    );
    assert_eq!(conditions(&["eval"]).code, 2);
}

/// A record of each kind, and one fault among them.
#[test]
fn records_carry_conditions() {
    let records = json!([
        { "id": format!("/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1/providers/{RA}/00000000-0000-4000-8000-000000000001"),
          "principalId": "a11ce000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1",
          "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}"), "condition": format!("!(ActionMatches{{'{RA}/write'}}) OR {}", reader_only()) },
        { "id": "/providers/Microsoft.Authorization/roleDefinitions/c0c0c0c0-0000-4000-8000-000000000001", "name": "c0c0c0c0-0000-4000-8000-000000000001",
          "roleName": "Lax", "roleType": "CustomRole", "assignableScopes": ["/"],
          "permissions": [{ "actions": [format!("{RA}/write")], "notActions": [], "dataActions": [], "notDataActions": [], "condition": reader_only() }] },
    ]);
    let exports = file(&records.to_string());
    let path = exports.path().to_str().unwrap();
    let run = conditions(&["lint", path, "--format", "json"]);
    assert_eq!(run.code, 1);
    let result = &run.json()["result"];
    let carriers: Vec<_> = result["conditions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["on"].clone())
        .collect();
    assert_eq!(carriers, ["permission", "roleAssignment"]);
    let rules: Vec<_> = result["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].clone())
        .collect();
    assert_eq!(rules, ["no-targeted-action"], "{result}");
    assert_eq!(result["findings"][0]["condition"], 1);
    let broken = file(
        &records
            .to_string()
            .replace("GuidEquals acdd", "GuidEquals zcdd"),
    );
    let run = conditions(&["lint", broken.path().to_str().unwrap()]);
    assert_eq!(run.code, 3);
    let empty = file("[]");
    assert_eq!(
        conditions(&["lint", empty.path().to_str().unwrap()]).code,
        3
    );
}

#[test]
fn lint_knows_the_role_that_a_text_narrows() {
    let condition = format!("!(ActionMatches{{'{RA}/write'}}) OR {}", reader_only());
    let rules = |role: &str| {
        let run = conditions(&["lint", &condition, "--role", role, "--format", "json"]);
        let findings = run.json()["result"]["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .map(|f| f["rule"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(rules("Reader"), ["no-targeted-action"]);
    assert_eq!(
        rules("Owner"),
        ["open-side-door", "half-guarded-delegation"]
    );
    assert_eq!(conditions(&["lint", "--role", KEY_VAULT]).code, 0);
    assert_eq!(conditions(&["lint", "--role", "Reader"]).code, 3);
}

#[test]
fn explain_names_roles() {
    let run = conditions(&[
        "explain",
        &format!(
            "(!(ActionMatches{{'{RA}/write'}}) OR ({} AND @Request[{RA}:PrincipalType] StringEquals 'User')) AND !(ActionMatches{{'{RA}/delete'}})",
            reader_only()
        ),
    ]);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
}

#[test]
fn a_contained_delegate() {
    let run = conditions(&["delegation", "--role", KEY_VAULT]);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
}

#[test]
fn delegates_of_the_sample_tenant() {
    let run = rolecall(&[
        "conditions",
        "delegation",
        "--role",
        "Owner",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 1);
    let result = &run.json()["result"];
    assert_eq!(result["breaksOut"], "true");
    assert_eq!(result["delegations"][0]["assign"]["kind"], "any");
    assert_eq!(result["delegations"][0]["assign"]["to"]["self"], "true");
    let run = rolecall(&[
        "conditions",
        "delegation",
        "--role",
        "Reader",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 0);
    assert_eq!(run.json()["result"]["delegations"], json!([]));
    assert_eq!(conditions(&["delegation"]).code, 2);
    assert_eq!(conditions(&["delegation", "alice@contoso.com"]).code, 2);
}

#[test]
fn findings_on_conditions_are_tests_of_build_servers() {
    let text = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {00000000-1111-2222-3333-444444444444}";
    let run = conditions(&["lint", text, "--format", "junit"]);
    assert!(
        run.stdout
            .contains("<testsuites name=\"rolecall conditions-lint\""),
        "{}",
        run.told()
    );
    assert!(
        run.stdout.contains("<testsuite name=\"unknown-role\""),
        "{}",
        run.told()
    );
    let failures = run.stdout.matches("<failure ").count();
    assert_eq!(failures > 0, run.code == 1, "{}", run.told());
    let chosen = conditions(&["lint", text, "--rule", "unknown-role", "--format", "junit"]);
    assert!(
        chosen.stdout.contains("not run: left out by `--rule`"),
        "{}",
        chosen.told()
    );
}
