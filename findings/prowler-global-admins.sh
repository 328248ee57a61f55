#!/usr/bin/env bash
# prowler 5.46.0 (pip), the checks of who holds roles of the directory (`entra_global_admin_in_less_than_five_users`,
# `entra_privileged_user_has_mfa`): of a role's members users alone are kept. A group that holds the role, however many are in it, and a
# service principal are left out, and so is everybody beyond the first page, although users themselves are read page by page.
# A role that is held through a group, as Microsoft advises, has no holders: "There are 1 global administrators", PASS. The group's
# members are asked for no second factor either. Nothing says that members were left out.
#
# Guess: a group's members count, or the group does; else the check is MANUAL, as it is where users can't be read.
# Seen: members ada, a group, a service principal, and a next page: PASS There are 1 global administrators.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile pydantic==2.12.5 requests pyyaml packaging jsonschema==4.23.0 colorama==0.4.6 tzlocal==5.3.1
"$folder/venv/bin/pip" install -q --no-compile --no-deps prowler==5.46.0 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import importlib.abc
import importlib.machinery
import sys
from types import ModuleType, SimpleNamespace
from unittest import mock


class Clients(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Prowler imports the clients of every service of Azure. None is called here, so that none needs to be installed."""

    NAMES = ("azure", "msgraph", "msgraph_core", "kiota_abstractions", "kiota_authentication_azure", "kiota_http", "httpx")

    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in self.NAMES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = ModuleType(spec.name)
        module.__getattr__ = lambda name: mock.MagicMock(name=name)
        return module

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, Clients())
from prowler.providers.azure.services.entra.entra_service import Entra, User

asked = []


async def members():
    """What Microsoft Graph answers for the members of the role."""
    asked.append("members")
    ids = ["ada", "a group with this role", "a service principal"]
    return SimpleNamespace(value=[SimpleNamespace(id=each) for each in ids], odata_next_link="https://graph.microsoft.com/…")


async def roles():
    return SimpleNamespace(value=[SimpleNamespace(id="role", display_name="Global Administrator")])


graph = SimpleNamespace(
    directory_roles=SimpleNamespace(
        get=roles, by_directory_role_id=lambda _: SimpleNamespace(members=SimpleNamespace(get=members))
    )
)
entra = Entra.__new__(Entra)
entra.clients, entra.users, entra.users_retrieval_errors = {"t": graph}, {"t": {"ada": User(id="ada", name="ada")}}, {}
entra.directory_roles = asyncio.run(entra._get_directory_roles())
assert asked == ["members"], "a further page was asked for"

client = ModuleType("prowler.providers.azure.services.entra.entra_client")
client.entra_client = entra
sys.modules[client.__name__] = client
check = "entra_global_admin_in_less_than_five_users"
module = __import__(f"prowler.providers.azure.services.entra.{check}.{check}", fromlist=[check])
(report,) = getattr(module, check)().execute()
seen = f"{report.status} {report.status_extended}"
print(f"members ada, a group, a service principal, and a next page: {seen}")
assert seen == "PASS There are 1 global administrators."
PYTHON
