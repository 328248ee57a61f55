#!/usr/bin/env bash
# azure-cli 2.91.0, `az stack sub create` (and `stack group create`, `stack mg create`) where the stack exists already: what the new template no longer
# has is deleted or let go, role assignments too, and the deny assignments of the old `--deny-settings-mode` and `--deny-settings-excluded-principals`
# become those of the new call. So az asks first, and with "n" nothing is sent. But whatever fails around the question is dropped: Ctrl-C at
# the question goes on as if it were "y", and where there is no terminal to ask at, as in a pipeline, where other commands end with an error
# unless there is a `--yes`, the stack is replaced. Its own error for a stack of that name in another location is never shown either. So a job
# without `--yes` is no safeguard, and who wants out of the question has to answer "n".
#
# Guess: without a terminal and without `--yes` it ends with an error, as `az group delete` does, and Ctrl-C sends nothing.
# Seen: answer n: nothing | Ctrl-C: validate, put with deny none, unmanaged delete | no terminal: validate, put with deny none | another location: validate, put
# | the same question by itself, no terminal: NoTTYException
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-resource==24.0.0 azure-mgmt-resource-deploymentstacks==1.0.0 \
  azure-mgmt-resource-deployments==1.0.0b1 semver==3.0.4
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
cat >"$folder/template.json" <<'JSON'
{"$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": []}
JSON
"$folder/venv/bin/python" - "$folder/template.json" <<'PYTHON'
import sys
from types import SimpleNamespace
from unittest import mock

import knack.prompting
from azure.cli.command_modules.resource import custom
from azure.cli.core.mock import DummyCli


class Stacks:
    """Stands in for Azure, where there is a stack that denies deletion."""

    def __init__(self):
        self.sent = []

    def get_at_subscription(self, _name):
        return SimpleNamespace(location="westeurope", deny_settings=SimpleNamespace(mode="denyDelete"))

    def begin_validate_stack_at_subscription(self, _name, _stack):
        self.sent.append("validate")
        return SimpleNamespace(result=lambda: None, done=lambda: True)

    def begin_create_or_update_at_subscription(self, _name, stack):
        properties = stack.properties.as_dict()
        self.sent.append(f"put with deny {properties['denySettings']['mode']}, unmanaged {properties['actionOnUnmanage']['resources']}")


def create(location="westeurope", **options):
    stacks = Stacks()
    with (
        mock.patch.object(custom, "_resource_deploymentstacks_client_factory", lambda *_: SimpleNamespace(deployment_stacks=stacks)),
        mock.patch.object(custom, "LongRunningOperation", lambda _: lambda poller: poller.result()),
        mock.patch.object(custom, "_prepare_stacks_templates_and_parameters", lambda *_: None),
    ):
        custom.create_deployment_stack_at_subscription(
            SimpleNamespace(cli_ctx=DummyCli()), "access", location, "none", "deleteAll", template_file=sys.argv[1], **options
        )
    return stacks.sent


def answering(answer):
    """At a terminal where somebody answers, or presses Ctrl-C."""

    def read(*_):
        if answer is None:
            raise KeyboardInterrupt
        return answer

    with mock.patch.object(knack.prompting, "verify_is_a_tty"), mock.patch.object(knack.prompting, "_input", read):
        return create()


assert not sys.stdin.isatty()
refused, agreed, interrupted, no_terminal, elsewhere = answering("n"), answering("y"), answering(None), create(), create("eastus", yes=True)
try:
    knack.prompting.prompt_y_n("Are you sure you want to continue?")
    by_itself = "answered"
except knack.prompting.NoTTYException:
    by_itself = "NoTTYException"
print(f"n: {refused} | y: {agreed} | Ctrl-C: {interrupted} | no terminal: {no_terminal} | another location: {elsewhere} | by itself: {by_itself}")
assert refused == [] and by_itself == "NoTTYException"
assert agreed == interrupted == no_terminal == elsewhere == ["validate", "put with deny none, unmanaged delete"]
PYTHON
