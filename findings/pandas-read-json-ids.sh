#!/usr/bin/env bash
# pandas 3.1.1, `read_json` of users, groups or a log (also `lines=True`): texts of JSON become numbers where a whole column of
# them looks like some. The employee id `"0012"` is 12, a column of `"1E5"` is 100000.0, ids that begin with zeros lose them, and
# one of digits and an `e` is infinity; joined with the ids of another export they find nobody. Keys do too: of `{"0012": {…}}`
# the column is 12. A date as text stays text, while one under a name that ends in `_at` becomes a time. `dtype=False,
# convert_axes=False` reads what is written; so does `json.load` with `DataFrame`.
#
# Guess: JSON has types, so that what has quotation marks stays text, unlike in a CSV.
# Seen: 12 100000.0 inf | key 12 | told: 0012 1E5 123456789012345678901234567e1234 | key 0012
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pandas==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import io

import pandas

USERS = '[{"employeeId": "0012", "costCenter": "1E5", "operation": "123456789012345678901234567e1234"}]'
MEMBERS = '{"0012": {"a": "x"}}'


def read(text, **options):
    return pandas.read_json(io.StringIO(text), **options)


def shown(**options):
    user = read(USERS, **options).iloc[0]
    key = read(MEMBERS, **options).columns[0]
    return f"{user['employeeId']:g} {user['costCenter']} {user['operation']} | key {key}" if not options else f"{' '.join(user)} | key {key}"


lines = read(USERS[1:-1] + "\n", lines=True)
assert lines["employeeId"].tolist() == [12]
seen = f"{shown()} | told: {shown(dtype=False, convert_axes=False)}"
print(seen)
assert seen == "12 100000.0 inf | key 12 | told: 0012 1E5 123456789012345678901234567e1234 | key 0012"
PYTHON
