"""Tables: what answers give, and what is decided of many requests."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

import rolecall
from conftest import LOGS, PRODUCTION, ROOT, TENANT
from rolecall import _native

pa = pytest.importorskip("pyarrow")

ASTRID = "astrid.lund@fjordnett.example"
READ = "Microsoft.NetworkCloud/clusters/read"

ACTIONS = [
    READ,
    "microsoft.networkcloud/CLUSTERS/write",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.NetworkCloud/*",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    "Microsoft.Unheard/of/read",
    "no action",
]
SCOPES = [
    PRODUCTION,
    f"{PRODUCTION}/resourceGroups/rg-osl1",
    "/providers/Microsoft.Management/managementGroups/fjordnett",
    "/",
    "/subscriptions/00000000-0000-0000-0000-000000000001",
    "no-such-group",
]
TIMES = [None, None, "2026-06-01T00:00:00Z", "2020-01-01", "soon"]


def principals(tenant: rolecall.Tenant) -> list[str]:
    found = {row["id"] for action in ACTIONS[:3] for row in tenant.who(action).rows()}
    return [*sorted(found), ASTRID, "nobody@contoso.example"]


def by_can(tenant: rolecall.Tenant, row: dict[str, Any]) -> str | None:
    """The outcome that `can` gives; none where it refuses."""
    try:
        options = {"plane": row["plane"], "when": row["time"]}
        answer = tenant.can(row["who"], row["action"], row["scope"], **options)
    except rolecall.UsageError:
        return None
    return answer.result["outcome"]


def test_decide_is_can(tenant: rolecall.Tenant) -> None:
    rng = random.Random(7)
    people = principals(tenant)
    rows = [
        {
            "who": rng.choice(people),
            "action": rng.choice(ACTIONS),
            "scope": rng.choice(SCOPES),
            "plane": rng.choice([None, "control", "data"]),
            "time": rng.choice(TIMES),
        }
        for _ in range(300)
    ]
    table = pa.Table.from_pylist(rows)
    decided = pa.table(tenant.decide(table)).to_pylist()
    outcomes = set()
    for row, found in zip(rows, decided):
        assert found["outcome"] == by_can(tenant, row), row
        assert (found["outcome"] is None) == (found["problem"] is not None), found
        assert {name: found[name] for name in row} == row
        outcomes.add(found["outcome"])
    assert len(outcomes) >= 4, outcomes


def test_more_moments_than_are_kept(tenant: rolecall.Tenant) -> None:
    people = principals(tenant)
    rows = [
        {"who": people[at % len(people)], "action": READ, "scope": PRODUCTION, "plane": None, "time": f"2026-01-{at:02}"}
        for at in range(1, 29)
    ]
    decided = pa.table(tenant.decide(pa.Table.from_pylist(rows))).column("outcome").to_pylist()
    assert decided == [by_can(tenant, row) for row in rows]


def test_any_arrow_and_any_text(tenant: rolecall.Tenant) -> None:
    polars = pytest.importorskip("polars")
    row = {"who": [ASTRID] * 3, "action": [READ] * 3, "scope": [PRODUCTION, None, PRODUCTION]}
    tables = [
        pa.table(row),
        pa.RecordBatch.from_pydict(row),
        polars.DataFrame(row),
        pa.table({name: pa.array(cells).dictionary_encode() for name, cells in row.items()}),
        pa.table({name: pa.array(cells, pa.large_string()) for name, cells in row.items()}),
        pa.table({name: pa.array(cells, pa.string_view()) for name, cells in row.items()}),
        pa.concat_tables([pa.table(row).slice(0, 1), pa.table(row).slice(1)]),
    ]
    expected = by_can(tenant, {"who": ASTRID, "action": READ, "scope": PRODUCTION, "plane": None, "time": None})
    for table in tables:
        decided = pa.table(tenant.decide(table))
        assert decided.column("outcome").to_pylist() == [expected, None, expected]
        assert decided.column("problem").to_pylist() == [None, "`scope` is null", None]
    assert len(tenant.decide(pa.table({name: pa.array([], pa.string()) for name in row}))) == 0


def test_a_time_may_be_a_timestamp(tenant: rolecall.Tenant) -> None:
    import datetime

    moment = datetime.datetime(2026, 6, 1, 12, 30)
    for kind in (pa.timestamp("us"), pa.timestamp("ms", "UTC"), pa.timestamp("us", "Europe/Oslo")):
        table = pa.table(
            {"who": [ASTRID], "action": [READ], "scope": [PRODUCTION], "time": pa.array([moment], kind)}
        )
        decided = pa.table(tenant.decide(table)).to_pylist()
        assert decided[0]["problem"] is None, (kind, decided)


def test_moments_are_the_texts_that_they_stand_for(tenant: rolecall.Tenant) -> None:
    """In whatever unit, and far from today: nanoseconds in 64 bits end in 2262."""
    import datetime

    texts = ["2026-06-01T12:30:00Z", "1999-12-31T23:59:59Z", "9999-12-31T00:00:00Z", None]
    moments = [None if text is None else datetime.datetime.fromisoformat(text.replace("Z", "")) for text in texts]
    row = {"who": [ASTRID] * 4, "action": [READ] * 4, "scope": [PRODUCTION] * 4}
    written = pa.table(tenant.decide(pa.table({**row, "time": texts}))).column("outcome")
    for unit in ("s", "ms", "us"):
        table = pa.table({**row, "time": pa.array(moments, pa.timestamp(unit))})
        assert pa.table(tenant.decide(table)).column("outcome") == written, unit
    days = [None if moment is None else moment.date() for moment in moments]
    for kind in (pa.date32(), pa.date64()):
        table = pa.table({**row, "time": pa.array(days, kind)})
        assert pa.table(tenant.decide(table)).column("problem").null_count == 4, kind
    years = pa.array([-62135596800, 253402300800], pa.timestamp("s"))
    table = pa.table({**{name: cells[:2] for name, cells in row.items()}, "time": years})
    assert pa.table(tenant.decide(table)).column("problem").to_pylist() == ["`time` is not in the years 2 to 9999"] * 2


def test_what_is_no_table_of_requests_is_refused(tenant: rolecall.Tenant) -> None:
    with pytest.raises(ValueError, match="no column `scope`"):
        tenant.decide(pa.table({"who": ["x"], "action": ["y"]}))
    row = {"who": ["x"], "action": ["y"], "scope": ["/"]}
    with pytest.raises(ValueError, match="column `outcome` already"):
        tenant.decide(pa.table({**row, "outcome": ["z"]}))
    with pytest.raises(ValueError, match="column `who` holds Int64, not text"):
        tenant.decide(pa.table({**row, "who": [5]}))
    with pytest.raises(ValueError, match="__arrow_c_stream__"):
        tenant.decide([row])  # type: ignore[arg-type]


def test_other_threads_run_meanwhile(tenant: rolecall.Tenant) -> None:
    people = principals(tenant)
    rows = 400_000
    table = pa.table(
        {
            "who": [people[at % len(people)] for at in range(rows)],
            "action": [READ] * rows,
            "scope": [PRODUCTION] * rows,
        }
    )
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    ticker = threading.Thread(target=tick)
    ticker.start()
    one = tenant.decide(table, threads=1)
    done.set()
    ticker.join()
    assert ticks > 5
    assert pa.table(one) == pa.table(tenant.decide(table)) == pa.table(tenant.decide(table, threads=3))


def test_a_process_that_forks_decides_too() -> None:
    code = f"""
