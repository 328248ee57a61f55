#!/usr/bin/env bash
# sqlframe 4.10.0 on duckdb 2.0.1 (pip), the API of PySpark without Spark, to try on a laptop what runs at Databricks, beside pyspark 4.3.0. The caller, by
# `get_json_object(claims, "$.oid")`, has its quotation marks, `"o1"`, so that no caller equals an object id and a join with role assignments finds
# nobody; a condition that is null in JSON is the text "null", and is no NULL. `collect_set` and `collect_list` keep nulls, which Spark leaves out, so that
# who has no condition has one in `size(…)`. `createDataFrame` of dicts has the columns of the first, and drops a condition that a later one has. The
# first assignment of each by `row_number()` over `orderBy("until")` is another: null, which is no end, comes first in Spark and last here, while
# `DataFrame.orderBy` has it first in both. No error in any of it.
#
# Guess: what the same API takes means the same, or is refused, as much of it is.
# Seen: pyspark o1, null True, set 1, columns who role condition, first of eve: /never | sqlframe "o1", null False, set 2, columns who role,
# first of eve: /soon | orderBy: /never first in both
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyspark==4.3.0 sqlframe==4.10.0 duckdb==2.0.1 pandas==3.1.1
cd "$folder"
cat >both.py <<'PYTHON'
import sys

if sys.argv[1] == "pyspark":
    from pyspark.sql import SparkSession, Window
    from pyspark.sql import functions as F

    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
else:
    from sqlframe.duckdb import DuckDBSession, Window
    from sqlframe.duckdb import functions as F

    session = DuckDBSession()


def values(frame):
    return [row[0] for row in frame.collect()]


log = session.createDataFrame([('{"oid": "o1", "condition": null}',)], ["claims"])
held = session.createDataFrame(
    [("eve", "/soon", "2026-12-01", "c"), ("eve", "/never", None, None)], ["who", "scope", "until", "condition"]
)
dicts = session.createDataFrame([{"who": "ada", "role": "Owner"}, {"who": "eve", "role": "Owner", "condition": "c"}])
first = held.select("scope", F.row_number().over(Window.partitionBy("who").orderBy("until")).alias("place"))
print(
    sys.argv[1],
    values(log.select(F.get_json_object("claims", "$.oid")))[0],
    "null", values(log.select(F.get_json_object("claims", "$.condition").isNull()))[0],
    "set", values(held.groupBy("who").agg(F.size(F.collect_set("condition"))).select(F.col("who")))[0],
    held.groupBy("who").agg(F.size(F.collect_set("condition")).alias("n")).collect()[0][1],
    "columns", *sorted(dicts.columns, reverse=True),
    "first", values(first.where(F.col("place") == 1))[0],
    "orderBy", values(held.orderBy("until").select("scope"))[0],
)
PYTHON
{
    venv/bin/python both.py pyspark
    venv/bin/python both.py sqlframe
} 2>/dev/null | tee out
diff out - <<'SEEN'
pyspark o1 null True set eve 1 columns who role condition first /never orderBy /never
sqlframe "o1" null False set eve 2 columns who role first /soon orderBy /never
SEEN
