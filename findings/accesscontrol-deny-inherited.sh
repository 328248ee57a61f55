#!/usr/bin/env bash
# accesscontrol 3.1.1 beside 2.2.1 (npm), which is what most programs have installed: a role that extends another, and has a denial of its own,
# as a contributor is an owner who may not assign. In 2.2.1 the denial doesn't count, as grants are put together; in 3.1.1 it does, also for a
# role that extends this one and the owner. In both, a denial of `any` leaves `own`, which the inherited grant of `any` gives, and
# of two roles of a user (`can(['owner', 'blocked'])`) the one that is denied doesn't matter. A narrower list of attributes
# (`['*', '!condition']`) beside an inherited `*` is `*`. So an update of the package changes who may, in one case of four.
#
# Guess: what a role denies, whoever has the role can't do; `any` includes `own`; both releases agree, as grants stay data.
# Seen: 2.2.1: any true, own true, two parents true, two roles true, attributes * | 3.1.1: any false, own true, two parents false,
# two roles true, attributes *
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund old@npm:accesscontrol@2.2.1 new@npm:accesscontrol@3.1.1
cat > ask.cjs <<'JS'
const assert = require('assert')

function answers(name) {
  const { AccessControl } = require(name)
  const access = new AccessControl()
  access.grant('owner').deleteAny('vm').readAny('assignment')
  access.grant('contributor').extend('owner').readAny('assignment', ['*', '!condition'])
  access.deny('contributor').deleteAny('vm')
  access.grant('both').extend(['contributor', 'owner'])
  access.grant('blocked').readAny('disk')
  access.deny('blocked').deleteAny('vm')
  assert(access.can('owner').deleteAny('vm').granted)
  assert(!access.can('blocked').deleteAny('vm').granted)
  return [
    `any ${access.can('contributor').deleteAny('vm').granted}`,
    `own ${access.can('contributor').deleteOwn('vm').granted}`,
    `two parents ${access.can('both').deleteAny('vm').granted}`,
    `two roles ${access.can(['owner', 'blocked']).deleteAny('vm').granted}`,
    `attributes ${access.can('contributor').readAny('assignment').attributes}`,
  ].join(', ')
}

const seen = `2.2.1: ${answers('old')} | 3.1.1: ${answers('new')}`
console.log(seen)
assert.strictEqual(
  seen,
  '2.2.1: any true, own true, two parents true, two roles true, attributes * | ' +
    '3.1.1: any false, own true, two parents false, two roles true, attributes *',
)
JS
node ask.cjs
