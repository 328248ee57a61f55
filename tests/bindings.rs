//! The bindings, which are built apart: of the same version, from the same crates, under the same licences.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A crate in a lock file: its version, and what it depends on, as the file names that.
struct Locked {
    version: String,
    needs: Vec<String>,
}

/// The crates in a lock file.
fn locked(file: &str) -> BTreeMap<String, Vec<Locked>> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let mut found: BTreeMap<String, Vec<Locked>> = BTreeMap::new();
    for package in text.split("[[package]]").skip(1) {
        let field = |name: &str| {
            let start = format!("\n{name} = \"");
            let (_, rest) = package.split_once(&start).unwrap();
            rest.split_once('"').unwrap().0.to_owned()
        };
        let needs = package
            .split_once("\ndependencies = [")
            .map(|(_, rest)| rest);
        let needs = needs.unwrap_or_default().split('"').skip(1).step_by(2);
        found.entry(field("name")).or_default().push(Locked {
            version: field("version"),
            needs: needs.map(str::to_owned).collect(),
        });
    }
    found
}

#[test]
fn what_both_are_made_of_has_one_version() {
    let own = locked("Cargo.lock");
    let of_bindings = locked("bindings/python/Cargo.lock");
    let mut open = vec!["rolecall".to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(named) = open.pop() {
        if !seen.insert(named.clone()) {
            continue;
        }
        let (name, version) = named.split_once(' ').unwrap_or((&named, ""));
        let crates = of_bindings[name].iter();
        for found in crates.filter(|found| version.is_empty() || found.version == version) {
            // What only the bindings build needs nothing here.
            let Some(known) = own.get(name) else {
                continue;
            };
            let known: Vec<&str> = known.iter().map(|own| &*own.version).collect();
            assert!(
                known.contains(&&*found.version),
                "{name} {}: the program has {known:?}; `cargo update` in bindings/python",
                found.version
            );
            open.extend(found.needs.iter().cloned());
        }
    }
    assert!(seen.len() > 50, "{}", seen.len());
}

#[test]
fn the_package_has_the_version_and_the_licences_of_the_program() {
    let version = |file: &str| {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let line = text.lines().find(|line| line.starts_with("version = "));
        line.unwrap().to_owned()
    };
    assert_eq!(version("Cargo.toml"), version("bindings/python/Cargo.toml"));
    for (own, other) in [
        ("LICENSE-MIT", "MIT.txt"),
        ("LICENSE-APACHE", "Apache-2.0.txt"),
    ] {
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        let other = root().join("bindings/python/LICENSES").join(other);
        assert_eq!(read(&root().join(own)), read(&other), "{own}");
    }
}
