#!/usr/bin/env bash
# azure-cli 2.91.0, `az aks create --vnet-subnet-id SUBNET --assign-identity IDENTITY` (or with a service principal): az gives the cluster's identity the
# role Network Contributor at the subnet, unless the subnet has an assignment of that role already, whoever holds it. Where the cluster beside it,
# or a person, is a Network Contributor there, the new identity gets nothing, and nothing is said: no assignment, no warning, and load balancers fail
# days later. The other way around, an assignment whose scope differs in the case of a letter, as Azure's services write them, isn't
# seen. So an assignment at a subnet doesn't say that each of its clusters has one, and a look at the first cluster tells nothing of the second.
# `az role assignment create` for the identity, or a role at the network, before the cluster is made, is certain.
#
# Guess: the role is missing where this identity doesn't have it.
# Seen: nobody: created for new | held by another: nothing, no warning | held by a person: nothing | held by new: nothing | other case, held by new: created
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 azure-mgmt-containerservice==41.6.0 azure-mgmt-msi==7.1.0 \
  colorama==0.4.6 python-dateutil==2.9.0.post0 semver==3.0.4 pyyaml==6.0.3
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import logging
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.acs import _roleassignments
from azure.cli.command_modules.acs.managed_cluster_decorator import AKSManagedClusterCreateDecorator
from azure.mgmt.authorization.models import RoleAssignment

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
SUBNET = f"{SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes"
NETWORK_CONTRIBUTOR = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7"
warned = []
logging.getLogger("cli").addHandler(SimpleNamespace(level=logging.WARNING, handle=lambda record: warned.append(record.getMessage())))


def create(holder=None, kind="ServicePrincipal", scope=SUBNET):
    """Whom `az aks create` with the identity `new` gives a role, where `holder` is a Network Contributor of the subnet."""
    properties = {"principalId": holder, "principalType": kind, "scope": scope, "roleDefinitionId": NETWORK_CONTRIBUTOR}
    listed = [RoleAssignment({"id": "1", "name": "1", "properties": properties})] if holder else []
    client = SimpleNamespace(role_assignments=SimpleNamespace(list_for_scope=lambda **_: listed))
    given = []

    def give(_command, role, principal, scope, **_):
        given.append(f"{role} for {principal}")
        assert scope == SUBNET
        return True

    context = SimpleNamespace(
        external_functions=SimpleNamespace(subnet_role_assignment_exists=_roleassignments.subnet_role_assignment_exists, add_role_assignment=give),
        get_assign_identity=lambda: f"{SUBSCRIPTION}/resourceGroups/aks/providers/Microsoft.ManagedIdentity/userAssignedIdentities/new",
        get_skip_subnet_role_assignment=lambda: False,
        get_user_assigned_identity_object_id=lambda: "new",
        get_vnet_subnet_id=lambda: SUBNET,
        set_intermediate=lambda *_, **__: None,
        validate_byo_hosted_system_subnets=lambda: None,
    )
    decorator = SimpleNamespace(cmd=SimpleNamespace(cli_ctx=None), context=context, _ensure_mc=lambda _: None, _get_byo_hosted_system_subnet_ids=list)
    with mock.patch.object(_roleassignments, "get_auth_management_client", lambda *_: client):
        AKSManagedClusterCreateDecorator.process_add_role_assignment_for_vnet_subnet(decorator, SimpleNamespace(service_principal_profile=None))
    return given


seen = {
    "nobody": create(),
    "another cluster": create("other"),
    "a person": create("ada", "User"),
    "itself": create("new"),
    "itself, other case": create("new", scope=SUBNET.replace("resourceGroups", "resourcegroups")),
}
print(" | ".join(f"{name}: {given or 'nothing'}" for name, given in seen.items()), "| warnings:", len(warned))
assert seen["nobody"] == seen["itself, other case"] == ["Network Contributor for new"]
assert seen["another cluster"] == seen["a person"] == seen["itself"] == [] and not warned
PYTHON
