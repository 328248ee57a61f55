"""Logs and requests in Spark: the same answers as on one machine.

It needs pyspark and pyarrow where the driver is, and `rolecall` and pyarrow where the executors are. A wheel holds
native code, which Python can't import from an archive: install it on the cluster, or ship it unpacked with
`archives`, as `docs/python.md` shows.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Union, cast

from . import _native
from ._answer import Answer
from ._errors import InputError
from ._tenant import Tenant

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession
    from typing_extensions import TypeAlias

    from .v1.can import Diagnostic
    from .v1.replay import ReplayResult
    from .v1.rightsize import RightsizeResult

    Path: TypeAlias = Union[str, os.PathLike[str]]
    Batches: TypeAlias = Iterable[pyarrow.RecordBatch]

__all__ = ["decide", "read_logs", "replay", "rightsize", "unread", "usage", "usage_lines"]

_LOCAL = "file:"
"""How paths begin that any process of a machine can open."""

_PART = "key bigint, line string, events array<bigint>"

_ROW = (
    "schema string, principal struct<id: string, type: string, name: string>, action string, plane string,"
    " scope string, roleAssignment string, role string, outcome string, source string, count bigint,"
    " first string, last string, correlationIds array<string>"
)

_ORDER = (
    "principal.id",
    "action",
    "plane",
    "scope",
    "roleAssignment",
    "role",
    "outcome",
    "source",
)


def read_logs(
    spark: SparkSession, paths: Path | Sequence[Path], *, contents: bool = False
) -> DataFrame:
    """Log files of any known form, compressed or not, as Azure files them or otherwise.

    Azure's folders are named `y=…/m=…/d=…/h=…/m=…`: month and minute are both `m`. Where Spark looks for partitions in
    names of folders it refuses those, or takes a minute for a month, so that this reader looks for none. A
    file is read as a whole, in one task: files of more than 2 GB are read with
    `spark.read.option("recursiveFileLookup", True).text(paths)`, when they hold a record a line.

    Args:
        paths: Files and folders, as Spark names them.
        contents: Have Spark read the files even where the executors can open them themselves.

    Returns:
        A row for each file: `path` and `content`. `content` is null where `path` is one of a file system of the machine
        (`file:`): then the executor that reads the logs opens the file, and the bytes take no way through Spark.
    """
    from pyspark.sql import functions as f

    given = [os.fspath(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)]
    endings = ["json", "jsonl", "ndjson", "csv"]
    glob = "*.{" + ",".join([*endings, *(f"{ending}.gz" for ending in endings)]) + "}"
    reader = (
        spark.read.format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", glob)
    )
    files = reader.load(given)
    if not contents and not any("://" in path and not path.startswith(_LOCAL) for path in given):
        first = files.select("path").first()
        if first is not None and first["path"].startswith(_LOCAL):
            return files.select("path", f.lit(None).cast("binary").alias("content"))
    return files.select("path", "content")


def usage(logs: DataFrame) -> DataFrame:
    """What logs say was used, as a table: that of `rolecall usage` over the same logs.

    Each executor reads its logs into rows, Spark brings the parts of a row together, and they are added there.
    An event that stands in several logs counts once.

    Args:
        logs: Files, as [`read_logs`][rolecall.spark.read_logs] gives them (`path`, `content`); or lines (`value`), as
            `spark.read.text` gives them, each a record or a row of a usage table; or the rows of a table of
            Log Analytics (`AzureActivity`, `StorageBlobLogs`, `AZKVAuditLogs`) as they are in Sentinel's data lake.

    Returns:
        A row for each principal, action, plane, scope, assignment, role, outcome and source, with `count`,
        `first`, `last` (ISO 8601) and `correlationIds`. What was not read is in
        [`unread`][rolecall.spark.unread].
    """
    from pyspark.sql import functions as f

    row = f.from_json("line", _ROW)
    return _table(_parts(logs)).select(row.alias("row")).select("row.*")


def usage_lines(logs: DataFrame) -> DataFrame:
    """The table as `rolecall usage --format jsonl` prints it: `value`, a line for each row, sorted."""
    return _lines(_parts(logs))


def unread(logs: DataFrame) -> DataFrame:
    """What of logs was not understood: `code`, `severity`, `message`, `source` and `help`, as in answers."""
    from pyspark.sql import functions as f

    said = "array<struct<code: string, severity: string, message: string, source: string, help: string>>"
    of_parts = _parts(logs).where("key is null")
    return of_parts.select(f.explode(f.from_json("line", said)).alias("said")).select("said.*")


def decide(requests: DataFrame, tenant: Tenant) -> DataFrame:
    """Decides requests, as [`Tenant.decide`][rolecall.Tenant.decide] does.

    The tenant is broadcast: it goes to each executor once, and each Python process there reads it once.

    Args:
        requests: Columns `who`, `action` and `scope`, and if wanted `plane` and `time`, which may be null.
        tenant: Whose access is asked about. Its files must still be there.

    Returns:
        The same columns and two more: `outcome`, and `problem`, which says why there is none.
    """
    from pyspark.sql.types import StringType, StructField, StructType

    sent = requests.sparkSession.sparkContext.broadcast(tenant)

    def decided(batches: Batches) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        here = sent.value
        for batch in batches:
            # Spark runs a task for each core already.
            table = here.decide(batch, threads=1)
            yield from pyarrow.RecordBatchReader.from_stream(table)

    added = [StructField(name, StringType()) for name in ("outcome", "problem")]
    return requests.mapInArrow(decided, StructType([*requests.schema.fields, *added]))


def replay(
    logs: DataFrame,
    tenant: Tenant,
    *,
    change: Path | None = None,
    to: Path | Sequence[Path] | None = None,
    allow_unread: bool = False,
    **options: Any,
) -> Answer[ReplayResult]:
    """Which logged calls a change of access would break.

    The logs are reduced to a usage table by Spark, and the table, which is small, is judged where the
    driver is, by [`Tenant.replay`][rolecall.Tenant.replay].

    Args:
        logs: As for [`usage`][rolecall.spark.usage].
        tenant, change, to, options: As for [`Tenant.replay`][rolecall.Tenant.replay].
        allow_unread: Judge by what was read, even if some records were not.

    Raises:
        InputError: Records were not understood; `diagnostics` names them.
    """
    with _Reduced(logs, allow_unread) as table:
        return tenant.replay(table, change=change, to=to, **options)


def rightsize(
    logs: DataFrame, tenant: Tenant, *, allow_unread: bool = False, **options: Any
) -> Answer[RightsizeResult]:
    """Which assignments were not used, and what less would do.

    The logs are reduced by Spark, as for [`replay`][rolecall.spark.replay].

    Raises:
        InputError: Records were not understood; `diagnostics` names them.
    """
    with _Reduced(logs, allow_unread) as table:
        return tenant.rightsize(table, **options)


class _Reduced:
    """The table of logs as a file, for a while."""

    def __init__(self, logs: DataFrame, allow_unread: bool) -> None:
        self._logs = logs
        self._allow_unread = allow_unread
        self._folder = tempfile.TemporaryDirectory(prefix="rolecall-")

    def __enter__(self) -> str:
        parts = _parts(self._logs).persist()
        try:
            said = [json.loads(row["line"]) for row in parts.where("key is null").toLocalIterator()]
            diagnostics = cast("list[Diagnostic]", [one for part in said for one in part])
            if diagnostics and not self._allow_unread:
                raise InputError(
                    f"{len(diagnostics)} parts of the logs were not read",
                    "`allow_unread=True` judges by the rest",
                    3,
                    diagnostics,
                )
            path = os.path.join(self._folder.name, "usage.jsonl")
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                for row in _lines(parts).toLocalIterator():
                    file.write(row["value"] + "\n")
            return path
        except BaseException:
            self._folder.cleanup()
            raise
        finally:
            parts.unpersist()

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


_TASKS_OF_A_CORE = 8
"""How many tasks read logs for each core: many small ones would each make a part of nearly every row."""


def _parts(logs: DataFrame) -> DataFrame:
    """What each partition of logs comes to."""
    read = _readable(logs)
    # Spark Connect does not say how many cores there are.
    context = getattr(read.sparkSession, "sparkContext", None)
    if context is not None:
        read = read.coalesce(_TASKS_OF_A_CORE * max(context.defaultParallelism, 1))
    return read.mapInArrow(_read, _PART)


def _readable(logs: DataFrame) -> DataFrame:
    """Logs in columns that are read: rows of a table become records a line each."""
    from pyspark.sql import functions as f

    names = set(logs.columns)
    if {"path", "content"} <= names:
        return logs.select("path", "content")
    if names == {"value"} or "value" in names and "TimeGenerated" not in names:
        return logs.select("value")
    record = f.struct(*[f.col(f"`{name}`") for name in logs.columns])
    options = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"}
    return logs.select(f.to_json(record, options).alias("value"))


def _read(batches: Batches) -> Iterator[pyarrow.RecordBatch]:
    part = _native.LogPart()
    for batch in batches:
        for opened in _opened(batch):
            part.read(opened)
    yield from _taken(part)


def _opened(batch: pyarrow.RecordBatch) -> Iterator[pyarrow.RecordBatch]:
    """Logs with the contents of files that are to be opened here."""
    if "content" not in batch.schema.names or not batch.column("content").null_count:
        yield batch
        return
    import pyarrow

    for row in batch.to_pylist():
        path, content = row["path"], row["content"]
        if content is None:
            if not path.startswith(_LOCAL):
                raise ValueError(f"`{path}` has no content, and no executor can open it")
            with open(_local(path), "rb") as file:
                content = file.read()
        columns = [pyarrow.array([path]), pyarrow.array([content], pyarrow.large_binary())]
        yield pyarrow.record_batch(columns, names=["path", "content"])


def _local(path: str) -> str:
    """`file:/…` and `file:///…` as the file system has it: Spark escapes nothing in it."""
    rest = path[len(_LOCAL) :]
    return "/" + rest.lstrip("/") if rest.startswith("/") else rest


def _add(batches: Batches) -> Iterator[pyarrow.RecordBatch]:
    part = _native.LogPart()
    for batch in batches:
        part.add(batch)
    yield from _taken(part)


def _taken(part: _native.LogPart) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    yield from pyarrow.RecordBatchReader.from_stream(part.take())


def _table(parts: DataFrame) -> DataFrame:
    """The rows that parts come to, each as a line."""
    return parts.where("key is not null").repartition("key").mapInArrow(_add, _PART).select("line")


def _lines(parts: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    rows = _table(parts).select("line", f.from_json("line", _ROW).alias("row"))
    order = [f.col(f"row.{name}").asc_nulls_first() for name in _ORDER]
    return rows.orderBy(*order).select(f.col("line").alias("value"))
