#!/usr/bin/env bash
# azure-cli 2.91.0, `az keyvault role assignment list` and `delete` (the roles of a Managed HSM), with `--role`: a name that no role of the HSM has, be it
# one letter off or in other case, is no filter at all. `list` gives everybody's assignments, of all roles, as if they had that one, and `delete
# --role "managed HSM crypto user"` deletes every assignment of the HSM, its administrators' too, without asking. With `--assignee` beside it all that
# this one has is deleted. `create` says "Unknown role", and `az role assignment` of Azure's own roles says that the role doesn't exist and takes
# any case. List with the same arguments before deleting, and look at the role's name in each row; or delete by `--ids`.
#
# Guess: "Role … doesn't exist", or no assignment matches.
# Seen: list "Managed HSM Crypto User": bob | "managed HSM crypto user": ada bob | delete: ada bob
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-cli-core==2.91.0 azure-keyvault-administration==4.8.0b2 \
    azure-keyvault-keys==4.12.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-compile --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.keyvault import custom
from azure.cli.core.mock import DummyCli

ROLES = {"Managed HSM Administrator": "1", "Managed HSM Crypto User": "2"}
HELD = {"ada": "Managed HSM Administrator", "bob": "Managed HSM Crypto User"}
deleted = []


class Hsm:
    """A Managed HSM of which Ada is an administrator, and Bob uses keys."""

    def list_role_definitions(self, scope):
        return [SimpleNamespace(id=number, role_name=name, role_type="BuiltInRole") for name, number in ROLES.items()]

    def list_role_assignments(self, scope):
        for who, role in HELD.items():
            of = SimpleNamespace(role_definition_id=ROLES[role], principal_id=who, scope="/")
            yield SimpleNamespace(name=who, role_assignment_id=f"/{who}", type="", properties=of)

    def delete_role_assignment(self, scope, name):
        deleted.append(name)


command = SimpleNamespace(cli_ctx=DummyCli())
with mock.patch.object(custom, "_get_principal_dics", lambda *_: {}):

    def listed(role):
        return " ".join(row["principalId"] for row in custom.list_role_assignments(command, Hsm(), role=role))

    right, lower = "Managed HSM Crypto User", "managed HSM crypto user"
    seen = f'list "{right}": {listed(right)} | "{lower}": {listed(lower)}'
    custom.delete_role_assignment(command, Hsm(), role=lower)
seen += f" | delete: {' '.join(deleted)}"
print(seen)
assert seen == 'list "Managed HSM Crypto User": bob | "managed HSM crypto user": ada bob | delete: ada bob'
PYTHON
