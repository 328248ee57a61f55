//! Links between the pages lead somewhere: to a file that is there, and a heading in it.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The text without blocks and spans of code, line by line.
fn prose(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if !fenced {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// The anchors of a page, as GitHub makes them of headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in prose(text) {
        let Some(heading) = line.strip_prefix('#') else {
            continue;
        };
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = |c: char| c.is_alphanumeric() || " -_".contains(c);
        let base: String = heading.chars().filter(|c| kept(*c)).collect();
        let base = base.replace(' ', "-");
        let mut anchor = base.clone();
        let mut times = 1;
        while !found.insert(anchor) {
            anchor = format!("{base}-{times}");
            times += 1;
        }
    }
    found
}

/// The targets of the links of a page, in Markdown and in HTML.
fn targets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        // Code in a line shows a link, it isn't one.
        let line: String = line.split('`').step_by(2).collect::<Vec<_>>().join("");
        for start in ["](", "href=\"", "src=\"", "srcset=\""] {
            let end = if start == "](" { ')' } else { '"' };
            let links = line.split(start).skip(1);
            found.extend(links.filter_map(|rest| Some(rest.split_once(end)?.0.to_owned())));
        }
    }
    found
}

/// Whether a path stays below its start.
fn stays(path: &Path) -> bool {
    let mut depth = 0i32;
    path.components().all(|part| {
        depth += match part {
            Component::ParentDir => -1,
            Component::Normal(_) => 1,
            _ => 0,
        };
        depth >= 0
    })
}

#[test]
fn no_link_is_dead() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all: Vec<PathBuf> = [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
    ]
    .map(|name| root.join(name))
    .to_vec();
    all.push(root.join("roles/README.md"));
    pages(&root.join("docs"), &mut all);
    let (mut dead, mut seen) = (Vec::new(), 0);
    for page in &all {
        let text = std::fs::read_to_string(page).unwrap();
        let shown = page.strip_prefix(root).unwrap();
        for target in targets(&text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            seen += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let file = if path.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(path)
            };
            let within = stays(&shown.parent().unwrap().join(path));
            let found = file.exists() && within;
            let there = anchor.is_empty()
                || std::fs::read_to_string(&file).is_ok_and(|text| anchors(&text).contains(anchor));
            if !found || !there {
                dead.push(format!("{}: {target}", shown.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
    assert!(seen > 100, "the pages were read: {seen}");
}

#[test]
fn anchors_are_those_of_github() {
    let text = "# How to read `complete`\n## 8. Conditions\n## Same\n## Same\n```\n# code\n```\n";
    let expected = ["8-conditions", "how-to-read-complete", "same", "same-1"];
    assert_eq!(anchors(text).into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(
        targets("[a](b.md#c) `[x](y)` <img src=\"d.png\">"),
        ["b.md#c", "d.png"]
    );
}
