#!/usr/bin/env bash
# pyiceberg 0.12.0 (pip), `table.delete("role != 'Reader'")`, as of a table of what was used, in which `role` and `roleAssignment` are null
# where a log named none: whether rows with a null are deleted depends on how rows lie in files. A file of its own, as an append
# a day makes it, is dropped as one in which all rows match; in a file with others they stay. `scan` with the same filter
# finds them in neither, so that counting before deleting shows nothing of it. The same of `not in` and
# `not (… = …)`; `not like` keeps them. With `role is not null and role != 'Reader'` both tables are the same.
#
# Guess: what is deleted is what a scan with the same filter finds, however it lies in files.
# Seen: one file: finds Owner, leaves Reader None | a file each: finds Owner, leaves Reader
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q 'pyiceberg[pyarrow,sql-sqlite]==0.12.0'
cd "$folder"
venv/bin/python -W ignore - "$folder" <<'PYTHON'
import sys

import pyarrow
from pyiceberg.catalog.sql import SqlCatalog

folder = sys.argv[1]
catalog = SqlCatalog("catalog", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
catalog.create_namespace("used")
schema = pyarrow.schema([("role", pyarrow.string())])


def roles(scan):
    found = scan.to_arrow()["role"].to_pylist()
    return " ".join(sorted(map(str, found), reverse=True))


def deleted(name, filter, *files):
    table = catalog.create_table(f"used.{name}", schema=schema)
    for file in files:
        table.append(pyarrow.table({"role": file}, schema=schema))
    finds = roles(table.scan(row_filter=filter))
    table.delete(filter)
    return f"finds {finds}, leaves {roles(table.scan())}"


others = "role != 'Reader'"
seen = (
    f"one file: {deleted('one', others, ['Reader', 'Owner', None])} | "
    f"a file each: {deleted('each', others, ['Reader'], ['Owner'], [None])}"
)
print(seen)
assert seen == "one file: finds Owner, leaves Reader None | a file each: finds Owner, leaves Reader"
sure = f"role is not null and {others}"
assert deleted("sure", sure, ["Reader"], ["Owner"], [None]).endswith("leaves Reader None")
PYTHON
