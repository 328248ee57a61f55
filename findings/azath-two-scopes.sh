#!/usr/bin/env bash
# azath 0.1.1 (pip), which finds ways to the Owner role in a subscription's role assignments: principals and roles are nodes of a graph with one edge
# between two of them, and the scope stands on the edge. Whoever has the same role at two scopes has it at the one that was listed last: an
# Owner of the subscription who owns a resource group too is an Owner of the resource group alone, high instead of critical, or
# of one machine, medium. Nothing says that an assignment was replaced. A condition isn't read, so that a delegate who may assign one role only
# "can grant itself Owner". And of a role with several blocks of permissions the notActions of one take away what another grants.
#
# Guess: each assignment gives its finding, the widest scope above all; what a condition limits is told from what it doesn't.
# Seen: subscription, group: HIGH group | group, subscription: CRITICAL subscription | with a condition: CRITICAL | two blocks: none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azath==0.1.1 azure-mgmt-authorization==4.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import json
from types import SimpleNamespace
from unittest import mock

import azath.collectors.rbac as rbac
from azath.models import TenantSnapshot
from azath.pipeline import analyze
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest._requests_basic import RestRequestsTransportResponse
from azure.mgmt.authorization import AuthorizationManagementClient
from io import BytesIO
from requests import Response

ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/"
SUBSCRIPTION, GROUP = "/subscriptions/s", "/subscriptions/s/resourceGroups/rg"
OWNER = [{"actions": ["*"], "notActions": []}]
CONTRIBUTOR = {"actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"]}
TWO = [CONTRIBUTOR, {"actions": ["Microsoft.Authorization/roleAssignments/write"], "notActions": []}]
READERS_ONLY = (
    "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] "
    "ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}"
)


def found(permissions, scopes, condition=None):
    """What is said of Ada, who has the role with these permissions at these scopes, listed in this order."""
    role = {"roleName": "Role", "type": "CustomRole", "permissions": permissions, "assignableScopes": ["/"]}
    held = {"principalId": "ada", "principalType": "User", "roleDefinitionId": ROLES + "r", "condition": condition}
    answers = {
        "roleDefinitions": [{"id": ROLES + "r", "name": "r", "properties": role}],
        "roleAssignments": [
            {"id": f"{scope}/providers/Microsoft.Authorization/roleAssignments/{n}", "properties": {**held, "scope": scope}}
            for n, scope in enumerate(scopes)
        ],
    }

    class Transport(RequestsTransport):
        def send(self, request, **_):
            answer = Response()
            answer.status_code, answer.headers = 200, {"content-type": "application/json"}
            kind = "roleDefinitions" if "roleDefinitions" in request.url else "roleAssignments"
            answer.raw = BytesIO(json.dumps({"value": answers[kind]}).encode())
            return RestRequestsTransportResponse(request=request, internal_response=answer)

    def client(credential, subscription):
        return AuthorizationManagementClient(credential, subscription, transport=Transport())

    credential = SimpleNamespace(get_token=lambda *_, **__: AccessToken("token", 2**40))
    with mock.patch.object(rbac, "AuthorizationManagementClient", client):
        definitions, assignments, errors = rbac.collect_rbac(credential, "s")
    assert not errors and len(assignments) == len(scopes), errors
    snapshot = TenantSnapshot(
        tenant_id="t", subscription_id="s", role_definitions=definitions, role_assignments=assignments
    )
    paths = [path for path in analyze(snapshot) if path.detector == "role_assignment_write"]
    return ", ".join(f"{path.severity.upper()} {path.scope}" for path in paths) or "none"


seen = [
    f"subscription, group: {found(OWNER, [SUBSCRIPTION, GROUP])}",
    f"group, subscription: {found(OWNER, [GROUP, SUBSCRIPTION])}",
    f"with a condition: {found(OWNER, [SUBSCRIPTION], READERS_ONLY)}",
    f"two blocks: {found(TWO, [SUBSCRIPTION])}",
]
print(*seen, sep="\n")
assert seen == [
    f"subscription, group: HIGH {GROUP}",
    f"group, subscription: CRITICAL {SUBSCRIPTION}",
    f"with a condition: CRITICAL {SUBSCRIPTION}",
    "two blocks: none",
], seen
PYTHON
