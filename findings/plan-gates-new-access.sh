#!/usr/bin/env bash
# readtheplan 0.4.0, blastcheck 0.8.0 and pyrrho 0.2.1 (pip), gates over the JSON of a Terraform plan, with one plan a change of access: what
# is created is "safe" to readtheplan ("a new resource without changing existing state", its gate for agents answers "proceed"), whatever it gives:
# Owner by an activation that Terraform makes, Global Administrator, secrets of a vault, a custom role with `*`, a member of a group. Only
# `azurerm_role_assignment` is "review", for Owner as for Reader, while the removal of a Reader is "irreversible", above any of these, and blocks. blastcheck
# has nothing to flag in either Owner, and for pyrrho (which looks for escalation in AWS alone, and says so only in general) each of
# them is "PASS no findings". So a pipeline that merges what is safe merges an Owner, and stops who takes a role away.
#
# Guess: new access is never "safe" to a tool that rates risk, and an Owner outweighs a Reader who goes.
# Seen: PIM Owner, Global Administrator, vault policy, role *, group member: safe, proceed | Owner, Reader: review, warn | Reader removed: irreversible, block |
# blastcheck: 0 flagged in all created | pyrrho: PASS in all
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q readtheplan==0.4.0 blastcheck==0.8.0 pyrrho==0.2.1
cat >seen.py <<'PYTHON'
import json
import re
import subprocess

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
OWNER = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CHANGES = {
    "PIM Owner": ("azurerm_pim_active_role_assignment", "create", {"role_definition_id": OWNER, "scope": SUBSCRIPTION, "principal_id": "p1"}),
    "Global Administrator": (
        "azuread_directory_role_assignment",
        "create",
        {"role_id": "62e90394-69f5-4237-9190-012177145e10", "principal_object_id": "p1"},
    ),
    "vault policy": ("azurerm_key_vault_access_policy", "create", {"object_id": "p1", "secret_permissions": ["Get", "List"]}),
    "role *": ("azurerm_role_definition", "create", {"name": "All", "scope": SUBSCRIPTION, "permissions": [{"actions": ["*"]}]}),
    "group member": ("azuread_group_member", "create", {"group_object_id": "g1", "member_object_id": "p1"}),
    "Owner": ("azurerm_role_assignment", "create", {"role_definition_name": "Owner", "scope": SUBSCRIPTION, "principal_id": "p1"}),
    "Reader": ("azurerm_role_assignment", "create", {"role_definition_name": "Reader", "scope": SUBSCRIPTION, "principal_id": "p1"}),
    "Reader removed": ("azurerm_role_assignment", "delete", {"role_definition_name": "Reader", "scope": SUBSCRIPTION, "principal_id": "p1"}),
}


def run(*command):
    return subprocess.run([f"venv/bin/{command[0]}", *command[1:]], capture_output=True, text=True).stdout


def judged(kind, action, values):
    before, after = (values, None) if action == "delete" else (None, values)
    change = {"actions": [action], "before": before, "after": after, "after_unknown": {} if after is None else {"id": True}}
    resource = {"address": f"{kind}.r", "mode": "managed", "type": kind, "name": "r", "change": change}
    with open("plan.json", "w") as file:
        json.dump({"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [resource]}, file)
    gate = json.loads(run("readtheplan", "agent-gate", "plan.json"))
    clean = re.search(r"^  (\d) change\(s\) had nothing to flag", run("blastcheck", "--text", "plan.json"), re.MULTILINE)
    passed = run("pyrrho", "plan.json").splitlines()[-1].split()[0]
    return gate["risk"], gate["decision"], "nothing to flag" if clean else "asks for live state", passed


seen = {name: judged(*change) for name, change in CHANGES.items()}
for name, found in seen.items():
    print(name, *found, sep=" | ")
safe = ("safe", "proceed", "nothing to flag", "PASS")
for name in ("PIM Owner", "Global Administrator", "vault policy", "role *", "group member"):
    assert seen[name] == safe, (name, seen[name])
assert seen["Owner"] == seen["Reader"] == ("review", "warn", "nothing to flag", "PASS"), seen
assert seen["Reader removed"] == ("irreversible", "block", "asks for live state", "PASS"), seen
PYTHON
venv/bin/python seen.py
