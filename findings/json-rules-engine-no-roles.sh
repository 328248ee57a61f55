#!/usr/bin/env bash
# json-rules-engine 7.3.1 (npm), rules of who may pass an access review, over people with their roles: `any` of an empty list is met by everybody. A rule "is
# exempt" that is made of a list of exemptions, `{ any: exemptions.map(…) }`, exempts all as soon as the last exemption is gone. `doesNotContain` is false, and not
# true, where there is nothing to look in: `$.roles[*].name` of somebody without any role is no empty list but undefined, so that "isn't an owner"
# isn't met by who holds nothing, and neither is `contains`; `notIn` of an absent role is true all the same. `{ not: { … contains … } }` is true
# of them. `equal null` is false where the key is absent, as az 2.88 and newer leave it out, and `notEqual null` true, so that an owner
# without a condition has one.
#
# Guess: any of nothing is false, as `[].some(…)`; what isn't contained is not contained.
# Seen: any of none: met, of one other: not met | owner of roles: none: contains no, doesNotContain no, not contains yes | absent: equal null no
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund json-rules-engine@7.3.1 >/dev/null
cat >rules.mjs <<'JS'
import engine from 'json-rules-engine';

async function met(conditions, person) {
  const rules = new engine.Engine();
  rules.addRule({ conditions, event: { type: 'met' } });
  return (await rules.run({ person })).events.length === 1 ? 'yes' : 'no';
}
const exempt = (names) => ({ any: names.map((value) => ({ fact: 'person', path: '$.name', operator: 'equal', value })) });
const eve = { name: 'eve', roles: [], condition: null };
console.log('exempt: of none', await met(exempt([]), eve), '| of zoe', await met(exempt(['zoe']), eve), '| of eve', await met(exempt(['eve']), eve));
const people = {
  'without roles': { roles: [], condition: null },
  reader: { roles: [{ name: 'Reader' }], role: 'Reader' },
  owner: { roles: [{ name: 'Owner' }], role: 'Owner', condition: 'c' },
};
const roles = (operator) => ({ fact: 'person', path: '$.roles[*].name', operator, value: 'Owner' });
for (const [name, person] of Object.entries(people)) {
  const condition = (operator) => ({ all: [{ fact: 'person', path: '$.condition', operator, value: null }] });
  console.log(
    `${name}: contains`, await met({ all: [roles('contains')] }, person),
    '| doesNotContain', await met({ all: [roles('doesNotContain')] }, person),
    '| not contains', await met({ not: roles('contains') }, person),
    '| notIn', await met({ all: [{ fact: 'person', path: '$.role', operator: 'notIn', value: ['Owner'] }] }, person),
    '| equal null', await met(condition('equal'), person),
    '| notEqual null', await met(condition('notEqual'), person),
  );
}
JS
node rules.mjs | tee out
diff out - <<'SEEN'
exempt: of none yes | of zoe no | of eve yes
without roles: contains no | doesNotContain no | not contains yes | notIn yes | equal null yes | notEqual null no
reader: contains no | doesNotContain yes | not contains yes | notIn yes | equal null no | notEqual null yes
owner: contains yes | doesNotContain no | not contains no | notIn no | equal null no | notEqual null yes
SEEN
