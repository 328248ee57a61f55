#!/usr/bin/env bash
# azure-cli 2.91.0, `az role definition list --name` and `delete --name`: Azure finds a role by its name whatever the case, as `--role reader` of `az role
# assignment create` shows, and these two then compare it again, with regard to case. `list --name "contoso operator"` is an empty list, as if there were
# no such role, and so is `list --name owner`. `delete --name "contoso operator"` deletes nothing, says nothing, and exits with 0, as it does for a name
# that no role has, and for a GUID in upper case: the role stays, and so do its assignments. (`delete` takes the roles that can be assigned at the
# current subscription, unless `--scope` says otherwise; one of a resource group isn't among them, and that is a success too.)
#
# Guess: a name is found in any case, as in `az role assignment`; what is not there to delete is an error, as in `az role assignment delete`.
# Seen: list: Contoso Operator 1, contoso operator 0 | delete: Contoso Operator deleted, contoso operator nothing, exit 0; GUID deleted, in upper case nothing
# | az role assignment: Contoso Operator, contoso operator both found | az role assignment delete: error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.role import custom
from azure.cli.core.mock import DummyCli
from azure.mgmt.authorization.models import RoleDefinition
from knack.util import CLIError

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
GUID = "00000000-0000-0000-0000-00000000000a"
ROLE = RoleDefinition(
    {
        "id": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{GUID}",
        "name": GUID,
        "properties": {"roleName": "Contoso Operator", "type": "CustomRole", "permissions": [], "assignableScopes": [SUBSCRIPTION]},
    }
)
deleted = []


class Definitions:
    """Stands in for Azure, which finds names whatever their case."""

    _config = SimpleNamespace(subscription_id=SUBSCRIPTION.rsplit("/", 1)[1])

    def list(self, _scope, filter=None):
        return [ROLE] if not filter or filter.lower() == "rolename eq 'contoso operator'" else []

    def delete(self, role_definition_id, scope):
        deleted.append(f"{role_definition_id} at {scope}")


assignments = SimpleNamespace(list_for_scope=lambda **_: [], _config=Definitions._config)
client = SimpleNamespace(role_definitions=Definitions(), role_assignments=assignments)
command = SimpleNamespace(cli_ctx=DummyCli())


def delete(name):
    deleted.clear()
    answer = custom.delete_role_definition(command, name)
    assert answer is None
    return len(deleted)


with mock.patch.object(custom, "_auth_client_factory", lambda *_, **__: client):
    names = ["Contoso Operator", "contoso operator", GUID, GUID.upper(), "No Such Role"]
    found = {name: len(custom.list_role_definitions(command, name)) for name in names}
    gone = {name: delete(name) for name in names}
    resolved = [custom._resolve_role_id(name, SUBSCRIPTION, client.role_definitions) == ROLE.id for name in names[:2]]
    try:
        custom.delete_role_assignments(command, role="contoso operator")
        assignment = "nothing deleted"
    except CLIError as error:
        assignment = str(error)
print("listed:", found, "| deleted:", gone, "| az role assignment finds:", resolved, "| az role assignment delete:", assignment)
assert list(found.values()) == list(gone.values()) == [1, 0, 1, 0, 0] and resolved == [True, True]
assert assignment == "No matched assignments were found to delete"
PYTHON
