#!/usr/bin/env bash
# scipy 1.17.1 (pip), `scipy.sparse.csgraph.maximum_flow`, for the smallest cut between somebody and what they can come to own: edges
# that can't be cut (who is in which group) get a capacity beyond all others. Capacities are taken into 32 bits without
# a word, though the matrix has 64: 10^12 becomes a negative number, which lets nothing through, and 2^32+1 becomes
# 1. The flow is 0, which reads as "there is no way at all". Fractions are refused, and too big is not. Below 2^31, such as
# the sum of all other edges and one, it is right.
#
# Guess: 64-bit integers are kept, or refused as fractions are.
# Seen: 2147483647: 7, 1000000000000: 0, 4294967297: 1, half: ValueError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q scipy==1.17.1
"$folder/venv/bin/python" -W error - <<'PYTHON'
import numpy
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

ada, group, owner = range(3)


def flow(membership):
    """From ada, by a group, to the owner: the assignment can be cut at a cost of 7."""
    capacities = numpy.zeros((3, 3), dtype=numpy.asarray(membership).dtype)
    capacities[ada, group], capacities[group, owner] = membership, 7
    try:
        return maximum_flow(csr_array(capacities), ada, owner).flow_value
    except ValueError as error:
        return type(error).__name__


seen = ", ".join(f"{size}: {flow(size)}" for size in (2**31 - 1, 10**12, 2**32 + 1)) + f", half: {flow(0.5)}"
print(seen)
assert seen == "2147483647: 7, 1000000000000: 0, 4294967297: 1, half: ValueError"
PYTHON
