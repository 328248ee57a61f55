#!/usr/bin/env bash
# azure-cli 2.91.0, `az role assignment create` with a condition, where the same principal has the same role at the same scope already: the
# service answers 409 (RoleAssignmentExists), `az` prints the assignment that is there, and exits with 0. Nothing is changed and
# nothing is said, whatever `--condition` and `--description` were given. So who limits a delegate by creating the assignment "again,
# with the condition" gets JSON as of a success, and the delegate may assign any role as before. Only the missing `condition` in that JSON tells.
# `az role assignment update` with the whole record changes it; or delete it first.
#
# Guess: a second assignment with another condition is a second assignment, an update, or an error.
# Seen: PUT with a condition: 409 | printed: Owner, no condition
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json
from types import SimpleNamespace
from unittest import mock

import requests
from azure.cli.command_modules.role import custom
from azure.cli.core.mock import DummyCli
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from azure.mgmt.authorization import AuthorizationManagementClient

subscription = "00000000-0000-0000-0000-000000000001"
scope = f"/subscriptions/{subscription}"
role = f"{scope}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
ada = "9a1f0d1e-0000-4000-8000-000000000001"
there = {
    "id": f"{scope}/providers/Microsoft.Authorization/roleAssignments/a",
    "name": "a",
    "properties": {"scope": scope, "principalId": ada, "principalType": "User", "roleDefinitionId": role},
}
puts = []


class Azure(requests.adapters.BaseAdapter):
    """Azure as it answers where the assignment exists."""

    def send(self, request, **_):
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url
        if request.method == "PUT":
            answer.status_code = 409
            body = {"error": {"code": "RoleAssignmentExists", "message": "The role assignment already exists."}}
            puts.append(json.loads(request.body)["properties"])
        elif "roleDefinitions" in request.url:
            body = {"value": [{"id": role, "name": role.rpartition("/")[2], "properties": {"roleName": "Owner"}}]}
        else:
            body = {"value": [there]}
        answer.headers["content-type"] = "application/json"
        answer.raw = io.BytesIO(json.dumps(body).encode())
        return answer

    def close(self):
        pass


session = requests.Session()
session.mount("https://", Azure())
client = AuthorizationManagementClient(
    SimpleNamespace(get_token=lambda *_, **__: AccessToken("token", 9999999999)),
    subscription,
    transport=RequestsTransport(session=session, session_owner=False),
)
graph = SimpleNamespace(directory_object_get_by_ids=lambda _: [{"id": ada, "userPrincipalName": "ada@contoso.com"}])
with (
    mock.patch.object(custom, "_auth_client_factory", lambda *_, **__: client),
    mock.patch.object(custom, "_graph_client_factory", lambda _: graph),
):
    printed = custom.create_role_assignment(
        SimpleNamespace(cli_ctx=DummyCli()),
        role="Owner",
        scope=scope,
        assignee_object_id=ada,
        assignee_principal_type="User",
        condition="(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))",
    )
assert len(puts) == 1 and puts[0]["condition"]
seen = f"{printed['roleDefinitionName']}, {printed.get('condition', 'no condition')}"
print(f"PUT with a condition: 409 | printed: {seen}")
assert seen == "Owner, no condition" and printed["id"] == there["id"], printed
PYTHON
