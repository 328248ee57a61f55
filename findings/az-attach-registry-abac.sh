#!/usr/bin/env bash
# azure-cli 2.91.0, `az aks create|update --attach-acr` and `az containerapp create|job create --registry-identity`, which give the identity that pulls
# images a role at the registry: it is AcrPull, whatever the registry's mode. In the mode "RBAC Registry + ABAC Repository Permissions" (`az acr update
# --role-assignment-mode rbac-abac`), which is to become the default, AcrPull counts for nothing, as Azure's documentation says; it is Container
# Registry Repository Reader that pulls. Neither command looks at the mode, though both have the registry's record with it in hand, so that
# "attached" is not able to pull, and a list of assignments shows a right that isn't one. `az acr build` does look. `--detach-acr` takes AcrPull
# away alone, so that who was given the other role by hand pulls on after a success.
#
# Guess: the role is the one that the registry honours, or there is a warning, as from `az acr update` about tasks.
# Seen: mode rbac: aks acrpull, containerapp acrpull | mode rbac-abac: aks acrpull, containerapp acrpull, no warning | detach, holding Repository Reader:
# nothing deleted, success
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 azure-mgmt-containerservice==41.6.0 azure-mgmt-msi==7.1.0 \
  azure-mgmt-containerregistry==15.1.0b3 azure-mgmt-resource==24.0.0 azure-mgmt-servicelinker==1.2.0b3 msrest==0.7.1 python-dateutil==2.9.0.post0 \
  semver==3.0.4 colorama==0.4.6 pyyaml==6.0.3 packaging==26.0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import logging
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.acs import _roleassignments
from azure.cli.command_modules.containerapp import _utils
from azure.cli.core.mock import DummyCli
from azure.mgmt.containerregistry.models import RoleAssignmentMode

REGISTRY = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso"
ROLES = {"acrpull": "7f951dda-4ed3-4680-a7ca-43fe172d538d", "Repository Reader": "b93aa761-3e63-49ed-ac28-beffa264f7ac"}
warned = []


class Keep(logging.Handler):
    def emit(self, record):
        warned.append(record.getMessage())


logging.getLogger("cli").addHandler(Keep(logging.WARNING))


def role_id(name):
    return f"/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/{ROLES[name]}"


class Registry:
    """The registry's record, which keeps whether somebody asks for its mode."""

    id, name = REGISTRY, "contoso"
    asked = 0

    def __init__(self, mode):
        self._mode = mode

    @property
    def role_assignment_mode(self):
        Registry.asked += 1
        return self._mode


def attach(mode):
    given = {}
    registry = Registry(mode)

    def give(command):
        return lambda _cmd, role, *_, **named: given.update({command: named.get("role", role)}) or True

    command = SimpleNamespace(cli_ctx=DummyCli())
    with (
        mock.patch.object(_roleassignments, "get_container_registry_client", lambda *_, **__: SimpleNamespace(registries=SimpleNamespace(get=lambda *_: registry))),
        mock.patch.object(_roleassignments, "add_role_assignment", give("aks")),
        mock.patch.object(_utils, "get_mgmt_service_client", lambda *_, **__: mock.MagicMock()),
        mock.patch.object(_utils, "acr_show", lambda *_, **__: registry),
        mock.patch.object(_utils, "create_role_assignment", lambda _cmd, role, **_: given.update(containerapp=role)),
    ):
        _roleassignments.ensure_aks_acr(command, "kubelet", REGISTRY, "s", is_service_principal=False)
        _utils.create_acrpull_role_assignment(command, "contoso.azurecr.io", service_principal="app")
    return given


def detach(held):
    """What is deleted of the cluster that holds this role at the registry, and what the command says of it."""
    deleted = []
    listed = [SimpleNamespace(id=held, scope=REGISTRY, role_definition_id=role_id(held), principal_id="kubelet")]
    client = SimpleNamespace(
        role_assignments=SimpleNamespace(list_for_scope=lambda **_: listed, delete_by_id=deleted.append, _config=SimpleNamespace(subscription_id="s")),
        role_definitions=SimpleNamespace(list=lambda *_, **__: [SimpleNamespace(id=role_id("acrpull"))]),
    )
    command = SimpleNamespace(cli_ctx=SimpleNamespace(get_progress_controller=lambda *_: mock.MagicMock()))
    with mock.patch.object(_roleassignments, "get_auth_management_client", lambda *_: client):
        _roleassignments.ensure_aks_acr_role_assignment(command, "kubelet", REGISTRY, detach=True, is_service_principal=False)
    return deleted or "nothing"


plain, abac = attach(RoleAssignmentMode.LEGACY_REGISTRY_PERMISSIONS), attach(RoleAssignmentMode.ABAC_REPOSITORY_PERMISSIONS)
detached = {held: detach(held) for held in ROLES}
print(f"rbac: {plain} | rbac-abac: {abac} | asked for the mode: {Registry.asked} | warnings: {len(warned)} | detached, by what is held: {detached}")
assert plain == abac == {"aks": "acrpull", "containerapp": "acrpull"} and not Registry.asked and not warned
assert detached == {"acrpull": ["acrpull"], "Repository Reader": "nothing"}
PYTHON
