#!/usr/bin/env bash
# pyspark 4.3.0, `DataFrame.mapInArrow(function, schema)`: columns of the batches are taken by their place, whatever they are
# called, and so are the fields of structs within them. Batches with `role, scope` under a schema `scope, role` come out with
# both exchanged, as do principals with `type, id`, and nothing is said, both being texts. A further column is dropped. `mapInPandas`
# with the same names goes by the names. (Types are held to the letter: 32 bits under `bigint` and a dictionary of texts
# are refused.) Order the columns by the schema before they are yielded: `batch.select(names)`; structs need the same.
#
# Guess: by name, as `mapInPandas` does, or an error.
# Seen: mapInArrow scope=Owner role=/s principal.id=User | mapInPandas scope=/s role=Owner
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyspark==4.3.0 pyarrow==26.0.1 pandas==3.1.1
cd "$folder"
cat >job.py <<'PYTHON'
import os
import sys

import pandas
import pyarrow
from pyspark.sql import SparkSession

os.environ["PYSPARK_PYTHON"] = sys.executable
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .getOrCreate()
)
principal = {"type": "User", "id": "6f1c"}
row = {"role": "Owner", "scope": "/s", "principal": principal, "more": 1}


def batches(_):
    yield pyarrow.RecordBatch.from_pylist([row])


def frames(_):
    yield pandas.DataFrame([row])


schema = "scope string, role string"
nested = f"{schema}, principal struct<id: string, type: string>"
arrow = spark.range(1).mapInArrow(batches, nested).first()
frame = spark.range(1).mapInPandas(frames, schema).first()
seen = (
    f"mapInArrow scope={arrow.scope} role={arrow.role} principal.id={arrow.principal.id} | "
    f"mapInPandas scope={frame.scope} role={frame.role}"
)
print(seen)
assert seen == "mapInArrow scope=Owner role=/s principal.id=User | mapInPandas scope=/s role=Owner"
PYTHON
venv/bin/python job.py 2>log || { tail -5 log; exit 1; }
