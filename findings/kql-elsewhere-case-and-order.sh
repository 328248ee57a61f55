#!/usr/bin/env bash
# kqlbridge 0.12.1 (KQL to Spark SQL, for Fabric and Databricks) and adxpandas 0.2.3 (KQL over pandas), with a query for changes
# of access. In Kusto `contains` and `startswith` don't regard case, and `sort by` and `top` without a direction are descending.
# kqlbridge writes `LIKE '%roleassignments%'`, which regards case in Spark, and `ORDER BY … ASC`; its `take 5 | where …` filters
# first and takes then. adxpandas regards case too, and its `top 1 by t` is the oldest. The activity log has one operation in
# mixed and in upper case: such a query finds a part of the changes or none, and shows the wrong ones. `has` and `=~` are
# right in both. duckdb-kql 1.1.2 is right in all of it.
#
# Guess: what such a tool takes, it keeps the meaning of; what it can't keep, it refuses, as all three refuse other operators.
# Seen: Spark: LIKE '%roleassignments%', ORDER BY t ASC, WHERE n = 1 LIMIT 5 | pandas: 0 and 0 of 2, top 1 | duckdb: 2 and 2 of 2, top 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q kqlbridge==0.12.1 adxpandas==0.2.3 pandas==3.1.1 duckdb-kql==1.1.2 duckdb==2.0.1
"$folder/venv/bin/python" - <<'PYTHON'
import duckdb
import duckdb_kql
import kqlbridge
import pandas
from adxpandas import AdxPandasClient

names = ["Microsoft.Authorization/roleAssignments/write", "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE"]
events = pandas.DataFrame({"op": names, "t": [1, 2]})
contains, starts = 'events | where op contains "roleassignments"', 'events | where op startswith "microsoft.authorization"'
top = "events | top 1 by t | project t"


def spark(query, word):
    """The Spark SQL of a query, from a word on."""
    text = " ".join(kqlbridge.translate(query, target="spark").split())
    return text[text.index(word) :]


def counts(rows):
    return f"{len(rows(contains))} and {len(rows(starts))} of 2, top {rows(top)[0][0]}"


texts = [spark(contains, "LIKE"), spark("events | sort by t", "ORDER"), spark("events | take 5 | where n == 1", "WHERE")]
assert spark(starts, "LIKE") == "LIKE 'microsoft.authorization%'"
pandas_rows = counts(lambda query: AdxPandasClient({"events": events}).query(query).values.tolist())
duckdb_rows = counts(lambda query: duckdb.sql(str(duckdb_kql.to_sql(query))).fetchall())
seen = f"Spark: {', '.join(texts)} | pandas: {pandas_rows} | duckdb: {duckdb_rows}"
print(seen)
assert seen == (
    "Spark: LIKE '%roleassignments%', ORDER BY t ASC, WHERE n = 1 LIMIT 5"
    " | pandas: 0 and 0 of 2, top 1 | duckdb: 2 and 2 of 2, top 2"
)
PYTHON
