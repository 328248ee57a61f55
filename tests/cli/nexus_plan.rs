//! `nexus plan --emit`: the scripts are read by shells and linters, run against an `az` that only notes
//! what it is asked, and say the same in both languages.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command as Program;

use super::*;

const CLUSTER: &str = "tests/fixtures/tenant/cluster-osl1.json";

/// Plans of every kind.
pub(crate) fn plans() -> Vec<Vec<&'static str>> {
    let new = |more: &[&'static str]| [&["--name", "osl2", "-g", "rg-osl2"][..], more].concat();
    vec![
        vec!["--identity", "uami"],
        new(&[
            "--identity",
            "uami",
            "--uami",
            "id-osl2",
            "--location",
            "norwayeast",
        ]),
        new(&[
            "--identity",
            "uami",
            "--per-resource",
            "--uami",
            "id-a",
            "id-b",
            "id-c",
            "--subscription",
            "89fbd25e-30e9-5e89-bb34-21146f4313e1",
        ]),
        vec!["--identity", "uami", "--per-resource"],
        new(&[
            "--identity",
            "sami",
            "--storage-account",
            "st",
            "--container",
            "out",
            "--vault",
            "kv",
            "--workspace",
            "law",
        ]),
        new(&["--identity", "sami", "--settings-after-grants"]),
        vec!["--cluster", CLUSTER],
        vec!["--cluster", CLUSTER, "-i", TENANT],
        vec!["--cluster", CLUSTER, "--identity", "sami", "-i", TENANT],
        vec!["--cluster", CLUSTER, "--identity", "sami", "--one-update"],
        vec!["--cluster", CLUSTER, "--remove", "all"],
        vec!["--cluster", CLUSTER, "--remove", "id-osl1-cluster"],
        new(&[
            "--identity",
            "uami",
            "--vault",
            "it's \"$(a)\" `b` \u{2019} kv",
            "--uami",
            "x y",
        ]),
    ]
}

fn script(plan: &[&str], shell: &str) -> String {
    let run = rolecall(&[&["nexus", "plan", "--emit", shell][..], plan].concat());
    assert_eq!(run.code, 0, "{}", run.told());
    run.stdout
}

/// A folder with the script of each plan.
fn written(shell: &str, ending: &str) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let files = plans().into_iter().enumerate().map(|(at, plan)| {
        let file = folder.path().join(format!("plan-{at}.{ending}"));
        fs::write(&file, script(&plan, shell)).unwrap();
        file
    });
    let files = files.collect();
    (folder, files)
}

#[test]
fn shells_read_the_scripts() {
    let (_folder, files) = written("sh", "sh");
    for shell in ["sh", "bash"] {
        for file in &files {
            let read = Program::new(shell).arg("-n").arg(file).output().unwrap();
            assert!(
                read.status.success(),
                "{shell} {}: {read:?}",
                file.display()
            );
        }
    }
}

#[test]
fn shellcheck_finds_nothing() {
    let (_folder, mut files) = written("sh", "sh");
    // A name with `$(…)` in single quotes is what it should be, and looks to it like a slip.
    files.pop();
    let named = std::env::var_os("ROLECALL_SHELLCHECK").map(PathBuf::from);
    let program = named.unwrap_or_else(|| "shellcheck".into());
    if Program::new(&program).arg("--version").output().is_err() {
        eprintln!(
            "SKIPPED: {} scripts by shellcheck, which is not there",
            files.len()
        );
        return;
    }
    let found = Program::new(&program)
        .arg("--norc")
        .args(&files)
        .output()
        .unwrap();
    assert!(
        found.status.success(),
        "{}",
        String::from_utf8_lossy(&found.stdout)
    );
}

/// An `az` that notes its arguments, a line each call, and prints what it is asked for.
const AZ: &str = r#"#!/bin/sh
printf '%s\037' "$@" >> "$AZ_LOG"
printf '\n' >> "$AZ_LOG"
case "$*" in *--query*) printf 'the %s of %s %s\n' "$(printf '%s' "$*" | sed 's/.*--query \([^ ]*\).*/\1/')" "$1" "$2" ;; esac
"#;

