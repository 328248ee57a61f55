#!/usr/bin/env bash
# duckdb 2.0.1, polars 2.1.0, daft 0.7.26 and pyarrow 25.0.1 (pip), a log of a file an hour, of which a later one has a field that
# the earlier ones lack, be it a column or within a struct, as `evidence` of calls by a role assignment: it is dropped without a
# word. duckdb looks at the first 32 files, a day and a third, and `sample_size = -1`, all rows, means all rows of those;
# `maximum_sample_files = -1` or `union_by_name = true` has all. polars looks at the first file, also with
# `infer_schema_length=None`, which is all records of that file; so do daft and `pyarrow.dataset`, and a schema must be given. Who
# looks for what was granted by which assignment finds none. datafusion 55.0.0 has all.
#
# Guess: the fields of all files, as told to look at all rows, or an error in a file that has more.
# Seen: in 2nd file: dropped by polars daft pyarrow | in 33rd: dropped by duckdb duckdb-all-rows polars daft pyarrow | in 32nd:
# duckdb has it | union_by_name, datafusion: all
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q duckdb==2.0.1 polars==2.1.0 daft==0.7.26 pyarrow==25.0.1 datafusion==55.0.0
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import json
import os

import daft
import datafusion
import duckdb
import polars
import pyarrow.dataset

EVIDENCE = {"role": "Owner"}


def by_duckdb(options):
    return lambda log: duckdb.sql(f"FROM read_json('{log}/*.json'{options})").to_arrow_table().to_pylist()


READERS = {
    "duckdb": by_duckdb(""),
    "duckdb-all-rows": by_duckdb(", sample_size = -1"),
    "duckdb-by-name": by_duckdb(", union_by_name = true"),
    "polars": lambda log: polars.read_ndjson(f"{log}/*.json", infer_schema_length=None).to_dicts(),
    "daft": lambda log: daft.read_json(f"{log}/*.json").to_pylist(),
    "pyarrow": lambda log: pyarrow.dataset.dataset(log, format="json").to_table().to_pylist(),
    "datafusion": lambda log: datafusion.SessionContext().read_json(f"{log}/").to_pylist(),
}


def dropping(hours):
    """Who loses what the last of so many files has beyond the others."""
    log = f"log{hours}"
    os.mkdir(log)
    for hour in range(1, hours + 1):
        last = hour == hours
        event = {"caller": f"c{hour}", "identity": {"scope": "/s", **({"evidence": EVIDENCE} if last else {})}}
        with open(f"{log}/{hour:02}.json", "w") as file:
            file.write(json.dumps(event) + "\n")
    losers = []
    for name, read in READERS.items():
        rows = read(log)
        assert len(rows) == hours
        event = next(row for row in rows if row["caller"] == f"c{hours}")
        if event["identity"].get("evidence") != EVIDENCE:
            losers.append(name)
    return " ".join(losers)


seen = f"in 2nd file: dropped by {dropping(2)} | in 33rd: dropped by {dropping(33)} | in 32nd: dropped by {dropping(32)}"
print(seen)
assert seen == (
    "in 2nd file: dropped by polars daft pyarrow | in 33rd: dropped by duckdb duckdb-all-rows polars daft pyarrow"
    " | in 32nd: dropped by polars daft pyarrow"
)
PYTHON
