#!/usr/bin/env bash
# casbin 1.43.0 (pip), what it offers for reviews beside `enforce`, with an allow, a deny that overrides it and groups in groups. `get_allowed_object_conditions(user,
# action, prefix)`, "object conditions that the user can access", which is made for the filter of a query, lists objects of deny rules too: who is
# denied s3 gets s3, and eve, who may read nothing, gets s1 twice. `get_implicit_users_for_resource`, "only users will be
# returned, roles will be excluded", goes one step: a group within the group is a user, and its members aren't there; who has the scope by a
# pattern (`scope:s*`, as roles above a scope are written) isn't either; eve comes with an allow and with a deny, to be settled by the reader.
# `get_implicit_users_for_permission` asks `enforce` of each subject, and is right, and so is that of casbin 5.51.1 (npm).
#
# Guess: what is called allowed is what `enforce` allows; users are found through nested groups, as `g` follows them.
# Seen: ada may s1 s2, listed s3 s2 s1 | eve may none, listed s1 s1 | who at s1: eve allow, admins allow, eve deny; by permission: ada kim
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q casbin==1.43.0
npm install --silent --no-fund --no-audit --no-save casbin@5.51.1
cat >model.conf <<'TEXT'
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && keyMatch(r.obj, p.obj) && r.act == p.act
TEXT
cat >policy.csv <<'TEXT'
p, owners, scope:s1, read, allow
p, blocked, scope:s1, read, deny
p, kim, scope:s*, read, allow
p, ada, scope:s3, read, deny
p, ada, scope:s2, read, allow
g, admins, owners
g, ada, admins
g, eve, owners
g, eve, blocked
TEXT
cat >seen.py <<'PYTHON'
import casbin

enforcer = casbin.Enforcer("model.conf", "policy.csv")
scopes = ["scope:s1", "scope:s2", "scope:s3"]
may = {who: [scope for scope in scopes if enforcer.enforce(who, scope, "read")] for who in ("ada", "eve", "kim")}
listed = {who: enforcer.get_allowed_object_conditions(who, "read", "scope:") for who in may}
users = enforcer.get_implicit_users_for_resource("scope:s1")
asked = sorted(enforcer.get_implicit_users_for_permission("scope:s1", "read"))
print("may", may, "| listed", listed, "| users", *(f"{who} {effect}" for who, _, _, effect in users), "| by permission", *asked)
assert may == {"ada": scopes[:2], "eve": [], "kim": scopes}, may
assert {who: sorted(found) for who, found in listed.items()} == {"ada": ["s1", "s2", "s3"], "eve": ["s1", "s1"], "kim": ["s*"]}, listed
assert sorted((who, effect) for who, _, _, effect in users) == [("admins", "allow"), ("eve", "allow"), ("eve", "deny")], users
assert asked == ["ada", "kim"], asked
PYTHON
venv/bin/python seen.py
cat >seen.cjs <<'JAVASCRIPT'
const assert = require("node:assert");
const { newEnforcer } = require("casbin");

(async () => {
  const enforcer = await newEnforcer("model.conf", "policy.csv");
  const asked = await enforcer.getImplicitUsersForPermission("scope:s1", "read");
  console.log("npm, by permission", ...asked.sort());
  assert.deepEqual(asked.sort(), ["ada", "kim"]);
})();
JAVASCRIPT
node seen.cjs
