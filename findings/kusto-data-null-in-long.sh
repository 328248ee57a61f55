#!/usr/bin/env bash
# azure-kusto-data 6.0.4, `dataframe_from_result_table`: one null in a column of type `long` changes the other values of the column. They go
# through floating point before they become `Int64`, so that those above 2^53 (`hash()` of a caller, ticks of a time, ids) come
# out as neighbours, with a type that says integer. Without a null in the same answer they are exact, and so the rows of two
# answers don't join. A null `bool` is False in a frame (`nullable_bools=True` keeps it; off by default), so "not
# answered" counts as no. The rows of the table itself, not made into a frame, are right.
#
# Guess: the column is Int64 so that nulls and whole numbers stay what they are, and so it is with bool.
# Seen: with a null: 638712345678901248, without: 638712345678901237 | null bool: False | row: 638712345678901237 None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-kusto-data==6.0.4 pandas==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
from azure.kusto.data._models import KustoResultTable
from azure.kusto.data.helpers import dataframe_from_result_table

names = ["ticks", "registered"]


def table(*rows):
    """A table as the service answers with it."""
    columns = [{"ColumnName": name, "ColumnType": kind} for name, kind in zip(names, ("long", "bool"))]
    return KustoResultTable({"TableName": "T", "TableKind": "PrimaryResult", "Columns": columns, "Rows": rows})


ticks = 638712345678901237
nulls, whole = table([ticks, None], [None, True]), table([ticks, False])
frame, exact = map(dataframe_from_result_table, (nulls, whole))
row = next(iter(nulls))
seen = (
    f"with a null: {frame.ticks[0]}, without: {exact.ticks[0]}"
    f" | null bool: {frame.registered[0]} | row: {row['ticks']} {row['registered']}"
)
print(seen)
assert str(frame.ticks.dtype) == "Int64"
assert seen == (
    "with a null: 638712345678901248, without: 638712345678901237 | null bool: False | row: 638712345678901237 None"
)
PYTHON
