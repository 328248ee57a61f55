#!/usr/bin/env bash
# azure.azcollection 3.12.0 (in ansible 12.3.0, pip), the modules for reviews: `azure_rm_roleassignment_info` leaves out the condition of an assignment, so
# that an Owner who may make readers only is listed as any Owner is, and so are custom roles that a condition of their permissions limits
# (`azure_rm_roledefinition_info`). `type: system` of the latter means a kind that Azure calls BuiltInRole and the module SystemRole:
# with `role_name: Owner` the list is empty, and the task ok, as if there were no such role. `type: custom` with the `id` of a
# custom role gives none, too. By name alone, without `type`, the role is there. A check that no role of a kind grants too much passes.
#
# Guess: what limits an assignment is part of it; `system` are the built-in roles.
# Seen: Owner with a condition, without: the same fields | Owner: 1, type system: 0 | custom role by id: 1, type custom: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile ansible-core==2.18.9 azure-mgmt-authorization==4.0.0
venv/bin/pip download -q --no-deps ansible==12.3.0
cat >seen.py <<'PYTHON'
import io
import json
import sys
import zipfile
from glob import glob
from types import SimpleNamespace

import requests
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from azure.mgmt.authorization import AuthorizationManagementClient

(wheel,) = glob("ansible-*.whl")
with zipfile.ZipFile(wheel) as archive:
    wanted = [name for name in archive.namelist() if "/azure/azcollection/plugins/module" in name]
    archive.extractall(members=wanted)
sys.path.insert(0, ".")
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_roleassignment_info import AzureRMRoleAssignmentInfo
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_roledefinition_info import AzureRMRoleDefinitionInfo

S = "/subscriptions/00000000-0000-0000-0000-000000000001"
ROLES = f"{S}/providers/Microsoft.Authorization/roleDefinitions/"
OWNER, CUSTOM = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "00000000-0000-0000-0000-0000000000c1"
READERS = (
    "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR "
    "(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] "
    "ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}))"
)


def role(guid, name, kind):
    granted = {"actions": ["*"], "notActions": [], "dataActions": [], "notDataActions": []}
    of = {"roleName": name, "type": kind, "description": "", "assignableScopes": [S], "permissions": [granted]}
    return {"id": ROLES + guid, "name": guid, "type": "Microsoft.Authorization/roleDefinitions", "properties": of}


def assignment(number, **condition):
    of = {"scope": S, "principalId": f"p{number}", "principalType": "User", "roleDefinitionId": ROLES + OWNER, **condition}
    return {"id": f"{S}/providers/Microsoft.Authorization/roleAssignments/{number}", "name": str(number), "properties": of}


class Azure(requests.adapters.BaseAdapter):
    """Azure, with two roles and two owners, one of whom may make readers only."""

    def send(self, request, **_):
        roles = [role(OWNER, "Owner", "BuiltInRole"), role(CUSTOM, "Operator", "CustomRole")]
        body = {"value": roles}
        if "roleAssignments" in request.url:
            body = {"value": [assignment(1), assignment(2, condition=READERS, conditionVersion="2.0")]}
        elif f"roleDefinitions/{CUSTOM}" in request.url:
            body = roles[1]
        answer = requests.Response()
        answer.request, answer.url, answer.status_code = request, request.url, 200
        answer.headers["content-type"] = "application/json"
        answer.raw = io.BytesIO(json.dumps(body).encode())
        return answer

    def close(self):
        pass


def client(version):
    session = requests.Session()
    session.mount("https://", Azure())
    credential = SimpleNamespace(get_token=lambda *_, **__: AccessToken("token", 9999999999))
    transport = RequestsTransport(session=session, session_owner=False)
    return AuthorizationManagementClient(credential, S[15:], api_version=version, transport=transport)


class SignedIn:
    """The modules without their signing in."""

    subscription_id, authorization_client = S[15:], client("2020-04-01-preview")
    _cloud_environment = SimpleNamespace(endpoints=SimpleNamespace(resource_manager=""))

    def __init__(self, arguments):
        self.module_arg_spec, self.results = arguments, {"changed": False}
        for name in arguments:
            setattr(self, name, None)

    def get_mgmt_svc_client(self, *_, api_version, **__):
        return client(api_version)

    def log(self, *_):
        pass


class Assignments(SignedIn, AzureRMRoleAssignmentInfo):
    pass


class Definitions(SignedIn, AzureRMRoleDefinitionInfo):
    pass


def asked(module, names, **arguments):
    arguments = {**dict.fromkeys(names.split()), **arguments}
    return module(arguments).exec_module(**arguments)


def roles(**arguments):
    return len(asked(Definitions, "id role_name scope type", scope=S, **arguments)["roledefinitions"])


names = "assignee id name role_definition_id scope strict_scope_match"
first, second = asked(Assignments, names, scope=S)["roleassignments"]
print("fields:", *sorted(second))
seen = {
    "fields of both": sorted(first) == sorted(second),
    "condition": any("condition" in name or "acdd72a7" in str(value) for name, value in second.items()),
    "Owner": roles(role_name="Owner"),
    "Owner, type system": roles(role_name="Owner", type="system"),
    "Operator, type custom": roles(role_name="Operator", type="custom"),
    "custom role by id": roles(id=CUSTOM),
    "custom role by id, type custom": roles(id=CUSTOM, type="custom"),
}
for name, found in seen.items():
    print(f"{name}: {found}")
assert list(seen.values()) == [True, False, 1, 0, 1, 1, 0], seen
PYTHON
venv/bin/python seen.py
