//! Which file uses which, by their paths: `use` lines and paths in the code, followed through
//! re-exports to the file that has the item. Files that use each other are few.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::{Source, is_name, sources};

/// The most files that may use each other in a circle.
const MOST: usize = 5;

type Path = Vec<String>;

/// A path that a file names, and the name it has there.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Named {
    path: Path,
    name: String,
    is_public: bool,
}

/// The files of the crate by their modules.
struct Crate {
    files: BTreeMap<Path, File>,
}

struct File {
    path: String,
    imports: Vec<Named>,
    inline: Vec<Path>,
    code: String,
}

impl File {
    fn read(source: Source) -> Self {
        let mut imports = Vec::new();
        let mut rest = String::new();
        for statement in source.code.split_inclusive(';') {
            // Where the statement starts: after lines that end otherwise.
            match use_at_margin(statement) {
                Some((before, tree, is_public)) => {
                    rest.push_str(before);
                    add_tree(tree, &Vec::new(), is_public, &mut imports);
                }
                None => rest.push_str(statement),
            }
        }
        Self {
            path: source.path,
            imports,
            inline: paths_in(&without_inner_imports(&rest)),
            code: rest,
        }
    }

    fn defines(&self, name: &str) -> bool {
        let kinds = ["struct", "enum", "fn", "trait", "type", "const", "static"];
        kinds.iter().any(|kind| {
            let start = format!("{kind} {name}");
            self.code
                .match_indices(&start)
                .any(|(at, _)| !self.code[at + start.len()..].starts_with(is_name))
        })
    }
}

/// What is before a `use` at the margin, its tree, and whether it re-exports.
fn use_at_margin(statement: &str) -> Option<(&str, &str, bool)> {
    let mut at = 0;
    for line in statement.split_inclusive('\n') {
        let is_public = line.starts_with("pub");
        let tree = match line.split_once("use ") {
            Some((before, _)) if before.is_empty() || is_public && before.ends_with([' ']) => {
                let words = before.trim();
                let visibility = words.is_empty() || words == "pub" || words.starts_with("pub(");
                visibility.then_some(at + before.len() + "use ".len())
            }
            _ => None,
        };
        if let Some(start) = tree {
            let tree = statement[start..].trim_end_matches(';');
            return Some((&statement[..at], tree, is_public));
        }
        at += line.len();
    }
    None
}

/// The paths of a tree such as `a::{b, c::D as E}`.
fn add_tree(tree: &str, before: &[String], is_public: bool, found: &mut Vec<Named>) {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let mut path = before.to_vec();
        path.extend(segments(head));
        let group = group.trim_end().trim_end_matches('}');
        for part in parts(group) {
            add_tree(part, &path, is_public, found);
        }
        return;
    }
    let (path_text, alias) = tree
        .split_once(" as ")
        .map_or((tree, None), |(path, alias)| (path, Some(alias.trim())));
    let mut path = before.to_vec();
    path.extend(segments(path_text));
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    if let Some(last) = path.last() {
        let name = alias.unwrap_or(last).to_owned();
        found.push(Named {
            path,
            name,
            is_public,
        });
    }
}

/// What commas outside braces part.
fn parts(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&group[start..]);
    found.retain(|part| !part.trim().is_empty());
    found
}

fn segments(path: &str) -> impl Iterator<Item = String> {
    let segments = path.split("::").map(str::trim);
    segments.filter(|s| !s.is_empty()).map(str::to_owned)
}

