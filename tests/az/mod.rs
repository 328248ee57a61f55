//! `collect` with the real `az`, against a stand-in for Azure on loopback. It runs where
//! `ROLECALL_AZ` names an `az`, as `.ci/run` makes one; elsewhere it is skipped.

mod tenant;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Run, command, finish};
use crate::support;
use tenant::{DELETED, OLD, OPS, Tenant, WORKS};

/// How many situations are tried.
const SITUATIONS: usize = 8;

#[test]
fn the_real_az_loses_nothing_that_the_folder_does_not_name() {
    let Some(az) = std::env::var_os("ROLECALL_AZ").map(PathBuf::from) else {
        eprintln!(
            "SKIPPED: {SITUATIONS} situations of `collect` with the real az: `ROLECALL_AZ` names none"
        );
        return;
    };
    let azure = Azure::start(&az);
    azure.sign_in();
    let mut tried = 0;
    for situation in [
        everything,
        by_script,
        what_passes,
        what_stays,
        an_expired_sign_in,
        interruptions,
        another_code_page,
        an_untrusted_certificate,
    ] {
        let begun = Instant::now();
        situation(&azure);
        tried += 1;
        println!("{tried}: {} s", begun.elapsed().as_secs());
    }
    assert_eq!(tried, SITUATIONS);
}

/// The scripts for PowerShell can't be run here; a grammar reads them without a fault.
#[test]
fn the_scripts_for_powershell_are_powershell() {
    let Some(az) = std::env::var_os("ROLECALL_AZ").map(PathBuf::from) else {
        eprintln!("SKIPPED: the grammar of PowerShell: `ROLECALL_AZ` names no az beside it");
        return;
    };
    let room = tempfile::tempdir().unwrap();
    let collect = ["collect", "--dry-run", "--shell", "powershell"];
    let collections: [&[&str]; 2] = [
        &[],
        &["--subscription", "it's ours", "--subscription", "Lab"],
    ];
    let collections = collections.map(|more| [&collect[..], more].concat());
    #[cfg(unix)]
    let plans = crate::cli::plans();
    #[cfg(not(unix))]
    let plans: Vec<Vec<&str>> = Vec::new();
    let plans = plans.into_iter().map(|plan| {
        let emit = ["nexus", "plan", "--emit", "powershell"];
        [&emit[..], &plan].concat()
    });
    for words in collections.into_iter().chain(plans) {
        let script = finish(command().args(words));
        assert_eq!(script.code, 0, "{}", script.told());
        let file = room.path().join("collect.ps1");
        fs::write(&file, &script.stdout).unwrap();
        let python = az.parent().unwrap().join("python3");
        let read = finish(
            assert_cmd::Command::new(python)
                .args(["-c", GRAMMAR])
                .arg(&file),
        );
        assert_eq!(read.code, 0, "{}", read.told());
    }
}

/// Prints the places that the grammar doesn't understand.
const GRAMMAR: &str = "
import sys, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
text = open(sys.argv[1], 'rb').read()
faults = []
def look(node):
    if node.is_error or node.is_missing:
        faults.append((node.start_point, text[node.start_byte:node.end_byte][:200]))
    for child in node.children:
        look(child)
look(parser.parse(text).root_node)
print(faults)
sys.exit(1 if faults else 0)
";

/// The stand-in, and a folder in which `az` and the collections are.
struct Azure {
    room: TempDir,
    tenant: Tenant,
    standin: Child,
    proxy: String,
    path: String,
}

impl Drop for Azure {
    fn drop(&mut self) {
        let _ = self.standin.kill();
        let _ = self.standin.wait();
    }
}

