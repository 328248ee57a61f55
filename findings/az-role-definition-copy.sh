#!/usr/bin/env bash
# azure-cli 2.91.0, `az role definition create` and `update` with the JSON that `az role definition list` prints, as the
# guides to custom roles advise (copy a built-in role, change it): of each permission four lists are sent, and its `condition` and
# `conditionVersion` are not. Nothing says so. 29 of Azure's built-in roles have such a condition; a copy of
# Key Vault Data Access Administrator, whose condition limits it to eight roles, may assign any role, Owner too.
# `create` takes the name of the role from `name`, which in that JSON is a GUID; `roleName` is not read.
# `update` with an `id` takes `roleName`.
#
# Guess: what `list` prints is what `create` and `update` read, conditions included, and the name is `roleName`.
# Seen: update: Vault access, no condition | create: named 8b54135c-b56d-4d72-a534-26097cfdc8d8, no condition
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import json
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.role import custom
from azure.cli.core.mock import DummyCli

name = "8b54135c-b56d-4d72-a534-26097cfdc8d8"
printed = {
    "assignableScopes": ["/subscriptions/s"],
    "id": f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{name}",
    "name": name,
    "permissions": [
        {
            "actions": ["Microsoft.Authorization/roleAssignments/write"],
            "condition": "(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals"
            " {00482a5a-887f-4fb3-b363-3b7fe8e74483})",
            "conditionVersion": "2.0",
        }
    ],
    "roleName": "Vault access",
    "roleType": "CustomRole",
}
sent = []


class Definitions:
    def create_or_update(self, role_definition_id, scope, role_definition):
        sent.append(role_definition.as_dict()["properties"])


client = SimpleNamespace(role_definitions=Definitions())
command = SimpleNamespace(cli_ctx=DummyCli())
with mock.patch.object(custom, "_auth_client_factory", lambda *_, **__: client):
    custom.update_role_definition(command, json.dumps(printed))
    custom.create_role_definition(command, json.dumps(printed))
updated, created = sent
assert updated["permissions"][0]["actions"] == printed["permissions"][0]["actions"]
assert "condition" not in json.dumps(sent)
print(f"update: {updated['roleName']}, no condition | create: named {created['roleName']}, no condition")
assert updated["roleName"] == "Vault access" and created["roleName"] == name
PYTHON