/// The code without imports of modules within a file: what is above those is the file itself.
fn without_inner_imports(code: &str) -> String {
    let is_inner = |line: &&str| {
        let import = line.trim_start();
        let import = import.strip_prefix("pub(super) ").unwrap_or(import);
        line.starts_with(' ') && import.starts_with("use super::")
    };
    let lines = code.lines().filter(|line| !is_inner(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths of at least two names in code. What `pub(in …)` names is no use.
fn paths_in(code: &str) -> Vec<Path> {
    let is_part = |c: char| is_name(c) || c == ':';
    let code = code.replace("pub(in ", "pub(in:");
    let words = code.split(|c: char| !is_part(c));
    let paths = words
        .filter(|word| word.contains("::") && !word.starts_with(':') && !word.starts_with("in:"));
    paths.map(|path| segments(path).collect()).collect()
}

impl Crate {
    fn read() -> Self {
        let sources = sources().into_iter();
        let module = |source: &Source| -> Path {
            let name = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
            name.split('/').map(str::to_owned).collect()
        };
        let files = sources.map(|source| (module(&source), File::read(source)));
        Self {
            files: files.collect(),
        }
    }

    /// The path from the root that a path of a module means; none where it leads out of the crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Path> {
        let (first, rest) = path.split_first()?;
        let climb = path.iter().take_while(|s| *s == "super").count();
        if climb > 0 {
            let up = module.len().checked_sub(climb)?;
            return Some([&module[..up], &path[climb..]].concat());
        }
        match first.as_str() {
            "crate" => return Some(rest.to_vec()),
            "self" => return Some([module, rest].concat()),
            _ => {}
        }
        let own = [module, &path[..1]].concat();
        if self.files.contains_key(&own) {
            return Some([module, path].concat());
        }
        let imports = &self.files.get(module)?.imports;
        let import = imports.iter().find(|named| named.name == *first)?;
        if import.path.first() == Some(first) {
            return None;
        }
        let target = self.absolute(module, &import.path)?;
        let is_module = self.files.contains_key(&target);
        is_module.then(|| [&target, rest].concat())
    }

    /// The module whose file has what a path from the root names.
    fn home(&self, path: &[String], depth: usize) -> Option<Path> {
        let known = (1..=path.len()).take_while(|end| self.files.contains_key(&path[..*end]));
        let module = &path[..known.last()?];
        let Some(name) = path.get(module.len()) else {
            return Some(module.to_vec());
        };
        let file = &self.files[module];
        let exported = file.imports.iter().filter(|named| named.is_public);
        for named in exported.filter(|_| depth < 8) {
            let Some(target) = self.absolute(module, &named.path) else {
                continue;
            };
            if named.name == *name {
                let rest = &path[module.len() + 1..];
                return self.home(&[&target, rest].concat(), depth + 1);
            }
            if named.name == "*" {
                let inner = [&target[..target.len() - 1], &path[module.len()..]].concat();
                let home = self.home(&inner, depth + 1);
                if let Some(home) = home.filter(|home| self.files[home].defines(name)) {
                    return Some(home);
                }
            }
        }
        Some(module.to_vec())
    }

    fn uses(&self, module: &[String]) -> BTreeSet<Path> {
        let file = &self.files[module];
        let imported = file.imports.iter().filter(|named| !named.is_public);
        let paths = imported.map(|named| &named.path).chain(&file.inline);
        let homes = paths.filter_map(|path| {
            let mut path = self.absolute(module, path)?;
            path.retain(|segment| segment != "*");
            self.home(&path, 0)
        });
        homes.filter(|home| home != module).collect()
    }

    /// The sets of files that use each other, largest first.
    fn circles(&self) -> Vec<Vec<&str>> {
        let mut graph: DiGraph<&str, ()> = DiGraph::new();
        let nodes: BTreeMap<&Path, _> = self
            .files
            .iter()
            .map(|(module, file)| (module, graph.add_node(file.path.as_str())))
            .collect();
        for module in self.files.keys() {
            for home in self.uses(module) {
                graph.add_edge(nodes[module], nodes[&home], ());
            }
        }
        let mut circles: Vec<Vec<&str>> = tarjan_scc(&graph)
            .into_iter()
            .map(|circle| circle.into_iter().map(|node| graph[node]).collect())
            .collect();
        circles.sort_by_key(|circle: &Vec<&str>| std::cmp::Reverse(circle.len()));
        for circle in &mut circles {
            circle.sort_unstable();
        }
        circles
    }
}

#[test]
fn few_files_use_each_other() {
    let files = Crate::read();
    let uses = files.files.keys().map(|module| files.uses(module).len());
    assert!(uses.sum::<usize>() > 1500, "the reader sees uses");
    let large: Vec<Vec<&str>> = files
        .circles()
        .into_iter()
        .filter(|circle| circle.len() > MOST)
        .collect();
    assert!(
        large.is_empty(),
        "circles of more than {MOST} files: {large:#?}"
    );
}

#[test]
fn circles_are_seen_through_imports_and_re_exports() {
    let source = |path: &str, code: &str| Source {
        path: path.to_owned(),
        code: code.to_owned(),
    };
    let sources = [
        source(
            "a/mod.rs",
            "mod b;\nmod c;\npub use b::{B, B2 as Other};\npub(crate) use c::*;\n",
        ),
        source(
            "a/b.rs",
            "use super::c;\npub struct B;\nfn f() { c::run() }\n",
        ),
        source(
            "a/c.rs",
            "//! C.\n\nuse crate::a::B;\nuse std::fmt;\npub(in crate::d) fn run() {}\n",
        ),
        source("d.rs", "use crate::a::{\n    Other,\n    run,\n};\n"),
    ];
    let module = |path: &str| -> Path {
        let name = path.trim_end_matches(".rs").trim_end_matches("/mod");
        name.split('/').map(str::to_owned).collect()
    };
    let files = sources.map(|source| (module(&source.path), File::read(source)));
    let files = Crate {
        files: files.into_iter().collect(),
    };
    let uses = |path: &str| -> Vec<String> {
        let uses = files.uses(&module(path)).into_iter();
        uses.map(|home| home.join("/")).collect()
    };
    assert_eq!(uses("a/b.rs"), ["a/c"]);
    assert_eq!(uses("a/c.rs"), ["a/b"]);
    assert_eq!(uses("d.rs"), ["a/b", "a/c"]);
    assert_eq!(uses("a/mod.rs"), Vec::<String>::new());
}
