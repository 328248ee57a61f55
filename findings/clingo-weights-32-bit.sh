#!/usr/bin/env bash
# clingo 5.8.3 (pip), the least roles for a task with weights: numbers of a program have 32 bits, and larger ones wrap around
# without a word, in a fact and by a multiplication. A role of weight 3,000,000,000 costs -1,294,967,296, so that it is chosen
# before one of weight 5, and one of 2^32 + 1 costs 1. The sum of two weights that fit wraps around too. The answer is called
# optimal. Weights that pack several aims into one number, such as a thousand million for a foreign role, get there;
# `#minimize{W@P,…}` with a priority P for each aim needs none of them.
#
# Guess: a number that is too large is an error of the program, or integers are as long as they need be, as in Prolog.
# Seen: heavy 3000000000, light 5: heavy for -1294967296, proven | 4294967297: heavy for 1, proven | 2147483647: light for 5,
# proven | both of 2000000000: heavy light for -294967296, proven
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q clingo==5.8.3
"$folder/venv/bin/python" - <<'PYTHON'
import clingo

EITHER, BOTH = ":- not chosen(heavy), not chosen(light).", ":- not chosen(heavy). :- not chosen(light)."


def best(heavy, light, need=EITHER):
    """The roles of the last model, and what they cost."""
    facts = f"role(heavy, {heavy}). role(light, {light}). {{chosen(R): role(R, _)}}. {need}"
    control = clingo.Control(["--opt-mode=optN", "0"])
    control.add("base", [], f"{facts} #minimize{{W,R: chosen(R), role(R, W)}}. #show chosen/1.")
    control.ground([("base", [])])
    models = []
    with control.solve(yield_=True) as handle:
        for model in handle:
            roles = sorted(str(symbol.arguments[0]) for symbol in model.symbols(shown=True))
            models.append(f"{' '.join(roles)} for {model.cost[0]}{', proven' if model.optimality_proven else ''}")
    return models[-1]


assert best("1000000 * 3000", 5) == best(3000000000, 5)
seen = (
    f"heavy 3000000000, light 5: {best(3000000000, 5)} | 4294967297: {best(4294967297, 5)} | "
    f"2147483647: {best(2147483647, 5)} | both of 2000000000: {best(2000000000, 2000000000, BOTH)}"
)
print(seen)
assert seen == (
    "heavy 3000000000, light 5: heavy for -1294967296, proven | 4294967297: heavy for 1, proven | "
    "2147483647: light for 5, proven | both of 2000000000: heavy light for -294967296, proven"
)
PYTHON
