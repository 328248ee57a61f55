#!/usr/bin/env bash
# odata-v4-parser 0.1.29 and @odata/parser 0.2.14 (npm), filters of Microsoft Graph with a `not`, be it with parentheses: `not (userType eq
# 'Guest') and accountEnabled eq true` is taken for the opposite of all that follows, `not (… and …)`. By OData 4.01 `not` binds more
# tightly than `and`, so that Graph gives members whose accounts are enabled; whoever works the filter out with one of these, over an export
# or in a stand-in for Graph, gets guests whose accounts are disabled as well, and disabled members. odata-v4-sql 0.1.2, built on the first,
# knows no `not`: here it makes `1 = 1`, everybody, and tells the console alone ("Unhandled node type"). odata-filter-parser 0.6.5 (npm) and
# odata-query 0.10.0 (pip) are right. With the `not` last, or in parentheses of its own, all four parsers are.
#
# Guess: `not` is of what stands in the parentheses behind it.
# Seen: not (g) and e: v4, @odata: not (g and e), filter-parser, pip: (not g) and e, sql: everybody | e and not (g), (not (g)) and e: right
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q odata-query==0.10.0
npm install --silent --no-audit --no-fund odata-v4-parser@0.1.29 @odata/parser@0.2.14 odata-v4-sql@0.1.2 odata-filter-parser@0.6.5 >/dev/null
cat >read.cjs <<'JS'
const odata = require('@odata/parser');
const v4 = require('odata-v4-parser');
const sql = require('odata-v4-sql');
const { Parser } = require('odata-filter-parser');

// A filter of the two terms g and e, told by where each of them stands in the tree.
const guest = "userType eq 'Guest'";
const enabled = 'accountEnabled eq true';
function told({ type, raw, value }) {
  if (type === 'NotExpression') return `not (${told(value)})`;
  if (type === 'AndExpression') return `${told(value.left)} and ${told(value.right)}`;
  if (type === 'BoolParenExpression') return told(value);
  return raw === guest ? 'g' : 'e';
}
function simple(filter) {
  if (filter.operator === 'and') return `${simple(filter.subject)} and ${simple(filter.value)}`;
  if (filter.operator === 'not') return `not (${simple(filter.subject)})`;
  return filter.subject === 'userType' ? 'g' : 'e';
}
console.log = () => {};
const filters = [`not (${guest}) and ${enabled}`, `(not (${guest})) and ${enabled}`, `${enabled} and not (${guest})`];
for (const filter of filters) {
  const where = sql.createFilter(filter).where.trim();
  const parts = [told(v4.filter(filter)), told(odata.defaultParser.filter(filter)), simple(Parser.parse(filter)), where === '1 = 1' ? 'everybody' : 'a part'];
  process.stdout.write(`${parts.join(' | ')}\n`);
}
JS
node read.cjs >out
cat out
cat >read.py <<'PYTHON'
from odata_query.grammar import ODataLexer, ODataParser
from odata_query.sql import AstToSqlVisitor

tree = ODataParser().parse(ODataLexer().tokenize("not (userType eq 'Guest') and accountEnabled eq true"))
print(type(tree).__name__, type(tree.left).__name__)
PYTHON
venv/bin/python read.py | tee python
[ "$(sed -n 1p out)" = 'not (g and e) | not (g and e) | not (g) and e | everybody' ]
[ "$(cut -d'|' -f1-3 <(sed -n 2p out))" = 'not (g) and e | not (g) and e | not (g) and e ' ]
[ "$(cut -d'|' -f1-3 <(sed -n 3p out))" = 'e and not (g) | e and not (g) | e and not (g) ' ]
[ "$(cat python)" = 'BoolOp UnaryOp' ]
