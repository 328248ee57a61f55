#!/usr/bin/env bash
# azure-graph-toolkit 1.1.1 (pip), which puts users into groups of Entra ID and takes them out: a group is meant by any part of its name, of the exact spelling, also where
# one has the very name that is asked for. `remove_user_from_group(ada, "Owners")` takes her out of the first of her groups that has "Owners" in its name, "Former Owners",
# answers 204, and she stays in Owners. `is_user_member_of` says that who is in "Former Owners" is in "Owners". `add_user_to_group(ada, "Admins")` where no
# group has this name puts her into the only one that has it in its own, "Domain Admins"; where "Admins" and "Domain Admins" are, she is to
# be put into a group of the id None, and nobody can be. Memberships are read from the first page of 100, and direct ones only; of somebody who is in no group, or who can't be
# read, `is_user_member_of` is a KeyError. Give it names that are part of no other.
#
# Guess: the group that has the name, or an error.
# Seen: remove Owners: from Former Owners, 204 | member of Owners: True in Former Owners, False on page 2, KeyError in none | add to Admins: Domain Admins; beside
# Admins: 404
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q azure-graph-toolkit==1.1.1 requests==2.32.5
cat >seen.py <<'PYTHON'
import json
import re
from urllib.parse import unquote

import requests
from azure_graph_toolkit import graph_utils as toolkit

directory, memberships, written = [], [], []


def answered(method, url, params=None, json=None, **_):
    """Microsoft Graph: groups and members by words of their names, 100 a page."""
    if method != "GET":
        (group,) = re.findall(r"groups/([^/]+)/members", unquote(url))
        if group not in directory + memberships:
            return reply(404, {"error": {"message": f"Resource '{group}' does not exist."}})
        written.append(group)
        return reply(204, {})
    path = unquote(url).partition("v1.0/")[2].partition("?")[0]
    if "memberOf" in path:
        found = memberships
    elif path.startswith("groups"):
        found = directory
    else:
        return reply(200, {"id": "ada", "userPrincipalName": "ada@contoso.com"})
    words = re.findall(r'displayName:([^"]*)', (params or {}).get("$search", ""))
    found = [name for name in found if all(word.lower() in name.lower() for word in words)]
    page = {"@odata.count": len(found), "value": [{"id": name, "displayName": name} for name in found[:100]]}
    return reply(200, page)


def reply(status, body):
    response = requests.Response()
    response.status_code, response._content = status, json.dumps(body).encode()
    return response


for method in ("get", "post", "delete"):
    setattr(toolkit.requests, method, lambda url, method=method.upper(), **more: answered(method, url, **more))


def changed(function, name, groups, held):
    directory[:], memberships[:], written[:] = groups, held, []
    answer = function("ada@contoso.com", name, "token")
    return answer["status_code"], *written


def member(name, held):
    memberships[:] = held
    try:
        return toolkit.is_user_member_of("ada@contoso.com", name, "token")
    except KeyError:
        return "KeyError"


many = [f"Team {number}" for number in range(100)]
seen = {
    "remove Owners": changed(toolkit.remove_user_from_group, "Owners", [], ["Former Owners", "Owners"]),
    "remove Owners, alone": changed(toolkit.remove_user_from_group, "Owners", [], ["Owners"]),
    "in Owners": member("Owners", ["Owners"]),
    "in Former Owners": member("Owners", ["Former Owners"]),
    "on page 2": member("Owners", [*many, "Owners"]),
    "in none": member("Owners", []),
    "add to Admins": changed(toolkit.add_user_to_group, "Admins", ["Domain Admins"], []),
    "add to Admins, both": changed(toolkit.add_user_to_group, "Admins", ["Admins", "Domain Admins"], []),
}
for case, found in seen.items():
    print(case, found, sep=": ")
assert seen == {
    "remove Owners": (204, "Former Owners"),
    "remove Owners, alone": (204, "Owners"),
    "in Owners": True,
    "in Former Owners": True,
    "on page 2": False,
    "in none": "KeyError",
    "add to Admins": (204, "Domain Admins"),
    "add to Admins, both": (404,),
}, seen
PYTHON
venv/bin/python seen.py
