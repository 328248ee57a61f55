#!/usr/bin/env bash
# jmespath 1.1.0 (pip; what `az --query` is), jmespath 0.16.0 (npm) and @jmespath-community/jmespath 1.3.0 (npm): by the
# specification `<`, `<=`, `>` and `>=` are of numbers alone, and give null of texts. The first two compare texts all
# the same, so that `[?createdOn > '2026-01-01']` works in az; the third keeps to the specification and finds nothing. Of a number and
# a text the first fails with a TypeError, the second turns the text into a number, the third gives null. A query for
# dates that was written for az is no query for other tools that say they take JMESPath.
#
# Guess: null in all three, as the specification says.
# Seen: az ["new"] | js ["new"] | community [] || number and text: az TypeError | js ["old","new"] | community []
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q jmespath==1.1.0
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel error jmespath@0.16.0 @jmespath-community/jmespath@1.3.0 >/dev/null
echo '[{"name": "old", "createdOn": "2025-06-01", "n": 2}, {"name": "new", "createdOn": "2026-03-01", "n": 3}]' >roles.json
cat >ask.py <<'PYTHON'
import json
import sys

import jmespath

try:
    print(json.dumps(jmespath.search(sys.argv[1], json.load(open("roles.json"))), separators=(",", ":")))
except TypeError:
    print("TypeError")
PYTHON
cat >ask.mjs <<'JAVASCRIPT'
import fs from 'node:fs';
import old from 'jmespath';
import * as community from '@jmespath-community/jmespath';
const [, , which, query] = process.argv;
const roles = JSON.parse(fs.readFileSync('roles.json', 'utf8'));
const { search } = which === 'js' ? old : community;
console.log(JSON.stringify(search(roles, query)));
JAVASCRIPT
asked() { # asked QUERY: what each finds
    echo "az $(venv/bin/python ask.py "$1") | js $(node ask.mjs js "$1") | community $(node ask.mjs community "$1")"
}
said="$(asked "[?createdOn > '2026-01-01'].name") || number and text: $(asked "[?n > '1'].name")"
echo "$said"
[ "$said" = 'az ["new"] | js ["new"] | community [] || number and text: az TypeError | js ["old","new"] | community []' ]
