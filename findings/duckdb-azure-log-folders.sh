#!/usr/bin/env bash
# duckdb 2.0.1, `read_json` of the activity log as Azure files it into a storage account
# (`resourceId=/SUBSCRIPTIONS/…/y=2026/m=03/d=01/h=07/m=00/PT1H.json`): the field `resourceId` of every record is read
# as an empty text, even where `columns` names it and no partition is asked for. DuckDB takes the folder `resourceId=` for a
# partition without a value, and columns of partitions replace those of the file; `m` is the month, and the minute is
# dropped. Nothing is said of it. `hive_partitioning = false` reads what is written.
# A query that groups by the resource puts everything together, and reads as if the log had no resources.
#
# Guess: `columns = {resourceId: 'VARCHAR'}` reads the field of the file.
# Seen: '' | /SUBSCRIPTIONS/5B1/vm1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q duckdb==2.0.1
hour="$folder/insights-activity-logs/resourceId=/SUBSCRIPTIONS/5B1/y=2026/m=03/d=01/h=07/m=00"
mkdir -p "$hour"
echo '{"time":"2026-03-01T07:14:03Z","resourceId":"/SUBSCRIPTIONS/5B1/vm1"}' >"$hour/PT1H.json"
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys

import duckdb

files = f"'{sys.argv[1]}/insights-activity-logs/**/PT1H.json'"
read = f"SELECT resourceId FROM read_json({files}, columns = {{resourceId: 'VARCHAR'}}"
plain = duckdb.sql(f"{read})").fetchall()
told = duckdb.sql(f"{read}, hive_partitioning = false)").fetchall()
print(repr(plain[0][0]), "|", told[0][0])
assert plain == [("",)]
assert told == [("/SUBSCRIPTIONS/5B1/vm1",)]
months = duckdb.sql(f"SELECT m FROM read_json({files})").fetchall()
assert months == [("03",)]
PYTHON
