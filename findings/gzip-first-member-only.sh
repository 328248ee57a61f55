#!/usr/bin/env bash
# fflate 0.8.3 (npm, `gunzipSync` and `decompressSync`) and flate2 1.1.11 (crate, `GzDecoder`), with a log that was compressed
# hour by hour and appended, as `gzip >>`, append blobs and collectors make it: a gzip file may have several members, which
# `gunzip` gives one after the other. These two end after the first, without an error, whatever follows: a day of calls is its
# first hour, and whoever acted later was not there. `MultiGzDecoder` of flate2 and `Gunzip` (the stream) of fflate read all, and
# so do zlib of Node, pako 3.0.3, Python, DuckDB, polars, pyarrow and ClickHouse.
#
# Guess: a file that `gunzip` reads is read whole, or what is left over is an error.
# Seen: gunzip ada eve bob | fflate ada, stream ada eve bob | pako ada eve bob | node ada eve bob | flate2 GzDecoder ada,
# MultiGzDecoder ada eve bob
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for caller in ada eve bob; do echo "$caller" | gzip >>log.gz; done
npm install --silent --no-audit --no-fund fflate@0.8.3 pako@3.0.3 >/dev/null
cat >read.mjs <<'JS'
import { readFileSync } from 'fs';
import { gunzipSync } from 'zlib';
import { Gunzip, decompressSync, gunzipSync as first } from 'fflate';
import { ungzip } from 'pako';

const log = readFileSync('log.gz');
const callers = (bytes) => Buffer.from(bytes).toString().trim().split('\n').join(' ');
const parts = [];
new Gunzip((chunk) => parts.push(chunk)).push(log, true);
if (callers(decompressSync(log)) !== callers(first(log))) throw new Error('decompressSync differs');
console.log(
  `fflate ${callers(first(log))}, stream ${callers(Buffer.concat(parts))} | pako ${callers(ungzip(log))} | node ${callers(gunzipSync(log))}`,
);
JS
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "members"
version = "0.1.0"
edition = "2021"
[dependencies]
flate2 = "=1.1.11"
[profile.dev]
debug = false
[workspace]
TOML
cat >src/main.rs <<'RUST'
use std::io::{read_to_string, Read};

fn callers(log: impl Read) -> String {
    read_to_string(log).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn main() {
    let log = std::fs::read("log.gz").unwrap();
    let first = callers(flate2::read::GzDecoder::new(&log[..]));
    let all = callers(flate2::read::MultiGzDecoder::new(&log[..]));
    println!("flate2 GzDecoder {first}, MultiGzDecoder {all}");
}
RUST
rust=$(CARGO_TARGET_DIR="$folder/target" cargo run --quiet 2>log) || { cat log; exit 1; }
seen="gunzip $(gunzip -c log.gz | paste -sd ' ') | $(node read.mjs) | $rust"
echo "$seen"
expected='gunzip ada eve bob | fflate ada, stream ada eve bob | pako ada eve bob | node ada eve bob'
expected+=' | flate2 GzDecoder ada, MultiGzDecoder ada eve bob'
[ "$seen" = "$expected" ]
