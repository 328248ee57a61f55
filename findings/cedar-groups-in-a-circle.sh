#!/usr/bin/env bash
# cedarpy 4.12.2 (pip; Cedar 4), with all groups of a tenant as entities, of which two are members of each other, as nested groups
# of a directory can be, or the same user is listed twice, once for each export: no request is decided, be it of somebody who is
# in none of them. It isn't an exception: `allowed` is False, as of somebody without access, and the decision is `NoDecision`,
# with the reason in the diagnostics. `is_authorized_batch` gives the same for each. A review that asks `.allowed` of everybody
# finds that nobody has access. Leave out edges that close a circle (its groups have the same members), or give each group as
# parent of the users themselves.
#
# Guess: being a member is reachability, for which a circle changes nothing; entities that aren't accepted raise.
# Seen: no circle: True Allow | circle elsewhere: False NoDecision, input graph has a cycle | listed twice: False NoDecision,
# duplicate entity entry | flat: True Allow
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q cedarpy==4.12.2
"$folder/venv/bin/python" - <<'PYTHON'
import re

import cedarpy

REQUEST = {"principal": 'User::"ada"', "action": 'Action::"read"', "resource": 'Scope::"sub"', "context": {}}
POLICY = 'permit(principal in Group::"readers", action, resource);'


def entity(kind, name, *groups):
    parents = [{"__entity": {"type": "Group", "id": group}} for group in groups]
    return {"uid": {"__entity": {"type": kind, "id": name}}, "attrs": {}, "parents": parents}


def answer(*more):
    entities = [entity("User", "ada", "team"), entity("Group", "team", "readers"), entity("Group", "readers"), *more]
    result = cedarpy.is_authorized(REQUEST, POLICY, entities)
    batch = cedarpy.is_authorized_batch([REQUEST], POLICY, entities)
    assert batch[0].decision == result.decision
    why = re.search("input graph has a cycle|duplicate entity entry", " ".join(result.diagnostics.errors))
    return f"{result.allowed} {result.decision.name}{f', {why[0]}' if why else ''}"


circle = [entity("Group", "x", "y"), entity("Group", "y", "x")]
flat = [entity("Group", "x"), entity("Group", "y"), entity("User", "eve", "x", "y")]
seen = (
    f"no circle: {answer()} | circle elsewhere: {answer(*circle)} | "
    f"listed twice: {answer(entity('User', 'ada'))} | flat: {answer(*flat)}"
)
print(seen)
assert seen == (
    "no circle: True Allow | circle elsewhere: False NoDecision, input graph has a cycle | "
    "listed twice: False NoDecision, duplicate entity entry | flat: True Allow"
)
PYTHON
