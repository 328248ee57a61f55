#!/usr/bin/env bash
# azure-cli 2.91.0, `az keyvault role definition update` (custom roles of a Managed HSM) with the JSON that `list` and `show` print: what the role
# grants stands there under `permissions`, and `update` reads `actions`, `dataActions` and their opposites beside `roleName` only. So a description that is
# changed in what was printed is sent with one permission that grants nothing, and whoever had the role by an assignment has lost the keys.
# `create` makes an empty role of it in the same way. Nothing says that `permissions` isn't read. (Azure's own roles: `az role definition
# update` reads both.) Move the lists one level up before writing.
#
# Guess: what `show` prints is what `update` reads.
# Seen: printed: permissions Microsoft.KeyVault/managedHsm/keys/read/action | sent: nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-cli-core==2.91.0 azure-keyvault-administration==4.8.0b2 \
    azure-keyvault-keys==4.12.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-compile --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import json
from types import SimpleNamespace

from azure.cli.command_modules.keyvault import custom
from azure.cli.core.util import todict
from azure.keyvault.administration import KeyVaultPermission, KeyVaultRoleDefinition

READ = "Microsoft.KeyVault/managedHsm/keys/read/action"
stored = KeyVaultRoleDefinition(
    id="Microsoft.KeyVault/providers/Microsoft.Authorization/roleDefinitions/11111111-1111-4111-8111-111111111111",
    name="11111111-1111-4111-8111-111111111111",
    role_name="Reads keys",
    role_type="CustomRole",
    description="…",
    permissions=[KeyVaultPermission(data_actions=[READ])],
    assignable_scopes=["/"],
)
sent = []


class Hsm:
    def get_role_definition(self, scope, name):
        return stored

    def set_role_definition(self, **role):
        sent.append(role)


printed = todict(custom.show_role_definition(Hsm(), "hsm", role_definition_name=stored.name))
assert printed["permissions"][0]["dataActions"] == [READ]
printed["description"] = "Reads keys, for the auditors"
custom.update_role_definition(Hsm(), "hsm", json.dumps(printed))
(permission,) = sent[0]["permissions"]
granted = [permission.actions, permission.not_actions, permission.data_actions, permission.not_data_actions]
assert sent[0]["role_name"] == "Reads keys" and sent[0]["name"] == stored.name
seen = f"printed: permissions {READ} | sent: {'nothing' if not any(granted) else granted}"
print(seen)
assert seen.endswith("| sent: nothing")
PYTHON
