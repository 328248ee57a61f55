//! `docs/rules/<id>.md`: each rule's page is the doc comment at the head of its file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where rules live, and what runs them.
const FAMILIES: [(&str, &str); 3] = [
    ("src/audit/rules", "`rolecall audit`"),
    (
        "src/audit/upkeep",
        "`rolecall audit`, about its configuration",
    ),
    ("src/lint/rules", "`rolecall roles lint`"),
];

const TARGET: &str = "docs/rules";

/// Whether to write the pages or only to say which are stale.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Check,
}

/// Writes or checks the pages below `root`; the stale ones on failure.
pub(crate) fn run(root: &Path, mode: Mode) -> io::Result<Result<(), Vec<PathBuf>>> {
    let pages = pages(root)?;
    let mut stale: Vec<PathBuf> = pages
        .iter()
        .filter(|(path, text)| fs::read_to_string(path).ok().as_ref() != Some(text))
        .map(|(path, _)| path.clone())
        .collect();
    let orphans = orphans(&root.join(TARGET), &pages)?;
    if mode == Mode::Check {
        stale.extend(orphans);
        return Ok(if stale.is_empty() { Ok(()) } else { Err(stale) });
    }
    fs::create_dir_all(root.join(TARGET))?;
    // A page that is right stays as it is: what the program is built of changes no more than it must.
    for (path, text) in pages.iter().filter(|(path, _)| stale.contains(path)) {
        fs::write(path, text)?;
    }
    for orphan in orphans {
        fs::remove_file(orphan)?;
    }
    Ok(Ok(()))
}

/// Each page with the text it should have, the index last.
fn pages(root: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let target = root.join(TARGET);
    let mut pages = Vec::new();
    let mut index = String::from(
        "# Rules\n\nWritten by `cargo xtask docs` from the first lines of each rule's file.\n",
    );
    for (folder, command) in FAMILIES {
        index.push_str(&format!("\n## {command}\n\n"));
        for source in rule_files(&root.join(folder))? {
            let text = fs::read_to_string(&source)?;
            let page = page(&text, command).ok_or_else(|| {
                let message = format!("`{}` has no page in its first lines", source.display());
                io::Error::new(io::ErrorKind::InvalidData, message)
            })?;
            index.push_str(&format!("- [{0}]({0}.md): {1}\n", page.id, page.what));
            pages.push((target.join(format!("{}.md", page.id)), page.text));
        }
    }
    pages.push((target.join("README.md"), index));
    Ok(pages)
}

fn rule_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("mod.rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Pages in the folder that no rule has.
fn orphans(target: &Path, pages: &[(PathBuf, String)]) -> io::Result<Vec<PathBuf>> {
    if !target.is_dir() {
        return Ok(Vec::new());
    }
    let mut orphans = Vec::new();
    for entry in fs::read_dir(target)? {
        let path = entry?.path();
        if !pages.iter().any(|(page, _)| *page == path) {
            orphans.push(path);
        }
    }
    orphans.sort();
    Ok(orphans)
}

struct Page {
    id: String,
    /// The first sentence of what the rule finds.
    what: String,
    text: String,
}

/// The page in the `//!` lines at the head of a source file.
fn page(source: &str, command: &str) -> Option<Page> {
    let lines: Vec<&str> = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let id = lines.first()?.strip_prefix("# ")?.to_owned();
    let body = lines[1..].join("\n");
    let what = body.split("**What.**").nth(1)?;
    let paragraph = what.split("\n\n").next()?.replace('\n', " ");
    let alone = if command.ends_with('`') {
        format!("; run it alone with `--rule {id}`")
    } else {
        String::new()
    };
    let text = format!("# {id}\n{body}\n\nA rule of {command}{alone}.\n");
    Some(Page {
        id,
        what: paragraph.trim().to_owned(),
        text,
    })
}
