#!/usr/bin/env bash
# knack 0.14.0, which prints what azure-cli 2.91.0 has to say: with `-o tsv` a null is the text "None", a list is the number of
# its entries, an object is nothing, a boolean in a row is "True" and alone "true". With
# `--query '[].[principalName, condition]'` a script that asks whether a condition is there (`[ -n "$condition" ]`) finds
# one on every role assignment, and the actions of a role are "1". A key that a record lacks moves the rest
# of its row to the left. With `-o table` what is called `id` or `type` is left out even where the query names it.
# `-o json` and `jq` have none of that.
#
# Guess: as jq's @tsv and other programs with `-o tsv`: a null is empty; what a query names is printed.
# Seen: ada|None|1||True ; bob|2 ; table: Name
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q knack==0.14.0
"$folder/venv/bin/python" - <<'PYTHON'
from collections import OrderedDict

from knack.output import format_table, format_tsv
from knack.util import CommandResultItem


def printed(form, result):
    return form(CommandResultItem(result, is_query_active=True)).rstrip("\n").split("\n")


first = OrderedDict(name="ada", condition=None, actions=["*"], principal={"id": "6f1c"}, isCustom=True)
second = OrderedDict(name="bob", actions=["*/read", "*/action"])
rows = [row.replace("\t", "|") for row in printed(format_tsv, [first, second])]
header = printed(format_table, [OrderedDict(id="/r", name="ada", type="User")])[0]
seen = f"{' ; '.join(rows)} ; table: {header.strip()}"
print(seen)
assert seen == "ada|None|1||True ; bob|2 ; table: Name"
assert printed(format_tsv, [True, None]) == ["true", "None"]
PYTHON
