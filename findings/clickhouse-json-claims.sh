#!/usr/bin/env bash
# chdb 4.4.0 (ClickHouse 26.9), a column of type `JSON`, as one declares `claims` or `tags` of the activity log: a dot in a key is
# a level. The claims of a caller, whose names are URIs, are written back as `{"http://schemas": {"microsoft":
# {"com/identity/claims/objectidentifier": …}}}`; whoever reads the log next finds no caller, and no error. With tags `owner` and
# `owner.team` what is written has the key `owner` twice, and a reader of JSON keeps one of them. Also nulls and empty objects are
# left out, and texts that look like a time become a time of the machine's zone, written without the zone.
# `json_type_escape_dots_in_keys = 1` keeps the keys; `Map(String, String)`, or a schema that ClickHouse finds by itself, has none
# of it.
#
# Guess: a type for JSON gives back the JSON that it was given.
# Seen: {"http://schemas":{"microsoft":{"com/identity/claims/objectidentifier":"o1"}}} | {"owner":"a","owner":{"team":"b"}} |
# {"t":"2026-03-01 08:14:03"} | escaped: same
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q chdb==4.4.0 pyarrow==25.0.1
cd "$folder"
TZ=Europe/Oslo venv/bin/python - <<'PYTHON'
import chdb

CLAIMS = '{"http://schemas.microsoft.com/identity/claims/objectidentifier":"o1"}'


def back(text, settings=""):
    """What a column of type JSON makes of a text."""
    return str(chdb.query(f"SELECT '{text}'::JSON {settings}", "TSVRaw")).strip().replace("\\/", "/")


escaped = back(CLAIMS, "SETTINGS json_type_escape_dots_in_keys = 1")
parts = [
    back(CLAIMS),
    back('{"owner":"a","owner.team":"b"}'),
    back('{"t":"2026-03-01T07:14:03Z","role":null,"tags":{}}'),
    f"escaped: {'same' if escaped == CLAIMS else escaped}",
]
seen = " | ".join(parts)
print(seen)
assert seen == (
    '{"http://schemas":{"microsoft":{"com/identity/claims/objectidentifier":"o1"}}}'
    ' | {"owner":"a","owner":{"team":"b"}} | {"t":"2026-03-01 08:14:03"} | escaped: same'
)
PYTHON
