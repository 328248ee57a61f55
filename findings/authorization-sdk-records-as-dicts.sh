#!/usr/bin/env bash
# azure-mgmt-authorization 5.0.0b2 (pip; with azure-cli 2.91.0) beside 4.0.0, and azure-mgmt-managementgroups 2.0.0 beside 1.1.0: role assignments that a
# program keeps as dicts, `assignment.as_dict()`, have other keys after the update, `principalId` below `properties` for `principal_id`. What asks
# with `.get("condition")` or `.get("principal_id")` gets None of each, so that every Owner is one without a condition, and all are one holder.
# The new records are mappings themselves, but of what was sent: `assignment.condition` is there, `assignment.get("condition")` is None, and
# `"condition" in assignment` False, while the old ones have no `get`. In a table made by `vars(assignment)`, the old way, nothing is left but `_data`.
# Attributes are the same in both. (A field that is misspelt is an AttributeError in either.)
#
# Guess: a method of the same name gives the same keys, or an error; a record that has `get` gets what its attributes are.
# Seen: 4.0.0: attribute c, as_dict c, get AttributeError, vars c | 5.0.0b2: attribute c, as_dict None, get None, vars None
# | managementgroups 1.1.0: attribute Corp, as_dict Corp, 2.0.0: attribute Corp, as_dict None, get None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.authorization import AuthorizationManagementClient

try:
    from azure.mgmt.managementgroups import ManagementGroupsMgmtClient as Groups
except ImportError:
    from azure.mgmt.managementgroups import ManagementGroupsAPI as Groups

SCOPE = "/subscriptions/00000000-0000-0000-0000-000000000001"
ASSIGNMENT = {
    "id": f"{SCOPE}/providers/Microsoft.Authorization/roleAssignments/1",
    "name": "1",
    "type": "Microsoft.Authorization/roleAssignments",
    "properties": {"principalId": "ada", "principalType": "User", "roleDefinitionId": "owner", "scope": SCOPE, "condition": "c", "conditionVersion": "2.0"},
}
GROUP = {"id": "/providers/Microsoft.Management/managementGroups/corp", "name": "corp", "properties": {"displayName": "Corp"}}


class Azure(BaseHTTPRequestHandler):
    """Stands in for Azure: one role assignment, one management group."""

    def do_GET(self):
        answer = json.dumps({"value": [ASSIGNMENT]} if "roleAssignments" in self.path else GROUP).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Azure)
threading.Thread(target=server.serve_forever, daemon=True).start()
options = {"base_url": f"http://127.0.0.1:{server.server_port}", "authentication_policy": SansIOHTTPPolicy()}
[assignment] = AuthorizationManagementClient(object(), SCOPE[15:], **options).role_assignments.list_for_scope(SCOPE)
try:
    client = Groups(object(), **options)
except TypeError:
    client = Groups(object(), SCOPE[15:], **options)
group = client.management_groups.get("corp")


def seen(record, field):
    try:
        by_get = record.get(field)
    except AttributeError:
        by_get = "AttributeError"
    return f"attribute {getattr(record, field)}, as_dict {record.as_dict().get(field)}, get {by_get}, vars {vars(record).get(field)}"


try:
    _ = assignment.conditions
except AttributeError:
    print(f"condition: {seen(assignment, 'condition')} | display_name: {seen(group, 'display_name')}")
server.shutdown()
PYTHON
asked() {
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/pip" install -q azure-mgmt-authorization=="$1" azure-mgmt-managementgroups=="$2"
  "$folder/$1/bin/python" "$folder/ask.py"
}
old=$(asked 4.0.0 1.1.0)
new=$(asked 5.0.0b2 2.0.0)
printf 'old: %s\nnew: %s\n' "$old" "$new"
test "$old" = "condition: attribute c, as_dict c, get AttributeError, vars c | display_name: attribute Corp, as_dict Corp, get AttributeError, vars Corp"
test "$new" = "condition: attribute c, as_dict None, get None, vars None | display_name: attribute Corp, as_dict None, get None, vars None"
