#!/usr/bin/env bash
# pyarrow 25.0.1 (`Table.from_pylist`), datafusion 55.0.0 (`from_pylist`), lancedb 0.40.0 (`create_table`) and polars 2.1.0 (pip),
# with role assignments as dicts: az 2.88 and newer leave out what has no value, so that only some have a `condition`. The first
# three take the keys of the first assignment, and drop those that others have beyond them, without a word: where the first has no
# condition, nobody has one, and the owners that a condition limits are owners. polars' `DataFrame(rows)` looks at 100 rows; of
# dicts in a column, it keeps the keys of the first. daft 0.7.26 and pandas 3.1.1 have all, and so has `pyarrow.array(rows)`. Give
# a schema, or fill in the keys.
#
# Guess: a key that one row has is a column, null elsewhere, as in pandas; or an error.
# Seen: 2nd row: dropped by pyarrow datafusion lancedb polars-column | 151st: dropped by pyarrow datafusion lancedb polars
# polars-column | pyarrow.array, daft, pandas: kept
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyarrow==25.0.1 datafusion==55.0.0 lancedb==0.40.0 polars==2.1.0 daft==0.7.26 pandas==3.1.1
cd "$folder"
venv/bin/python -W ignore - 2>log <<'PYTHON' || { tail -5 log; exit 1; }
import daft
import datafusion
import lancedb
import pandas
import polars
import pyarrow

lance = lancedb.connect("lance")
READERS = {
    "pyarrow": lambda rows: pyarrow.Table.from_pylist(rows).to_pylist(),
    "datafusion": lambda rows: datafusion.SessionContext().from_pylist(rows).to_pylist(),
    "lancedb": lambda rows: lance.create_table("rows", rows, mode="overwrite").to_arrow().to_pylist(),
    "polars": lambda rows: polars.DataFrame(rows).to_dicts(),
    "polars-column": lambda rows: polars.DataFrame({"row": rows})["row"].to_list(),
    "pyarrow.array": lambda rows: pyarrow.array(rows).to_pylist(),
    "daft": lambda rows: daft.from_pylist(rows).to_pylist(),
    "pandas": lambda rows: pandas.DataFrame(rows).to_dict("records"),
}


def dropping(others):
    """Who loses the condition of a row that comes after so many others."""
    rows = [{"role": "Owner"}] * others + [{"role": "Owner", "condition": "c"}]
    return " ".join(name for name, read in READERS.items() if read(rows)[-1].get("condition") != "c")


seen = f"2nd row: dropped by {dropping(1)} | 151st: dropped by {dropping(150)}"
print(seen)
assert seen == (
    "2nd row: dropped by pyarrow datafusion lancedb polars-column | "
    "151st: dropped by pyarrow datafusion lancedb polars polars-column"
)
PYTHON
