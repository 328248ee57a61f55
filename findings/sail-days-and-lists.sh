#!/usr/bin/env bash
# pysail 0.7.2 (pip), which answers PySpark as a Spark of its own, beside the Spark of pyspark 4.1.1, with the same client and the same queries of a log:
# `weekday` of a Sunday is -1 and not 6, so that calls at weekends, `weekday(time) >= 5`, are those of Saturday. `extract(dow FROM time)` counts from 0 and not
# from 1, and `IN (1, 7)`, Sunday and Saturday, is Monday. `datediff(DAY, …)` counts midnights and not days of 24 hours, so that
# what was used 89 days and one minute ago may be unused for 90. `get_json_object(claims, '$.groups[*]')` is null whatever groups there are, and `$.groups[0]`
# isn't. `NOT array_contains(roles, 'Owner')` is true of a list with a null in it, where Spark doesn't know. `dayofweek`, `date_format(time, 'E')` and `datediff`
# of two dates are the same in both.
#
# Guess: a function that the other Spark has gives the same, or is refused as many are.
# Seen: Sunday: spark 6, 1; sail -1, 0 | 89 days and a minute: spark 89, sail 90 | groups: spark ["g1","g2"], sail None | not owner: spark None, sail True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q "pyspark[connect]==4.1.1" pysail==0.7.2
cd "$folder"
cat >ask.py <<'PYTHON'
import sys

from pyspark.sql import SparkSession

if sys.argv[1] == "spark":
    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
else:
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer()
    server.start()
    host, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://{host}:{port}").getOrCreate()
claims = '{"groups": ["g1", "g2"]}'
for name, value in {
    "weekday, Saturday and Sunday": "weekday(DATE'2026-03-07') || ' ' || weekday(DATE'2026-03-01')",
    "dow": "extract(dow FROM DATE'2026-03-07') || ' ' || extract(dow FROM DATE'2026-03-01')",
    "dayofweek": "dayofweek(DATE'2026-03-07') || ' ' || dayofweek(DATE'2026-03-01')",
    "89 days and a minute": "datediff(DAY, TIMESTAMP'2026-03-01 23:59:30', TIMESTAMP'2026-05-30 00:00:30')",
    "of dates": "datediff(DATE'2026-05-30', DATE'2026-03-01')",
    "groups": f"get_json_object('{claims}', '$.groups[*]')",
    "first group": f"get_json_object('{claims}', '$.groups[0]')",
    "not an owner": "NOT array_contains(array('Reader', NULL), 'Owner')",
}.items():
    print(f"{sys.argv[1]} {name}: {session.sql(f'SELECT {value}').collect()[0][0]}", flush=True)
PYTHON
{
    venv/bin/python ask.py spark
    venv/bin/python ask.py sail
} 2>/dev/null | tee out
diff out - <<'SEEN'
spark weekday, Saturday and Sunday: 5 6
spark dow: 7 1
spark dayofweek: 7 1
spark 89 days and a minute: 89
spark of dates: 90
spark groups: ["g1","g2"]
spark first group: g1
spark not an owner: None
sail weekday, Saturday and Sunday: 5 -1
sail dow: 6 0
sail dayofweek: 7 1
sail 89 days and a minute: 90
sail of dates: 90
sail groups: None
sail first group: g1
sail not an owner: True
SEEN
