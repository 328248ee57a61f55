"""Spark with executors of its own comes to what the command does on one machine.

`$ROLECALL_WHEEL` is the wheel that is shipped to the executors; `$ROLECALL_LOGS` a folder that
`cargo xtask gen-logs` wrote.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rolecall
from conftest import PRODUCTION, TENANT, Command, result

pytest.importorskip("pyspark")
pa = pytest.importorskip("pyarrow")

import rolecall.spark as rs  # noqa: E402

WHEEL = os.environ.get("ROLECALL_WHEEL")
MADE = os.environ.get("ROLECALL_LOGS")

pytestmark = pytest.mark.skipif(
    not (WHEEL and MADE and shutil.which("java")), reason="needs $ROLECALL_WHEEL, $ROLECALL_LOGS and Java"
)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two executors of one core each, in processes of their own, which get the wheel as an archive."""
    import pyspark
    from pyspark.sql import SparkSession

    home = tmp_path_factory.mktemp("spark")
    # A wheel is a zip, but Spark unpacks by the name.
    archive = home / "rolecall.zip"
    shutil.copy(str(WHEEL), archive)
    os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.archives", f"{archive}#shipped")
        .config("spark.executorEnv.PYTHONPATH", "shipped")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "Europe/Oslo")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.local.dir", str(home))
        .config("spark.sql.warehouse.dir", str(home / "warehouse"))
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Logs in every form, hours that stand there twice, archives, and lines that are torn."""
    folder = tmp_path_factory.mktemp("logs")
    for form in sorted((Path(str(MADE)) / "logs").iterdir()):
        shutil.copytree(form, folder / form.name)
    hours = sorted(folder.rglob("PT1H.json"))
    assert hours
    for at, hour in enumerate(hours[:6]):
        twin = folder / "copy" / hour.relative_to(folder)
        twin.parent.mkdir(parents=True)
        content = hour.read_bytes()
        if at % 3 == 0:
            twin.write_bytes(content)
        elif at % 3 == 1:
            twin.with_name("PT1H.json.gz").write_bytes(gzip.compress(content))
        else:
            twin.write_bytes(content[:-20])
    (folder / "notes.txt").write_text("no log")
    return folder


def lines(frame: Any) -> str:
    return "".join(row["value"] + "\n" for row in frame.collect())


def test_the_wheel_is_what_runs(spark: Any) -> None:
    def where(batches: Any) -> Iterator[Any]:
        import rolecall as shipped

        for _ in batches:
            yield pa.RecordBatch.from_pydict({"file": [shipped.__file__]})

    found = {row["file"] for row in spark.range(8).repartition(4).mapInArrow(where, "file string").collect()}
    assert found and all("/shipped/" in file for file in found), found
    executors = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    assert executors == 2


def test_the_table_is_that_of_the_command(spark: Any, logs: Path, command: Command) -> None:
    expected = command("usage", str(logs), "--format", "jsonl")
    assert expected.count("\n") > 100
    read = rs.read_logs(spark, str(logs))
    assert lines(rs.usage_lines(read)) == expected
    # However the files are spread, and whoever opens them.
    assert read.where("content is not null").count() == 0
    by_spark = rs.read_logs(spark, str(logs), contents=True)
    assert lines(rs.usage_lines(by_spark.repartition(7, "content"))) == expected
    said = result(command("usage", str(logs), "--format", "json"))["read"]
    assert said["notRead"] > 0
    codes = [row["code"] for row in rs.unread(read).collect()]
    diagnostics = json.loads(command("usage", str(logs), "--format", "json"))["diagnostics"]
    assert sorted(codes) == sorted(one["code"] for one in diagnostics)


def test_lines_come_to_the_table_too(spark: Any, logs: Path, command: Command) -> None:
    hours = [str(path) for path in sorted(logs.glob("*hours*"))]
    assert hours
    expected = command("usage", *hours, "--format", "jsonl")
    text = spark.read.option("recursiveFileLookup", True).text(hours)
    assert lines(rs.usage_lines(text.repartition(5))) == expected


def test_columns_are_those_of_the_table(spark: Any, logs: Path) -> None:
    rows = rs.usage(rs.read_logs(spark, str(logs)))
    of_command = rolecall.usage(str(logs)).rows()
    assert rows.columns == list(of_command[0])
    assert rows.count() == len(of_command)
    assert rows.selectExpr("sum(count)").first()[0] == sum(row["count"] for row in of_command)


def test_tables_are_added(spark: Any, logs: Path, tmp_path: Path, command: Command) -> None:
    """What Spark reduced is read where a log could stand, by Spark and by the command."""
    once = lines(rs.usage_lines(rs.read_logs(spark, str(logs))))
    table = tmp_path / "usage.jsonl"
    table.write_text(once)
    assert command("usage", str(table), "--format", "jsonl") == once
    assert lines(rs.usage_lines(spark.read.text(str(table)))) == once


def test_rows_of_log_analytics(spark: Any, tmp_path: Path, command: Command) -> None:
    """A table of Sentinel's data lake is a frame with its columns."""
    rows = [
        {
            "TimeGenerated": f"2026-03-0{day}T07:14:03.2Z",
            "OperationNameValue": "MICROSOFT.COMPUTE/VIRTUALMACHINES/START/ACTION",
            "ActivityStatusValue": "Success",
            "Caller": "ada@contoso.example",
            "CategoryValue": "Administrative",
            "_ResourceId": "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/vm1",
            "EventDataId": f"e{day}",
            "CorrelationId": f"c{day}",
        }
        for day in range(1, 6)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    expected = command("usage", str(path), "--format", "jsonl")
    assert json.loads(expected)["count"] == 5
    assert lines(rs.usage_lines(spark.read.json(str(path)))) == expected


def test_requests_are_decided_as_here(spark: Any) -> None:
    tenant = rolecall.Tenant.read(TENANT)
    people = [row["id"] for row in tenant.who("Microsoft.NetworkCloud/clusters/read").rows()]
    rows = [
        (people[at % len(people)], action, scope, None)
        for at in range(200)
        for action in ("Microsoft.NetworkCloud/clusters/delete", "Microsoft.Compute/virtualMachines/*", "?")
        for scope in (PRODUCTION, "nowhere")
    ]
    frame = spark.createDataFrame(rows, "who string, action string, scope string, time timestamp").repartition(3)
    found = {tuple(row) for row in rs.decide(frame, tenant).collect()}
    names = ["who", "action", "scope", "time"]
    table = pa.Table.from_pylist([dict(zip(names, row)) for row in rows])
    here = pa.table(tenant.decide(table)).to_pylist()
    assert found == {tuple(row.values()) for row in here}


def test_verdicts_are_those_of_the_command(
    spark: Any, logs: Path, command: Command, tmp_path: Path
) -> None:
    exports = str(Path(str(MADE)) / "exports")
    tenant = rolecall.Tenant.read(exports)
    read = rs.read_logs(spark, str(logs))
    with pytest.raises(rolecall.InputError) as torn:
        rs.rightsize(read, tenant)
    assert torn.value.diagnostics
    sized = rs.rightsize(read, tenant, allow_unread=True)
    # What was not read is let go: the command, too, knows of it no more by the table.
    table = str(tmp_path / "usage.jsonl")
    command("usage", str(logs), "-o", table)
    words = ["rightsize", "-i", exports, "--logs", table, "--format", "json"]
    assert sized.result == result(command(*words))
    broken = rs.replay(read, tenant, to=TENANT, allow_unread=True)
    words = ["replay", "-i", exports, "--logs", str(logs), "--to", TENANT, "--format", "json"]
    assert broken.result == result(command(*words))
    assert broken.result["classes"]["revoked"] > 0
