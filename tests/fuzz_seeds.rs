//! What the fuzz targets demand holds for their seeds, and for cheap changes of them: so the targets
//! stay right between two runs of the fuzzer, which needs a nightly compiler.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "../fuzz/fuzz_targets/azure_error.rs"]
mod azure_error;
#[path = "../fuzz/fuzz_targets/certificate.rs"]
mod certificate;
#[path = "../fuzz/fuzz_targets/condition.rs"]
mod condition;
#[path = "../fuzz/fuzz_targets/deployment.rs"]
mod deployment;
#[path = "../fuzz/fuzz_targets/derivation.rs"]
mod derivation;
#[path = "../fuzz/fuzz_targets/inputs.rs"]
mod inputs;
#[path = "../fuzz/fuzz_targets/nexus_simulate.rs"]
mod nexus_simulate;
#[path = "../fuzz/fuzz_targets/pattern.rs"]
mod pattern;
#[path = "../fuzz/fuzz_targets/scope.rs"]
mod scope;

const TARGETS: [(&str, fn(&[u8])); 9] = [
    ("azure_error", azure_error::run),
    ("certificate", certificate::run),
    ("condition", condition::run),
    ("deployment", deployment::run),
    ("derivation", derivation::run),
    ("inputs", inputs::run),
    ("nexus_simulate", nexus_simulate::run),
    ("pattern", pattern::run),
    ("scope", scope::run),
];

/// All seeds together stay smaller than this.
const MOST_BYTES: usize = 100_000;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(name)
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder("seeds").join(target)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn names_in(name: &str, end: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder(name)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .filter_map(|name| name.strip_suffix(end).map(str::to_owned))
        .collect()
}

#[test]
fn every_target_is_built_told_and_seeded() {
    let here: BTreeSet<String> = TARGETS.iter().map(|t| t.0.to_owned()).collect();
    let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
    let built = manifest
        .lines()
        .filter_map(|line| {
            line.strip_prefix("path = \"fuzz_targets/")?
                .strip_suffix(".rs\"")
        })
        .map(str::to_owned)
        .collect();
    let read_me = fs::read_to_string(folder("README.md")).unwrap();
    let told = read_me
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(names_in("fuzz_targets", ".rs"), here);
    assert_eq!(names_in("seeds", ""), here);
    assert_eq!(here, built);
    assert_eq!(here, told);
    for name in &here {
        let text = fs::read_to_string(folder("fuzz_targets").join(format!("{name}.rs"))).unwrap();
        assert!(text.starts_with("//! "), "{name} doesn't say what holds");
    }
}

#[test]
fn seeds_are_there_and_small() {
    let mut all = 0;
    for (name, _) in TARGETS {
        let seeds = seeds(name);
        assert!(seeds.len() > 1, "{name}");
        all += seeds.iter().map(Vec::len).sum::<usize>();
    }
    assert!(all < MOST_BYTES, "{all} bytes");
}

#[test]
fn the_targets_hold_for_their_seeds() {
    for (_, run) in TARGETS {
        run(b"");
        run(b"\xff\0\xed\xa0\x80");
    }
    for (name, run) in TARGETS {
        for seed in seeds(name) {
            run(&seed);
            for cut in 1..8 {
                run(&seed[..seed.len() * cut / 8]);
                run(&seed[seed.len() * cut / 8..]);
            }
            for bit in 0..8 {
                let mut changed = seed.clone();
                let at = seed.len() * bit / 8;
                if let Some(byte) = changed.get_mut(at) {
                    *byte ^= 1 << bit;
                }
                run(&changed);
            }
        }
    }
}
