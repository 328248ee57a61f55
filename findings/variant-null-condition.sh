#!/usr/bin/env bash
# pyspark 4.3.0 and duckdb 2.0.1 (pip), role assignments as JSON, owners without a condition: REST answers `"condition": null`, az 2.88 and newer have no such
# key. In each engine the two ways of reading are opposites, and the engines are opposites of each other. Spark's VARIANT
# (`parse_json(d):condition IS NULL`, `variant_get(d, '$.condition')`) finds the absent one alone, `count` counts null as a condition, `coalesce(…, 'none')`
# leaves it null, and its `get_json_object` finds both. DuckDB's VARIANT finds both, and its JSON (`d.condition IS NULL`, `json_extract`) the absent one
# alone. So a query that was written with one type or engine loses every owner of REST's export with the other, or with the newer type of the same.
# `…::string` (Spark), `->>` (DuckDB) find both.
#
# Guess: null in JSON is NULL in SQL, at least the same with both types of an engine, or with VARIANT of both engines.
# Seen: spark variant: absent, count 2 of 3; get_json_object: null absent | duckdb variant: null absent, count 1; json: absent, count 2 | told: both
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyspark==4.3.0 duckdb==2.0.1
cd "$folder"
cat >nulls.py <<'PYTHON'
import duckdb
from pyspark.sql import SparkSession

rows = [
    ("null", '{"role": "Owner", "condition": null}'),
    ("absent", '{"role": "Owner"}'),
    ("set", '{"role": "Owner", "condition": "c"}'),
]
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
spark.createDataFrame(rows, "name string, text string").createOrReplaceTempView("held")
duck = duckdb.connect()
duck.execute("CREATE TABLE held (name VARCHAR, text VARCHAR)")
duck.executemany("INSERT INTO held VALUES (?, ?)", rows)

ways = {
    "spark variant": (spark, "parse_json(text):condition"),
    "spark variant_get": (spark, "variant_get(parse_json(text), '$.condition')"),
    "spark get_json_object": (spark, "get_json_object(text, '$.condition')"),
    "spark variant as string": (spark, "parse_json(text):condition::string"),
    "duckdb variant": (duck, "(text::JSON::VARIANT).condition"),
    "duckdb json": (duck, "(text::JSON).condition"),
    "duckdb json_extract": (duck, "json_extract(text, '$.condition')"),
    "duckdb ->>": (duck, "(text ->> '$.condition')"),
}
for name, (engine, value) in ways.items():
    def ask(query):
        answer = engine.sql(query)
        return answer.collect() if engine is spark else answer.fetchall()

    found = " ".join(row[0] for row in ask(f"SELECT name FROM held WHERE {value} IS NULL"))
    print(f"{name}: {found}, count {ask(f'SELECT count({value}) FROM held')[0][0]}")
PYTHON
venv/bin/python nulls.py 2>/dev/null | tee out
diff out - <<'SEEN'
spark variant: absent, count 2
spark variant_get: absent, count 2
spark get_json_object: null absent, count 1
spark variant as string: null absent, count 1
duckdb variant: null absent, count 1
duckdb json: absent, count 2
duckdb json_extract: absent, count 2
duckdb ->>: null absent, count 1
SEEN
