#!/usr/bin/env bash
# role-acl 4.5.4 (npm), with the actions of an Azure role and those it excludes as one list, `execute(['*', '!Microsoft.Authorization/*/Write'])`:
# the list is read in order, and what comes last counts. With the exclusions first, as of a list that is sorted or put together from
# notActions and actions, nothing is excluded. A list of exclusions alone grants everything else, where Azure grants nothing. A role that extends
# one with `*` and excludes something has it all the same. Case doesn't count and `*` spans segments, as in Azure; so everything
# else comes out right, and the list looks like a translation of the role.
#
# Guess: what is excluded is excluded wherever it stands, and exclusions grant nothing.
# Seen: actions first: read true, write false | exclusions first: read true, write true | exclusions alone: read true, write false
# | extends: write true | other case: write false
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund role-acl@4.5.4
cat > ask.cjs <<'JS'
const assert = require('assert')
const { AccessControl } = require('role-acl')
const write = 'Microsoft.Authorization/roleAssignments/write'
const read = 'Microsoft.Compute/virtualMachines/read'
const except = '!Microsoft.Authorization/*/write'

async function granted(access, action) {
  return (await access.can('role').execute(action).on('scope')).granted
}

async function answers(list) {
  const access = new AccessControl()
  access.grant('role').execute(list).on('scope')
  return `read ${await granted(access, read)}, write ${await granted(access, write)}`
}

async function main() {
  const inherited = new AccessControl()
  inherited.grant('owner').execute('*').on('scope')
  inherited.grant('role').extend('owner').execute(['*', except]).on('scope')
  const upper = new AccessControl()
  upper.grant('role').execute(['*', except.toUpperCase()]).on('scope')
  const seen = [
    `actions first: ${await answers(['*', except])}`,
    `exclusions first: ${await answers([except, '*'])}`,
    `exclusions alone: ${await answers([except])}`,
    `extends: write ${await granted(inherited, write)}`,
    `other case: write ${await granted(upper, write)}`,
  ].join(' | ')
  console.log(seen)
  assert.strictEqual(
    seen,
    'actions first: read true, write false | exclusions first: read true, write true | ' +
      'exclusions alone: read true, write false | extends: write true | other case: write false',
  )
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
JS
node ask.cjs
