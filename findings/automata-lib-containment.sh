#!/usr/bin/env bash
# automata-lib 9.2.0 (pip), `issubset` of two regular expressions, as one asks whether a role's pattern lies within another's
# (`*` being `.*`): `.` is no more than the characters that the same expression spells out. So `net/.*/read` is not
# within `net/.*`, having an `r`, `a` and `d` that the other lacks; and `net/.*` is within `net/[net/]*`, which
# grants next to nothing. Either answer is wrong, and neither is marked. `input_symbols` with all characters that
# names of operations may have, given to every call, makes them right.
#
# Guess: `.` is any character, as everywhere.
# Seen: net/.*/read in net/.*: False | net/.* in net/[net/]*: True | with input_symbols: True, False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q automata-lib==9.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import string

from automata.regex.regex import issubset

pairs = [("net/.*/read", "net/.*"), ("net/.*", "net/[net/]*")]
symbols = set(string.ascii_lowercase + "/")
plain = " | ".join(f"{one} in {other}: {issubset(one, other)}" for one, other in pairs)
told = ", ".join(str(issubset(one, other, input_symbols=symbols)) for one, other in pairs)
seen = f"{plain} | with input_symbols: {told}"
print(seen)
assert seen == "net/.*/read in net/.*: False | net/.* in net/[net/]*: True | with input_symbols: True, False"
PYTHON
