#!/usr/bin/env bash
# datafusion 55.0.0 (pip), what else owners hold, out of one table: `SELECT … FROM held WHERE principal = ANY (SELECT principal FROM held WHERE role =
# 'Owner')`. Once somebody is an owner, each row is found, whoever's it is; with `<> ALL`, who is no owner, none is. The name within is taken for
# the one outside: each row is compared with itself. `IN` and `NOT IN` are right, and so is ANY over another table, under an alias (`FROM held
# AS other`, `other.principal`), or of a column with another name, so that the query passes its test with two tables. No error and no
# warning. DuckDB 2.0.1 and polars 2.1.0 (`SQLContext`) give the owners' rows.
#
# Guess: `= ANY (…)` is `IN (…)`, as the standard has it.
# Seen: = ANY: datafusion 4 of 4, IN 3, alias 3 | <> ALL: 0, NOT IN 1, alias 1 | duckdb, polars: 3, 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q datafusion==55.0.0 duckdb==2.0.1 polars==2.1.0 pyarrow==25.0.1
cat >"$folder/ask.py" <<'PYTHON'
import datafusion
import duckdb
import polars
import pyarrow

rows = {"principal": ["ada", "ada", "eve", "bob"], "role": ["Owner", "Reader", "Reader", "Owner"]}
table = pyarrow.table(rows)
context = datafusion.SessionContext()
context.register_record_batches("held", [table.to_batches()])
base = duckdb.connect()
base.register("held", table)
frames = polars.SQLContext(held=polars.DataFrame(rows), eager=True)
owners = "SELECT principal FROM held WHERE role = 'Owner'"
aliased = "SELECT other.principal FROM held AS other WHERE other.role = 'Owner'"
PREDICATES = {
    "any": f"principal = ANY ({owners})",
    "in": f"principal IN ({owners})",
    "any, alias": f"principal = ANY ({aliased})",
    "all": f"principal <> ALL ({owners})",
    "not in": f"principal NOT IN ({owners})",
    "all, alias": f"principal <> ALL ({aliased})",
}
ENGINES = {
    "datafusion": lambda query: context.sql(query).to_arrow_table().num_rows,
    "duckdb": lambda query: len(base.execute(query).fetchall()),
    "polars": lambda query: frames.execute(query).height,
}
seen = []
for engine, count in ENGINES.items():
    counts = [f"{name} {count(f'SELECT role FROM held WHERE {predicate}')}" for name, predicate in PREDICATES.items()]
    seen.append(f"{engine}: {', '.join(counts)}")
print("\n".join(seen))
right = "any 3, in 3, any, alias 3, all 1, not in 1, all, alias 1"
assert seen == [
    "datafusion: any 4, in 3, any, alias 3, all 0, not in 1, all, alias 1",
    f"duckdb: {right}",
    f"polars: {right}",
]
PYTHON
"$folder/venv/bin/python" "$folder/ask.py"
