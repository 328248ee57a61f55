#!/usr/bin/env bash
# ocsfkit 0.9.0 (pip), which makes events of OCSF out of logs, with its pack `azure-activity`: every call of Azure's activity log becomes a sign-in
# (class 3002, Authentication, activity Logon), and a successful one, `status_id` 1, whatever `resultType` says. A role assignment that Azure
# refused is "Logon, Success"; only the text `status` says Failure. Of who called nothing is left, as the pack reads `caller`, which the list
# of az has, and logs that Azure exports to storage and event hubs don't; there it is in the claims. So whoever counts sign-ins counts changes
# of resources, and who looks for changes of access (class 3005) or failed ones finds none. `ocsfkit lint` has no error; `gate` fails, over
# fields that nothing reads, not over the class. The pack `azure-ad-signin` has failed sign-ins as failed.
#
# Guess: calls are API Activity (6003), changes of access User Access Management (3005), and a failure is 2.
# Seen: role assignment refused: 3002 Logon, status_id 1 Failure, by nobody | from az's list: by eve | lint: 0 errors | sign-in refused: status_id 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q ocsfkit==0.9.0
tr -d '\n' >exported.ndjson <<'JSON'
{"time": "2026-03-01T07:14:03.1234567Z", "resourceId": "/SUBSCRIPTIONS/00000000-0000-0000-0000-0000000000AA",
"operationName": "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE", "category": "Administrative", "resultType": "Failure",
"resultSignature": "Failed.Forbidden",
"identity": {"claims": {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn": "eve@contoso.com"}},
"tenantId": "00000000-0000-0000-0000-0000000000bb"}
JSON
sed 's/"identity".*}},/"caller": "eve@contoso.com",/' exported.ndjson >listed.ndjson
tr -d '\n' >signin.ndjson <<'JSON'
{"createdDateTime": "2026-03-01T07:14:03Z", "appDisplayName": "Azure Portal", "userPrincipalName": "eve@contoso.com",
"userId": "00000000-0000-0000-0000-00000000e4e1", "status": {"errorCode": 50126}}
JSON
for log in exported listed; do
    venv/bin/ocsfkit map "$log.ndjson" --pack azure-activity --format ndjson >"$log.ocsf"
done
venv/bin/ocsfkit map signin.ndjson --pack azure-ad-signin --format ndjson >signin.ocsf
venv/bin/ocsfkit lint exported.ocsf >report
errors=$(grep -c '│ error' report || true)
cat >show.py <<'PYTHON'
import json

for name in ("exported", "listed", "signin"):
    event = json.load(open(f"{name}.ocsf"))
    who = event.get("actor", {}).get("user", {}).get("name")
    print(name, event["class_uid"], event["activity_name"], event["status_id"], event["status"], who)
PYTHON
venv/bin/python show.py >out
echo "lint: $errors errors" >>out
cat out
diff out - <<'SEEN'
exported 3002 Logon 1 Failure None
listed 3002 Logon 1 Failure eve@contoso.com
signin 3002 Logon 2 Failure eve@contoso.com
lint: 0 errors
SEEN
