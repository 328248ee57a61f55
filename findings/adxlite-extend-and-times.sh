#!/usr/bin/env bash
# adxlite 0.2.3 (pip), queries of Kusto over tables in SQLite, to try on a laptop what is asked of Log Analytics: `extend` of a column that is there changes
# nothing. After `extend Caller = tolower(Caller)`, which nearly every query of sign-in names begins with, ada and Ada are two people, and
# `extend Role = iff(…)` leaves the role as it was. `project Caller = tolower(Caller)` and a new name are right. Times are compared as text with those
# written in the query, which are longer by a `T`: `t > datetime(2026-03-01)` finds that midnight, too, `between (a .. b)` loses its end, `between
# (a .. 1d)` finds nothing. A column that doesn't exist is no error: `project Calller` is the text "Calller" in each row, and `where isnotempty(Calller)`
# finds all, `Calller == "ada@…"` nobody. So a query that works here says something else in Azure, and one that is wrong there isn't here.
#
# Guess: `extend` replaces a column, as in Kusto; times are times; a column that isn't there is an error.
# Seen: extend: 2 callers, project: 1, new name: 1 | > 3 of 3, between 1 of 2, 1d 0 of 2 | no such column: Calller, isnotempty 3, == 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q adxlite==0.2.3 adxpandas==0.2.3 pandas==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import pandas
from adxlite import AdxLiteClient

client = AdxLiteClient()
client.ingest(
    "Log",
    pandas.DataFrame(
        {
            "Caller": ["Ada@contoso.com", "ada@contoso.com", "ada@contoso.com"],
            "Role": ["Owner", "Owner", "Reader"],
            "t": pandas.to_datetime(["2026-03-01", "2026-03-02", "2026-03-03"]),
        }
    ),
)


def rows(query):
    return client.query(f"Log | {query}").values.tolist()


seen = [
    "extend: %d callers" % len(rows("extend Caller = tolower(Caller) | distinct Caller")),
    "project: %d" % len(rows("project Caller = tolower(Caller) | distinct Caller")),
    "new name: %d" % len(rows("extend who = tolower(Caller) | distinct who")),
    "iff: %s" % sorted({row[0] for row in rows('extend Role = iff(Role == "Owner", "high", "low") | project Role')}),
    "> %d" % len(rows("where t > datetime(2026-03-01)")),
    "between %d" % len(rows("where t between (datetime(2026-03-01) .. datetime(2026-03-02))")),
    "1d %d" % len(rows("where t between (datetime(2026-03-01) .. 1d)")),
    "no such column: %s" % rows("project Calller | take 1")[0][0],
    "isnotempty %d" % len(rows("where isnotempty(Calller)")),
    "== %d" % len(rows('where Calller == "ada@contoso.com"')),
    "a column that is there == %d" % len(rows('where Caller == "ada@contoso.com"')),
]
print("\n".join(seen))
assert seen == [
    "extend: 2 callers", "project: 1", "new name: 1", "iff: ['Owner', 'Reader']",
    "> 3", "between 1", "1d 0",
    "no such column: Calller", "isnotempty 3", "== 0", "a column that is there == 2",
]
PYTHON
