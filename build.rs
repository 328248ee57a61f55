//! Turns `roles/` into the core catalogue image inside the binary, or takes the image that
//! `ROLECALL_EMBED` names.

#![allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

#[path = "src/bits.rs"]
mod bits;
#[path = "src/ids.rs"]
mod ids;
#[path = "src/model/mod.rs"]
mod model;
#[path = "src/pattern"]
mod pattern {
    #[path = "action_pattern.rs"]
    mod action_pattern;
    #[path = "set.rs"]
    mod set;
    #[path = "wildcards.rs"]
    mod wildcards;
    pub use action_pattern::ActionPattern;
    pub use set::PatternSet;
    pub use wildcards::{MatchRule, Wildcards};
}
#[path = "build/effects.rs"]
mod effects;
#[path = "build/role_files.rs"]
mod role_files;
#[path = "src/scope/mod.rs"]
mod scope;
#[path = "src/span.rs"]
mod span;
#[path = "src/text.rs"]
mod text;
#[path = "src/time.rs"]
mod time;
#[path = "src/catalog"]
mod catalog {
    #[path = "expand.rs"]
    pub(crate) mod expand;
    #[path = "image/mod.rs"]
    pub(crate) mod image;
    #[path = "source.rs"]
    pub(crate) mod source;
}

use std::path::{Path, PathBuf};
use std::{env, fs};

use catalog::source::Source;
use role_files::{describe, read_operations, read_role};

/// The day of the facts in `roles/`.
const DATE: &str = "2026-03-08";

fn main() {
    println!("cargo::rerun-if-changed=roles");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-env-changed=ROLECALL_EMBED");
    for module in [
        "bits.rs", "ids.rs", "span.rs", "text.rs", "time.rs", "model", "pattern", "scope",
        "catalog",
    ] {
        println!("cargo::rerun-if-changed=src/{module}");
    }
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=docs/rules");
    println!("cargo::rerun-if-changed=docs/semantics.md");
    fs::write(out.join("clauses.rs"), clauses()).expect("OUT_DIR can be written");
    fs::write(out.join("rule_pages.rs"), rule_pages()).expect("OUT_DIR can be written");
    println!("cargo::rerun-if-changed=docs/nexus.md");
    fs::write(out.join("nexus_rows.rs"), nexus_rows()).expect("OUT_DIR can be written");
    let effects = effects::Effects::read(&read(Path::new("roles/effects.json")));
    fs::write(out.join("effects.rs"), effects.tables()).expect("OUT_DIR can be written");
    let target = out.join("core.image");
    if let Some(image) = env::var_os("ROLECALL_EMBED") {
        println!("cargo::rerun-if-changed={}", Path::new(&image).display());
        let bytes = fs::read(&image).expect("ROLECALL_EMBED names a readable file");
        catalog::image::Image::checked(bytes.clone())
            .expect("ROLECALL_EMBED names a catalogue image");
        fs::write(target, bytes).expect("OUT_DIR can be written");
        return;
    }
    let mut source = Source {
        label: "core".to_owned(),
        date: DATE.to_owned(),
        tasks: array_of(Path::new("roles/tasks")),
        escalation: effects.escalation(),
        service_roles: read(Path::new("roles/service-roles.json")),
        ..Source::default()
    };
    for folder in ["roles/nexus", "roles/azure"] {
        for file in json_files(Path::new(folder)) {
            let role = read_role(&read(&file));
            source
                .roles
                .push(role.unwrap_or_else(|e| panic!("{}: {e}", file.display())));
        }
    }
    for file in json_files(Path::new("roles/operations")) {
        let operations = read_operations(&read(&file));
        source
            .operations
            .extend(operations.unwrap_or_else(|e| panic!("{}: {e}", file.display())));
    }
    let descriptions = read(Path::new("roles/descriptions.json"));
    source.remarks = describe(&mut source.operations, &descriptions)
        .unwrap_or_else(|e| panic!("roles/descriptions.json: {e}"));
    fs::write(target, catalog::image::write(&source)).expect("OUT_DIR can be written");
}

/// The chapters of the semantics in Rust, each with its text and its clauses: id, what is so, and what
/// that rests on.
fn clauses() -> String {
    let page = read(Path::new("docs/semantics.md"));
    let mut chapters = page.split("\n## ").skip(1).map(chapter);
    format!("[\n{}]\n", chapters.by_ref().collect::<String>())
}

fn chapter(text: &str) -> String {
    let (title, text) = text.split_once('\n').unwrap_or((text, ""));
    let title = title.trim_start_matches(|c: char| c.is_ascii_digit() || ". ".contains(c));
    let is_table = |paragraph: &&str| paragraph.trim_start().starts_with('|');
    let (tables, prose): (Vec<&str>, Vec<&str>) = text.split("\n\n").partition(is_table);
    let prose: Vec<String> = prose
        .iter()
        .map(|paragraph| paragraph.trim().replace('\n', " "))
        .filter(|paragraph| !paragraph.is_empty() && !paragraph.starts_with("###"))
        .collect();
    let rows = tables.iter().flat_map(|table| table.lines());
    let clauses = rows.filter_map(|line| {
        let [id, rule, basis, _] = cells(line)?[..] else {
            return None;
        };
        is_id(id).then(|| format!("({id:?}, {rule:?}, {basis:?}),\n"))
    });
    let clauses: String = clauses.collect();
    format!("({title:?}, &{prose:?}, &[\n{clauses}]),\n")
}

/// The cells of a row of a table.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
    Some(row.split(" | ").collect())
}

/// Whether a word is the id of a clause or of a rule: `WC-6`, `A1`.
fn is_id(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.contains(|c: char| c.is_ascii_digit())
}

/// What the page about Nexus says beside ids of rules, in Rust: what happens where one fails with what to look at,
/// and what the documentation asks for.
fn nexus_rows() -> String {
    let page = read(Path::new("docs/nexus.md"));
    let mut rows = String::new();
    for (title, is_failure) in [
        ("When something fails", true),
        ("What the documentation says", false),
    ] {
        let section = page.split(&format!("\n## {title}\n")).nth(1);
        let section = section.and_then(|rest| rest.split("\n## ").next());
        let section = section.unwrap_or_else(|| panic!("docs/nexus.md has no `{title}`"));
        for cells in section
            .lines()
            .skip_while(|line| !line.starts_with("|--"))
            .skip(1)
            .filter_map(cells)
        {
            if let [what, rules, ..] = cells[..]
                && rules.split([' ', ',']).any(is_id)
            {
                let rules = rules.trim_end_matches([' ', '|']);
                rows.push_str(&format!("({is_failure}, {what:?}, {rules:?}),\n"));
            }
        }
    }
    format!("[\n{rows}]\n")
}

/// The pages of the rules as a table in Rust, by id.
fn rule_pages() -> String {
    let folder = Path::new("docs/rules");
    let pages = files(folder, "md").into_iter().filter_map(|page| {
        let id = page.file_stem()?.to_str()?.to_owned();
        (id != "README").then(|| format!("({id:?}, {:?}),\n", read(&page)))
    });
    format!("[\n{}]\n", pages.collect::<String>())
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, "json")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == extension))
        .collect();
    files.sort();
    files
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn array_of(folder: &Path) -> String {
    let tasks: Vec<serde_json::Value> = json_files(folder)
        .iter()
        .map(|file| {
            serde_json::from_str(&read(file)).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
        })
        .collect();
    serde_json::to_string(&tasks).expect("JSON values print")
}
