#!/usr/bin/env bash
# @azure/mcp-linux-x64 2.0.5 (npm; the Azure MCP Server, by which assistants ask Azure), `role assignment list --scope …`, "all Azure RBAC role
# assignments in the specified scope": it asks the Resource Graph for those whose id contains the scope as a text, and for 50 of them at most. In a
# subscription with more the rest is missing, its owners perhaps, and the answer says `"areResultsTruncated": false`, as it has all that was
# asked for. Who has a role in the management group above, or at the root, isn't there, having an id without the scope. Asked for the resource group
# `app` it gives those of `app-prod` too. An answer about who has access that an assistant makes of it is of other people.
#
# Guess: all pages, or a mark that there is more; what is inherited counts, or what is at the scope alone, and nothing of a group beside it.
# Seen: 62 assignments: 50, truncated false, Owner of the subscription no, of the management group no | group app: app, its vault, app-prod
set -euo pipefail
folder=$(mktemp -d)
stand_in=
trap '[ -z "$stand_in" ] || kill "$stand_in"; rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @azure/mcp-linux-x64@2.0.5 >/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 1 -subj /CN=stand-in \
    -addext "subjectAltName=DNS:login.microsoftonline.com,DNS:management.azure.com" 2>/dev/null
cat >stand_in.py <<'PYTHON'
"""A proxy that answers for Azure: signs in anybody, and evaluates the query for role assignments."""

import json
import re
import ssl
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

S = "/subscriptions/00000000-0000-0000-0000-000000000001"
TENANT = "00000000-0000-0000-0000-000000000009"
SCOPES = [f"{S}/resourceGroups/{name}" for name in ["app", "app-prod", *(f"group-{n}" for n in range(57))]]
SCOPES += [f"{S}/resourceGroups/app/providers/Microsoft.KeyVault/vaults/v", S, "/providers/Microsoft.Management/managementGroups/contoso"]


def assignment(number, scope):
    name = f"00000000-0000-0000-0000-{number:012}"
    role = "/providers/Microsoft.Authorization/RoleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    held = {"scope": scope, "principalId": name, "principalType": "User", "roleDefinitionId": role, "condition": None}
    return {"id": f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}", "name": name, "properties": held}


ROWS = [assignment(number, scope) for number, scope in enumerate(SCOPES)]


def answer(host, path, body):
    if "discovery/instance" in path:
        login = {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
        found = f"https://{host}/{TENANT}/v2.0/.well-known/openid-configuration"
        return {"tenant_discovery_endpoint": found, "api-version": "1.1", "metadata": [login]}
    if path.partition("?")[0].endswith("/token"):
        return {"token_type": "Bearer", "expires_in": 3600, "access_token": "token"}
    if path.startswith("/providers/Microsoft.ResourceGraph/"):
        query = json.loads(body)["query"]
        wanted = r"authorizationresources \| where type =~ 'Microsoft.Authorization/roleAssignments' and id contains '(.*)' \| limit (\d+)"
        part, limit = re.fullmatch(wanted, query).groups()
        rows = [row for row in ROWS if part.lower() in row["id"].lower()][: int(limit)]
        return {"totalRecords": len(rows), "count": len(rows), "resultTruncated": "false", "data": rows, "facets": []}
    if path.startswith("/tenants"):
        return {"value": [{"id": f"/tenants/{TENANT}", "tenantId": TENANT, "displayName": "Contoso"}]}
    assert path.startswith(S + "?"), path
    return {"id": S, "subscriptionId": S[15:], "tenantId": TENANT, "displayName": "s", "state": "Enabled"}


class Azure(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        self.send_response(200)
        self.end_headers()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain("certificate.pem", "key.pem")
        inner = type("Inner", (Azure,), {"host": self.path.partition(":")[0]})
        inner(tls.wrap_socket(self.connection, server_side=True), self.client_address, self.server)
        self.close_connection = True

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        text = json.dumps(answer(self.host, self.path, body)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_GET


class Server(ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that hangs up."""


server = Server(("127.0.0.1", 0), Azure)
print(server.server_address[1], flush=True)
server.serve_forever()
PYTHON
python3 stand_in.py >port &
stand_in=$!
while [ ! -s port ]; do sleep 0.2; done
HTTPS_PROXY="http://127.0.0.1:$(cat port)" && export HTTPS_PROXY
export SSL_CERT_FILE="$folder/certificate.pem" AZURE_TENANT_ID=00000000-0000-0000-0000-000000000009
export AZURE_CLIENT_ID=00000000-0000-0000-0000-000000000008 AZURE_CLIENT_SECRET=none
export AZURE_TOKEN_CREDENTIALS=EnvironmentCredential AZURE_MCP_COLLECT_TELEMETRY=false
subscription=00000000-0000-0000-0000-000000000001
for scope in "" /resourceGroups/app; do
    node_modules/@azure/mcp-linux-x64/dist/azmcp role assignment list --subscription "$subscription" \
        --scope "/subscriptions/$subscription$scope" 2>log >"answer${scope//\//-}.json"
done
python3 - <<'PYTHON'
import json


def read(name):
    with open(name) as file:
        text = file.read()
    results = json.loads(text[text.index("\n{\n") + 1 :] if not text.startswith("{") else text)["results"]
    return results["areResultsTruncated"], [row["scope"] for row in results["assignments"]]


truncated, scopes = read("answer.json")
at_subscription = any(scope.count("/") == 2 for scope in scopes)
above = any("managementGroups" in scope for scope in scopes)
_, group = read("answer-resourceGroups-app.json")
seen = f"62 assignments: {len(scopes)}, truncated {truncated}, of the subscription {at_subscription}, of the management group {above}"
seen += f" | group app: {' '.join(scope.split('/resourceGroups/')[1].split('/providers')[0] for scope in group)}"
print(seen)
assert seen == (
    "62 assignments: 50, truncated False, of the subscription False, of the management group False | group app: app app-prod app"
)
PYTHON
