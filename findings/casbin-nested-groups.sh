#!/usr/bin/env bash
# casbin 1.43.0 (pip) and casbin 5.51.1 (npm), `g(r.sub, p.sub)`, with groups in groups or scopes in scopes as roles: the chain is
# followed for ten steps, and what lies beyond is no member. (In Python the tenth step counts no more, in JavaScript it does.)
# Management groups (seven levels), subscription, group, resource and what lies in it are that many. It goes for `deny` too: with
# deny-override, who is denied through a deeper group is allowed. `getImplicitPermissionsForUser` follows the chain to its end and
# lists what `enforce` refuses; a review made of it and the decisions differ, and neither says that there is a limit.
#
# Guess: a chain counts however long it is, as long as it has no circle; both editions agree.
# Seen: python: 9 True, 10 False, denied at 10: allowed | js: 10 true, 11 false, denied at 11: allowed, listed at 11: 1 permission
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >model.conf <<'CONF'
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
CONF
python3 -m venv venv
venv/bin/pip install -q casbin==1.43.0
python=$(venv/bin/python - <<'PYTHON'
import casbin


def enforces(depth, effect):
    """Whether ada may read, with the policy of a group so many steps away; she is allowed by herself where it is a deny."""
    enforcer = casbin.Enforcer("model.conf")
    enforcer.add_policy(f"g{depth}", "sub", "read", effect)
    if effect == "deny":
        enforcer.add_policy("g0", "sub", "read", "allow")
    for step in range(depth):
        enforcer.add_grouping_policy(f"g{step}", f"g{step + 1}")
    return enforcer.enforce("g0", "sub", "read")


assert not enforces(9, "deny")
denied = "allowed" if enforces(10, "deny") else "denied"
print(f"9 {enforces(9, 'allow')}, 10 {enforces(10, 'allow')}, denied at 10: {denied}")
PYTHON
)
npm install --silent --no-audit --no-fund casbin@5.51.1 >/dev/null
cat >chain.mjs <<'JS'
import { readFileSync } from 'fs';
import { newEnforcer, newModel } from 'casbin';

async function chain(depth, effect) {
  const enforcer = await newEnforcer(newModel(readFileSync('model.conf', 'utf8')));
  await enforcer.addPolicy(`g${depth}`, 'sub', 'read', effect);
  if (effect === 'deny') await enforcer.addPolicy('g0', 'sub', 'read', 'allow');
  for (let step = 0; step < depth; step++) await enforcer.addGroupingPolicy(`g${step}`, `g${step + 1}`);
  return enforcer;
}
const enforces = async (depth, effect) => (await chain(depth, effect)).enforce('g0', 'sub', 'read');
const listed = (await (await chain(11, 'allow')).getImplicitPermissionsForUser('g0')).length;
const denied = (await enforces(11, 'deny')) ? 'allowed' : 'denied';
console.log(`10 ${await enforces(10, 'allow')}, 11 ${await enforces(11, 'allow')}, denied at 11: ${denied}, listed at 11: ${listed} permission`);
JS
seen="python: $python | js: $(node chain.mjs)"
echo "$seen"
[ "$seen" = 'python: 9 True, 10 False, denied at 10: allowed | js: 10 true, 11 false, denied at 11: allowed, listed at 11: 1 permission' ]
