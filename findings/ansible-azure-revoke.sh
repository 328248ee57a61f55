#!/usr/bin/env bash
# azure.azcollection 3.12.0 (in ansible 12.3.0, pip), `azure_rm_roleassignment` with `state: absent`, which is to take a role away: the task looks
# for the assignment among those of one subscription, and takes every failure of that look for "isn't there". Where Azure refuses the list, throttles
# it or doesn't answer, the task is ok, not changed, and the role stays. So it is at the scope of a management group that isn't above
# that subscription, or in another subscription than the one signed in to: the list is of the latter, whatever `scope` says. A playbook for people
# who leave is green, and they keep their access. `azure_rm_roleassignment_info`, asked for a check, gives an empty list where it is refused, too.
#
# Guess: a look that fails fails the task, and the look is at `scope`.
# Seen: found: changed, deleted | refused: ok, kept | another subscription: ok, kept, asked for /subscriptions/…01/… | info, refused: []
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile ansible-core==2.18.9 azure-mgmt-authorization==4.0.0
venv/bin/pip download -q --no-deps ansible==12.3.0
venv/bin/python - <<'PYTHON'
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
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_roleassignment import AzureRMRoleAssignment
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_roleassignment_info import AzureRMRoleAssignmentInfo

SIGNED_IN, OTHER = ("00000000-0000-0000-0000-00000000000" + each for each in "12")
ADA, OWNER = "9a1f0d1e-0000-4000-8000-000000000001", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


class Azure(requests.adapters.BaseAdapter):
    """Azure, with an assignment at each of two subscriptions."""

    def __init__(self, refuses=False):
        super().__init__()
        self.refuses, self.asked, self.deleted = refuses, [], []

    def send(self, request, **_):
        answer = requests.Response()
        path = request.url.partition("management.azure.com")[2].partition("?")[0]
        answer.request, answer.url, answer.status_code = request, request.url, 200
        subscription = path.split("/")[2]
        scope = f"/subscriptions/{subscription}"
        of = {"scope": scope, "principalId": ADA, "roleDefinitionId": f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{OWNER}"}
        row = {"id": f"{scope}/providers/Microsoft.Authorization/roleAssignments/a", "name": "a", "properties": of}
        if request.method == "DELETE":
            self.deleted.append(path)
            body = row
        elif self.refuses:
            answer.status_code, body = 403, {"error": {"code": "AuthorizationFailed", "message": "…"}}
        else:
            self.asked.append(path)
            body = {"value": [row]}
        answer.headers["content-type"] = "application/json"
        answer.raw = io.BytesIO(json.dumps(body).encode())
        return answer

    def close(self):
        pass


class SignedIn:
    """The modules without their signing in, as of a playbook signed in to the first subscription."""

    subscription_id = SIGNED_IN

    def __init__(self, azure, *arguments):
        session = requests.Session()
        session.mount("https://", azure)
        self.authorization_client = AuthorizationManagementClient(
            SimpleNamespace(get_token=lambda *_, **__: AccessToken("token", 9999999999)),
            SIGNED_IN,
            api_version="2020-04-01-preview",
            transport=RequestsTransport(session=session, session_owner=False),
        )
        self.module_arg_spec = dict.fromkeys(arguments)
        self.check_mode, self.results = False, {"changed": False}

    authorization_client = None

    def log(self, *_):
        pass


class Task(SignedIn, AzureRMRoleAssignment):
    pass


class Info(SignedIn, AzureRMRoleAssignmentInfo):
    pass


def absent(azure, subscription):
    arguments = {"assignee_object_id": ADA, "role_definition_id": OWNER, "scope": f"/subscriptions/{subscription}"}
    task = Task(azure, *arguments, "id", "name", "state")
    results = task.exec_module(**arguments, id=None, name=None, state="absent")
    return f"{'changed' if results['changed'] else 'ok'}, {'deleted' if azure.deleted else 'kept'}"


other = Azure()
seen = f"found: {absent(Azure(), SIGNED_IN)} | refused: {absent(Azure(refuses=True), SIGNED_IN)}"
seen += f" | another subscription: {absent(other, OTHER)}"
assert [path.split("/")[2] for path in other.asked] == [SIGNED_IN], other.asked
seen += f", asked for /subscriptions/…{SIGNED_IN[-2:]}/…"
arguments = dict.fromkeys(["assignee", "id", "name", "role_definition_id", "scope", "strict_scope_match"]) | {"assignee": ADA}
listed = Info(Azure(refuses=True), *arguments).exec_module(**arguments)["roleassignments"]
seen += f" | info, refused: {listed}"
print(seen)
assert seen == (
    "found: changed, deleted | refused: ok, kept | another subscription: ok, kept, asked for /subscriptions/…01/…"
    " | info, refused: []"
)
PYTHON
