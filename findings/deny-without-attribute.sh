#!/usr/bin/env bash
# py-abac 0.4.1, vakt 1.6.0 and cedarpy 4.12.2 (Cedar), where everybody is allowed and a deny says "unless the owner is ada", and
# the request has no owner at all. Of Azure's tags, custom security attributes and claims many are absent. In vakt the deny
# doesn't count, whatever its rule. In py-abac it depends on how one writes it: `NotEquals` doesn't count, `IsNotIn` of the same
# one value does. In Cedar the forbid fails and is left out; the answer is "allow", with the error in its diagnostics. So a
# deny-first model carried over lets through whoever has no attribute, unless the policy asks for its presence (`principal has
# owner`, `NotExists`).
#
# Guess: what is absent is not ada, so it is denied; `NotEquals` and `IsNotIn` agree.
# Seen: absent: vakt NotEq allowed, NotIn allowed | py-abac NotEquals allowed, IsNotIn denied | cedar allowed, 1 error || eve: all
# denied
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q py-abac==0.4.1 vakt==1.6.0 cedarpy==4.12.2
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import cedarpy
import vakt
from py_abac import PDP, AccessRequest, Policy
from py_abac.storage.memory import MemoryStorage
from vakt.rules import Any, NotEq, NotIn


def by_vakt(rule, attributes):
    storage = vakt.MemoryStorage()
    everything = {"subjects": [Any()], "resources": [Any()], "actions": [Any()]}
    storage.add(vakt.Policy("1", effect=vakt.ALLOW_ACCESS, **everything))
    storage.add(vakt.Policy("2", effect=vakt.DENY_ACCESS, context={"owner": rule}, **everything))
    inquiry = vakt.Inquiry(subject="s", resource="r", action="a", context=attributes)
    return vakt.Guard(storage, vakt.RulesChecker()).is_allowed(inquiry)


def by_py_abac(condition, attributes):
    storage = MemoryStorage()
    for uid, effect, rules in [("1", "allow", {}), ("2", "deny", {"subject": {"$.owner": condition}})]:
        storage.add(Policy.from_json({"uid": uid, "effect": effect, "rules": rules, "targets": {}, "priority": 0}))
    request = {part: {"id": part, "attributes": {}} for part in ("subject", "resource", "action")}
    request["subject"]["attributes"] = attributes
    return PDP(storage).is_allowed(AccessRequest.from_json({**request, "context": {}}))


def by_cedar(attributes):
    policies = 'permit(principal, action, resource); forbid(principal, action, resource) when { context.owner != "ada" };'
    request = {"principal": 'User::"s"', "action": 'Action::"a"', "resource": 'Resource::"r"', "context": attributes}
    return cedarpy.is_authorized(request, policies, [])


def word(allowed):
    return "allowed" if allowed else "denied"


def answers(attributes):
    cedar = by_cedar(attributes)
    return (
        f"vakt NotEq {word(by_vakt(NotEq('ada'), attributes))}, NotIn {word(by_vakt(NotIn('ada'), attributes))} | "
        f"py-abac NotEquals {word(by_py_abac({'condition': 'NotEquals', 'value': 'ada'}, attributes))}, "
        f"IsNotIn {word(by_py_abac({'condition': 'IsNotIn', 'values': ['ada']}, attributes))} | "
        f"cedar {word(cedar.allowed)}, {len(cedar.diagnostics.errors)} error"
    )


eve = answers({"owner": "eve"})
seen = f"absent: {answers({})} || eve: {'all denied' if 'allowed' not in eve else eve}"
print(seen)
assert seen == (
    "absent: vakt NotEq allowed, NotIn allowed | py-abac NotEquals allowed, IsNotIn denied | cedar allowed, 1 error || eve: all denied"
)
PYTHON