impl Azure {
    fn start(az: &Path) -> Self {
        let room = tempfile::tempdir().unwrap();
        let tenant = tenant::tenant();
        let file = room.path().join("tenant.json");
        fs::write(&file, tenant.served().to_string()).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/az/standin.py");
        let standin = Command::new("python3")
            .arg(script)
            .args([room.path(), &file])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let port = room.path().join("port");
        let patience = Instant::now() + Duration::from_secs(60);
        while !port.exists() {
            assert!(Instant::now() < patience, "the stand-in doesn't start");
            thread::sleep(Duration::from_millis(50));
        }
        let port = fs::read_to_string(port).unwrap();
        Self {
            proxy: format!("http://127.0.0.1:{port}"),
            path: format!("{}:/usr/bin:/bin", az.parent().unwrap().display()),
            room,
            tenant,
            standin,
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    /// The surroundings in which `az` meets the stand-in, and nothing of the user's.
    fn around<'c>(&self, command: &'c mut assert_cmd::Command) -> &'c mut assert_cmd::Command {
        for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] {
            command.env(name, &self.proxy);
        }
        command
            .current_dir(self.room.path())
            .env("NO_PROXY", "")
            .env("no_proxy", "")
            .env("PATH", &self.path)
            .env("REQUESTS_CA_BUNDLE", self.at("ca.pem"))
            .env("AZURE_CONFIG_DIR", self.at("config"))
            .env("AZURE_CORE_COLLECT_TELEMETRY", "no")
    }

    /// Signs in anew, with nothing kept of an earlier sign-in.
    fn sign_in(&self) {
        self.faults(&json!([]));
        let _ = fs::remove_dir_all(self.at("config"));
        let words = [
            "login",
            "--service-principal",
            "-u",
            WORKS,
            "-p",
            "secret",
            "--tenant",
            tenant::TENANT,
            "-o",
            "none",
        ];
        let mut az = assert_cmd::Command::new("az");
        let run = finish(self.around(&mut az).args(words));
        assert_eq!(run.code, 0, "{}", run.told());
    }

    fn faults(&self, rules: &Value) {
        fs::write(self.at("faults.json"), rules.to_string()).unwrap();
    }

    fn collect(&self, folder: &str) -> Run {
        finish(self.around(&mut command()).args(["collect", "-o", folder]))
    }

    fn requests(&self) -> usize {
        fs::read_to_string(self.at("requests"))
            .unwrap()
            .lines()
            .count()
    }

    /// A folder in which everything is but some files.
    fn all_but(&self, folder: &str, files: &[String]) {
        let _ = fs::remove_dir_all(self.at(folder));
        copy(&self.at("everything"), &self.at(folder));
        for file in files {
            fs::remove_file(self.at(folder).join(file)).unwrap();
        }
    }

    /// Every list of the tenant is in the folder whole, or the manifest names it.
    fn check(&self, folder: &str) -> Value {
        let root = self.at(folder);
        let manifest = json_of(&root.join("collect.json"));
        let missing: BTreeSet<&str> = manifest["missing"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["name"].as_str().unwrap())
            .collect();
        assert_eq!(manifest["complete"], missing.is_empty(), "{manifest:#}");
        for list in &self.tenant.lists {
            let kept = pages(&root, &list.file);
            let Some(kept) = kept else {
                let is_named =
                    missing.contains(list.file.as_str()) || missing.contains("everything else");
                assert!(is_named, "{} of {folder} is lost: {manifest:#}", list.file);
                continue;
            };
            assert!(
                !missing.contains(list.file.as_str()),
                "{} is there",
                list.file
            );
            for record in expected(list) {
                let is_kept = kept.iter().any(|kept| is_part(kept, record));
                assert!(is_kept, "{} of {folder} lacks {record:#}", list.file);
            }
            assert_eq!(
                kept.len(),
                expected(list).count(),
                "{} of {folder}",
                list.file
            );
        }
        manifest
    }
}

/// What is taken of a list.
fn expected(list: &tenant::List) -> impl Iterator<Item = &Value> {
    list.records.iter().filter(|record| {
        let is_built_in = record["properties"]["type"] == "BuiltInRole";
        let has_identity = !record["identity"].is_null();
        (!list.file.ends_with("custom-roles.json") || !is_built_in)
            && (!list.file.ends_with("hosts.json") || has_identity)
    })
}

