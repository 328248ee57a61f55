#!/usr/bin/env bash
# duckdb 2.0.1, `read_json` of resources as Azure lists them, with objects whose keys differ in case only: Azure writes the
# resource ids that are the keys of `userAssignedIdentities` with `resourceGroups` or `resourcegroups`, by service, and the names of
# tags as each resource has them (`Owner`, `owner`). Keys are made into fields of a struct, fields regard no case, and the file is
# refused: Duplicate name. With `ignore_errors = true`, which the message advises, the file is read, and every
# identity (or tag) under the other spelling is NULL; nothing says so. `map_inference_threshold = 0`, or a MAP in `columns`, has all.
#
# Guess: objects with few and differing keys become maps, or fields that differ in case stay two, as columns do (`a`, `A_1`).
# Seen: Not implemented Error: Duplicate name | ignore_errors: p1 None, a None | map: p1 p2, a b
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q duckdb==2.0.1
cat >"$folder/resources.json" <<'JSON'
[{"id": "/c1", "tags": {"Owner": "a"}, "identity": {"type": "UserAssigned", "userAssignedIdentities":
  {"/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u": {"principalId": "p1"}}}},
 {"id": "/c2", "tags": {"owner": "b"}, "identity": {"type": "UserAssigned", "userAssignedIdentities":
  {"/subscriptions/s/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u": {"principalId": "p2"}}}}]
JSON
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys

import duckdb


def read(options=""):
    """The identities and tags of both resources."""
    query = f"SELECT identity.userAssignedIdentities, tags FROM read_json('{sys.argv[1]}/resources.json'{options}) ORDER BY id"
    rows = duckdb.sql(query).fetchall()
    identities = [holder and holder["principalId"] for ids, _ in rows for holder in ids.values()]
    tags = [value for _, tags in rows for value in tags.values()]
    return ", ".join(" ".join(map(str, each)) for each in (identities, tags))


try:
    read()
    raise SystemExit("read")
except duckdb.NotImplementedException as error:
    message = str(error)
assert message.endswith("try ignore_errors=true"), message
ignored, mapped = read(", ignore_errors = true"), read(", map_inference_threshold = 0")
seen = f"{message.partition(chr(34))[0]}| ignore_errors: {ignored} | map: {mapped}"
print(seen)
assert seen == "Not implemented Error: Duplicate name | ignore_errors: p1 None, a None | map: p1 p2, a b"
PYTHON
