#!/usr/bin/env bash
# cloud-iam-auditor-pb 0.3.0 (pip; `iam-audit scan`), which says what is too much in role assignments of Azure: it goes by `roleDefinitionId`, whose last part is
# compared with the ids of the roles it knows, and five of its six ids are of no role of Azure's (Owner's and User Access Administrator's begin
# right and end otherwise). So an Owner of a subscription is "No findings: policy passes all registered rules", with exit code 0, and so is who may assign any
# role, hold any cluster or any vault. A name in `role_name` or `roleDefinitionName` doesn't help where there is an id, and there always is; a
# bare name in place of the id, which Azure never lists, is found. One role in seven is known by its id, Storage Blob Data Contributor.
# What `az role assignment list` prints, an array, is refused.
#
# Guess: whatever else it misses, it finds an Owner.
# Seen: by id: Owner none, User Access Administrator none, RBAC Administrator none, Key Vault Contributor none, AKS RBAC Cluster Admin none, SQL Server
# Contributor none, Storage Blob Data Contributor AZURE005 | "Owner" as the id: AZURE002 AZURE008 | array of az: refused
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q cloud-iam-auditor-pb==0.3.0
cat >seen.py <<'PYTHON'
import json
import re
import subprocess

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
ROLES = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "RBAC Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Key Vault Contributor": "f25e0fa2-a7c8-4377-a976-54943a77a395",
    "AKS RBAC Cluster Admin": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
    "SQL Server Contributor": "6d8ee4ec-f05a-4a1d-8b00-a9b17e38b437",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
}


def scan(role, name, wrap=lambda rows: {"value": rows}):
    assignment = {"roleDefinitionId": role, "roleDefinitionName": name, "role_name": name, "principalId": "p1", "scope": SUBSCRIPTION}
    with open("assignments.json", "w") as file:
        json.dump(wrap([assignment]), file)
    done = subprocess.run(["venv/bin/iam-audit", "scan", "--json", "--exit-code", "assignments.json"], capture_output=True, text=True)
    if "Top-level JSON must be an object, got list" in done.stdout + done.stderr:
        return "refused"
    found = sorted(set(re.findall(r"AZURE\d{3}", done.stdout)))
    assert (done.returncode == 0) == (not found), done
    return " ".join(found) or "none"


by_id = {name: scan(f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}", name) for name, role in ROLES.items()}
bare = scan("Owner", "Owner")
array = scan(f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{ROLES['Owner']}", "Owner", lambda rows: rows)
print("by id:", ", ".join(f"{name} {found}" for name, found in by_id.items()), f"| bare name: {bare} | array: {array}")
assert by_id == {**dict.fromkeys(ROLES, "none"), "Storage Blob Data Contributor": "AZURE005"}, by_id
assert (bare, array) == ("AZURE002 AZURE008", "refused")
PYTHON
venv/bin/python seen.py
