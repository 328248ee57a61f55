"""A million requests by `Tenant.decide`: the rows of `a_million_outcomes_from_strings` in `benches/decide.rs`.

    cargo xtask gen-tenant DIR 100000
    python benches/decide.py DIR
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pyarrow as pa

import rolecall

ROWS = 1_000_000
ASKED = [
    "Microsoft.Compute/virtualMachines/start/action",
    "Microsoft.Network/virtualNetworks/subnets/join/action",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
]


def main(folder: str) -> None:
    given = json.loads((Path(folder) / "assignments.json").read_text())
    who = [given[at * 7919 % len(given)]["principalId"] for at in range(ROWS)]
    scope = [given[at * 104_729 % len(given)]["scope"] for at in range(ROWS)]
    action = [ASKED[at % len(ASKED)] for at in range(ROWS)]
    table = pa.table({"who": who, "action": action, "scope": scope, "plane": ["control"] * ROWS})
    tenant = rolecall.Tenant.read(folder)
    for threads in (1, 2):
        # The tenant is indexed with the first row.
        tenant.decide(table.slice(0, 1), threads=threads)
        for turn in range(4):
            begun, processor = time.perf_counter(), time.process_time()
            tenant.decide(table, threads=threads)
            elapsed, used = time.perf_counter() - begun, time.process_time() - processor
            print(f"{threads} threads, turn {turn}: {used:.2f} s of processor, {elapsed:.2f} s")


main(sys.argv[1])
