#!/usr/bin/env bash
# streaming-kql 0.0.2 (pip), which runs queries of Kusto over events as they come, with those of the activity log, that are JSON: `where TimeGenerated > ago(90d)`, which
# begins nearly every detection, is true of no event, as a time in JSON is a text and texts aren't compared with times; nothing says so. With
# `todatetime(TimeGenerated)` it is. `bin(todatetime(TimeGenerated), 1h)` is null, so that all hours are one. A role that is null isn't `== ""`, as each
# text without a value is in Kusto, though it is `=~ ""`, and `iff(Role == "", "none", Role)` leaves it null. `tostring` of what is dynamic is Python's
# writing of it, `{'role': 'Owner'}`, in which no search for `"role":"Owner"` finds anything and which `parse_json` can't read again. duckdb-kql 1.1.2
# has all of these as in Kusto, and so are `isempty`, `!=` and `has` in both.
#
# Guess: what is like a time is compared with times, or it is an error; null texts and JSON are as in Kusto.
# Seen: ago: none, todatetime: found | bin null | == "" no, =~ "" yes | tostring {'role': 'Owner'}, search: none || duckdb-kql: all found, 07:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q streaming-kql==0.0.2 duckdb-kql==1.1.2 duckdb==2.0.1 pandas==3.1.1
cd "$folder"
venv/bin/python - <<'PYTHON' | tee out
from datetime import datetime, timedelta, timezone

import duckdb
import duckdb_kql
import streaming_kql

time = datetime.now(timezone.utc).replace(minute=14, second=3, microsecond=0) - timedelta(days=1)
event = {
    "TimeGenerated": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "Caller": "ada@contoso.com",
    "Role": "",
    "Authorization": '{"evidence": {"role": "Owner"}}',
}
store = duckdb.connect()
store.execute("CREATE TABLE source (TimeGenerated TIMESTAMP, Caller VARCHAR, Role VARCHAR, \"Authorization\" VARCHAR)")
store.execute("INSERT INTO source VALUES (?, ?, ?, ?)", [time.replace(tzinfo=None), *list(event.values())[1:]])


def both(what, streaming, duck=None):
    """What the query gives of the event: of streaming-kql, where a missing text is null in JSON, and of duckdb-kql, as a table of Kusto has it."""
    found = streaming_kql.compile(f"source | {streaming}").match(event | {"Role": None})
    rows = duckdb_kql.df(store, f"source | {duck or streaming}")
    if streaming.startswith("where"):
        print(f"{what}: {'none' if found is None else 'found'} | {'found' if len(rows) else 'none'}")
    else:
        print(f"{what}: {found['x']} | {rows['x'][0]}".replace(time.strftime("%Y-%m-%d %H"), "the hour"))


evidence = "tostring(parse_json(Authorization).evidence)"
both("ago", "where TimeGenerated > ago(90d)")
both("todatetime", "where todatetime(TimeGenerated) > ago(90d)")
both("bin", "extend x = bin(todatetime(TimeGenerated), 1h)")
both('== ""', 'where Role == ""')
both('=~ ""', 'where Role =~ ""')
both("isempty", "where isempty(Role)")
both("iff", 'extend x = iff(Role == "", "none", Role)')
both("tostring", f"extend x = {evidence}")
both("search", f"where {evidence} contains '\"role\":\"Owner\"'")
both("role", 'where tostring(parse_json(Authorization).evidence.role) == "Owner"')
PYTHON
diff out - <<'SEEN'
ago: none | found
todatetime: found | found
bin: None | the hour:00:00
== "": none | found
=~ "": found | found
isempty: found | found
iff: None | none
tostring: {'role': 'Owner'} | {"role":"Owner"}
search: none | found
role: found | found
SEEN
