#!/usr/bin/env bash
# cartography 0.143.0 (pip), groups of Entra ID in its graph, along which one goes from who somebody is to the roles of the group: of the members that Microsoft
# Graph lists, users and groups are kept, and applications, managed identities and devices are dropped; of owners, users alone. The model has no edge for
# them either (`MEMBER_OF` comes from EntraUser and EntraGroup). A managed identity that is in a group, as one gives
# many of them one role, holds nothing in the graph, though it is a node of it, and an application that owns a group, and may add itself
# to it, isn't there as an owner. Nothing says that members were left out; roles that are given to them directly are there.
#
# Guess: who is in a group is in it, as nodes of all three kinds exist.
# Seen: members: user group of user group servicePrincipal device | owners: user of user servicePrincipal | MEMBER_OF from EntraGroup EntraUser
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile --no-deps cartography==0.143.0 2>/dev/null
venv/bin/pip install -q --no-compile msgraph-sdk==1.65.0 neo4j==6.4.1 backoff==2.2.1 boto3==1.42.0 statsd==4.0.1 2>/dev/null
cat >seen.py <<'PYTHON'
import asyncio

import httpx
from cartography.intel.microsoft.entra.groups import get_group_member_pages, get_group_owners
from cartography.models.microsoft.entra.group import EntraGroupSchema
from kiota_abstractions.authentication.anonymous_authentication_provider import AnonymousAuthenticationProvider
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter

MEMBERS = ["user", "group", "servicePrincipal", "device"]
OWNERS = ["user", "servicePrincipal"]


def graph(request):
    kinds = OWNERS if request.url.path.endswith("/owners") else MEMBERS
    return httpx.Response(200, json={"value": [{"@odata.type": f"#microsoft.graph.{kind}", "id": kind} for kind in kinds]})


async def asked():
    http = httpx.AsyncClient(transport=httpx.MockTransport(graph))
    client = GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider(), client=http))
    members = [each async for users, groups in get_group_member_pages(client, "g1") for each in (*users, *groups)]
    return members, await get_group_owners(client, "g1")


members, owners = asyncio.run(asked())
edges = EntraGroupSchema().other_relationships.rels
sources = sorted({edge.target_node_label for edge in edges if edge.rel_label == "MEMBER_OF"})
print("members:", *members, "of", *MEMBERS, "| owners:", *owners, "of", *OWNERS, "| MEMBER_OF from", *sources)
assert members == ["user", "group"] and owners == ["user"], (members, owners)
assert sources == ["EntraGroup", "EntraUser"], sources
PYTHON
venv/bin/python -W ignore seen.py
