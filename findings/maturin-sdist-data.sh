#!/usr/bin/env bash
# maturin 1.16.0, a package in a folder below the crate that it depends on (`outer = { path = "../.." }`), with
# `python-source` and `data` in its pyproject.toml: the source distribution has pyproject.toml and the Python files at
# its root, and the data where they were, so that no wheel can be built from it. `maturin build` alone works;
# `maturin build --sdist` builds the wheel from the source distribution, and fails too.
#
# Guess: `data` is moved as `python-source` is, both being paths of pyproject.toml.
# Seen: python/ at the root, bindings/small/small.data left behind: No such data directory
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q maturin==1.16.0 cffi==2.1.1
package() { # package FOLDER NAME: a crate
    mkdir -p "$1/src"
    printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n' "$2" >"$1/Cargo.toml"
    echo >"$1/src/lib.rs"
}
package "$folder" outer
small="$folder/bindings/small"
package "$small" small
printf '[lib]\ncrate-type = ["cdylib"]\n[dependencies]\nouter = { path = "../.." }\n' >>"$small/Cargo.toml"
mkdir -p "$small/python/small" "$small/small.data/data/share"
touch "$small/python/small/__init__.py" "$small/small.data/data/share/small.txt"
cat >"$small/pyproject.toml" <<'TOML'
[build-system]
requires = ["maturin==1.16.0"]
build-backend = "maturin"
[project]
name = "small"
version = "0.1.0"
dependencies = ["cffi"]
[tool.maturin]
bindings = "cffi"
python-source = "python"
data = "small.data"
TOML
cd "$small"
export PATH="$folder/venv/bin:$PATH" CARGO_TARGET_DIR="$folder/target"
maturin build -i "$folder/venv/bin/python" --out "$folder/alone" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
unzip -l "$folder"/alone/*.whl | grep -q 'data/share/small.txt'
if maturin build --sdist -i "$folder/venv/bin/python" --out "$folder/both" >"$folder/log" 2>&1; then
    echo 'it works'
    exit 1
fi
files=$(tar tzf "$folder"/both/*.tar.gz)
grep -q '^small-0.1.0/python/small/__init__.py$' <<<"$files"
grep -q '^small-0.1.0/bindings/small/small.data/data/share/small.txt$' <<<"$files"
grep -q 'No such data directory' "$folder/log"
echo 'python/ at the root, bindings/small/small.data left behind: No such data directory'
