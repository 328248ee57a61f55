#!/usr/bin/env bash
# mongita 1.2.0 (pip), MongoDB in a folder, with role assignments: `$or`, `$and` and `$nor` are taken for names of fields, which no document has, so that "owners, or
# who has no condition" is nobody, and a gate that fails on what it finds passes. It isn't refused, while `$exists` and `$not` are, by an error that lists what is
# there. `{'actions': {'$ne': '*'}}` compares the whole list, and is true of roles that have the star, though `{'actions': '*'}`, `$in` and `$nin` go by
# the entries. mongomock 4.3.0 has all of it as MongoDB documents it.
#
# Guess: an operator that isn't there is an error, as the others are; `$ne` is the opposite of equality.
# Seen: $or: mongita none, mongomock ada eve | $and: none, ada | $nor: none, bob | $ne *: ada eve bob, eve bob | $nin: eve bob both | $exists: error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q mongita==1.2.0 mongomock==4.3.0
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON' | tee out
import mongomock
from mongita import MongitaClientMemory

rows = [
    {"who": "ada", "role": "Owner", "condition": "c", "actions": ["*"]},
    {"who": "eve", "role": "Reader", "condition": None, "actions": ["*/read"]},
    {"who": "bob", "role": "Reader", "condition": "c", "actions": ["*/read", "x/action"]},
]
stores = {"mongita": MongitaClientMemory().access.held, "mongomock": mongomock.MongoClient().access.held}
for store in stores.values():
    store.insert_many([dict(row) for row in rows])
for asked in [
    {"role": "Owner"},
    {"condition": None},
    {"$or": [{"role": "Owner"}, {"condition": None}]},
    {"$and": [{"role": "Owner"}, {"condition": "c"}]},
    {"$nor": [{"role": "Owner"}, {"condition": None}]},
    {"actions": "*"},
    {"actions": {"$ne": "*"}},
    {"actions": {"$nin": ["*"]}},
    {"condition": {"$exists": True}},
]:
    for name, store in stores.items():
        try:
            found = " ".join(row["who"] for row in store.find(asked)) or "none"
        except Exception as error:
            found = type(error).__name__
        print(f"{asked} {name}: {found}")
PYTHON
diff out - <<'SEEN'
{'role': 'Owner'} mongita: ada
{'role': 'Owner'} mongomock: ada
{'condition': None} mongita: eve
{'condition': None} mongomock: eve
{'$or': [{'role': 'Owner'}, {'condition': None}]} mongita: none
{'$or': [{'role': 'Owner'}, {'condition': None}]} mongomock: ada eve
{'$and': [{'role': 'Owner'}, {'condition': 'c'}]} mongita: none
{'$and': [{'role': 'Owner'}, {'condition': 'c'}]} mongomock: ada
{'$nor': [{'role': 'Owner'}, {'condition': None}]} mongita: none
{'$nor': [{'role': 'Owner'}, {'condition': None}]} mongomock: bob
{'actions': '*'} mongita: ada
{'actions': '*'} mongomock: ada
{'actions': {'$ne': '*'}} mongita: ada eve bob
{'actions': {'$ne': '*'}} mongomock: eve bob
{'actions': {'$nin': ['*']}} mongita: eve bob
{'actions': {'$nin': ['*']}} mongomock: eve bob
{'condition': {'$exists': True}} mongita: MongitaError
{'condition': {'$exists': True}} mongomock: ada eve bob
SEEN
