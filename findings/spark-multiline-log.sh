#!/usr/bin/env bash
# pyspark 4.3.0, `spark.read.option("multiLine", "true").json(…)`, which the pretty-printed lists of az need, over the activity
# log as Azure files it, with a record a line: of each file the first record is read, and the others are not there. They aren't
# `_corrupt_record`, `FAILFAST` doesn't fail, and `DROPMALFORMED` drops nothing; a list and a log in one folder look whole. An
# hour of calls counts as one call, and whoever made the others was never there. `from_json` does the same with what follows the
# first object in a text. Without `multiLine` both lines are read, and a list over several lines is corrupt, and says so. Read
# lists and logs apart.
#
# Guess: what is left of a file after one document is corrupt, or the next record.
# Seen: multiLine: 1 of 3, corrupt 0, FAILFAST 1, DROPMALFORMED 1 | lines: 3 | from_json: ada
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyspark==4.3.0
cd "$folder"
printf '{"caller":"%s"}\n' ada eve mallory >PT1H.json
venv/bin/python -W ignore - 2>log <<'PYTHON' || { tail -5 log; exit 1; }
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
SCHEMA = "caller STRING, _corrupt_record STRING"


def rows(mode="PERMISSIVE", multi_line="true"):
    options = {"multiLine": multi_line, "mode": mode}
    return spark.read.schema(SCHEMA).options(**options).json("PT1H.json").collect()


read = rows()
corrupt = sum(row["_corrupt_record"] is not None for row in read)
one = spark.sql("""SELECT from_json('{"caller":"ada"}{"caller":"eve"}', 'caller STRING').caller""").collect()[0][0]
seen = (
    f"multiLine: {len(read)} of 3, corrupt {corrupt}, FAILFAST {len(rows('FAILFAST'))}, DROPMALFORMED {len(rows('DROPMALFORMED'))}"
    f" | lines: {len(rows(multi_line='false'))} | from_json: {one}"
)
print(seen)
assert seen == "multiLine: 1 of 3, corrupt 0, FAILFAST 1, DROPMALFORMED 1 | lines: 3 | from_json: ada"
PYTHON
