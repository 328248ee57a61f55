//! The delegation solver over the core catalogue, and over the whole of Azure where the variable
//! `ROLECALL_CATALOG` names its image.
#![allow(missing_docs, clippy::unwrap_used)]

use divan::Bencher;
use rolecall::access::Circumstances;
use rolecall::catalog::Catalog;
use rolecall::delegation::{self, Roster};
use rolecall::pattern::Wildcards;

fn main() {
    divan::main();
}

fn catalog() -> Catalog {
    match std::env::var_os("ROLECALL_CATALOG") {
        Some(path) => {
            Catalog::open(std::fs::read(path).unwrap(), "bench", Wildcards::Azure).unwrap()
        }
        None => Catalog::core(Wildcards::Azure),
    }
}

#[divan::bench]
fn roster(bencher: Bencher<'_, '_>) {
    let catalog = catalog();
    bencher.bench_local(|| Roster::of(&catalog));
}

#[divan::bench(args = ["Key Vault Data Access Administrator", "User Access Administrator"])]
fn of_role(bencher: Bencher<'_, '_>, role: &str) {
    let catalog = catalog();
    let roster = Roster::of(&catalog);
    let role = catalog.look_up_role(role).unwrap();
    let circumstances = Circumstances::default();
    bencher.bench_local(|| delegation::of_roles(&catalog, &roster, &[role], &circumstances));
}
