#!/usr/bin/env bash
# iso8601 0.6.6 (crate), `iso8601::duration`, as of the longest activation in a policy of Privileged Identity Management: what it
# doesn't know ends the duration, and the rest of the text is dropped without an error. Fractions are known of seconds alone, so
# that `PT1.5H` is no time at all, `P1DT0.5H` one day, and `P1W2D` one week. Who compares what is allowed with a limit finds
# nothing too long: a policy with half hours passes every check. `P1.5D` is an error. `P1Y` and `P6M` become 365 and 180 days.
# jiff 1.0.2 reads half hours as a `Span`, and refuses weeks, days and longer as a `SignedDuration`.
#
# Guess: all of the text is read, or it is an error.
# Seen: PT1.5H 0s | P1DT0.5H 86400s | P1W2D 604800s | PT1.5S 1.5s | P1.5D error | PT8H30M 30600s | jiff: PT1.5H PT1H30M
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "durations"
version = "0.1.0"
edition = "2021"
[dependencies]
iso8601 = "=0.6.6"
jiff = { version = "=1.0.2", default-features = false, features = ["std"] }
[profile.dev]
debug = false
[workspace]
TOML
cat >src/main.rs <<'RUST'
use std::time::Duration;

fn main() {
    let texts = ["PT1.5H", "P1DT0.5H", "P1W2D", "PT1.5S", "P1.5D", "PT8H30M"];
    let read = |text: &&str| match iso8601::duration(text) {
        Ok(duration) => format!("{text} {:?}", Duration::from(duration)).replace(" 0ns", " 0s"),
        Err(_) => format!("{text} error"),
    };
    let parts: Vec<String> = texts.iter().map(read).collect();
    let span: jiff::Span = "PT1.5H".parse().unwrap();
    println!("{} | jiff: PT1.5H {span}", parts.join(" | "));
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run --quiet >out 2>log || { cat log; exit 1; }
cat out
[ "$(cat out)" = 'PT1.5H 0s | P1DT0.5H 86400s | P1W2D 604800s | PT1.5S 1.5s | P1.5D error | PT8H30M 30600s | jiff: PT1.5H PT1H30M' ]
