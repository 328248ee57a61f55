//! How long it takes to relate built-in roles, to find their redundant patterns and to compact
//! them: reads the published facts from `../shared` (or `ROLECALL_SHARED`), and says so when they
//! aren't there.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench may fail loudly"
)]

use std::path::PathBuf;

use divan::Bencher;
use rolecall::pattern::{ActionPattern, CompactionProblem, PatternLanguage, PatternSet, Wildcards};
use rolecall::{OperationIx, OperationSet};
use serde_json::Value;

fn main() {
    divan::main();
}

struct Role {
    name: String,
    control: Vec<PatternSet>,
    data: Vec<PatternSet>,
}

fn read(file: &str) -> String {
    let shared = std::env::var_os("ROLECALL_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = shared.join("facts").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|_| {
        println!("skipped: {} isn't there", path.display());
        String::new()
    })
}

fn roles() -> Vec<Role> {
    read("azure-roles.jsonl")
        .lines()
        .map(|line| {
            let role: Value = serde_json::from_str(line).unwrap();
            Role {
                name: role["name"].as_str().unwrap().to_owned(),
                control: sets(&role, "actions", "notActions"),
                data: sets(&role, "dataActions", "notDataActions"),
            }
        })
        .collect()
}

fn sets(role: &Value, granted: &str, excluded: &str) -> Vec<PatternSet> {
    let list = |permission: &Value, key: &str| -> Vec<ActionPattern> {
        let texts = permission[key].as_array().into_iter().flatten();
        texts
            .map(|text| ActionPattern::parse(text.as_str().unwrap()).unwrap())
            .collect()
    };
    let permissions = role["permissions"].as_array().into_iter().flatten();
    permissions
        .map(|permission| PatternSet::new(list(permission, granted), list(permission, excluded)))
        .collect()
}

fn compiled(sets: &[PatternSet]) -> PatternLanguage {
    PatternLanguage::new(sets, Wildcards::Azure)
}

/// The languages of all roles, both planes.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn compile(bencher: Bencher<'_, '_>) {
    let roles = roles();
    bencher.bench_local(|| {
        roles
            .iter()
            .map(|role| (compiled(&role.control), compiled(&role.data)))
            .collect::<Vec<_>>()
    });
}

/// Every pair of roles: the relation with both witnesses.
#[divan::bench(sample_count = 5, sample_size = 1, args = ["control", "data"])]
fn all_pairs(bencher: Bencher<'_, '_>, plane: &str) {
    let languages: Vec<PatternLanguage> = roles()
        .iter()
        .map(|role| match plane {
            "control" => compiled(&role.control),
            _ => compiled(&role.data),
        })
        .collect();
    bencher.bench_local(|| {
        for (at, a) in languages.iter().enumerate() {
            for b in &languages[..at] {
                divan::black_box(a.relate(b).unwrap());
            }
        }
    });
}

/// One pair, compiled and related: broad roles, and the slowest pairs of the control plane.
#[divan::bench(args = [
    ("Owner", "Contributor"),
    ("Contributor", "Reader"),
    ("Contributor", "User Access Administrator"),
    ("Defender Unified RBAC Responder", "Defender Unified RBAC Reader"),
    ("Microsoft Sentinel Responder", "Microsoft Sentinel Reader"),
])]
fn compare(bencher: Bencher<'_, '_>, (a, b): (&str, &str)) {
    let roles = roles();
    let find = |name: &str| roles.iter().find(|role| role.name == name);
    let (Some(a), Some(b)) = (find(a), find(b)) else {
        return;
    };
    bencher.bench_local(|| compiled(&a.control).relate(&compiled(&b.control)).unwrap());
}

/// The redundant patterns of all roles, both planes.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn redundancies(bencher: Bencher<'_, '_>) {
    let roles = roles();
    bencher.bench_local(|| {
        for set in roles.iter().flat_map(|r| r.control.iter().chain(&r.data)) {
            let both = [Wildcards::Azure, Wildcards::Strict];
            divan::black_box(set.redundancies(&both).unwrap());
        }
    });
}

/// The operations of one role, compacted greedily.
#[divan::bench(sample_count = 5, sample_size = 1, args = [
    ("Contributor", 0),
    ("Log Analytics Contributor", 0),
    ("Virtual Machine Contributor", 0),
    ("Virtual Machine Contributor", 20),
])]
fn compact(bencher: Bencher<'_, '_>, (name, overspill): (&str, usize)) {
    let roles = roles();
    let text = read("operations.tsv");
    let operations: Vec<&str> = text.lines().filter_map(|l| l.split('\t').next()).collect();
    let Some(role) = roles.iter().find(|role| role.name == name) else {
        return;
    };
    let granted = |name: &str| {
        let mut sets = role.control.iter();
        sets.any(|set| set.matches(name, Wildcards::Azure))
    };
    let hits = (0..operations.len()).filter(|&at| granted(operations[at]));
    let target = OperationSet::of(operations.len(), hits.map(OperationIx::new));
    bencher.bench_local(|| {
        CompactionProblem::new(&operations, &target, overspill, Wildcards::Azure).greedy()
    });
}
