#!/usr/bin/env bash
# azure-cli 2.91.0, `az policy exemption list --scope RESOURCE` and `az policy assignment list --scope RESOURCE`, "scope at which to list applicable" ones: of
# the resource's id the resource group is kept, and asked for are those of the group itself (`atExactScope()`). An exemption that was given to the
# machine, which lets it be what a policy denies, isn't there, whether one asks about the machine or about its group, and neither are
# those of the subscription, which hold for it. What is listed is the group's, without a word that the scope was changed. `--disable-scope-strict-match`
# asks for what is at the group and below, all machines', and not for what is inherited, as its help says. `az role assignment list` asks for the
# scope it is given, and `az policy exemption create --scope RESOURCE` makes one there. `show --name … --scope RESOURCE`, or `az rest`, has it.
#
# Guess: the list is that of the scope, inherited ones included ("applicable"), or such a scope is refused.
# Seen: exemption and assignment of vm: rg atExactScope() | not strict: rg atScopeAndBelow() | role assignment of vm: vm atScope()
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 msrest==0.7.1 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock
from urllib.parse import unquote

from azure.cli.command_modules.resource import policy
from azure.cli.command_modules.role import custom as roles
from azure.cli.core.aaz._command_ctx import AAZCommandCtx
from azure.cli.core.aaz._operation import AAZHttpOperation
from azure.cli.core.mock import DummyCli

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
MACHINE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm"


class Asked(Exception):
    """The request, in place of sending it."""


def keep(operation):
    scope = operation.url.split("/providers/Microsoft.Authorization")[0]
    raise Asked(f"{scope.rsplit('/', 1)[1]} {unquote(operation.query_parameters['$filter'])}")


def asked(command, schema, **arguments):
    """Scope and filter that a list command asks Azure for."""
    context = AAZCommandCtx(DummyCli(), schema, arguments)
    context._subscription_id = SUBSCRIPTION
    context.get_http_client = lambda _: SimpleNamespace(format_url=lambda url, **parts: url.format(**parts))
    listing = command.__new__(command)
    listing.ctx, listing.subscription_from_scope = context, None
    with mock.patch.object(AAZHttpOperation, "make_request", keep):
        try:
            listing._execute_operations()
        except Asked as request:
            return str(request)


seen = {}
for name, command in {"exemption": policy.PolicyExemptionList, "assignment": policy.PolicyAssignmentList}.items():
    schema = command._build_arguments_schema()
    assert "inherited from parent scopes" in schema.disable_scope_strict_match._help["short-summary"]
    seen[name] = asked(command, schema, scope=MACHINE)
    seen[f"{name}, not strict"] = asked(command, schema, scope=MACHINE, disable_scope_strict_match=True)
lists = []
role_client = SimpleNamespace(
    role_assignments=SimpleNamespace(list_for_scope=lambda scope, filter: lists.append(f"{scope.rsplit('/', 1)[1]} {filter}") or []),
    role_definitions=SimpleNamespace(_config=SimpleNamespace(subscription_id=SUBSCRIPTION)),
)
with (
    mock.patch.object(roles, "_auth_client_factory", lambda *_, **__: role_client),
    mock.patch.object(roles, "_graph_client_factory", lambda *_, **__: None),
):
    roles.list_role_assignments(SimpleNamespace(cli_ctx=DummyCli()), scope=MACHINE)
seen["role assignment"] = lists[0]
for name, what in seen.items():
    print(f"{name}: {what}")
assert seen["exemption"] == seen["assignment"] == "rg atExactScope()"
assert seen["exemption, not strict"] == seen["assignment, not strict"] == "rg atScopeAndBelow()"
assert seen["role assignment"] == "vm atScope()"
PYTHON
