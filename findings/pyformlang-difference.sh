#!/usr/bin/env bash
# pyformlang 1.0.11 (pip), automata of regular expressions, as one asks whether what a role grants is within what another does: the difference of
# `PythonRegex(…).to_epsilon_nfa()` with a wider one isn't empty, nor is that of a pattern with itself. The complement exchanges the states that accept for those that
# don't, which is right of deterministic automata alone, and these aren't: `get_complement()` of `net/(read|write)` accepts `net/read`, as the
# pattern does. So nothing is within anything, each role seems to grant something that no other has, and no assignment is redundant.
# `to_deterministic()` first makes it right. `is_equivalent_to` is right without.
#
# Guess: operations on automata are those on their languages; those that need a deterministic one make it.
# Seen: read within read or write: False, deterministic True | itself: False, deterministic True | complement accepts its own word:
# True, deterministic False | equivalent: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q pyformlang==1.0.11
venv/bin/python - <<'PYTHON'
from pyformlang.regular_expression import PythonRegex


def automaton(pattern):
    return PythonRegex(pattern).to_epsilon_nfa()


def deterministic(pattern):
    return automaton(pattern).to_deterministic()


def within(make, inner, outer):
    return make(inner).get_difference(make(outer)).is_empty()


read, both, star = "net/read", "net/(read|write)", "net/[a-z/]*"
assert not within(deterministic, both, read) and within(deterministic, "net/[a-z/]*/read", star)
assert automaton(both).accepts(read) and not automaton(read).accepts("net/write")
complements = [make(both).get_complement().accepts(read) for make in (automaton, deterministic)]
seen = (
    f"read within read or write: {within(automaton, read, both)}, deterministic {within(deterministic, read, both)} | "
    f"itself: {within(automaton, star, star)}, deterministic {within(deterministic, star, star)} | "
    f"complement accepts its own word: {complements[0]}, deterministic {complements[1]} | "
    f"equivalent: {automaton(both).is_equivalent_to(automaton('net/(write|read)'))}"
)
print(seen)
assert not automaton(both).is_equivalent_to(automaton(read))
assert seen == (
    "read within read or write: False, deterministic True | itself: False, deterministic True | "
    "complement accepts its own word: True, deterministic False | equivalent: True"
)
PYTHON
