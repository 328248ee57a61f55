#!/usr/bin/env bash
# azure-mgmt-authorization 4.0.0 (PyPI's newest that is no preview) and @azure/arm-authorization 9.0.0: both ask API version
# 2022-04-01 for role definitions, and the same answer comes out differently. The Python client leaves out the `condition` and
# `conditionVersion` of a permission, also in `as_dict()` and `serialize()`; the JavaScript client has them. 29 of Azure's built-in
# roles have such a condition (Key Vault Data Access Administrator may assign eight roles only), and a review that reads
# them with the Python client sees roles that may assign any role. `AuthorizationManagementClient(…, api_version="2022-05-01-preview")`
# and 5.0.0b2 have the conditions.
#
# Guess: clients of one API version give the same fields, and a condition is not what is left out.
# Seen: Python: actions notActions | JavaScript: actions condition conditionVersion notActions
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >answer.json <<'JSON'
{"value": [{"id": "/r", "name": "r", "type": "Microsoft.Authorization/roleDefinitions", "properties": {"roleName": "Vault access",
 "permissions": [{"actions": ["Microsoft.Authorization/roleAssignments/write"], "notActions": [], "conditionVersion": "2.0",
  "condition": "(@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User')"}]}}]}
JSON
python3 -m venv venv
venv/bin/pip install -q azure-mgmt-authorization==4.0.0 requests==2.32.5
cat >list.py <<'PYTHON'
from types import SimpleNamespace
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest._requests_basic import RestRequestsTransportResponse
from azure.mgmt.authorization import AuthorizationManagementClient
from requests import Response


class Transport(RequestsTransport):
    def send(self, request, **_):
        assert request.url.endswith("api-version=2022-04-01"), request.url
        answer = Response()
        answer.status_code, answer.headers = 200, {"content-type": "application/json"}
        answer.raw = open("answer.json", "rb")
        return RestRequestsTransportResponse(request=request, internal_response=answer)


credential = SimpleNamespace(get_token=lambda *_, **__: AccessToken("token", 2**40))
client = AuthorizationManagementClient(credential, "s", transport=Transport())
role = next(iter(client.role_definitions.list("/subscriptions/s")))
print(*sorted(role.serialize(keep_readonly=True)["properties"]["permissions"][0]))
PYTHON
npm install --silent --no-audit --no-fund @azure/arm-authorization@9.0.0 >/dev/null
cat >list.js <<'JAVASCRIPT'
const { AuthorizationManagementClient } = require('@azure/arm-authorization');
const bodyAsText = require('fs').readFileSync('answer.json', 'utf8');
const sendRequest = async request => {
  if (!request.url.endsWith('api-version=2022-04-01')) throw new Error(request.url);
  return { request, status: 200, headers: new Map(), bodyAsText };
};
const credential = { getToken: async () => ({ token: 'token', expiresOnTimestamp: 2 ** 52 }) };
const client = new AuthorizationManagementClient(credential, 's', { httpClient: { sendRequest } });
client.roleDefinitions.list('/subscriptions/s').next().then(({ value }) =>
  console.log(Object.keys(value.permissions[0]).sort().join(' ')));
JAVASCRIPT
seen="Python: $(venv/bin/python list.py) | JavaScript: $(node list.js)"
echo "$seen"
[ "$seen" = 'Python: actions notActions | JavaScript: actions condition conditionVersion notActions' ]