/// Runs a script; gives its exit code and the calls.
fn ran(text: &str, environment: &[(&str, &str)], arguments: &[&str]) -> (i32, Vec<Vec<String>>) {
    let folder = tempfile::tempdir().unwrap();
    let az = folder.path().join("az");
    fs::write(&az, AZ).unwrap();
    fs::set_permissions(&az, fs::Permissions::from_mode(0o755)).unwrap();
    let file = folder.path().join("plan.sh");
    fs::write(&file, text).unwrap();
    let log = folder.path().join("log");
    fs::write(&log, "").unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let run = Program::new("sh")
        .arg(&file)
        .args(arguments)
        .env_clear()
        .env("PATH", path)
        .env("AZ_LOG", &log)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let text = fs::read_to_string(&log).unwrap();
    let calls = text.lines().map(|line| {
        let words = line.trim_end_matches('\u{1f}').split('\u{1f}');
        words.map(str::to_owned).collect()
    });
    (run.status.code().unwrap(), calls.collect())
}

const GIVEN: [(&str, &str); 16] = [
    ("LOCATION", "here"),
    ("CLUSTER", "c"),
    ("RESOURCE_GROUP", "g"),
    ("UAMI", "u"),
    ("UAMI_1", "u1"),
    ("UAMI_2", "u2"),
    ("UAMI_3", "u3"),
    ("STORAGE_ACCOUNT", "st"),
    ("CONTAINER", "co"),
    ("WORKSPACE", "la"),
    ("VAULT", "kv"),
    ("OUTPUT_USERS", "ann bob"),
    ("OUTPUT_GROUPS", "ops"),
    ("ALLOWED_ADDRESSES", "203.0.113.7 198.51.100.0/24"),
    ("ALLOWED_SUBNETS", "/subnet"),
    ("SUBSCRIPTION", "s"),
];

fn called<'c>(calls: &'c [Vec<String>], start: &str) -> Vec<&'c Vec<String>> {
    calls
        .iter()
        .filter(|call| call.join(" ").starts_with(start))
        .collect()
}

fn value<'c>(call: &'c [String], flag: &str) -> &'c str {
    let at = call.iter().position(|word| word == flag);
    &call[at.unwrap_or_else(|| panic!("no {flag} in {call:?}")) + 1]
}

#[test]
fn a_script_does_what_the_plan_says() {
    let plan = [
        "--identity",
        "uami",
        "--name",
        "osl2",
        "-g",
        "rg",
        "--uami",
        "id-osl2",
    ];
    let text = script(&plan, "sh");
    let (code, calls) = ran(&text, &GIVEN, &["--cluster-version", "4.1"]);
    assert_eq!(code, 0, "{calls:?}\n{text}");
    let grants = called(&calls, "role assignment create");
    // Three for the identity, one for the platform, two each for two users and a group.
    assert_eq!(grants.len(), 4 + 6, "{grants:?}");
    assert_eq!(
        value(grants[0], "--assignee-object-id"),
        "the principalId of identity show"
    );
    assert_eq!(value(grants[0], "--scope"), "the id of storage account");
    let kinds: Vec<&str> = grants
        .iter()
        .map(|call| value(call, "--assignee-principal-type"))
        .collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "Group").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == "User").count(), 4);
    let platform = grants.last().unwrap();
    assert_eq!(value(platform, "--assignee-object-id"), "the id of ad sp");
    assert_eq!(value(platform, "--scope"), "the id of identity show");
    assert_eq!(called(&calls, "storage account network-rule add").len(), 3);
    assert_eq!(called(&calls, "storage account update").len(), 1);
    let create = called(&calls, "networkcloud cluster create");
    let words = create[0].join(" ");
    for part in [
        "--cluster-version 4.1 --mi-user-assigned the id of identity show",
        "container-url=the primaryEndpoints.blob of storage accountco",
        "vault-uri=the properties.vaultUri of keyvault show",
        "analytics-workspace-id=the id of monitor log-analytics",
        "identity-resource-id=the id of identity show",
    ] {
        assert!(words.contains(part), "{part}\n{words}");
    }
    let order = |start: &str| {
        let at = calls
            .iter()
            .position(|call| call.join(" ").starts_with(start));
        at.unwrap_or_else(|| panic!("no {start}"))
    };
    assert!(order("identity create") < order("identity show"));
    assert!(order("keyvault create") < order("keyvault show"));
    assert!(order("networkcloud cluster create") < order("networkcloud cluster deploy"));
    // Nobody to let in: no network is limited.
    let open: Vec<(&str, &str)> = GIVEN
        .into_iter()
        .filter(|(name, _)| !name.starts_with("ALLOWED"))
        .collect();
    let (code, calls) = ran(&text, &open, &["--x"]);
    assert_eq!(code, 0);
    assert!(called(&calls, "storage account update").is_empty());
    assert!(called(&calls, "keyvault network-rule").is_empty());
}

