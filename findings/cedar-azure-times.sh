#!/usr/bin/env bash
# cedarpy 4.12.2 (pip), Cedar, with times as Azure writes them: `datetime("…")` takes none or just three digits of a second, and `Z` or an
# offset without a colon. `2026-03-01T07:14:03.1234567Z`, which is how createdOn, endDateTime and each log of Azure have it, is an error, and so are
# `.12Z`, Python's `isoformat()` with its six digits, and `+00:00`. A `forbid` that compares such a time fails and is left out: who was denied after
# the end of an assignment is allowed, with the error in the diagnostics alone; a `permit` never allows. Times that happen to
# have no fraction (an end that a person chose) work, so that tests pass. Cut the fraction to three digits before asking.
#
# Guess: a time of RFC 3339 is a time, however many digits its seconds have.
# Seen: expired, forbidden: 03Z denied, 03.123Z denied, 03.1234567Z allowed, 03.12Z allowed, 03.123456+00:00 allowed, 03+0000 denied
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q cedarpy==4.12.2
"$folder/venv/bin/python" - <<'PYTHON'
import cedarpy

policies = """
permit(principal, action, resource);
forbid(principal, action, resource) when { datetime(context.end) < datetime("2026-06-01T00:00:00Z") };
"""


def ask(end):
    request = {"principal": 'User::"ada"', "action": 'Action::"read"', "resource": 'Scope::"s"', "context": {"end": end}}
    result = cedarpy.is_authorized(request, policies, [])
    assert bool(result.diagnostics.errors) == result.allowed
    return "allowed" if result.allowed else "denied"


ends = ("03Z", "03.123Z", "03.1234567Z", "03.12Z", "03.123456+00:00", "03+0000")
seen = "expired, forbidden: " + ", ".join(f"{end} {ask('2026-03-01T07:14:' + end)}" for end in ends)
print(seen)
assert seen == (
    "expired, forbidden: 03Z denied, 03.123Z denied, 03.1234567Z allowed, 03.12Z allowed, "
    "03.123456+00:00 allowed, 03+0000 denied"
)
future = {"principal": 'User::"ada"', "action": 'Action::"read"', "resource": 'Scope::"s"', "context": {"end": "2026-07-01T00:00:00.123Z"}}
control = cedarpy.is_authorized(future, policies, [])
assert control.allowed and not control.diagnostics.errors
PYTHON
