#!/usr/bin/env bash
# jsonata 2.2.2 (npm), roles and assignments as az prints them. By its guide a value and an array of that value alone are equivalent, and a path over
# arrays gives their entries one by one; `$[permissions.actions = '*']` finds no role all the same, not even Owner, whose actions are `["*"]`,
# and `!=` finds all of them. `'*' in permissions.actions` is right. What is absent is in none of two opposites: `condition = 'x'` and `condition != 'x'` are
# both false where there is no condition, and so is `$not(condition)`, though `$not(null)` and `$not("")` are true. az 2.88 and newer leave out what is
# null, so that `$[roleName = 'Owner' and $not(condition)]`, written with a file that has nulls, finds no owner in a newer one, and a gate passes.
# `$not($exists(condition)) or condition = null` is one without a condition in both.
#
# Guess: `["*"] = "*"`, or at least one of `=` and `!=` goes by the entries; `$not` of what is absent is true, as an `if` takes it.
# Seen: = none | != all | in Owner Two | $not: null empty, absent missing | != 'x': null empty other | exists or null: absent null
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund jsonata@2.2.2 >/dev/null
cat >ask.mjs <<'JS'
import jsonata from 'jsonata';

const roles = [
  { name: 'Owner', permissions: [{ actions: ['*'] }] },
  { name: 'Two', permissions: [{ actions: ['*'] }, { actions: ['a/b'] }] },
  { name: 'Reader', permissions: [{ actions: ['*/read'] }] },
];
const assignments = [
  { name: 'absent' }, { name: 'null', condition: null }, { name: 'empty', condition: '' }, { name: 'x', condition: 'x' },
  { name: 'other', condition: 'y' },
];
const ask = async (rows, predicate) => {
  const names = await jsonata(`$[${predicate}].name`).evaluate(rows);
  return [names ?? 'none'].flat().join(' ');
};
for (const predicate of ["permissions.actions = '*'", "permissions.actions != '*'", "'*' in permissions.actions"]) {
  console.log(`${predicate}: ${await ask(roles, predicate)}`);
}
for (const predicate of ['$not(condition)', "condition != 'x'", "condition = 'x'", '$not($exists(condition)) or condition = null']) {
  console.log(`${predicate}: ${await ask(assignments, predicate)}`);
}
console.log(await jsonata('condition ? "condition" : "none"').evaluate({}));
JS
node ask.mjs | tee out
diff out - <<'SEEN'
permissions.actions = '*': none
permissions.actions != '*': Owner Two Reader
'*' in permissions.actions: Owner Two
$not(condition): null empty
condition != 'x': null empty other
condition = 'x': x
$not($exists(condition)) or condition = null: absent null
none
SEEN
