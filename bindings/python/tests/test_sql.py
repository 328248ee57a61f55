"""The queries that the command prints come to the command's table in the engines they are for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Command

MADE = os.environ.get("ROLECALL_LOGS")

JAVA = shutil.which("java")

SCOPELESS = {
    "time": "2026-03-01T07:14:03.2Z",
    "resourceId": "/SUBSCRIPTIONS/5B1/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/VM1",
    "operationName": "MICROSOFT.COMPUTE/VIRTUALMACHINES/START/ACTION",
    "category": "Administrative",
    "resultType": "Success",
    "resultSignature": "Succeeded.",
    "correlationId": "00000009-0000-4000-8000-000000000001",
    "identity": {
        "claims": {
            "http://schemas.microsoft.com/identity/claims/objectidentifier": "00000001-0000-4000-8000-000000000001",
            "idtyp": "app",
            "appid": "00000001-0000-4000-8000-0000000000aa",
        }
    },
}

SIGNED_IN = {
    **SCOPELESS,
    "correlationId": "00000009-0000-4000-8000-000000000002",
    "identity": {
        "claims": {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn": "Ada@Contoso.example", "idtyp": "user"}
    },
}


def logs(folder: Path) -> Path:
    """Hours as Azure files them, with one whose records have no scope but in their resource, and no id of one caller."""
    below = folder / "insights-activity-logs"
    shutil.copytree(Path(str(MADE)) / "logs" / "hours" / "insights-activity-logs", below)
    hour = below / "resourceId=" / "SUBSCRIPTIONS" / "5B1" / "y=2026" / "m=03" / "d=01" / "h=07" / "m=00"
    hour.mkdir(parents=True)
    (hour / "PT1H.json").write_text(json.dumps(SCOPELESS) + "\n" + json.dumps(SIGNED_IN) + "\n")
    return folder


pytestmark = pytest.mark.skipif(not MADE, reason="needs $ROLECALL_LOGS")


def test_duckdb(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: Command) -> None:
    duckdb = pytest.importorskip("duckdb")
    hours = logs(tmp_path)
    query = command("usage", "--emit", "sql")
    expected = command("usage", str(hours), "--format", "jsonl")
    monkeypatch.chdir(tmp_path)
    duckdb.connect().execute(query)
    assert (tmp_path / "usage.jsonl").read_text() == expected
    assert expected.count("\n") > 100 and '"scope":"/subscriptions/5b1/' in expected
    assert '"id":"ada@contoso.example"' in expected


JOB = """
import sys
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
for query in sys.stdin.read().split(";\\n"):
    if query.strip():
        spark.sql(query)
with open("usage.jsonl", "w") as file:
    for row in spark.sql("SELECT value FROM usage_lines").collect():
        file.write(row["value"] + "\\n")
"""


@pytest.mark.skipif(JAVA is None, reason="needs Java")
def test_spark(tmp_path: Path, command: Command) -> None:
    pytest.importorskip("pyspark")
    hours = logs(tmp_path)
    query = command("usage", "--emit", "spark-sql")
    expected = command("usage", str(hours), "--format", "jsonl")
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    # A process of its own: there is one session of Spark in each.
    done = subprocess.run(
        [sys.executable, "-c", JOB], input=query, text=True, capture_output=True, cwd=tmp_path, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "usage.jsonl").read_text() == expected
