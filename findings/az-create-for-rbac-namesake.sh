#!/usr/bin/env bash
# azure-cli 2.91.0, `az ad sp create-for-rbac --name deploy --role Contributor --scopes …`, where something else is called `deploy` already: the
# application is looked for by its name among the tenant's applications, the service principal by its name among all service principals, and the
# two needn't belong together. A managed identity has the name of its machine or site, another company's application any name. With a machine called
# `deploy` a new application gets the password that is printed, and the machine's identity gets the role: whoever runs code on
# the machine is a Contributor, and the printed `appId` has no service principal to sign in with. Nothing says so. Names aren't unique in a
# directory. Without `--name`, or by `az ad sp create --id` and `az role assignment create --assignee-object-id`, it is right.
#
# Guess: the principal that gets the role is that of the application whose id and password are printed.
# Seen: name is free: role to new-principal of new-app | a machine's name: role to machine-identity, printed new-app, no principal
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-compile --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace
from unittest import mock

from azure.cli.command_modules.role import custom
from azure.cli.core.mock import DummyCli


class Directory:
    """A tenant whose only service principals are these, by name; it has no applications yet."""

    tenant = "t"

    def __init__(self, principals):
        self.principals = [{"id": id, "displayName": name, "appId": f"app-of-{id}"} for id, name in principals.items()]

    def service_principal_list(self, filter):
        name = filter.removeprefix("displayName eq '").removesuffix("'")
        return [each for each in self.principals if each["displayName"] == name]

    def service_principal_create(self, body):
        self.principals.append({"id": "new-principal", "displayName": "deploy", **body})
        return self.principals[-1]

    def application_list(self, filter):
        assert filter == "startswith(displayName,'deploy')", filter
        return []

    def application_create(self, body):
        return {"id": "new-object", "appId": "new-app", "passwordCredentials": [], **body}

    def application_add_password(self, id, body):
        return {"secretText": "password", "keyId": "k"}


def seen(principals):
    directory, given = Directory(principals), []
    command = SimpleNamespace(cli_ctx=DummyCli())

    def give(_context, role, principal, *_, **__):
        given.append(f"{role} to {principal}")

    with mock.patch.object(custom, "_graph_client_factory", lambda *_, **__: directory):
        with mock.patch.object(custom, "_create_role_assignment", give):
            printed = custom.create_service_principal_for_rbac(
                command, display_name="deploy", role="Contributor", scopes=["/subscriptions/s"]
            )
    own = [each["id"] for each in directory.principals if each["appId"] == printed["appId"]]
    return f"{', '.join(given)}, printed {printed['appId']}, whose principal is {', '.join(own) or 'none'}"


free, taken = seen({"machine-identity": "web"}), seen({"machine-identity": "deploy"})
print(f"name is free: {free}")
print(f"a machine's name: {taken}")
assert free == "Contributor to new-principal, printed new-app, whose principal is new-principal", free
assert taken == "Contributor to machine-identity, printed new-app, whose principal is none", taken
PYTHON
