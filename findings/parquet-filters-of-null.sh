#!/usr/bin/env bash
# pyarrow 25.0.1 (`parquet.read_table`), pandas 3.1.1 (`read_parquet`) and deltalake 1.6.6 (`to_pyarrow_table`) (pip), `filters` of a table of role
# assignments where many have no condition: `('condition', '=', None)` finds none of them, and `('condition', '!=', None)` none that has one, so
# that both questions, who is limited and who isn't, have the answer nobody. In a list None is null: `('condition', 'in', ['', None])` finds those
# without (`[None]` alone is an error). So `('role', '!=', 'Reader')` leaves out rows without a role, and `('role', 'not in', ['Reader'])`, which
# reads as the same, has them. An expression (`field('condition').is_null()`) says what it means.
#
# Guess: None in a filter is null, as Python's `is None`, or an error; `!=` is `not in` of one.
# Seen: = None: none, != None: none, in ['', None]: 2 3 | != Reader: 1, not in: 1 3 | the same in all three
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyarrow==25.0.1 pandas==3.1.1 deltalake==1.6.6
cat >"$folder/ask.py" <<'PYTHON'
import sys

import pandas
import pyarrow
import pyarrow.parquet
from deltalake import DeltaTable, write_deltalake
from pyarrow.dataset import field

table = pyarrow.table({"id": [1, 2, 3], "role": ["Owner", "Reader", None], "condition": ["c", None, None]})
path, delta = (f"{sys.argv[1]}/{name}" for name in ("held.parquet", "held"))
pyarrow.parquet.write_table(table, path)
write_deltalake(delta, table)
READERS = {
    "pyarrow": lambda filters: pyarrow.parquet.read_table(path, filters=filters)["id"].to_pylist(),
    "pandas": lambda filters: pandas.read_parquet(path, filters=filters)["id"].tolist(),
    "deltalake": lambda filters: DeltaTable(delta).to_pyarrow_table(filters=filters)["id"].to_pylist(),
}
FILTERS = [
    ("condition", "=", None),
    ("condition", "!=", None),
    ("condition", "in", ["", None]),
    ("role", "!=", "Reader"),
    ("role", "not in", ["Reader"]),
]
found = {name: [read([each]) for each in FILTERS] for name, read in READERS.items()}
found["is_null()"] = READERS["pyarrow"](field("condition").is_null())
for name, ids in found.items():
    print(name, ids)
right = [[], [], [2, 3], [1], [1, 3]]
assert found == {"pyarrow": right, "pandas": right, "deltalake": right, "is_null()": [2, 3]}
PYTHON
"$folder/venv/bin/python" "$folder/ask.py" "$folder"
