#!/usr/bin/env bash
# c7n_azure 0.7.52 (Cloud Custodian), filter `resource-access` of `azure.roleassignment`, "role assignments that have access to a certain
# type of azure resource": the scope of the assignment has to occur as text in the id of a resource. So an assignment at the group
# `rg` counts as access to what is in `rg-prod`, one at `…/resourcegroups/rg-prod` doesn't count (case differs, Azure's own
# services write both), and one at a management group never does, although the filter `scope` knows that kind.
# A policy that reports or deletes (`type: delete`) who has access to machines takes the wrong ones and leaves the widest.
#
# Guess: scopes are compared segment by segment and without case; management groups count, or are refused.
# Seen: itself True, rg True, lower case False, subscription True, management group False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q c7n==0.9.53 adal==1.2.7 azure-graphrbac==0.61.2 azure-identity==1.25.3 \
    azure-keyvault-secrets==4.11.2 azure-mgmt-costmanagement==1.0.0 azure-mgmt-managementgroups==1.0.0b1 \
    azure-mgmt-resource==23.4.0 azure-mgmt-resourcegraph==7.0.0 azure-mgmt-web==3.0.0 azure-storage-blob==12.30.3 \
    azure-storage-queue==12.17.0 azure-storage-file-share==12.26.0 azure-storage-common==2.1.0 netaddr==0.10.1
"$folder/venv/bin/pip" install -q --no-deps c7n_azure==0.7.52 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock

from c7n_azure.resources.access_control import ResourceAccessFilter, ScopeFilter

machine = {"id": "/subscriptions/s/resourceGroups/rg-prod/providers/Microsoft.Compute/virtualMachines/vm"}
group = "/providers/Microsoft.Management/managementGroups/m"
scopes = {
    "itself": machine["id"],
    "rg": "/subscriptions/s/resourceGroups/rg",
    "lower case": "/subscriptions/s/resourcegroups/rg-prod",
    "subscription": "/subscriptions/s",
    "management group": group,
}
manager = SimpleNamespace(get_resource_manager=lambda _: SimpleNamespace(resources=lambda: [machine]))
with mock.patch("c7n_azure.resources.access_control.load_resources"):
    access = ResourceAccessFilter({"type": "resource-access", "relatedResource": "azure.vm"}, manager)
access.factory = SimpleNamespace(type="vm")
assignments = [{"properties": {"scope": scope}} for scope in scopes.values()]
chosen = access.process(assignments)
seen = ", ".join(f"{name} {one in chosen}" for name, one in zip(scopes, assignments))
print(seen)
assert seen == "itself True, rg True, lower case False, subscription True, management group False"
assert ScopeFilter({"type": "scope", "value": "management-group"}).process([{"properties": {"scope": group}}])
PYTHON
