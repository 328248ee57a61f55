#!/usr/bin/env bash
# duckdb 2.0.1, a table that counts what was used, kept by `INSERT INTO used SELECT …, 1 FROM log ON CONFLICT DO UPDATE SET n = n
# + excluded.n`: of the rows of one statement that have the same key the first one counts, and the others are dropped without a
# word. A day in which somebody deleted ten assignments counts one. `INSERT OR REPLACE` keeps the first of them, too, so that
# `last` is the earliest call of the day. `MERGE INTO` counts one of those that match, too. SQLite takes each in turn. Reduce the
# log first (`GROUP BY` the key), or insert row by row. With a key `COLLATE NOCASE`, as Azure's ids want, `ON CONFLICT` regards no
# case, and a plain `INSERT` does: it takes `/a` beside `/A`, and `=` then finds both.
#
# Guess: each row counts, or the statement is refused; of rows that replace each other the last stays.
# Seen: counted: duckdb 1, sqlite 3, merged 2 of 4 | replaced: duckdb 07:00, sqlite 09:00 | grouped: 3 | nocase: on conflict 1
# row, insert 2 rows
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q duckdb==2.0.1
"$folder/venv/bin/python" - <<'PYTHON'
import sqlite3

import duckdb

LOG = [("ada", "07:00"), ("ada", "08:00"), ("ada", "09:00")]
COUNT = "ON CONFLICT (caller) DO UPDATE SET n = used.n + excluded.n"


def result(connect, statement, key="VARCHAR", rows=LOG):
    """The table after one statement over the whole log."""
    connection = connect(":memory:")
    connection.execute("CREATE TABLE log (caller VARCHAR, last VARCHAR)")
    for row in rows:
        connection.execute("INSERT INTO log VALUES (?, ?)", row)
    connection.execute(f"CREATE TABLE used (caller {key} PRIMARY KEY, n INTEGER, last VARCHAR)")
    connection.execute(statement)
    return connection.execute("SELECT n, last FROM used").fetchall()


counted = f"INSERT INTO used SELECT caller, 1, last FROM log WHERE true {COUNT}"
grouped = f"INSERT INTO used SELECT caller, count(*), max(last) FROM log GROUP BY caller {COUNT}"
replaced = "INSERT OR REPLACE INTO used SELECT caller, 1, last FROM log ORDER BY last"
merged = duckdb.connect()
merged.execute("CREATE TABLE used AS SELECT 'ada' AS caller, 1 AS n")
merged.execute("CREATE TABLE log AS SELECT unnest(['ada', 'ada', 'ada']) AS caller")
merged.execute("MERGE INTO used USING log ON used.caller = log.caller WHEN MATCHED THEN UPDATE SET n = n + 1")
spelled = [("/A", "07:00"), ("/a", "08:00")]
nocase = [
    len(result(duckdb.connect, f"INSERT INTO used SELECT caller, 1, last FROM log WHERE true {end}", "VARCHAR COLLATE NOCASE", spelled))
    for end in (COUNT, "")
]
seen = (
    f"counted: duckdb {result(duckdb.connect, counted)[0][0]}, sqlite {result(sqlite3.connect, counted)[0][0]}, "
    f"merged {merged.execute('SELECT n FROM used').fetchall()[0][0]} of 4 | "
    f"replaced: duckdb {result(duckdb.connect, replaced)[0][1]}, sqlite {result(sqlite3.connect, replaced)[0][1]} | "
    f"grouped: {result(duckdb.connect, grouped)[0][0]} | nocase: on conflict {nocase[0]} row, insert {nocase[1]} rows"
)
print(seen)
assert seen == (
    "counted: duckdb 1, sqlite 3, merged 2 of 4 | replaced: duckdb 07:00, sqlite 09:00 | grouped: 3 | nocase: on conflict 1 row, insert 2 rows"
)
PYTHON
