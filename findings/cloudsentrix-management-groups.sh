#!/usr/bin/env bash
# cloudsentrix 2.1.0 (pip), which finds attack paths in the output of `az role assignment list` and `az role definition list`: a management
# group counts as a resource, the least of its four levels, since its id has four parts as a group's has, and another third one. So
# an Owner of it isn't one "at broad scope" (AZ-001), and whoever takes the account over "can reach: Resource", while an Owner of one
# subscription below is critical. A custom role is dangerous (AZ-005) whatever it grants, as each action matches the pattern `*` of the
# rule's own list: a role with `Microsoft.Compute/virtualMachines/read` alone is a high finding.
#
# Guess: the widest scope is the worst, and a role that reads machines is none.
# Seen: Owner of subscription: AZ-001 CRITICAL, reach Resource ResourceGroup Subscription
#   | of management group: none, reach Resource | reads machines: AZ-005 HIGH
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile --no-deps cloudsentrix==2.1.0
cat >seen.py <<'PYTHON'
import sys
from importlib.util import find_spec

sys.path.insert(0, find_spec("cloudsentrix").submodule_search_locations[0])
from azure_blast_radius import calculate_azure_blast_radius
from azure_detection import run_azure_detections
from azure_parser import parse_azure_dict

SUBSCRIPTION, GROUP = "/subscriptions/s", "/providers/Microsoft.Management/managementGroups/mg"


def assignment(role, scope):
    return {"principalId": "p", "principalName": "ada", "principalType": "User", "roleDefinitionName": role, "scope": scope}


def judged(assignment, *definitions):
    """What is found, and how far it says that it reaches."""
    access = parse_azure_dict({"assignments": [assignment], "definitions": list(definitions)})
    found = " ".join(f"{each.rule_id} {each.severity}" for each in run_azure_detections(access)) or "none"
    (reach,) = calculate_azure_blast_radius(access)
    return found, " ".join(reach.reachable_scope_levels)


reads = {
    "roleName": "Sees machines",
    "roleType": "CustomRole",
    "permissions": [{"actions": ["Microsoft.Compute/virtualMachines/read"], "notActions": []}],
}
below, above = judged(assignment("Owner", SUBSCRIPTION)), judged(assignment("Owner", GROUP))
found, _ = judged(assignment("Sees machines", f"{SUBSCRIPTION}/resourceGroups/rg"), reads)
seen = f"Owner of subscription: {below[0]}, reach {below[1]} | of management group: {above[0]}, reach {above[1]} | reads machines: {found}"
print(seen)
assert seen == (
    "Owner of subscription: AZ-001 CRITICAL, reach Resource ResourceGroup Subscription"
    " | of management group: none, reach Resource | reads machines: AZ-005 HIGH"
)
PYTHON
venv/bin/python seen.py
