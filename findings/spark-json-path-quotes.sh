#!/usr/bin/env bash
# pyspark 4.3.0, the caller out of the text of the column `Claims` of the activity log, whose keys are URIs:
# `get_json_object(Claims, '$["http://…"]')`, as RFC 9535 has it, which takes either quotation mark, is null of every record.
# There is no error: a path that isn't understood is null, as is one without quotation marks, whose dots are levels. Nobody did
# anything. `$['http://…']` finds it; `try_variant_get(parse_json(Claims), …)` takes both.
#
# Guess: both quotation marks, as of `variant_get` in the same engine, or an error, as DuckDB's of a path that it doesn't
# understand.
# Seen: "": None, '': o1, bare: None | variant "": o1, '': o1, bare: None | duckdb "": error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyspark==4.3.0 duckdb==2.0.1
cd "$folder"
venv/bin/python -W ignore - 2>log <<'PYTHON' || { tail -5 log; exit 1; }
import duckdb
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

KEY = "http://schemas.microsoft.com/identity/claims/objectidentifier"
CLAIMS = f'{{"{KEY}": "o1"}}'
PATHS = {'""': f'$["{KEY}"]', "''": f"$['{KEY}']", "bare": f"$.{KEY}"}

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
log = spark.createDataFrame([(CLAIMS,)], "claims STRING")
asked = [F.get_json_object("claims", path) for path in PATHS.values()]
asked += [F.try_variant_get(F.parse_json("claims"), path, "string") for path in PATHS.values()]
row = log.select(*asked).collect()[0]
plain, variant = (", ".join(f"{name}: {value}" for name, value in zip(PATHS, part)) for part in (row[:3], row[3:]))
try:
    other = duckdb.execute("SELECT ? ->> ?", [CLAIMS, PATHS['""']]).fetchall()[0][0]
except duckdb.Error:
    other = "error"
seen = f'{plain} | variant {variant} | duckdb "": {other}'
print(seen)
assert seen == """"": None, '': o1, bare: None | variant "": o1, '': o1, bare: None | duckdb "": error"""
PYTHON
