#!/usr/bin/env bash
# overreach 0.1.0 (pip), which audits roles of Entra ID: whoever has a role through an activation in PIM, for an hour, is reported as one who
# has it "standing", "available 24/7, not on demand" (OP1, critical, confidence high), with the advice to make the role eligible, which it is.
# Both are in one list of Microsoft Graph (`roleAssignmentScheduleInstances`), whose `assignmentType` (Activated, Assigned) isn't
# read; so the findings are those of the hour at which one asks. Where Graph refuses that list, for want of a licence or of a
# permission, nobody holds a role: no finding, no warning, exit code 0.
#
# Guess: an activation is told from a standing assignment, that being what the rule is of; a list that is refused is an error.
# Seen: activated: OP1 critical | assigned: OP1 critical | refused: 0 identities, no error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile overreach==0.1.0
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json
import urllib.error
from unittest import mock

from overreach import collect_graph
from overreach.engine import _parse, scan

ADA = {"@odata.type": "#microsoft.graph.user", "id": "ada"}
ROLE = {"principal": ADA, "roleDefinition": {"displayName": "Global Administrator"}, "directoryScopeId": "/"}


def gathered(kind):
    """The inventory of a tenant in which Ada is eligible for a role, and has it now in this way."""

    def graph(request):
        url = request.full_url
        if kind == "refused" and "/roleManagement/" in url:
            raise urllib.error.HTTPError(url, 403, "Forbidden", {}, io.BytesIO(b"{}"))
        value = []
        if "/users?" in url:
            value = [{"id": "ada", "userPrincipalName": "ada@contoso.com", "accountEnabled": True, "userType": "Member"}]
        elif "roleEligibilityScheduleInstances" in url:
            value = [ROLE | {"memberType": "Direct"}]
        elif "roleAssignmentScheduleInstances" in url:
            until = {"endDateTime": "2026-03-01T09:00:00Z"} if kind == "activated" else {}
            value = [ROLE | {"assignmentType": kind.capitalize(), "startDateTime": "2026-03-01T08:00:00Z"} | until]
        return io.BytesIO(json.dumps({"value": value}).encode())

    with (
        mock.patch.object(collect_graph, "_token", lambda: "token"),
        mock.patch.object(collect_graph.urllib.request, "urlopen", graph),
    ):
        return _parse(json.loads(collect_graph.gather()))[1]


seen = []
for kind in ("activated", "assigned"):
    standing = [finding for finding in scan(gathered(kind)) if finding.rule == "OP1"]
    assert [finding.confidence for finding in standing] == ["high"] and "24/7" in standing[0].evidence
    seen.append(f"{kind}: OP1 {standing[0].severity}")
seen.append(f"refused: {len(gathered('refused'))} identities, no error")
seen = " | ".join(seen)
print(seen)
assert seen == "activated: OP1 critical | assigned: OP1 critical | refused: 0 identities, no error"
PYTHON
