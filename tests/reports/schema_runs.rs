//! Answers of every command in JSON, each once, for the tests of the schemas.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::cli::{PRODUCTION, TENANT, command, finish, words};
use crate::usage::logs::calls::World;
use crate::usage::rightsize::{EVIDENCE, tenant};

/// A command line with its answer.
pub(super) struct Answered {
    pub(super) line: String,
    pub(super) document: Value,
}

impl Answered {
    /// `roles-list` of `rolecall/roles-list/1`.
    pub(super) fn name(&self) -> String {
        let schema = self.document["schema"].as_str().unwrap();
        let name = schema.strip_prefix("rolecall/").unwrap();
        let (name, _version) = name.rsplit_once('/').unwrap();
        name.replace('/', "-")
    }
}

/// The answers to `schema_runs.txt`, and of the commands that run `az`.
pub(super) fn answers() -> &'static [Answered] {
    static ANSWERS: OnceLock<Vec<Answered>> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut answers = Vec::new();
        for line in include_str!("schema_runs.txt").lines() {
            if !line.is_empty() && !line.starts_with('#') {
                answers.push(answer(folder.path(), line));
            }
        }
        answers.extend(of_logs());
        #[cfg(unix)]
        answers.extend(with_az(folder.path()));
        answers
    })
}

/// `rightsize` and `replay`, of a tenant with logs of many calls.
fn of_logs() -> [Answered; 2] {
    let folder = tenant(&World::new(21, 60, 3000), &EVIDENCE);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (exports, logs, change) = (path("exports"), path("logs"), path("change.json"));
    let sized = ["rightsize", "--window", "50d"];
    let replayed = ["replay", "--change", &change];
    let run = |own: &[&str]| {
        let of_both = ["-i", &exports, "--logs", &logs, "--format", "json"];
        finish(command().args(own).args(of_both)).json()
    };
    let rightsize = run(&sized);
    let all = rightsize["result"]["assignments"]
        .as_array()
        .unwrap()
        .iter();
    let ids: Vec<&Value> = all.map(|sized| &sized["roleAssignment"]).collect();
    std::fs::write(&change, json!({ "remove": ids }).to_string()).unwrap();
    let replay = run(&replayed);
    [
        Answered {
            line: "rightsize -i exports --logs logs --window 50d --format json".to_owned(),
            document: rightsize,
        },
        Answered {
            line: "replay -i exports --logs logs --change change.json --format json".to_owned(),
            document: replay,
        },
    ]
}

/// Runs a line, and keeps its answer where it is named.
fn answer(folder: &Path, line: &str) -> Answered {
    let (kept, line) = match line.split_once(" <- ") {
        Some((kept, line)) => (Some(kept), line),
        None => (None, line),
    };
    let group = format!("{PRODUCTION}/resourceGroups/rg-osl1");
    let below = |resource: &str| format!("{group}/providers/{resource}");
    let line = line
        .replace("{d}", folder.to_str().unwrap())
        .replace("{f}", "tests/fixtures/answers")
        .replace("{t}", TENANT)
        .replace("{s}", PRODUCTION)
        .replace("{g}", &group)
        .replace(
            "{container}",
            &below("Microsoft.Storage/storageAccounts/stosl1output/blobServices/default/containers/runcommands"),
        )
        .replace("{cluster}", &below("Microsoft.NetworkCloud/clusters/c1"))
        .replace("{vault}", &below("Microsoft.KeyVault/vaults/kv1"));
    let mut arguments = words(&line);
    // What follows `--` is no option of the program.
    let end = arguments.iter().position(|word| word == "--");
    let end = end.unwrap_or(arguments.len());
    arguments.splice(end..end, ["--format".to_owned(), "json".to_owned()]);
    let run = finish(command().args(&arguments));
    // What words found is an answer before it is confirmed.
    let is_asked = run.code == 2 && !run.stdout.is_empty();
    let is_answered = is_asked || (run.code != 2 && run.code != 3);
    assert!(is_answered, "{line}\n{}", run.told());
    let document = run.json();
    if let Some(kept) = kept {
        fs::write(folder.join(kept), &run.stdout).unwrap();
        match kept {
            "allowed.json" => write(folder, "altered.json", &altered(&document)),
            "earlier.json" => write(folder, "baseline.json", &outdated(&document)),
            _ => {}
        }
    }
    Answered { line, document }
}

fn write(folder: &Path, name: &str, document: &Value) {
    fs::write(folder.join(name), document.to_string()).unwrap();
}

/// The same answer with another pattern in its path.
fn altered(document: &Value) -> Value {
    let text = document.to_string();
    let other = text.replace("\"pattern\":\"", "\"pattern\":\"Contoso.");
    assert_ne!(text, other);
    serde_json::from_str(&other).unwrap()
}

/// A report with findings that no longer are, of rules that are run and of one that is gone.
fn outdated(document: &Value) -> Value {
    let mut document = document.clone();
    let findings = document["result"]["findings"].as_array_mut().unwrap();
    let mut gone = findings[0].clone();
    gone["id"] = json!("0123456789abcdef");
    let mut unknown = gone.clone();
    unknown["id"] = json!("fedcba9876543210");
    unknown["rule"] = json!("a-rule-of-old");
    findings.extend([gone, unknown]);
    document
}

/// `collect` and `catalog update`, with a stand-in for `az` that refuses most.
#[cfg(unix)]
fn with_az(folder: &Path) -> Vec<Answered> {
    let (tenant, subscription) = (
        "7e4a0000-0000-0000-0000-000000000001",
        "50b00000-0000-0000-0000-00000000000a",
    );
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let fixtures = fixtures.display();
    let script = format!(
        r#"#!/bin/sh
case "$*" in
'account show'*) echo '{{"environmentName":"AzureCloud","id":"{subscription}","tenantId":"{tenant}"}}' ;;
'cloud show'*) echo '{{"name":"AzureCloud","endpoints":{{"microsoftGraphResourceId":"https://graph.microsoft.com/"}}}}' ;;
*'/subscriptions?api-version'*) echo '{{"value":[{{"subscriptionId":"{subscription}","displayName":"P"}}]}}' ;;
'role definition list'*) sed s/CustomRole/BuiltInRole/ '{fixtures}/az/role-definitions.json' ;;
'provider operation list'*) cat '{fixtures}/operations/az.json' ;;
*EligibilityScheduleInstances*) echo 'ERROR: Bad Request({{"error":{{"code":"AadPremiumLicenseRequired","message":"The tenant needs a license."}}}})' >&2; exit 1 ;;
*) echo 'ERROR: Forbidden({{"error":{{"code":"Authorization_RequestDenied","message":"Insufficient privileges."}}}})' >&2; exit 1 ;;
esac
"#
    );
    crate::cli::program(&folder.join("az"), &script);
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let run = |line: &str| {
        let mut command = command();
        command.env("PATH", &path).env("XDG_DATA_HOME", folder);
        let run = finish(command.args(words(line)).current_dir(folder));
        assert!(run.code == 0 || run.code == 4, "{line}\n{}", run.told());
        Answered {
            line: line.to_owned(),
            document: run.json(),
        }
    };
    let collected = run("collect -o exports --format json");
    let manifest = fs::read(folder.join("exports/collect.json")).unwrap();
    vec![
        collected,
        Answered {
            line: "collect.json of `collect`".to_owned(),
            document: serde_json::from_slice(&manifest).unwrap(),
        },
        run("catalog update --force --date 2026-08-22 --format json"),
    ]
}
