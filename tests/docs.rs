//! The pages of the rules are those that their doc comments give, the page of the tasks is what the
//! program answers, that of the inputs what the readers know, the schemas are those of the types that are printed.

#[path = "../xtask/src/inputs.rs"]
mod inputs;
#[path = "../xtask/src/docs.rs"]
mod pages;
#[path = "../xtask/src/python_shared.rs"]
mod python_shared;
#[path = "../xtask/src/python_types.rs"]
#[allow(dead_code, reason = "`cargo xtask docs` writes them")]
mod python_types;
#[path = "../xtask/src/schemas.rs"]
mod schemas;
#[path = "../xtask/src/tasks.rs"]
mod tasks;

use std::path::Path;

use pages::Mode;
use rolecall::audit::rules;
use rolecall::lint;

use crate::shared::shared;

#[test]
fn the_pages_of_the_rules_are_not_stale() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stale = pages::run(root, Mode::Check)
        .unwrap()
        .err()
        .unwrap_or_default();
    assert!(
        stale.is_empty(),
        "run `cargo xtask docs`: {stale:?} are not what the rules' doc comments say"
    );
}

#[test]
fn the_types_of_python_are_not_stale() {
    let stale = python_types::stale(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(
        stale.is_empty(),
        "run `cargo xtask docs`: {stale:?} in {} are stale",
        python_types::TARGET
    );
}

#[test]
fn the_page_of_the_tasks_is_not_stale() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::read_to_string(root.join(tasks::TARGET)).unwrap();
    // Without the facts of the whole of Azure what the page says of it is taken as it stands.
    if shared("facts/az-role-definition-list.json").is_none() {
        let rows = written.lines().filter(|line| line.starts_with("| ["));
        eprintln!("SKIPPED: {} answers with the whole of Azure", rows.count());
    }
    let stale = written != tasks::page(root);
    assert!(!stale, "run `cargo xtask docs`: {} is stale", tasks::TARGET);
}

#[test]
fn the_page_of_the_inputs_is_not_stale() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(inputs::TARGET);
    let written = std::fs::read_to_string(path).unwrap();
    let stale = written != inputs::page();
    assert!(
        !stale,
        "run `cargo xtask docs`: {} is stale",
        inputs::TARGET
    );
    println!("{}", inputs::count());
}

#[test]
fn the_schemas_are_not_stale() {
    let stale = schemas::stale(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    assert!(stale.is_empty(), "run `cargo xtask docs`: {stale:?}");
}

#[test]
fn a_stale_schema_is_reported_and_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join(schemas::TARGET);
    std::fs::create_dir_all(&target).unwrap();
    std::fs::write(target.join("gone-1.schema.json"), "{}").unwrap();
    std::fs::write(target.join("README.md"), "Stays.").unwrap();
    schemas::write(folder.path()).unwrap();
    assert_eq!(schemas::stale(folder.path()).unwrap(), [""; 0]);
    std::fs::write(target.join("can-1.schema.json"), "{}").unwrap();
    std::fs::write(target.join("gone-1.schema.json"), "{}").unwrap();
    std::fs::remove_file(target.join("who-1.schema.json")).unwrap();
    assert_eq!(
        schemas::stale(folder.path()).unwrap(),
        [
            "can-1.schema.json",
            "gone-1.schema.json",
            "who-1.schema.json"
        ]
    );
    assert!(target.join("README.md").is_file());
}

#[test]
fn every_rule_has_a_page_that_says_what_a_page_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let ids = rules().iter().map(|rule| rule.id);
    for id in ids.chain(lint::rules().iter().map(|rule| rule.id)) {
        let page = std::fs::read_to_string(folder.join(format!("{id}.md"))).unwrap();
        assert!(page.starts_with(&format!("# {id}\n")), "{id}");
        for part in [
            "**What.**",
            "**Why it matters.**",
            "**Evidence.**",
            "**False positives.**",
        ] {
            assert!(page.contains(part), "{id} lacks {part}");
        }
    }
    for rule in rules() {
        let page = std::fs::read_to_string(folder.join(format!("{}.md", rule.id))).unwrap();
        assert!(page.contains("**Remediation.**"), "{}", rule.id);
    }
}

#[test]
fn a_stale_page_is_told_and_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for family in [
        "src/audit/rules",
        "src/audit/upkeep",
        "src/lint/rules",
        "docs/rules",
    ] {
        std::fs::create_dir_all(root.join(family)).unwrap();
    }
    let source = "//! # some-rule\n//!\n//! **What.** Something\n//! odd.\n\nuse x;\n";
    std::fs::write(root.join("src/lint/rules/some_rule.rs"), source).unwrap();
    std::fs::write(root.join("docs/rules/gone.md"), "old").unwrap();
    let names = || -> Vec<String> {
        pages::run(root, Mode::Check)
            .unwrap()
            .err()
            .unwrap_or_default()
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(names(), ["some-rule.md", "README.md", "gone.md"]);
    pages::run(root, Mode::Write).unwrap().unwrap();
    assert_eq!(names(), Vec::<String>::new());
    let page = std::fs::read_to_string(root.join("docs/rules/some-rule.md")).unwrap();
    assert_eq!(
        page,
        "# some-rule\n\n**What.** Something\nodd.\n\nA rule of `rolecall roles lint`; run it alone with `--rule some-rule`.\n"
    );
}

/// The files that a text names in the calls of a macro, from the folder that they are relative to.
fn included<'t>(text: &'t str, call: &str) -> impl Iterator<Item = &'t str> {
    let calls = text.split(call).skip(1);
    calls.filter_map(|after| after.split('"').nth(1).filter(|_| after.starts_with("(\"")))
}

/// An earlier build is not taken for one of other sources.
#[test]
fn the_key_of_the_action_names_what_the_build_reads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = std::fs::read_to_string(root.join("action.yml")).unwrap();
    let (_, after) = action.split_once("&& find ").unwrap();
    let (listed, _) = after.split_once(" -type f").unwrap();
    let listed: Vec<&str> = listed.split(' ').collect();
    for name in &listed {
        assert!(root.join(name).exists(), "{name}");
    }
    let build = std::fs::read_to_string(root.join("build.rs")).unwrap();
    let changed = build.split("rerun-if-changed=").skip(1);
    let changed = changed.map(|after| after.split(['"', '{']).next().unwrap());
    let mut read: Vec<String> = changed
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    assert!(read.len() > 3, "{read:?}");
    let fixed = [
        ".cargo",
        "Cargo.lock",
        "Cargo.toml",
        "build.rs",
        "src",
        "xtask/Cargo.toml",
    ];
    read.extend(fixed.map(str::to_owned));
    let mut open = vec![root.join("src")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let folder = path.parent().unwrap();
            for name in ["include_str!", "include_bytes!"]
                .iter()
                .flat_map(|call| included(&text, call))
            {
                let file = folder.join(name).canonicalize().unwrap();
                let file = file
                    .strip_prefix(root.canonicalize().unwrap())
                    .unwrap()
                    .to_owned();
                read.push(file.display().to_string());
            }
        }
    }
    for name in read {
        let is_in = |listed: &&str| Path::new(&name).starts_with(listed.trim_end_matches('/'));
        assert!(listed.iter().any(is_in), "{name} is not in the key");
    }
}
