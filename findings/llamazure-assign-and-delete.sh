#!/usr/bin/env bash
# llamazure-rbac 0.2.1 (pip), a client for roles and assignments: `assign` of a role that somebody has at the
# scope already puts the assignment again, under its name, without the condition and the description that it had, so that a delegate who
# was limited to some roles is sent as one who isn't. `assign` of one of Azure's own roles first puts a new role definition of that name, with a new id, at the root:
# the scope isn't among its `assignableScopes`, which are "/". Names are looked for in lower case among the custom roles and those at the root: `delete_by_name("Contoso
# Delegate")` finds none, takes it for deleted, and returns, with the role and its assignments left; `put` of it makes a second role.
#
# Guess: what is there already stays as it is; a built-in role is assigned; a name finds the role that has it.
# Seen: again: condition not sent | built-in: PUT role definition at /, then the assignment | delete "Contoso Delegate": nothing deleted,
# no error, "contoso delegate": assignment and role | put: new id
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q llamazure-rbac==0.2.1 llamazure-azrest==0.4.1 llamazure-rid==0.1.1
venv/bin/python - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests
from llamazure.azrest.azrest import AzRest
from llamazure.rbac.authorization.r.m.authorization.RoleDefinitions import RoleDefinition
from llamazure.rbac.roles import RoleOps

scope = "/subscriptions/00000000-0000-0000-0000-000000000001"
roles = "/providers/Microsoft.Authorization/roleDefinitions"
ada, bob = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"


def role(guid, name, kind, scopes):
    properties = {"roleName": name, "type": kind, "description": "", "assignableScopes": scopes, "permissions": []}
    return {"id": f"{roles}/{guid}", "name": guid, "type": "Microsoft.Authorization/roleDefinitions", "properties": properties}


delegate = role("00000000-0000-0000-0000-0000000000d1", "Contoso Delegate", "CustomRole", [scope])
reader = role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", "BuiltInRole", ["/"])
limited = {
    "id": f"{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-0000000000a1",
    "name": "00000000-0000-0000-0000-0000000000a1",
    "type": "Microsoft.Authorization/roleAssignments",
    "properties": {
        "scope": scope,
        "roleDefinitionId": scope + delegate["id"],
        "principalId": ada,
        "principalType": "User",
        "condition": "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))",
        "conditionVersion": "2.0",
    },
}
changes = []


class Azure(BaseHTTPRequestHandler):
    def answer(self, record):
        body = json.dumps(record).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if "roleAssignments" in self.path:
            return self.answer({"value": [limited]})
        custom = "CustomRole" in self.path
        self.answer({"value": [one for one in (delegate, reader) if not custom or one is delegate]})

    def do_PUT(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        changes.append(("PUT", self.path.split("?")[0], body))
        self.answer(limited if "roleAssignments" in self.path else delegate)

    def do_DELETE(self):
        changes.append(("DELETE", self.path.split("?")[0], None))
        self.answer(limited if "roleAssignments" in self.path else delegate)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Azure)
threading.Thread(target=server.serve_forever, daemon=True).start()
ops = RoleOps(AzRest(requests.Session(), f"http://127.0.0.1:{server.server_port}"))


def done(call):
    changes.clear()
    call()
    return list(changes)


((method, path, body),) = done(lambda: ops.ras.assign(ada, "User", "contoso delegate", scope))
assert (method, path, body["properties"]["principalId"]) == ("PUT", limited["id"], ada)
again = "condition sent" if "condition" in body["properties"] else "condition not sent"

first, second = done(lambda: ops.ras.assign(bob, "User", "reader", scope))
assert first[0] == second[0] == "PUT" and first[1].startswith(roles) and not first[1].endswith(reader["name"])
assert first[2]["properties"]["roleName"] == "Reader" and "/roleAssignments/" in second[1]

kept = done(lambda: ops.delete_by_name("Contoso Delegate"))
gone = [path.split("/")[-2] for _, path, _ in done(lambda: ops.delete_by_name("contoso delegate"))]
assert kept == [] and gone == ["roleAssignments", "roleDefinitions"]

properties = RoleDefinition.Properties(roleName="Contoso Delegate", description="changed", assignableScopes=[scope])
((method, path, _),) = done(lambda: ops.rds.put(properties, scope))
made = "same id" if path.endswith(delegate["name"]) else "new id"

seen = (
    f"again: {again} | built-in: PUT role definition at /, then the assignment | "
    f'delete "Contoso Delegate": nothing deleted, no error, "contoso delegate": assignment and role | put: {made}'
)
print(seen)
assert again == "condition not sent" and made == "new id"
PYTHON
