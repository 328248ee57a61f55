#!/usr/bin/env bash
# ClickHouse 26.9.2 (chdb 4.4.0, pip), its JSON type for records of the activity log, whose claims have addresses for names
# (`http://schemas.microsoft.com/identity/claims/objectidentifier`: who called): a dot in a name divides it. What is written out of such a column has
# `"http://schemas": {"microsoft": {"com/identity/claims/objectidentifier": …}}`, and no such claim, so that whatever reads the export finds calls by
# nobody. Asked for in ClickHouse under the whole name it is found, which hides the loss. `json_type_escape_dots_in_keys = 1` keeps names, where it is
# set when the record is read. A file read by inference (a tuple), or `JSONExtractString` of the text, keeps them too.
#
# Guess: JSON that goes into a column of type JSON comes out as the same JSON.
# Seen: in: http://schemas.microsoft.com/identity/claims/objectidentifier
#   | out: http://schemas > microsoft > com/identity/claims/objectidentifier | escaped: as in
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile chdb==4.4.0 chdb-core==26.9.0
venv/bin/python - <<'PYTHON'
import json

import chdb

CLAIM = "http://schemas.microsoft.com/identity/claims/objectidentifier"
record = {"operationName": "Microsoft.Compute/virtualMachines/delete", "identity": {"claims": {CLAIM: "ada"}}}
with open("log.json", "w") as log:
    log.write(json.dumps(record) + "\n")


def claim(settings=""):
    """The names that lead to the claim, in what is written."""
    query = f"SELECT json FROM file('log.json', 'JSONAsObject'){settings}"
    written = json.loads(str(chdb.query(query, "JSONEachRow")))["json"]["identity"]["claims"]
    names = []
    while isinstance(written, dict):
        ((name, written),) = written.items()
        names.append(name)
    assert written == "ada"
    return names


(asked,) = json.loads(str(chdb.query(f"SELECT json.identity.claims.`{CLAIM}` FROM file('log.json', 'JSONAsObject')", "JSONEachRow"))).values()
assert asked == "ada"
out, escaped = claim(), claim(" SETTINGS json_type_escape_dots_in_keys = 1")
print(f"in: {CLAIM} | out: {' > '.join(out)} | escaped: {'as in' if escaped == [CLAIM] else escaped}")
assert out == ["http://schemas", "microsoft", "com/identity/claims/objectidentifier"] and escaped == [CLAIM]
PYTHON
