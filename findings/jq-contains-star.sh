#!/usr/bin/env bash
# jq 1.13.0 (pip, binding of jq 1.8), roles that grant everything, asked for as `select(.actions | contains(["*"]))` of role
# definitions: of texts within lists `contains` is met by a part of a text, so that `["*/read"]` contains `["*"]`, and Reader and
# each role with a star counts as one that may do everything. `notActions | contains(["Microsoft.Authorization/*/Write"])` is true
# of a longer exception likewise. `inside` and `contains({actions: ["*"]})` are the same. `contains(actions, '*')` of JMESPath,
# which is `az --query`, means the whole text, so that one question has two answers. `any(.actions[]; . == "*")` and `index("*")`
# are right.
#
# Guess: a list contains a list if each element of the one is an element of the other.
# Seen: contains: Owner Reader Operator | inside: Owner Reader Operator | any: Owner | index: Owner | az: Owner
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q jq==1.13.0 jmespath==1.1.0
"$folder/venv/bin/python" - <<'PYTHON'
import jmespath
import jq

ROLES = [
    {"name": "Owner", "actions": ["*"]},
    {"name": "Reader", "actions": ["*/read"]},
    {"name": "Operator", "actions": ["Microsoft.Compute/virtualMachines/*"]},
    {"name": "Starter", "actions": ["Microsoft.Compute/virtualMachines/start/action"]},
]


def named(test):
    return " ".join(jq.compile(f".[] | select({test}) | .name").input_value(ROLES).all())


assert named('contains({actions: ["*"]})') == named('.actions | contains(["*"])')
seen = " | ".join(
    [
        f"""contains: {named('.actions | contains(["*"])')}""",
        f"""inside: {named('.actions as $actions | ["*"] | inside($actions)')}""",
        f"""any: {named('any(.actions[]; . == "*")')}""",
        f"""index: {named('.actions | index("*")')}""",
        f"""az: {' '.join(jmespath.search("[?contains(actions, '*')].name", ROLES))}""",
    ]
)
print(seen)
assert seen == "contains: Owner Reader Operator | inside: Owner Reader Operator | any: Owner | index: Owner | az: Owner"
PYTHON
