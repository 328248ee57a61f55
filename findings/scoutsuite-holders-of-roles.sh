#!/usr/bin/env bash
# ScoutSuite 5.14.0 (pip), Azure's part, whose report lists under each role the users, groups and service principals that hold it, and under each group its users: every
# list of Microsoft Graph is read to the end of its first page, 100 groups, service principals, applications and guests (of a directory whose service principals are
# Microsoft's for the most part, those are left out after that). Who stands later holds nothing, and the role's number of assignments
# doesn't count it; nothing says that there is more. The groups of a user are asked for by the user's own id (`groups?$filter=id eq '<user>'`), which no group
# has, so that no user is in a group and no group has a user, in any tenant. A group that owns a subscription is shown as empty.
#
# Guess: all pages are read, or a list that is cut off says so; the members of a group are there.
# Seen: assignments of Owner: 4, held by: group1 user1, counted 2, missing group150 app150 | users of group1: none, of user1's groups: none | asked for groups
# of user1: groups?$filter=id+eq+%27user1%27
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile coloredlogs==15.0.1 python-dateutil==2.8.0 sqlitedict==2.1.0
venv/bin/pip install -q --no-compile --no-deps ScoutSuite==5.14.0
cat >seen.py <<'PYTHON'
import asyncio
import re
import sys
from types import ModuleType, SimpleNamespace
from urllib.parse import unquote_plus

GROUPS = [{"id": f"group{number}", "displayName": f"Group {number}"} for number in range(1, 201)]
APPS = [{"id": f"app{number}", "displayName": f"App {number}", "publisherName": "Contoso"} for number in range(1, 201)]
USERS = [{"id": "user1", "displayName": "Ada", "userType": "Member"}]
MEMBERS = {"group1": ["user1"]}
asked = []


class GraphClient:
    """Microsoft Graph with these, 100 a page; user1 is in group1."""

    def __init__(self, **_):
        pass

    def get(self, address):
        path = unquote_plus(address.split("/", 4)[4])
        asked.append(address.split("/", 4)[4])
        kind, _, query = path.partition("?")
        rows = {"groups": GROUPS, "servicePrincipals": APPS, "users": USERS, "applications": []}.get(kind, [])
        if kind == "users/user1/memberOf":
            rows = [group for group in GROUPS if "user1" in MEMBERS.get(group["id"], [])]
        for field, wanted in re.findall(r"(\w+) eq '([^']*)'", query):
            rows = [row for row in rows if row.get(field) == wanted]
        page = {"value": rows[:100]}
        if len(rows) > 100:
            page["@odata.nextLink"] = f"{address}?$skiptoken=2"
        return SimpleNamespace(status_code=200, json=lambda: page)


def module(name, **held):
    sys.modules[name] = ModuleType(name)
    vars(sys.modules[name]).update(held)


module("msgraph")
module("msgraph.core", GraphClient=GraphClient)
module("ScoutSuite.providers.azure.facade.base", AzureFacade=object)
from ScoutSuite.providers.azure.facade.aad import AADFacade
from ScoutSuite.providers.azure.resources.aad.base import AAD

module("ScoutSuite.providers.azure.services", AzureServicesConfig=object)
from ScoutSuite.providers.azure.provider import AzureProvider

facade = SimpleNamespace(aad=AADFacade(SimpleNamespace(get_credentials=lambda: None)))
directory = AAD(facade)
asyncio.run(directory.fetch_all())
asyncio.run(directory.fetch_additional_users(["user1"]))
holders = ["group1", "user1", "group150", "app150"]
owner = {"assignments": {"users": [], "groups": [], "service_principals": []}, "assignments_count": 0}
assignments = {who: {"role_definition_id": "/roleDefinitions/owner", "principal_id": who} for who in holders}
provider = AzureProvider.__new__(AzureProvider)
provider.service_list = ["rbac", "aad"]
provider.services = {"aad": directory, "rbac": {"subscriptions": {"s": {"role_assignments": assignments, "roles": {"owner": owner}}}}}
provider._match_rbac_roles_and_principals()
held = sorted(sum(owner["assignments"].values(), []))
groups_of_user = [address for address in asked if "user1" in address and address.startswith("groups")]
print("assignments:", len(assignments), "| held by:", *held, "| counted:", owner["assignments_count"])
print("users of group1:", directory["groups"]["group1"]["users"], "| groups of user1:", directory["users"]["user1"]["groups"], *groups_of_user)
assert len(directory["groups"]) == len(directory["service_principals"]) == 100
assert held == ["group1", "user1"] and owner["assignments_count"] == 2, owner
assert directory["groups"]["group1"]["users"] == [] and directory["users"]["user1"]["groups"] == []
assert groups_of_user == ["groups?$filter=id+eq+%27user1%27"], asked
PYTHON
venv/bin/python seen.py
