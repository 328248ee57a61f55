#!/usr/bin/env bash
# interegular 0.3.3 (pip), automata of regular expressions, as one asks whether a role's pattern (`*` being `.*`) grants
# anything of what is required: by `FSM.isdisjoint` a pattern that begins with a star has nothing in common with any other
# that begins with a word, since a state with the number 0, which is where `.*` stays, is taken for a dead end. So `*/read`, the
# pattern of Reader, grants nothing of anything. `(a & b).empty()` and `issubset` of the same automata are right, and
# so is `Comparator`, which numbers them anew.
#
# Guess: `a.isdisjoint(b)` is `(a & b).empty()`, only quicker.
# Seen: isdisjoint True | intersection empty False, both match net/x/read | Comparator False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q interegular==0.3.3
"$folder/venv/bin/python" - <<'PYTHON'
from interegular import Comparator, parse_pattern

texts = {"granted": ".*/read", "required": "net/.*"}
granted, required = (parse_pattern(text).to_fsm() for text in texts.values())
word = "net/x/read"
assert granted.accepts(word) and required.accepts(word)
compared = Comparator.from_regexes(texts).isdisjoint("granted", "required")
seen = (
    f"isdisjoint {granted.isdisjoint(required)} | "
    f"intersection empty {(granted & required).empty()}, both match {word} | Comparator {compared}"
)
print(seen)
assert seen == "isdisjoint True | intersection empty False, both match net/x/read | Comparator False"
PYTHON
