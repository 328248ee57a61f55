#!/usr/bin/env bash
# azure-cli 2.91.0, `az lock delete --name NAME` without `-g`, where the lock is on a resource group: az looks for locks of that name in the
# subscription, so that it can say which scope was meant, finds the one, and then deletes a lock of that name of the subscription, which
# doesn't exist. Azure answers 204 as for any lock that isn't there, and az exits with 0. The group stays locked, and whoever removed the lock for a
# deletion, or reads of it in a change log, believes that it is gone. With another group's name it is an error that names the right group; and so
# it is for locks of resources. Where the subscription has a lock of that name too, that one is deleted, which held everything. A default
# group (`az config set defaults.group=rg`) counts as `-g`, for `create` as well. Look at `az lock list` afterwards, or delete by `--ids`.
#
# Guess: the lock that was found is deleted, or the missing group is named, as a wrong one is.
# Seen: no -g: DELETE at the subscription, exit as for a success | -g rg: DELETE at rg | -g other: Unexpected --resource-group for lock nodelete, expected rg
# | lock of a resource, no -g: Unexpected --resource-type
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-resource==24.0.0 azure-mgmt-resource-deploymentstacks==1.0.0 \
  azure-mgmt-resource-deployments==1.0.0b1 semver==3.0.4
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.resource import custom
from azure.cli.core.mock import DummyCli
from knack.util import CLIError

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/v"


class Locks:
    """Stands in for Azure, which answers 204 where there is no lock to delete, so that nothing is raised."""

    def __init__(self, scopes):
        self.found = [SimpleNamespace(id=f"{scope}/providers/Microsoft.Authorization/locks/nodelete", name="nodelete") for scope in scopes]
        self.deleted = []

    def list_at_subscription_level(self, **_):
        return self.found

    def delete_at_subscription_level(self, name):
        self.deleted.append(f"DELETE {name} at the subscription")

    def delete_at_resource_group_level(self, group, name):
        self.deleted.append(f"DELETE {name} at {group}")


def delete(scopes, **options):
    """What is sent where locks called nodelete are at these scopes."""
    locks = Locks(scopes)
    with mock.patch.object(custom, "_resource_lock_client_factory", lambda *_: SimpleNamespace(management_locks=locks)):
        try:
            custom.delete_lock(SimpleNamespace(cli_ctx=DummyCli()), lock_name="nodelete", **options)
        except CLIError as error:
            return str(error)
    return " ".join(locks.deleted)


seen = {
    "group's lock, no -g": delete([GROUP]),
    "group's lock, -g rg": delete([GROUP], resource_group="rg"),
    "group's lock, -g other": delete([GROUP], resource_group="other"),
    "vault's lock, no -g": delete([VAULT]),
    "locks of subscription and group, no -g": delete([SUBSCRIPTION, GROUP]),
}
for name, what in seen.items():
    print(f"{name}: {what}")
assert list(seen.values()) == [
    "DELETE nodelete at the subscription",
    "DELETE nodelete at rg",
    "Unexpected --resource-group for lock nodelete, expected rg",
    "Unexpected --resource-type for lock nodelete, expected vaults",
    "DELETE nodelete at the subscription",
]
PYTHON
