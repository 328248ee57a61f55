#!/usr/bin/env bash
# chdb 4.4.0 (ClickHouse 26.9), the activity log read as `file('….json', JSONEachRow)` and written again: `time` is taken for a
# time (`"2026-03-01T07:14:03.1234567Z"`), shown in the zone of the machine, and written without it: at a machine in Oslo the log
# says `2026-03-01 08:14:03.123456700`. Readers take that for UTC or for their own zone, so that the same call of two exports, one
# of each machine, is two calls an hour or two apart, and a call falls on the wrong side of an activation or a dismissal. In
# winter and summer the distance differs. `date_time_output_format = 'iso'` writes UTC with its Z;
# `input_format_try_infer_datetimes = 0` leaves the text as it is.
#
# Guess: a time that came with a zone is written with one, or stays as it is.
# Seen: Oslo: 2026-03-01 08:14:03.123456700 | UTC: 2026-03-01 07:14:03.123456700 | iso: 2026-03-01T07:14:03.123456700Z | text:
# 2026-03-01T07:14:03.1234567Z
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q chdb==4.4.0 pyarrow==25.0.1
cd "$folder"
echo '{"time":"2026-03-01T07:14:03.1234567Z","caller":"ada"}' >log.json
cat >read.py <<'PYTHON'
import json
import sys

import chdb

rows = chdb.query(f"SELECT * FROM file('log.json', JSONEachRow) {sys.argv[1]}", "JSONEachRow")
print(json.loads(str(rows))["time"])
PYTHON
written() { TZ=$1 venv/bin/python read.py "${2:-}"; }
seen="Oslo: $(written Europe/Oslo) | UTC: $(written UTC)"
seen="$seen | iso: $(written Europe/Oslo "SETTINGS date_time_output_format = 'iso'")"
seen="$seen | text: $(written Europe/Oslo "SETTINGS input_format_try_infer_datetimes = 0")"
echo "$seen"
expected='Oslo: 2026-03-01 08:14:03.123456700 | UTC: 2026-03-01 07:14:03.123456700'
expected+=' | iso: 2026-03-01T07:14:03.123456700Z | text: 2026-03-01T07:14:03.1234567Z'
[ "$seen" = "$expected" ]
