#!/usr/bin/env bash
# azure-mgmt-networkcloud 3.0.0, the client of Azure Operator Nexus: a PATCH that is to take something off a cluster.
# `None` as the value of a field, whether given to the model or assigned later, is not sent: the PATCH has no such key, and
# leaves the setting as it was. `None` for one of the `user_assigned_identities`, and `None` in a dict that is given to the model, are
# sent as null, and clear it. A field is cleared by `azure.core.serialization.NULL`. So "remove the identity from the analytics
# output settings, then from the cluster" does the second step only, and the settings name an identity that is gone.
#
# Guess: None means the same everywhere in a request, and None that someone assigned to a field that was set clears it.
# Seen: field None: {"properties": {}} | assigned None: {"properties": {}} | dict None: null | NULL: null | identity None: null
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-mgmt-networkcloud==3.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace

from azure.core.credentials import AccessToken
from azure.core.serialization import NULL
from azure.mgmt.networkcloud import NetworkCloudMgmtClient
from azure.mgmt.networkcloud.models import AnalyticsOutputSettings, ClusterPatchParameters, ManagedServiceIdentity


class Sent(Exception):
    """The body of the request, which goes nowhere."""


def send(request, **_):
    raise Sent(request.content)


credential = SimpleNamespace(get_token=lambda *_, **__: AccessToken("token", 2**40))
transport = SimpleNamespace(send=send, close=lambda: None)
client = NetworkCloudMgmtClient(credential, "s", transport=transport)


def sent(update):
    try:
        client.clusters.begin_update("rg", "cluster", cluster_update_parameters=update)
    except Sent as request:
        return request.args[0]


settings = AnalyticsOutputSettings(analytics_workspace_id="/w")
changed = ClusterPatchParameters(analytics_output_settings=settings)
changed.analytics_output_settings = None
identity = ManagedServiceIdentity(type="UserAssigned", user_assigned_identities={"/u": None})
bodies = {
    "field None": sent(ClusterPatchParameters(analytics_output_settings=None)),
    "assigned None": sent(changed),
    "dict None": sent({"properties": {"analyticsOutputSettings": None}}),
    "NULL": sent(ClusterPatchParameters(analytics_output_settings=NULL)),
    "identity None": sent(ClusterPatchParameters(identity=identity)),
}
seen = " | ".join(f"{what}: {'null' if 'null' in text else text}" for what, text in bodies.items())
print(seen)
nothing = '{"properties": {}}'
assert seen == f"field None: {nothing} | assigned None: {nothing} | dict None: null | NULL: null | identity None: null"
PYTHON
