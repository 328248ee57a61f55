#!/usr/bin/env bash
# fastparquet 2026.9.0 (pip), `ParquetFile.to_pandas(filters=…, row_filter=True)` of a table of role assignments. By its documentation a single list of
# conditions has no "or" in it; it has: `[('role', '==', 'Owner'), ('scope', '==', '/prod')]` gives all owners, and everybody at /prod. In a list within
# the list they are "and". `not in` looks at the first and the last value of the file by order: where one of them is in the list, all rows of that part
# of the file are gone. Of Contributor, Owner and Reader, `('role', 'not in', ['Reader'])` gives nobody, owners neither, and `['Owner']` the other two; in
# `pandas.read_parquet(…, engine='fastparquet')` as well, which otherwise gives all rows. A file that fastparquet wrote has no such values for texts,
# so that a test with its own files passes. `('role', '!=', 'Reader')` is right. pyarrow 25.0.1 takes the same filters, and is right in all of it.
#
# Guess: a list of conditions is all of them, as documented and as in pyarrow; `not in` of one is `!=`.
# Seen: list: ada eve dan, list in a list: ada | not in Reader: none, pandas none, in its own file ada eve dan, != ada eve dan | not in Owner: eve bob
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q fastparquet==2026.9.0 pandas==3.1.1 pyarrow==25.0.1
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON' | tee out
import fastparquet
import pandas

rows = pandas.DataFrame(
    [
        ("ada", "Owner", "/prod"),
        ("eve", "Contributor", "/prod"),
        ("bob", "Reader", "/test"),
        ("dan", "Owner", "/test"),
    ],
    columns=["who", "role", "scope"],
)
rows.to_parquet("arrow.parquet", engine="pyarrow")
fastparquet.write("own.parquet", rows)
both = [("role", "==", "Owner"), ("scope", "==", "/prod")]
for name, filters in {
    "list": both,
    "list in a list": [both],
    "not in Reader": [("role", "not in", ["Reader"])],
    "!= Reader": [("role", "!=", "Reader")],
    "not in Owner": [("role", "not in", ["Owner"])],
}.items():
    found = {
        "fastparquet": fastparquet.ParquetFile("arrow.parquet").to_pandas(filters=filters, row_filter=True),
        "its own file": fastparquet.ParquetFile("own.parquet").to_pandas(filters=filters, row_filter=True),
        "pandas": pandas.read_parquet("arrow.parquet", engine="fastparquet", filters=filters),
        "pyarrow": pandas.read_parquet("arrow.parquet", engine="pyarrow", filters=filters),
    }
    print(f"{name}:", ", ".join(f"{reader} {' '.join(table['who']) or 'none'}" for reader, table in found.items()))
PYTHON
diff out - <<'SEEN'
list: fastparquet ada eve dan, its own file ada eve dan, pandas ada eve bob dan, pyarrow ada
list in a list: fastparquet ada, its own file ada, pandas ada eve bob dan, pyarrow ada
not in Reader: fastparquet none, its own file ada eve dan, pandas none, pyarrow ada eve dan
!= Reader: fastparquet ada eve dan, its own file ada eve dan, pandas ada eve bob dan, pyarrow ada eve dan
not in Owner: fastparquet eve bob, its own file eve bob, pandas ada eve bob dan, pyarrow eve bob
SEEN
