//! A folder of CSV files.

use std::fs;
use std::path::Path;

use super::hostile;
use crate::cli::{TENANT, rolecall_in};

const NAMES: [&str; 8] = [
    "assignments",
    "diagnostics",
    "evidence",
    "findings",
    "fixes",
    "inputs",
    "principals",
    "rules",
];

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.records().map(Result::unwrap).collect()
}

#[test]
fn a_new_folder_holds_all_tables() {
    let root = tempfile::tempdir().unwrap();
    let tenant = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    let tenant = tenant.to_str().unwrap();
    let run = rolecall_in(
        root.path(),
        &["audit", "-i", tenant, "--format", "csv", "-o", "out/"],
    );
    assert_eq!(run.code, 1, "{}", run.told());
    assert!(
        run.stderr.ends_with("wrote 8 tables to out/\n"),
        "{}",
        run.stderr
    );
    assert_eq!(names(root.path()), ["out"], "nothing stays aside");
    let out = root.path().join("out");
    assert_eq!(names(&out), NAMES.map(|name| format!("{name}.csv")));
    let one = rolecall_in(root.path(), &["audit", "-i", tenant, "--format", "csv"]).stdout;
    assert_eq!(fs::read_to_string(out.join("findings.csv")).unwrap(), one);
    let findings = rows(&out.join("findings.csv"));
    let evidence = rows(&out.join("evidence.csv"));
    assert!(
        findings
            .iter()
            .all(|f| evidence.iter().any(|e| e[0] == f[0]))
    );
    let rules = rows(&out.join("rules.csv"));
    assert_eq!(rules.len(), rolecall::audit::rules().len());
    assert!(rules.iter().any(|rule| &rule[2] == "failed"));
}

#[test]
fn a_folder_that_is_there_keeps_what_else_it_holds() {
    let root = hostile();
    fs::create_dir(root.path().join("out")).unwrap();
    fs::write(root.path().join("out/notes.txt"), "mine").unwrap();
    fs::write(root.path().join("out/findings.csv"), "old").unwrap();
    let run = rolecall_in(
        root.path(),
        &[
            "audit",
            "-i",
            "assignments.json",
            "--format",
            "csv",
            "-o",
            "out",
        ],
    );
    assert_eq!(run.code, 1, "{}", run.told());
    let out = root.path().join("out");
    assert_eq!(names(&out).len(), 9);
    assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");
    for name in NAMES {
        for cell in rows(&out.join(format!("{name}.csv"))).iter().flatten() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{name}: {cell}"
            );
        }
    }
}

#[test]
fn a_folder_takes_tables_alone() {
    let root = hostile();
    let refused = |arguments: &[&str], told: &str| {
        let run = rolecall_in(root.path(), arguments);
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains(told), "{}", run.stderr);
    };
    refused(&["audit", "-i", ".", "-o", "out/"], "`out/` is a folder");
    refused(
        &["audit", "-i", ".", "-o", ".", "--format", "json"],
        "`.` is a folder",
    );
    refused(
        &["tasks", "list", "-o", "out/", "--format", "csv"],
        "writes one table",
    );
    let run = rolecall_in(
        root.path(),
        &["audit", "-i", ".", "-o", "no/such/", "--format", "csv"],
    );
    assert_eq!(run.code, 3, "{}", run.told());
    assert_eq!(names(root.path()), ["assignments.json"]);
}

#[test]
fn no_cell_is_a_formula_and_no_name_is_a_file() {
    let folder = hostile();
    let run = rolecall_in(
        folder.path(),
        &["audit", "-i", ".", "--format", "csv", "-o", "out/"],
    );
    assert_eq!(run.code, 1, "{}", run.told());
    let out = folder.path().join("out");
    assert_eq!(names(&out), NAMES.map(|name| format!("{name}.csv")));
    let mut quoted = 0;
    for name in NAMES {
        for row in rows(&out.join(format!("{name}.csv"))) {
            for cell in &row {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{name}: {cell}"
                );
                quoted += usize::from(cell == "'=HYPERLINK(\"http://x\")");
            }
        }
    }
    assert!(quoted > 0, "the name of a formula stands nowhere");
}
