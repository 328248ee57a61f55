#!/usr/bin/env bash
# azure.azcollection 3.12.0 (in ansible 12.3.0, pip), `azure_rm_adgroup` with `absent_members`: who is to be taken out of a group is looked for on the
# first page of its members, 100 of them, or with `raw_membership` among the 20 that Microsoft Graph expands. Whoever stands later stays a
# member, and the task is ok, not changed. Without `raw_membership` members are those of nested groups too: `present_members` finds somebody
# who is in a group within the group, and adds nobody, so that who leaves the inner group has lost both. (`azure_rm_adgroup_info` gives one page of members
# as well, while it reads every page of groups.) A playbook for people who leave is green. `az ad group member remove` takes whom it is told.
#
# Guess: all pages are read, or the member is removed without looking; present is a direct membership.
# Seen: absent, on page 1: changed, removed | absent, on page 2: ok, still a member | present, nested: ok, not added
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile ansible-core==2.18.9 msgraph-sdk==1.65.0
venv/bin/pip download -q --no-deps ansible==12.3.0
cat >seen.py <<'PYTHON'
import asyncio
import sys
import zipfile
from glob import glob

import httpx
from kiota_abstractions.authentication.anonymous_authentication_provider import AnonymousAuthenticationProvider
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter

(wheel,) = glob("ansible-*.whl")
with zipfile.ZipFile(wheel) as archive:
    wanted = [name for name in archive.namelist() if "/azure/azcollection/plugins/module" in name]
    archive.extractall(members=wanted)
sys.path.insert(0, ".")
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_adgroup import AzureRMADGroup

GRAPH = "https://graph.microsoft.com/v1.0/groups/g"
USER = {"@odata.type": "#microsoft.graph.user"}
writes = []


def graph(request):
    """Microsoft Graph with a group of 101, of whom `nested` is in by way of another group."""
    url = str(request.url)
    if request.method in ("POST", "DELETE"):
        writes.append(url)
        return httpx.Response(204)
    if "transitiveMembers" in url and "skiptoken" in url:
        return httpx.Response(200, json={"value": [USER | {"id": "second-page"}]})
    if "transitiveMembers" in url:
        ids = ["first-page", "nested"] + [f"user-{each}" for each in range(98)]
        more = f"{GRAPH}/transitiveMembers?$skiptoken=2"
        return httpx.Response(200, json={"value": [USER | {"id": each} for each in ids], "@odata.nextLink": more})
    return httpx.Response(200, json={"@odata.type": "#microsoft.graph.group", "id": "g", "displayName": "G"})


class Task(AzureRMADGroup):
    """The module without its signing in."""

    def __init__(self):
        names = "object_id display_name mail_nickname present_members present_owners absent_members absent_owners raw_membership"
        self.module_arg_spec = dict.fromkeys([*names.split(), "description", "state"])
        self.results = {"changed": False}

    def get_msgraph_client(self):
        http = httpx.AsyncClient(transport=httpx.MockTransport(graph))
        return GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider(), client=http))

    def fail(self, error):
        raise AssertionError(error)


def run(**lists):
    writes.clear()
    asyncio.set_event_loop(asyncio.new_event_loop())
    task = Task()
    given = dict.fromkeys(task.module_arg_spec) | {"object_id": "g", "raw_membership": False, "state": "present"}
    results = task.exec_module(**given | lists)
    return "changed" if results["changed"] else "ok"


seen = f"absent, on page 1: {run(absent_members=['first-page'])}, {'removed' if writes else 'still a member'}"
seen += f" | absent, on page 2: {run(absent_members=['second-page'])}, {'removed' if writes else 'still a member'}"
seen += f" | present, nested: {run(present_members=['nested'])}, {'added' if writes else 'not added'}"
print(seen)
assert seen == (
    "absent, on page 1: changed, removed | absent, on page 2: ok, still a member | present, nested: ok, not added"
)
PYTHON
venv/bin/python seen.py
