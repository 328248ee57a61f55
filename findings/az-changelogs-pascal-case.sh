#!/usr/bin/env bash
# azure-cli 2.91.0, `az role assignment list-changelogs`: a grant whose request body is in PascalCase, as Azure's
# documentation of the change history shows it in the activity log (`{"Id": …, "Properties": {"PrincipalId": …}}`), is
# left out. Only bodies in camelCase, as `az` itself sends them, are read; nothing says that others were there.
# Without `--start-time` the last hour is looked at. So the list of who was granted what
# can have the grants of one tool and miss those of another, and reads as if it were whole.
#
# Guess: each grant of the last day or more is listed, whatever tool made it.
# Seen: 1 of 2 grants, made with az | 1:00:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 azure-mgmt-monitor==7.0.0 \
    python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import json
import re
from datetime import datetime
from types import SimpleNamespace as Record
from unittest import mock

from azure.cli.command_modules.role import custom
from azure.cli.core.mock import DummyCli

role = "/providers/Microsoft.Authorization/roleDefinitions/r"
az = {"properties": {"principalId": "made with az", "roleDefinitionId": role}}
documented = {"Id": "2", "Properties": {"PrincipalId": "documented", "RoleDefinitionId": role, "Scope": "/subscriptions/s"}}
asked = []


def event(status, call, body):
    return Record(
        operation_id=call,
        operation_name=Record(value="Microsoft.Authorization/roleAssignments/write"),
        status=Record(value=status),
        caller="ada@contoso.com",
        http_request=Record(method="PUT"),
        authorization=Record(scope=f"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/{call}"),
        event_timestamp="2026-03-01T07:14:03Z",
        properties={"requestbody": json.dumps(body)},
    )


class Log:
    def list(self, filter):
        asked.extend(datetime.fromisoformat(time[:-1]) for time in re.findall(r"\d{4}-\S+Z", filter))
        return [event(status, call, body) for call, body in (("1", az), ("2", documented)) for status in ("Started", "Succeeded")]


client = mock.patch("azure.cli.core.commands.client_factory.get_mgmt_service_client", lambda *_: Record(activity_logs=Log()))
with client, mock.patch.multiple(
    custom, list_role_definitions=lambda _: [], _graph_client_factory=lambda _: None, _get_object_stubs=lambda *_: []
):
    rows = custom.list_role_assignment_change_logs(Record(cli_ctx=DummyCli()))
print(f"{len(rows)} of 2 grants, {rows[0]['principalId']} | {asked[1] - asked[0]}")
assert [row["principalId"] for row in rows] == ["made with az"] and str(asked[1] - asked[0]) == "1:00:00"
PYTHON
