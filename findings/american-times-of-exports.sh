#!/usr/bin/env bash
# chdb 4.4.0 (ClickHouse 26.9), duckdb 2.0.1 and polars 2.1.0 (pip), tables with times as PowerShell writes what Azure's modules give, month first
# (`3/1/2026 7:14:03 AM` by `Export-Csv` under American settings, `03/01/2026 07:14:03` where a time is put into a text, under any): the first of
# March may come out as the third of January. ClickHouse decides row by row, by default: the 1st to 12th of a month are read day first, the
# 13th to 31st month first, in one column. DuckDB and polars (`try_parse_dates`, `str.to_datetime`) read a column of the second form day first
# while no day in it is above 12, so that the same export is right or wrong by when it was made. With AM or PM DuckDB reads the month first,
# and polars leaves text. pandas 3.1.1 reads the month first. Nothing is said. Give the format.
#
# Guess: what is not ISO 8601 stays text, or is read the American way, and a column is read in one way.
# Seen: 3/1 and 3/22, AM: chdb 3 Jan, 22 Mar, duckdb 1 Mar, 22 Mar | 03/01 and 03/12: chdb, duckdb, polars 3 Jan, 3 Dec | 03/01 and 03/22: chdb
# 3 Jan, 22 Mar, duckdb, polars text | pandas right in all
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q chdb==4.4.0 duckdb==2.0.1 polars==2.1.0 pandas==3.1.1
cat >"$folder/read.py" <<'PYTHON'
import json
import sys
from datetime import datetime

import chdb
import duckdb
import pandas
import polars

FILE = f"{sys.argv[1]}/access.csv"


def named(value):
    """A day as `3 Jan`, or that it is still text."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return "text"
    return f"{value.day} {value:%b}"


def clickhouse():
    lines = str(chdb.query(f"SELECT time FROM file('{FILE}', CSVWithNames) FORMAT JSONEachRow")).splitlines()
    return [json.loads(line)["time"] for line in lines]


READERS = {
    "chdb": clickhouse,
    "duckdb": lambda: [row[0] for row in duckdb.connect().execute(f"SELECT time FROM read_csv('{FILE}')").fetchall()],
    "polars": lambda: polars.read_csv(FILE, try_parse_dates=True)["time"].to_list(),
    "pandas": lambda: list(pandas.to_datetime(pandas.read_csv(FILE)["time"])),
}
CASES = [
    (["3/1/2026 7:14:03 AM", "3/22/2026 7:14:03 AM"], "chdb 3 Jan 22 Mar, duckdb 1 Mar 22 Mar, polars text text, pandas 1 Mar 22 Mar"),
    (["03/01/2026 07:14:03", "03/12/2026 07:14:03"], "chdb 3 Jan 3 Dec, duckdb 3 Jan 3 Dec, polars 3 Jan 3 Dec, pandas 1 Mar 12 Mar"),
    (["03/01/2026 07:14:03", "03/22/2026 07:14:03"], "chdb 3 Jan 22 Mar, duckdb text text, polars text text, pandas 1 Mar 22 Mar"),
]
for times, expected in CASES:
    with open(FILE, "w") as file:
        file.write("time,who\n" + "".join(f"{time},ada\n" for time in times))
    seen = ", ".join(f"{name} {' '.join(map(named, read()))}" for name, read in READERS.items())
    print(" | ".join(times), "->", seen)
    assert seen == expected, expected
PYTHON
"$folder/venv/bin/python" "$folder/read.py" "$folder"
