#!/usr/bin/env bash
# jsonpath-ng 1.16.0, python-jsonpath 2.2.2 and jsonpath-rfc9535 1.0.1 (pip), role assignments without a condition. REST answers
# `"condition": null`, az 2.88 and newer print no such key, some tools write "". `[?!@.condition]` asks whether the key is absent,
# and leaves out every null and ""; `[?@.condition == null]` finds null, and not those without the key. So each of the two finds
# the owners of one export and none of another, and a gate that is written with the wrong one passes. RFC 9535 says so, and all
# three agree. In JMESPath (`az --query`) `condition == null` finds both, and `!condition` the empty text too. `[?@.condition ==
# null || !@.condition || @.condition == '']` finds all.
#
# Guess: `!` means "not true" as in JMESPath, JavaScript and Python; null is what is absent.
# Seen: !: absent | == null: null | all: null absent empty || az == null: null absent, !: null absent empty
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q jsonpath-ng==1.16.0 python-jsonpath==2.2.2 jsonpath-rfc9535==1.0.1 jmespath==1.1.0
"$folder/venv/bin/python" - <<'PYTHON'
import jmespath
import jsonpath
import jsonpath_ng.ext
import jsonpath_rfc9535

ASSIGNMENTS = [
    {"name": "null", "condition": None},
    {"name": "absent"},
    {"name": "empty", "condition": ""},
    {"name": "limited", "condition": "@Resource[…] StringEquals 'a'"},
]
LIBRARIES = [
    lambda path: [match.value for match in jsonpath_ng.ext.parse(path).find(ASSIGNMENTS)],
    lambda path: jsonpath.findall(path, ASSIGNMENTS),
    lambda path: [match.value for match in jsonpath_rfc9535.find(path, ASSIGNMENTS)],
]


def named(test):
    """The names that all three find."""
    found = [find(f"$[?({test})].name") for find in LIBRARIES]
    assert found[0] == found[1] == found[2], found
    return " ".join(found[0])


def az(test):
    return " ".join(jmespath.search(f"[?{test}].name", ASSIGNMENTS))


every = "@.condition == null || !@.condition || @.condition == ''"
seen = (
    f"!: {named('!@.condition')} | == null: {named('@.condition == null')} | all: {named(every)}"
    f" || az == null: {az('condition == null')}, !: {az('!condition')}"
)
print(seen)
assert seen == "!: absent | == null: null | all: null absent empty || az == null: null absent, !: null absent empty"
PYTHON
