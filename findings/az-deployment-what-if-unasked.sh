#!/usr/bin/env bash
# azure-cli 2.91.0, `az deployment sub create --confirm-with-what-if --proceed-if-no-change` (and `group`, `mg`, `tenant`), which asks unless the
# preview has no changes, so that a deployment which makes an owner stops for somebody to look: two kinds of changes don't count. What
# `--what-if-exclude-change-types` leaves out of the preview, as one does with `Unsupported` for its noise (a role assignment whose name or principal
# Azure can't tell yet is one), is left out of the question too. And what the preview shows under "Potential changes", which is how Azure
# names what it can't foresee for certain, is shown, and the deployment goes on without a question. In both cases the exit code is that of a
# deployment. Without `--proceed-if-no-change` it always asks.
#
# Guess: what is excluded isn't printed, and still counts; what is printed as a change is one.
# Seen: create: asked | no change: deployed | create excluded: deployed | unsupported: asked, excluded: deployed | potential create: printed, deployed
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-resource==24.0.0 azure-mgmt-resource-deploymentstacks==1.0.0 \
  azure-mgmt-resource-deployments==1.0.0b1 semver==3.0.4
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import contextlib
import io
from types import SimpleNamespace
from unittest import mock

import knack.prompting
from azure.cli.command_modules.resource import custom
from azure.cli.core.mock import DummyCli
from azure.mgmt.resource.deployments import models

ASSIGNMENT = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleAssignments/owner"


def changes(*kinds):
    other = ASSIGNMENT.replace("owner", "other")
    return [{"resourceId": other if kind == "NoChange" else ASSIGNMENT, "changeType": kind, "unsupportedReason": "not known yet"} for kind in kinds]


def deploy(certain=(), potential=(), proceed=True, exclude=None):
    """What becomes of a deployment whose preview by Azure is this."""
    events = []
    answer = {"status": "Succeeded", "properties": {"changes": changes(*certain), "potentialChanges": changes(*potential)}}
    preview = models.WhatIfOperationResult.deserialize(answer)
    client = SimpleNamespace(begin_what_if_at_subscription_scope=lambda *_, **__: preview)
    command = SimpleNamespace(cli_ctx=DummyCli(), get_models=lambda name, **_: getattr(models, name))
    printed = io.StringIO()
    with (
        mock.patch.object(custom, "_prepare_deployment_what_if_properties", lambda *_, **__: models.DeploymentWhatIfProperties(mode="Incremental")),
        mock.patch.object(custom, "_get_deployment_management_client", lambda *_, **__: client),
        mock.patch.object(custom, "LongRunningOperation", lambda _: lambda poller: poller),
        mock.patch.object(custom, "_deploy_arm_template_at_subscription_scope", lambda **_: events.append("deployed")),
        mock.patch.object(knack.prompting, "prompt_y_n", lambda *_: events.append("asked")),
        contextlib.redirect_stdout(printed),
    ):
        custom.deploy_arm_template_at_subscription_scope(
            command, template_file="access.json", deployment_name="access", deployment_location="westeurope", confirm_with_what_if=True,
            proceed_if_no_change=proceed, what_if_exclude_change_types=exclude,
        )
    if "roleAssignments/owner" in printed.getvalue():
        events.insert(0, "printed")
    return events


seen = {
    "create": deploy(["Create"]),
    "no change": deploy(["NoChange"]),
    "create excluded": deploy(["Create", "NoChange"], exclude=["Create"]),
    "unsupported": deploy(["Unsupported"]),
    "unsupported excluded": deploy(["Unsupported", "NoChange"], exclude=["Unsupported"]),
    "potential create": deploy(["NoChange"], ["Create"]),
    "potential create, always ask": deploy(["NoChange"], ["Create"], proceed=False),
}
print(" | ".join(f"{name}: {' '.join(events)}" for name, events in seen.items()))
assert seen["create"] == seen["unsupported"] == ["printed", "asked"]
assert seen["no change"] == seen["create excluded"] == seen["unsupported excluded"] == ["deployed"]
assert seen["potential create"] == ["printed", "deployed"]
assert seen["potential create, always ask"] == ["printed", "asked"]
for events in seen.values():
    assert len(set(events) & {"asked", "deployed"}) == 1
PYTHON
