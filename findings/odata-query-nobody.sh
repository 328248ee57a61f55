#!/usr/bin/env bash
# odata-query 8.1.0 and odata-filter-builder 1.0.0 (npm), which write filters for Microsoft Graph and Azure out of lists: a list without entries is
# no filter. `{ or: groups.map(…) }` of somebody who is in no group, and `in('id', [])`, ask for everybody's assignments, or for all users. In
# odata-query several conditions for `any` or `all` that are about the same field are the last of them (`{ any: [{ id: 'x' }, { id: 'y' }] }` asks for
# y alone), while those about two fields are both there, and ready-made texts in a list are joined by `and` without parentheses, so that
# `['a eq 1 or b eq 2', { c: 3 }]` is everything that has a. Within `{ and: [ … ] }` they have theirs. `{ id: { in: [] } }` is `id in ()`, which is refused.
#
# Guess: no alternative is nothing, or an error; conditions in a list are all there, and each is whole.
# Seen: or of none: no filter, with another: a eq 1 | in of none: a eq 1 | any id x, id y: id eq 'y', id x, type y: both | texts: a eq 1 or b eq 2
# and c eq 3, and: [texts]: ((a eq 1 or b eq 2) and (c eq 3))
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund odata-query@8.1.0 odata-filter-builder@1.0.0 >/dev/null
cat >write.mjs <<'JS'
import builder from 'odata-filter-builder';
import query from 'odata-query';

const buildQuery = query.default ?? query;
const Builder = builder.default ?? builder;
const filter = (wanted) => decodeURIComponent(buildQuery({ filter: wanted })).replace('?$filter=', '') || 'no filter';
const none = [].map((id) => ({ principalId: id }));
console.log(`${filter({ or: none })} | ${filter({ or: none, a: 1 })} | ${new Builder('and').in('id', []).eq('a', 1)}`);
console.log(`${filter({ or: [{ a: 1 }, { a: 2 }] })} | ${new Builder('and').in('id', ['x']).eq('a', 1)}`);
const any = (...conditions) => filter({ m: { any: conditions } });
console.log(`${any({ id: 'x' }, { id: 'y' })} | ${any({ id: 'x' }, { type: 'y' })}`);
console.log(`${filter(['a eq 1 or b eq 2', { c: 3 }])} | ${filter({ and: ['a eq 1 or b eq 2', { c: 3 }] })}`);
JS
node write.mjs | tee out
diff out - <<'SEEN'
no filter | a eq 1 | a eq 1
((a eq 1) or (a eq 2)) | (id eq 'x') and (a eq 1)
m/any(m:m/id eq 'y') | m/any(m:m/id eq 'x' and m/type eq 'y')
a eq 1 or b eq 2 and c eq 3 | ((a eq 1 or b eq 2) and (c eq 3))
SEEN