#[test]
fn every_script_runs_to_its_end_or_says_what_it_lacks() {
    for plan in plans() {
        let text = script(&plan, "sh");
        let (code, calls) = ran(&text, &GIVEN, &["--usual", "x"]);
        assert_eq!(code, 0, "{plan:?} {calls:?}\n{text}");
        for call in &calls {
            assert!(
                call.iter().all(|word| !word.contains(['<', '>'])),
                "{plan:?} {call:?}"
            );
        }
    }
    let text = script(&["--identity", "uami"], "sh");
    let (code, calls) = ran(&text, &[], &["--usual", "x"]);
    assert_ne!(code, 0);
    assert!(calls.is_empty(), "{calls:?}");
    let (code, calls) = ran(&text, &GIVEN, &[]);
    assert_eq!((code, calls.len()), (2, 0));
}

#[test]
fn what_is_done_is_not_done_again() {
    let text = script(&["--cluster", CLUSTER, "-i", TENANT], "sh");
    assert!(
        text.contains("# 1. create the user-assigned identity id-osl1-cluster: done\n"),
        "{text}"
    );
    let (_, calls) = ran(&text, &[], &[]);
    for start in [
        "identity create",
        "role assignment create",
        "keyvault create",
        "networkcloud cluster update",
    ] {
        assert!(called(&calls, start).is_empty(), "{start}: {calls:?}");
    }
}

#[test]
fn names_are_never_run() {
    let odd = "it's \"$(a)\" `b` \u{2019} kv";
    let text = script(
        &[
            "--identity",
            "uami",
            "--name",
            "c",
            "-g",
            "g",
            "--vault",
            odd,
        ],
        "sh",
    );
    let (code, calls) = ran(&text, &GIVEN, &["--x"]);
    assert_eq!(code, 0);
    assert_eq!(value(called(&calls, "keyvault create")[0], "--name"), odd);
}

/// A resource of another subscription than the cluster's is made and asked for there.
#[test]
fn each_resource_is_looked_for_in_its_own_subscription() {
    let text = fs::read_to_string("tests/fixtures/nexus/f1/cluster.json").unwrap();
    let own = "11111111-1111-1111-1111-111111111111";
    let other = "22222222-2222-2222-2222-222222222222";
    let resources = fs::read_to_string("tests/fixtures/nexus/f1/resources.json").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let of_cluster =
        format!("/subscriptions/{own}/resourceGroups/rg/providers/Microsoft.NetworkCloud");
    let moved = text.replace(own, other);
    let cluster = moved.replace(&of_cluster.replace(own, other), &of_cluster);
    assert!(
        cluster.contains(own) && cluster.contains(other),
        "{cluster}"
    );
    let [cluster, resources] = [
        path("cluster.json", cluster),
        path("resources.json", resources.replace(own, other)),
    ];
    let plan = [
        "--cluster",
        &cluster,
        "-i",
        &resources,
        "--per-resource",
        "--location",
        "eastus",
    ];
    let mut found = 0;
    for more in [&["--uami", "u8"][..], &[]] {
        let (code, calls) = ran(&script(&[&plan[..], more].concat(), "sh"), &GIVEN, &["--x"]);
        assert_eq!(code, 0, "{calls:?}");
        for call in calls
            .iter()
            .filter(|call| call[0] != "ad" && call[0] != "rest")
        {
            let is_about = |name: &str| call.iter().any(|word| word == name);
            let is_there = call[0] != "networkcloud" && !is_about("u8") && call[0] != "role";
            found += usize::from(is_there);
            assert_eq!(
                value(call, "--subscription"),
                if is_there { other } else { own },
                "{call:?}"
            );
        }
    }
    assert!(found > 10, "{found}");
}

