#!/usr/bin/env bash
# azure-cli 2.91.0, `az webapp identity assign` and `az functionapp identity assign` with `--identities IDENTITY --role Owner --scope S`: the app gets the
# user-assigned identity, and the role goes to the identity of the app itself, if it has one, so that the app owns S, and whatever else
# uses IDENTITY doesn't. With `--scope S` and no `--role` it is Contributor at S. Nothing of either is printed: the answer is the app's identities.
# `--role` without `--scope` is no assignment at all. The command for machines (`az vm identity assign`) refuses all three. So a look
# at who holds what by the commands of a deployment finds an identity that was never given the role. `az role assignment create` says for whom.
#
# Guess: the role is for the identity that is named; a scope without a role, and a role without a scope, is refused.
# Seen: identity and role: Owner for the app's own | no --role: Contributor for the app's own | no --scope: none | az vm: refused, refused, refused
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 azure-mgmt-web==11.0.0 azure-mgmt-storage==25.0.0 \
  azure-mgmt-applicationinsights==1.0.0 fabric==3.2.3 websocket-client==1.8.0 msrest==0.7.1 pynacl==1.6.2 tabulate==0.10.0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import inspect
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.appservice import custom
from azure.cli.command_modules.vm import _validators
from azure.cli.core.azclierror import ArgumentUsageError
from azure.cli.core.commands import arm
from azure.cli.core.mock import DummyCli
from azure.mgmt.web import models

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
IDENTITY = f"{SUBSCRIPTION}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer"


def webapp(**options):
    """Whom the command gives which role, where the app has an identity of its own."""
    given = []
    site = models.Site(location="westeurope", identity=models.ManagedServiceIdentity(type="SystemAssigned"))
    site.identity.principal_id = "app"

    def operate(_cli, _group, _name, operation, *_, extra_parameter=None, **__):
        if operation == "get":
            return site
        for value in (extra_parameter.identity.user_assigned_identities or {}).values():
            value.principal_id = "deployer"
        return extra_parameter

    with (
        mock.patch.object(custom, "_generic_site_operation", operate),
        mock.patch.object(custom, "LongRunningOperation", lambda _: lambda answer: answer),
        mock.patch.object(arm, "create_role_assignment", lambda _cli, who, role, scope: given.append(f"{role} for {who} at {scope}")),
    ):
        command = SimpleNamespace(cli_ctx=DummyCli(), get_models=lambda *names, **_: _one_or_all([getattr(models, name) for name in names]))
        answer = custom.assign_identity(command, "rg", "app", **options)
    assert answer.principal_id == "app"
    return given, sorted(value.principal_id for value in (answer.user_assigned_identities or {}).values())


def _one_or_all(found):
    return found[0] if len(found) == 1 else found


def machine(identities=None, role=None, scope=None):
    """The same for a machine, until something is refused."""
    given = SimpleNamespace(assign_identity=identities, identity_role=role, identity_scope=scope, resource_group_name="rg")
    command = SimpleNamespace(cli_ctx=DummyCli(), supported_api_version=lambda **_: True)
    try:
        with mock.patch.object(_validators, "_resolve_role_id", lambda *_: "resolved"):
            _validators.process_assign_identity_namespace(command, given)
        return "taken"
    except ArgumentUsageError:
        return "refused"


identity_and_role = webapp(assign_identities=[IDENTITY], role="Owner", scope="S")
scope_alone, role_alone = webapp(scope="S"), webapp(assign_identities=[IDENTITY], role="Owner")
machines = [machine([IDENTITY], "Owner", "S"), machine(scope="S"), machine([IDENTITY], "Owner"), machine(role="Reader", scope="S")]
print(f"identity, role, scope: {identity_and_role} | scope: {scope_alone} | identity, role: {role_alone} | az vm: {machines}")
assert identity_and_role == (["Owner for app at S"], ["deployer"])
assert scope_alone == (["Contributor for app at S"], []) and role_alone[0] == [] and inspect.signature(custom.assign_identity).parameters["role"].default
assert machines == ["refused", "refused", "refused", "taken"]
PYTHON
