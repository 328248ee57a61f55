"""`rolecall.spark.usage` with two executors of one core each, and the command, over the same logs, in turn.

    cargo xtask gen-logs DIR 200000
    python benches/usage_in_spark.py rolecall-*.whl DIR/logs
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from typing import Any

from pyspark.sql import SparkSession

import rolecall.spark as rs

TURNS = 4


def processor() -> float:
    """The seconds of processor of this process and of all below it."""
    ticks: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(") ")[2].split()
        except OSError:
            continue
        ticks[int(name)] = sum(map(int, fields[11:15]))
        children.setdefault(int(fields[1]), []).append(int(name))
    open_, total = [os.getpid()], 0
    while open_:
        process = open_.pop()
        total += ticks.get(process, 0)
        open_.extend(children.get(process, []))
    return total / os.sysconf("SC_CLK_TCK")


def started(wheel: str, home: str) -> Any:
    archive = os.path.join(home, "rolecall.zip")
    shutil.copy(wheel, archive)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    return (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.archives", f"{archive}#shipped")
        .config("spark.executorEnv.PYTHONPATH", "shipped")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.local.dir", home)
        .getOrCreate()
    )


def main(wheel: str, logs: str) -> None:
    command = os.path.join(sysconfig.get_path("scripts"), "rolecall")
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter()
        spark = started(wheel, home)
        spark.range(2).repartition(2).mapInArrow(lambda batches: batches, "id bigint").collect()
        print(f"Spark and its Python started: {time.perf_counter() - begun:.1f} s, {processor():.1f} s of processor")
        for turn in range(TURNS):
            begun, used = time.perf_counter(), processor()
            line = [command, "usage", logs, "--format", "jsonl", "--no-config"]
            subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
            print(f"command, turn {turn}: {time.perf_counter() - begun:.1f} s, {processor() - used:.1f} s of processor")
            begun, used = time.perf_counter(), processor()
            rs.usage(rs.read_logs(spark, logs)).write.mode("overwrite").parquet(os.path.join(home, "usage"))
            print(f"Spark, turn {turn}: {time.perf_counter() - begun:.1f} s, {processor() - used:.1f} s of processor")
        spark.stop()


main(*sys.argv[1:])
