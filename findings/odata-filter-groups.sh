#!/usr/bin/env bash
# odata-filter-parser 0.6.5 (npm), `Parser.parse` of filters as Microsoft Graph and Azure take them: parentheses hold where they stand last. Of two
# groups the last one is all that comes out: `(role eq 'Owner' or role eq 'Contributor') and (type eq 'User' or type eq 'Group')` is the filter
# for users and groups, whatever their role. A group that stands first is dissolved: `(owner or contributor) and user` becomes owner, or else
# a contributor who is a user. What is not a text in quotation marks becomes a number: `true`, `false` and `null` are one and the same NaN, a
# GUID is NaN or the number it begins with, so that `00000000-…` are all 0, and a time is its year. The name 'Research and Development' is cut at
# its `and`, and a function as `atScope()` is null. None of it is an error. A proxy or an audit that reads filters to tell what was asked for
# tells of something else. odata-v4-parser 0.1.29 (npm) reads all of these.
#
# Guess: a filter that the parser takes comes out as it went in, with more parentheses at most, or it is an error.
# Seen: two groups: the last | first: o or (c and u), last: u and (o or c) | true NaN, false NaN, null NaN, 00000000-… 0, a7f6… NaN, time 2026
# | 'a and b': 'a and null | atScope() and …: null and …
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund odata-filter-parser@0.6.5 odata-v4-parser@0.1.29 >/dev/null
cat >read.cjs <<'JS'
const { Parser } = require('odata-filter-parser');
const v4 = require('odata-v4-parser');

const group = "role eq 'Owner' or role eq 'Contributor'";
const two = `(${group}) and (type eq 'User' or type eq 'Group')`;
const filters = [two, `(${group}) and type eq 'User'`, `type eq 'User' and (${group})`];
filters.forEach((filter) => console.log(Parser.parse(filter).serialize()));
const literals = [
  'true', 'false', 'null', '00000000-0000-0000-0000-000000000001', 'a7f60000-0000-0000-0000-000000000001', '2026-03-01T07:14:03Z',
];
console.log(literals.map((literal) => Parser.parse(`x eq ${literal}`).value).join(' '));
const text = Parser.parse("department eq 'a and b'");
const call = Parser.parse("atScope() and principalId eq 'p'");
console.log(`${text.subject.value} ${text.operator} ${text.value} | ${call.subject} ${call.operator}`);
const whole = v4.filter(two).value;
const kinds = literals.map((literal) => v4.filter(`x eq ${literal}`).value.right.value.replace('Edm.', ''));
console.log(`${whole.left.raw} | ${whole.right.raw} | ${kinds.join(' ')} | ${v4.filter("department eq 'a and b'").value.right.raw}`);
JS
node read.cjs | tee out
diff out - <<'SEEN'
((type eq 'User') or (type eq 'Group'))
((role eq 'Owner') or ((role eq 'Contributor') and (type eq 'User')))
((type eq 'User') and ((role eq 'Owner') or (role eq 'Contributor')))
NaN NaN NaN 0 NaN 2026
'a and null | null and
(role eq 'Owner' or role eq 'Contributor') | (type eq 'User' or type eq 'Group') | Boolean Boolean null Guid Guid DateTimeOffset | 'a and b'
SEEN
