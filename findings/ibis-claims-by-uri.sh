#!/usr/bin/env bash
# ibis-framework 12.0.0 on duckdb 2.0.1 (pip), the caller out of a log as Azure writes it, whose claims have URIs for names:
# `t.claims.cast("json")["http://schemas.microsoft.com/identity/claims/objectidentifier"].str` is null of each record, as the name is taken apart at its dots and
# becomes a path of three levels, `$.http."//schemas"."microsoft"…`. Nobody did anything, and no join with role assignments finds anybody. So it is with
# tags such as `owner.team` and with ids that are keys. `["appid"]` is right, so that a test with short names passes; `.cast("string")` of it has its quotation
# marks, `"a1"`, and equals no id. `["condition"].isnull()` is false where the condition is null in JSON, and true where it is absent. `.map[…]` has the
# name as it is, and `duckdb` itself finds it by `claims ->> '$."http://…"'`.
#
# Guess: `[…]` is a key, as in Python and in ibis' own maps, whatever is in it; a text of JSON cast to text is the text.
# Seen: .str None, owner.team None, appid a1, map o1, duckdb o1 | cast "a1" | condition null: isnull False, .str.isnull True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q "ibis-framework[duckdb]==12.0.0" duckdb==2.0.1
venv/bin/python - <<'PYTHON' | tee out
import json

import duckdb
import ibis

uri = "http://schemas.microsoft.com/identity/claims/objectidentifier"
claims = json.dumps({uri: "o1", "appid": "a1", "owner.team": "access", "condition": None})
log = ibis.memtable({"claims": [claims]})
read = log.claims.cast("json")


def seen(value):
    return value.to_pyarrow()[0].as_py()


print("uri:", seen(read[uri].str))
print("owner.team:", seen(read["owner.team"].str))
print("appid:", seen(read["appid"].str))
print("appid cast:", seen(read["appid"].cast("string")))
print("map:", seen(read.map[uri].str))
print("duckdb:", duckdb.execute("SELECT ? ->> ?", [claims, f'$."{uri}"']).fetchone()[0])
print("condition:", seen(read["condition"].isnull()), seen(read["condition"].str.isnull()), seen(read["nothing"].isnull()))
PYTHON
diff out - <<'SEEN'
uri: None
owner.team: None
appid: a1
appid cast: "a1"
map: o1
duckdb: o1
condition: False True True
SEEN
