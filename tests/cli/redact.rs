//! `--redact`: nothing of a tenant is in any output, and the same thing has the same pseudonym.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use rolecall::RoleId;
use rolecall::catalog::Catalog;
use rolecall::pattern::Wildcards;

use super::*;

const DELEGATES: &str = "tests/fixtures/delegates";

fn guids(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let words = text.split(|c: char| !is_part(c));
    let guids = words.filter(|word| word.len() == 36 && RoleId::parse(word).is_some());
    guids.map(str::to_lowercase).collect()
}

/// The names that a document gives in fields for names, and those in ids of resources.
fn names(field: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let naming = [
                "displayName",
                "userPrincipalName",
                "principalName",
                "roleName",
                "denyAssignmentName",
                "description",
                "principalDisplayName",
                "mail",
                "appDisplayName",
                "userName",
            ];
            if naming.contains(&field) {
                found.insert(text.to_lowercase());
            }
            let lower = text.to_lowercase();
            let segments: Vec<&str> = lower.split('/').collect();
            if lower.starts_with("/subscriptions/") || lower.starts_with("/providers/") {
                for pair in segments.windows(2) {
                    if [
                        "resourcegroups",
                        "managementgroups",
                        "storageaccounts",
                        "vaults",
                        "clusters",
                        "userassignedidentities",
                        "workspaces",
                        "containers",
                    ]
                    .contains(&pair[0])
                    {
                        found.insert(pair[1].to_owned());
                    }
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(field, item, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                names(key, value, found);
                names("", &Value::String(key.clone()), found);
            }
        }
        _ => {}
    }
}

/// Everything in a folder of exports that no output may hold.
fn secrets(folder: &Path) -> BTreeSet<String> {
    let catalog = Catalog::core(Wildcards::Azure);
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let ids = guids(&text).into_iter();
        found.extend(ids.filter(|id| catalog.find_role_id(RoleId::parse(id).unwrap()).is_none()));
        names("", &serde_json::from_str(&text).unwrap(), &mut found);
        found.insert(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    found.remove("00000000-0000-0000-0000-000000000000");
    found.remove(&rolecall::nexus::PLATFORM_NAME.to_lowercase());
    found.remove(rolecall::nexus::PLATFORM_APPLICATION);
    let published: BTreeSet<String> = catalog
        .roles()
        .map(|at| catalog.role_name(at).to_lowercase())
        .collect();
    // The pages of the rules use words that a tenant may be named by.
    let nothing = "tests/fixtures/operations/az.json";
    let pages = rolecall(&["audit", "-i", nothing, "--no-config", "--format", "sarif"]);
    let pages = pages.stdout.to_lowercase();
    found.retain(|secret| {
        let own = !published.contains(secret) && secret != "default" && !pages.contains(secret);
        own && secret.len() > 3
    });
    found
}

fn folder_of(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn holds_none(output: &str, secrets: &BTreeSet<String>, what: &str) {
    let lower = output.to_lowercase();
    let told: Vec<_> = secrets
        .iter()
        .filter(|s| lower.contains(s.as_str()))
        .collect();
    assert!(told.is_empty(), "{what}: {told:#?}");
}

/// A file as text; a workbook as the texts in it.
pub(super) fn text_of(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes).unwrap();
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        archive
            .by_index(at)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
    }
    text
}

