#!/usr/bin/env bash
# casbin 1.43.0, regopy 1.5.2 (Rego) and cedarpy 4.12.2 (Cedar), with Azure's patterns of actions as they stand in role definitions.
# Casbin's `keyMatch` compares up to the first `*` only, so that `Microsoft.Compute/*/read` matches a delete; `keyMatch2` makes a
# regular expression of the pattern, and `*/read` is an error in it. Rego's `glob.match` with `[]` for the delimiters takes
# `.`, which every namespace of Azure has: `*` and `*/read` match nothing; with `["/"]` neither. `null` is what has no
# delimiter. Cedar's `like` and that are right but for case: in Azure `microsoft.compute/*` matches too, in none of them.
#
# Guess: `keyMatch` compares what stands after the `*`, and `[]` means no delimiter.
# Seen: keyMatch 1111, keyMatch2 01E1, glob [] 0100, glob / 0000, glob null 0111, like 0111 (Azure: 0111)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q casbin==1.43.0 regopy==1.5.2 cedarpy==4.12.2
"$folder/venv/bin/python" - <<'PYTHON'
import re

import cedarpy
from casbin.util import key_match, key_match2
from regopy import Interpreter

rego = Interpreter()
cases = [
    ("Microsoft.Compute/*/read", "Microsoft.Compute/virtualMachines/delete"),
    ("Microsoft.Compute/*/read", "Microsoft.Compute/virtualMachines/extensions/read"),
    ("*/read", "Microsoft.Compute/virtualMachines/read"),
    ("*", "Microsoft.Compute/virtualMachines/read"),
]
lower = ("microsoft.compute/*", "Microsoft.Compute/virtualMachines/read")


def glob(delimiters):
    return lambda action, pattern: '"x":true' in str(rego.query(f'x = glob.match("{pattern}", {delimiters}, "{action}")'))


def like(action, pattern):
    request = {"principal": 'User::"u"', "action": 'Action::"a"', "resource": 'Scope::"s"', "context": {"action": action}}
    policy = f'permit(principal, action, resource) when {{ context.action like "{pattern}" }};'
    return cedarpy.is_authorized(request, policy, []).allowed


def answer(matches, pattern, action):
    try:
        return str(int(matches(action, pattern)))
    except re.error:
        return "E"


engines = {"keyMatch": key_match, "keyMatch2": key_match2, "glob []": glob("[]"), "glob /": glob('["/"]')}
engines |= {"glob null": glob("null"), "like": like}
seen = ", ".join(f"{name} {''.join(answer(matches, *case) for case in cases)}" for name, matches in engines.items())
print(seen, "(Azure: 0111)")
assert seen == "keyMatch 1111, keyMatch2 01E1, glob [] 0100, glob / 0000, glob null 0111, like 0111"
assert not any(matches(*reversed(lower)) for matches in engines.values())
PYTHON