/// Whether what was kept of a record says what the record says; a part may be left out.
fn is_part(kept: &Value, record: &Value) -> bool {
    match (kept, record) {
        (Value::Object(kept), Value::Object(record)) => {
            let is_in = |(key, value): (&String, &Value)| match record.get(key) {
                Some(own) => is_part(value, own),
                None => is_nothing(value),
            };
            kept.iter().all(is_in) && kept.contains_key("id") == record.contains_key("id")
        }
        (Value::Array(kept), Value::Array(record)) => {
            kept.len() == record.len() && kept.iter().zip(record).all(|(a, b)| is_part(a, b))
        }
        (kept, record) => kept == record,
    }
}

/// Whether a value only says that something wasn't there.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(is_nothing),
        _ => false,
    }
}

/// The records of a file and its further pages; none where it isn't there.
fn pages(root: &Path, file: &str) -> Option<Vec<Value>> {
    let mut records = Vec::new();
    for page in 1.. {
        let name = match page {
            1 => file.to_owned(),
            n => file.replace(".json", &format!(".page{n}.json")),
        };
        let Ok(bytes) = fs::read(root.join(name)) else {
            break;
        };
        let page: Value = serde_json::from_slice(&bytes).unwrap();
        let list = ["value", "transitiveMembers"]
            .iter()
            .find_map(|key| page[key].as_array());
        records.extend(list.unwrap().iter().cloned());
    }
    root.join(file).exists().then_some(records)
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn works(file: &str) -> String {
    format!("subscriptions/{WORKS}/{file}.json")
}

fn old(file: &str) -> String {
    format!("subscriptions/{OLD}/{file}.json")
}

/// Nothing goes wrong: everything is there, and answers are complete.
fn everything(azure: &Azure) {
    let run = azure.collect("everything");
    assert_eq!(run.code, 0, "{}", run.told());
    let manifest = azure.check("everything");
    assert_eq!(manifest["absent"], json!([]));
    assert_eq!(manifest["principalsNotFound"], json!([DELETED]));
    let read = support::tenant(&[&azure.at("everything")]);
    let codes: BTreeSet<&str> = read.diagnostics.iter().map(|found| found.code).collect();
    assert!(
        codes.is_subset(&BTreeSet::from(["no-grant"])),
        "{:#?}",
        read.diagnostics
    );
    let cluster = azure.at("cluster.json");
    fs::write(
        &cluster,
        azure.tenant.of(&works("clusters")).records[0].to_string(),
    )
    .unwrap();
    // The cluster as a file, and as the folder describes it.
    for cluster in [&["--cluster", "cluster.json"][..], &[]] {
        let words = ["nexus", "check", "-i", "everything"];
        let more = ["--api-version", "2025-02-01", "--format", "json"];
        let words = [&words[..], cluster, &more].concat();
        let check = finish(azure.around(&mut command()).args(words));
        let checks = check.json()["result"]["checks"].take();
        let checks = checks.as_array().unwrap();
        let open: Vec<&Value> = checks
            .iter()
            .filter(|check| check["status"] == "unknown")
            .collect();
        assert!(open.is_empty(), "{open:#?}");
        let told = |rule: &str| checks.iter().any(|check| check["rule"] == rule);
        assert!(
            told("A1") && told("A3"),
            "the settings are judged: {checks:#?}"
        );
    }
}

/// The script for another machine collects the same.
fn by_script(azure: &Azure) {
    let script =
        finish(
            azure
                .around(&mut command())
                .args(["collect", "--dry-run", "-o", "by script"]),
        );
    fs::write(azure.at("collect.sh"), &script.stdout).unwrap();
    let run = finish(
        azure
            .around(&mut assert_cmd::Command::new("/bin/sh"))
            .arg("collect.sh"),
    );
    assert_eq!(run.code, 0, "{}", run.told());
    let manifest = azure.check("by script");
    assert_eq!(manifest["principalsNotFound"], json!([DELETED]));
}

/// What passes is waited out.
fn what_passes(azure: &Azure) {
    let files = [
        "deny-assignments",
        "eligible-assignments",
        "active-assignments",
        "locks",
        "key-vaults",
        "identities",
        "hosts",
    ];
    let mut files: Vec<String> = files.iter().map(|file| works(file)).collect();
    files.push(format!("groups/{OPS}.json"));
    azure.all_but("passing", &files);
    let busy = json!({"error": {"code": "TooManyRequests", "message": "slow down"}});
    azure.faults(&json!([
        {"match": format!("{WORKS}/.*denyAssignments"), "times": 1, "status": 429, "headers": {"Retry-After": "3"}, "body": busy},
        {"match": format!("{WORKS}/.*roleEligibility"), "times": 1, "status": 429},
        {"match": format!("{WORKS}/.*roleAssignmentSchedule"), "times": 1, "status": 500, "body": {"error": {"code": "InternalServerError", "message": "oh"}}},
        {"match": format!("{WORKS}/.*locks"), "times": 1, "cut": 40},
        {"match": format!("{WORKS}/.*vaults"), "times": 1, "drop": true},
        {"match": format!("{WORKS}/.*userAssigned"), "times": 1, "status": 408},
        {"match": format!("{WORKS}/resources"), "times": 1, "wait": 4},
        {"match": "transitiveMembers.*skiptoken", "times": 1, "status": 503, "body": "<html>throttled_http_client az login</html>"},
    ]));
    let run = azure.collect("passing");
    assert_eq!(run.code, 0, "{}", run.told());
    azure.check("passing");
}

/// What stays is named, each with why.
fn what_stays(azure: &Azure) {
    let files = [
        "role-assignments",
        "deny-assignments",
        "eligible-assignments",
        "key-vaults",
        "workspaces",
        "locks",
    ];
    let mut files: Vec<String> = files.iter().map(|file| old(file)).collect();
    files.push(format!("groups/{OPS}.json"));
    azure.all_but("staying", &files);
    let refused =
        json!({"error": {"code": "AuthorizationFailed", "message": "does not have authorization"}});
    azure.faults(&json!([
        {"match": format!("{OLD}/.*roleAssignments"), "status": 403, "body": refused},
        {"match": format!("{OLD}/.*denyAssignments"), "status": 404, "body": {"error": {"code": "SubscriptionNotFound", "message": "no"}}},
        {"match": format!("{OLD}/.*roleEligibility"), "status": 404},
        {"match": format!("{OLD}/.*vaults"), "status": 200, "body": "<html>sign in to the proxy</html>"},
        {"match": format!("{OLD}/.*workspaces"), "status": 200, "body": ""},
        {"match": format!("{OLD}/.*locks"), "status": 400, "body": {"error": {"code": "NoRegisteredProviderFound", "message": "versions"}}},
        {"match": "transitiveMembers", "status": 403, "body": "<html>access denied, throttled</html>"},
    ]));
    let run = azure.collect("staying");
    assert_eq!(run.code, 4, "{}", run.told());
    let manifest = azure.check("staying");
    let mut named: Vec<(&str, &str)> = manifest["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            (
                entry["name"].as_str().unwrap(),
                entry["status"].as_str().unwrap(),
            )
        })
        .collect();
    named.sort_unstable();
    let mut expected: Vec<(&str, &str)> = files
        .iter()
        .map(String::as_str)
        .zip([
            "refused",
            "not found",
            "not found",
            "failed",
            "failed",
            "failed",
            "refused",
        ])
        .collect();
    // And what is asked only of what they show.
    expected.extend([("principals", "refused"), ("groups", "refused")]);
    expected.sort_unstable();
    assert_eq!(named, expected);
}

