#!/usr/bin/env bash
# sqlglot 30.30.0, queries of the activity log in the SQL of Databricks or Spark, made into DuckDB's to try them on files
# (Snowflake's alike). The caller, `claims:['http://…/objectidentifier']::string`, becomes a cast of JSON, which keeps its
# quotation marks: `"o1"`, so that no caller equals an object id, and a join with role assignments finds nobody. `dayofweek(…)`
# stays as it is, and counts from 1 in Spark and from 0 in DuckDB: `in (1, 7)`, Sunday and Saturday, becomes Monday and no day, so
# that use of a role at weekends is use on Mondays. Nothing is said of either, also with `unsupported_level=RAISE`.
# `get_json_object` is made into `->>`, and is right.
#
# Guess: what has a different meaning is written differently, as indexes of arrays and the order of nulls are, or reported.
# Seen: caller: spark o1, duckdb "o1" | get_json_object: o1 o1 | Sunday: spark 1, duckdb 0 | weekend: spark Sun Sat, duckdb Mon
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q sqlglot==30.30.0 duckdb==2.0.1 pyspark==4.3.0
cd "$folder"
venv/bin/python -W ignore - 2>log <<'PYTHON' || { tail -5 log; exit 1; }
import duckdb
import sqlglot
from pyspark.sql import SparkSession

KEY = "http://schemas.microsoft.com/identity/claims/objectidentifier"
LOG = f'{{"claims": {{"{KEY}": "o1"}}}}'
DAYS = {"2026-03-01": "Sun", "2026-03-02": "Mon", "2026-03-07": "Sat"}

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sql(f"SELECT parse_json('{LOG}') AS record, '{LOG}' AS text").createOrReplaceTempView("log")
duckdb.sql(f"CREATE TABLE log AS SELECT '{LOG}'::JSON AS record, '{LOG}' AS text")


def both(query, dialect="spark"):
    """What Spark says to a query, and DuckDB to what sqlglot makes of it."""
    made = sqlglot.transpile(query, read=dialect, write="duckdb", unsupported_level=sqlglot.ErrorLevel.RAISE)[0]
    return spark.sql(query).collect()[0][0], duckdb.sql(made).fetchall()[0][0]


caller = both(f"SELECT record:claims['{KEY}']::string FROM log", "databricks")
plain = both(f"SELECT get_json_object(text, '$.claims[\\'{KEY}\\']') FROM log")
sunday = both("SELECT dayofweek(DATE '2026-03-01')")
weekend = [[], []]
for day, name in DAYS.items():
    for days, is_weekend in zip(weekend, both(f"SELECT dayofweek(DATE '{day}') IN (1, 7)")):
        days.extend([name] if is_weekend else [])
seen = (
    f"caller: spark {caller[0]}, duckdb {caller[1]} | get_json_object: {plain[0]} {plain[1]} | "
    f"Sunday: spark {sunday[0]}, duckdb {sunday[1]} | weekend: spark {' '.join(weekend[0])}, duckdb {' '.join(weekend[1])}"
)
print(seen)
assert seen == (
    'caller: spark o1, duckdb "o1" | get_json_object: o1 o1 | '
    "Sunday: spark 1, duckdb 0 | weekend: spark Sun Sat, duckdb Mon"
)
PYTHON
