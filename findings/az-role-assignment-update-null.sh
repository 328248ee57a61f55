#!/usr/bin/env bash
# azure-cli 2.91.0, `az role assignment update` with a record whose `condition` and `conditionVersion` are null: what is null or absent
# is taken from the assignment as it is, so that the request has the old condition, and the command succeeds. Azure's documentation
# says that null, or an empty text, takes a condition off ("Delete a condition"); only the empty text does. The same of `description`.
# A record printed by `list` has no keys for what is empty, so that writing a record of yesterday back, when there was no condition yet,
# leaves today's. Who opens or repairs access like this has changed nothing. (2.87.0 sent the record as it was given.)
#
# Guess: the record is what is sent, as of a PUT, and null takes the condition off, as documented.
# Seen: null: kept | absent: kept | empty: ''
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
from azure.mgmt.authorization.models import RoleAssignment

properties = {
    "scope": "/subscriptions/s",
    "principalId": "ada",
    "principalType": "User",
    "roleDefinitionId": "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/owner",
    "condition": "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))",
    "conditionVersion": "2.0",
}
there = {"id": "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/a", "name": "a"}
sent = []


class Assignments:
    def get(self, scope, name):
        return RoleAssignment({**there, "properties": properties})

    def create(self, scope, name, parameters):
        sent.append(parameters["properties"])
        return RoleAssignment({**there, **parameters})


def update(**changes):
    """What becomes of the condition."""
    record = {**there, **properties, **changes}
    record = {name: value for name, value in record.items() if value != "absent"}
    custom.update_role_assignment(SimpleNamespace(cli_ctx=DummyCli()), json.dumps(record))
    condition = sent[-1]["condition"]
    return "kept" if condition == properties["condition"] else repr(condition)


client = SimpleNamespace(role_assignments=Assignments())
with mock.patch.object(custom, "_auth_client_factory", lambda *_, **__: client):
    cases = {"null": None, "absent": "absent", "empty": ""}
    seen = " | ".join(f"{case}: {update(condition=to, conditionVersion=to)}" for case, to in cases.items())
print(seen)
assert seen == "null: kept | absent: kept | empty: ''"
PYTHON