/// A sign-in that expires ends the run; a new one goes on where it was.
fn an_expired_sign_in(azure: &Azure) {
    azure.all_but("expired", &[works("locks"), works("hosts"), old("locks")]);
    azure.faults(&json!([{"match": format!("{WORKS}/.*locks"), "expire": true, "times": 1}]));
    let run = azure.collect("expired");
    assert_eq!(run.code, 3, "{}", run.told());
    assert!(run.stderr.contains("az login"), "{}", run.stderr);
    let manifest = azure.check("expired");
    assert_eq!(manifest["complete"], false);
    azure.sign_in();
    let run = azure.collect("expired");
    assert_eq!(run.code, 0, "{}", run.told());
    azure.check("expired");
}

/// Interrupted twice, early and late, the folder is true each time.
fn interruptions(azure: &Azure) {
    let mut files: Vec<String> = [
        "locks",
        "hosts",
        "key-vaults",
        "deny-assignments",
        "activity-log-90-days",
    ]
    .iter()
    .map(|file| works(file))
    .collect();
    files.push(format!("groups/{OPS}.json"));
    azure.all_but("interrupted", &files);
    for requests in [3, 9] {
        let until = azure.requests() + requests;
        let mut interrupted = std::process::Command::new("sh");
        let program = env!("CARGO_BIN_EXE_rolecall");
        // In a process group of its own, as a terminal starts it.
        let mut told = assert_cmd::Command::new("sh");
        azure.around(&mut told);
        for (name, value) in told.get_envs() {
            if let Some(value) = value {
                interrupted.env(name, value);
            }
        }
        let mut child = std::os::unix::process::CommandExt::process_group(
            interrupted
                .current_dir(azure.room.path())
                .args(["-c", &format!("exec {program} collect -o interrupted")]),
            0,
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
        while azure.requests() < until && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(20));
        }
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-INT", "--", &group]).status();
        child.wait().unwrap();
        let manifest = azure.check("interrupted");
        assert_eq!(manifest["complete"], false, "{manifest:#}");
    }
    let run = azure.collect("interrupted");
    assert_eq!(run.code, 0, "{}", run.told());
    azure.check("interrupted");
}

