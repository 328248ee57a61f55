#!/usr/bin/env bash
# msgraph-sdk 1.65.0 (pip), custom security attributes of a user or an application, which conditions of role assignments compare
# (`@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project] StringEquals '2026-01-01'`): a text that looks like a date comes out
# as a datetime, one value of a list beside texts. The same goes for each field that the SDK has no name for, as extension attributes. Made
# into text again it is `2026-01-01 00:00:00` (`str`, `json.dumps(default=str)`), or `2026-01-01T00:00:00+00:00`, which no condition equals. So who holds
# a role by such a value is told wrongly, and a value that is written back is another. `2026-1`, `20260101` and `1001` stay texts.
#
# Guess: attributes of type String are texts.
# Seen: Baker str, 2026-01-01 datetime, 20260101 str | as text: 2026-01-01 00:00:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile msgraph-sdk==1.65.0 microsoft-kiota-serialization-json==1.16.0
"$folder/venv/bin/python" - <<'PYTHON'
import json

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph.generated.models.user import User

PROJECTS = ["Baker", "2026-01-01", "20260101"]
answered = {
    "@odata.type": "#microsoft.graph.user",
    "id": "ada",
    "customSecurityAttributes": {
        "Engineering": {
            "@odata.type": "#microsoft.graph.customSecurityAttributeValue",
            "Project@odata.type": "#Collection(String)",
            "Project": PROJECTS,
        }
    },
}
user = JsonParseNodeFactory().get_root_parse_node("application/json", json.dumps(answered).encode()).get_object_value(User)
found = user.custom_security_attributes.additional_data["Engineering"]["Project"]
kinds = [type(value).__name__ for value in found]
text = json.loads(json.dumps(found, default=str))[1]
seen = f"{', '.join(f'{project} {kind}' for project, kind in zip(PROJECTS, kinds, strict=True))} | as text: {text}"
print(seen)
assert seen == "Baker str, 2026-01-01 datetime, 20260101 str | as text: 2026-01-01 00:00:00"
PYTHON