pub(super) fn out(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("redact");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
fn no_format_of_an_audit_holds_a_name() {
    let mut secrets_of = secrets(&folder_of(TENANT));
    secrets_of.extend(secrets(&folder_of(DELEGATES)));
    assert!(secrets_of.len() > 60, "{}", secrets_of.len());
    let plain = rolecall(&["audit", "--all", "-i", TENANT, DELEGATES, "--no-config"]);
    let shown = secrets_of
        .iter()
        .filter(|s| plain.stdout.to_lowercase().contains(s.as_str()));
    assert!(shown.count() > 20, "the secrets are those of the report");
    for format in [
        "human", "json", "jsonl", "csv", "markdown", "html", "sarif", "junit", "xlsx",
    ] {
        let file = out(&format!("audit.{format}"));
        let file = file.to_str().unwrap();
        let run = rolecall(&[
            "audit",
            "--all",
            "-i",
            TENANT,
            DELEGATES,
            "--redact",
            "--no-config",
            "--format",
            format,
            "-o",
            file,
        ]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        holds_none(&text_of(Path::new(file)), &secrets_of, format);
        holds_none(&run.stderr.replace(file, ""), &secrets_of, format);
    }
}

#[test]
fn no_format_of_a_diff_holds_a_name() {
    let secrets_of = [secrets(&folder_of(TENANT)), secrets(&folder_of(DELEGATES))].concat_all();
    for format in ["human", "json", "jsonl", "csv", "markdown"] {
        let run = rolecall(&["diff", TENANT, DELEGATES, "--redact", "--format", format]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(!run.stdout.is_empty());
        holds_none(&run.stdout, &secrets_of, format);
        holds_none(&run.stderr, &secrets_of, format);
    }
}

trait ConcatAll {
    fn concat_all(self) -> BTreeSet<String>;
}

impl<const N: usize> ConcatAll for [BTreeSet<String>; N] {
    fn concat_all(self) -> BTreeSet<String> {
        self.into_iter().flatten().collect()
    }
}

#[test]
fn no_format_of_paths_holds_a_name() {
    let secrets_of = secrets(&folder_of("demo"));
    for format in ["human", "json", "csv", "markdown", "dot", "mermaid"] {
        let run = rolecall(&[
            "audit",
            "--paths",
            "-i",
            "demo",
            "--redact",
            "--no-config",
            "--format",
            format,
        ]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        holds_none(&run.stdout, &secrets_of, format);
        holds_none(&run.stderr, &secrets_of, format);
    }
}

#[test]
fn odd_inputs_are_told_of_without_names() {
    let folder = out("odd");
    fs::create_dir_all(&folder).unwrap();
    let role = |actions: &str| {
        format!(
            r#"{{"roleName":"Fabrikam Secret","name":"7f0c1a52-0000-4000-8000-000000000001","roleType":"CustomRole","permissions":[{{"actions":["{actions}"],"dataActions":[],"notActions":[],"notDataActions":[]}}],"assignableScopes":["/subscriptions/fabrikam"]}}"#
        )
    };
    let text = format!("[{},{}]", role("*"), role("*/read"));
    fs::write(folder.join("fabrikam-roles.json"), text).unwrap();
    fs::write(folder.join("fabrikam-broken.json"), "{\"fabrikam\": ").unwrap();
    fs::write(
        folder.join("fabrikam-other.json"),
        r#"[{"fabrikamField":"Fabrikam"}]"#,
    )
    .unwrap();
    let run = rolecall_in(&folder, &["audit", "-i", ".", "--redact", "--no-config"]);
    assert!(
        run.stderr.contains("given with different permissions"),
        "{}",
        run.told()
    );
    assert!(
        !run.told().to_lowercase().contains("fabrikam"),
        "{}",
        run.told()
    );
}

#[test]
fn the_same_thing_has_the_same_pseudonym() {
    let audit = |flags: &[&str]| {
        let base = [
            "audit",
            "-i",
            TENANT,
            "--redact",
            "--no-config",
            "--format",
            "json",
        ];
        rolecall(&[&base[..], flags].concat()).json()
    };
    let principals = |report: &Value| -> BTreeSet<String> {
        let findings = report["result"]["findings"].as_array().unwrap().iter();
        findings
            .filter_map(|f| Some(f["principal"]["id"].as_str()?.to_owned()))
            .collect()
    };
    assert_eq!(audit(&[]), audit(&[]));
    let keyed = audit(&["--redact-key", "k"]);
    assert_ne!(principals(&audit(&[])), principals(&keyed));
    let empty = out("nothing");
    fs::create_dir_all(&empty).unwrap();
    fs::write(empty.join("role-assignments-prod.json"), "[]").unwrap();
    let diff = rolecall(&[
        "diff",
        empty.to_str().unwrap(),
        TENANT,
        "--redact",
        "--redact-key",
        "k",
        "--format",
        "json",
    ]);
    let rows = diff.result()["effective"]["gained"].take();
    let gained: BTreeSet<String> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["principal"]["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        principals(&keyed).intersection(&gained).count() > 3,
        "{gained:?}"
    );
}

#[test]
fn redaction_changes_no_verdict() {
    for inputs in [[TENANT, DELEGATES], ["demo", "demo"]] {
        let counts = |flags: &[&str]| {
            let base = ["audit", "--no-config", "--format", "json", "-i"];
            let run = rolecall(&[&base[..], &inputs, flags].concat());
            run.result()["summary"].take()
        };
        assert_eq!(counts(&["--redact"]), counts(&[]), "{inputs:?}");
    }
}
