//! Manual pages.

use std::process::Command as Process;

use super::*;

/// The pages, by the names of their files.
fn pages() -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("man1");
    let run = finish(command().arg("man").arg("-o").arg(&path));
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.told());
    let mut pages: Vec<(String, String)> = std::fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

#[test]
fn every_command_has_a_page() {
    let pages = pages();
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    for name in [
        "rolecall.1",
        "rolecall-can.1",
        "rolecall-roles-list.1",
        "rolecall-nexus-plan.1",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("__")), "{names:?}");
    for (name, page) in &pages {
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES"] {
            let found = page.lines().any(|line| line == format!(".SH {section}"));
            assert!(found, "{name} lacks {section}\n{page}");
        }
    }
    let first = &pages[names.iter().position(|name| *name == "rolecall.1").unwrap()].1;
    assert_eq!(*first, rolecall(&["man"]).stdout);
    assert!(first.contains("ROLECALL_CATALOG"), "{first}");
}

#[test]
fn examples_keep_their_lines() {
    let mut pages = pages();
    pages.retain(|(name, _)| name == "rolecall-can.1");
    let shown: Vec<&str> = pages[0].1.lines().collect();
    let start = shown
        .iter()
        .position(|line| *line == ".SH EXAMPLES")
        .unwrap();
    assert_eq!(shown[start + 1], ".nf");
    let example = shown[start + 2].replace('\\', "");
    assert_eq!(
        example,
        "  rolecall can --role Reader Microsoft.Storage/storageAccounts/read"
    );
}

#[test]
fn man_takes_the_pages_without_a_warning() {
    for (name, page) in pages() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(&name);
        std::fs::write(&path, page).unwrap();
        let ran = Process::new("man")
            .args(["--warnings=mac,el,syntax", "-E", "UTF-8", "-l"])
            .arg(&path)
            .env("MANWIDTH", "100")
            .output();
        let Ok(ran) = ran else {
            eprintln!("SKIPPED: there is no `man` to read the pages with");
            return;
        };
        let told = String::from_utf8_lossy(&ran.stderr);
        if told.contains("No such file or directory") || told.contains("not been minimized") {
            eprintln!("SKIPPED: `man` is there, its formatter isn't: {told}");
            return;
        }
        assert_eq!(told, "", "{name}");
    }
}

#[test]
fn it_has_one_format() {
    for arguments in [
        &["man", "--format", "json"][..],
        &["completions", "bash", "--format", "json"],
    ] {
        assert_eq!(rolecall(arguments).code, 2, "{arguments:?}");
    }
}
