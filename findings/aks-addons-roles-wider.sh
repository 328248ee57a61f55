#!/usr/bin/env bash
# azure-cli 2.91.0, `az aks enable-addons -a ingress-appgw --appgw-id GATEWAY` and `-a virtual-node --subnet-name SUBNET` (and `az aks create` with
# them): the identity of the addon gets Network Contributor of the whole resource group in which the gateway is, and Contributor of the whole network
# in which the subnet is, by assignments that az makes by itself. Whoever enables an ingress for one gateway of a hub has given a cluster the hub's
# firewalls, DNS and peerings, and needs the right to assign roles there. Nothing is printed but that a role propagates, and `az aks
# disable-addons` takes no assignment back. A review that explains access by what was asked for finds a gateway and a subnet, and these two roles
# elsewhere. Look for them at groups and networks that clusters share, and narrow them after enabling.
#
# Guess: the role is at the gateway and at the subnet that are named, and disabling takes it back.
# Seen: gateway gw: Network Contributor at /resourceGroups/hub | subnet aci: Contributor at …/virtualNetworks/v | disabled: addon off, assignments touched 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 azure-mgmt-containerservice==41.6.0 azure-mgmt-msi==7.1.0 \
  colorama==0.4.6 python-dateutil==2.9.0.post0 semver==3.0.4 pyyaml==6.0.3
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.acs import _roleassignments, addonconfiguration, custom
from azure.cli.core.mock import DummyCli
from azure.mgmt.containerservice.models import ManagedCluster, ManagedClusterAddonProfile, UserAssignedIdentity

HUB = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/hub"
GATEWAY = f"{HUB}/providers/Microsoft.Network/applicationGateways/gw"
SUBNET = f"{HUB}/providers/Microsoft.Network/virtualNetworks/v/subnets/aci"
asked, given, looked = [], [], []


class Assignments:
    _config = SimpleNamespace(subscription_id="00000000-0000-0000-0000-000000000001")

    def create(self, scope, _name, parameters, **_):
        given.append((asked[-1], parameters.as_dict()["properties"]["principalId"], scope))


def list_roles(_scope, filter):
    asked.append(filter.split("'")[1])
    return [SimpleNamespace(id=asked[-1])]


def client_of_roles(*_):
    looked.append(1)
    return SimpleNamespace(role_assignments=Assignments(), role_definitions=SimpleNamespace(list=list_roles))


def cluster():
    def addon(identity, **config):
        return ManagedClusterAddonProfile(enabled=True, config=config, identity=UserAssignedIdentity(object_id=identity))

    made = ManagedCluster(location="westeurope")
    made.addon_profiles = {
        "ingressApplicationGateway": addon("gateway-identity", applicationGatewayId=GATEWAY),
        "aciConnectorLinux": addon("node-identity", SubnetName="aci"),
    }
    made.service_principal_profile = SimpleNamespace(client_id="msi")
    return made


class Clusters:
    sent = None

    def get(self, *_):
        made = cluster()
        made.service_principal_profile = None
        return made

    def begin_create_or_update(self, _group, _name, changed, **_):
        Clusters.sent = changed


command = SimpleNamespace(cli_ctx=DummyCli(), get_models=lambda *_, **__: ManagedClusterAddonProfile)
with (
    mock.patch.object(_roleassignments, "get_auth_management_client", client_of_roles),
    mock.patch.object(custom, "get_subscription_id", lambda *_: "00000000-0000-0000-0000-000000000001"),
    mock.patch.object(DummyCli, "get_progress_controller", lambda *_, **__: mock.MagicMock()),
):
    addonconfiguration.add_ingress_appgw_addon_role_assignment(cluster(), command)
    addonconfiguration.add_virtual_node_role_assignment(command, cluster(), SUBNET)
    looked.clear()
    custom.aks_disable_addons(command, Clusters(), "rg", "aks", "ingress-appgw,virtual-node")
off = {name: profile.enabled for name, profile in Clusters.sent.addon_profiles.items()}
for role, identity, scope in given:
    print(f"{identity}: {role} at {scope.split('0001')[1]}")
print(f"disabled: {off}, clients of role assignments made: {len(looked)}")
assert given == [("Network Contributor", "gateway-identity", HUB), ("Contributor", "node-identity", SUBNET.rsplit("/subnets", 1)[0])]
assert not any(off.values()) and not looked
PYTHON
