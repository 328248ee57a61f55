#!/usr/bin/env bash
# PyYAML 6.0.4, by which az writes `-o yaml`, read again by yaml 2.9.1 and js-yaml 5.5.0 (npm): texts of digits and one `e`, as
# short commits in tags, cost centers and parts of ids are, are written without quotation marks, being no numbers to PyYAML (YAML
# 1.1 wants a point). To readers of YAML 1.2, which those for Go and Rust are too, they are: the tag `12345e7` is 123450000000,
# `1E5` and `100000` are one, and `1e400` is infinity to the first; `0o17` is 15. `0012`, `no` and dates have their quotation
# marks. With `-o json` texts are texts.
#
# Guess: what a YAML library writes as text, another reads as text.
# Seen: written: a: 12345e7 b: 1E5 c: 1e400 d: 0o17 e: '0012' f: 'no' | yaml 123450000000 100000 Infinity 15 "0012" "no" | js-yaml
# 123450000000 100000 "1e400" 15 "0012" "no"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q PyYAML==6.0.4
npm install --silent --no-audit --no-fund yaml@2.9.1 js-yaml@5.5.0 >/dev/null
venv/bin/python - >tags.yaml <<'PYTHON'
import yaml

texts = ["12345e7", "1E5", "1e400", "0o17", "0012", "no"]
written = yaml.safe_dump(dict(zip("abcdef", texts)))
assert list(yaml.safe_load(written).values()) == texts
print(written, end="")
PYTHON
cat >read.mjs <<'JS'
import { readFileSync } from 'fs';
import * as jsYaml from 'js-yaml';
import { parse } from 'yaml';

const text = readFileSync('tags.yaml', 'utf8');
const shown = (tags) => Object.values(tags).map((tag) => (typeof tag === 'string' ? JSON.stringify(tag) : tag)).join(' ');
console.log(`yaml ${shown(parse(text))} | js-yaml ${shown(jsYaml.load(text))}`);
JS
seen="written: $(paste -sd ' ' tags.yaml) | $(node read.mjs)"
echo "$seen"
expected="written: a: 12345e7 b: 1E5 c: 1e400 d: 0o17 e: '0012' f: 'no'"
expected+=" | yaml 123450000000 100000 Infinity 15 \"0012\" \"no\" | js-yaml 123450000000 100000 \"1e400\" 15 \"0012\" \"no\""
[ "$seen" = "$expected" ]
