//! The house of docs/architecture.md, held by reading the source: layers, one home for each
//! dependency, and what never occurs below the command line.

mod circles;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use petgraph::algo::toposort;
use petgraph::graph::DiGraph;

/// Where each dependency lives: files, or folders with a slash at the end. Empty: anywhere.
const HOMES: [(&str, &[&str]); 34] = [
    ("base64", &["report/format/html/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/complete/"]),
    ("clap_mangen", &["cli/man.rs"]),
    ("comfy_table", &["report/format/terminal_table.rs"]),
    ("crc32fast", &["catalog/image/"]),
    (
        "csv",
        &[
            "report/format/csv.rs",
            "import/forms/delimited.rs",
            "import/log/reader.rs",
        ],
    ),
    ("encoding_rs", &["cli/collect/decode.rs"]),
    (
        "flate2",
        &["import/files.rs", "report/format/sarif/limits.rs"],
    ),
    ("foldhash", &["text.rs"]),
    ("hashbrown", &["text.rs"]),
    ("globset", &["glob.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("jiff", &["time.rs"]),
    ("jmespath", &["cli/query/"]),
    ("maud", &["report/format/html/"]),
    ("memchr", &["import/"]),
    ("petgraph", &["directory/"]),
    ("quick_xml", &["report/format/junit.rs"]),
    ("rust_xlsxwriter", &["report/format/xlsx.rs"]),
    ("saphyr", &["report/format/yaml.rs", "cli/args/help.rs"]),
    ("saphyr_parser", &["import/forms/yaml.rs"]),
    ("schemars", &["report/v1/"]),
    ("serde", &[]),
    (
        "serde_json",
        &["catalog/", "import/", "redact/", "report/", "cli/"],
    ),
    ("sha2", &[]),
    ("signal_hook", &["cli/unfinished.rs"]),
    ("strsim", &[]),
    ("tempfile", &["cli/output.rs"]),
    ("thiserror", &[]),
    ("toml", &["cli/config/"]),
    ("unicode_width", &["report/format/wrap.rs"]),
    ("walkdir", &["import/files.rs"]),
    ("std", &[]),
];

/// Files or folders away from home that are known, each with what would fix it. One that came
/// home fails.
const STRAYS: [(&str, &str, &str); 1] = [(
    "serde_json",
    "nexus/",
    "documents of clusters, identities and patches are wire formats and belong in import/",
)];

/// Files or folders that read both lists of records, each with what for.
const RECORD_READERS: [(&str, &str); 16] = [
    (
        "access/grants.rs",
        "the one place that makes grants of them",
    ),
    (
        "access/index.rs",
        "the conditions of all records, to parse each once",
    ),
    ("access/verify/", "the second implementation, on purpose"),
    (
        "audit/rules/unused_custom_role.rs",
        "whether there are any records at all",
    ),
    (
        "cli/collect/plan.rs",
        "whose names to ask the directory for",
    ),
    ("cli/run/conditions/", "the condition with an id"),
    ("cli/run/needed.rs", "whether there are any records at all"),
    (
        "directory/scope_names.rs",
        "at which scopes there are any records, to name those",
    ),
    (
        "cli/run/recommend/for_principal.rs",
        "whether there are any records at all",
    ),
    ("history/", "takes records back to what they were"),
    ("diff/", "records of two snapshots, matched by id"),
    ("import/", "reading"),
    ("nexus/grant/mod.rs", "whether there are any records at all"),
    (
        "model/tenant.rs",
        "takes out the records that a change removes",
    ),
    ("redact/", "every name in every record"),
    (
        "report/format/html/page.rs",
        "how many records of each there are",
    ),
];

/// What only the command line does.
const SHELL: [&str; 12] = [
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
    "stdin()",
    "stdout()",
    "stderr()",
    "env::var",
    "env::args",
    "SystemTime",
    "Instant::now",
];

/// A file of `src/` without comments and without its unit tests.
struct Source {
    /// Below `src/`, with `/`.
    path: String,
    code: String,
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn relative(path: &Path, folder: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap().components();
    let names: Vec<_> = parts
        .map(|part| part.as_os_str().to_str().unwrap())
        .collect();
    names.join("/")
}

fn sources() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: PathBuf| Source {
        path: relative(&path, &folder),
        code: code_of(&std::fs::read_to_string(&path).unwrap()),
    };
    let sources: Vec<Source> = files_below(&folder).into_iter().map(read).collect();
    assert!(sources.len() > 50, "the source was found");
    sources
}

/// The text without line comments and without what follows `#[cfg(test)]` at the margin.
fn code_of(text: &str) -> String {
    text.lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| line.split(" // ").next().unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

impl Source {
    /// The module at the top that the file belongs to; none for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<&str> {
        let first = self.path.split('/').next()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (!matches!(name, "lib" | "main")).then_some(name)
    }

    /// How many `super::` lead from the file to the root.
    fn depth(&self) -> usize {
        let names = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        names.split('/').count()
    }

    /// The modules at the top that the file names.
    fn uses(&self) -> BTreeSet<String> {
        let climbs = "super::".repeat(self.depth());
        let roots = ["crate::", climbs.as_str()];
        let mut found = BTreeSet::new();
        for root in roots {
            for (at, _) in self.code.match_indices(root) {
                if ends_in_path(&self.code[..at]) {
                    continue;
                }
                found.extend(heads(&self.code[at + root.len()..]));
            }
        }
        found
    }

    /// Whether the file names something of this crate from outside.
    fn names(&self, dependency: &str) -> bool {
        let own_module = self.code.contains(&format!("mod {dependency};"));
        let path = format!("{dependency}::");
        let used = self.code.match_indices(&path).any(|(at, _)| {
            let before = &self.code[..at];
            match before.strip_suffix("::") {
                Some(head) => !head.ends_with(is_name),
                None => !own_module && !before.ends_with(is_name),
            }
        });
        used || self.code.contains(&format!("use {dependency};"))
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn ends_in_path(before: &str) -> bool {
    before.ends_with("::") || before.ends_with(is_name)
}

fn name_at(text: &str) -> String {
    text.chars().take_while(|c| is_name(*c)).collect()
}

/// The first names after a root: one, or those of a group in braces.
fn heads(after: &str) -> Vec<String> {
    let Some(group) = after.strip_prefix('{') else {
        return vec![name_at(after)]
            .into_iter()
            .filter(|n| !n.is_empty())
            .collect();
    };
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.push(name_at(group[start..at].trim_start()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found.into_iter().filter(|name| !name.is_empty()).collect()
}

/// The table of layers in docs/architecture.md.
struct Layers {
    /// The modules of each layer, from the bottom up. A module may use any lower layer.
    rows: Vec<Vec<String>>,
    /// Uses within a layer: `a` → `b` in the last column.
    siblings: BTreeSet<(String, String)>,
}

impl Layers {
    fn read() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
        let text = std::fs::read_to_string(file).unwrap();
        let (_, table) = text.split_once("\n| layer | modules | |\n").unwrap();
        let mut layers = Self {
            rows: Vec::new(),
            siblings: BTreeSet::new(),
        };
        for row in table.lines().skip(1).take_while(|row| !row.is_empty()) {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            let [name, modules, says] = cells[..] else {
                panic!("three columns: {row}");
            };
            let number = layers.rows.len().to_string();
            assert!(name.trim().starts_with(&number), "in order: {row}");
            layers
                .rows
                .push(quoted(modules).map(str::to_owned).collect());
            for (before, after) in says.split(" → ").zip(says.split(" → ").skip(1)) {
                let from = quoted(before).last().unwrap().to_owned();
                let to = quoted(after).next().unwrap().to_owned();
                layers.siblings.insert((from, to));
            }
        }
        assert!(layers.rows.len() > 5, "the table was read");
        layers
    }

    fn of(&self, module: &str) -> Option<usize> {
        let has = |row: &Vec<String>| row.iter().any(|own| own == module);
        self.rows.iter().position(has)
    }

    fn allow(&self, from: &str, to: &str) -> bool {
        self.of(from) > self.of(to) || self.siblings.contains(&(from.to_owned(), to.to_owned()))
    }
}

/// What is in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Which module uses which, with the files that do.
fn uses() -> BTreeMap<(String, String), Vec<String>> {
    let sources = sources();
    let modules: BTreeSet<&str> = sources.iter().filter_map(Source::module).collect();
    let mut uses: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for source in &sources {
        let Some(from) = source.module() else {
            continue;
        };
        for to in source.uses() {
            if to != from && modules.contains(to.as_str()) {
                let files = uses.entry((from.to_owned(), to)).or_default();
                files.push(source.path.clone());
            }
        }
    }
    uses
}

#[test]
fn every_module_has_a_layer_and_every_layer_its_modules() {
    let sources = sources();
    let modules: BTreeSet<&str> = sources.iter().filter_map(Source::module).collect();
    let layers = Layers::read();
    let listed: Vec<&str> = layers.rows.iter().flatten().map(String::as_str).collect();
    let drawn: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(drawn, modules, "the table of docs/architecture.md");
    assert_eq!(drawn.len(), listed.len(), "each once");
}

#[test]
fn arrows_point_down() {
    let (layers, uses) = (Layers::read(), uses());
    let breaches: Vec<String> = uses
        .iter()
        .filter(|((from, to), _)| !layers.allow(from, to))
        .map(|((from, to), files)| format!("{from} -> {to} in {}", files.join(", ")))
        .collect();
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    for edge in &layers.siblings {
        assert!(uses.contains_key(edge), "{edge:?} is drawn and not used");
    }
}

#[test]
fn no_module_uses_itself_through_others() {
    let uses = uses();
    let mut graph: DiGraph<&str, ()> = DiGraph::new();
    let mut nodes = BTreeMap::new();
    for (from, to) in uses.keys() {
        let [from, to] = [from, to].map(|name| {
            *nodes
                .entry(name)
                .or_insert_with(|| graph.add_node(name.as_str()))
        });
        graph.add_edge(from, to, ());
    }
    assert!(graph.edge_count() > 40, "the reader sees uses");
    if let Err(cycle) = toposort(&graph, None) {
        panic!("`{}` is in a cycle", graph[cycle.node_id()]);
    }
}

#[test]
fn each_dependency_has_one_home() {
    let sources = sources();
    let mut strays = Vec::new();
    for (dependency, homes) in HOMES.iter().filter(|(_, homes)| !homes.is_empty()) {
        let users: Vec<&Source> = sources.iter().filter(|s| s.names(dependency)).collect();
        assert!(!users.is_empty(), "`{dependency}` is used nowhere");
        let stray = |source: &&&Source| {
            !homes.iter().any(|home| match home.strip_suffix('/') {
                Some(_) => source.path.starts_with(home),
                None => source.path == *home,
            })
        };
        strays.extend(
            users
                .iter()
                .filter(stray)
                .map(|s| (*dependency, s.path.as_str())),
        );
    }
    let is = |(dependency, file): &(&str, &str), stray: &(&str, &str, &str)| {
        *dependency == stray.0 && file.starts_with(stray.1)
    };
    let new: Vec<_> = strays
        .iter()
        .filter(|found| !STRAYS.iter().any(|known| is(found, known)))
        .collect();
    assert!(new.is_empty(), "away from home: {new:#?}");
    for known in &STRAYS {
        let still = strays.iter().any(|found| is(found, known));
        assert!(still, "{known:?} came home: take it out of STRAYS");
    }
}

#[test]
fn every_dependency_is_listed() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let text = std::fs::read_to_string(manifest).unwrap();
    let section = text.split("\n[dependencies]\n").nth(1).unwrap();
    let declared: Vec<String> = section
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_")))
        .collect();
    assert!(declared.len() > 10, "the manifest was read");
    let homeless: Vec<&String> = declared
        .iter()
        .filter(|name| !HOMES.iter().any(|(listed, _)| listed == name))
        .collect();
    assert!(homeless.is_empty(), "give a home in HOMES to {homeless:?}");
}

#[test]
fn only_the_shell_touches_the_outside() {
    let sources = sources();
    let below = |source: &&Source| source.module().is_some_and(|module| module != "cli");
    let mut found = Vec::new();
    for source in sources.iter().filter(below) {
        for word in SHELL {
            let occurs = source
                .code
                .match_indices(word)
                .any(|(at, _)| !source.code[..at].ends_with(is_name));
            if occurs {
                found.push(format!("{}: {word}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "below the command line: {found:#?}");
}

/// Who holds what is answered by `AccessIndex`: `access/grants.rs` walks role assignments and schedule
/// instances, and nothing else does so for a principal.
#[test]
fn grants_are_walked_in_one_place() {
    let both = |code: &str| code.contains(".role_assignments") && code.contains(".schedules");
    let found: BTreeSet<String> = sources()
        .into_iter()
        .filter(|source| both(&source.code))
        .map(|source| source.path)
        .collect();
    let listed = |path: &&String| RECORD_READERS.iter().any(|(at, _)| path.starts_with(at));
    let strange: Vec<&String> = found.iter().filter(|path| !listed(path)).collect();
    assert!(
        strange.is_empty(),
        "ask `AccessIndex::grants_of` and its like instead: {strange:?}"
    );
    for (at, _) in RECORD_READERS {
        assert!(
            found.iter().any(|path| path.starts_with(at)),
            "{at} is stale"
        );
    }
}

#[test]
fn nothing_is_unsafe() {
    for source in sources() {
        let words = source.code.split(|c: char| !is_name(c));
        let unsafe_words = words.filter(|word| *word == "unsafe").count();
        assert_eq!(unsafe_words, 0, "{}", source.path);
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let texts: BTreeMap<String, String> = files_below(&folder)
        .into_iter()
        .map(|path| {
            (
                relative(&path, &folder),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    let forgotten: Vec<&String> = texts
        .keys()
        .filter(|path| *path != "main.rs")
        .filter(|path| {
            let module = path.trim_end_matches(".rs").trim_end_matches("/mod");
            let (parent, name) = module.rsplit_once('/').unwrap_or(("", module));
            let candidates = if parent.is_empty() {
                vec!["main.rs".to_owned()]
            } else {
                vec![format!("{parent}/mod.rs"), format!("{parent}.rs")]
            };
            let declared = |file: &String| {
                texts.get(file).is_some_and(|text| {
                    text.lines().any(|line| {
                        let line = line
                            .trim_start_matches("pub ")
                            .trim_start_matches("pub(crate) ");
                        line == format!("mod {name};")
                    })
                })
            };
            let named = [format!("/{path}\"]"), format!("\"{path}\"]")];
            let by_path = texts
                .values()
                .any(|text| named.iter().any(|named| text.contains(named)));
            !by_path && !candidates.iter().any(declared)
        })
        .collect();
    assert!(forgotten.is_empty(), "declared by no module: {forgotten:?}");
}

#[test]
fn documents_name_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (document, least) in [("docs/semantics.md", 30), ("SECURITY.md", 15)] {
        let text = std::fs::read_to_string(root.join(document)).unwrap();
        let named: Vec<&str> = text
            .split('`')
            .filter(|code| code.starts_with("tests/"))
            .collect();
        assert!(named.len() > least, "{document}");
        for name in named {
            let (file, test) = name.split_once("::").unwrap_or((name, ""));
            let code =
                std::fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("no {file}"));
            assert!(
                code.contains(&format!("fn {test}")),
                "{file} has no test `{test}`"
            );
        }
    }
}

/// A section of docs/architecture.md.
fn section(heading: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let text = std::fs::read_to_string(file).unwrap();
    let (_, after) = text.split_once(&format!("\n## {heading}\n")).unwrap();
    after.split("\n## ").next().unwrap().to_owned()
}

/// Each step names its file and functions of it, and an earlier file calls the first of them.
#[test]
fn an_answer_goes_through_few_files_and_never_back() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let section = section("One answer, file by file");
    let is_step = |line: &&str| line.starts_with(|c: char| c.is_ascii_digit());
    let steps: Vec<&str> = section.lines().filter(is_step).collect();
    assert!((5..=8).contains(&steps.len()), "{} files", steps.len());
    let mut passed: BTreeMap<&str, String> = BTreeMap::new();
    for step in steps {
        let mut words = quoted(step);
        let file = words.next().unwrap();
        let functions: Vec<&str> = words.collect();
        let code = code_of(&std::fs::read_to_string(src.join(file)).unwrap());
        for function in &functions {
            let defines = |end| code.contains(&format!("fn {function}{end}"));
            assert!(defines('(') || defines('<'), "{file} has no `{function}`");
        }
        let call = format!("{}(", functions[0]);
        let calls = |earlier: &String| {
            let mut places = earlier.match_indices(&call);
            places.any(|(at, _)| !earlier[..at].ends_with(is_name))
        };
        assert!(
            passed.is_empty() || passed.values().any(calls),
            "nothing leads to {file}"
        );
        assert!(passed.insert(file, code).is_none(), "{file} comes twice");
    }
}

#[test]
fn pages_for_contributors_name_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (page, least) in [("docs/architecture.md", 80), ("CONTRIBUTING.md", 10)] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        let is_path = |word: &&str| {
            let is_whole = !word.contains(|c: char| c.is_whitespace() || "*<{$:".contains(c));
            let ends = ["/", ".rs", ".md", ".txt", ".json", ".snap"];
            word.contains('/')
                && is_whole
                && ends.iter().any(|end| word.ends_with(end))
                && !word.starts_with("../")
                && !word.contains("NAME")
        };
        let named: Vec<&str> = quoted(&text).filter(is_path).collect();
        assert!(named.len() >= least, "{page}: {}", named.len());
        for name in named {
            let is_there = root.join(name).exists() || root.join("src").join(name).exists();
            assert!(is_there, "{page} names `{name}`");
        }
    }
}

#[test]
fn the_reader_understands_paths() {
    let source = Source {
        path: "access/decide.rs".to_owned(),
        code: code_of(
            "use crate::{\n    model::{A, B},\n    scope,\n};\n// use crate::cli;\nfn f() { super::super::text::fold(x); ::csv::Writer::new(); super::request::X; }\n#[cfg(test)]\nuse crate::report;",
        ),
    };
    let uses: Vec<String> = source.uses().into_iter().collect();
    assert_eq!(uses, ["model", "scope", "text"]);
    assert!(source.names("csv"));
    assert!(!source.names("request") && !source.names("Writer"));
}
