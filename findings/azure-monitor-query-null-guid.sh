#!/usr/bin/env bash
# azure-monitor-query 2.0.0, `LogsTable` of a query of Log Analytics: a null in a column of type `guid` or `timespan` comes out as
# the text "None", while a null of any other type stays None. Whoever joins or filters by such a column (an object id, a session, a
# duration) counts all rows without a value as one holder called None, and `is None` finds nothing. Columns of type
# `dynamic` (Authorization_d, Claims_d, AuthorizationDetails) are texts of JSON, not dicts, and times lose the seventh digit of
# their seconds.
#
# Guess: nulls stay None whatever the type, and `dynamic` is parsed as its type says.
# Seen: guid 'None' | timespan 'None' | string None | dynamic str | 123456
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-monitor-query==2.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from azure.monitor.query import LogsTable

types = ["guid", "timespan", "string", "dynamic", "datetime"]
# What the service answers with, in the form of its JSON.
answer = {
    "name": "PrimaryResult",
    "columns": [{"name": kind, "type": kind} for kind in types],
    "rows": [[None, None, None, '{"role": "Owner"}', "2026-06-01T10:11:12.1234567Z"]],
}
row = LogsTable._from_generated(answer).rows[0]
seen = " | ".join([
    *(f"{kind} {row[kind]!r}" for kind in types[:3]),
    f"dynamic {type(row['dynamic']).__name__}",
    str(row["datetime"].microsecond),
])
print(seen)
assert seen == "guid 'None' | timespan 'None' | string None | dynamic str | 123456", seen
PYTHON
