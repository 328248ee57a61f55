#!/usr/bin/env bash
# deltalake 1.6.6 (delta-rs) and polars 2.1.0 (`read_delta`), a table of role assignments asked for as it was at a time
# (`load_as_version(time)`, `version=time`): the time of a version is that of its file in `_delta_log`, and not the one that is written in it and
# that `history()` shows. A table that was copied (by azcopy or git, or out of a backup) has versions that are all as old as the copy. Nor is a
# time before the oldest file an error, as it is in Spark: it gives version 0. So of a copy every time of the past is version 0, and
# whoever became an owner since was none; of the table itself, whoever is in its first version was an owner in any year before. Look
# in `history()` for the version whose `timestamp` it was, and load it by its number.
#
# Guess: the times of `history()` count, and before the first version is an error.
# Seen: in 2000 and at each write: v0 ada, v0 ada, v1 ada eve, v2 eve | copied: v0 ada, v0 ada, v0 ada, v0 ada | same history, newest eve
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q deltalake==1.6.6 polars==2.1.0
cat >"$folder/asof.py" <<'PYTHON'
import shutil
import sys
import time
from datetime import datetime, timezone

import polars
from deltalake import DeltaTable, write_deltalake

table, copied = f"{sys.argv[1]}/owners", f"{sys.argv[1]}/copied"
times = [datetime(2000, 1, 1, tzinfo=timezone.utc)]
for owners in (["ada"], ["ada", "eve"], ["eve"]):
    write_deltalake(table, polars.DataFrame({"owner": owners}), mode="overwrite")
    times.append(datetime.now(timezone.utc))
    time.sleep(1.1)
shutil.copytree(table, copied, copy_function=shutil.copy)


def owners_at(path, moment):
    """Who was an owner, after the version that deltalake takes for that time."""
    delta = DeltaTable(path)
    delta.load_as_version(moment)
    return f"v{delta.version()} {' '.join(polars.read_delta(path, version=moment)['owner'])}"


seen = [", ".join(owners_at(path, moment) for moment in times) for path in (table, copied)]
same = len({str([entry["timestamp"] for entry in DeltaTable(path).history()]) for path in (table, copied)}) == 1
line = " | ".join([*seen, f"same history: {same}", f"newest: {polars.read_delta(copied)['owner'].item()}"])
print(line)
assert line == "v0 ada, v0 ada, v1 ada eve, v2 eve | v0 ada, v0 ada, v0 ada, v0 ada | same history: True | newest: eve"
PYTHON
"$folder/venv/bin/python" "$folder/asof.py" "$folder"
