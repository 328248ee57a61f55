//! The catalogue with the whole of Azure: import, opening, expansion, search. Skipped, with a
//! word, without the facts beside the project.

#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use divan::{Bencher, black_box};
use rolecall::catalog::{Catalog, import_catalog};
use rolecall::import::{self, InputSource};
use rolecall::model::Plane;
use rolecall::pattern::{PatternSet, Wildcards};

fn main() {
    if azure().is_some() {
        divan::main();
    } else {
        println!("SKIPPED: the facts are not beside the project; ROLECALL_SHARED names them");
    }
}

fn files() -> Option<[PathBuf; 2]> {
    let root = std::env::var_os("ROLECALL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let files = [
        "az-role-definition-list.json",
        "az-provider-operation-list.json",
    ]
    .map(|name| root.join("facts").join(name));
    files.iter().all(|file| file.exists()).then_some(files)
}

fn make() -> Option<Vec<u8>> {
    let sources = files()?.map(InputSource::Path);
    let core = Catalog::core(Wildcards::Azure);
    import_catalog(&import::read(&sources), &core, "2026-08-22").ok()
}

fn azure() -> Option<&'static [u8]> {
    static IMAGE: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    IMAGE.get_or_init(make).as_deref()
}

fn open() -> Option<Catalog> {
    Catalog::open(azure()?.to_vec(), "bench", Wildcards::Azure).ok()
}

/// Both files read, the image made.
#[divan::bench(sample_count = 10)]
fn import(bencher: Bencher<'_, '_>) {
    bencher.bench(make);
}

/// The bytes checked; nothing decoded.
#[divan::bench]
fn open_image(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(|| azure().map(<[u8]>::to_vec))
        .bench_values(|bytes| Catalog::open(bytes?, "bench", Wildcards::Azure).ok());
}

#[divan::bench]
fn open_core() -> Catalog {
    Catalog::core(Wildcards::Azure)
}

/// Every permission of every published role, by plane.
fn patterns(catalog: &Catalog) -> Vec<(PatternSet, Plane)> {
    catalog
        .roles()
        .flat_map(|role| catalog.role(role).permissions)
        .flat_map(|permission| Plane::BOTH.map(|plane| (permission.plane(plane).clone(), plane)))
        .collect()
}

fn expand(catalog: &Catalog, patterns: &[(PatternSet, Plane)]) -> usize {
    patterns
        .iter()
        .map(|(set, plane)| catalog.expand_set(set, *plane).len())
        .sum()
}

/// All roles over all operations from patterns, as a program that has just opened the image does:
/// the names decoded and the endings gathered too.
#[divan::bench]
fn expand_all_roles_at_first(bencher: Bencher<'_, '_>) {
    let patterns = open().map(|catalog| patterns(&catalog)).unwrap_or_default();
    bencher
        .with_inputs(open)
        .bench_values(|catalog| Some(expand(&catalog?, &patterns)));
}

/// The same with names and endings at hand.
#[divan::bench]
fn expand_all_roles_again(bencher: Bencher<'_, '_>) {
    let Some(catalog) = open() else { return };
    let patterns = patterns(&catalog);
    expand(&catalog, &patterns);
    bencher.bench_local(|| expand(black_box(&catalog), &patterns));
}

/// What all roles grant, read from the image.
#[divan::bench]
fn read_all_sets(bencher: Bencher<'_, '_>) {
    let Some(catalog) = open() else { return };
    bencher.bench_local(|| -> usize {
        let roles = catalog.roles();
        roles
            .map(|role| catalog.granted_in_both(role).0.len())
            .sum()
    });
}

/// Which roles hold one operation.
#[divan::bench]
fn holders_of_an_operation(bencher: Bencher<'_, '_>) {
    let Some(catalog) = open() else { return };
    let Some(at) = catalog.find_in_plane("Microsoft.KeyVault/vaults/read", Plane::Control) else {
        return;
    };
    bencher.bench_local(|| {
        let roles = catalog.roles();
        roles
            .filter(|&role| catalog.role_reaches(role, at, Plane::Control))
            .count()
    });
}

#[divan::bench(args = ["blob read", "rotate keys"])]
fn search_roles(bencher: Bencher<'_, '_>, words: &str) {
    let Some(catalog) = open() else { return };
    bencher.bench_local(|| catalog.search_roles(words).len());
}

#[divan::bench(args = ["blob read", "rotate keys"])]
fn search_operations(bencher: Bencher<'_, '_>, words: &str) {
    let Some(catalog) = open() else { return };
    bencher.bench_local(|| catalog.search_operations(words).len());
}

/// Everything that changed between the core and the whole of Azure.
#[divan::bench(sample_count = 10)]
fn changes(bencher: Bencher<'_, '_>) {
    let Some(catalog) = open() else { return };
    let core = Catalog::core(Wildcards::Azure);
    bencher.bench_local(|| core.changes_to(&catalog).roles_changed.len());
}