/// The calls of `az` in a script, variables as `{name}`.
fn commands(text: &str, shell: &str) -> Vec<Vec<String>> {
    let continued = if shell == "sh" { " \\\n" } else { " `\n" };
    let mut bodies = BTreeMap::new();
    let text = text.replace(continued, " ");
    let mut found = Vec::new();
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
    {
        if let Some(body) = line.strip_prefix("Set-Content -LiteralPath $Body -Value ") {
            bodies.insert("{body}", split(body, shell).remove(0));
        }
        let Some(at) = line
            .find("az ")
            .filter(|at| *at == 0 || line[..*at].ends_with(['(', ' ']))
        else {
            continue;
        };
        let is_call = at == 0 || line[..at].ends_with("$(") || line[..at].ends_with(" = ");
        if !is_call {
            continue;
        }
        let command = line[at..].strip_suffix(')').unwrap_or(&line[at..]);
        let words = split(command, shell)
            .into_iter()
            .map(|word| match word.strip_prefix('@') {
                Some(name) => bodies.get(name).cloned().unwrap_or(word),
                None => word,
            });
        found.push(words.collect());
    }
    found
}

fn split(line: &str, shell: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars().peekable();
    let mut quote = None;
    let is_single = |c: char| c == '\'' || shell != "sh" && ('\u{2018}'..='\u{201b}').contains(&c);
    while let Some(c) = chars.next() {
        let at = word.get_or_insert_with(String::new);
        match (quote, c) {
            (None, ' ') => {
                let done = word.take().unwrap();
                if !done.is_empty() {
                    words.push(done);
                }
            }
            (None, c) if is_single(c) => quote = Some('\''),
            (None, '"') => quote = Some('"'),
            (Some('\''), c) if is_single(c) => match chars.peek() {
                Some(next) if shell != "sh" && is_single(*next) => {
                    at.push(chars.next().unwrap());
                }
                _ => quote = None,
            },
            (Some('"'), '"') => quote = None,
            (None | Some('"'), '\\') if shell == "sh" => at.extend(chars.next()),
            (Some('"'), '`') if shell != "sh" => at.extend(chars.next()),
            (Some('"'), '$') => {
                if chars.peek() == Some(&'@') {
                    chars.next();
                    at.push_str("{args}");
                    continue;
                }
                chars.next();
                let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                at.push_str(&format!("{{{}}}", name.replace('_', "").to_lowercase()));
            }
            (_, c) => at.push(c),
        }
    }
    words.extend(word.filter(|word| !word.is_empty()));
    for word in &mut words {
        if word == "@args" {
            "{args}".clone_into(word);
        }
    }
    words
}

#[test]
fn both_shells_run_the_same_commands() {
    for plan in plans() {
        let [sh, powershell] =
            ["sh", "powershell"].map(|shell| commands(&script(&plan, shell), shell));
        assert!(!sh.is_empty(), "{plan:?}");
        assert_eq!(sh, powershell, "{plan:?}");
    }
}

#[test]
fn the_script_goes_to_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.sh");
    let path = file.to_str().unwrap();
    let run = rolecall(&[
        "nexus",
        "plan",
        "--identity",
        "uami",
        "--emit",
        "sh",
        "-o",
        path,
    ]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(
        fs::read_to_string(file).unwrap(),
        script(&["--identity", "uami"], "sh")
    );
}
