#!/usr/bin/env bash
# duckdb 2.0.1, `read_csv` of a table of all role assignments of a large tenant, whose first condition stands below line 20,480: fields that
# hold a comma are quoted, as CSV has it, and conditions are nearly the only ones. DuckDB looks at so many lines, finds no quoted field, and reads
# the file as one that has no quotes, until a condition is "Expected Number of Columns: 5 Found: 6". With `strict_mode = false`, the first of
# the fixes that the message names, each condition ends at its first comma: of eight roles that a delegate may assign one is left, and nothing
# says so. With `ignore_errors = true`, another of them, all assignments with a condition are gone. `quote = '"'`, or `sample_size = -1`, reads the file.
#
# Guess: a quote is a quote wherever it comes first.
# Seen: Invalid Input Error | strict_mode = false: 2 conditions, 1 of 2 roles left | ignore_errors: 0 conditions, 24998 rows | quote: 2 conditions, 2 of 2 roles
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile duckdb==2.0.1
venv/bin/python - <<'PYTHON'
import csv

import duckdb

ROLES = ["5e467623-bb1f-42f4-a55d-6e525e11384b", "a795c7a0-d4a2-40c1-ae25-d81f01202912"]
CONDITION = (
    "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR"
    " (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {"
    f"{', '.join(ROLES)}}}))"
)
with open("assignments.csv", "w", newline="") as file:
    table = csv.writer(file)
    table.writerow(["id", "principalId", "role", "scope", "condition"])
    for each in range(25_000):
        limited = each in (24_000, 24_500)
        principal = f"9a1f0d1e-0000-4000-8000-{each:012}"
        table.writerow([each, principal, "Owner", "/subscriptions/s", CONDITION if limited else ""])


def read(options):
    """Rows, and what is left of the roles that the conditions name."""
    table = f"FROM read_csv('assignments.csv'{options})"
    ((rows,),) = duckdb.sql(f"SELECT count(*) {table}").fetchall()
    conditions = [row[0] for row in duckdb.sql(f"SELECT condition {table} WHERE condition IS NOT NULL").fetchall()]
    return rows, len(conditions), min((sum(role in each for role in ROLES) for each in conditions), default=0)


try:
    read("")
    raise SystemExit("read")
except duckdb.InvalidInputException as error:
    message = str(error)
assert "Expected Number of Columns: 5 Found: 6" in message and "strict_mode=false" in message and "ignore_errors=true" in message
loose, ignoring, quoted = read(", strict_mode = false"), read(", ignore_errors = true"), read(", quote = '\"'")
seen = f"{message.partition(':')[0]} | strict_mode = false: {loose[1]} conditions, {loose[2]} of 2 roles left"
seen += f" | ignore_errors: {ignoring[1]} conditions, {ignoring[0]} rows | quote: {quoted[1]} conditions, {quoted[2]} of 2 roles"
print(seen)
assert loose[0] == quoted[0] == 25_000
assert seen == (
    "Invalid Input Error | strict_mode = false: 2 conditions, 1 of 2 roles left"
    " | ignore_errors: 0 conditions, 24998 rows | quote: 2 conditions, 2 of 2 roles"
)
PYTHON
