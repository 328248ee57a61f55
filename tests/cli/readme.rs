//! The commands by which the README says to run and test the program.

use super::guides::{blocks, words};
use super::*;

#[test]
fn its_commands_run_it_and_test_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let commands = blocks(&text, "sh");
    let [run, test, tenant] = commands[..] else {
        panic!("{commands:?}");
    };
    assert_eq!(test, "cargo test --workspace");
    assert!(tenant.contains("rolecall collect -o exports/"), "{tenant}");
    let arguments = run.strip_prefix("cargo run --release -- ").unwrap();
    let run = finish(command().args(words(arguments)));
    assert_eq!(run.code, 1, "the sample tenant has faults");
    assert!(run.stdout.contains("findings"));
}
