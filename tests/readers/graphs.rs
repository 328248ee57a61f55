//! Escalation paths as graphs.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{Tenants, installed, read, readers, written};
use crate::html::browser::Browser;

/// What stands in a name of either tenant, and stays text.
const HARMFUL: &str = "<img src=x onerror=alert(1)>";

/// Paths of a folder of exports in a format, and how many nodes and links that has.
fn drawn(exports: &Path, room: &Path, name: &str) -> (String, usize, usize) {
    let paths = exports.join("paths").display().to_string();
    let file = room.join(name);
    written(&["audit", "--paths", "-i", &paths], &file);
    let text = fs::read_to_string(&file).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("  n"));
    let numbered = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    let is_link = |line: &&str| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.starts_with(" -")
    };
    let (links, nodes): (Vec<&str>, Vec<&str>) = numbered.partition(is_link);
    let (nodes, links) = (nodes.len(), links.len());
    (text, nodes, links)
}

#[test]
fn graphviz_draws_each_node_and_link() {
    if readers("graphviz").is_none() {
        return;
    }
    let Some(dot) = installed("graphviz", "dot") else {
        return;
    };
    let tenants = Tenants::new();
    for (called, exports) in tenants.each() {
        let room = tempfile::tempdir().unwrap();
        let (_, nodes, links) = drawn(&exports, room.path(), "paths.dot");
        assert!(nodes > 5 && links > 5, "{nodes} {links}");
        let out = room.path().join("drawn.json");
        let seen = read(
            Command::new(&dot)
                .arg("-Tjson")
                .arg("-o")
                .arg(&out)
                .arg(room.path().join("paths.dot")),
            60,
        );
        assert!(
            seen.is_well && seen.said.is_empty(),
            "{called}: {}",
            seen.said
        );
        let graph: Value = serde_json::from_slice(&fs::read(out).unwrap()).unwrap();
        let objects = graph["objects"].as_array().unwrap();
        assert_eq!(objects.len(), nodes, "{called}");
        assert_eq!(graph["edges"].as_array().unwrap().len(), links, "{called}");
        let labels = objects.iter().map(|node| node["label"].as_str().unwrap());
        let whole = labels.filter(|label| label.contains(HARMFUL));
        assert!(whole.count() > 0, "{called}");
    }
}

#[test]
fn mermaid_draws_each_node_and_link() {
    let Some(readers) = readers("mermaid") else {
        return;
    };
    let Some(browser) = Browser::start() else {
        eprintln!("SKIPPED: reader mermaid: there is no browser");
        return;
    };
    let mermaid = fs::read_to_string(readers.join("node_modules/mermaid/dist/mermaid.min.js"));
    let tenants = Tenants::new();
    let room = tempfile::tempdir().unwrap();
    let page = room.path().join("page.html");
    fs::write(&page, "<!doctype html><title>t</title><body></body>").unwrap();
    browser.open(&page, "");
    browser.js(&format!("{}\n;0", mermaid.unwrap()));
    browser.js("mermaid.initialize({startOnLoad: false})");
    for (called, exports) in tenants.each() {
        let (text, nodes, links) = drawn(&exports, room.path(), "paths.mmd");
        let svg = browser.js(&format!(
            "mermaid.render('drawn', {}).then((drawn) => {{
                document.body.innerHTML = drawn.svg;
                const all = (what) => [...document.querySelectorAll(what)];
                return {{
                    nodes: all('g.node').length,
                    links: all('.edgePaths path').length,
                    foreign: all('img, script, a, iframe').length,
                    labels: all('g.node').map((node) => node.textContent),
                }};
            }}, (fault) => ({{fault: String(fault)}}))",
            json!(text)
        ));
        assert!(svg["fault"].is_null(), "{called}: {}", svg["fault"]);
        assert_eq!(svg["nodes"], json!(nodes), "{called}");
        assert_eq!(svg["links"], json!(links), "{called}");
        assert_eq!(svg["foreign"], json!(0), "{called}");
        let labels = svg["labels"].as_array().unwrap().iter();
        let whole = labels.filter(|label| {
            let label = label.as_str().unwrap();
            label.contains(HARMFUL) && label.contains("$$a$$")
        });
        assert_eq!(whole.count() > 0, called == "nasty", "{}", svg["labels"]);
    }
}
