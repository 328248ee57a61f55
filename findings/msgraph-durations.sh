#!/usr/bin/env bash
# msgraph-sdk 1.65.0 (pip; microsoft-kiota-serialization-json 1.16.0), how long an activation in Privileged Identity Management lasts: a duration is
# read as a timedelta, and written as Python prints one, `8:00:00` or `365 days, 0:00:00`, where Microsoft Graph has ISO 8601, `PT8H` and `P365D`. So a
# request for eight hours, and a rule of a policy that is read, changed elsewhere and written back, hold a duration that is none. Months and
# years become days when they are read, 30 and 365, so that half a year in a policy is 180 days in a report. A request with an end
# (`end_date_time`, type AfterDateTime) is written as it should be; a duration goes as text in `additional_data`, with the field left None.
#
# Guess: what is read as ISO 8601 is written as ISO 8601, as times are; P6M isn't a number of days.
# Seen: request PT8H: 8:00:00 | rule P365D: 365 days, 0:00:00 | rule P6M: 180 days, 0:00:00 | end: 2026-03-01T08:00:00+00:00 | as text: PT8H
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile msgraph-sdk==1.65.0 msgraph-core==1.5.2 microsoft-kiota-serialization-json==1.16.0
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import json
from datetime import datetime, timedelta, timezone

import httpx
from kiota_abstractions.authentication.anonymous_authentication_provider import AnonymousAuthenticationProvider
from msgraph import GraphServiceClient
from msgraph.generated.models.expiration_pattern import ExpirationPattern
from msgraph.generated.models.expiration_pattern_type import ExpirationPatternType
from msgraph.generated.models.request_schedule import RequestSchedule
from msgraph.generated.models.unified_role_assignment_schedule_request import UnifiedRoleAssignmentScheduleRequest
from msgraph.graph_request_adapter import GraphRequestAdapter

KIND = "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule"
sent = []


def client(longest=None):
    """Microsoft Graph with a policy whose activations last so long at most."""

    def graph(request):
        if request.method == "GET":
            return httpx.Response(200, json={"@odata.type": KIND, "id": "Expiration_EndUser_Assignment", "maximumDuration": longest})
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={})

    http = httpx.AsyncClient(transport=httpx.MockTransport(graph))
    return GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider(), client=http))


async def requested(**expiration):
    """The expiration of an activation, as it is sent."""
    text = expiration.pop("text", None)
    pattern = ExpirationPattern(**expiration)
    if text:
        pattern.additional_data = {"duration": text}
    request = UnifiedRoleAssignmentScheduleRequest(schedule_info=RequestSchedule(expiration=pattern))
    await client().role_management.directory.role_assignment_schedule_requests.post(request)
    return sent[-1]["scheduleInfo"]["expiration"]


async def written_back(longest):
    """The longest activation, as it is sent once the rule was read and is written back."""
    rule = client(longest).policies.role_management_policies.by_unified_role_management_policy_id("p").rules
    rule = rule.by_unified_role_management_policy_rule_id("Expiration_EndUser_Assignment")
    await rule.patch(await rule.get())
    return sent[-1]["maximumDuration"]


async def main():
    lasts, ends = ExpirationPatternType.AfterDuration, ExpirationPatternType.AfterDateTime
    return {
        "request PT8H": (await requested(type=lasts, duration=timedelta(hours=8)))["duration"],
        "rule PT8H": await written_back("PT8H"),
        "rule P365D": await written_back("P365D"),
        "rule P6M": await written_back("P6M"),
        "end": (await requested(type=ends, end_date_time=datetime(2026, 3, 1, 8, tzinfo=timezone.utc)))["endDateTime"],
        "as text": (await requested(type=lasts, text="PT8H"))["duration"],
    }


seen = asyncio.run(main())
print(" | ".join(f"{name}: {value}" for name, value in seen.items()))
assert seen == {
    "request PT8H": "8:00:00",
    "rule PT8H": "8:00:00",
    "rule P365D": "365 days, 0:00:00",
    "rule P6M": "180 days, 0:00:00",
    "end": "2026-03-01T08:00:00+00:00",
    "as text": "PT8H",
}, seen
PYTHON
