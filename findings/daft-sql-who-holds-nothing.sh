#!/usr/bin/env bash
# daft 0.7.26 (pip), `daft.sql`, users who hold no role: `WHERE (SELECT count(*) FROM held WHERE held.principal = users.name) = 0` finds nobody, as the
# count of nothing is null there and not 0, and `< 2` finds those who hold one alone. `NOT IN (SELECT principal FROM held)`, which by the
# standard finds nobody where one principal is null, finds those who hold nothing, so that a query that is tried in daft is empty in DuckDB and
# Spark. `(condition = 'c') IS NOT TRUE`, who isn't limited by that condition, leaves out who has no condition at all, and in polars 2.1.0
# (`SQLContext`) too; so each owner without a condition is left out. No error in any. `NOT EXISTS` and `condition
# IS NULL OR condition <> 'c'` are right in all. DuckDB 2.0.1 is as the standard has it.
#
# Guess: SQL of counts, null and truth is that of the standard.
# Seen: count = 0: daft none, others eve svc | NOT IN: daft eve svc, others none | IS NOT TRUE: daft, polars bob, duckdb ada bob null
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q daft==0.7.26 polars==2.1.0 duckdb==2.0.1
cat >"$folder/ask.py" <<'PYTHON'
import daft
import duckdb
import polars

USERS = {"name": ["ada", "eve", "bob", "svc"]}
HELD = {"principal": ["ada", "ada", "bob", None], "condition": ["c", None, "d", None]}
COUNT = "(SELECT count(*) FROM held WHERE held.principal = users.name)"
QUERIES = {
    "count = 0": f"SELECT name FROM users WHERE {COUNT} = 0",
    "count < 2": f"SELECT name FROM users WHERE {COUNT} < 2",
    "not in": "SELECT name FROM users WHERE name NOT IN (SELECT principal FROM held)",
    "not exists": "SELECT name FROM users WHERE NOT EXISTS (SELECT 1 FROM held WHERE held.principal = users.name)",
    "is not true": "SELECT principal FROM held WHERE (condition = 'c') IS NOT TRUE",
    "null or other": "SELECT principal FROM held WHERE condition IS NULL OR condition <> 'c'",
}
frames = {"users": polars.DataFrame(USERS), "held": polars.DataFrame(HELD)}
base = duckdb.connect()
for name, frame in frames.items():
    base.register(name, frame)
lazy = {"users": daft.from_pydict(USERS), "held": daft.from_pydict(HELD)}
ENGINES = {
    "daft": lambda query: next(iter(daft.sql(query, **lazy).to_pydict().values())),
    "polars": lambda query: polars.SQLContext(frames, eager=True).execute(query).to_series().to_list(),
    "duckdb": lambda query: [row[0] for row in base.execute(query).fetchall()],
}
seen = []
for name, query in QUERIES.items():
    answers = [f"{engine} {' '.join(sorted(map(str, ask(query)))) or 'none'}" for engine, ask in ENGINES.items()]
    seen.append(f"{name}: {', '.join(answers)}")
print("\n".join(seen))
assert seen == [
    "count = 0: daft none, polars eve svc, duckdb eve svc",
    "count < 2: daft bob, polars bob eve svc, duckdb bob eve svc",
    "not in: daft eve svc, polars none, duckdb none",
    "not exists: daft eve svc, polars eve svc, duckdb eve svc",
    "is not true: daft bob, polars bob, duckdb None ada bob",
    "null or other: daft None ada bob, polars None ada bob, duckdb None ada bob",
]
PYTHON
"$folder/venv/bin/python" "$folder/ask.py"
