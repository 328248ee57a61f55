#!/usr/bin/env bash
# maturin 1.16.0, a wheel with a native program among its scripts (`data = "small.data"`, `small.data/scripts/small`): the
# platform tag is that of the module alone. A module that needs nothing gets `manylinux1` (glibc 2.5), however new a C library
# the program beside it needs; pip installs it on systems where the program can't start. auditwheel, which looks at
# every file, refuses the tag. So a command that is shipped beside a module has to be linked statically, or held to
# the tag by whoever builds the wheel.
#
# Guess: maturin, which checks what it builds as auditwheel does, checks every program in the wheel.
# Seen: manylinux_2_5, and the program needs glibc 2.34 (newer with newer systems)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q maturin==1.16.0 cffi==2.1.1
mkdir -p "$folder/src" "$folder/small.data/scripts"
cd "$folder"
cat >Cargo.toml <<'TOML'
[package]
name = "small"
version = "0.1.0"
edition = "2021"
[lib]
crate-type = ["cdylib"]
[profile.release]
panic = "abort"
[workspace]
TOML
cat >src/lib.rs <<'RUST'
#![no_std]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
#[no_mangle]
pub extern "C" fn one() -> i32 {
    1
}
RUST
cat >pyproject.toml <<'TOML'
[build-system]
requires = ["maturin==1.16.0"]
build-backend = "maturin"
[project]
name = "small"
version = "0.1.0"
dependencies = ["cffi"]
[tool.maturin]
bindings = "cffi"
data = "small.data"
TOML
echo 'fn main() { println!("{}", std::thread::available_parallelism().unwrap()) }' >program.rs
rustc -O -o small.data/scripts/small program.rs
PATH="$folder/venv/bin:$PATH" CARGO_TARGET_DIR="$folder/target" \
    maturin build --quiet --release -i "$folder/venv/bin/python" --out out >log 2>&1 || { cat log; exit 1; }
tag=$(ls out | grep -o 'manylinux_2_[0-9]*')
needed=$(grep -ao 'GLIBC_2\.[0-9]*' small.data/scripts/small | sort -Vu | tail -1)
echo "$tag, and the program needs glibc ${needed#GLIBC_}"
[ "$tag" = manylinux_2_5 ]
[ "${needed#GLIBC_2.}" -gt 5 ]
