#!/usr/bin/env bash
# cerbos 0.51.0 (npm), with a contributor who may do everything but assign: EFFECT_DENY of `roles: [contributor]` counts for that role, and whoever has
# another role that allows it is allowed. The documentation of 0.40 said that a denial wins, that of 0.52 that one role which allows it will do. A derived
# role, as for who is blocked, counts for its `parentRoles` alone in the same way: with `["*"]` it denies whoever has it, with `[contributor]` an owner beside that
# is allowed. Denials that are to hold, as Azure's deny assignments do, need every role in their list, or `"*"`. And of an attribute that is absent, a
# condition `none of: owner == "eve"` allows, while `!(owner == "eve")` and `owner != "eve"` don't. Case counts in actions: `*/Write` leaves `write`.
#
# Guess: a denial wins over what any role allows; `none of` and `!` say the same.
# Seen: contributor denied, contributor and owner allowed | blocked, parents *: denied, parents contributor: allowed, deny for *: denied
# | absent: none allowed, not denied, unequal denied | */Write: Write denied, write allowed
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund cerbos@0.51.0
mkdir policies
cat > policies/people.yaml <<'YAML'
apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: people
  definitions:
    - {name: blocked, parentRoles: ["*"], condition: {match: {expr: P.attr.blocked == true}}}
    - {name: blocked_contributor, parentRoles: [contributor], condition: {match: {expr: P.attr.blocked == true}}}
YAML
cat > policies/scope.yaml <<'YAML'
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: scope
  version: default
  importDerivedRoles: [people]
  rules:
    - {actions: ["*"], effect: EFFECT_ALLOW, roles: [owner, contributor]}
    - {actions: [assign, "Microsoft.Authorization/*/Write"], effect: EFFECT_DENY, roles: [contributor]}
    - {actions: [purge], effect: EFFECT_DENY, roles: ["*"]}
    - {actions: [delete], effect: EFFECT_DENY, derivedRoles: [blocked]}
    - {actions: [move], effect: EFFECT_DENY, derivedRoles: [blocked_contributor]}
    - {actions: [none], effect: EFFECT_ALLOW, roles: [reader], condition: {match: {none: {of: [{expr: R.attr.owner == "eve"}]}}}}
    - {actions: [not], effect: EFFECT_ALLOW, roles: [reader], condition: {match: {expr: '!(R.attr.owner == "eve")'}}}
    - {actions: [unequal], effect: EFFECT_ALLOW, roles: [reader], condition: {match: {expr: R.attr.owner != "eve"}}}
YAML
cat > ask.mjs <<'JS'
import assert from 'node:assert'

const server = process.env.CERBOS_HTTP
const address = server.startsWith('http') ? server : `http://${server}`

async function ask(roles, action, owner) {
  const principal = { id: 'ada', roles, attr: { blocked: true } }
  const resource = { kind: 'scope', id: 's1', attr: owner ? { owner } : {} }
  const body = JSON.stringify({ requestId: '1', principal, resources: [{ actions: [action], resource }] })
  const answer = await (await fetch(`${address}/api/check/resources`, { method: 'POST', body })).json()
  return answer.results[0].actions[action] === 'EFFECT_ALLOW' ? 'allowed' : 'denied'
}

const one = ['contributor']
const both = ['contributor', 'owner']
const reader = ['reader']
const write = 'Microsoft.Authorization/roleAssignments/'
for (const condition of ['none', 'not', 'unequal']) {
  assert.strictEqual(await ask(reader, condition, 'ada'), 'allowed')
  assert.strictEqual(await ask(reader, condition, 'eve'), 'denied')
}
assert.strictEqual(await ask(one, 'move'), 'denied')
assert.strictEqual(await ask(['owner', 'contributor'], 'assign'), await ask(both, 'assign'))
const seen = [
  `contributor ${await ask(one, 'assign')}, contributor and owner ${await ask(both, 'assign')}`,
  `blocked, parents *: ${await ask(both, 'delete')}, parents contributor: ${await ask(both, 'move')}, deny for *: ${await ask(both, 'purge')}`,
  `absent: none ${await ask(reader, 'none')}, not ${await ask(reader, 'not')}, unequal ${await ask(reader, 'unequal')}`,
  `*/Write: Write ${await ask(one, `${write}Write`)}, write ${await ask(one, `${write}write`)}`,
].join(' | ')
console.log(seen)
assert.strictEqual(
  seen,
  'contributor denied, contributor and owner allowed | ' +
    'blocked, parents *: denied, parents contributor: allowed, deny for *: denied | ' +
    'absent: none allowed, not denied, unequal denied | */Write: Write denied, write allowed',
)
JS
# Two ports that nobody listens at.
ports=$(node -e '
const { createServer } = require("net")
const servers = [createServer(), createServer()]
let open = servers.length
for (const server of servers) server.listen(0, "127.0.0.1", () => {
  open -= 1
  if (open) return
  console.log(servers.map(server => server.address().port).join(" "))
  for (const server of servers) server.close()
})')
cat > cerbos.yaml <<YAML
server: {httpListenAddr: "127.0.0.1:${ports% *}", grpcListenAddr: "127.0.0.1:${ports#* }"}
storage: {driver: disk, disk: {directory: policies}}
telemetry: {disabled: true}
YAML
node_modules/.bin/cerbos run --log-level=error --config=cerbos.yaml -- node ask.mjs
