#!/usr/bin/env bash
# azure-mgmt-core 1.6.0 (pip; azure-cli and many tools take ids apart with it), `is_valid_resource_id` and `parse_resource_id`: an id has to begin with
# a subscription. A management group, the tenant's root, a role assignment at either and a built-in role are no valid ids, and are
# parsed into `{'name': the whole id}`, with no error, so that `["name"]`, which gives a GUID below a subscription, gives a path above it.
# A list that is cleaned with `is_valid_resource_id` loses the assignments that reach furthest. Of an assignment at a resource
# `name` and `type` are those of the resource (`vaults`), and `resource_name` and `resource_type` those of the assignment.
#
# Guess: what Azure prints as an id is one; what can't be parsed is an error.
# Seen: subscription: valid, 1 | vault: valid, v (resource_name 1) | management group: invalid, whole id | tenant: invalid, whole id
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-mgmt-core==1.6.0
"$folder/venv/bin/python" - <<'PYTHON'
from azure.mgmt.core.tools import is_valid_resource_id, parse_resource_id

assignment = "/providers/Microsoft.Authorization/roleAssignments/1"
scopes = {
    "subscription": "/subscriptions/s",
    "vault": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v",
    "management group": "/providers/Microsoft.Management/managementGroups/mg",
    "tenant": "",
}
seen = []
for place, scope in scopes.items():
    parsed = parse_resource_id(scope + assignment)
    name = "whole id" if parsed["name"] == scope + assignment else parsed["name"]
    if parsed.get("resource_name", name) != name:
        name += f" (resource_name {parsed['resource_name']})"
    seen.append(f"{place}: {'valid' if is_valid_resource_id(scope + assignment) else 'invalid'}, {name}")
seen = " | ".join(seen)
print(seen)
assert seen == (
    "subscription: valid, 1 | vault: valid, v (resource_name 1)"
    " | management group: invalid, whole id | tenant: invalid, whole id"
)
role = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
assert not any(is_valid_resource_id(each) for each in (role, scopes["management group"], "/"))
PYTHON
