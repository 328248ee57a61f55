#!/usr/bin/env bash
# mlflow-oidc-auth 11.0.2 (pip), who may sign in to MLflow, and who administers it, by groups of Entra ID, with the plugin for them
# (`group_detection_microsoft_entra_id`) in place of the token's claim: it asks `me/memberOf`, which lists what somebody is a direct member of. Who is in a group within
# the admitted one stays out, while the claim `groups` of a token holds nested groups too, so that the two ways admit
# different people. Directory roles and administrative units, which Microsoft Graph lists there as well, count as groups: with a pattern such as
# `*Reader*` for the groups, whoever has the directory role Global Reader is admitted as if by a group. And groups are names, which needn't be
# unique in a directory, where the claim has ids, so that a setting that is right for one way admits nobody by the other.
#
# Guess: a plugin for groups gives the groups that the claim gives, nested ones too, and groups only.
# Seen: plugin: ops Global Reader Norway | admitted to "mlflow", by the group ops in it: plugin no, token yes | by *Reader*: plugin Global Reader, token no
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-deps mlflow-oidc-auth==11.0.2
venv/bin/pip install -q requests==2.32.5 truststore==0.10.4 2>/dev/null
cat >seen.py <<'PYTHON'
from types import SimpleNamespace

from mlflow_oidc_auth.group_patterns import admitting_rule
from mlflow_oidc_auth.plugins import group_detection_microsoft_entra_id as plugin

# The group ops is a member of the group mlflow; the user is in ops, and has a directory role within an administrative unit.
DIRECT = [
    {"@odata.type": "#microsoft.graph.group", "id": "id-of-ops", "displayName": "ops"},
    {"@odata.type": "#microsoft.graph.directoryRole", "id": "r1", "displayName": "Global Reader"},
    {"@odata.type": "#microsoft.graph.administrativeUnit", "id": "u1", "displayName": "Norway"},
]
NESTED = [{"@odata.type": "#microsoft.graph.group", "id": "id-of-mlflow", "displayName": "mlflow"}]
ANSWERS = {"memberOf": DIRECT, "transitiveMemberOf": DIRECT + NESTED}


def get(url, **_):
    found = ANSWERS[url.partition("?")[0].split("/")[5]]
    return SimpleNamespace(ok=True, json=lambda: {"value": found})


plugin.http_client = SimpleNamespace(get=get)
asked = plugin.get_user_groups("token")
claim = ["id-of-ops", "id-of-mlflow"]


def admitted(groups, names, patterns=()):
    rule = admitting_rule(groups, list(names), list(patterns))
    return rule.group if rule else "no"


nested = admitted(asked, ["mlflow"]), admitted(claim, ["id-of-mlflow"])
role = admitted(asked, [], ["*Reader*"]), admitted(claim, [], ["*Reader*"])
direct = admitted(asked, ["ops"]), admitted(claim, ["id-of-ops"])
print("plugin:", *asked, "| nested:", *nested, "| by *Reader*:", *role, "| direct:", *direct)
assert asked == ["ops", "Global Reader", "Norway"], asked
assert nested == ("no", "id-of-mlflow"), nested
assert role == ("Global Reader", "no"), role
assert direct == ("ops", "id-of-ops"), direct
PYTHON
venv/bin/python seen.py
