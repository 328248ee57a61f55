#!/usr/bin/env bash
# serde_yaml_ng 0.10.0 and serde_norway 0.9.42 (crates, successors of serde_yaml 0.9, which does the same), with role assignments
# as `az rest … -o yaml` prints them: a null under a field of type `String` is the text "null" (or "~", as it is spelled), and so
# is one in a list of texts; an empty value is "". Every assignment without a condition has the condition "null", so that a check
# for unconditional owners finds none, and a deny list with an empty entry denies somebody called "~". In JSON the same type is an
# error. `Option<String>` has no such text. serde-saphyr 2.2.0 refuses the null.
#
# Guess: null is no text: an error, as serde_json says of the same type, or the default.
# Seen: serde_yaml_ng "null" ["ada", "~"] | serde_norway "null" ["ada", "~"] | serde-saphyr error | serde_json error | Option:
# None None None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "nulls"
version = "0.1.0"
edition = "2021"
[dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = "1"
serde-saphyr = "=2.2.0"
serde_norway = "=0.9.42"
serde_yaml_ng = "=0.10.0"
[profile.dev]
debug = false
[workspace]
TOML
cat >src/main.rs <<'RUST'
use serde::Deserialize;

const YAML: &str = "condition: null\nnames: [ada, ~]\n";

#[derive(Deserialize)]
struct Assignment {
    condition: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
struct Optional {
    condition: Option<String>,
}

fn shown<E>(read: Result<Assignment, E>) -> String {
    read.map_or("error".into(), |read| format!("{:?} {:?}", read.condition, read.names))
}

fn main() {
    let condition = |read: Optional| format!("{:?}", read.condition);
    println!(
        "serde_yaml_ng {} | serde_norway {} | serde-saphyr {} | serde_json {} | Option: {} {} {}",
        shown(serde_yaml_ng::from_str(YAML)),
        shown(serde_norway::from_str(YAML)),
        shown(serde_saphyr::from_str(YAML)),
        shown(serde_json::from_str(r#"{"condition": null, "names": ["ada"]}"#)),
        condition(serde_yaml_ng::from_str(YAML).unwrap()),
        condition(serde_norway::from_str(YAML).unwrap()),
        condition(serde_saphyr::from_str(YAML).unwrap()),
    );
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run --quiet >out 2>log || { cat log; exit 1; }
cat out
expected='serde_yaml_ng "null" ["ada", "~"] | serde_norway "null" ["ada", "~"]'
expected+=' | serde-saphyr error | serde_json error | Option: None None None'
[ "$(cat out)" = "$expected" ]
