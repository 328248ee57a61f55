#!/usr/bin/env bash
# pySigma's backends sqlite 2.1.1, panther 0.3.1 and databricks 0.1.7 (pip), with rules for changes of access. Sigma compares without regard to
# case, and Azure writes MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE in one log and mixed case in another. sqlite's `=` regards case, while
# `LIKE`, into which `startswith` is made, doesn't; all that panther makes regards case. In panther `|re` begins at the beginning (`re.match`), and
# `|re|i` has lost its i, so that `roleassignments/` finds nothing. In databricks `not caller: deployer` passes over calls without a caller
# (NOT of a null is null), which sqlite and panther find. So one rule, kept in one file for all, finds different changes in each, and nothing
# is reported when it is converted.
#
# Guess: what Sigma says of case, patterns and absent fields is what a backend makes, or it refuses.
# Seen: calls 0 (upper case, by the deployer), 1 (mixed, by ada), 2 (by nobody): name sqlite 1, panther 1, databricks 01 | start 01, 1, 01 |
# re|i 012, none, 012 | not the deployer 12, 12, 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for backend in sqlite==2.1.1 panther==0.3.1 databricks==0.1.7; do
    python3 -m venv "${backend%%=*}"
    "${backend%%=*}/bin/pip" install -q "pysigma-backend-$backend"
done
databricks/bin/pip install -q duckdb==2.0.1
cat >rules.py <<'PYTHON'
import re
import sqlite3
import sys

from sigma.collection import SigmaCollection
from sigma.plugins import InstalledSigmaPlugins

NAME = "Microsoft.Authorization/roleAssignments/write"
CALLS = [(NAME.upper(), "deployer"), (NAME, "ada"), (f"Contoso.{NAME}", None)]
RULES = {
    "name": (f"operationName: {NAME}", "sel"),
    "start": ("operationName|startswith: Microsoft.Authorization/", "sel"),
    "re|i": ("operationName|re|i: roleassignments/", "sel"),
    "not": ("caller: deployer", "not sel"),
}
RULE = "title: t\nstatus: test\nlogsource: {{product: azure, service: activitylogs}}\ndetection:\n  sel:\n    {}\n  condition: {}\n"


class Event:
    """A call as panther hands it to a rule."""

    def __init__(self, call):
        self.fields = dict(zip(("operationName", "caller"), call))

    def deep_get(self, field, default=None):
        value = self.fields[field]
        return default if value is None else value


def found(converted):
    """The numbers of the calls that a converted rule finds."""
    if backend == "panther":
        space = {}
        exec(converted, space)
        return [number for number, call in enumerate(CALLS) if space["rule"](Event(call))]
    if backend == "databricks":
        import duckdb

        # The same condition, with DuckDB's names of two functions of Spark.
        condition = converted[0].replace("startswith(", "starts_with(").replace("(?iu)", "(?i)")
        condition = re.sub(r"(\w+) rlike ('[^']*')", r"regexp_matches(\1, \2)", condition)
        table, query = duckdb.connect(), f"SELECT number FROM logs WHERE {condition} ORDER BY number"
    else:
        table, query = sqlite3.connect(":memory:"), converted[0].replace("SELECT *", "SELECT number")
        table.create_function("REGEXP", 2, lambda pattern, text: bool(re.search(pattern, text)))
    table.execute("CREATE TABLE logs (number INT, operationName VARCHAR, caller VARCHAR)")
    for number, call in enumerate(CALLS):
        table.execute("INSERT INTO logs VALUES (?, ?, ?)", [number, *call])
    return [row[0] for row in table.execute(query).fetchall()]


backend = sys.argv[1]
make = InstalledSigmaPlugins.autodiscover().backends[backend]
parts = []
for rule, (detection, condition) in RULES.items():
    converted = make().convert(SigmaCollection.from_yaml(RULE.format(detection, condition)))
    parts.append(f"{rule} {''.join(map(str, found(converted))) or 'none'}")
print(f"{backend}: {', '.join(parts)}")
PYTHON
for backend in sqlite panther databricks; do "$backend/bin/python" rules.py "$backend"; done | tee out
diff out - <<'SEEN'
sqlite: name 1, start 01, re|i 012, not 12
panther: name 1, start 1, re|i none, not 12
databricks: name 01, start 01, re|i 012, not 1
SEEN
