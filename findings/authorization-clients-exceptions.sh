#!/usr/bin/env bash
# azure-mgmt-authorization 4.0.0 and 5.0.0b2 (pip; the second with azure-cli 2.91.0) and @azure/arm-authorization 9.0.0 (npm), a role that may do all but
# assign roles, made out of JSON whose exceptions are called `not_actions`, as 4.0.0's own `as_dict()` writes them, or `notActions`, as az does. 4.0.0 reads
# either in a dict; as a keyword, `Permission(actions=["*"], notActions=[…])` is `*` without exceptions, and only a log says "will be ignored". 5.0.0b2
# refuses that keyword, and sends a dict as it is: `not_actions`, which is no field of Azure's. The JavaScript client drops what it doesn't know
# without a word (types of TypeScript don't look into JSON that was read). So a store of roles that 4.0.0 wrote makes roles that may do everything
# after an update, or in another language. Compare the role that Azure returns, not the call's success.
#
# Guess: each client reads what another of its kind wrote, or refuses it.
# Seen: not_actions in a dict: 4.0.0 notActions, 5.0.0b2 not_actions, JavaScript nothing | notActions in a dict: notActions in all
# | keyword notActions: 4.0.0 nothing, 5.0.0b2 TypeError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/make.py" <<'PYTHON'
import json
import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.authorization.models import Permission, RoleDefinition

logging.disable(logging.WARNING)
sent = []


class Azure(BaseHTTPRequestHandler):
    """Stands in for Azure, and keeps the first permission of each role that it gets."""

    def do_PUT(self):
        sent.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["properties"]["permissions"][0])
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Azure)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"
roles = AuthorizationManagementClient(object(), "s", base_url=address, authentication_policy=SansIOHTTPPolicy()).role_definitions
EXCEPT = ["Microsoft.Authorization/*/Write"]


def made(permission):
    """Under which name the exceptions are sent of a role with this permission."""
    try:
        permissions = [permission()]
    except TypeError:
        return "TypeError"
    role = RoleDefinition(role_name="All but access", permissions=permissions, assignable_scopes=["/subscriptions/s"])
    roles.create_or_update("/subscriptions/s", "r", role)
    assert sent[-1]["actions"] == ["*"]
    return " ".join(name for name in sent[-1] if sent[-1][name] == EXCEPT) or "nothing"


print(
    f"not_actions in a dict: {made(lambda: {'actions': ['*'], 'not_actions': EXCEPT})}"
    f" | notActions in a dict: {made(lambda: {'actions': ['*'], 'notActions': EXCEPT})}"
    f" | keyword not_actions: {made(lambda: Permission(actions=['*'], not_actions=EXCEPT))}"
    f" | keyword notActions: {made(lambda: Permission(actions=['*'], notActions=EXCEPT))}"
)
sys.stdout.flush()
server.shutdown()
PYTHON
made() {
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/pip" install -q azure-mgmt-authorization=="$1"
  "$folder/$1/bin/python" "$folder/make.py"
}
old=$(made 4.0.0)
new=$(made 5.0.0b2)
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @azure/arm-authorization@9.0.0 @azure/core-rest-pipeline@1.24.0 >/dev/null
cat >make.js <<'JAVASCRIPT'
const { AuthorizationManagementClient } = require("@azure/arm-authorization");
const { createHttpHeaders } = require("@azure/core-rest-pipeline");

const sent = [];
const httpClient = {
  sendRequest: async (request) => {
    sent.push(JSON.parse(request.body).properties.permissions[0]);
    return { request, status: 201, headers: createHttpHeaders({ "content-type": "application/json" }), bodyAsText: "{}" };
  },
};
const credential = { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 3600000 }) };
const client = new AuthorizationManagementClient(credential, "s", { httpClient });
const except = ["Microsoft.Authorization/*/Write"];

async function made(permission) {
  const role = { roleName: "All but access", permissions: [{ actions: ["*"], ...permission }], assignableScopes: ["/subscriptions/s"] };
  await client.roleDefinitions.createOrUpdate("/subscriptions/s", "r", role);
  return Object.keys(sent.at(-1)).filter((name) => name !== "actions").join(" ") || "nothing";
}

async function main() {
  console.log(`not_actions: ${await made({ not_actions: except })} | notActions: ${await made({ notActions: except })}`);
}

main();
JAVASCRIPT
script=$(node make.js)
printf '4.0.0: %s\n5.0.0b2: %s\nJavaScript: %s\n' "$old" "$new" "$script"
test "$old" = "not_actions in a dict: notActions | notActions in a dict: notActions | keyword not_actions: notActions | keyword notActions: nothing"
test "$new" = "not_actions in a dict: not_actions | notActions in a dict: notActions | keyword not_actions: notActions | keyword notActions: TypeError"
test "$script" = "not_actions: nothing | notActions: notActions"
