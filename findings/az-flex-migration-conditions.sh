#!/usr/bin/env bash
# azure-cli 2.91.0, `az functionapp flex-migration start`, which makes an app of the Flex Consumption plan out of one of the Consumption plan, and gives
# its new identity what the old one holds, unless told `--skip-managed-identities`: of each role assignment the role and the scope are taken over,
# and the condition isn't. An app that may make readers only may make owners after that, and one that may read the blobs of one tag reads all.
# "Created role assignment" is printed of these as of the others. Taken over is what the identity holds at management groups above and at
# single resources too. (`--skip-managed-identities false` skips them, as any value does.) Migrate without identities and assign by hand, or put the
# conditions back: compare both identities by `az role assignment list --all --assignee-object-id`.
#
# Guess: an assignment is copied whole, or one with a condition is left out and named, as one that fails is.
# Seen: old: Contributor at rg, RBAC Administrator at s with a condition, Reader at corp | new: the three without conditions, each "Created role assignment"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 azure-mgmt-web==11.0.0 azure-mgmt-storage==25.0.0 \
  azure-mgmt-applicationinsights==1.0.0 fabric==3.2.3 websocket-client==1.8.0 msrest==0.7.1 pynacl==1.6.2 tabulate==0.10.0 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import contextlib
import io
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.appservice import custom
from azure.cli.command_modules.role import custom as roles
from azure.cli.core.mock import DummyCli
from azure.mgmt.authorization.models import RoleAssignment

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
NAMES = {
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "RBAC Administrator",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
}
CONDITION = (
    "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}"
)
scopes = [f"{SUBSCRIPTION}/resourceGroups/rg", SUBSCRIPTION, "/providers/Microsoft.Management/managementGroups/corp"]
held = []
for (role, name), scope in zip(NAMES.items(), scopes):
    properties = {
        "principalId": "old",
        "principalType": "ServicePrincipal",
        "scope": scope,
        "roleDefinitionId": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}",
    }
    if name == "RBAC Administrator":
        properties |= {"condition": CONDITION, "conditionVersion": "2.0"}
    held.append(RoleAssignment({"id": f"{scope}/providers/Microsoft.Authorization/roleAssignments/{role}", "name": role, "properties": properties}))
created = []


class Assignments:
    _config = SimpleNamespace(subscription_id=SUBSCRIPTION.rsplit("/", 1)[1])

    def list_for_subscription(self, filter):
        assert filter == "principalId eq 'old'"
        return held

    def create(self, scope, _name, parameters):
        created.append((scope, parameters.as_dict()["properties"]))


definitions = SimpleNamespace(list=lambda *_, **__: [], _config=Assignments._config)
client = SimpleNamespace(role_assignments=Assignments(), role_definitions=definitions)
graph = SimpleNamespace(directory_object_get_by_ids=lambda _: [])
source = SimpleNamespace(name="old-app", identity=SimpleNamespace(type="SystemAssigned", principal_id="old", user_assigned_identities=None))
printed = io.StringIO()
with (
    mock.patch.object(roles, "_auth_client_factory", lambda *_, **__: client),
    mock.patch.object(roles, "_graph_client_factory", lambda *_, **__: graph),
    mock.patch.object(custom, "assign_identity", lambda *_, **__: None),
    mock.patch.object(custom, "show_identity", lambda *_, **__: SimpleNamespace(principal_id="new")),
    contextlib.redirect_stdout(printed),
):
    custom._migrate_managed_identities_and_roles(SimpleNamespace(cli_ctx=DummyCli()), source, "rg", "new-app")


def told(scope, properties):
    name = NAMES[properties["roleDefinitionId"].rsplit("/", 1)[1]]
    return f"{name} at {scope.rsplit('/', 1)[1]}{' with a condition' if properties.get('condition') else ''}"


print("old:", ", ".join(told(one["properties"]["scope"], one["properties"]) for one in held))
print("new:", ", ".join(told(*one) for one in created), "|", printed.getvalue().count("Created role assignment"), "printed as created")
assert [scope for scope, _ in created] == scopes and all(one["principalId"] == "new" for _, one in created)
assert not any("condition" in one for _, one in created)
assert printed.getvalue().count("Created role assignment") == 3 and "ondition" not in printed.getvalue()
PYTHON
