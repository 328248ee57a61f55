#!/usr/bin/env bash
# @cedar-policy/cedar-wasm 4.13.0 (npm) and cedarpy 4.12.2 (pip), policies that name a group of actions, `action in Action::"write"`, as one has them made of
# Azure's operations: which action is in which group stands in the schema, against which the policies are validated when they are
# written, without an error or a warning. A request is decided without it unless it is given each time, and then no action is in any group. So the forbid of
# all writes doesn't count, and eve, who may do anything but that, assigns roles: Allow, with no error. The permit of a group gives nothing. With the schema in
# the request, or with the actions and their parents among the entities, it is as one reads it. A test that hands over the schema passes, and
# a service that doesn't differs from it.
#
# Guess: a policy that was validated means the same wherever it is decided; or a group that nobody defines is an error.
# Seen: cedar-wasm and cedarpy: without schema: ada deny, eve allow, no errors | with schema: ada allow, eve deny | with actions as entities: ada allow, eve deny
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q cedarpy==4.12.2
npm install --silent --no-fund --no-audit --no-save @cedar-policy/cedar-wasm@4.13.0
cat >schema.cedarschema <<'CEDAR'
entity User;
entity Scope;
action "write";
action "Microsoft.Authorization/roleAssignments/write" in ["write"] appliesTo {
  principal: [User],
  resource: [Scope],
  context: {}
};
CEDAR
cat >policies.cedar <<'CEDAR'
permit(principal == User::"ada", action in [Action::"write"], resource);
permit(principal == User::"eve", action, resource);
forbid(principal == User::"eve", action in Action::"write", resource);
CEDAR
cat >entities.json <<'JSON'
[{
  "uid": {"type": "Action", "id": "Microsoft.Authorization/roleAssignments/write"},
  "attrs": {},
  "parents": [{"type": "Action", "id": "write"}]
}]
JSON
cat >seen.cjs <<'JAVASCRIPT'
const { readFileSync } = require("node:fs");
const { isAuthorized, validate } = require("@cedar-policy/cedar-wasm/nodejs");

const read = (name) => readFileSync(name, "utf8");
const schema = read("schema.cedarschema");
const policies = { staticPolicies: read("policies.cedar") };
const { validationErrors, validationWarnings, otherWarnings } = validate({ schema, policies });
const decided = (id, more) => {
  const action = { type: "Action", id: "Microsoft.Authorization/roleAssignments/write" };
  const request = { principal: { type: "User", id }, action, resource: { type: "Scope", id: "s1" }, context: {} };
  const { response, warnings } = isAuthorized({ ...request, policies, entities: [], ...more });
  return [response.decision, ...response.diagnostics.errors, ...warnings].join(" ");
};
const both = (more) => `ada ${decided("ada", more)}, eve ${decided("eve", more)}`;
console.log("complaints", validationErrors.length + validationWarnings.length + otherWarnings.length);
console.log("without schema:", both({}));
console.log("with schema:", both({ schema, validateRequest: true }));
console.log("with actions as entities:", both({ entities: JSON.parse(read("entities.json")) }));
JAVASCRIPT
cat >seen.py <<'PYTHON'
import json
from pathlib import Path

import cedarpy

schema, policies = Path("schema.cedarschema").read_text(), Path("policies.cedar").read_text()
actions = json.loads(Path("entities.json").read_text())
validated = cedarpy.validate_policies(policies, schema)


def both(entities, schema=None):
    def decided(who):
        action = 'Action::"Microsoft.Authorization/roleAssignments/write"'
        request = {"principal": f'User::"{who}"', "action": action, "resource": 'Scope::"s1"', "context": {}}
        answer = cedarpy.is_authorized(request, policies, entities, schema)
        return " ".join([answer.decision.value.lower(), *map(str, answer.diagnostics.errors)])

    return f"ada {decided('ada')}, eve {decided('eve')}"


print("complaints", len(validated.errors))
print("without schema:", both([]))
print("with schema:", both([], schema))
print("with actions as entities:", both(actions))
PYTHON
cat >expected.txt <<'TEXT'
complaints 0
without schema: ada deny, eve allow
with schema: ada allow, eve deny
with actions as entities: ada allow, eve deny
TEXT
node seen.cjs | tee wasm.txt
venv/bin/python seen.py >python.txt
diff expected.txt wasm.txt
diff expected.txt python.txt
