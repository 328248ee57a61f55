#!/usr/bin/env bash
# @casl/ability 7.0.1 (npm), with Azure's assignments and deny assignments as rules. A rule further down overrides those above it,
# and `cannot` is no exception: deny assignments that are listed first, as they are evaluated first, deny nothing. And asked by
# the name of the type, `ability.can('delete', 'Blob')`, the answer is true where any rule with a condition might allow it for
# some blob, and stays true where a deny with a condition stands beside. A check at a route, or a list of who may delete blobs,
# that asks so counts every assignment with a condition as one without. Asked of an object, `subject('Blob', {…})`, conditions
# count. Put denials last.
#
# Guess: `cannot` wins over `can`; a condition that nothing is known about isn't met.
# Seen: deny first: allowed, deny last: denied | condition: by type allowed, other's denied, own allowed | denied under a
# condition: by type allowed, own denied
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @casl/ability@7.0.1 >/dev/null
cat >ask.mjs <<'JS'
import { createMongoAbility, subject } from '@casl/ability';

const may = (rules, blob = 'Blob') => (createMongoAbility(rules).can('delete', blob) ? 'allowed' : 'denied');
const of = (owner) => subject('Blob', { owner });
const rule = { action: 'delete', subject: 'Blob' };
const allow = { action: 'manage', subject: 'all' };
const deny = { ...rule, inverted: true };
const own = { ...rule, conditions: { owner: 'ada' } };
const notOwn = { ...own, inverted: true };
console.log(
  [
    `deny first: ${may([deny, allow])}, deny last: ${may([allow, deny])}`,
    `condition: by type ${may([own])}, other's ${may([own], of('eve'))}, own ${may([own], of('ada'))}`,
    `denied under a condition: by type ${may([allow, notOwn])}, own ${may([allow, notOwn], of('ada'))}`,
  ].join(' | '),
);
JS
seen=$(node ask.mjs)
echo "$seen"
expected="deny first: allowed, deny last: denied | condition: by type allowed, other's denied, own allowed"
expected+=" | denied under a condition: by type allowed, own denied"
[ "$seen" = "$expected" ]