import os, pyarrow as pa, rolecall
tenant = rolecall.Tenant.read({TENANT!r})
table = pa.table({{"who": [{ASTRID!r}], "action": [{READ!r}], "scope": [{PRODUCTION!r}]}})
first = pa.table(tenant.decide(table))
child = os.fork()
if child == 0:
    os._exit(0 if pa.table(tenant.decide(table)) == first else 1)
assert os.waitpid(child, 0)[1] == 0
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_rows_have_the_types_of_the_schema(tenant: rolecall.Tenant) -> None:
    table = rolecall.usage(LOGS).to_arrow()
    assert table.schema.field("count").type == pa.int64()
    assert table.schema.field("principal").type.num_fields == 3
    assert table.schema.field("correlationIds").type.value_type == pa.string()
    assert table.to_pylist() == rolecall.usage(LOGS).rows()
    # The same types where there is nothing.
    schema = (ROOT / "docs/schemas/who-1.schema.json").read_text()
    none = pa.table(_native.table_of_rows(schema, "Holder", "[]"))
    assert none.num_rows == 0
    assert none.schema == tenant.who(READ).to_arrow().schema


def test_frames(tenant: rolecall.Tenant) -> None:
    who = tenant.who(READ)
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    assert list(who.to_pandas()["id"]) == [row["id"] for row in who.rows()]
    assert who.to_polars()["id"].to_list() == [row["id"] for row in who.rows()]
    duckdb = pytest.importorskip("duckdb")
    rows = who.to_arrow()
    assert rows.num_rows
    assert duckdb.sql("select count(*) from rows").fetchall() == [(rows.num_rows,)]
