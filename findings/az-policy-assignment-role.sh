#!/usr/bin/env bash
# azure-cli 2.91.0, `az policy assignment create --mi-system-assigned --role Contributor` (and `az policy assignment identity assign --role`)
# without `--identity-scope`: the assignment gets its identity, and the identity gets no role. `--role` is read where there is a scope, and is
# dropped without a word where there isn't. A policy that deploys or changes what doesn't comply then does nothing, and says so only in
# the log of its first remediation, while whoever reads the command believes in a Contributor. `az vm identity assign`
# refuses one of the two without the other. Give both, and look for the role assignment.
#
# Guess: the scope is that of the policy's assignment, or the command is refused.
# Seen: --role alone: created, no role | with --identity-scope: created, Contributor at /subscriptions/s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-cli-core==2.91.0 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-compile --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.resource import policy
from azure.cli.core import AzCommandsLoader
from azure.cli.core.aaz import _command_ctx
from azure.cli.core.mock import DummyCli
from azure.core.pipeline.transport._base import PipelineClientBase

ANSWER = {
    "id": "/subscriptions/s/providers/Microsoft.Authorization/policyAssignments/p",
    "name": "p",
    "type": "Microsoft.Authorization/policyAssignments",
    "identity": {"type": "SystemAssigned", "principalId": "11111111-1111-4111-8111-111111111111", "tenantId": "t"},
    "properties": {"policyDefinitionId": "/d", "scope": "/subscriptions/s"},
}
sent, granted = [], []


class Azure(PipelineClientBase):
    def __init__(self):
        super().__init__("https://management.azure.com")

    def send_request(self, request, stream=False, **_):
        sent.append(request.method)
        return SimpleNamespace(http_response=SimpleNamespace(status_code=201), context={"deserialized_data": ANSWER})


def created(**options):
    """What is created, and which role is granted with it."""
    sent.clear(), granted.clear()
    given = {"name": "p", "policy": "d", "scope": "/subscriptions/s", "location": "westeurope", "mi_system_assigned": "True"}
    policy.PolicyAssignmentCreate(loader=AzCommandsLoader(cli_ctx=DummyCli()))(command_args=given | options)
    assert sent == ["PUT"]
    return "created, " + (" ".join(f"{role} at {scope}" for _, role, scope in granted) or "no role")


def grant(_, principal, role, scope):
    granted.append((principal, role, scope))


azure = Azure()
with (
    mock.patch.object(_command_ctx.AAZCommandCtx, "get_http_client", lambda *_: azure),
    mock.patch.object(_command_ctx.AAZCommandCtx, "subscription_id", "s"),
    mock.patch.object(policy.Common, "ResolvePolicyId", lambda _: None),  # it asks Azure for the definition
    mock.patch.object(policy.Common, "ResolveUserAssignedIdentityId", lambda *_: None),  # none is given
    mock.patch("azure.cli.core.commands.arm.create_role_assignment", grant),
):
    seen = f"--role alone: {created(role='Contributor')}"
    seen += f" | with --identity-scope: {created(role='Contributor', identity_scope='/subscriptions/s')}"
print(seen)
assert seen == "--role alone: created, no role | with --identity-scope: created, Contributor at /subscriptions/s"
PYTHON
