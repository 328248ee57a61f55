#!/usr/bin/env bash
# duckdb 2.0.1 and 1.3.2 (pip), a time with an offset cast to TIMESTAMP, as a column of a log is declared (`read_json(…, columns = {time: 'TIMESTAMP'})`,
# `time::TIMESTAMP`): 1.3 takes the offset into account, and gives UTC; since 1.4 the offset is dropped, and `08:14:03+01:00`, which is 07:14:03Z,
# is 08:14:03. A log of times in Z (Azure's) beside times with an offset (Python's, PowerShell's and other clouds') is then an hour apart
# from itself, so that a call falls outside of the activation that allowed it, and the same query gives other rows after an update. Columns
# that DuckDB finds by itself are TIMESTAMP WITH TIME ZONE, and right. polars 2.1.0 drops the offset in SQL (`CAST(time AS TIMESTAMP)`), and not in
# `str.to_datetime`; datafusion 55.0.0 takes it into account. TIMESTAMPTZ is right in all.
#
# Guess: what has an offset becomes UTC, or is refused; a release doesn't change which moment a text is.
# Seen: 08:14:03+01:00 as TIMESTAMP: duckdb 1.3.2 07:14, 2.0.1 08:14, polars SQL 08:14, str.to_datetime 07:14, datafusion 07:14 | TIMESTAMPTZ: 07:14
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for version in 1.3.2 2.0.1; do
    python3 -m venv "duckdb-$version"
    "duckdb-$version/bin/pip" install -q "duckdb==$version" pytz==2026.1
done
python3 -m venv others
others/bin/pip install -q polars==2.1.0 datafusion==55.0.0 pyarrow==25.0.1
cat >log.jsonl <<'JSON'
{"who": "ada", "time": "2026-03-01T07:20:00Z"}
{"who": "eve", "time": "2026-03-01T08:14:03+01:00"}
JSON
cat >duck.py <<'PYTHON'
import duckdb

base = duckdb.connect()
base.execute("SET timezone = 'UTC'")
declared = "FROM read_json('log.jsonl', columns = {who: 'VARCHAR', time: 'TIMESTAMP'}) ORDER BY time"
cast = "CAST(CAST('2026-03-01T08:14:03+01:00' AS {}) AS VARCHAR)"
order = " ".join(row[0] for row in base.execute(f"SELECT who {declared}").fetchall())
plain, zoned = (base.execute(f"SELECT {cast.format(kind)}").fetchone()[0][11:16] for kind in ("TIMESTAMP", "TIMESTAMPTZ"))
print(f"duckdb {duckdb.__version__}: {plain}, with zone {zoned}, first to last: {order}")
PYTHON
cat >others.py <<'PYTHON'
import datafusion
import polars

text = "2026-03-01T08:14:03+01:00"
plain = polars.sql(f"SELECT CAST('{text}' AS TIMESTAMP) AS t").collect()["t"][0]
zoned = polars.sql(f"SELECT CAST('{text}' AS TIMESTAMPTZ) AS t").collect()["t"][0]
method = polars.Series([text]).str.to_datetime()[0]
fusion = datafusion.SessionContext().sql(f"SELECT CAST(CAST('{text}' AS TIMESTAMP) AS VARCHAR) AS t").to_pydict()["t"][0]
print(f"polars SQL {plain:%H:%M}, with zone {zoned:%H:%M}, to_datetime {method:%H:%M} | datafusion {fusion[11:16]}")
PYTHON
{ duckdb-1.3.2/bin/python duck.py && duckdb-2.0.1/bin/python duck.py && others/bin/python others.py; } | tee out
diff out - <<'SEEN'
duckdb 1.3.2: 07:14, with zone 07:14, first to last: eve ada
duckdb 2.0.1: 08:14, with zone 07:14, first to last: ada eve
polars SQL 08:14, with zone 07:14, to_datetime 07:14 | datafusion 07:14
SEEN
