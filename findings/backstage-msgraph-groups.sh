#!/usr/bin/env bash
# @backstage/plugin-catalog-backend-module-msgraph 0.10.6 (npm), which brings the users and groups of Entra ID into a developer portal, whose permissions
# go by `memberOf`: a group is its display name, in lower case and with `_` for what a name can't have. Groups of the same name, which a
# directory may have, and `Ops (prod)` beside `Ops/prod`, are one group, and the members of each are members of it. Who is in a group within a
# group is a member of the inner one alone. And a group in two groups has one parent, the one with the lower id, while the other
# has it as a child, so that going up and going down give different answers. A transformer of one's own can name groups by their ids.
#
# Guess: groups are told apart by their ids, or a clash is refused; membership reaches through nested groups, and through all of them.
# Seen: eve, in another "Owners": memberOf owners | bob, in Inner, in Outer and Other: memberOf inner | parent of inner: outer | children of other: inner
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @backstage/plugin-catalog-backend-module-msgraph@0.10.6 >/dev/null
cat >seen.js <<'JAVASCRIPT'
const assert = require('assert');
const { readMicrosoftGraphOrg } = require('@backstage/plugin-catalog-backend-module-msgraph');

const user = id => ({ '@odata.type': '#microsoft.graph.user', id, displayName: id, userPrincipalName: id, accountEnabled: true });
const group = (id, displayName) => ({ '@odata.type': '#microsoft.graph.group', id, displayName, securityEnabled: true });
const application = { '@odata.type': '#microsoft.graph.servicePrincipal', id: 'app', displayName: 'app' };
const groups = {
  1: group('1', 'Owners'), 2: group('2', 'Owners'), 3: group('3', 'Ops (prod)'), 4: group('4', 'Ops/prod'),
  5: group('5', 'Outer'), 6: group('6', 'Other'), 7: group('7', 'Inner'),
};
const members = {
  1: [user('ada'), application], 2: [user('eve')], 3: [user('ada')], 4: [user('eve')],
  5: [groups[7]], 6: [groups[7]], 7: [user('bob')],
};
async function* each(list) { yield* list; }
const graph = {
  getUsers: () => each(['ada', 'bob', 'eve'].map(user)),
  getGroups: () => each(Object.values(groups)),
  getGroupMembers: id => each(members[id]),
  getOrganization: async id => ({ id, displayName: 'Contoso' }),
};
const logger = { debug() {}, info() {}, warn() {} };
readMicrosoftGraphOrg(graph, 't', { logger, loadUserPhotos: false }).then(read => {
  const seen = Object.fromEntries(read.users.map(({ metadata, spec }) => [metadata.name, spec.memberOf.sort().join(' ')]));
  const named = name => read.groups.filter(({ metadata }) => metadata.name === name);
  seen['groups called owners'] = named('owners').length;
  seen['groups called ops_prod'] = named('ops_prod').length;
  seen['parent of inner'] = named('inner')[0].spec.parent;
  seen['children of other'] = named('other')[0].spec.children.join(' ');
  for (const [name, found] of Object.entries(seen)) console.log(`${name}: ${found}`);
  assert.deepStrictEqual(seen, {
    ada: 'group:default/ops_prod group:default/owners',
    bob: 'group:default/inner',
    eve: 'group:default/ops_prod group:default/owners',
    'groups called owners': 2,
    'groups called ops_prod': 2,
    'parent of inner': 'group:default/outer',
    'children of other': 'group:default/inner',
  });
});
JAVASCRIPT
node seen.js
