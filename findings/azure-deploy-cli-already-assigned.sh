#!/usr/bin/env bash
# azure-deploy-cli 1.2.1 (pip), which gives roles to a service principal by a file (`assign_role_by_files`): whether there is something to do is
# asked without all that makes an assignment. For a role of Cosmos DB it is whether anybody has it in that account: if the first application has
# got it, the second is "already assigned" and gets nothing. For a role of Azure it is whether Azure lists the role for the principal at
# the scope, and such a list has what lies below too: who is a Reader of one resource group isn't made a Reader of the subscription.
# A role that isn't found at the scope is passed over. Each ends with "Service principal created and roles assigned successfully".
#
# Guess: the same role, principal and scope are what is there already; a role that doesn't exist is an error.
# Seen: Cosmos DB, nobody has it: given | another has it: nothing | subscription, has nothing: given | has it in a group: nothing | no such role: nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile azure-deploy-cli==1.2.1 azure-mgmt-authorization==4.0.0 requests==2.32.5
cat >seen.py <<'PYTHON'
import io
import json
import logging
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import requests
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest._requests_basic import RestRequestsTransportResponse
from azure.mgmt.authorization import AuthorizationManagementClient

from azure_deploy_cli.identity import role as module

logging.disable(100)
S = "00000000-0000-0000-0000-000000000001"
SUBSCRIPTION, GROUP = f"/subscriptions/{S}", f"/subscriptions/{S}/resourceGroups/rg"
READER = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"


def assign(role, cosmos=(), azure=()):
    """What the application gets of this role, where these principals have it in Cosmos DB, and it has it at these scopes."""
    given = []

    def az(command):
        kind = " ".join(command[1:6])
        if kind.startswith("cosmosdb list"):
            return [{"name": "account", "resourceGroup": "rg"}]
        if kind == "cosmosdb sql role definition list":
            return [{"id": "/data-reader", "roleName": "Data Reader"}]
        if kind == "cosmosdb sql role assignment list":
            return [{"roleDefinitionId": "/data-reader", "principalId": who, "scope": "/"} for who in cosmos]
        assert kind == "cosmosdb sql role assignment create", command
        given.append("Cosmos DB")
        return {}

    class Transport(RequestsTransport):
        def send(self, request, **_):
            answer = requests.Response()
            answer.status_code, answer.headers = 200, {"content-type": "application/json"}
            body = {"value": []}
            if request.method == "PUT":
                given.append(request.url.partition("/providers/")[0].partition(".com")[2])
                answer.status_code, body = 201, {}
            elif "roleDefinitions" in request.url and "Reader" in request.url:
                body = {"value": [{"id": READER, "properties": {"roleName": "Reader"}}]}
            elif "roleAssignments" in request.url:
                # Azure lists those of the principal at the scope, above and below it.
                assert "principalId" in request.url, request.url
                of = {"principalId": "application", "roleDefinitionId": READER}
                body = {"value": [{"id": scope, "properties": {**of, "scope": scope}} for scope in azure]}
            answer.raw = io.BytesIO(json.dumps(body).encode())
            return RestRequestsTransportResponse(request=request, internal_response=answer)

    def client(credential, subscription):
        return AuthorizationManagementClient(credential, subscription, transport=Transport())

    credential = SimpleNamespace(get_token=lambda *_, **__: AccessToken("token", 2**40))
    Path("roles.json").write_text(json.dumps({"description": "d", "roles": [role]}))
    with (
        mock.patch.object(module, "run_command", az),
        mock.patch.object(module, "get_credential", lambda **_: credential),
        mock.patch.object(module, "AuthorizationManagementClient", client),
    ):
        module.assign_role_by_files("application", Path("roles.json"), [], S)
    return " ".join(given) or "nothing"


cosmos = {"type": "cosmos-db", "account": "account", "role": "Data Reader", "scope": "/"}
reader = {"role": "Reader", "scope": SUBSCRIPTION}
seen = {
    "Cosmos DB, nobody has it": assign(cosmos),
    "Cosmos DB, another has it": assign(cosmos, cosmos=["another"]),
    "subscription, has nothing": assign(reader),
    "subscription, has it in a group": assign(reader, azure=[GROUP]),
    "no such role": assign({"role": "Raeder", "scope": SUBSCRIPTION}),
}
for name, given in seen.items():
    print(f"{name}: {given}")
assert seen == {
    "Cosmos DB, nobody has it": "Cosmos DB",
    "Cosmos DB, another has it": "nothing",
    "subscription, has nothing": SUBSCRIPTION,
    "subscription, has it in a group": "nothing",
    "no such role": "nothing",
}
PYTHON
venv/bin/python seen.py
