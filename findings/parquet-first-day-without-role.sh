#!/usr/bin/env bash
# daft 0.7.26 and chdb 4.4.0 (ClickHouse 26.9), a folder of Parquet with a file a day, such as a table of what was used: the types
# are those of the first file. On a day on which no log names an assignment, `roleAssignment` is all null, and pyarrow writes it
# with no type but null. If that day comes first, the assignments of all other days are read as null, without a word (by daft of
# JSON Lines, too): everything is unused. ClickHouse takes the column for a number, and texts that are none for null. A column
# that the first day lacks is gone in both, and in duckdb 2.0.1 and pyarrow 25.0.1, which refuse the null. polars 2.1.0 refuses
# either, datafusion 55.0.0 reads all. Write each day with the same schema, declared rather than inferred.
#
# Guess: a null and a text make a text, or an error; a value that is there is read.
# Seen: null first: daft None None, clickhouse None None, datafusion None ra2, duckdb, pyarrow, polars: error | column lacks:
# daft, clickhouse, duckdb, pyarrow: gone, datafusion None ra2, polars: error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q daft==0.7.26 chdb==4.4.0 duckdb==2.0.1 pyarrow==25.0.1 polars==2.1.0 datafusion==55.0.0
cd "$folder"
mkdir null gone
venv/bin/python -W ignore - <<'PYTHON'
import json

import chdb
import daft
import datafusion
import duckdb
import polars
import pyarrow
import pyarrow.dataset
import pyarrow.parquet

second = pyarrow.table({"principal": ["p2"], "roleAssignment": ["ra2"]})
firsts = {
    "null": pyarrow.Table.from_pylist([{"principal": "p1", "roleAssignment": None}]),
    "gone": pyarrow.table({"principal": ["p1"]}),
}
for name, first in firsts.items():
    pyarrow.parquet.write_table(first, f"{name}/2026-03-01.parquet")
    pyarrow.parquet.write_table(second, f"{name}/2026-03-02.parquet")


def clickhouse(folder):
    rows = str(chdb.query(f"SELECT * FROM file('{folder}/*.parquet')", "JSONEachRow"))
    return [json.loads(row) for row in rows.splitlines()]


READERS = {
    "daft": lambda folder: daft.read_parquet(f"{folder}/*.parquet").to_pylist(),
    "clickhouse": clickhouse,
    "datafusion": lambda folder: datafusion.SessionContext().read_parquet(f"{folder}/").to_pylist(),
    "duckdb": lambda folder: duckdb.sql(f"FROM '{folder}/*.parquet'").to_arrow_table().to_pylist(),
    "pyarrow": lambda folder: pyarrow.dataset.dataset(folder).to_table().to_pylist(),
    "polars": lambda folder: polars.read_parquet(f"{folder}/*.parquet").to_dicts(),
}


def assignments(reader, folder):
    """Of each row, by principal."""
    try:
        rows = sorted(READERS[reader](folder), key=lambda row: row["principal"])
    except Exception:
        return "error"
    assert len(rows) == 2
    if "roleAssignment" not in rows[0]:
        return "gone"
    return " ".join(str(row["roleAssignment"]) for row in rows)


seen = {folder: {reader: assignments(reader, folder) for reader in READERS} for folder in firsts}
print(seen)
assert seen["null"] == {
    "daft": "None None", "clickhouse": "None None", "datafusion": "None ra2",
    "duckdb": "error", "pyarrow": "error", "polars": "error",
}  # fmt: skip
assert seen["gone"] == {
    "daft": "gone", "clickhouse": "gone", "datafusion": "None ra2", "duckdb": "gone", "pyarrow": "gone", "polars": "error",
}  # fmt: skip
PYTHON
