#!/usr/bin/env bash
# azure-cli 2.91.0, `az ad app permission grant --id APP --api API --scope …`, with `--consent-type Principal --principal-id bob` or without: before it
# grants, it deletes every delegated permission that the application has for this API, whoever consented to it. A consent for Bob takes away Ada's,
# and the one that an administrator gave for the whole organisation, with all its scopes; one more scope for everybody leaves this scope
# alone. The command prints the new grant, and says nothing of the others (known: issue 20974 of azure-cli). `az rest` with a POST to
# `oauth2PermissionGrants` adds one, and a PATCH of a grant adds a scope. What `list-grants` shows afterwards is not what was granted over time.
#
# Guess: a grant more, or the scopes added to the grant that is there; what others consented to stays.
# Seen: before: organisation User.Read Mail.Read, ada Files.Read | consent for bob: bob Files.Read | one scope more: organisation Calendars.Read
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-compile --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace

from azure.cli.command_modules.role import custom
from azure.cli.core.mock import DummyCli

ORGANISATION = {"id": "1", "consentType": "AllPrincipals", "principalId": None, "scope": "User.Read Mail.Read"}
ADA = {"id": "2", "consentType": "Principal", "principalId": "ada", "scope": "Files.Read"}
OTHER = {"id": "3", "consentType": "Principal", "principalId": "ada", "scope": "user_impersonation"}


class Directory:
    """A tenant in which one application has delegated permissions for two APIs."""

    def __init__(self):
        of = {"clientId": "app"}
        self.grants = [{**of, "resourceId": "graph", **ORGANISATION}, {**of, "resourceId": "graph", **ADA}]
        self.grants.append({**of, "resourceId": "vault", **OTHER})

    def service_principal_list(self, filter):
        return [{"id": filter.split("'")[1]}]

    def oauth2_permission_grant_list(self, filter):
        assert filter == "clientId eq 'app'", filter
        return list(self.grants)

    def oauth2_permission_grant_delete(self, id):
        self.grants = [grant for grant in self.grants if grant["id"] != id]

    def oauth2_permission_grant_create(self, body):
        self.grants.append({"id": "new", **body})
        return body


def granted(directory, api):
    of = [grant for grant in directory.grants if grant["resourceId"] == api]
    return ", ".join(f"{grant['principalId'] or 'organisation'} {grant['scope']}" for grant in of)


def after(**arguments):
    directory = Directory()
    before = granted(directory, "graph")
    custom.grant_application(SimpleNamespace(cli_ctx=DummyCli()), directory, "app", "graph", **arguments)
    assert granted(directory, "vault") == "ada user_impersonation"
    return before, granted(directory, "graph")


before, bob = after(scope=["Files.Read"], consent_type="Principal", principal_id="bob")
_, more = after(scope=["Calendars.Read"], consent_type="AllPrincipals")
seen = f"before: {before} | consent for bob: {bob} | one scope more: {more}"
print(seen)
assert seen == (
    "before: organisation User.Read Mail.Read, ada Files.Read"
    " | consent for bob: bob Files.Read | one scope more: organisation Calendars.Read"
)
PYTHON
