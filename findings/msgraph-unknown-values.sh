#!/usr/bin/env bash
# msgraph-sdk 1.65.0 (pip): a value that the SDK doesn't know, where Microsoft Graph has since got a new one, is read as None: a policy of
# conditional access whose `builtInControls` are `mfa` and a newer one has `[Mfa, None]`, and an unknown `state` is None, as if
# none was set. The text is nowhere: not in `additional_data`, where unknown fields go. Read, changed and written back, the
# list has a null, and the field that stood alone is left out. A report of who must do what to sign in, or a copy of the policy, is
# then of another policy. Compare with the JSON, or stop at a None that a list holds.
#
# Guess: an error, or the text as it came, as the SDKs for resource management do.
# Seen: state None, controls Mfa None, additional_data {} | written: [mfa, null], no state
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile msgraph-sdk==1.65.0
"$folder/venv/bin/python" - <<'PYTHON'
import json

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer_factory import JsonSerializationWriterFactory
from msgraph.generated.models.conditional_access_policy import ConditionalAccessPolicy

KIND = "application/json"
answered = {
    "id": "p",
    "state": "enabledInSomeNewWay",
    "grantControls": {"operator": "AND", "builtInControls": ["mfa", "someNewControl"]},
}
node = JsonParseNodeFactory().get_root_parse_node(KIND, json.dumps(answered).encode())
policy = node.get_object_value(ConditionalAccessPolicy)
writer = JsonSerializationWriterFactory().get_serialization_writer(KIND)
writer.write_object_value(None, policy)
written = json.loads(writer.get_serialized_content())

controls = " ".join(control.name if control else "None" for control in policy.grant_controls.built_in_controls)
kept = {**policy.additional_data, **policy.grant_controls.additional_data}
seen = f"state {policy.state}, controls {controls}, additional_data {kept}"
back = json.dumps(written["grantControls"]["builtInControls"]).replace('"', "")
seen += f" | written: {back}, {written.get('state', 'no state')}"
print(seen)
assert seen == "state None, controls Mfa None, additional_data {} | written: [mfa, null], no state"
PYTHON