/// An `az` that prints in a code page of its own, as the installer of Windows makes it.
fn another_code_page(azure: &Azure) {
    azure.all_but("code-page", &[works("locks"), old("hosts")]);
    let real = azure.path.split(':').next().unwrap();
    let folder = azure.at("odd az");
    fs::create_dir_all(&folder).unwrap();
    let script = format!("#!/bin/sh\nPYTHONIOENCODING=cp1252 exec {real}/az \"$@\"\n");
    crate::cli::program(&folder.join("az"), &script);
    let path = format!("{}:{}", folder.display(), azure.path);
    let mut program = command();
    let run = finish(
        azure
            .around(&mut program)
            .env("PATH", path)
            .env("LC_ALL", "C.UTF-8")
            .args(["collect", "-o", "code-page"]),
    );
    assert_eq!(run.code, 4, "{}", run.told());
    let manifest = azure.check("code-page");
    let named: BTreeSet<&str> = manifest["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["name"].as_str().unwrap())
        .collect();
    // One has letters that the code page lacks, the other letters that it has.
    let lost = [works("locks"), "subscriptions.json".to_owned()];
    let lost = lost.iter().map(String::as_str);
    assert_eq!(named, lost.chain(["principals", "groups"]).collect());
    assert!(
        azure.at("code-page").join(old("hosts")).exists(),
        "plain ASCII is taken"
    );
}

/// Where what answers isn't trusted, the run ends at once.
fn an_untrusted_certificate(azure: &Azure) {
    azure.all_but("untrusted", &[works("locks")]);
    let mut program = command();
    let run = finish(
        azure
            .around(&mut program)
            .env("REQUESTS_CA_BUNDLE", azure.at("other.pem"))
            .args(["collect", "-o", "untrusted"]),
    );
    assert_eq!(run.code, 3, "{}", run.told());
    azure.check("untrusted");
}
