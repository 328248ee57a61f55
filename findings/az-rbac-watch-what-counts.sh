#!/usr/bin/env bash
# az-rbac-watch 0.10.1 (pip), which compares assignments with a policy, and snapshots with each other: conditions of assignments are not
# read, so that `diff` has no changes, and exit code 0, where the condition that limited an Owner is gone, and `scan` finds no
# drift. The default rule of `audit`, no Owner at subscription scope, matches owners of a resource group and none of a
# management group, who own every subscription below. And an assignment whose role is among no definitions that were listed (a role that is
# assignable elsewhere, a list that failed half-way) is no drift, whatever the baseline, though it was counted as checked.
#
# Guess: a lost condition is a change, the widest owners are found first, and what matches no rule of the baseline is drift.
# Seen: condition gone: drift 0, changes 0 | Owner: subscription found, resource group found, management group passes | unknown role: drift 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
# It asks for Python 3.12, and what is run here needs 3.11.
"$folder/venv/bin/pip" install -q --no-compile azure-mgmt-authorization==4.0.0 azure-mgmt-managementgroups==1.1.0 \
    azure-mgmt-subscription==3.1.1 azure-identity httpx pydantic pyyaml
"$folder/venv/bin/pip" install -q --no-compile --no-deps --ignore-requires-python az-rbac-watch==0.10.1
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace

from az_rbac_watch.analyzers.compliance import check_drift, check_violations
from az_rbac_watch.analyzers.diff import compute_diff
from az_rbac_watch.config.default_rules import DEFAULT_GOVERNANCE_RULES
from az_rbac_watch.config.policy_model import PolicyModel
from az_rbac_watch.scanner.rbac_scanner import scan_rbac
from az_rbac_watch.scanner.snapshot import build_snapshot
from azure.mgmt.authorization.models import RoleAssignment, RoleDefinition

TENANT, SUBSCRIPTION = "00000000-0000-0000-0000-0000000000aa", "00000000-0000-0000-0000-000000000001"
ADA = "9a1f0d1e-0000-4000-8000-000000000001"
ROLES = "providers/Microsoft.Authorization/roleDefinitions"
OWNER, ELSEWHERE = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "11111111-1111-4111-8111-111111111111"
CONDITION = "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))"


def scan(policy, scope, role=OWNER, condition=None):
    """What the tool sees of one assignment, at a subscription that lists the role Owner."""
    properties = {"scope": scope, "principalId": ADA, "principalType": "Group", "roleDefinitionId": f"/{ROLES}/{role}"}
    if condition:
        properties |= {"condition": condition, "conditionVersion": "2.0"}
    assignment = RoleAssignment.deserialize({"id": "a", "name": "a", "properties": properties})
    assert assignment.condition == condition
    owner = RoleDefinition.deserialize({"id": f"/{ROLES}/{OWNER}", "properties": {"roleName": "Owner", "type": "BuiltInRole"}})
    client = SimpleNamespace(
        role_assignments=SimpleNamespace(list_for_subscription=lambda: [assignment]),
        role_definitions=SimpleNamespace(list=lambda scope: [owner]),
    )
    return scan_rbac(policy, client_factory=lambda _: client)


def policy(*rules):
    return PolicyModel.model_validate(
        {"version": "2.0", "tenant_id": TENANT, "subscriptions": [{"id": SUBSCRIPTION}], "rules": list(rules)}
    )


def snapshot(result):
    return build_snapshot(scan_result=result, tenant_id=TENANT, subscriptions=[], management_groups=[]).assignments


subscription = f"/subscriptions/{SUBSCRIPTION}"
baseline = policy({"name": "ada", "type": "baseline", "match": {"principal_id": ADA, "role": "Owner", "scope": subscription}})
limited, gone = scan(baseline, subscription, condition=CONDITION), scan(baseline, subscription)
changes = compute_diff(snapshot(limited), snapshot(gone))
seen = f"condition gone: drift {check_drift(baseline, gone).summary.drift_count}, changes {int(changes.has_changes)}"

defaults = policy(*(rule.model_dump() for rule in DEFAULT_GOVERNANCE_RULES))
scopes = {
    "subscription": subscription,
    "resource group": f"{subscription}/resourceGroups/rg",
    "management group": "/providers/Microsoft.Management/managementGroups/mg",
}
found = [
    f"{name} {'found' if check_violations(defaults, scan(defaults, scope)).findings else 'passes'}" for name, scope in scopes.items()
]
seen += f" | Owner: {', '.join(found)}"

report = check_drift(baseline, scan(baseline, subscription, role=ELSEWHERE))
assert report.summary.total_assignments_checked == 1 and not report.scan_errors
seen += f" | unknown role: drift {report.summary.drift_count}"
print(seen)
assert seen == (
    "condition gone: drift 0, changes 0 | Owner: subscription found, resource group found, management group passes"
    " | unknown role: drift 0"
)
PYTHON
