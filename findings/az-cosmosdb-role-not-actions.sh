#!/usr/bin/env bash
# azure-cli 2.91.0, `az cosmosdb sql role definition create` and `update` (roles for the data of Azure Cosmos DB) with a body that takes something away:
# of each permission `DataActions` is read and sent, and `NotDataActions`, which the service has too, isn't. A role that may do all with items but
# delete them deletes them. Nothing says so, and what `show` prints of the new role is what was sent. An update sends the role without
# the list that it had. `az role definition create` sends both lists of Azure's own roles, and so does the client that az uses here.
# `az rest --method put` with `dataActions` and `notDataActions`, an ARM template or Bicep makes the role as it is written.
#
# Guess: what the service's role has, the command's body has, or it is refused.
# Seen: body: items/* without items/delete | created: items/*, without nothing | updated: the same | the client itself: both
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-cli-core==2.91.0 azure-mgmt-cosmosdb==10.0.0
"$folder/venv/bin/pip" install -q --no-compile --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import json
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.cosmosdb import _validators, custom
from azure.cli.core.mock import DummyCli
from azure.mgmt.cosmosdb.models import Permission, SqlRoleDefinitionGetResults

ITEMS = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/"
BODY = {
    "Id": "00000000-0000-0000-0000-0000000000d1",
    "RoleName": "Writer",
    "Type": "CustomRole",
    "AssignableScopes": ["/dbs/orders"],
    "Permissions": [{"DataActions": [f"{ITEMS}*"], "NotDataActions": [f"{ITEMS}delete"]}],
}


class Cosmos:
    """The service's client, which keeps what it is sent."""

    def get_sql_role_definition(self, *_):
        before = {"dataActions": [f"{ITEMS}*"], "notDataActions": [f"{ITEMS}delete"]}
        of = {"roleName": "Writer", "type": "CustomRole", "assignableScopes": ["/a/dbs/orders"], "permissions": [before]}
        return SqlRoleDefinitionGetResults({"properties": of})

    def begin_create_update_sql_role_definition(self, _id, _group, _account, parameters):
        self.sent = json.loads(json.dumps(parameters.as_dict()))["properties"]["permissions"]


def sent(command):
    """The permissions that this command sends, having checked its body as the command line does."""
    arguments = SimpleNamespace(role_definition_body=json.dumps(BODY), resource_group_name="rg", account_name="account")
    with mock.patch.object(_validators, "get_subscription_id", lambda _: "s"):
        _validators.validate_role_definition_body(SimpleNamespace(cli_ctx=DummyCli()), arguments)
    client = Cosmos()
    command(client, "rg", "account", arguments.role_definition_body)
    (permission,) = client.sent
    return " ".join(permission["dataActions"]), " ".join(permission.get("notDataActions") or []) or "nothing"


created = sent(custom.cli_cosmosdb_sql_role_definition_create)
updated = sent(custom.cli_cosmosdb_sql_role_definition_update)
for name, (granted, less) in (("created", created), ("updated", updated)):
    print(f"{name}: {granted.removeprefix(ITEMS)}, without {less}")
itself = Permission(data_actions=["a"], not_data_actions=["b"]).as_dict()
print("the client itself:", *itself)
assert itself == {"dataActions": ["a"], "notDataActions": ["b"]}, itself
assert created == updated == (f"{ITEMS}*", "nothing"), (created, updated)
PYTHON
