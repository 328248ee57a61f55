#!/usr/bin/env bash
# hyparquet 1.33.0 (npm), `parquetReadObjects({ file, filter })` of a table of role assignments or of what was used, with filters in MongoDB's words
# (`$or`, `$in`, `$ne` …): `$or` beside other fields is all that counts, so that `{ role: 'Owner', $or: [{ scope: '/s' }, { scope: '/t' }] }`
# gives Readers of both scopes. An operator that it doesn't know is met by each row: `$exists`, `$regex`, `eq` without the `$`; and so are an
# object or a Date as the value (`{ principal: { id: 'p1' } }`, `{ last: new Date(…) }`), whose keys, if any, are taken for operators. A
# count, which is a BigInt, equals no number: `{ count: 1 }` finds none, `{ count: { $gt: 0 } }` finds it. None is an error, while a
# column that isn't there is. `$and: [ … ]` around all, `'principal.id'` and `1n` are right.
#
# Guess: as in MongoDB: what stands side by side is all met, an unknown operator is refused, an object is compared.
# Seen: role and $or: Owner Reader, $and: Owner | $exists, $regex, eq, object, Date: all 3 | count 1: none, $gt 0: all, 1n: Owner | no column: error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q pyarrow==25.0.1
npm install --silent --no-audit --no-fund hyparquet@1.33.0 >/dev/null
cat >write.py <<'PYTHON'
from datetime import datetime, timezone

import pyarrow
import pyarrow.parquet

last = datetime(2026, 3, 1, 7, tzinfo=timezone.utc)
rows = [
    {"role": "Owner", "scope": "/s", "condition": None, "count": 1, "last": last, "principal": {"id": "p1"}},
    {"role": "Reader", "scope": "/t", "condition": "c", "count": 2, "last": last.replace(hour=8), "principal": {"id": "p2"}},
    {"role": "Contributor", "scope": "/u", "condition": None, "count": 3, "last": last.replace(hour=9), "principal": {"id": "p3"}},
]
pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), "used.parquet")
PYTHON
venv/bin/python write.py
cat >read.mjs <<'JS'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';

const file = await asyncBufferFromFile('used.parquet');
const scopes = { $or: [{ scope: '/s' }, { scope: '/t' }] };
const filters = {
  'role, $or': { role: 'Owner', ...scopes },
  '$and': { $and: [{ role: 'Owner' }, scopes] },
  '$exists': { condition: { $exists: true } },
  '$regex': { role: { $regex: '^Own' } },
  eq: { role: { eq: 'Owner' } },
  object: { principal: { id: 'p1' } },
  path: { 'principal.id': 'p1' },
  Date: { last: new Date('2026-03-01T07:00:00Z') },
  '$eq Date': { last: { $eq: new Date('2026-03-01T07:00:00Z') } },
  'count 1': { count: 1 },
  'count 1n': { count: 1n },
  'count $gt 0': { count: { $gt: 0 } },
  'no column': { nothing: 'x' },
};
for (const [name, filter] of Object.entries(filters)) {
  const rows = await parquetReadObjects({ file, filter }).catch(() => [{ role: 'error' }]);
  console.log(`${name}: ${rows.map((row) => row.role).join(' ') || 'none'}`);
}
JS
node read.mjs | tee out
diff out - <<'SEEN'
role, $or: Owner Reader
$and: Owner
$exists: Owner Reader Contributor
$regex: Owner Reader Contributor
eq: Owner Reader Contributor
object: Owner Reader Contributor
path: Owner
Date: Owner Reader Contributor
$eq Date: Owner
count 1: none
count 1n: Owner
count $gt 0: Owner Reader Contributor
no column: error
SEEN
