#!/usr/bin/env bash
# alasql 4.19.1 (npm), SQL over arrays, with role assignments and a list of those who were reviewed: `held SEMI JOIN reviewed` has whoever wasn't reviewed, and
# `held ANTI JOIN reviewed` nobody of `held`, but whoever of `reviewed` holds nothing, so that "reviewed" is who wasn't, and no one is "not reviewed".
# `NOT role IN ('Owner')` is true of nobody, while `role NOT IN ('Owner')` and `NOT role = 'Owner'` are right; a gate for privileged guests passes
# so. A join by a column that is null in both is a match, so that an assignment without a principal is that of a user without an id. `MAX` and `MIN` of times that
# are texts are undefined, and the column isn't there: nothing was used. No error in any. `NOT EXISTS`, `LEFT JOIN … IS NULL` are right; DuckDB 2.0.1 is
# right in all of it.
#
# Guess: SEMI has those with a match and ANTI those without, NOT turns an answer round, null equals nothing, texts have a greatest.
# Seen: semi eve null, anti zoe, NOT … IN none, null joined 1, max undefined | duckdb: semi ada bob, anti eve null, NOT … IN bob eve, null joined 0, max 2026-05
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund alasql@4.19.1 >/dev/null
python3 -m venv venv
venv/bin/pip install -q duckdb==2.0.1
cat >ask.mjs <<'JS'
import alasql from 'alasql';

alasql('CREATE TABLE held; CREATE TABLE reviewed; CREATE TABLE users');
alasql.tables.held.data = [
  { who: 'ada', role: 'Owner', used: '2026-03-01' },
  { who: 'bob', role: 'Reader', used: '2026-05-01' },
  { who: 'eve', role: 'Reader', used: '2026-04-01' },
  { who: null, role: 'Owner', used: null },
];
alasql.tables.reviewed.data = [{ who: 'ada' }, { who: 'bob' }, { who: 'zoe' }];
alasql.tables.users.data = [{ id: 'ada' }, { id: null }];
const names = (rows) => rows.map((row) => row.who ?? 'null').join(' ') || 'none';
const seen = {
  semi: names(alasql('SELECT held.who FROM held SEMI JOIN reviewed ON held.who = reviewed.who')),
  'anti, *': names(alasql('SELECT * FROM held ANTI JOIN reviewed ON held.who = reviewed.who')),
  'not exists': names(alasql('SELECT who FROM held WHERE NOT EXISTS (SELECT 1 FROM reviewed WHERE reviewed.who = held.who)')),
  'NOT … IN': names(alasql("SELECT who FROM held WHERE NOT role IN ('Owner')")),
  'NOT IN': names(alasql("SELECT who FROM held WHERE role NOT IN ('Owner')")),
  'NOT =': names(alasql("SELECT who FROM held WHERE NOT role = 'Owner'")),
  'null joined': alasql('SELECT held.role FROM held JOIN users ON held.who = users.id WHERE users.id IS NULL').length,
  max: String(alasql('SELECT MAX(used) AS m FROM held')[0].m),
};
for (const [name, found] of Object.entries(seen)) console.log(`alasql ${name}: ${found}`);
JS
cat >ask.py <<'PYTHON'
import duckdb

duck = duckdb.connect()
duck.execute("""CREATE TABLE held AS FROM (VALUES ('ada', 'Owner', '2026-03-01'), ('bob', 'Reader', '2026-05-01'),
    ('eve', 'Reader', '2026-04-01'), (NULL, 'Owner', NULL)) AS held (who, role, used)""")
duck.execute("CREATE TABLE reviewed AS FROM (VALUES ('ada'), ('bob'), ('zoe')) AS reviewed (who)")
duck.execute("CREATE TABLE users AS FROM (VALUES ('ada'), (NULL)) AS users (id)")
for name, query in {
    "semi": "SELECT who FROM held SEMI JOIN reviewed ON held.who = reviewed.who ORDER BY who",
    "anti": "SELECT who FROM held ANTI JOIN reviewed ON held.who = reviewed.who ORDER BY who",
    "NOT … IN": "SELECT who FROM held WHERE NOT role IN ('Owner') ORDER BY who",
    "null joined": "SELECT count(*)::VARCHAR FROM held JOIN users ON held.who = users.id WHERE users.id IS NULL",
    "max": "SELECT max(used) FROM held",
}.items():
    print(f"duckdb {name}:", " ".join(row[0] or "null" for row in duck.execute(query).fetchall()))
PYTHON
{
    node ask.mjs
    venv/bin/python ask.py
} | tee out
diff out - <<'SEEN'
alasql semi: eve null
alasql anti, *: zoe
alasql not exists: eve null
alasql NOT … IN: none
alasql NOT IN: bob eve
alasql NOT =: bob eve
alasql null joined: 1
alasql max: undefined
duckdb semi: ada bob
duckdb anti: eve null
duckdb NOT … IN: bob eve
duckdb null joined: 0
duckdb max: 2026-05-01
SEEN
