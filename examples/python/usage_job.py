"""What was used, and what a change would break, of logs that Spark reads.

    spark-submit usage_job.py EXPORTS LOGS [CHANGE.json]

EXPORTS are on the driver; LOGS are wherever Spark reads from.
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

import rolecall
import rolecall.spark as rs


def main(exports: str, logs: str, change: str | None = None) -> None:
    spark = SparkSession.builder.appName("rolecall").getOrCreate()
    tenant = rolecall.Tenant.read(exports)
    read = rs.read_logs(spark, logs)

    print("calls that were denied most often")
    used = rs.usage(read).cache()
    denied = used.where("outcome = 'denied'").orderBy(f.desc("count"), "action", "scope")
    for row in denied.select("count", "action", "scope").limit(5).collect():
        print(f"{row['count']:6} {row['action']} at {row['scope']}")

    print("what the exports say of calls that the logs allowed")
    requests = used.where("outcome = 'allowed'").select(
        f.col("principal.id").alias("who"), "action", "scope", "plane"
    )
    decided = rs.decide(requests, tenant).groupBy(f.coalesce("outcome", f.lit("no answer")).alias("outcome"))
    for row in decided.count().orderBy("outcome").collect():
        print(f"{row['count']:6} {row['outcome']}")

    unread = rs.unread(read).count()
    if unread:
        print(f"{unread} parts of the logs were not read")
    if change is not None:
        replayed = rs.replay(read, tenant, change=change, allow_unread=True)
        print(replayed.verdict)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
