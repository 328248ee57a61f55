#!/usr/bin/env bash
# azure-cli 2.91.0, `az role deny-assignment create` (preview) for everyone but `--exclude-principal-ids A B`: without `--exclude-principal-types` each of
# them, a person or a group, is sent as a ServicePrincipal, which the help doesn't say, and nobody is looked for in the directory, as `az role
# assignment create` does. A check of the denial by types finds no person who is left out. "Read actions are not permitted" holds for actions that
# end in `/read` alone: `*`, `*/*` and `Microsoft.Compute/*` are sent, which have every reading in them, without data actions, so that whether
# those who are denied still read depends on what the service makes of it. And the same call again is a second denial of the same name: each gets a
# new GUID, so that deleting one leaves the other. Give types, `--not-actions "*/read"`, and `--assignment-name`.
#
# Guess: the type is found, or must be given as that of `--principal-object-id` must; a pattern with reading in it is refused; the name is the name.
# Seen: excluded: ada ServicePrincipal, admins ServicePrincipal | Microsoft.Compute/*/read refused, * sent, Microsoft.Compute/* sent | again: another GUID
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.role import custom
from azure.cli.core.mock import DummyCli
from knack.util import CLIError

SCOPE = "/subscriptions/00000000-0000-0000-0000-000000000001"
sent, graph = [], []


class Denials:
    def create_or_update(self, scope, deny_assignment_id, parameters):
        sent.append((deny_assignment_id, parameters.as_dict()["properties"]))


def create(actions, **options):
    client = SimpleNamespace(deny_assignments=Denials())
    with (
        mock.patch.object(custom, "_auth_client_factory", lambda *_, **__: client),
        mock.patch.object(custom, "_graph_client_factory", lambda *_, **__: graph.append(1)),
    ):
        try:
            custom.create_deny_assignment(SimpleNamespace(cli_ctx=DummyCli()), scope=SCOPE, deny_assignment_name="No changes", actions=actions, **options)
        except CLIError as error:
            return str(error).split(".")[0]
    return sent[-1]


everyone_but = {"exclude_principal_ids": ["ada", "admins"]}
name, denial = create(["*/write"], **everyone_but)
excluded = {one["id"]: one["type"] for one in denial["excludePrincipals"]}
again, _ = create(["*/write"], **everyone_but)
typed = create(["*/write"], exclude_principal_types=["User", "Group"], **everyone_but)[1]["excludePrincipals"]
no_type = create(["*/write"], principal_id="eve")
patterns = {pattern: create([pattern], **everyone_but) for pattern in ("Microsoft.Compute/*/read", "*", "*/*", "Microsoft.Compute/*")}
print("excluded:", excluded, "| with types:", [one["type"] for one in typed], "| denied without a type:", no_type)
print("patterns:", {pattern: "refused" if isinstance(answer, str) else "sent" for pattern, answer in patterns.items()}, "| same name:", name == again)
assert excluded == {"ada": "ServicePrincipal", "admins": "ServicePrincipal"} and [one["type"] for one in typed] == ["User", "Group"] and not graph
assert "required" in no_type and "Read actions are not permitted" in patterns["Microsoft.Compute/*/read"]
for pattern in ("*", "*/*", "Microsoft.Compute/*"):
    assert patterns[pattern][1]["permissions"][0]["actions"] == [pattern] and patterns[pattern][1]["permissions"][0]["notActions"] == []
assert name != again
PYTHON
