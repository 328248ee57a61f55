#!/usr/bin/env bash
# msgraph-sdk 1.65.0 (msgraph-core 1.5.2, pip), members of a group over several pages, with `PageIterator`, which exists for that:
# `iterate(members.append)` gets the first member and ends, with no error. A function that returns nothing counts as one that asks to
# stop; it has to return True for each. The iterator doesn't take over the headers of the first request either: a query that needs
# `ConsistencyLevel: eventual` (`$search`, `$count` and most filters of members) asks for its second page without it, unless `set_headers` is
# called. `members.get()` alone is the first page, 100 members, with an `odata_next_link`. A review made so is of one person per group.
#
# Guess: each member of each page is passed to the function; only False stops it; pages are asked for as the first was.
# Seen: append: ada | returning True: ada bob eve | ConsistencyLevel: eventual, then none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile msgraph-sdk==1.65.0 msgraph-core==1.5.2
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

import httpx
from kiota_abstractions.authentication.anonymous_authentication_provider import AnonymousAuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core.tasks.page_iterator import PageIterator

asked = []


def graph(request):
    """Two pages of members."""
    asked.append(request.headers.get("ConsistencyLevel"))
    if "skiptoken" in str(request.url):
        names, more = ["eve"], {}
    else:
        names = ["ada", "bob"]
        more = {"@odata.nextLink": "https://graph.microsoft.com/v1.0/groups/g/members?$skiptoken=2"}
    members = [{"@odata.type": "#microsoft.graph.user", "id": name} for name in names]
    return httpx.Response(200, json={"value": members, **more})


async def members(returning):
    """Members of the group, by a function that returns this."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(graph))
    client = GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider(), client=http))
    request = RequestConfiguration()
    request.headers.add("ConsistencyLevel", "eventual")
    first = await client.groups.by_group_id("g").members.get(request_configuration=request)
    assert first.odata_next_link
    found = []

    def each(member):
        found.append(member.id)
        return returning

    await PageIterator(first, client.request_adapter).iterate(each)
    return " ".join(found)


seen = f"append: {asyncio.run(members(None))}"
asked.clear()
seen += f" | returning True: {asyncio.run(members(True))}"
seen += f" | ConsistencyLevel: {asked[0]}, then {asked[1] or 'none'}"
print(seen)
assert seen == "append: ada | returning True: ada bob eve | ConsistencyLevel: eventual, then none"
PYTHON
