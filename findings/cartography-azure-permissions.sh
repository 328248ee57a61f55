#!/usr/bin/env bash
# cartography 0.143.0 (pip), Azure's permission relationships (`CAN_READ`, `CAN_MANAGE` … of its graph): four ways to have
# access in Azure are none to it. An assignment at a management group reaches no resource, and one at a resource
# nothing below it: a scope with `/providers/` in it counts for that very id alone. One at a resource group with
# parentheses in its name, which Azure allows, reaches nothing, as the name is taken for a regular expression. And the
# lists of all permissions of a role are put together, so that `notActions` of one take away what another grants. Who
# asks the graph who can read a resource misses these holders; their assignments are in the graph.
#
# Guess: inherited scopes count, as Azure's documentation has them, and names are names.
# Seen: subscription True, management group False, resource above False, rg(prod) False, second permission False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-deps cartography==0.143.0 2>/dev/null
"$folder/venv/bin/pip" install -q backoff boto3 neo4j==6.4.1 pyyaml requests statsd 2>/dev/null
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import os
import sys
import types

import cartography

# The package itself imports the SDKs of all services; only this module of it is needed.
package = types.ModuleType("cartography.intel.azure")
package.__path__ = [os.path.join(cartography.__path__[0], "intel", "azure")]
sys.modules[package.__name__] = package
from cartography.intel.azure import permission_relationships as azure


def can(scope, resource, action, *permissions):
    """Whether a principal with this one assignment is allowed, by the functions that fill the graph."""
    lists = ("actions", "not_actions", "data_actions", "not_data_actions")
    nodes = [{**dict.fromkeys(lists, []), **permission} for permission in permissions]
    held = {
        "permissions": azure.compile_permissions_from_nodes(nodes),
        "scope": azure.compile_azure_regex(azure.resolve_azure_scope(scope)),
    }
    return azure.principal_allowed_on_resource({"assignment": held}, resource, [action])


reader = {"actions": ["*/read"]}
server = "/subscriptions/5b1/resourceGroups/rg/providers/Microsoft.Sql/servers/s"
read = "Microsoft.Sql/servers/read"
answers = {
    "subscription": can("/subscriptions/5b1", server, read, reader),
    "management group": can("/providers/Microsoft.Management/managementGroups/m", server, read, reader),
    "resource above": can(server, f"{server}/databases/d", "Microsoft.Sql/servers/databases/read", reader),
    "rg(prod)": can("/subscriptions/5b1/resourceGroups/rg(prod)", server.replace("rg", "rg(prod)"), read, reader),
    "second permission": can("/subscriptions/5b1", server, read, {"actions": ["*"], "not_actions": ["*/read"]}, reader),
}
seen = ", ".join(f"{what} {allowed}" for what, allowed in answers.items())
print(seen)
assert seen == "subscription True, management group False, resource above False, rg(prod) False, second permission False"
PYTHON
