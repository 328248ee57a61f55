//! Results for build servers and code scanning.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::{Tenants, python, read, readers, written};

/// The calls that give findings, of a folder of exports.
fn calls(exports: &str) -> [Vec<String>; 4] {
    let words = |line: String| line.split(' ').map(str::to_owned).collect();
    [
        words(format!("audit -i {exports}/tenant {exports}/delegates")),
        words(format!("roles lint {exports}/tenant/custom-roles.json")),
        words(format!("nexus check -i {exports}/tenant")),
        words("recommend --task deploy-cluster".to_owned()),
    ]
}

#[test]
fn jenkins_takes_junit() {
    let Some(readers) = readers("junit-10.xsd") else {
        return;
    };
    let tenants = Tenants::new();
    let room = tempfile::tempdir().unwrap();
    let minimal = crate::shared::shared("tools/junit-minimal.xsd");
    for (called, exports) in tenants.each() {
        for (number, call) in calls(&exports.display().to_string()).iter().enumerate() {
            let call: Vec<&str> = call.iter().map(String::as_str).collect();
            let file = room.path().join(format!("{called}-{number}.xml"));
            written(&call, &file);
            for schema in [Some(readers.join("junit-10.xsd")), minimal.clone()] {
                let Some(schema) = schema else { continue };
                let seen = read(python(&readers, "junit.py").arg(&schema).arg(&file), 60);
                assert!(seen.is_well, "{call:?} of {called}: {}", seen.said);
            }
        }
    }
}

/// What it would want beyond the standard and can't be had: a public address of the project.
const WANTED_ONLY: [&str; 1] = ["SARIF2005"];

#[test]
fn the_sarif_multitool_finds_no_fault() {
    let Some(readers) = readers("sarif-multitool") else {
        return;
    };
    let tool = readers.join("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");
    let tenants = Tenants::new();
    let room = tempfile::tempdir().unwrap();
    for (called, exports) in tenants.each() {
        for (number, call) in calls(&exports.display().to_string()).iter().enumerate() {
            let call: Vec<&str> = call.iter().map(String::as_str).collect();
            let file = room.path().join(format!("{called}-{number}.sarif"));
            written(&call, &file);
            // What is recommended is about no file, so that code scanning has no place for it.
            let kind = match call[0] {
                "recommend" => "Sarif",
                _ => "Sarif;Ghas",
            };
            let found = room.path().join(format!("{called}-{number}-found.sarif"));
            let seen = read(
                Command::new(&tool)
                    .arg("validate")
                    .arg(&file)
                    .arg("--output")
                    .arg(&found)
                    .args(["--log", "ForceOverwrite", "--rule-kind", kind])
                    .args(["--level", "Error;Warning"])
                    .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"),
                120,
            );
            assert!(found.is_file(), "{call:?} of {called}: {}", seen.said);
            let text = fs::read_to_string(&found).unwrap();
            let log: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
            let run = &log["runs"][0];
            let invocation = &run["invocations"][0];
            assert_eq!(invocation["executionSuccessful"], true, "{}", seen.said);
            let results = run["results"].as_array();
            let faults: Vec<String> = results
                .into_iter()
                .flatten()
                .filter(|result| {
                    let rule = result["ruleId"].as_str().unwrap();
                    !WANTED_ONLY.contains(&rule)
                })
                .map(|result| format!("{} {}", result["ruleId"], result["message"]))
                .collect();
            assert!(faults.is_empty(), "{call:?} of {called}: {faults:#?}");
        }
    }
}
