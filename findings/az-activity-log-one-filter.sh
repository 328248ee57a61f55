#!/usr/bin/env bash
# azure-cli 2.91.0, `az monitor activity-log list`: of `--correlation-id`, `--resource-group`, `--resource-id` and `--namespace` the first
# in this order counts, and the others are dropped without a word (known for `-g` with `--resource-id`: issue 30204 of
# azure-cli). `-g rg --namespace Microsoft.Authorization` asks for everything in the group, and since 50 events are
# returned at most, the role assignments may not be among them. `--caller` and `--status` are added to any.
# A default group (`az config set defaults.group=rg`) counts as `-g`, so that with it `--resource-id` and `--namespace` do nothing at all.
#
# Guess: filters that are given together are combined, or refused.
# Seen: -g, --namespace, --caller: resourceGroupName eq 'rg' and caller eq 'ada' | default group, --resource-id: resourceGroupName eq 'rg'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-monitor==7.0.0 antlr4-python3-runtime==4.13.2 \
    msrest==0.7.1 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure" AZURE_CORE_COLLECT_TELEMETRY=no
"$folder/venv/bin/python" - <<'PYTHON'
import os
from unittest import mock

from azure.cli.command_modules.monitor.aaz.latest.monitor.activity_log._list import List
from azure.cli.core import get_default_cli


def asked(*options):
    """The filter that the service is asked with, after the times."""
    sent = []
    day = ["--start-time", "2026-03-01", "--end-time", "2026-03-02", "-o", "none"]
    with mock.patch.object(List, "__call__", lambda _, command_args: sent.append(command_args["filter"]) or []):
        assert get_default_cli().invoke(["monitor", "activity-log", "list", *options, *day]) == 0
    return sent[0].split(" and ", 2)[2]


together = asked("-g", "rg", "--namespace", "Microsoft.Authorization", "--caller", "ada")
os.environ["AZURE_DEFAULTS_GROUP"] = "rg"
default = asked("--resource-id", "/subscriptions/s/resourceGroups/other/providers/Microsoft.Network/virtualNetworks/n")
print(f"-g, --namespace, --caller: {together} | default group, --resource-id: {default}")
assert together == "resourceGroupName eq 'rg' and caller eq 'ada'" and default == "resourceGroupName eq 'rg'"
PYTHON
