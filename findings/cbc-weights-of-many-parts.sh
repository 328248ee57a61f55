#!/usr/bin/env bash
# PuLP 3.3.2 (pip) with the CBC that it brings, the least roles for a task (a set cover) with several aims packed into one
# number, such as 10^15 for a foreign role, so that no count of lesser aims reaches it: "Infeasible" of a problem
# that choosing everything solves. All weights and sums are below 2^53, which doubles hold exactly, and the model is three
# roles of which any two do. With 10^14 it is right. The status is the one that also means that no set of roles grants the task, so
# that it reads as "there are none". HiGHS (scipy 1.17.1) solves the same model; solving for one aim after the other needs no such weights.
#
# Guess: "Optimal", with the last digits in doubt at worst.
# Seen: 1e14: CBC Optimal, HiGHS 200000000000003 | 1e15: CBC Infeasible, HiGHS 2000000000000003
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q PuLP==3.3.2 scipy==1.17.1
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import pulp
from scipy.optimize import Bounds, LinearConstraint, milp

grants = [(0, 1), (0, 2), (1, 2)]  # of each operation, the roles that grant it


def cbc(weights):
    problem = pulp.LpProblem("roles", pulp.LpMinimize)
    roles = [pulp.LpVariable(f"role{at}", cat="Binary") for at in range(3)]
    problem += pulp.lpSum(weight * role for weight, role in zip(weights, roles))
    for granting in grants:
        problem += pulp.lpSum(roles[at] for at in granting) >= 1
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    return pulp.LpStatus[problem.status]


def highs(weights):
    matrix = numpy.array([[at in granting for at in range(3)] for granting in grants], dtype=float)
    found = milp(weights, constraints=LinearConstraint(matrix, lb=1), integrality=[1] * 3, bounds=Bounds(0, 1))
    return int(found.fun)


parts = []
for power in (14, 15):
    weights = [10**power + lesser for lesser in (1, 2, 3)]
    parts.append(f"1e{power}: CBC {cbc(weights)}, HiGHS {highs(weights)}")
seen = " | ".join(parts)
print(seen)
assert seen == "1e14: CBC Optimal, HiGHS 200000000000003 | 1e15: CBC Infeasible, HiGHS 2000000000000003"
PYTHON
