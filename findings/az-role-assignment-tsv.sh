#!/usr/bin/env bash
# azure-cli 2.91.0 (and since 2.88.0), `az role assignment list -o tsv`: a field that has no value is left out of its row, and tsv has no
# header and no empty columns, so that the rows of one list have different columns. A condition or a description moves all
# that stands after it: `cut -f` takes the description of one assignment for the principal of another. 2.87.0 printed
# `None` in its place, and every row had all fields. The same in JSON: keys that 2.87.0 gave as null are absent.
# `--query "[].[principalId, roleDefinitionName, scope]" -o tsv` has the same columns in each row.
#
# Guess: rows of one list have the same columns.
# Seen: 7 columns: why 1 p1 User r Reader /s | 6 columns: 2 p2 Group r Reader /s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import io
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.role import custom
from azure.cli.core._output import AzOutputProducer
from azure.cli.core.mock import DummyCli
from azure.mgmt.authorization.models import RoleAssignment
from knack.output import CommandResultItem


def row(name, **fields):
    return RoleAssignment({"name": name, "properties": {"scope": "/s", "roleDefinitionId": "r", **fields}})


class Service:
    """What the service answers: two assignments, one with a description."""

    _config = SimpleNamespace(subscription_id="s")
    list = lambda self, *_, **__: [SimpleNamespace(id="r", role_name="Reader")]
    list_for_subscription = lambda self, **_: [
        row("1", principalId="p1", principalType="User", description="why", condition=None),
        row("2", principalId="p2", principalType="Group", description=None, condition=None),
    ]


client = SimpleNamespace(role_assignments=Service(), role_definitions=Service())
command = SimpleNamespace(cli_ctx=DummyCli())
with mock.patch.multiple(custom, _auth_client_factory=lambda *_: client, _graph_client_factory=lambda *_: None):
    rows = custom.list_role_assignments(command, show_all=True, fill_principal_name=False)
producer, printed = AzOutputProducer(command.cli_ctx), io.StringIO()
producer.out(CommandResultItem(rows), formatter=producer.get_formatter("tsv"), out_file=printed)
lines = [line.split("\t") for line in printed.getvalue().splitlines()]
seen = " | ".join(f"{len(line)} columns: {' '.join(line)}" for line in lines)
print(seen)
assert seen == "7 columns: why 1 p1 User r Reader /s | 6 columns: 2 p2 Group r Reader /s"
PYTHON
