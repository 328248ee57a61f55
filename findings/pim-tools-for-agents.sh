#!/usr/bin/env bash
# entra-pim-mcp-server 1.0.1 and azure-utils-mcp 0.2.0 (pip), by which an agent says what somebody may activate in Privileged Identity Management: the first lists eligible
# roles of Entra ID without the scope that each is for, and calls one "Active" if the role is active at any. Who is eligible for User Administrator of the directory, and
# of the unit Norway, and has activated it for Norway, is told twice that it is active, and its instructions are to report that instead of activating
# the other. The second asks each subscription, and takes a refusal for an empty list: "No eligible PIM roles found across accessible subscriptions", in the words of
# somebody who has none. Roles of a management group, which each subscription lists as inherited, come once for each of them, with a
# scope that its own `activate_role`, asked to be given it "exactly as returned", can't match to a subscription.
#
# Guess: what is active is so at its scope, a refusal is said, and what is listed can be activated.
# Seen: directory, Norway: Active Active (without activation: Eligible Eligible) | refused: No eligible PIM roles found | management group: listed twice, Could
# not match scope
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile entra-pim-mcp-server==1.0.1 azure-utils-mcp==0.2.0 mcp==1.30.0
cat >seen.py <<'PYTHON'
import asyncio
import json
from types import SimpleNamespace

import httpx
from azure.core.exceptions import HttpResponseError
from azure_utils_mcp.tools.authorization import activate_role as activating
from azure_utils_mcp.tools.authorization import list_eligible_roles as listing
from entra_pim_mcp_server import server
from kiota_abstractions.authentication.anonymous_authentication_provider import AnonymousAuthenticationProvider
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter

ROLE = {"roleDefinitionId": "r1", "roleDefinition": {"id": "r1", "displayName": "User Administrator"}}
ELIGIBLE = [{**ROLE, "id": "e1", "directoryScopeId": "/"}, {**ROLE, "id": "e2", "directoryScopeId": "/administrativeUnits/norway"}]
ACTIVE = [{"id": "a1", "roleDefinitionId": "r1", "directoryScopeId": "/administrativeUnits/norway"}]
MANAGEMENT_GROUP = "/providers/Microsoft.Management/managementGroups/contoso"


def entra(active):
    """What the server says of each eligible role, with these activated."""
    rows = {"roleEligibilitySchedules": ELIGIBLE, "roleAssignmentScheduleInstances": active}

    def graph(request):
        return httpx.Response(200, json={"value": rows.get(request.url.path.split("/")[-2], [])})

    async def listed():
        http = httpx.AsyncClient(transport=httpx.MockTransport(graph))
        client = GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider(), client=http))

        async def get_client():
            return client

        server.get_client = get_client
        return (await server.list_eligible()).assignments

    found = asyncio.run(listed())
    assert not any("norway" in json.dumps(each.model_dump()) for each in found)
    return [each.status for each in found]


def azure(eligible):
    """What the tools say where a subscription answers so."""
    instances = SimpleNamespace(list_for_scope=eligible)
    role = SimpleNamespace(id="r1", role_name="Owner")
    definitions = SimpleNamespace(get_by_id=lambda _: role, list=lambda scope: [role])
    client = SimpleNamespace(role_eligibility_schedule_instances=instances, role_definitions=definitions)
    for module in (listing, activating):
        module.AuthorizationManagementClient = lambda *_: client
        module.get_subscriptions = lambda: [{"name": "one", "id": "s1"}, {"name": "two", "id": "s2"}]
    activating.get_principal_id = lambda: "p1"
    return listing.list_eligible_roles()


def refuse(**_):
    raise HttpResponseError("InsufficientPermissions")


def inherited(**_):
    return [SimpleNamespace(role_definition_id="r1", scope=MANAGEMENT_GROUP, status="Provisioned", start_date_time=None, end_date_time=None)]


states = entra([]), entra(ACTIVE)
refused, none = azure(refuse), azure(lambda **_: [])
listed = [each["scope"] for each in json.loads(azure(inherited))]
activated = activating.activate_role("Owner", listed[0], "incident 7")
print("directory, Norway:", *states[0], "| Norway activated:", *states[1], "| refused:", refused, "| listed:", *listed, "|", activated)
assert states == (["Eligible", "Eligible"], ["Active", "Active"]), states
assert refused == none == "No eligible PIM roles found across accessible subscriptions.", refused
assert listed == [MANAGEMENT_GROUP] * 2, listed
assert activated == f"Could not match scope '{MANAGEMENT_GROUP}' to an accessible subscription.", activated
PYTHON
venv/bin/python seen.py 2>/dev/null
