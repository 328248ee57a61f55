#!/usr/bin/env bash
# pysigma-backend-sqlite 2.1.1, pysigma-backend-duckdb 0.1.4 and pysigma-backend-databricks 0.1.7 (pip), rules of Sigma as SQL over the activity log. Sigma regards no
# case. The first two make `=` of a whole value, which regards case, and LIKE or ILIKE of a part: `operationName: Microsoft.Authorization/roleAssignments/write`
# misses the same in capitals, as Azure's exported log has it, and `operationName|endswith: /roleAssignments/write` finds both, so that a rule which
# names the operation in full finds nothing. Of "and not filter", as of calls by a known automation (`caller: svc`), the latter two make `NOT caller = 'svc'`,
# which isn't true of a record without a caller: it is dropped, whatever it did, and the exported log has no `caller` at all. sqlite's
# `NOT COALESCE(…, 0)` keeps it, and databricks' `lower(…)` regards no case. None of the three says what it can't keep.
#
# Guess: case is ignored in each comparison, and what a record doesn't have is not equal to the filter, as Sigma has it.
# Seen: full name: sqlite 1 of 2, duckdb 1, databricks 2 | end: 2 2 2 | and not svc, no caller: sqlite kept, duckdb dropped, databricks dropped
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for name in sqlite==2.1.1 duckdb==0.1.4 databricks==0.1.7; do
    python3 -m venv "${name%%=*}"
    "${name%%=*}/bin/pip" install -q "pysigma-backend-$name" duckdb==2.0.1
done
cat >ask.py <<'PYTHON'
import importlib
import sqlite3
import sys

import duckdb
from sigma.collection import SigmaCollection

name, module, backend = sys.argv[1:]
backend = getattr(importlib.import_module(module), backend)()
rows = [
    ("Microsoft.Authorization/roleAssignments/write", "eve"),
    ("MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE", "eve"),
    ("Microsoft.Authorization/roleAssignments/delete", None),
    ("Microsoft.Authorization/roleAssignments/delete", "svc"),
]
store = sqlite3.connect(":memory:") if name == "sqlite" else duckdb.connect()
if name == "databricks":  # what it is called there
    store.execute("CREATE MACRO endswith(text, part) AS ends_with(text, part)")
store.execute("CREATE TABLE logs (operationName TEXT, caller TEXT)")
store.executemany("INSERT INTO logs VALUES (?, ?)", rows)


def found(selection, more):
    rule = {
        "title": "Change of access",
        "status": "test",
        "logsource": {"product": "azure", "service": "activitylogs"},
        "detection": {"selection": selection, **more},
    }
    query = backend.convert(SigmaCollection.from_dicts([rule]))[0]
    # databricks gives what stands behind WHERE
    query = query if query.startswith("SELECT") else f"SELECT * FROM logs WHERE {query}"
    return store.execute(query).fetchall()


write = "Microsoft.Authorization/roleAssignments/write"
full = found({"operationName": write}, {"condition": "selection"})
end = found({"operationName|endswith": "/roleAssignments/write"}, {"condition": "selection"})
rest = found(
    {"operationName|endswith": "/delete"}, {"filter": {"caller": "svc"}, "condition": "selection and not filter"}
)
print(f"{name}: full name {len(full)}, end {len(end)}, without a caller {len(rest)}")
PYTHON
{
    sqlite/bin/python ask.py sqlite sigma.backends.sqlite sqliteBackend
    duckdb/bin/python ask.py duckdb sigma_backend_duckdb DuckDBBackend
    databricks/bin/python ask.py databricks sigma.backends.databricks DatabricksBackend
} | tee out
diff out - <<'SEEN'
sqlite: full name 1, end 2, without a caller 1
duckdb: full name 1, end 2, without a caller 0
databricks: full name 2, end 2, without a caller 0
SEEN
