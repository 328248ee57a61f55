#!/usr/bin/env bash
# regopy 1.5.2 (pip, Rego in C++) beside gordon-to-regorus 0.13.0 (pip, Rego in Rust), one policy: who has a role is allowed, `not expired`
# and `not blocked`. In regopy `time.parse_rfc3339_ns` is undefined of a time that ends in `Z`, as all of Azure's do, `net.cidr_contains`
# of any address, and `regex.match` with `(?i)`; what is undefined is no error, `expired` and `blocked` don't hold, and everybody is
# allowed. With `+00:00` for the Z it is right. Its `time.diff` of a year is 11 months and 30 days, `max` takes null, the least of all values in
# Rego, for more than a date, and `object.union` loses what both have below a key. regorus has these as OPA documents them, but
# `time.add_date` of a month to 31 January is 28 February in it, and 3 March in regopy and OPA.
#
# Guess: engines of one language agree on what OPA documents, and what one lacks is an error.
# Seen: regopy Z allowed, +00:00 denied, network allowed, (?i) allowed | regorus Z denied, +00:00 denied, network denied, (?i) denied ||
# year 11 months, 1 year | max null, 2026-03-01 | union y, x y | 31 January and a month 03-03, 02-28
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q regopy==1.5.2 gordon-to-regorus==0.13.0
venv/bin/python - <<'PYTHON'
import json
from datetime import datetime, timezone

import regorus
from regopy import Interpreter

POLICY = """
package access
import rego.v1
default allow := false
expired if time.parse_rfc3339_ns(input.end) < time.parse_rfc3339_ns("2026-06-01T00:00:00+00:00")
blocked if net.cidr_contains("203.0.113.0/24", input.address)
blocked if regex.match("(?i)^microsoft.authorization/", input.action)
allow if {
    input.role == "Owner"
    not expired
    not blocked
}
"""


def regopy(question, given):
    engine = Interpreter()
    engine.add_module("access.rego", POLICY)
    engine.set_input(given)
    return json.loads(str(engine.query(f"x = {question}")))["bindings"]["x"]


def rust(question, given):
    engine = regorus.Engine()
    engine.add_policy("access.rego", POLICY)
    engine.add_policy("ask.rego", f"package ask\nx := {question}")
    engine.set_input_json(json.dumps(given))
    return engine.eval_rule("data.ask.x")


def answers(engine):
    request = {"role": "Owner", "end": "2026-09-01T00:00:00+00:00", "address": "192.0.2.1", "action": "Microsoft.Compute/virtualMachines/read"}
    assert engine("data.access.allow", request) is True
    assert engine("data.access.allow", {**request, "role": "Reader"}) is False
    changes = {
        "Z": {"end": "2026-03-01T07:14:03Z"},
        "+00:00": {"end": "2026-03-01T07:14:03+00:00"},
        "network": {"address": "203.0.113.7"},
        "(?i)": {"action": "MICROSOFT.AUTHORIZATION/roleAssignments/write"},
    }
    return ", ".join(f"{name} {'allowed' if engine('data.access.allow', {**request, **change}) else 'denied'}" for name, change in changes.items())


def both(question, show):
    return ", ".join(show(engine(question, {})) for engine in (regopy, rust))


def nanoseconds(*day):
    return int(datetime(*day, tzinfo=timezone.utc).timestamp()) * 1_000_000_000


def years(parts):
    return "1 year" if parts[0] else f"{parts[1]} months"


def day(moment):
    return datetime.fromtimestamp(moment // 1_000_000_000, timezone.utc).strftime("%m-%d")


parts = [
    "year " + both(f"time.diff({nanoseconds(2026, 3, 1)}, {nanoseconds(2025, 3, 1)})", years),
    "max " + both('max(["2026-03-01", null])', lambda value: str(value or "null")),
    "union " + both('object.union({"a": {"x": 1}}, {"a": {"y": 2}})', lambda value: " ".join(sorted(value["a"]))),
    "31 January and a month " + both(f"time.add_date({nanoseconds(2026, 1, 31)}, 0, 1, 0)", day),
]
seen = f"regopy {answers(regopy)} | regorus {answers(rust)} || " + " | ".join(parts)
print(seen)
assert seen == (
    "regopy Z allowed, +00:00 denied, network allowed, (?i) allowed | "
    "regorus Z denied, +00:00 denied, network denied, (?i) denied || "
    "year 11 months, 1 year | max null, 2026-03-01 | union y, x y | 31 January and a month 03-03, 02-28"
)
PYTHON
