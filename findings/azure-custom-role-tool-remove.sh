#!/usr/bin/env bash
# azure-custom-role-tool 1.0.0 (pip), which makes custom roles out of others: `remove` takes what matches out of the notActions as well as
# out of the actions, so that `remove --filter "Microsoft.Authorization/*"` of a copy of Contributor leaves `*` without what kept it from
# assigning roles. `merge` puts several roles into one block, where the notActions of one take away what another grants: a role that
# assigns roles, merged with Contributor, assigns none. A filter is the whole action, so that the `remove --filter "Delete"` of its guide removes
# nothing; each of them reports success. A role as `Get-AzRoleDefinition | ConvertTo-Json` writes it is loaded without any permission.
#
# Guess: after `remove` a role grants less, after `merge` all that either granted; the lists of PowerShell are read.
# Seen: removed: * less [] | merged: * and roleAssignments/write less both | "Delete": 2 of 2 stay | PowerShell: no permissions
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-custom-role-tool==1.0.0
cd "$folder"
cat >contributor.json <<'JSON'
{"Name": "Copy of Contributor", "Description": "…", "AssignableScopes": ["/subscriptions/s"], "Permissions":
  [{"Actions": ["*"], "NotActions": ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"]}]}
JSON
cat >assigner.json <<'JSON'
{"Name": "Assigner", "Description": "…", "AssignableScopes": ["/subscriptions/s"], "Permissions":
  [{"Actions": ["Microsoft.Authorization/roleAssignments/write"]}]}
JSON
cat >powershell.json <<'JSON'
{"Name": "Copy of Contributor", "Id": null, "IsCustom": true, "Description": "…", "Actions": ["*"], "NotActions":
  ["Microsoft.Authorization/*/Write"], "DataActions": [], "NotDataActions": [], "AssignableScopes": ["/subscriptions/s"]}
JSON
venv/bin/python - 2>/dev/null <<'PYTHON'
from pathlib import Path

from azure_custom_role_tool import cli
from click.testing import CliRunner

manager = cli.role_manager


def run(*arguments):
    """One command of the tool, which keeps the role that it works on; the role's blocks."""
    result = CliRunner().invoke(cli.cli, [*arguments])
    assert result.exit_code == 0, result.output
    return manager.current_role.Permissions


def less(block):
    return [action.rpartition("/")[2] for action in block.NotActions]


run("load", "--name", "contributor.json")
(removed,) = run("remove", "--filter", "Microsoft.Authorization/*")
seen = f"removed: {' '.join(removed.Actions)} less {less(removed)}"
assert (removed.Actions, removed.NotActions) == (["*"], [])

run("load", "--name", "assigner.json")
(merged,) = manager.merge_roles([manager.load_from_file(Path("contributor.json"), set_as_current=False)]).Permissions
assert merged.Actions == ["*", "Microsoft.Authorization/roleAssignments/write"] and less(merged) == ["Delete", "Write"]
seen += " | merged: * and roleAssignments/write less both"

run("load", "--name", "contributor.json")
(kept,) = run("remove", "--filter", "Delete")
seen += f' | "Delete": {len(less(kept))} of 2 stay'

blocks = run("load", "--name", "powershell.json")
seen += f" | PowerShell: {blocks or 'no permissions'}"
print(seen)
assert seen == (
    "removed: * less [] | merged: * and roleAssignments/write less both"
    ' | "Delete": 2 of 2 stay | PowerShell: no permissions'
)
PYTHON
