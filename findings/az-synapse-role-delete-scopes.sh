#!/usr/bin/env bash
# azure-cli 2.91.0, `az synapse role assignment delete --role R --assignee WHO` without `--scope` or `--item` (roles within a workspace of Synapse): what
# `create` with the same arguments makes is one assignment at the workspace, and what `delete` takes away is each assignment of R that WHO has, also
# those for a single Spark pool, credential or linked service, without asking and without a list of them. `az role assignment delete`, whose
# arguments it has, deletes at one scope. So somebody who is to lose the workspace and keep one pool has lost both. With `--scope
# workspaces/NAME` it is the workspace's alone. And WHO is looked for among display names too: `--assignee deploy` is whatever single user or service
# principal is called so, whereas an application's id, which `az role assignment` takes, isn't found. Give `--assignee-object-id` and `--scope`.
#
# Guess: `delete` takes back what `create` with the same arguments gave; names that aren't unique aren't taken.
# Seen: create: workspace | delete: workspace, pool p1, credential c1 | delete --scope of the workspace: workspace | --assignee deploy: the one called so
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
import re
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.synapse.manual.operations import accesscontrol
from knack.util import CLIError

ROLE = "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78"
ADA = "00000000-0000-0000-0000-00000000000a"
SCOPES = ["workspaces/w", "workspaces/w/bigDataPools/p1", "workspaces/w/credentials/c1"]


class Synapse:
    """Stands in for the workspace's service, which lists what is asked for by role, principal and scope."""

    def __init__(self):
        self.held = [SimpleNamespace(id=scope, scope=scope, role=ROLE, principal=ADA) for scope in SCOPES]
        self.created, self.deleted = [], []

    def list_role_assignments(self, role, principal, scope, cls, **_):
        found = [one for one in self.held if role in (None, one.role) and principal in (None, one.principal) and scope in (None, one.scope)]
        return SimpleNamespace(value=found), {"x-ms-continuation": None}

    def create_role_assignment(self, _id, role, principal, scope, _type):
        self.created.append((principal, scope))

    def delete_role_assignment_by_id(self, name):
        self.deleted.append(name)


class Graph:
    """Stands in for Microsoft Graph: a service principal that is called deploy, and whose application has an id."""

    def user_list(self, filter):
        return []

    def service_principal_list(self, filter):
        return [{"id": "machine"}] if re.search("displayName eq 'deploy'", filter) else []

    def group_list(self, filter):
        return []

    def directory_object_get_by_ids(self, body):
        return []


def run(operation, **options):
    service = Synapse()
    with (
        mock.patch.object(accesscontrol, "cf_synapse_role_assignments", lambda *_: service),
        mock.patch.object(accesscontrol, "cf_graph_client_factory", lambda *_: Graph()),
    ):
        operation(SimpleNamespace(cli_ctx=None), "w", role=ROLE, **options)
    return service


made = run(accesscontrol.create_role_assignment, assignee_object_id=ADA).created
deleted = run(accesscontrol.delete_role_assignment, assignee_object_id=ADA).deleted
narrowed = run(accesscontrol.delete_role_assignment, assignee_object_id=ADA, scope=SCOPES[0]).deleted
named = run(accesscontrol.create_role_assignment, assignee="deploy").created
try:
    application = run(accesscontrol.create_role_assignment, assignee="00000000-0000-0000-0000-0000000000aa").created
except CLIError as error:
    application = str(error).split(" in ")[0]
print(f"create: {made} | delete: {deleted} | delete --scope: {narrowed} | --assignee deploy: {named} | --assignee APPLICATION: {application}")
assert made == [(ADA, SCOPES[0])] and deleted == SCOPES and narrowed == SCOPES[:1]
assert named == [("machine", SCOPES[0])] and application.startswith("Cannot find")
PYTHON
