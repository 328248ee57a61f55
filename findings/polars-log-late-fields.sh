#!/usr/bin/env bash
# polars 2.1.0, `read_ndjson` and `scan_ndjson` of an activity log: the fields are those of the first 100 records
# (`infer_schema_length`). What later records have beyond them is left out without a word, be it a column or as deep
# as `identity.authorization.evidence`, which only calls by a role assignment have: who looks for calls that name one finds none.
# (A field that is null at first is an error later, and so is a text among numbers.) `schema_overrides` can't bring a
# column back, since it has to be among those that were found. `infer_schema_length=None` looks at all records.
#
# Guess: a later field is an error, as a later text is in a column of numbers.
# Seen: {'scope': '/s'}, no caller | overrides: SchemaFieldNotFoundError | all: {'scope': '/s', 'evidence': {'role': 'Owner'}}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q polars==2.1.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import json

import polars

plain = {"time": "2026-03-01T07:14:03Z", "identity": {"authorization": {"scope": "/s"}}}
named = {"authorization": {"scope": "/s", "evidence": {"role": "Owner"}}}
late = {"time": "2026-03-01T07:15:00Z", "identity": named, "callerIpAddress": "192.0.2.7"}
with open("PT1H.json", "w") as file:
    file.writelines(json.dumps(record) + "\n" for record in [*[plain] * 100, late])


def last(table):
    caller = "a caller" if "callerIpAddress" in table.columns else "no caller"
    return f"{table['identity'][-1]['authorization']}, {caller}"


read = polars.read_ndjson("PT1H.json")
assert last(read) == last(polars.scan_ndjson("PT1H.json").collect())
try:
    told = last(polars.read_ndjson("PT1H.json", schema_overrides={"callerIpAddress": polars.String}))
except polars.exceptions.PolarsError as error:
    told = type(error).__name__
whole = polars.read_ndjson("PT1H.json", infer_schema_length=None)["identity"][-1]["authorization"]
seen = f"{last(read)} | overrides: {told} | all: {whole}"
print(seen)
assert seen == (
    "{'scope': '/s'}, no caller | overrides: SchemaFieldNotFoundError | "
    "all: {'scope': '/s', 'evidence': {'role': 'Owner'}}"
)
PYTHON
