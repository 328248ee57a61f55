#!/usr/bin/env bash
# azure-cli 2.91.0, `az role assignment list` and `az ad group member check`: identifiers are compared as text. An object id in
# upper case, as SQL Server prints them, finds nothing (`--assignee-object-id`), even where the service answers with the
# rows; `member check` says false of a member. `--role GUID` is made into the role's id below the current
# subscription, so that it misses every row whose role has an id without a subscription (a management group is below none); the
# role's name finds these rows. The output is an empty list and the exit code 0, as if there were no such access.
#
# Guess: a GUID is compared without regard to case, and a role's GUID finds what its name finds.
# Seen: object id: 1, in upper case: 0 | role by name: 1, by GUID: 0 | member: True, in upper case: False
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
from azure.mgmt.authorization.models import RoleAssignment

holder = "3c1a8e90-aaaa-4bbb-8ccc-0123456789ab"
reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
role = f"/providers/Microsoft.Authorization/roleDefinitions/{reader}"
group = "/providers/Microsoft.Management/managementGroups/m"
row = RoleAssignment({"properties": {"scope": group, "roleDefinitionId": role, "principalId": holder}})


class Service:
    """What the service answers: one assignment, whatever the case of the object id that is asked for."""

    _config = SimpleNamespace(subscription_id="s")
    list_for_scope = list_for_subscription = lambda self, **_: [row]
    list = lambda self, *_, **__: [SimpleNamespace(id=role, name=reader, role_name="Reader")]


client = SimpleNamespace(role_assignments=Service(), role_definitions=Service())
command = SimpleNamespace(cli_ctx=DummyCli())


def found(**options):
    named = {"fill_principal_name": False, "fill_role_definition_name": False}
    return len(custom.list_role_assignments(command, **named, **options))


with mock.patch.multiple(custom, _auth_client_factory=lambda *_: client, _graph_client_factory=lambda *_: None):
    holders = [found(show_all=True, assignee_object_id=each) for each in (holder, holder.upper())]
    roles = [found(scope=group, role=each) for each in ("Reader", reader)]
graph = SimpleNamespace(directory_object_check_member_groups=lambda member, body: [holder])
member = [custom.check_group_membership(graph, each, "u")["value"] for each in (holder, holder.upper())]
seen = "object id: {}, in upper case: {} | role by name: {}, by GUID: {} | member: {}, in upper case: {}"
seen = seen.format(*holders, *roles, *member)
print(seen)
assert seen == "object id: 1, in upper case: 0 | role by name: 1, by GUID: 0 | member: True, in upper case: False"
PYTHON
